//! Saved runs: what a run folder says about itself, and its records, read back.
//!
//! [`RunInfo`] is `run.json`; [`Recipe`] is what decides the bytes of a run; [`RunProgress`] is how far it is. [`RecordStore`] finds
//! records by their article, for whoever checks or compares runs; `lines` reads whole files of records on all threads.

pub(crate) mod file;
mod info;
#[cfg(feature = "audit")]
pub(crate) mod lines;
mod progress;
mod recipe;
mod store;

pub use info::RunInfo;
pub use progress::{RunProgress, Summary};
pub use recipe::Recipe;
pub use store::{RecordHeader, RecordStore, StoredLine};
pub(crate) use store::{decompressed, files_of};
