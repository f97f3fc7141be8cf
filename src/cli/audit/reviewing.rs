//! A run and the decisions on it, for `score` and `export`.

use crate::Error;
use crate::audit::review::{self, Decision, LoadedDecisions};
use crate::cli::terminal;
use crate::run::RecordStore;
use std::collections::BTreeSet;
use std::path::Path;

pub(super) struct ReviewedRun {
    pub(super) saved: RecordStore,
    pub(super) decisions: Vec<Decision>,
    /// Whether every decision could be read. Incomplete last lines do not count: they were never confirmed as saved.
    pub(super) whole: bool,
}

impl ReviewedRun {
    /// Opens both. Lines that are not decisions are reported.
    pub(super) fn open(run: &Path, decisions: Option<&Path>) -> crate::Result<Self> {
        let path = decisions.map_or_else(|| review::decisions_of(run), Path::to_owned);
        if !path.is_file() {
            let cause = "no decisions found; make some with `whosaid audit serve`".to_owned();
            return Err(Error::Input { path, cause });
        }
        Self::open_any(run, &path)
    }

    /// Opens a run and the file of its decisions, which may be missing.
    pub(super) fn open_any(run: &Path, decisions: &Path) -> crate::Result<Self> {
        let LoadedDecisions { decisions, torn, broken } = review::load_decisions(decisions)?;
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
