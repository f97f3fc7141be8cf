//! `run.json`: what a run folder holds and how it was made.

use super::file;
use super::progress::{RunProgress, Summary};
use super::recipe::Recipe;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// The file's name.
const NAME: &str = "run.json";

/// What the folder of a finished run holds and how it was made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RunInfo {
    /// What decided its bytes: version, options, inputs and so on.
    pub recipe: Recipe,
    /// The command line of its last session.
    pub command: Vec<String>,
    /// What was done.
    pub counts: Summary,
    /// Batches that the inputs were divided into.
    pub batches: u64,
    /// When it began, in seconds since 1970.
    pub started: u64,
    /// When it was done, in seconds since 1970.
    pub finished: u64,
    /// How long it took, in seconds, in all its sessions.
    pub seconds: f64,
    /// Its files of records, with their size in bytes.
    pub files: BTreeMap<String, u64>,
}

impl RunInfo {
    pub(crate) fn new(
        recipe: &Recipe,
        command: &[String],
        progress: &RunProgress,
        started: u64,
        files: BTreeMap<String, u64>,
    ) -> Self {
        Self {
            recipe: recipe.clone(),
            command: command.to_vec(),
            counts: progress.summary,
            batches: progress.batches,
            started,
            finished: file::now(),
            seconds: (progress.seconds * 1000.0).round() / 1000.0,
            files,
        }
    }

    /// What is known of a run that is a file: how it was made, and when the file was last written.
    #[cfg(feature = "audit")]
    pub(crate) fn of_file(path: &Path, recipe: Option<Recipe>) -> Self {
        let written = path.metadata().and_then(|metadata| metadata.modified()).ok();
        Self { recipe: recipe.unwrap_or_default(), finished: written.map_or(0, file::seconds), ..Self::default() }
    }

    /// Reads that of a run folder; `None` where there is none, because the run is not done or this is not a run folder.
    ///
    /// # Errors
    /// [`Error::Io`], or [`Error::Input`] if this version cannot read it.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(NAME);
        let Some(bytes) = file::read(&path).map_err(|error| Error::io(&path, error))? else { return Ok(None) };
        let read = serde_json::from_slice(&bytes);
        read.map(Some).map_err(|error| Error::Input { path, cause: format!("not a run.json of this version: {error}") })
    }

    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        file::replace(&folder.join(NAME), &bytes)
    }
}

/// The file of a run that people or later steps add: in its folder, or beside the file that is the run, under its name.
pub(crate) fn file_of(run: &Path, name: &str) -> PathBuf {
    let folder = run.parent().filter(|folder| folder.join(NAME).is_file());
    match folder {
        _ if run.is_dir() => run.join(name),
        Some(folder) => folder.join(name),
        None => file::beside(run, name),
    }
}
