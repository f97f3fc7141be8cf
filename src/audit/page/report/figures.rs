//! The figures of a report.

use crate::audit::review::rate::Rate;
use crate::audit::review::{Decision, InForce, Verdict};
use crate::audit::run::AuditedRun;
use crate::error::Result;
use std::collections::BTreeMap;

/// Counts over a whole run.
#[derive(Debug, Default)]
pub(super) struct RunFigures {
    /// Claims with a named speaker.
    pub(super) named: usize,
    /// Claims whose speaker is a group, a document or unnamed.
    pub(super) nameless: usize,
    pub(super) kinds: Vec<(String, usize)>,
    pub(super) classes: Vec<(String, usize)>,
    pub(super) flags: Vec<(String, usize)>,
    pub(super) rules: Vec<(String, usize)>,
    /// Named speakers.
    pub(super) speakers: Vec<(String, usize)>,
    pub(super) outlets: Vec<(String, usize)>,
    /// By month (202611), including the empty months in between.
    pub(super) months: Vec<(u32, usize)>,
    pub(super) undated: usize,
    /// By tenth of confidence.
    pub(super) confidence: [usize; 10],
}

/// What people decided.
#[derive(Debug, Default)]
pub(super) struct Verified {
    /// Judgments in force, of every annotator.
    pub(super) judged: Rate,
    /// By tenth of confidence.
    pub(super) bands: [Rate; 10],
    pub(super) annotators: Vec<String>,
    pub(super) missed: usize,
    pub(super) complete: usize,
}

/// The tenth that a confidence falls into.
pub(super) fn band(confidence: f32) -> usize {
    ((confidence * 10.0) as usize).min(9)
}

impl RunFigures {
    pub(super) fn of(run: &AuditedRun) -> Self {
        let claims = &run.claims;
        let mut figures = Self::default();
        let facets = crate::audit::run::Facets::of(run);
        let owned =
            |list: &[(&str, u32)]| list.iter().map(|&(name, count)| (name.to_owned(), count as usize)).collect();
        figures.kinds = owned(&facets.kind);
        figures.classes = owned(&facets.class);
        figures.flags = owned(&facets.flag);
        figures.rules = owned(&facets.rule);
        figures.outlets = owned(&facets.outlet);
        let mut speakers = BTreeMap::<String, (String, usize)>::new();
        for speaker in &claims.speakers {
            let count = speaker.claims as usize;
            let all = count + speaker.joint as usize;
            match (&speaker.name, speaker.kind.is_empty()) {
                (Some(name), _) => {
                    figures.named += count;
                    speakers.entry(speaker.called()).or_insert_with(|| (name.to_string(), 0)).1 += all;
                }
                (None, false) => figures.nameless += count,
                (None, true) => {}
            }
        }
        // Two speakers with one name stay two.
        let mut speakers: Vec<_> = speakers.into_values().collect();
        speakers.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        figures.speakers = speakers;
        let mut months = BTreeMap::<u32, usize>::new();
        for (claim, &article) in claims.article.iter().enumerate() {
            match run.articles.all[article as usize].day {
                0 => figures.undated += 1,
                day => *months.entry(day / 100).or_default() += 1,
            }
            figures.confidence[band(claims.confidence[claim])] += 1;
        }
        figures.months = every_month(&months);
        figures
    }
}

/// Longer spans show only the months that have claims.
const MOST_MONTHS: u32 = 1200;

fn every_month(months: &BTreeMap<u32, usize>) -> Vec<(u32, usize)> {
    let (Some((&first, _)), Some((&last, _))) = (months.first_key_value(), months.last_key_value()) else {
        return Vec::new();
    };
    let index = |month: u32| month / 100 * 12 + (month % 100).clamp(1, 12) - 1;
    if index(last) - index(first) > MOST_MONTHS {
        return months.iter().map(|(&month, &count)| (month, count)).collect();
    }
    let month = |index: u32| index / 12 * 100 + index % 12 + 1;
    (index(first)..=index(last)).map(month).map(|month| (month, months.get(&month).copied().unwrap_or(0))).collect()
}

impl Verified {
    pub(super) fn of(run: &AuditedRun, decisions: &[Decision]) -> Result<Self> {
        let holding = InForce::of(decisions);
        let mut verified = Self { missed: holding.missed.len(), complete: holding.complete.len(), ..Self::default() };
        for (claim, by) in &holding.claims {
            let Some(claim) = run.find(claim)? else { continue };
            for decision in by.values() {
                let right = decision.verdict == Verdict::Accept;
                verified.judged.add(right);
                verified.bands[band(run.claims.confidence[claim as usize])].add(right);
            }
        }
        let mut annotators: Vec<String> = decisions.iter().map(|decision| decision.annotator.clone()).collect();
        annotators.sort();
        annotators.dedup();
        verified.annotators = annotators;
        Ok(verified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_between_are_shown() {
        let months = BTreeMap::from([(202_511, 3), (202_602, 1)]);
        assert_eq!(every_month(&months), [(202_511, 3), (202_512, 0), (202_601, 0), (202_602, 1)]);
        assert!(every_month(&BTreeMap::new()).is_empty());
    }
}
