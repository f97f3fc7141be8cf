//! How good a run is according to people's decisions: precision with its interval, recall in articles read to the end,
//! agreement between annotators, and how two runs compare.

use super::decision::{Correction, Decision, SpeakerName, Verdict};
use super::rate::{Overlap, Rate, kappa};
use super::reviewed::{Judged, Review};
use crate::record::{ClaimRecord, Offset};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// What is right about the judged claims.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Precision {
    /// The claim is right.
    pub right: Rate,
    /// It is a claim, whatever else is wrong.
    pub claim: Rate,
    /// Of those that are claims, the speaker is right.
    pub speaker: Rate,
    /// Of those that are claims, source, cue and content are right.
    pub spans: Rate,
}

/// All figures of a run.
#[derive(Debug, Default, Serialize)]
pub struct Score {
    /// Claims with a majority verdict.
    pub all: Precision,
    /// By kind: direct, mixed, indirect.
    pub kind: BTreeMap<String, Precision>,
    /// By form of the source: name, pronoun and so on; `none` without a source.
    pub form: BTreeMap<String, Precision>,
    /// By the rule or model that made the claim.
    pub rule: BTreeMap<String, Precision>,
    /// By band of confidence, such as `0.8 to 0.9`.
    pub confidence: BTreeMap<String, Precision>,
    /// Share of the claims in articles read to the end that the run has.
    pub recall: Recall,
    /// Agreement of each pair of annotators.
    pub agreement: Vec<Agreement>,
    /// Number of judged claims by sample; only random samples represent the whole run.
    pub samples: BTreeMap<String, u64>,
    /// Claims on which annotators are tied; they are not counted anywhere else.
    pub disputed: u64,
    /// Decisions about a text other than the run's.
    pub stale: u64,
    /// Decisions about claims that the run does not have.
    pub unknown: u64,
}

/// Recall in articles that were read to the end, with every claim judged.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Recall {
    /// Number of such articles.
    pub articles: u64,
    /// Articles read to the end but with claims not judged; they do not count.
    pub unjudged: u64,
    /// True claims that the run has, whatever else is wrong with them.
    pub found: Rate,
    /// True claims that the run has exactly right.
    pub right: Rate,
}

/// Agreement of two annotators on what both judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// The annotators.
    pub annotators: [String; 2],
    /// Claims with the same verdict.
    pub same: Rate,
    /// Cohen's kappa of the verdicts.
    pub kappa: Option<f64>,
    /// F1 of the code points that both mark, over claims that both accept as claims and at least one corrected.
    pub span_f1: Option<f64>,
}

/// Computes the figures of a review; with `sample`, only of decisions on samples whose name begins with it.
pub fn score(review: &Review<'_>, sample: Option<&str>) -> Score {
    let mut score = Score { stale: review.stale, unknown: review.unknown, ..Score::default() };
    let mut pairs: BTreeMap<[&str; 2], Pairs> = BTreeMap::new();
    let takes = |decision: &Decision| {
        sample.is_none_or(|wanted| decision.sample.as_deref().unwrap_or_default().starts_with(wanted))
    };
    for article in &review.articles {
        for judged in &article.claims {
            agree(judged, &mut pairs);
            match judged.decision() {
                Some(decision) if takes(decision) => score.add(&judged.claim, decision),
                None if !judged.decisions.is_empty() => score.disputed += 1,
                _ => {}
            }
        }
        if !article.complete.is_empty() {
            let missed = distinct_missed(&article.missed);
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

/// The missed claims, each once: several annotators may have marked the same one.
pub(in crate::audit) fn distinct_missed<'d>(decisions: &[&'d Decision]) -> Vec<&'d Decision> {
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
        // One annotator does not mark a claim twice: two marks of his that overlap are two claims.
        if !kept.iter().filter(|other| other.annotator != decision.annotator).any(same) {
            kept.push(decision);
        }
    }
    kept
}

impl Score {
    fn add(&mut self, claim: &ClaimRecord<'_>, decision: &Decision) {
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

/// The band of a confidence, such as `0.8 to 0.9`. The upper end belongs to the next band, except 1.
pub fn band(confidence: f32) -> String {
    // By the decimal value in the record: 0.7_f32 * 10 is a little less than 7.
    let tenth = ((f64::from(confidence) * 10.0 + 1e-4).floor() as u32).min(9);
    format!("{:.1} to {:.1}", f64::from(tenth) / 10.0, f64::from(tenth + 1) / 10.0)
}

/// What two annotators decided about the same claims.
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

/// Source, cue and content of a claim according to an annotator.
fn spans(claim: &ClaimRecord<'_>, correction: Option<&Correction>) -> [Vec<(u32, u32)>; 3] {
    let none = Correction::default();
    let correction = correction.unwrap_or(&none);
    let source = claim.source.as_ref().map_or(&[][..], |source| &source.spans);
    [(&correction.source, source), (&correction.cue, &claim.cue.spans), (&correction.content, &claim.content.spans)]
        .map(|(corrected, own)| {
            let spans = corrected.as_deref().unwrap_or(own);
            spans.iter().map(|span| (span.start, span.end)).collect()
        })
}

/// Scores of two runs. A decision about a claim that both runs have counts for both.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// The run, with decisions carried over from the other.
    pub run: Score,
    /// The other run, likewise.
    pub against: Score,
    /// Decisions carried over to the run, and to the other run.
    pub carried: [u64; 2],
    /// Growth of the share of right claims from the other run to this one, with its 95 % interval.
    pub growth: Option<(f64, f64, f64)>,
}

/// What identifies a claim besides its id, which stands for text, cue and content: source spans, kind and speakers.
type Rest = (Option<Vec<Offset>>, String, Vec<SpeakerName>);

fn rest(claim: &ClaimRecord<'_>) -> Rest {
    let speakers = claim.speakers().map(SpeakerName::of).collect();
    (claim.source.as_ref().map(|source| source.spans.clone()), claim.kind.to_string(), speakers)
}

/// Compares two runs. Each review must include the articles of the other (see [`Review::of`]). Recall is that of each run's
/// own articles, because a claim missed in one may be found in the other.
pub fn compare<'d>(mut run: Review<'d>, mut against: Review<'d>, sample: Option<&str>) -> Comparison {
    let to_run = carry(&against, &mut run);
    let to_against = carry(&run, &mut against);
    let (run, against) = (score(&run, sample), score(&against, sample));
    let growth = run.all.right.growth(against.all.right);
    Comparison { run, against, carried: [to_run, to_against], growth }
}

/// Copies decisions about claims of `from` to the same claims of `to` if nobody judged them.
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
