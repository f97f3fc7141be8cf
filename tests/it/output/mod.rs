//! Writing: order, sinks, and runs that are killed and resumed.

mod batch;
#[cfg(target_os = "linux")]
mod changed;
#[cfg(target_os = "linux")]
mod faults;
mod fields;
mod killed;
pub(crate) mod sinks;
mod speakers;
