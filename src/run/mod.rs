//! Saved runs: what a run folder says about itself, and its records, read back.
//!
//! [`RunInfo`] is `run.json`; [`Recipe`] is what decides the bytes of a run; [`RunProgress`] is how far it is. [`RecordStore`] finds
//! records by their article, for whoever checks or compares runs; `record_files` makes lines of whatever a run was written to, and
//! `lines` reads them in chunks or by place.

pub(crate) mod file;
mod info;
pub(crate) mod interner;
pub(crate) mod lines;
mod progress;
mod recipe;
pub(crate) mod record_files;
mod store;

pub use info::RunInfo;
pub(crate) use info::file_of;
pub use lines::RecordHeader;
pub use progress::{RunProgress, Summary};
pub use recipe::Recipe;
pub use store::{RecordStore, StoredLine};
