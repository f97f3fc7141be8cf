//! The file beside an output that records how far its run is: replaced now and then, in one step, and removed when the run
//! is done.

use super::growing::FileMark;
use super::sink::SinkSettings;
use crate::error::{Error, Result};
use crate::run::{Recipe, RunProgress, file};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How far a run is, as the file holds it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    pub(super) recipe: Recipe,
    #[serde(rename = "mark")]
    pub(super) progress: RunProgress,
    /// How much of each file of the output belongs to it; of a Parquet file, where each row group ends.
    pub(super) files: Vec<FileMark>,
    /// When the run began, in seconds since 1970.
    pub(super) started: u64,
}

/// The checkpoints of a run.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    target: String,
    /// The checkpoint that was written last.
    pub(super) last: Checkpoint,
    /// Time between checkpoints, and when the last one was written.
    every: Duration,
    saved: Instant,
}

impl Journal {
    /// Opens the journal at `path` of the output `target`, which `exists` or not; `None` if the run that is to be resumed is
    /// complete. A run without [`SinkSettings::resume`] replaces the journal of an earlier one.
    ///
    /// # Errors
    /// [`Error::Refused`] if the interrupted run is a different one; [`Error::Output`].
    pub(super) fn open(path: PathBuf, target: &str, exists: bool, settings: &SinkSettings) -> Result<Option<Self>> {
        let before = if settings.resume { read(&path, target)? } else { None };
        if before.is_none() && settings.resume && exists {
            return Ok(None);
        }
        if let Some(why) = before.as_ref().and_then(|before| settings.recipe.differs_from(&before.recipe)) {
            return Err(Error::refused(target, format!("cannot resume this run: {why}")));
        }
        let is_new = before.is_none();
        let last = before.unwrap_or_else(|| Checkpoint {
            recipe: settings.recipe.clone(),
            progress: RunProgress::default(),
            files: Vec::new(),
            started: file::now(),
        });
        let journal = Self { path, target: target.to_owned(), last, every: settings.every, saved: Instant::now() };
        if is_new {
            // Before anything else is touched, so that an output without a journal is a complete one.
            journal.write()?;
        }
        Ok(Some(journal))
    }

    /// True if the next one should be written.
    pub(super) fn is_due(&self) -> bool {
        self.saved.elapsed() >= self.every
    }

    /// Writes a checkpoint. What `files` counts must be on the disk.
    ///
    /// # Errors
    /// [`Error::Output`]
    pub(super) fn save(&mut self, progress: &RunProgress, files: Vec<FileMark>) -> Result<()> {
        self.last.progress = progress.clone();
        self.last.files = files;
        self.write()?;
        self.saved = Instant::now();
        Ok(())
    }

    fn write(&self) -> Result<()> {
        let written = serde_json::to_vec(&self.last).map_err(io::Error::from);
        written.and_then(|bytes| file::replace(&self.path, &bytes)).map_err(|error| Error::output(&self.target, error))
    }

    /// The run is done.
    ///
    /// # Errors
    /// [`Error::Output`]
    pub(super) fn remove(&self) -> Result<()> {
        // The first is there if an earlier session was killed while it wrote it.
        let removed = file::remove(&file::beside(&self.path, "new")).and_then(|()| file::remove(&self.path));
        removed.map_err(|error| Error::output(&self.target, error))
    }
}

fn read(path: &Path, target: &str) -> Result<Option<Checkpoint>> {
    let Some(bytes) = file::read(path).map_err(|error| Error::io(path, error))? else { return Ok(None) };
    let read = serde_json::from_slice(&bytes);
    read.map(Some).map_err(|error| Error::refused(target, format!("{} is not a checkpoint: {error}", path.display())))
}
