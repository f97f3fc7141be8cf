//! The decisions of a run while it is audited: what one annotator's page shows of them, kept up with the file, to which
//! others may write at the same time.

use crate::audit::decision::{self, Correction, Decision, Draft, InForce, Log, Verdict};
use crate::audit::run::Run;
use crate::error::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The file, and what stands in it.
pub(super) struct Decisions {
    path: PathBuf,
    log: Log,
    annotator: String,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// The file's length when it was read, in bytes.
    length: u64,
    all: Vec<Decision>,
    /// Which of them stand in an article, by its id.
    by_doc: FxHashMap<String, Vec<usize>>,
    /// The ids of those that hold.
    in_force: FxHashSet<String>,
    /// What this annotator has decided, by the claim's number.
    mine: FxHashMap<u32, Verdict>,
    /// Lines of the file that are no decisions.
    unread: Vec<String>,
}

/// How much has been decided.
#[derive(serde::Serialize)]
pub(super) struct Counts {
    /// Claims that this annotator has decided.
    mine: usize,
    /// Everyone who has decided anything, and how many decisions hold.
    annotators: Vec<(String, usize)>,
    /// What could not be read of the file.
    unread: Vec<String>,
}

impl Decisions {
    pub(super) fn open(run: &Run, annotator: String) -> Result<Self> {
        let path = run.folder().join(decision::NAME);
        let log = Log::open(&path)?;
        let decisions = Self { path, log, annotator, known: Mutex::default() };
        drop(decisions.known(run)?);
        Ok(decisions)
    }

    /// Who decides here.
    pub(super) fn annotator(&self) -> &str {
        &self.annotator
    }

    /// What is known, after a look whether the file has grown.
    fn known(&self, run: &Run) -> Result<MutexGuard<'_, Known>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let length = fs::metadata(&self.path).map_or(0, |metadata| metadata.len());
        if length != known.length {
            *known = self.read(run, length)?;
        }
        Ok(known)
    }

    fn read(&self, run: &Run, length: u64) -> Result<Known> {
        let loaded = decision::load(&self.path)?;
        let unread = loaded.torn.iter().chain(&loaded.broken).map(ToString::to_string).collect();
        let mut known = Known { length, all: loaded.decisions, unread, ..Known::default() };
        for (at, decision) in known.all.iter().enumerate() {
            known.by_doc.entry(decision.doc.clone()).or_default().push(at);
        }
        self.weigh(run, &mut known)?;
        Ok(known)
    }

    /// Which decisions hold.
    fn weigh(&self, run: &Run, known: &mut Known) -> Result<()> {
        let holding = InForce::of(&known.all);
        known.in_force.clear();
        known.mine.clear();
        let claims = holding.claims.values().flat_map(|all| all.values());
        let complete = holding.complete.values().flat_map(|all| all.values());
        known.in_force.extend(claims.chain(complete).chain(&holding.missed).map(|decision| decision.id.clone()));
        for (claim, all) in &holding.claims {
            if let Some(decision) = all.get(&*self.annotator)
                && let Some(claim) = run.find(claim)?
            {
                known.mine.insert(claim, decision.verdict);
            }
        }
        Ok(())
    }

    /// Appends a decision of this annotator. It is on the disk when this returns.
    pub(super) fn append(&self, run: &Run, draft: Draft) -> Result<Decision> {
        // Held over the writing, so that the page's own threads know what they have written.
        let mut known = self.known(run)?;
        let decision = self.log.append(draft)?;
        let length = fs::metadata(&self.path).map_or(0, |metadata| metadata.len());
        let line = serde_json::to_vec(&decision).map_or(0, |line| line.len() as u64 + 1);
        if length != known.length + line {
            // Someone else has written too.
            *known = self.read(run, length)?;
            return Ok(decision);
        }
        known.length = length;
        let at = known.all.len();
        known.by_doc.entry(decision.doc.clone()).or_default().push(at);
        known.all.push(decision.clone());
        match &decision.claim {
            Some(claim) if decision.verdict.judges() => {
                let earlier = known.all[..at].iter().rev().filter(|earlier| earlier.claim.as_ref() == Some(claim));
                let mine: Vec<String> = earlier
                    .filter(|earlier| earlier.annotator == self.annotator)
                    .map(|earlier| earlier.id.clone())
                    .collect();
                known.in_force.retain(|id| !mine.contains(id));
                known.in_force.insert(decision.id.clone());
                if let Some(number) = run.find(claim)? {
                    known.mine.insert(number, decision.verdict);
                }
            }
            _ => self.weigh(run, &mut known)?,
        }
        Ok(decision)
    }

    /// Takes back this annotator's last decision that holds; `None` where there is none.
    pub(super) fn undo(&self, run: &Run) -> Result<Option<Decision>> {
        let last = {
            let known = self.known(run)?;
            let mut mine = known.all.iter().rev().filter(|decision| decision.annotator == self.annotator);
            mine.find(|decision| known.in_force.contains(&decision.id)).cloned()
        };
        let Some(last) = last else { return Ok(None) };
        self.append(
            run,
            Draft {
                annotator: self.annotator.clone(),
                doc: last.doc.clone(),
                text_hash: last.text_hash.clone(),
                claim: last.claim.clone(),
                verdict: Verdict::Undo,
                correction: Some(Correction { undoes: Some(last.id.clone()), ..Correction::default() }),
                reason: None,
                sample: last.sample.clone(),
            },
        )?;
        Ok(Some(last))
    }

    /// What this annotator has decided, by the claim's number.
    pub(super) fn mine(&self, run: &Run) -> Result<FxHashMap<u32, Verdict>> {
        Ok(self.known(run)?.mine.clone())
    }

    /// The decisions about an article that hold, everyone's.
    pub(super) fn of(&self, run: &Run, doc: &str) -> Result<Vec<Decision>> {
        let known = self.known(run)?;
        let here = known.by_doc.get(doc).map_or(&[][..], Vec::as_slice);
        let all = here.iter().map(|&at| &known.all[at]);
        Ok(all.filter(|decision| known.in_force.contains(&decision.id)).cloned().collect())
    }

    /// The last decision of this annotator that holds.
    pub(super) fn last(&self, run: &Run) -> Result<Option<Decision>> {
        let known = self.known(run)?;
        let mut mine = known.all.iter().rev().filter(|decision| decision.annotator == self.annotator);
        Ok(mine.find(|decision| known.in_force.contains(&decision.id)).cloned())
    }

    /// How much has been decided.
    pub(super) fn counts(&self, run: &Run) -> Result<Counts> {
        let known = self.known(run)?;
        let mut annotators = std::collections::BTreeMap::<&str, usize>::new();
        for decision in known.all.iter().filter(|decision| known.in_force.contains(&decision.id)) {
            *annotators.entry(&decision.annotator).or_default() += 1;
        }
        let annotators = annotators.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
        Ok(Counts { mine: known.mine.len(), annotators, unread: known.unread.clone() })
    }
}
