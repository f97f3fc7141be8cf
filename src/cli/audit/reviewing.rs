//! A run and its decisions, as `score` and `export` open them.

use crate::cli::terminal;
use std::collections::BTreeSet;
use std::path::Path;
use whosaid::Error;
use whosaid::audit::review::{self, Decision, LoadedDecisions};
use whosaid::run::RecordStore;

pub(super) struct Decided {
    pub(super) saved: RecordStore,
    pub(super) decisions: Vec<Decision>,
    /// Whether every line of the decisions could be used, but for torn ones, which nobody was told to have been saved.
    pub(super) whole: bool,
}

impl Decided {
    /// Opens both; lines that are no decision are reported.
    pub(super) fn open(run: &Path, decisions: Option<&Path>) -> whosaid::Result<Self> {
        let default =
            if run.is_dir() { run.join(review::DECISIONS_FILE) } else { run.with_file_name(review::DECISIONS_FILE) };
        let path = decisions.unwrap_or(&default);
        if !path.is_file() {
            let cause = "there are no decisions here; `whosaid audit serve` makes them".to_owned();
            return Err(Error::Input { path: path.to_owned(), cause });
        }
        Self::read(run, path)
    }

    /// Opens a run that need not have decisions of its own.
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

    /// The articles that they are about.
    pub(super) fn docs(&self) -> BTreeSet<String> {
        self.decisions.iter().map(|decision| decision.doc.clone()).collect()
    }
}
