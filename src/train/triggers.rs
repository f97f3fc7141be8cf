//! Stage 0: training data, threshold and the jackknife.

use super::corpus::TrainingText;
use super::crf::{self, Data, Fit};
use crate::attribution::engine::TriggerModel;
use crate::attribution::engine::trigger::{self, label};
use crate::crf::sink::FeatureKeys;
use rayon::prelude::*;

/// A feature must occur this often.
const CUT: u32 = 3;
/// Keys that stage 0 may keep.
const KEYS: usize = 60_000;
/// Table rows, as a logarithm.
const BITS: u32 = 15;
/// The share of the words in gold cues that shall pass.
const RECALL: f32 = 0.955;
const MAY_FOLLOW: [[bool; label::COUNT]; label::COUNT] = [[true; label::COUNT]; label::COUNT];

fn in_cue(text: &TrainingText) -> Vec<bool> {
    let mut inside = vec![false; text.page.atoms.len()];
    for run in text.targets.iter().flat_map(|target| &target.cue) {
        inside[run.range()].fill(true);
    }
    inside
}

/// Gathers the words that stage 0 looks at, a sequence each.
pub(super) fn gather(texts: &[TrainingText]) -> Data {
    let parts = texts
        .par_iter()
        .map(|text| {
            let mut data = Data::default();
            let inside = in_cue(text);
            for paragraph in &text.page.paragraphs {
                let tokens = paragraph.range();
                for index in tokens.clone().filter(|&index| trigger::is_possible(&text.page, index)) {
                    trigger::features(&text.page, index, &tokens, FeatureKeys(|key| data.feature(key)));
                    data.token(u8::from(inside[index]));
                    data.sequence(text.deal);
                }
            }
            data
        })
        .collect();
    Data::finish(parts, CUT, BITS)
}

fn fit(data: &Data, held_out: Option<usize>, options: Fit) -> TriggerModel {
    let fitted = crf::fit::<{ label::COUNT }, 1, 1>(data, MAY_FOLLOW, held_out, options);
    TriggerModel { weights: crf::quantize(&fitted, data, KEYS, 1), threshold: i32::MIN }
}

/// Fits stage 0, and finds the triggers of every text with a model that has not seen its fold. The threshold lets all but
/// `1 - RECALL` of the words in gold cues pass, as such models see them.
pub(super) fn fit_and_jackknife(
    texts: &[TrainingText],
    data: &Data,
    options: Fit,
    folds: usize,
) -> (TriggerModel, Vec<Vec<bool>>) {
    let mut models: Vec<TriggerModel> = (0..folds).into_par_iter().map(|fold| fit(data, Some(fold), options)).collect();
    let mut whole = fit(data, None, options);
    let mut scores: Vec<f32> = texts
        .par_iter()
        .flat_map_iter(|text| {
            let inside = in_cue(text);
            let model = &models[text.deal.fold];
            let page = &text.page;
            (0..page.atoms.len())
                .filter(move |&index| inside[index] && trigger::is_possible(page, index))
                .map(move |index| model.score(page, index, &page.paragraph(index)) as f32 * model.weights.scale)
        })
        .collect();
    scores.sort_by(f32::total_cmp);
    let threshold = scores.get((scores.len() as f32 * (1.0 - RECALL)) as usize).copied().unwrap_or(f32::MIN);
    log::info!("stage 0 threshold {threshold}");
    for model in models.iter_mut().chain([&mut whole]) {
        model.threshold = (threshold / model.weights.scale) as i32;
    }
    let found: Vec<Vec<bool>> = texts
        .par_iter()
        .map(|text| {
            let mut triggers = Vec::new();
            models[text.deal.fold].find(&text.page, &mut triggers);
            triggers
        })
        .collect();
    let (all, possible, kept) = texts.iter().zip(&found).fold((0, 0, 0), |(a, p, k), (text, found)| {
        (
            a + text.page.atoms.len(),
            p + (0..text.page.atoms.len()).filter(|&i| trigger::is_possible(&text.page, i)).count(),
            k + found.iter().filter(|f| **f).count(),
        )
    });
    log::info!("possible triggers {:.3}, kept {:.3}", possible as f64 / all as f64, kept as f64 / all as f64);
    (whole, found)
}
