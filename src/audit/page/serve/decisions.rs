//! The decisions on a run while it is reviewed, kept in step with a file that others may append to at the same time.

use crate::audit::review::{self, Correction, Decision, DecisionDraft, DecisionLog, InForce, Verdict};
use crate::audit::run::AuditedRun;
use crate::error::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fs, path::PathBuf};

/// The file, and what was read from it.
pub(super) struct DecisionStore {
    path: PathBuf,
    log: DecisionLog,
    annotator: String,
    known: Mutex<KnownDecisions>,
}

#[derive(Default)]
struct KnownDecisions {
    /// The file's length when it was read, in bytes.
    length: u64,
    all: Vec<Decision>,
    /// Indices by article id.
    by_doc: FxHashMap<String, Vec<usize>>,
    /// Ids of the decisions in force.
    in_force: FxHashSet<String>,
    /// This annotator's verdicts, by the claim's index.
    mine: FxHashMap<u32, Verdict>,
    /// Lines of the file that are not decisions.
    unread: Vec<String>,
}

#[derive(serde::Serialize)]
pub(super) struct DecisionCounts {
    /// Claims that this annotator has decided.
    mine: usize,
    /// Each annotator with the number of decisions in force.
    annotators: Vec<(String, usize)>,
    /// What could not be read.
    unread: Vec<String>,
}

impl DecisionStore {
    pub(super) fn open(run: &AuditedRun, annotator: String) -> Result<Self> {
        let path = review::decisions_of(run.path());
        let log = DecisionLog::open(&path)?;
        let decisions = Self { path, log, annotator, known: Mutex::default() };
        drop(decisions.known(run)?);
        Ok(decisions)
    }

    pub(super) fn annotator(&self) -> &str {
        &self.annotator
    }

    /// What is known, after checking whether the file has grown.
    fn known(&self, run: &AuditedRun) -> Result<MutexGuard<'_, KnownDecisions>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let length = fs::metadata(&self.path).map_or(0, |metadata| metadata.len());
        if length != known.length {
            *known = self.read(run, length)?;
        }
        Ok(known)
    }

    fn read(&self, run: &AuditedRun, length: u64) -> Result<KnownDecisions> {
        let loaded = review::load_decisions(&self.path)?;
        let unread = loaded.torn.iter().chain(&loaded.broken).map(ToString::to_string).collect();
        let mut known = KnownDecisions { length, all: loaded.decisions, unread, ..KnownDecisions::default() };
        for (at, decision) in known.all.iter().enumerate() {
            known.by_doc.entry(decision.doc.clone()).or_default().push(at);
        }
        self.resolve(run, &mut known)?;
        Ok(known)
    }

    fn resolve(&self, run: &AuditedRun, known: &mut KnownDecisions) -> Result<()> {
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

    /// Appends a decision of this annotator. It is on disk when this returns.
    pub(super) fn append(&self, run: &AuditedRun, draft: DecisionDraft) -> Result<Decision> {
        // Locked during the write, so that this process's own threads see what they have written.
        let mut known = self.known(run)?;
        let decision = self.log.append(draft)?;
        let length = fs::metadata(&self.path).map_or(0, |metadata| metadata.len());
        let line = serde_json::to_vec(&decision).map_or(0, |line| line.len() as u64 + 1);
        if length != known.length + line {
            // Somebody else has appended too.
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
            _ => self.resolve(run, &mut known)?,
        }
        Ok(decision)
    }

    /// Undoes this annotator's last decision in force; `None` if there is none.
    pub(super) fn undo(&self, run: &AuditedRun) -> Result<Option<Decision>> {
        let Some(last) = self.last(run)? else { return Ok(None) };
        let draft = DecisionDraft {
            annotator: self.annotator.clone(),
            doc: last.doc.clone(),
            text_hash: last.text_hash.clone(),
            claim: last.claim.clone(),
            verdict: Verdict::Undo,
            correction: Some(Correction { undoes: Some(last.id.clone()), ..Correction::default() }),
            reason: None,
            sample: last.sample.clone(),
        };
        self.append(run, draft)?;
        Ok(Some(last))
    }

    /// This annotator's verdicts, by the claim's index.
    pub(super) fn mine(&self, run: &AuditedRun) -> Result<FxHashMap<u32, Verdict>> {
        Ok(self.known(run)?.mine.clone())
    }

    /// Everyone's decisions in force about an article.
    pub(super) fn of(&self, run: &AuditedRun, doc: &str) -> Result<Vec<Decision>> {
        let known = self.known(run)?;
        let here = known.by_doc.get(doc).map_or(&[][..], Vec::as_slice);
        let all = here.iter().map(|&at| &known.all[at]);
        Ok(all.filter(|decision| known.in_force.contains(&decision.id)).cloned().collect())
    }

    /// This annotator's last decision in force.
    pub(super) fn last(&self, run: &AuditedRun) -> Result<Option<Decision>> {
        let known = self.known(run)?;
        let mut mine = known.all.iter().rev().filter(|decision| decision.annotator == self.annotator);
        Ok(mine.find(|decision| known.in_force.contains(&decision.id)).cloned())
    }

    pub(super) fn counts(&self, run: &AuditedRun) -> Result<DecisionCounts> {
        let known = self.known(run)?;
        let mut annotators = std::collections::BTreeMap::<&str, usize>::new();
        for decision in known.all.iter().filter(|decision| known.in_force.contains(&decision.id)) {
            *annotators.entry(&decision.annotator).or_default() += 1;
        }
        let annotators = annotators.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
        Ok(DecisionCounts { mine: known.mine.len(), annotators, unread: known.unread.clone() })
    }
}
