//! The audit of a run: what people decided about its claims. Called by `whosaid audit …`.
//!
//! It reads records and articles, never the insides of the pipeline.

pub mod conflict;
pub mod decision;
pub mod export;
pub mod rate;
#[cfg(feature = "audit")]
pub mod report;
pub mod review;
#[cfg(feature = "audit")]
pub mod run;
pub mod score;
#[cfg(feature = "audit")]
pub mod serve;
#[cfg(feature = "audit")]
mod view;

#[cfg(feature = "audit")]
pub use run::Run;
