//! How far a run can be trusted, from what people decided: precision with its interval, recall where articles were read to
//! their end, agreement of annotators, and how two runs compare. Called by `whosaid audit score`.

use super::decision::{Correction, Decision, Verdict};
use super::rate::{Overlap, Rate, kappa};
use super::review::{Judged, Review};
use crate::record::{Claim, Offset};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// What is right about claims that were judged.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Precision {
    /// The claim is right as it stands.
    pub right: Rate,
    /// It is a claim, whatever else is wrong with it.
    pub claim: Rate,
    /// Of those that are one, the speaker is right.
    pub speaker: Rate,
    /// Of those that are one, source, cue and content are right.
    pub spans: Rate,
}

/// All figures of a run.
#[derive(Debug, Default, Serialize)]
pub struct Score {
    /// Claims that were judged, and judged alike by most.
    pub all: Precision,
    /// Direct, mixed, indirect.
    pub kind: BTreeMap<String, Precision>,
    /// The form of the source: name, pronoun and so on; `none` without a source.
    pub form: BTreeMap<String, Precision>,
    /// The rule or model that made the claim.
    pub rule: BTreeMap<String, Precision>,
    /// Bands of confidence, as in `0.8 to 0.9`.
    pub confidence: BTreeMap<String, Precision>,
    /// Of the claims in articles that were read to their end, how many the run has.
    pub recall: Recall,
    /// How annotators agree.
    pub agreement: Vec<Agreement>,
    /// Claims that were judged by how they were drawn; only what was drawn at random speaks for the whole run.
    pub samples: BTreeMap<String, u64>,
    /// Claims that annotators judge differently, none of the verdicts having most: they count nowhere.
    pub disputed: u64,
    /// Decisions about another text than the run's.
    pub stale: u64,
    /// Decisions about claims that the run does not have.
    pub unknown: u64,
}

/// Recall in articles that were read to their end, with every claim judged.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Recall {
    /// Articles that were.
    pub articles: u64,
    /// Articles that were read to their end, but some of whose claims are not judged: they do not count.
    pub unjudged: u64,
    /// Of the claims that are one, those that the run has, whatever else is wrong with them.
    pub found: Rate,
    /// Those that it has as they should be.
    pub right: Rate,
}

/// How two annotators agree on what both judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// Who.
    pub annotators: [String; 2],
    /// Claims with the same verdict.
    pub same: Rate,
    /// Cohen's kappa of the verdicts.
    pub kappa: Option<f64>,
    /// Of claims that both take for one and at least one corrected: how much of their spans both mark, as F1 of code points.
    pub span_f1: Option<f64>,
}

/// Which decisions count.
#[derive(Debug, Default, Clone)]
pub struct Selection {
    /// Those about claims that were drawn with a sample whose name begins so; all where there is none.
    pub sample: Option<String>,
}

impl Selection {
    fn takes(&self, decision: &Decision) -> bool {
        let sample = decision.sample.as_deref().unwrap_or_default();
        self.sample.as_deref().is_none_or(|wanted| sample.starts_with(wanted))
    }
}

/// The figures of a review.
#[must_use]
pub fn score(review: &Review<'_>, selection: &Selection) -> Score {
    let mut score = Score { stale: review.stale, unknown: review.unknown, ..Score::default() };
    let mut pairs: BTreeMap<[&str; 2], Pairs> = BTreeMap::new();
    for article in &review.articles {
        for judged in &article.claims {
            agree(judged, &mut pairs);
            match judged.decision() {
                Some(decision) if selection.takes(decision) => score.add(&judged.claim, decision),
                None if !judged.decisions.is_empty() => score.disputed += 1,
                _ => {}
            }
        }
        if !article.complete.is_empty() {
            let missed = missed(&article.missed);
            score.recall.add(article.claims.iter().map(Judged::decision).collect(), missed);
        }
    }
    for (annotators, Pairs { verdicts, overlap }) in pairs {
        let (same, kappa) = kappa(&verdicts);
        let annotators = annotators.map(str::to_owned);
        score.agreement.push(Agreement { annotators, same, kappa, span_f1: overlap.f1() });
    }
    score
}

/// What was missed, each claim once: several annotators can have marked the same.
pub(super) fn missed<'d>(decisions: &[&'d Decision]) -> Vec<&'d Decision> {
    let mut kept: Vec<&Decision> = Vec::new();
    for &decision in decisions {
        let same = |other: &&Decision| {
            let parts = |decision: &Decision| {
                let correction = decision.correction.clone().unwrap_or_default();
                let cue = correction.cue.unwrap_or_default();
                if cue.is_empty() { correction.content.unwrap_or_default() } else { cue }
            };
            let (one, other) = (parts(decision), parts(other));
            one.iter().any(|a| other.iter().any(|b| a.start < b.end && b.start < a.end))
        };
        // One annotator marks no claim twice: what overlaps there is meant so.
        if !kept.iter().filter(|other| other.annotator != decision.annotator).any(same) {
            kept.push(decision);
        }
    }
    kept
}

impl Score {
    fn add(&mut self, claim: &Claim<'_>, decision: &Decision) {
        let form = claim.source.as_ref().map_or("none", |source| source.form.as_deref().unwrap_or("other"));
        let groups = [
            (&mut self.kind, claim.kind.to_string()),
            (&mut self.form, form.to_owned()),
            (&mut self.rule, claim.by.to_string()),
            (&mut self.confidence, band(claim.confidence)),
        ];
        self.all.add(decision);
        for (group, name) in groups {
            group.entry(name).or_default().add(decision);
        }
        *self.samples.entry(decision.sample.clone().unwrap_or_else(|| "none".to_owned())).or_default() += 1;
    }
}

impl Precision {
    fn add(&mut self, decision: &Decision) {
        let none = Correction::default();
        let correction = decision.correction.as_ref().unwrap_or(&none);
        let claim = decision.verdict != Verdict::Reject;
        self.right.add(decision.verdict == Verdict::Accept);
        self.claim.add(claim);
        if claim {
            self.speaker.add(decision.verdict == Verdict::Accept || correction.speaker.is_none());
            self.spans.add(decision.verdict == Verdict::Accept || !moves(correction));
        }
    }
}

fn moves(correction: &Correction) -> bool {
    correction.source.is_some() || correction.cue.is_some() || correction.content.is_some()
}

impl Recall {
    fn add(&mut self, decisions: Vec<Option<&Decision>>, missed: Vec<&Decision>) {
        if decisions.iter().any(Option::is_none) {
            self.unjudged += 1;
            return;
        }
        self.articles += 1;
        for decision in decisions.into_iter().flatten().filter(|decision| decision.verdict != Verdict::Reject) {
            self.found.add(true);
            self.right.add(decision.verdict == Verdict::Accept);
        }
        for _ in missed {
            self.found.add(false);
            self.right.add(false);
        }
    }
}

/// `0.8 to 0.9`; a confidence that is the upper end belongs to the next band, but for 1.
#[must_use]
pub fn band(confidence: f32) -> String {
    // As the record has it: 0.3_f32 * 10 is a little more than 3, and 0.7_f32 * 10 a little less than 7.
    let tenth = ((f64::from(confidence) * 10.0 + 1e-4).floor() as u32).min(9);
    format!("{:.1} to {:.1}", f64::from(tenth) / 10.0, f64::from(tenth + 1) / 10.0)
}

/// What two annotators said of the same claims.
#[derive(Default)]
struct Pairs {
    verdicts: Vec<(Verdict, Verdict)>,
    overlap: Overlap,
}

fn agree<'d>(judged: &Judged<'d>, pairs: &mut BTreeMap<[&'d str; 2], Pairs>) {
    let all: Vec<_> = judged.decisions.iter().collect();
    for (index, (one, first)) in all.iter().enumerate() {
        for (other, second) in &all[index + 1..] {
            let pair = pairs.entry([one, other]).or_default();
            pair.verdicts.push((first.verdict, second.verdict));
            let corrected = [first, second].map(|decision| decision.correction.as_ref().is_some_and(moves));
            let claims = first.verdict != Verdict::Reject && second.verdict != Verdict::Reject;
            if claims && corrected.contains(&true) {
                let parts = [first, second].map(|decision| spans(&judged.claim, decision.correction.as_ref()));
                for (a, b) in parts[0].iter().zip(&parts[1]) {
                    pair.overlap.add(a, b);
                }
            }
        }
    }
}

/// Source, cue and content of a claim as an annotator has them.
fn spans(claim: &Claim<'_>, correction: Option<&Correction>) -> [Vec<(u32, u32)>; 3] {
    let none = Correction::default();
    let correction = correction.unwrap_or(&none);
    let source = claim.source.as_ref().map_or(&[][..], |source| &source.spans);
    [(&correction.source, source), (&correction.cue, &claim.cue.spans), (&correction.content, &claim.content.spans)]
        .map(|(corrected, own)| {
            let spans = corrected.as_deref().unwrap_or(own);
            spans.iter().map(|span| (span.start, span.end)).collect()
        })
}

/// Two runs, each by what was decided about its claims. A decision about a claim that both have alike counts in both.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// The run, with what was carried over from the other.
    pub run: Score,
    /// The other.
    pub against: Score,
    /// Decisions that hold for claims of the other run too: those that came to this run, and those that went to the other.
    pub carried: [u64; 2],
    /// How much the share of claims that are right grew from the other run to this one, and its 95 % interval.
    pub growth: Option<(f64, f64, f64)>,
}

/// What a claim is besides its id: the same text, cue and content.
type Rest = (Option<Vec<Offset>>, String, Option<[Option<String>; 3]>);

fn rest(claim: &Claim<'_>) -> Rest {
    let text = |text: &Option<crate::record::Text<'_>>| text.as_ref().map(ToString::to_string);
    let speaker = claim.speaker.as_ref().map(|one| [text(&one.id), text(&one.name), Some(one.kind.to_string())]);
    (claim.source.as_ref().map(|source| source.spans.clone()), claim.kind.to_string(), speaker)
}

/// Compares two runs. Each review has the articles of the other too (see [`Review::of`]). Recall is that of each run's own
/// articles, because what was missed in one may be there in the other.
#[must_use]
pub fn compare<'d>(mut run: Review<'d>, mut against: Review<'d>, selection: &Selection) -> Comparison {
    let to_run = carry(&against, &mut run);
    let to_against = carry(&run, &mut against);
    let (run, against) = (score(&run, selection), score(&against, selection));
    let growth = run.all.right.growth(against.all.right);
    Comparison { run, against, carried: [to_run, to_against], growth }
}

/// Gives claims of `to` that nobody judged the decisions about the same claims of `from`.
fn carry<'d>(from: &Review<'d>, to: &mut Review<'d>) -> u64 {
    let mut known: HashMap<&str, &Judged<'d>> = HashMap::new();
    for judged in from.articles.iter().flat_map(|article| &article.claims).filter(|one| !one.decisions.is_empty()) {
        known.insert(&judged.claim.id, judged);
    }
    let mut carried = 0;
    for judged in to.articles.iter_mut().flat_map(|article| &mut article.claims) {
        if let Some(other) = known.get(judged.claim.id.as_str()).filter(|_| judged.decisions.is_empty())
            && rest(&other.claim) == rest(&judged.claim)
        {
            judged.decisions.clone_from(&other.decisions);
            carried += other.decisions.len() as u64;
        }
    }
    carried
}
