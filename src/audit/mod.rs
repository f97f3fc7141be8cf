//! The audit of a run: what people decided about its claims. Called by `whosaid audit …`.
//!
//! It reads records and articles, never the insides of the pipeline.

pub mod conflict;
pub mod decision;
pub mod export;
pub mod rate;
pub mod review;
pub mod score;
