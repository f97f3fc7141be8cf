//! The stages in order, over one article ([`annotate`], [`records`]) or over a run of many ([`run`]).

mod batch;
mod duplicates;
mod job;
mod language;
mod observer;
mod options;
mod records;
mod single;
mod workspace;
mod writer;

pub use crate::deadline::keep_panics_quiet;
pub use crate::document::Depth;
pub use crate::output::RunStatus;
pub use crate::run::Summary;
pub use crate::work::steps;
pub use batch::run;
pub use observer::{Observer, RunOutcome};
pub use options::{Dedup, PipelineOptions, Shard};
pub use records::{depth, write_document};
pub use single::{annotate, records};
pub use workspace::Workspace;
