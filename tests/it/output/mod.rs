//! Writing: order, sinks, and runs that are killed and resumed.

mod batch;
mod fields;
mod killed;
pub(crate) mod sinks;
mod speakers;
