//! Stage 2: candidates aligned to gold, training data, and the jackknife.

use super::corpus::{GoldClaim, TrainingText};
use super::crf::{self, Data, Fit};
use crate::attribution::engine::role::{self, Frame, label};
use crate::attribution::engine::window::{self, CueCandidate};
use crate::attribution::engine::{Outline, RoleModel, StageScratch, mark_landmarks};
use crate::attribution::{engine::between, engine::claim::ClaimCandidate, engine::outline::Look};
use crate::crf::lattice::OPEN;
use crate::crf::sink::FeatureKeys;
use rayon::prelude::*;
use std::ops::Range;

/// A feature must occur this often.
const CUT: u32 = 3;
/// Table rows, as a logarithm.
const BITS: u32 = 18;
/// See [`Outline::slack`].
const SLACK: f32 = 3.7;
/// A gold cue that stage 1 missed is longer than this only if its parts are separated by other words.
const LONGEST_CUE: usize = 6;

/// For each cue, the gold attribution whose cue it fits best, one to one.
pub(super) fn align(cues: &[CueCandidate], targets: &[GoldClaim]) -> Vec<Option<usize>> {
    let mut pairs = Vec::new();
    for (c, cue) in cues.iter().enumerate() {
        for (t, target) in targets.iter().enumerate() {
            let shared: usize = target
                .cue
                .iter()
                .map(|run| run.end().min(cue.tokens.end()).saturating_sub(run.start().max(cue.tokens.start())))
                .sum();
            if shared > 0 {
                let all = target.cue.iter().map(|run| run.len()).sum::<usize>() + cue.tokens.len() - shared;
                pairs.push((shared as f64 / all as f64, c, t));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut aligned = vec![None; cues.len()];
    let mut used = vec![false; targets.len()];
    for (_, c, t) in pairs {
        if aligned[c].is_none() && !used[t] {
            aligned[c] = Some(t);
            used[t] = true;
        }
    }
    aligned
}

/// The cues to learn from, each with its attribution: all that are right, and the gold cues that stage 1 missed.
fn pairs(text: &TrainingText, cues: &[CueCandidate]) -> Vec<(CueCandidate, usize)> {
    let aligned = align(cues, &text.targets);
    let mut pairs: Vec<(CueCandidate, usize)> =
        cues.iter().zip(&aligned).filter_map(|(cue, target)| Some((*cue, (*target)?))).collect();
    for (index, target) in text.targets.iter().enumerate() {
        if !aligned.contains(&Some(index)) {
            let mut tokens = target.cue[0].with_end(target.cue[target.cue.len() - 1].end());
            if tokens.len() > LONGEST_CUE {
                tokens = target.cue[0];
            }
            pairs.push((CueCandidate { tokens, probability: 0.0 }, index));
        }
    }
    pairs
}

/// Calls `each` with the frame and gold labels of every cue to learn from.
fn for_each_window(text: &TrainingText, cues: &[CueCandidate], mut each: impl FnMut(&Frame<'_>, &[u8])) {
    let (mut landmarks, mut between) = (Vec::new(), Vec::new());
    mark_landmarks(&text.page, cues, &mut landmarks);
    for (cue, target) in pairs(text, cues) {
        let window = window::window(&text.page, cue);
        between::walk(&text.page, cue, &window, &landmarks, &mut between);
        let frame = Frame::new(&text.page, cue, window.clone(), &between);
        let mut labels = labels(&text.targets[target], window.clone());
        for index in cue.tokens.range() {
            labels[index - window.start] = label::OUTSIDE;
        }
        each(&frame, &labels);
    }
}

/// Gathers what stage 2 learns from.
pub(super) fn gather(texts: &[TrainingText], cues: &[Vec<CueCandidate>]) -> Data {
    let parts = texts
        .par_iter()
        .zip(cues)
        .map(|(text, cues)| {
            let mut data = Data::default();
            for_each_window(text, cues, |frame, labels| {
                for (index, &label) in frame.window.clone().zip(labels) {
                    frame.outlined(index, FeatureKeys(|key| data.feature(key)));
                    data.outlined();
                    frame.beyond(index, FeatureKeys(|key| data.feature(key)));
                    data.token(label);
                }
                data.sequence(text.deal);
            });
            data
        })
        .collect();
    Data::finish(parts, CUT, BITS)
}

/// How well outlines that have not seen the texts do: the share of tokens left open, and the share of clear labels among the
/// tokens that are wrong.
fn coverage(texts: &[TrainingText], cues: &[Vec<CueCandidate>], models: &[RoleModel]) -> (f64, f64) {
    let counts: Vec<[usize; 3]> = texts
        .par_iter()
        .zip(cues)
        .map(|(text, cues)| {
            let mut look = Look::default();
            look.forget_document(text.page.atoms.len());
            let mut counts = [0; 3];
            for_each_window(text, cues, |frame, labels| {
                look.first(&models[text.deal.fold], frame);
                for (&clear, &label) in look.clear.iter().zip(labels) {
                    counts[0] += 1;
                    counts[1] += usize::from(clear == OPEN);
                    counts[2] += usize::from(clear != OPEN && clear != label);
                }
            });
            counts
        })
        .collect();
    let sum = |at: usize| counts.iter().map(|count| count[at]).sum::<usize>() as f64;
    (sum(1) / sum(0).max(1.0), sum(2) / sum(0).max(1.0))
}

fn labels(target: &GoldClaim, window: Range<usize>) -> Vec<u8> {
    let mut labels = vec![label::OUTSIDE; window.len()];
    let roles = [
        (&target.content, label::BEGIN_CONTENT, label::IN_CONTENT),
        (&target.source, label::BEGIN_SOURCE, label::IN_SOURCE),
    ];
    for (runs, begin, inside) in roles {
        for run in runs {
            for index in run.start().max(window.start)..run.end().min(window.end) {
                labels[index - window.start] = if index == run.start() { begin } else { inside };
            }
        }
    }
    // A run cut by the window's edge or by the other role still needs a beginning.
    let mut previous = label::OUTSIDE;
    for label in &mut labels {
        if !role::MAY_FOLLOW[usize::from(previous)][usize::from(*label)] {
            *label -= 1;
        }
        previous = *label;
    }
    labels
}

/// Fits stage 2 without fold `held_out`.
pub(super) fn fit(data: &Data, held_out: Option<usize>, options: Fit, most: usize) -> RoleModel {
    let fitted = crf::fit::<{ label::COUNT }, 4, 1>(data, role::MAY_FOLLOW, held_out, options);
    let outline = Outline { transitions: fitted.outline, slack: SLACK };
    RoleModel { outline, weights: crf::quantize(&fitted, data, most, 1), transitions: fitted.transitions }
}

/// What stage 2 makes of every cue of every text, by models that have not seen its fold.
pub(super) fn jackknife(
    texts: &[TrainingText],
    cues: &[Vec<CueCandidate>],
    folds: usize,
    fit: impl Fn(Option<usize>) -> RoleModel + Sync,
) -> Vec<Vec<ClaimCandidate>> {
    let models: Vec<RoleModel> = (0..folds).into_par_iter().map(|fold| fit(Some(fold))).collect();
    let (open, wrong) = coverage(texts, cues, &models);
    log::info!("stage 2 leaves {:.1} % of the tokens open, {:.2} % are clear but wrong", 100.0 * open, 100.0 * wrong);
    texts
        .par_iter()
        .zip(cues)
        .map(|(text, cues)| models[text.deal.fold].read(&text.page, cues, &mut StageScratch::default()))
        .collect()
}
