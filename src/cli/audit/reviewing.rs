//! A run and the decisions on it, for `score` and `export`.

use crate::cli::terminal;
use std::collections::BTreeSet;
use std::path::Path;
use whosaid::Error;
use whosaid::audit::review::{self, Decision, LoadedDecisions};
use whosaid::run::RecordStore;

pub(super) struct ReviewedRun {
    pub(super) saved: RecordStore,
    pub(super) decisions: Vec<Decision>,
    /// Whether every decision could be read. Incomplete last lines do not count: they were never confirmed as saved.
    pub(super) whole: bool,
}

impl ReviewedRun {
    /// Opens both. Lines that are not decisions are reported.
    pub(super) fn open(run: &Path, decisions: Option<&Path>) -> whosaid::Result<Self> {
        let default =
            if run.is_dir() { run.join(review::DECISIONS_FILE) } else { run.with_file_name(review::DECISIONS_FILE) };
        let path = decisions.unwrap_or(&default);
        if !path.is_file() {
            let cause = "no decisions found; make some with `whosaid audit serve`".to_owned();
            return Err(Error::Input { path: path.to_owned(), cause });
        }
        Self::read(run, path)
    }

    /// Opens a run that may have no decisions.
    pub(super) fn open_any(run: &Path) -> whosaid::Result<Self> {
        let path =
            if run.is_dir() { run.join(review::DECISIONS_FILE) } else { run.with_file_name(review::DECISIONS_FILE) };
        Self::read(run, &path)
    }

    fn read(run: &Path, path: &Path) -> whosaid::Result<Self> {
        let LoadedDecisions { decisions, torn, broken } = review::load_decisions(path)?;
        for error in torn {
            log::warn!("{error}");
        }
        broken.iter().for_each(terminal::error);
        Ok(Self { saved: RecordStore::open(run)?, decisions, whole: broken.is_empty() })
    }

    /// The articles with decisions.
    pub(super) fn docs(&self) -> BTreeSet<String> {
        self.decisions.iter().map(|decision| decision.doc.clone()).collect()
    }
}
