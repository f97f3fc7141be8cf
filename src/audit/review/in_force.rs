//! Which decisions are in force.

use super::decision::{Decision, Verdict};
use std::collections::{BTreeMap, HashSet};

/// The decisions in force.
#[derive(Debug, Default)]
pub struct InForce<'d> {
    /// By claim, then annotator: accept, reject, speaker or span.
    pub claims: BTreeMap<&'d str, BTreeMap<&'d str, &'d Decision>>,
    /// Missed claims, in the order in which they were marked.
    pub missed: Vec<&'d Decision>,
    /// Articles read to the end: by article, then annotator.
    pub complete: BTreeMap<&'d str, BTreeMap<&'d str, &'d Decision>>,
}

impl<'d> InForce<'d> {
    /// Picks the decisions in force from `decisions` in file order: an annotator's last decision on a claim that was not
    /// undone. An undo can itself be undone. Nobody can undo another annotator's decision.
    pub fn of(decisions: &'d [Decision]) -> Self {
        let mut undone: HashSet<(&str, &str)> = HashSet::new();
        for decision in decisions.iter().rev().filter(|decision| decision.verdict == Verdict::Undo) {
            let target = decision.correction.as_ref().and_then(|correction| correction.undoes.as_deref());
            if let Some(target) = target.filter(|_| !undone.contains(&(&*decision.annotator, &*decision.id))) {
                undone.insert((&decision.annotator, target));
            }
        }
        let mut found = Self::default();
        for decision in decisions {
            let annotator = decision.annotator.as_str();
            if undone.contains(&(annotator, &*decision.id)) {
                continue;
            }
            match (decision.verdict, &decision.claim) {
                (Verdict::Missed, _) => found.missed.push(decision),
                (Verdict::Complete, _) => {
                    found.complete.entry(&decision.doc).or_default().insert(annotator, decision);
                }
                (Verdict::Undo, _) | (_, None) => {}
                (_, Some(claim)) => {
                    found.claims.entry(claim).or_default().insert(annotator, decision);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Correction, DECISIONS_FILE, DecisionDraft, DecisionLog, load_decisions};
    use super::*;

    fn undo(annotator: &str, of: &Decision) -> DecisionDraft {
        let correction = Correction { undoes: Some(of.id.clone()), ..Correction::default() };
        DecisionDraft { correction: Some(correction), ..DecisionDraft::example(annotator, "", Verdict::Undo) }
    }

    #[test]
    fn the_last_that_is_not_undone_holds() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(DECISIONS_FILE);
        let log = DecisionLog::open(&path).unwrap();
        let append = |draft| log.append(draft).unwrap();
        append(DecisionDraft::example("ana", "c1", Verdict::Accept));
        let later = append(DecisionDraft::example("ana", "c1", Verdict::Reject));
        let ben = append(DecisionDraft::example("ben", "c1", Verdict::Accept));
        append(undo("ana", &later));
        append(undo("ana", &ben));
        let once = append(DecisionDraft::example("ana", "c2", Verdict::Reject));
        let taken_back = append(undo("ana", &once));
        append(undo("ana", &taken_back));
        let gone = append(DecisionDraft::example("ana", "c3", Verdict::Reject));
        append(undo("ana", &gone));
        append(DecisionDraft::example("ben", "", Verdict::Complete));
        let loaded = load_decisions(&path).unwrap();
        let found = InForce::of(&loaded.decisions);
        let verdict = |claim, annotator| found.claims[claim][annotator].verdict;
        assert_eq!(verdict("c1", "ana"), Verdict::Accept, "the later one is undone");
        assert_eq!(verdict("c1", "ben"), Verdict::Accept, "nobody undoes another one's");
        assert_eq!(verdict("c2", "ana"), Verdict::Reject, "the undo is undone");
        assert!(!found.claims.contains_key("c3"));
        assert_eq!(found.complete["a1"]["ben"].verdict, Verdict::Complete);
    }
}
