//! Stage 1: training data and the jackknife.

use super::corpus::TrainingText;
use super::crf::{self, Data, Fit};
use crate::attribution::engine::cue::{self, label};
use crate::attribution::engine::window::CueCandidate;
use crate::attribution::engine::{CueModel, Outline, StageScratch};
use crate::crf::{lattice::Transitions, sink::FeatureKeys, table::WeightTable};
use crate::token_span::TokenSpan;
use rayon::prelude::*;

/// A feature must occur this often.
const CUT: u32 = 3;
/// Table rows, as a logarithm.
const BITS: u32 = 19;
/// Table rows of the outline, likewise.
const OUTLINE_BITS: u32 = 16;
/// Keys that the outline may keep.
const OUTLINE_KEYS: usize = 60_000;
/// See [`Outline::slack`].
const SLACK: f32 = 3.5;

/// Gathers the tokens that stage 1 looks at, with gold labels; for its `outline`, with the few features of that.
pub(super) fn gather(texts: &[TrainingText], triggers: &[Vec<bool>], outline: bool) -> Data {
    let parts = texts
        .par_iter()
        .zip(triggers)
        .map(|(text, triggers)| {
            let mut data = Data::default();
            let labels = labels(text);
            let mut runs = Vec::new();
            cue::runs(&text.page, triggers, &mut runs);
            for run in runs {
                let paragraph = text.page.paragraph(run.start());
                let mut previous = label::OUTSIDE;
                for index in run.range() {
                    let keys = FeatureKeys(|key| data.feature(key));
                    if outline {
                        cue::outline(&text.page, index, &paragraph, keys);
                    } else {
                        cue::features(&text.page, index, &paragraph, keys);
                    }
                    let label = match labels[index] {
                        label::INSIDE if previous == label::OUTSIDE => label::BEGIN,
                        label => label,
                    };
                    data.token(label);
                    previous = label;
                }
                data.sequence(text.deal);
            }
            data
        })
        .collect();
    Data::finish(parts, CUT, if outline { OUTLINE_BITS } else { BITS })
}

/// How much stage 1 looks at: the share of all tokens, and the share of gold cues of which every token is looked at.
pub(super) fn coverage(texts: &[TrainingText], triggers: &[Vec<bool>]) -> (f64, f64) {
    let (mut tokens, mut active, mut cues, mut covered) = (0, 0, 0_usize, 0_usize);
    let mut runs = Vec::new();
    for (text, triggers) in texts.iter().zip(triggers) {
        cue::runs(&text.page, triggers, &mut runs);
        tokens += text.page.atoms.len();
        active += runs.iter().map(|run| run.len()).sum::<usize>();
        for target in &text.targets {
            cues += 1;
            let inside = |cue: &TokenSpan| runs.iter().any(|run| run.start() <= cue.start() && cue.end() <= run.end());
            covered += usize::from(target.cue.iter().all(inside));
        }
    }
    (active as f64 / tokens.max(1) as f64, covered as f64 / cues.max(1) as f64)
}

fn labels(text: &TrainingText) -> Vec<u8> {
    let mut labels = vec![label::OUTSIDE; text.page.atoms.len()];
    for run in text.targets.iter().flat_map(|target| &target.cue) {
        for index in run.range() {
            labels[index] = if index == run.start() { label::BEGIN } else { label::INSIDE };
        }
    }
    labels
}

/// Fits the outline without fold `held_out`, as a stage 1 without weights of its own.
fn fit_outline(data: &Data, held_out: Option<usize>, options: Fit, bias: f32) -> CueModel {
    let fitted = crf::fit::<{ label::COUNT }, 4, 0>(data, cue::MAY_FOLLOW, held_out, options);
    let weights = crf::quantize(&fitted, data, OUTLINE_KEYS, 0);
    let outline = Outline { weights, transitions: fitted.transitions, slack: SLACK };
    CueModel { outline, weights: WeightTable::new(1.0, 0, &[]), transitions: Transitions::new(cue::MAY_FOLLOW), bias }
}

/// The outline, and one for each fold that has not seen it.
pub(super) fn fit_outlines(data: &Data, options: Fit, bias: f32, folds: usize) -> (CueModel, Vec<CueModel>) {
    let folds = (0..folds).into_par_iter().map(|fold| fit_outline(data, Some(fold), options, bias)).collect();
    (fit_outline(data, None, options, bias), folds)
}

/// Fits stage 1, given a `model` with its outline, without fold `held_out`.
pub(super) fn fit(data: &Data, model: CueModel, held_out: Option<usize>, options: Fit, most: usize) -> CueModel {
    let fitted = crf::fit::<{ label::COUNT }, 4, 0>(data, cue::MAY_FOLLOW, held_out, options);
    CueModel { weights: crf::quantize(&fitted, data, most, 0), transitions: fitted.transitions, ..model }
}

/// The cues of every text, found by models that have not seen its fold.
pub(super) fn jackknife(
    texts: &[TrainingText],
    triggers: &[Vec<bool>],
    outlines: Vec<CueModel>,
    data: &Data,
    options: Fit,
    most: usize,
) -> Vec<Vec<CueCandidate>> {
    let models: Vec<CueModel> = outlines
        .into_par_iter()
        .enumerate()
        .map(|(fold, outline)| fit(data, outline, Some(fold), options, most))
        .collect();
    texts
        .par_iter()
        .zip(triggers)
        .map(|(text, triggers)| {
            let mut scratch = StageScratch::default();
            scratch.triggers.clone_from(triggers);
            models[text.deal.fold].find(&text.page, &mut scratch)
        })
        .collect()
}
