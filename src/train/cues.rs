//! Stage 1: training data and the jackknife.

use super::corpus::{FOLDS, Text};
use super::crf::{self, Data, Fit};
use crate::attribution::engine::cue::{self, label};
use crate::attribution::engine::lattice::Transitions;
use crate::attribution::engine::sink::Keys;
use crate::attribution::engine::window::Cue;
use crate::attribution::engine::{CueModel, Scratch};
use rayon::prelude::*;

/// A feature must occur this often.
const CUT: u32 = 3;
/// Table rows, as a logarithm.
const BITS: u32 = 20;

/// Gathers the tokens that stage 1 looks at, with gold labels.
pub(super) fn gather(texts: &[Text], triggers: &[Vec<bool>]) -> Data {
    let parts = texts
        .par_iter()
        .zip(triggers)
        .map(|(text, triggers)| {
            let mut data = Data::default();
            let labels = labels(text);
            let mut runs = Vec::new();
            cue::runs(&text.page, triggers, &mut runs);
            for run in runs {
                let paragraph = text.page.paragraph(run.start as usize);
                let mut previous = label::OUTSIDE;
                for index in run.start as usize..run.end as usize {
                    cue::features(&text.page, index, &paragraph, Keys(|key| data.feature(key)));
                    let label = match labels[index] {
                        label::INSIDE if previous == label::OUTSIDE => label::BEGIN,
                        label => label,
                    };
                    data.token(label);
                    previous = label;
                }
                data.sequence(text.fold);
            }
            data
        })
        .collect();
    Data::finish(parts, CUT, BITS)
}

/// How much stage 1 looks at: the share of all tokens, and the share of gold cues of which every token is looked at.
pub(super) fn coverage(texts: &[Text], triggers: &[Vec<bool>]) -> (f64, f64) {
    let (mut tokens, mut active, mut cues, mut covered) = (0, 0, 0_usize, 0_usize);
    let mut runs = Vec::new();
    for (text, triggers) in texts.iter().zip(triggers) {
        cue::runs(&text.page, triggers, &mut runs);
        tokens += text.page.atoms.len();
        active += runs.iter().map(ExactSizeIterator::len).sum::<usize>();
        for target in &text.targets {
            cues += 1;
            let inside =
                |cue: &std::ops::Range<u32>| runs.iter().any(|run| run.start <= cue.start && cue.end <= run.end);
            covered += usize::from(target.cue.iter().all(inside));
        }
    }
    (active as f64 / tokens.max(1) as f64, covered as f64 / cues.max(1) as f64)
}

fn labels(text: &Text) -> Vec<u8> {
    let mut labels = vec![label::OUTSIDE; text.page.atoms.len()];
    for run in text.targets.iter().flat_map(|target| &target.cue) {
        for index in run.start..run.end {
            labels[index as usize] = if index == run.start { label::BEGIN } else { label::INSIDE };
        }
    }
    labels
}

/// Fits stage 1 without fold `held_out`.
pub(super) fn fit(data: &Data, held_out: Option<usize>, options: Fit, bias: f32, most: usize) -> CueModel {
    let fitted = crf::fit::<{ label::COUNT }, 4, 0>(data, cue::MAY_FOLLOW, held_out, options);
    let transitions = Transitions { scores: fitted.transitions.scores, allowed: cue::MAY_FOLLOW };
    CueModel { weights: crf::quantise(&fitted, data, most, 0), transitions, bias }
}

/// The cues of every text, found by a model that has not seen its fold.
pub(super) fn jackknife(
    texts: &[Text],
    triggers: &[Vec<bool>],
    data: &Data,
    options: Fit,
    bias: f32,
    most: usize,
) -> Vec<Vec<Cue>> {
    let models: Vec<CueModel> =
        (0..FOLDS).into_par_iter().map(|fold| fit(data, Some(fold), options, bias, most)).collect();
    texts
        .par_iter()
        .zip(triggers)
        .map(|(text, triggers)| {
            let mut scratch = Scratch::default();
            scratch.triggers.clone_from(triggers);
            models[text.fold].find(&text.page, &mut scratch)
        })
        .collect()
}
