//! What a run reports to its caller, while it runs and at its end.

use crate::error::Error;
use crate::input::Warning;
use crate::output::RunStatus;
use crate::run::Summary;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Receives the events of a run, on the calling thread and in input order. Every method has a default that does nothing; `()`
/// ignores everything.
pub trait Observer {
    /// An article, file or folder failed. The run continues.
    fn failed(&mut self, _error: &Error) {}

    /// There is something to know about an article that was processed nevertheless.
    fn warned(&mut self, _warning: &Warning) {}

    /// Another batch was handed to the sink. `consumed` counts the bytes of input used so far, as they lie on disk.
    fn progressed(&mut self, _so_far: &Summary, _consumed: u64) {}

    /// Asked before each batch is read. True ends the run once the batches in progress are written.
    fn wants_to_stop(&mut self) -> bool {
        false
    }

    /// What is set when the run is to stop. A second later, batches that are not done are given up; a resumed run does them
    /// again.
    fn stop_request(&self) -> Option<Arc<AtomicBool>> {
        None
    }
}

impl Observer for () {}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunOutcome {
    /// What was done, including earlier sessions of a resumed run.
    pub summary: Summary,
    /// Whether all input was read, or the observer stopped the run.
    pub status: RunStatus,
}
