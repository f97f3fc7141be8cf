//! Which decisions hold.

use super::{Decision, Verdict};
use std::collections::{BTreeMap, HashSet};

/// The decisions that hold.
#[derive(Debug, Default)]
pub struct InForce<'d> {
    /// By claim, then annotator: accept, reject, speaker or span.
    pub claims: BTreeMap<&'d str, BTreeMap<&'d str, &'d Decision>>,
    /// Claims that are missed, in the order in which they were marked.
    pub missed: Vec<&'d Decision>,
    /// Articles that were read to their end: by article, then annotator.
    pub complete: BTreeMap<&'d str, BTreeMap<&'d str, &'d Decision>>,
}

impl<'d> InForce<'d> {
    /// Which of `decisions`, in the order of the file, hold: of those of an annotator on a claim, the last that he or she
    /// did not undo. An undo can itself be undone. Nobody undoes what another one decided.
    #[must_use]
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
    use super::super::tests::draft;
    use super::super::{Correction, Draft, Log, NAME, load};
    use super::*;

    fn undo(annotator: &str, of: &Decision) -> Draft {
        let correction = Correction { undoes: Some(of.id.clone()), ..Correction::default() };
        Draft { correction: Some(correction), ..draft(annotator, "", Verdict::Undo) }
    }

    #[test]
    fn the_last_that_is_not_undone_holds() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        let log = Log::open(&path).unwrap();
        let append = |draft| log.append(draft).unwrap();
        append(draft("ana", "c1", Verdict::Accept));
        let later = append(draft("ana", "c1", Verdict::Reject));
        let ben = append(draft("ben", "c1", Verdict::Accept));
        append(undo("ana", &later));
        append(undo("ana", &ben));
        let once = append(draft("ana", "c2", Verdict::Reject));
        let taken_back = append(undo("ana", &once));
        append(undo("ana", &taken_back));
        let gone = append(draft("ana", "c3", Verdict::Reject));
        append(undo("ana", &gone));
        append(draft("ben", "", Verdict::Complete));
        let loaded = load(&path).unwrap();
        let found = InForce::of(&loaded.decisions);
        let verdict = |claim, annotator| found.claims[claim][annotator].verdict;
        assert_eq!(verdict("c1", "ana"), Verdict::Accept, "the later one is undone");
        assert_eq!(verdict("c1", "ben"), Verdict::Accept, "nobody undoes another one's");
        assert_eq!(verdict("c2", "ana"), Verdict::Reject, "the undo is undone");
        assert!(!found.claims.contains_key("c3"));
        assert_eq!(found.complete["a1"]["ben"].verdict, Verdict::Complete);
    }
}
