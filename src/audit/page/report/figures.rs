//! The figures of a report.

use crate::audit::review::rate::Rate;
use crate::audit::review::{Decision, InForce, Verdict};
use crate::audit::run::{AuditedRun, Facets};
use crate::error::Result;
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(super) struct RunFigures<'r> {
    /// Claims by each value of their other properties.
    pub(super) facets: Facets<'r>,
    /// Claims with a named speaker.
    pub(super) named: usize,
    /// Claims whose speaker is a group, a document or unnamed.
    pub(super) nameless: usize,
    pub(super) speakers: Vec<(&'r str, u32)>,
    /// By month (202611), including the empty months in between.
    pub(super) months: Vec<(u32, usize)>,
    pub(super) undated: usize,
    /// By tenth of confidence.
    pub(super) confidence: [usize; 10],
}

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

pub(super) fn band(confidence: f32) -> usize {
    ((confidence * 10.0) as usize).min(9)
}

impl<'r> RunFigures<'r> {
    pub(super) fn of(run: &'r AuditedRun) -> Self {
        let claims = &run.claims;
        let mut figures = Self { facets: Facets::of(run), ..Self::default() };
        let mut speakers = BTreeMap::<String, (&str, u32)>::new();
        for speaker in &claims.speakers {
            let count = speaker.claims as usize;
            let all = speaker.claims + speaker.joint;
            match (&speaker.name, speaker.kind.is_empty()) {
                (Some(name), _) => {
                    figures.named += count;
                    speakers.entry(speaker.called()).or_insert((name, 0)).1 += all;
                }
                (None, false) => figures.nameless += speaker.claims as usize,
                (None, true) => {}
            }
        }
        // Two speakers with one name stay two.
        let mut speakers: Vec<_> = speakers.into_values().collect();
        speakers.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
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
