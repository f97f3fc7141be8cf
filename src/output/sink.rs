//! What all sinks have in common: the contract with a batch, and how they are opened.

use super::batch_output::{BatchOutput, Layout};
use crate::error::Result;
use crate::record::Emit;
use crate::run::{Recipe, RunProgress};
use std::time::Duration;

/// A sink for records.
pub trait Sink: Send {
    /// How it wants batches.
    fn layout(&self) -> Layout {
        Layout::Single
    }

    /// How far the run is that it resumes; the beginning for a new one.
    fn start(&self) -> RunProgress {
        RunProgress::default()
    }

    /// Takes the records of a batch, after which the run is as far as `progress`.
    ///
    /// # Errors
    /// [`crate::Error::Output`] or [`crate::Error::Database`], which name the sink. See [`crate::Error::is_broken_pipe`].
    fn write(&mut self, batch: BatchOutput, progress: &RunProgress) -> Result<()>;

    /// Makes sure that everything has arrived: the run has ended at `progress`, for good or for now.
    ///
    /// # Errors
    /// As [`Sink::write`].
    fn finish(&mut self, progress: &RunProgress, status: RunStatus) -> Result<()>;
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunStatus {
    /// At the end of its inputs.
    Done,
    /// Before that, because it was asked to stop; it can be resumed.
    Interrupted,
}

/// The default of [`SinkSettings::chunk`]: 4 MiB, about a second's work.
pub const DEFAULT_CHUNK: u64 = 4 << 20;

/// How to open a sink.
#[derive(Debug, Clone)]
pub struct SinkSettings {
    /// What decides the bytes of the run.
    pub recipe: Recipe,
    /// Which records are written.
    pub emit: Emit,
    /// Whether to resume a run that was interrupted.
    pub resume: bool,
    /// The command line, which is recorded with the run.
    pub command: Vec<String>,
    /// Time between checkpoints.
    pub every: Duration,
    /// Output between the points that a run can resume from, where that is not everywhere: bytes of lines in a compressed
    /// file, of articles' text in a database, and a claim for each 40 of them in a Parquet file. It decides bytes, and is
    /// part of the recipe.
    pub chunk: u64,
}

/// An output that has been opened.
pub enum OpenedSink {
    /// It takes records.
    Ready(Box<dyn Sink>),
    /// The run that was to be resumed is complete.
    Complete,
}
