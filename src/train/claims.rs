//! The claim classifier: training data, threshold, calibration.

use super::corpus::{GoldClaim, TrainingText};
use super::logistic::{Examples, Logistic};
use super::roles::align;
use crate::attribution::engine::claim::{self, ClaimCandidate, NUMBERS};
use crate::attribution::{engine::ClaimModel, engine::page::Page, engine::words::class, reading::Runs};
use crate::crf::sink::FeatureKeys;
use crate::crf::table::{WeightTable, row};
use rayon::prelude::*;

/// A feature must occur this often.
const CUT: u32 = 3;
/// Table rows, as a logarithm.
const BITS: u32 = 16;

/// Candidates of all training texts as examples, and what is needed to read others the same way.
pub(super) struct Gathered {
    pub(super) examples: Examples,
    keys: Vec<u32>,
    mean: [f32; NUMBERS],
    deviation: [f32; NUMBERS],
}

/// A candidate's sparse features, its numbers, and whether it is right.
type ReadCandidate = (Vec<u32>, [f32; NUMBERS], bool);

pub(super) fn gather(texts: &[TrainingText], candidates: &[Vec<ClaimCandidate>]) -> Gathered {
    let read: Vec<Vec<ReadCandidate>> = texts
        .par_iter()
        .zip(candidates)
        .map(|(text, candidates)| {
            let cues: Vec<_> = candidates.iter().map(|candidate| candidate.cue).collect();
            let aligned = align(&cues, &text.targets);
            (0..candidates.len())
                .map(|index| {
                    let mut keys = Vec::with_capacity(128);
                    claim::features(&text.page, candidates, index, FeatureKeys(|key| keys.push(key)));
                    let right =
                        aligned[index].is_some_and(|t| is_right(&text.page, &candidates[index], &text.targets[t]));
                    (keys, claim::numbers(&candidates[index]), right)
                })
                .collect()
        })
        .collect();
    let mut counts = vec![0_u32; 1 << BITS];
    for key in read.iter().flatten().flat_map(|(keys, ..)| keys) {
        counts[row(*key, BITS) as usize] += 1;
    }
    let mut keys = Vec::new();
    let mut numbers = vec![u32::MAX; 1 << BITS];
    for (key, _) in counts.iter().enumerate().filter(|(_, count)| **count >= CUT) {
        numbers[key] = keys.len() as u32;
        keys.push(key as u32);
    }
    let mut examples = Examples { numbers: NUMBERS, width: keys.len(), ..Examples::default() };
    for (text, read) in texts.iter().zip(&read) {
        for (keys, values, right) in read {
            let numbered = keys.iter().map(|&key| numbers[row(key, BITS) as usize]);
            examples.features.extend(numbered.filter(|&number| number != u32::MAX));
            examples.ends.push(examples.features.len());
            examples.values.extend(values);
            examples.labels.push(*right);
            examples.deals.push(text.deal);
        }
    }
    let count = examples.labels.len().max(1) as f32;
    let (mut mean, mut deviation) = ([0.0; NUMBERS], [0.0; NUMBERS]);
    for number in 0..NUMBERS {
        let column = || examples.values.iter().skip(number).step_by(NUMBERS);
        mean[number] = column().sum::<f32>() / count;
        let variance = column().map(|value| (value - mean[number]).powi(2)).sum::<f32>() / count;
        deviation[number] = variance.sqrt() + 1e-6;
    }
    for (index, value) in examples.values.iter_mut().enumerate() {
        *value = (*value - mean[index % NUMBERS]) / deviation[index % NUMBERS];
    }
    Gathered { examples, keys, mean, deviation }
}

/// True if the source shares a word with gold's, or both have none, and the contents agree by half.
fn is_right(page: &Page, candidate: &ClaimCandidate, target: &GoldClaim) -> bool {
    let source = dice(page, &candidate.source, &target.source);
    let content = dice(page, &candidate.content, &target.content);
    source > 0.0 && content >= 0.5
}

/// Dice over words; 1 for two empty spans.
pub(super) fn dice(page: &Page, mine: &Runs, gold: &Runs) -> f64 {
    let word = |token: &usize| page.atoms[*token].class < class::QUOTE;
    let tokens = |runs: &Runs| runs.iter().flat_map(|run| run.range()).filter(word).collect::<Vec<_>>();
    let mine = tokens(mine);
    let shared = mine.iter().filter(|token| gold.iter().any(|run| run.contains(**token))).count();
    let sum = mine.len() + tokens(gold).len();
    if sum == 0 { 1.0 } else { (2 * shared) as f64 / sum as f64 }
}

/// The confidence of every example, from a model that has not seen its fold.
pub(super) fn jackknife(gathered: &Gathered, folds: usize) -> Vec<f64> {
    let data = &gathered.examples;
    let models: Vec<Logistic> = (0..folds).into_par_iter().map(|fold| Logistic::fit(data, Some(fold))).collect();
    (0..data.labels.len()).map(|example| models[data.deals[example].fold].probability(data, example)).collect()
}

/// True for the examples of the texts that count most: those are like what will be read.
fn counts_most(data: &Examples) -> impl Fn(usize) -> bool {
    let most = data.deals.iter().fold(0.0, |most: f32, deal| most.max(deal.weight));
    move |example| data.deals[example].weight == most
}

/// The confidence from which on claims are kept for the best F1, given what the attributions of gold count together.
pub(super) fn threshold(confidences: &[f64], data: &Examples, gold: f64) -> f64 {
    let mut order: Vec<usize> = (0..confidences.len()).collect();
    order.sort_by(|&a, &b| confidences[b].total_cmp(&confidences[a]).then(a.cmp(&b)));
    let (mut right, mut kept, mut best) = (0.0, 0.0, (0.0, 0.5));
    for example in order {
        let counts = f64::from(data.deals[example].weight);
        kept += counts;
        right += if data.labels[example] { counts } else { 0.0 };
        let f1 = 2.0 * right / (kept + gold);
        if f1 > best.0 {
            best = (f1, confidences[example]);
        }
    }
    best.1
}

/// A line in log odds that makes confidences true on the texts that count most: the classifier is fitted on all texts, and claims
/// of other folders may be right more or less often.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calibration {
    slope: f64,
    offset: f64,
}

impl Calibration {
    /// Fits the line by Newton's method (Platt 1999).
    pub(super) fn fit(confidences: &[f64], data: &Examples) -> Self {
        let counts_most = counts_most(data);
        let mut line = Self { slope: 1.0, offset: 0.0 };
        for _ in 0..20 {
            let (mut gradient, mut curve) = ([0.0; 2], [0.0; 3]);
            for (example, &confidence) in confidences.iter().enumerate().filter(|(example, _)| counts_most(*example)) {
                let (x, p) = (log_odds(confidence), line.apply(confidence));
                let off = f64::from(u8::from(data.labels[example])) - p;
                let bend = p * (1.0 - p);
                gradient = [gradient[0] + off * x, gradient[1] + off];
                curve = [curve[0] + bend * x * x, curve[1] + bend * x, curve[2] + bend];
            }
            let determinant = curve[0] * curve[2] - curve[1] * curve[1];
            if determinant <= 0.0 {
                break;
            }
            line.slope += (curve[2] * gradient[0] - curve[1] * gradient[1]) / determinant;
            line.offset += (curve[0] * gradient[1] - curve[1] * gradient[0]) / determinant;
        }
        line
    }

    pub(super) fn apply(self, confidence: f64) -> f64 {
        1.0 / (1.0 + (-(self.slope * log_odds(confidence) + self.offset)).exp())
    }
}

fn log_odds(confidence: f64) -> f64 {
    let confidence = confidence.clamp(1e-6, 1.0 - 1e-6);
    (confidence / (1.0 - confidence)).ln()
}

pub(super) fn fit(gathered: &Gathered, line: Calibration, threshold: f64) -> ClaimModel {
    let data = &gathered.examples;
    let fitted = Logistic::fit(data, None);
    let top = (0..data.width).fold(0.0, |top: f64, feature| top.max(fitted.feature(feature).abs()));
    let scale = (top / 32_000.0).max(1e-9);
    let mut rows: Vec<(u32, [i8; 2])> = Vec::new();
    let mut order: Vec<usize> = (0..data.width).collect();
    order.sort_by(|&a, &b| fitted.feature(b).abs().total_cmp(&fitted.feature(a).abs()).then(a.cmp(&b)));
    for feature in order {
        let units = (fitted.feature(feature) / scale).round() as i32;
        // The low byte is signed too, so that it never needs a carry at run time.
        let high = (units + 128) >> 8;
        let low = units - (high << 8);
        if units != 0 {
            rows.push((gathered.keys[feature], [high as i8, low as i8]));
        }
    }
    let mut numbers = [0.0; NUMBERS];
    let mut intercept = fitted.weights[fitted.weights.len() - 1];
    for (index, number) in numbers.iter_mut().enumerate() {
        let weight = fitted.weights[data.width + index] / f64::from(gathered.deviation[index]);
        *number = weight as f32;
        intercept -= weight * f64::from(gathered.mean[index]);
    }
    ClaimModel {
        weights: WeightTable::new((scale * line.slope) as f32, BITS, &rows),
        numbers: numbers.map(|number| number * line.slope as f32),
        intercept: (intercept * line.slope + line.offset) as f32,
        threshold: threshold as f32,
    }
}
