//! The file beside an output that tells how far its run is: written now and then, in one step, and gone when the run is
//! done.

use super::sink::SinkSettings;
use crate::error::{Error, Result};
use crate::run::{Recipe, RunProgress, file};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How far a run is, as the file holds it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    pub(super) recipe: Recipe,
    #[serde(rename = "mark")]
    pub(super) progress: RunProgress,
    /// How much of each file of the output belongs to it, in bytes.
    pub(super) lengths: Vec<u64>,
    /// When the run began, in seconds since 1970.
    pub(super) started: u64,
}

/// The checkpoints of a run.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    target: String,
    last: Checkpoint,
    pace: CheckpointPace,
}

/// Where an output stands when it is opened.
pub(super) enum OpenedJournal {
    /// There is nothing to go on with: the run begins here.
    New(Journal),
    /// The run goes on from [`Journal::last`].
    Unfinished(Journal),
    /// It is done.
    Complete,
}

impl Journal {
    /// Opens the journal at `path` of the output `target`, which `exists` or not. What an earlier run without
    /// [`SinkSettings::resume`] has left is overwritten.
    ///
    /// # Errors
    /// [`Error::Refused`] if the run that was interrupted is another; [`Error::Output`].
    pub(super) fn open(path: PathBuf, target: &str, exists: bool, settings: &SinkSettings) -> Result<OpenedJournal> {
        let failed = |source| Error::Output { target: target.to_owned(), cause: source };
        let before = if settings.resume { read(&path, target)? } else { None };
        let unfinished = before.is_some();
        let last = match before {
            Some(before) => {
                if let Some(why) = settings.recipe.differs_from(&before.recipe) {
                    return Err(Error::refused(target, format!("this run cannot be gone on with: {why}")));
                }
                before
            }
            None if settings.resume && exists => return Ok(OpenedJournal::Complete),
            None => {
                let (recipe, progress) = (settings.recipe.clone(), RunProgress::default());
                Checkpoint { recipe, progress, lengths: Vec::new(), started: file::now() }
            }
        };
        let mut journal = Self { path, target: target.to_owned(), last, pace: CheckpointPace::new(settings.every) };
        if unfinished {
            return Ok(OpenedJournal::Unfinished(journal));
        }
        // Before anything else is touched, so that an output without a journal is a complete one.
        journal.write().map_err(failed)?;
        Ok(OpenedJournal::New(journal))
    }

    /// The checkpoint that was written last.
    pub(super) fn last(&self) -> &Checkpoint {
        &self.last
    }

    /// True if the next one should be written.
    pub(super) fn is_due(&self) -> bool {
        self.pace.is_due()
    }

    /// Writes a checkpoint. What `lengths` counts must be on the disk.
    ///
    /// # Errors
    /// [`Error::Output`]
    pub(super) fn save(&mut self, progress: &RunProgress, lengths: Vec<u64>) -> Result<()> {
        self.last.progress = progress.clone();
        self.last.lengths = lengths;
        self.write().map_err(|source| Error::Output { target: self.target.clone(), cause: source })?;
        self.pace.restart();
        Ok(())
    }

    fn write(&mut self) -> io::Result<()> {
        file::replace(&self.path, &serde_json::to_vec(&self.last)?)
    }

    /// The run is done.
    ///
    /// # Errors
    /// [`Error::Output`]
    pub(super) fn remove(&self) -> Result<()> {
        // One that was being written when an earlier session was killed.
        let _ = fs::remove_file(file::next_of(&self.path));
        fs::remove_file(&self.path).map_err(|source| Error::Output { target: self.target.clone(), cause: source })
    }
}

fn read(path: &Path, target: &str) -> Result<Option<Checkpoint>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(path, error)),
    };
    let read = serde_json::from_slice(&bytes);
    read.map(Some).map_err(|error| Error::refused(target, format!("{} is no checkpoint: {error}", path.display())))
}

/// When a checkpoint is due.
#[derive(Debug)]
pub(super) struct CheckpointPace {
    every: Duration,
    last: Instant,
}

impl CheckpointPace {
    pub(super) fn new(every: Duration) -> Self {
        Self { every, last: Instant::now() }
    }

    pub(super) fn is_due(&self) -> bool {
        self.last.elapsed() >= self.every
    }

    pub(super) fn restart(&mut self) {
        self.last = Instant::now();
    }
}
