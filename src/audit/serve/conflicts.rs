//! The conflicts of a run, where `whosaid audit conflicts` has found them: read again when their file changes.

use crate::audit::conflict::{Class, NAME};
use crate::audit::run::Run;
use crate::error::{Error, Result};
use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// The file, and what stood in it last.
pub(super) struct Conflicts {
    path: PathBuf,
    known: Mutex<Option<(Stamp, Arc<Known>)>>,
}

type Stamp = (u64, Option<SystemTime>);

/// The conflicts of a run.
#[derive(Default)]
pub(super) struct Known {
    /// In the order of the file: the class, and the record as it stands there.
    pub(super) all: Vec<(Box<str>, Box<RawValue>)>,
    /// How many of each class.
    pub(super) classes: BTreeMap<Box<str>, usize>,
    /// The numbers of the claims that they are about.
    pub(super) claims: FxHashSet<u32>,
}

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow)]
    class: Cow<'a, str>,
    quotes: Vec<Quote<'a>>,
}

#[derive(Deserialize)]
struct Quote<'a> {
    #[serde(borrow)]
    claim: Cow<'a, str>,
}

impl Conflicts {
    pub(super) fn new(run: &Run) -> Self {
        Self { path: run.folder().join(NAME), known: Mutex::default() }
    }

    /// Those that there are; `None` where no one has looked for any.
    pub(super) fn get(&self, run: &Run) -> Result<Option<Arc<Known>>> {
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

    fn read(&self, run: &Run) -> Result<Known> {
        let text = fs::read_to_string(&self.path).map_err(|error| Error::io(&self.path, error))?;
        let mut known = Known::default();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let wrong =
                |error: serde_json::Error| Error::record(&self.path, number, format!("no conflict record: {error}"));
            let row: Row<'_> = serde_json::from_str(line).map_err(wrong)?;
            // What only tells where an utterance stood first is no conflict.
            for quote in row.quotes.iter().filter(|_| row.class != Class::FirstSeen.as_str()) {
                known.claims.extend(run.find(&quote.claim)?);
            }
            let class: Box<str> = row.class.into();
            *known.classes.entry(class.clone()).or_default() += 1;
            known.all.push((class, serde_json::from_str(line).map_err(wrong)?));
        }
        Ok(known)
    }
}
