//! The conflicts that `whosaid audit conflicts` found in the run, read again when their file changes.

use crate::audit::conflict::{CONFLICTS_FILE, ConflictClass};
use crate::audit::run::AuditedRun;
use crate::error::{Error, Result};
use crate::run::file_of;
use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::sync::{Arc, Mutex, PoisonError};
use std::{borrow::Cow, collections::BTreeMap, fs, path::PathBuf, time::SystemTime};

/// The file, and what was last read from it.
pub(super) struct ConflictStore {
    path: PathBuf,
    known: Mutex<Option<(Stamp, Arc<KnownConflicts>)>>,
}

type Stamp = (u64, Option<SystemTime>);

#[derive(Default)]
pub(super) struct KnownConflicts {
    /// In file order: the class, and the record as written.
    pub(super) all: Vec<(Box<str>, Box<RawValue>)>,
    pub(super) classes: BTreeMap<Box<str>, usize>,
    /// Indices of the claims involved.
    pub(super) claims: FxHashSet<u32>,
}

#[derive(Deserialize)]
struct ConflictRow<'a> {
    #[serde(borrow)]
    class: Cow<'a, str>,
    quotes: Vec<QuoteRow<'a>>,
}

#[derive(Deserialize)]
struct QuoteRow<'a> {
    #[serde(borrow)]
    claim: Cow<'a, str>,
}

impl ConflictStore {
    pub(super) fn new(run: &AuditedRun) -> Self {
        Self { path: file_of(run.path(), CONFLICTS_FILE), known: Mutex::default() }
    }

    /// The conflicts; `None` if nobody has searched for any.
    pub(super) fn get(&self, run: &AuditedRun) -> Result<Option<Arc<KnownConflicts>>> {
        let Ok(metadata) = fs::metadata(&self.path) else { return Ok(None) };
        let stamp = (metadata.len(), metadata.modified().ok());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((before, conflicts)) = &*known
            && *before == stamp
        {
            return Ok(Some(Arc::clone(conflicts)));
        }
        let conflicts = Arc::new(self.read(run)?);
        *known = Some((stamp, Arc::clone(&conflicts)));
        Ok(Some(conflicts))
    }

    fn read(&self, run: &AuditedRun) -> Result<KnownConflicts> {
        let text = fs::read_to_string(&self.path).map_err(|error| Error::io(&self.path, error))?;
        let mut known = KnownConflicts::default();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let wrong =
                |error: serde_json::Error| Error::record(&self.path, number, format!("not a conflict record: {error}"));
            let row: ConflictRow<'_> = serde_json::from_str(line).map_err(wrong)?;
            // A record of where an utterance appeared first is not a conflict.
            for quote in row.quotes.iter().filter(|_| row.class != ConflictClass::FirstSeen.as_str()) {
                known.claims.extend(run.find(&quote.claim)?);
            }
            let class: Box<str> = row.class.into();
            *known.classes.entry(class.clone()).or_default() += 1;
            known.all.push((class, serde_json::from_str(line).map_err(wrong)?));
        }
        Ok(known)
    }
}
