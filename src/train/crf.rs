//! Linear-chain CRFs by stochastic gradient with `AdaGrad`, over sequences of tokens with sparse binary features.

use super::corpus::Deal;
use super::shuffle::Shuffle;
use crate::crf::lattice::{Lattice, Transitions};
use crate::crf::table::{WeightTable, row};
use std::ops::Range;

/// Sequences with features and gold labels. Features are keys while data is gathered, and dense numbers after
/// [`Data::finish`].
#[derive(Debug, Default)]
pub(super) struct Data {
    features: Vec<u32>,
    /// End of the features of each token's outline, which come first.
    outline_ends: Vec<usize>,
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

    /// Ends the outline of the token being gathered. Tokens of data without outlines have none.
    pub(super) fn outlined(&mut self) {
        self.outline_ends.push(self.features.len());
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
            for (token, &end) in part.token_ends.iter().enumerate() {
                let numbered = |keys: &[u32]| {
                    let numbered = keys.iter().map(|&key| numbers[row(key, bits) as usize]);
                    numbered.filter(|&number| number != u32::MAX).collect::<Vec<_>>()
                };
                if let Some(&outline) = part.outline_ends.get(token) {
                    whole.features.extend(numbered(&part.features[start..outline]));
                    whole.outline_ends.push(whole.features.len());
                    start = outline;
                }
                whole.features.extend(numbered(&part.features[start..end]));
                whole.token_ends.push(whole.features.len());
                start = end;
            }
            whole.labels.extend(&part.labels);
            whole.sequence_ends.extend(part.sequence_ends.iter().map(|end| end + first));
            whole.deals.extend(&part.deals);
        }
        whole
    }

    /// The features of a token, and how many of them are its outline's.
    fn token_features(&self, token: usize) -> (&[u32], usize) {
        let start = if token == 0 { 0 } else { self.token_ends[token - 1] };
        (&self.features[start..self.token_ends[token]], self.outline_ends.get(token).map_or(0, |end| end - start))
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

/// How much the loss of the outline counts, against 1 for that of all features.
const OUTLINE: f32 = 0.5;
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
    /// The transitions of the outline.
    pub(super) outline: Transitions<L>,
}

impl<const L: usize, const P: usize> Fitted<L, P> {
    fn numbers(&mut self) -> impl Iterator<Item = &mut f32> {
        let transitions = [&mut self.transitions, &mut self.outline].into_iter();
        let scores = transitions.flat_map(|transitions| transitions.scores.as_flattened_mut());
        self.weights.as_flattened_mut().iter_mut().chain(scores)
    }
}

/// Transitions while they are fitted.
struct TransitionFit<const L: usize> {
    now: Transitions<L>,
    squares: [[f32; L]; L],
    sum: [[f32; L]; L],
}

impl<const L: usize> TransitionFit<L> {
    fn new(allowed: [[bool; L]; L]) -> Self {
        Self { now: Transitions::new(allowed), squares: [[1.0; L]; L], sum: [[0.0; L]; L] }
    }

    /// One step, after `lattice` has run with the exponentials of the transitions.
    fn step(&mut self, lattice: &Lattice<L>, exp: &[[f32; L]; L], labels: &[u8], counts: f32, rate: f32) {
        let mut gradient = [[0.0; L]; L];
        for t in 1..labels.len() {
            let (before, after) = (&lattice.forward[t - 1], &lattice.backward[t]);
            let (emitted, scale) = (&lattice.emitted[t], lattice.scale[t]);
            for a in 0..L {
                for b in 0..L {
                    gradient[a][b] -= before[a] * exp[a][b] * emitted[b] * after[b] / scale;
                }
            }
            gradient[usize::from(labels[t - 1])][usize::from(labels[t])] += 1.0;
        }
        for a in 0..L {
            for b in 0..L {
                if self.now.allowed[a][b] {
                    let step = counts * gradient[a][b];
                    self.squares[a][b] += step * step;
                    self.now.scores[a][b] += rate * step / self.squares[a][b].sqrt();
                }
            }
        }
    }

    fn add_up(&mut self) {
        for (total, score) in self.sum.as_flattened_mut().iter_mut().zip(self.now.scores.as_flattened()) {
            *total += score;
        }
    }

    fn mean(self, count: usize) -> Transitions<L> {
        Transitions { scores: self.sum.map(|row| row.map(|score| score / count as f32)), allowed: self.now.allowed }
    }
}

/// Fits a CRF with `L` labels on every sequence that is not of fold `held_out`. The labels from `BASE` on have weights: 1 fixes
/// those of label 0 at nothing, which halves the work of five labels. The mean of several fits with other orders and other
/// features dropped is one model again, and steadier than any of them.
///
/// Where the data has outlines, the weights are fitted for two CRFs at once: one of all features, and one of the outline's, which
/// counts [`OUTLINE`]. They differ only in their transitions.
pub(super) fn fit<const L: usize, const P: usize, const BASE: usize>(
    data: &Data,
    allowed: [[bool; L]; L],
    held_out: Option<usize>,
    options: Fit,
) -> Fitted<L, P> {
    let mut mean = fit_once::<L, P, BASE>(data, allowed, held_out, options);
    for run in 1..options.runs {
        let seed = options.seed.wrapping_add(1000 * run as u64);
        let mut next = fit_once::<L, P, BASE>(data, allowed, held_out, Fit { seed, ..options });
        mean.numbers().zip(next.numbers()).for_each(|(sum, number)| *sum += *number);
    }
    let share = 1.0 / options.runs.max(1) as f32;
    mean.numbers().for_each(|number| *number *= share);
    mean
}

fn fit_once<const L: usize, const P: usize, const BASE: usize>(
    data: &Data,
    allowed: [[bool; L]; L],
    held_out: Option<usize>,
    options: Fit,
) -> Fitted<L, P> {
    let mut cells = vec![Cell { weights: [0.0; P], squares: [1.0; P] }; data.keys.len()];
    let (mut whole, mut outline) = (TransitionFit::<L>::new(allowed), TransitionFit::<L>::new(allowed));
    let has_outlines = !data.outline_ends.is_empty();
    let mut order: Vec<usize> =
        (0..data.sequence_ends.len()).filter(|&sequence| Some(data.deals[sequence].fold) != held_out).collect();
    let mut shuffle = Shuffle::new(options.seed);
    let (mut lattice, mut outline_lattice) = (Lattice::<L>::default(), Lattice::<L>::default());
    let (mut emissions, mut outline_emissions) = (Vec::new(), Vec::new());
    let mut sum = vec![[0.0_f32; P]; data.keys.len()];
    let mut kept = Kept { share: (options.drop * 65536.0) as u64, ..Kept::default() };
    for epoch in 0..options.epochs {
        shuffle.shuffle(&mut order);
        for &sequence in &order {
            let start = if sequence == 0 { 0 } else { data.sequence_ends[sequence - 1] };
            let counts = data.deals[sequence].weight;
            let tokens = start..data.sequence_ends[sequence];
            let labels = &data.labels[tokens.clone()];
            emissions.clear();
            outline_emissions.clear();
            kept.draw(data, tokens, &mut shuffle);
            for (features, outline_length) in kept.tokens() {
                let mut scores = [0.0; P];
                let emission = |scores: &[f32; P]| {
                    let mut emission = [0.0; L];
                    emission[BASE..].copy_from_slice(&scores[..L - BASE]);
                    emission
                };
                for (at, &feature) in features.iter().enumerate() {
                    if at == outline_length {
                        outline_emissions.push(emission(&scores));
                    }
                    for (score, weight) in scores.iter_mut().zip(&cells[feature as usize].weights) {
                        *score += weight;
                    }
                }
                if features.len() == outline_length {
                    outline_emissions.push(emission(&scores));
                }
                emissions.push(emission(&scores));
            }
            let exp = whole.now.exp();
            lattice.run(&emissions, &exp);
            whole.step(&lattice, &exp, labels, counts, options.rate);
            if has_outlines {
                let exp = outline.now.exp();
                outline_lattice.run(&outline_emissions, &exp);
                outline.step(&outline_lattice, &exp, labels, counts, options.rate);
            }

            for (t, (features, outline_length)) in kept.tokens().enumerate() {
                let gradient = |lattice: &Lattice<L>| {
                    let marginal = lattice.marginal(t);
                    let mut gradient = [0.0; P];
                    for label in BASE..L {
                        let one = f32::from(u8::from(usize::from(labels[t]) == label)) - marginal[label];
                        if one.abs() >= MIN_GRADIENT {
                            gradient[label - BASE] = one;
                        }
                    }
                    gradient
                };
                let mut step = |features: &[u32], gradient: [f32; P]| {
                    if gradient == [0.0; P] {
                        return;
                    }
                    for &feature in features {
                        let Cell { weights, squares } = &mut cells[feature as usize];
                        for lane in 0..P {
                            let held = if gradient[lane] == 0.0 { 0.0 } else { options.l2 * weights[lane] };
                            let step = counts * (gradient[lane] - held);
                            squares[lane] += step * step;
                            weights[lane] += options.rate * step / squares[lane].sqrt();
                        }
                    }
                };
                let (of_outline, others) = features.split_at(outline_length);
                let of_all = gradient(&lattice);
                step(others, of_all);
                if has_outlines {
                    let own = gradient(&outline_lattice);
                    step(of_outline, std::array::from_fn(|lane| of_all[lane] + OUTLINE * own[lane]));
                }
            }
        }
        if epoch + options.averaged >= options.epochs {
            for (total, cell) in sum.iter_mut().zip(&cells) {
                for (total, weight) in total.iter_mut().zip(&cell.weights) {
                    *total += weight;
                }
            }
            whole.add_up();
            outline.add_up();
        }
    }
    let share = (1.0 - options.drop) / options.averaged as f32;
    sum.as_flattened_mut().iter_mut().for_each(|weight| *weight *= share);
    Fitted { weights: sum, transitions: whole.mean(options.averaged), outline: outline.mean(options.averaged) }
}

/// The features of a sequence that a step keeps.
#[derive(Default)]
struct Kept {
    /// The share that is dropped, in 65,536ths.
    share: u64,
    features: Vec<u32>,
    /// Per token: where its outline's features end, and where all do.
    ends: Vec<(usize, usize)>,
}

impl Kept {
    fn draw(&mut self, data: &Data, tokens: Range<usize>, shuffle: &mut Shuffle) {
        self.features.clear();
        self.ends.clear();
        for token in tokens {
            let (features, outline) = data.token_features(token);
            let mut outline_end = self.features.len();
            let (mut bits, mut left) = (0_u64, 0);
            for (at, &feature) in features.iter().enumerate() {
                if left == 0 {
                    bits = shuffle.next();
                    left = 4;
                }
                let roll = bits & 0xffff;
                bits >>= 16;
                left -= 1;
                if roll >= self.share {
                    self.features.push(feature);
                }
                if at < outline {
                    outline_end = self.features.len();
                }
            }
            self.ends.push((outline_end, self.features.len()));
        }
    }

    /// The features of each token, and how many of them are its outline's.
    fn tokens(&self) -> impl Iterator<Item = (&[u32], usize)> {
        let starts = [0].into_iter().chain(self.ends.iter().map(|(_, end)| *end));
        starts.zip(&self.ends).map(|(start, &(outline, end))| (&self.features[start..end], outline - start))
    }
}

/// Quantized weights of the labels from 1 on against label 0. The `most` keys with the largest weights are kept. `base` is the
/// label of the first lane that was fitted: 1, or 0 if label 0 has weights of its own.
pub(super) fn quantize<const L: usize, const P: usize, const N: usize>(
    fitted: &Fitted<L, P>,
    data: &Data,
    most: usize,
    base: usize,
) -> WeightTable<N> {
    let mut heavy: Vec<(f32, u32, [f32; N])> = Vec::with_capacity(data.keys.len());
    for (lanes, &key) in fitted.weights.iter().zip(&data.keys) {
        let lanes = std::array::from_fn(|lane| if base == 0 { lanes[lane + 1] - lanes[0] } else { lanes[lane] });
        let top = lanes.iter().fold(0.0, |top: f32, lane| top.max(lane.abs()));
        heavy.push((top, key, lanes));
    }
    heavy.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    heavy.truncate(most);
    // A few weights are far larger than the rest; clamping them gives the others finer steps.
    let reference = heavy.get(heavy.len() / 2000).map_or(1.0, |(top, ..)| *top);
    let scale = (reference / 127.0).max(1e-6);
    let rows: Vec<(u32, [i8; N])> = heavy
        .iter()
        .map(|(_, key, lanes)| (*key, lanes.map(|lane| (lane / scale).round().clamp(-127.0, 127.0) as i8)))
        .filter(|(_, lanes)| lanes.iter().any(|&lane| lane != 0))
        .collect();
    WeightTable::new(scale, data.bits, &rows)
}
