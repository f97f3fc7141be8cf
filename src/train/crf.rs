//! Linear-chain CRFs by stochastic gradient with `AdaGrad`, over sequences of tokens with sparse binary features.

use super::corpus::Deal;
use super::shuffle::Shuffle;
use crate::crf::lattice::{Lattice, Transitions};
use crate::crf::table::{LANES, WeightTable, row};

/// Sequences with features and gold labels. Features are keys while data is gathered, and dense numbers after
/// [`Data::finish`].
#[derive(Debug, Default)]
pub(super) struct Data {
    features: Vec<u32>,
    /// End of each token's features.
    token_ends: Vec<usize>,
    labels: Vec<u8>,
    /// End of each sequence, in tokens.
    sequence_ends: Vec<usize>,
    /// What the text of each sequence was dealt.
    deals: Vec<Deal>,
    /// Table row of each dense feature.
    keys: Vec<u32>,
    /// The logarithm of the number of rows.
    bits: u32,
}

impl Data {
    /// Takes a feature of the token being gathered.
    #[inline]
    pub(super) fn feature(&mut self, key: u32) {
        self.features.push(key);
    }

    /// Ends the token being gathered.
    pub(super) fn token(&mut self, label: u8) {
        self.token_ends.push(self.features.len());
        self.labels.push(label);
    }

    /// Ends the sequence being gathered.
    pub(super) fn sequence(&mut self, deal: Deal) {
        self.sequence_ends.push(self.labels.len());
        self.deals.push(deal);
    }

    /// Joins parts that were gathered in parallel, and numbers the rows of a table of `2^bits` whose features occur at least
    /// `cut` times.
    pub(super) fn finish(parts: Vec<Self>, cut: u32, bits: u32) -> Self {
        let mut counts = vec![0_u32; 1 << bits];
        for &key in parts.iter().flat_map(|part| &part.features) {
            counts[row(key, bits) as usize] += 1;
        }
        let keys = (0..1 << bits).filter(|&key: &u32| counts[key as usize] >= cut).collect();
        let mut whole = Self { keys, bits, ..Self::default() };
        // Frequent features side by side stay in the cache.
        whole.keys.sort_by_key(|&key| (std::cmp::Reverse(counts[key as usize]), key));
        let mut numbers = vec![u32::MAX; 1 << bits];
        for (number, &key) in whole.keys.iter().enumerate() {
            numbers[key as usize] = number as u32;
        }
        for part in parts {
            let mut start = 0;
            let first = whole.labels.len();
            for &end in &part.token_ends {
                let numbered = part.features[start..end].iter().map(|&key| numbers[row(key, bits) as usize]);
                whole.features.extend(numbered.filter(|&number| number != u32::MAX));
                whole.token_ends.push(whole.features.len());
                start = end;
            }
            whole.labels.extend(&part.labels);
            whole.sequence_ends.extend(part.sequence_ends.iter().map(|end| end + first));
            whole.deals.extend(&part.deals);
        }
        whole
    }

    fn token_features(&self, token: usize) -> &[u32] {
        let start = if token == 0 { 0 } else { self.token_ends[token - 1] };
        &self.features[start..self.token_ends[token]]
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    pub(super) epochs: usize,
    /// Over how many of the last epochs the weights are averaged.
    pub(super) averaged: usize,
    pub(super) rate: f32,
    pub(super) l2: f32,
    /// The share of a token's features that each step leaves out, as in dropout.
    pub(super) drop: f32,
    /// How many fits are averaged.
    pub(super) runs: usize,
    pub(super) seed: u64,
}

/// A label's gradient below this is ignored.
const MIN_GRADIENT: f32 = 1e-3;

/// Weights of one feature and the squares of its gradients, side by side for the cache: a lane for every label from `BASE` on,
/// padded to `P`.
#[derive(Clone, Copy)]
struct Cell<const P: usize> {
    weights: [f32; P],
    squares: [f32; P],
}

/// A fitted model, not yet quantized.
#[derive(Debug)]
pub(super) struct Fitted<const L: usize, const P: usize> {
    /// Per dense feature, by lane.
    pub(super) weights: Vec<[f32; P]>,
    pub(super) transitions: Transitions<L>,
}

/// Fits a CRF with `L` labels on every sequence that is not of fold `held_out`. The labels from `BASE` on have weights: 1 fixes
/// those of label 0 at nothing, which halves the work of five labels. The mean of several fits with other orders and other
/// features dropped is one model again, and steadier than any of them.
pub(super) fn fit<const L: usize, const P: usize, const BASE: usize>(
    data: &Data,
    allowed: [[bool; L]; L],
    held_out: Option<usize>,
    options: Fit,
) -> Fitted<L, P> {
    let mut mean = fit_once::<L, P, BASE>(data, allowed, held_out, options);
    for run in 1..options.runs {
        let seed = options.seed.wrapping_add(1000 * run as u64);
        let next = fit_once::<L, P, BASE>(data, allowed, held_out, Fit { seed, ..options });
        for (sum, weight) in mean.weights.as_flattened_mut().iter_mut().zip(next.weights.as_flattened()) {
            *sum += weight;
        }
        let scores = next.transitions.scores;
        for (sum, score) in mean.transitions.scores.as_flattened_mut().iter_mut().zip(scores.as_flattened()) {
            *sum += score;
        }
    }
    let share = 1.0 / options.runs.max(1) as f32;
    mean.weights.as_flattened_mut().iter_mut().for_each(|weight| *weight *= share);
    mean.transitions.scores.as_flattened_mut().iter_mut().for_each(|score| *score *= share);
    mean
}

fn fit_once<const L: usize, const P: usize, const BASE: usize>(
    data: &Data,
    allowed: [[bool; L]; L],
    held_out: Option<usize>,
    options: Fit,
) -> Fitted<L, P> {
    let mut cells = vec![Cell { weights: [0.0; P], squares: [1.0; P] }; data.keys.len()];
    let mut transitions = Transitions::<L>::new(allowed);
    let mut squares = [[1.0_f32; L]; L];
    let mut order: Vec<usize> =
        (0..data.sequence_ends.len()).filter(|&sequence| Some(data.deals[sequence].fold) != held_out).collect();
    let mut shuffle = Shuffle::new(options.seed);
    let mut lattice = Lattice::<L>::default();
    let mut emissions = Vec::new();
    let mut sum = vec![[0.0_f32; P]; data.keys.len()];
    let mut transition_sum = [[0.0_f32; L]; L];
    let drop = (options.drop * 65536.0) as u64;
    let (mut kept, mut kept_ends): (Vec<u32>, Vec<usize>) = (Vec::new(), Vec::new());
    for epoch in 0..options.epochs {
        shuffle.shuffle(&mut order);
        for &sequence in &order {
            let start = if sequence == 0 { 0 } else { data.sequence_ends[sequence - 1] };
            let counts = data.deals[sequence].weight;
            let tokens = start..data.sequence_ends[sequence];
            emissions.clear();
            kept.clear();
            kept_ends.clear();
            kept_ends.push(0);
            for token in tokens.clone() {
                let mut scores = [0.0; P];
                let mut bits = 0_u64;
                let mut left = 0;
                for &feature in data.token_features(token) {
                    if left == 0 {
                        bits = shuffle.next();
                        left = 4;
                    }
                    let roll = bits & 0xffff;
                    bits >>= 16;
                    left -= 1;
                    if roll >= drop {
                        kept.push(feature);
                    }
                }
                kept_ends.push(kept.len());
                for &feature in &kept[kept_ends[token - start]..] {
                    for (score, weight) in scores.iter_mut().zip(&cells[feature as usize].weights) {
                        *score += weight;
                    }
                }
                let mut emission = [0.0; L];
                emission[BASE..].copy_from_slice(&scores[..L - BASE]);
                emissions.push(emission);
            }
            let exp = transitions.exp();
            lattice.run(&emissions, &exp);

            let mut gradient = [[0.0; L]; L];
            for t in 1..emissions.len() {
                let (before, after) = (&lattice.forward[t - 1], &lattice.backward[t]);
                let (emitted, scale) = (&lattice.emitted[t], lattice.scale[t]);
                for a in 0..L {
                    for b in 0..L {
                        gradient[a][b] -= before[a] * exp[a][b] * emitted[b] * after[b] / scale;
                    }
                }
                let (a, b) = (data.labels[start + t - 1], data.labels[start + t]);
                gradient[usize::from(a)][usize::from(b)] += 1.0;
            }
            for a in 0..L {
                for b in 0..L {
                    if transitions.allowed[a][b] {
                        let step = counts * gradient[a][b];
                        squares[a][b] += step * step;
                        transitions.scores[a][b] += options.rate * step / squares[a][b].sqrt();
                    }
                }
            }

            for token in tokens.clone() {
                let mut gradient = [0.0; P];
                let marginal = lattice.marginal(token - start);
                let mut moves = false;
                for label in BASE..L {
                    let wanted = f32::from(u8::from(usize::from(data.labels[token]) == label));
                    let one = wanted - marginal[label];
                    if one.abs() >= MIN_GRADIENT {
                        gradient[label - BASE] = one;
                        moves = true;
                    }
                }
                if !moves {
                    continue;
                }
                for &feature in &kept[kept_ends[token - start]..kept_ends[token - start + 1]] {
                    let Cell { weights, squares } = &mut cells[feature as usize];
                    for lane in 0..P {
                        let held = if gradient[lane] == 0.0 { 0.0 } else { options.l2 * weights[lane] };
                        let step = counts * (gradient[lane] - held);
                        squares[lane] += step * step;
                        weights[lane] += options.rate * step / squares[lane].sqrt();
                    }
                }
            }
        }
        if epoch + options.averaged >= options.epochs {
            for (total, cell) in sum.iter_mut().zip(&cells) {
                for (total, weight) in total.iter_mut().zip(&cell.weights) {
                    *total += weight;
                }
            }
            for (total, score) in transition_sum.as_flattened_mut().iter_mut().zip(transitions.scores.as_flattened()) {
                *total += score;
            }
        }
    }
    let share = 1.0 / options.averaged as f32;
    transitions.scores = transition_sum.map(|row| row.map(|score| score * share));
    let share = share * (1.0 - options.drop);
    sum.as_flattened_mut().iter_mut().for_each(|weight| *weight *= share);
    Fitted { weights: sum, transitions }
}

/// Quantized weights. The `most` keys with the largest weights are kept. `base` is the label of lane 0: 1, or 0 if all three
/// labels have lanes.
pub(super) fn quantize<const L: usize>(
    fitted: &Fitted<L, LANES>,
    data: &Data,
    most: usize,
    base: usize,
) -> WeightTable {
    let mut heavy: Vec<(f32, u32, [f32; LANES])> = Vec::with_capacity(data.keys.len());
    for (&lanes, &key) in fitted.weights.iter().zip(&data.keys) {
        let lanes = if base == 0 { [lanes[1] - lanes[0], lanes[2] - lanes[0], 0.0, 0.0] } else { lanes };
        let top = lanes.iter().fold(0.0, |top: f32, lane| top.max(lane.abs()));
        heavy.push((top, key, lanes));
    }
    heavy.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    heavy.truncate(most);
    // A few weights are far larger than the rest; clamping them gives the others finer steps.
    let reference = heavy.get(heavy.len() / 2000).map_or(1.0, |(top, ..)| *top);
    let scale = (reference / 127.0).max(1e-6);
    let rows: Vec<(u32, [i8; LANES])> = heavy
        .iter()
        .map(|(_, key, lanes)| (*key, lanes.map(|lane| (lane / scale).round().clamp(-127.0, 127.0) as i8)))
        .filter(|(_, lanes)| lanes.iter().any(|&lane| lane != 0))
        .collect();
    WeightTable::new(scale, data.bits, &rows)
}
