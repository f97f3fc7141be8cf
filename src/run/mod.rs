//! Saved runs: what a run folder says about itself, and its records, read back.
//!
//! [`RunInfo`] is `run.json`; [`Recipe`] is what decides the bytes of a run; [`RunProgress`] is how far it is. [`RecordStore`] finds
//! records by their article, for whoever checks or compares runs; `lines` reads files of records in chunks or by place.

pub(crate) mod file;
mod info;
pub(crate) mod lines;
mod progress;
mod recipe;
mod store;

pub use info::RunInfo;
pub use progress::{RunProgress, Summary};
pub use recipe::Recipe;
pub(crate) use store::files_of;
pub use store::{RecordHeader, RecordStore, StoredLine};
