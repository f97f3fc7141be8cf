//! Scores of attributions: spans of each role, and whole triples of source, cue and content.
//!
//! Per role, over attributions where the role is not empty: `exact` matches equal token sets one to one, `overlap` matches by
//! descending Jaccard index, `token` counts words. Triples are aligned one to one by shared cue words; an aligned pair is
//! `exact` if all three roles are equal, and otherwise needs the same source ([`ScoredAttribution::same_source`]) and enough
//! of the content: any word (`lenient`), Dice 0.5 (`soft`), Dice 0.8 (`soft80`). Counts are summed over documents.

use super::scored_text::{Quoting, ScoredAttribution, ScoredText, SpanRole};
use super::{counts::Counts, token_set::TokenSet};
use crate::gold::Attribution;
use std::collections::HashMap;

named_enum! {
    /// How the spans of a role are matched.
    #[allow(missing_docs, reason = "documented at the module")]
    pub enum SpanMeasure {
        Exact = "exact",
        Overlap = "overlap",
        Token = "token",
    }
}

named_enum! {
    /// When an aligned pair is right.
    #[allow(missing_docs, reason = "documented at the module")]
    pub enum TripleMeasure {
        Exact = "exact",
        Soft80 = "soft80",
        Soft = "soft",
        Lenient = "lenient",
    }
}

named_enum! {
    /// Which attributions are counted. Precision uses the segment of the prediction, recall that of gold.
    #[allow(missing_docs, reason = "speech and other depend on the cue, direct to indirect on the content")]
    pub enum Segment {
        All = "all",
        Speech = "speech",
        Other = "other",
        Direct = "direct",
        Mixed = "mixed",
        Indirect = "indirect",
    }
}

impl Segment {
    /// True if the attribution belongs to the segment.
    pub fn holds(self, reading: &ScoredAttribution) -> bool {
        match self {
            Self::All => true,
            Self::Speech => reading.speech,
            Self::Other => !reading.speech,
            Self::Direct => reading.quoting == Some(Quoting::Direct),
            Self::Mixed => reading.quoting == Some(Quoting::Mixed),
            Self::Indirect => reading.quoting == Some(Quoting::Indirect),
        }
    }
}

type Segments = [Counts; Segment::ALL.len()];

/// The counts of one or more documents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttributionScores {
    spans: [[Segments; SpanMeasure::ALL.len()]; SpanRole::ALL.len()],
    triples: [Segments; TripleMeasure::ALL.len()],
}

impl AttributionScores {
    /// The score of one document: its text, what was predicted and what is gold, both in the order of their files, which
    /// decides between pairs that fit equally well.
    pub fn of(text: &str, predicted: &[Attribution], gold: &[Attribution]) -> Self {
        let page = ScoredText::new(text);
        let predicted: Vec<ScoredAttribution> = predicted.iter().map(|one| page.read(one)).collect();
        let gold: Vec<ScoredAttribution> = gold.iter().map(|one| page.read(one)).collect();
        let mut scores = Self::default();
        for role in SpanRole::ALL {
            scores.add_role(role, &predicted, &gold);
        }
        scores.add_triples(&predicted, &gold);
        scores
    }

    /// The counts of a role.
    pub fn span(&self, role: SpanRole, measure: SpanMeasure, segment: Segment) -> Counts {
        self.spans[role as usize][measure as usize][segment as usize]
    }

    /// The counts of whole triples.
    pub fn triple(&self, measure: TripleMeasure, segment: Segment) -> Counts {
        self.triples[measure as usize][segment as usize]
    }

    /// Adds the counts of other documents.
    pub fn add(&mut self, other: &Self) {
        let mine = self.spans.as_flattened_mut().iter_mut().chain(&mut self.triples);
        let theirs = other.spans.as_flattened().iter().chain(&other.triples);
        for (mine, theirs) in mine.flatten().zip(theirs.flatten()) {
            *mine += *theirs;
        }
    }

    fn add_role(&mut self, role: SpanRole, predicted: &[ScoredAttribution], gold: &[ScoredAttribution]) {
        let with_role = |readings: &[ScoredAttribution]| -> Vec<usize> {
            (0..readings.len()).filter(|&index| !readings[index].role(role).is_empty()).collect()
        };
        let (those, these) = (with_role(predicted), with_role(gold));

        let mut by_set: HashMap<&TokenSet, Vec<usize>> = HashMap::new();
        for &g in &these {
            by_set.entry(gold[g].role(role)).or_default().push(g);
        }
        let exact: Vec<(usize, usize)> =
            those.iter().filter_map(|&p| Some((p, by_set.get_mut(predicted[p].role(role))?.pop()?))).collect();

        let pairs = those.iter().flat_map(|&p| these.iter().map(move |&g| (p, g)));
        let overlapping = pairs
            .filter(|&(p, g)| predicted[p].role(role).meets(gold[g].role(role)))
            .map(|(p, g)| (predicted[p].role(role).jaccard(gold[g].role(role)), p, g))
            .collect();
        let overlap = one_to_one(overlapping, predicted.len(), gold.len());

        let spans = &mut self.spans[role as usize];
        for (measure, matched) in [(SpanMeasure::Exact, exact), (SpanMeasure::Overlap, overlap)] {
            let counts = &mut spans[measure as usize];
            tally(counts, those.iter().map(|&p| &predicted[p]), |counts| &mut counts.predicted);
            tally(counts, these.iter().map(|&g| &gold[g]), |counts| &mut counts.gold);
            tally(counts, matched.iter().map(|&(p, _)| &predicted[p]), |counts| &mut counts.right);
            tally(counts, matched.iter().map(|&(_, g)| &gold[g]), |counts| &mut counts.found);
        }

        let tokens = |readings: &[ScoredAttribution], segment: Segment| {
            TokenSet::union(readings.iter().filter(|one| segment.holds(one)).map(|one| one.role(role)))
        };
        let (all_predicted, all_gold) = (tokens(predicted, Segment::All), tokens(gold, Segment::All));
        for segment in Segment::ALL {
            let (ours, theirs) = (tokens(predicted, segment), tokens(gold, segment));
            spans[SpanMeasure::Token as usize][segment as usize] += Counts {
                right: ours.shared(&all_gold),
                predicted: ours.len(),
                found: theirs.shared(&all_predicted),
                gold: theirs.len(),
            };
        }
    }

    fn add_triples(&mut self, predicted: &[ScoredAttribution], gold: &[ScoredAttribution]) {
        let aligned = align(predicted, gold);
        for measure in TripleMeasure::ALL {
            let right: Vec<(usize, usize)> =
                aligned.iter().copied().filter(|&(p, g)| is_right(measure, &predicted[p], &gold[g])).collect();
            let counts = &mut self.triples[measure as usize];
            tally(counts, predicted, |counts| &mut counts.predicted);
            tally(counts, gold, |counts| &mut counts.gold);
            tally(counts, right.iter().map(|&(p, _)| &predicted[p]), |counts| &mut counts.right);
            tally(counts, right.iter().map(|&(_, g)| &gold[g]), |counts| &mut counts.found);
        }
    }
}

/// Counts each attribution in every segment that it belongs to.
fn tally<'r>(
    counts: &mut Segments,
    readings: impl IntoIterator<Item = &'r ScoredAttribution>,
    cell: impl Fn(&mut Counts) -> &mut usize,
) {
    for reading in readings {
        for segment in Segment::ALL {
            *cell(&mut counts[segment as usize]) += usize::from(segment.holds(reading));
        }
    }
}

/// Pairs of prediction and gold for the same attribution: they share a cue word or, if one has no cue, a content word. Best fit
/// first, each used once.
pub fn align(predicted: &[ScoredAttribution], gold: &[ScoredAttribution]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (p, mine) in predicted.iter().enumerate() {
        for (g, theirs) in gold.iter().enumerate() {
            let link = if mine.role(SpanRole::Cue).is_empty() || theirs.role(SpanRole::Cue).is_empty() {
                SpanRole::Content
            } else {
                SpanRole::Cue
            };
            if mine.role(link).meets(theirs.role(link)) {
                let fit = |role| mine.role(role).jaccard(theirs.role(role));
                pairs.push((fit(SpanRole::Cue) + fit(SpanRole::Content) + fit(SpanRole::Source), p, g));
            }
        }
    }
    one_to_one(pairs, predicted.len(), gold.len())
}

/// True if an aligned pair passes the measure.
pub fn is_right(measure: TripleMeasure, predicted: &ScoredAttribution, gold: &ScoredAttribution) -> bool {
    let (mine, theirs) = (predicted.role(SpanRole::Content), gold.role(SpanRole::Content));
    match measure {
        TripleMeasure::Exact => SpanRole::ALL.iter().all(|&role| predicted.role(role) == gold.role(role)),
        TripleMeasure::Soft80 => predicted.same_source(gold) && mine.dice(theirs) >= 0.8,
        TripleMeasure::Soft => predicted.same_source(gold) && mine.dice(theirs) >= 0.5,
        TripleMeasure::Lenient => {
            predicted.same_source(gold) && (mine.meets(theirs) || (mine.is_empty() && theirs.is_empty()))
        }
    }
}

/// Takes pairs by descending fit, then by index, each side once.
fn one_to_one(mut pairs: Vec<(f64, usize, usize)>, predicted: usize, gold: usize) -> Vec<(usize, usize)> {
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut used_predicted, mut used_gold) = (vec![false; predicted], vec![false; gold]);
    let mut taken = Vec::new();
    for (_, p, g) in pairs {
        if !used_predicted[p] && !used_gold[g] {
            (used_predicted[p], used_gold[g]) = (true, true);
            taken.push((p, g));
        }
    }
    taken
}
