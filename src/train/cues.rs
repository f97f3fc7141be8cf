//! Stage 1: training data and the jackknife.

use super::corpus::TrainingText;
use super::crf::{self, Data, Fit};
use crate::attribution::engine::cue::{self, label};
use crate::attribution::engine::window::CueCandidate;
use crate::attribution::engine::{CueModel, Outline, StageScratch};
use crate::crf::sink::FeatureKeys;
use crate::token_span::TokenSpan;
use rayon::prelude::*;

/// A feature must occur this often.
const CUT: u32 = 3;
/// Table rows, as a logarithm.
const BITS: u32 = 18;
/// See [`Outline::slack`].
const SLACK: f32 = 3.0;

/// Gathers the tokens that stage 1 looks at, with gold labels.
pub(super) fn gather(texts: &[TrainingText], triggers: &[Vec<bool>]) -> Data {
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
                    cue::outline(&text.page, index, &paragraph, FeatureKeys(|key| data.feature(key)));
                    data.outlined();
                    cue::closer(&text.page, index, &paragraph, FeatureKeys(|key| data.feature(key)));
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
    Data::finish(parts, CUT, BITS)
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

/// Fits stage 1 without fold `held_out`.
pub(super) fn fit(data: &Data, held_out: Option<usize>, options: Fit, most: usize, bias: f32) -> CueModel {
    let fitted = crf::fit::<{ label::COUNT }, 4, 0>(data, cue::MAY_FOLLOW, held_out, options);
    let outline = Outline { transitions: fitted.outline, slack: SLACK };
    CueModel { outline, weights: crf::quantize(&fitted, data, most, 0), transitions: fitted.transitions, bias }
}

/// The cues of every text, found by models that have not seen its fold.
pub(super) fn jackknife(
    texts: &[TrainingText],
    triggers: &[Vec<bool>],
    folds: usize,
    fit: impl Fn(Option<usize>) -> CueModel + Sync,
) -> Vec<Vec<CueCandidate>> {
    let models: Vec<CueModel> = (0..folds).into_par_iter().map(|fold| fit(Some(fold))).collect();
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
