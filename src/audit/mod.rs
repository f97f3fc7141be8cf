//! The audit of a run: its claims shown, judged, scored, exported, and compared with each other.
//!
//! It reads records and articles, never the insides of the pipeline.

pub mod conflict;
pub mod export;
#[cfg(feature = "audit")]
pub mod page;
pub mod review;
#[cfg(feature = "audit")]
mod run;

#[cfg(feature = "audit")]
pub use run::AuditedRun;
