//! A run next to what was decided about it: every claim of the articles that somebody judged, with the verdicts in force.

use super::decision::{Decision, Verdict};
use super::in_force::InForce;
use crate::error::{Error, Result};
use crate::record::{ClaimRecord, OffsetUnit};
use crate::run::RecordStore;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The articles with decisions.
#[derive(Debug, Default)]
pub struct Review<'d> {
    /// By id.
    pub articles: Vec<Reviewed<'d>>,
    /// Decisions in force about a text other than the run's.
    pub stale: u64,
    /// Decisions in force about claims that the run does not have.
    pub unknown: u64,
}

/// An article with its decisions.
#[derive(Debug)]
pub struct Reviewed<'d> {
    /// Its id.
    pub doc: String,
    /// Hash of its text; `None` if the run has no `article` records.
    pub text_hash: Option<String>,
    /// All its claims in the run, in order.
    pub claims: Vec<Judged<'d>>,
    /// Claims marked as missed, once per annotator.
    pub missed: Vec<&'d Decision>,
    /// Who read it to the end.
    pub complete: Vec<&'d str>,
}

/// A claim with its decisions.
#[derive(Debug)]
pub struct Judged<'d> {
    /// The claim.
    pub claim: ClaimRecord<'static>,
    /// The decision of each annotator.
    pub decisions: BTreeMap<&'d str, &'d Decision>,
}

impl<'d> Judged<'d> {
    /// The majority decision; `None` if nobody judged the claim or there is a tie. Of several with that verdict, the latest.
    pub fn decision(&self) -> Option<&'d Decision> {
        let mut by_verdict: HashMap<Verdict, Vec<&'d Decision>> = HashMap::new();
        for &decision in self.decisions.values() {
            by_verdict.entry(decision.verdict).or_default().push(decision);
        }
        let most = by_verdict.values().map(Vec::len).max()?;
        let mut first = by_verdict.into_values().filter(|decisions| decisions.len() == most);
        let agreed = first.next()?;
        if first.next().is_some() {
            return None;
        }
        agreed.into_iter().max_by(|one, other| one.time.cmp(&other.time).then(one.id.cmp(&other.id)))
    }
}

impl Reviewed<'_> {
    /// True if it can be gold: somebody read it to the end, or every claim of it is judged.
    pub fn is_gold(&self) -> bool {
        let judged = self.claims.iter().all(|judged| judged.decision().is_some());
        !self.complete.is_empty() || judged && !(self.claims.is_empty() && self.missed.is_empty())
    }
}

impl<'d> Review<'d> {
    /// Matches the decisions in force with the claims of a run, for the articles they are about and those in `also`.
    ///
    /// # Errors
    /// If records cannot be read; [`Error::Refused`] for a run whose offsets are not code points, as those of decisions are.
    pub fn of(saved: &RecordStore, decisions: &'d [Decision], also: &BTreeSet<String>) -> Result<Self> {
        let held = InForce::of(decisions);
        let mut docs: BTreeSet<&str> = held.complete.keys().copied().chain(also.iter().map(String::as_str)).collect();
        docs.extend(held.claims.values().flat_map(|by| by.values()).map(|decision| decision.doc.as_str()));
        docs.extend(held.missed.iter().map(|decision| decision.doc.as_str()));
        let mut review = Self::default();
        let mut found: BTreeSet<&str> = BTreeSet::new();
        for doc in docs {
            let (text_hash, claims) = saved.claims(doc)?;
            if let Some(claim) = claims.iter().find(|claim| claim.offsets != OffsetUnit::CodePoints) {
                let cause =
                    format!("the offsets of {doc} are {}, and decisions count code points", claim.offsets.as_str());
                return Err(Error::refused("the run", cause));
            }
            let fresh = |decision: &&Decision| text_hash.as_ref().is_none_or(|hash| *hash == decision.text_hash);
            let mut stale = 0;
            let mut keep = |decision: &&'d Decision| {
                let fresh = fresh(decision);
                stale += u64::from(!fresh);
                fresh
            };
            let mut judged = Vec::new();
            for claim in claims {
                let known = held.claims.get_key_value(claim.id.as_str());
                let mut decisions = BTreeMap::new();
                if let Some((id, by)) = known {
                    found.insert(id);
                    decisions = by.iter().map(|(who, what)| (*who, *what)).filter(|(_, what)| keep(what)).collect();
                }
                judged.push(Judged { claim, decisions });
            }
            let missed = held.missed.iter().copied().filter(|decision| decision.doc == doc).filter(&mut keep).collect();
            let complete = held.complete.get(doc).into_iter().flatten();
            let complete = complete.filter(|(_, decision)| keep(decision)).map(|(who, _)| *who).collect();
            review.stale += stale;
            review.articles.push(Reviewed { doc: doc.to_owned(), text_hash, claims: judged, missed, complete });
        }
        let unknown = held.claims.iter().filter(|(id, _)| !found.contains(*id));
        review.unknown = unknown.map(|(_, by)| by.len() as u64).sum();
        Ok(review)
    }
}
