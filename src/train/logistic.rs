//! Logistic regression with an L2 penalty, by L-BFGS: the claim classifier.

use super::corpus::Deal;

/// Examples with sparse binary features, a few numbers, and a label each.
#[derive(Debug, Default, Clone)]
pub(super) struct Examples {
    /// Dense feature numbers of all examples.
    pub(super) features: Vec<u32>,
    /// End of each example's features.
    pub(super) ends: Vec<usize>,
    /// Numbers of each example, standardized, `numbers` of them.
    pub(super) values: Vec<f32>,
    /// How many numbers each example has.
    pub(super) numbers: usize,
    pub(super) labels: Vec<bool>,
    /// What the text of each example was dealt.
    pub(super) deals: Vec<Deal>,
    pub(super) width: usize,
}

/// What a sparse feature counts, against a standardized number's 1: with an L2 penalty, less means a smaller part.
const SPARSE: f64 = 0.3;
/// Weight of the loss against the penalty.
const C: f64 = 0.1;
const STEPS: usize = 100;
const MEMORY: usize = 8;
/// Done when no part of the gradient is larger.
const FLAT: f64 = 1e-3;

/// Weights: of features, then of numbers, then the intercept.
#[derive(Debug, Clone)]
pub(super) struct Logistic {
    pub(super) weights: Vec<f64>,
}

impl Examples {
    fn features_of(&self, example: usize) -> &[u32] {
        let start = if example == 0 { 0 } else { self.ends[example - 1] };
        &self.features[start..self.ends[example]]
    }

    fn values_of(&self, example: usize) -> &[f32] {
        &self.values[example * self.numbers..(example + 1) * self.numbers]
    }
}

impl Logistic {
    pub(super) fn probability(&self, data: &Examples, example: usize) -> f64 {
        sigmoid(score(&self.weights, data, example))
    }

    /// Fits on every example that is not of fold `held_out`.
    pub(super) fn fit(data: &Examples, held_out: Option<usize>) -> Self {
        let examples: Vec<usize> =
            (0..data.labels.len()).filter(|&example| Some(data.deals[example].fold) != held_out).collect();
        let mut weights = vec![0.0; data.width + data.numbers + 1];
        let mut gradient = vec![0.0; weights.len()];
        let mut loss = evaluate(&weights, data, &examples, &mut gradient);
        let mut history: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
        for _ in 0..STEPS {
            if gradient.iter().fold(0.0, |top: f64, part| top.max(part.abs())) < FLAT {
                break;
            }
            let direction = direction(&gradient, &history);
            let slope = dot(&direction, &gradient);
            let mut step = if history.is_empty() { 1.0 / dot(&gradient, &gradient).sqrt() } else { 1.0 };
            let mut next = weights.clone();
            let mut next_gradient = vec![0.0; weights.len()];
            let next_loss = loop {
                for ((next, weight), part) in next.iter_mut().zip(&weights).zip(&direction) {
                    *next = weight + step * part;
                }
                let next_loss = evaluate(&next, data, &examples, &mut next_gradient);
                if next_loss <= loss + 1e-4 * step * slope || step < 1e-10 {
                    break next_loss;
                }
                step *= 0.5;
            };
            let moved: Vec<f64> = next.iter().zip(&weights).map(|(a, b)| a - b).collect();
            let turned: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(a, b)| a - b).collect();
            if dot(&moved, &turned) > 1e-12 {
                if history.len() == MEMORY {
                    history.remove(0);
                }
                history.push((moved, turned));
            }
            (weights, gradient, loss) = (next, next_gradient, next_loss);
        }
        Self { weights }
    }

    /// The weight of a sparse feature.
    pub(super) fn feature(&self, feature: usize) -> f64 {
        self.weights[feature] * SPARSE
    }
}

fn sigmoid(score: f64) -> f64 {
    1.0 / (1.0 + (-score).exp())
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn score(weights: &[f64], data: &Examples, example: usize) -> f64 {
    let sparse: f64 = data.features_of(example).iter().map(|&feature| weights[feature as usize]).sum();
    let dense: f64 = data.values_of(example).iter().zip(&weights[data.width..]).map(|(v, w)| f64::from(*v) * w).sum();
    sparse * SPARSE + dense + weights[weights.len() - 1]
}

/// The penalized loss; `gradient` receives its gradient.
fn evaluate(weights: &[f64], data: &Examples, examples: &[usize], gradient: &mut [f64]) -> f64 {
    let last = weights.len() - 1;
    let mut loss = 0.0;
    for (slot, weight) in gradient.iter_mut().zip(&weights[..last]) {
        *slot = *weight;
        loss += 0.5 * weight * weight;
    }
    gradient[last] = 0.0;
    for &example in examples {
        let score = score(weights, data, example);
        let wanted = f64::from(u8::from(data.labels[example]));
        // ln(1 + e^x) - y x, without overflow.
        let counts = C * f64::from(data.deals[example].weight);
        loss += counts * (score.max(0.0) + (-score.abs()).exp().ln_1p() - wanted * score);
        let off = counts * (sigmoid(score) - wanted);
        for &feature in data.features_of(example) {
            gradient[feature as usize] += off * SPARSE;
        }
        for (slot, value) in gradient[data.width..].iter_mut().zip(data.values_of(example)) {
            *slot += off * f64::from(*value);
        }
        gradient[last] += off;
    }
    loss
}

/// The two-loop recursion of L-BFGS.
fn direction(gradient: &[f64], history: &[(Vec<f64>, Vec<f64>)]) -> Vec<f64> {
    let mut direction: Vec<f64> = gradient.iter().map(|part| -part).collect();
    let mut shares = Vec::with_capacity(history.len());
    for (moved, turned) in history.iter().rev() {
        let share = dot(moved, &direction) / dot(moved, turned);
        for (part, turn) in direction.iter_mut().zip(turned) {
            *part -= share * turn;
        }
        shares.push(share);
    }
    if let Some((moved, turned)) = history.last() {
        let scale = dot(moved, turned) / dot(turned, turned);
        for part in &mut direction {
            *part *= scale;
        }
    }
    for ((moved, turned), share) in history.iter().zip(shares.iter().rev()) {
        let back = dot(turned, &direction) / dot(moved, turned);
        for (part, step) in direction.iter_mut().zip(moved) {
            *part += (share - back) * step;
        }
    }
    direction
}
