//! Linear-chain inference over a few labels: the best path, the probability of each label, and where a label is clear.

/// Scores of labels that follow each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transitions<const L: usize> {
    /// `scores[a][b]`: label `b` after `a`. A sequence begins as if after label 0.
    pub scores: [[f32; L]; L],
    /// What may follow at all.
    pub allowed: [[bool; L]; L],
}

impl<const L: usize> Transitions<L> {
    /// All scores 0.
    pub fn new(allowed: [[bool; L]; L]) -> Self {
        Self { scores: [[0.0; L]; L], allowed }
    }

    /// Exponentials, 0 where not allowed.
    pub fn exp(&self) -> [[f32; L]; L] {
        let mut exp = [[0.0; L]; L];
        for (a, row) in exp.iter_mut().enumerate() {
            for (b, cell) in row.iter_mut().enumerate() {
                if self.allowed[a][b] {
                    *cell = self.scores[a][b].exp();
                }
            }
        }
        exp
    }
}

/// Forward and backward variables, reused between sequences.
#[derive(Debug, Default)]
pub struct Lattice<const L: usize> {
    /// `exp` of the emissions, scaled by the largest of each token.
    pub emitted: Vec<[f32; L]>,
    /// Forward variables, scaled to sum to 1.
    pub forward: Vec<[f32; L]>,
    /// Backward variables.
    pub backward: Vec<[f32; L]>,
    /// The scale of each forward step.
    pub scale: Vec<f32>,
    /// Logarithm of the sum over all paths.
    pub log_z: f32,
    back: Vec<[u8; L]>,
}

/// No label is clear.
pub const OPEN: u8 = u8::MAX;
/// The score of what cannot be.
pub const NEVER: f32 = -1e6;

/// Labels with room up to a whole vector, so that all are worked on at once.
const ROOM: usize = 8;
type LabelScores = [f32; ROOM];

fn padded<const L: usize>(scores: [f32; L], rest: f32) -> LabelScores {
    const { assert!(L <= ROOM) };
    std::array::from_fn(|label| if label < L { scores[label] } else { rest })
}

/// Raises each of `best` to what a path scores that comes from one label.
#[inline]
fn raise(best: &mut LabelScores, from: f32, steps: &LabelScores) {
    for (best, step) in best.iter_mut().zip(steps) {
        let score = from + step;
        *best = if score > *best { score } else { *best };
    }
}

/// Finds clear labels, see [`Clearing::run`]; its buffers are reused.
#[derive(Debug, Default)]
pub struct Clearing<const L: usize> {
    best_before: Vec<LabelScores>,
}

impl<const L: usize> Clearing<L> {
    /// Fills `clear` with the label of each token, or [`OPEN`] where another label scores less than the best by `slack` or less:
    /// the score of a label is that of the best path through it (max-marginals; Weiss and Taskar, Structured Prediction
    /// Cascades, AISTATS 2010). `bias` is added to the scores of the labels.
    pub fn run(
        &mut self,
        emissions: &[[f32; L]],
        transitions: &Transitions<L>,
        bias: [f32; L],
        slack: f32,
        clear: &mut Vec<u8>,
    ) {
        let step = |from: usize, to: usize| {
            if transitions.allowed[from][to] { transitions.scores[from][to] + bias[to] } else { NEVER }
        };
        let steps: [LabelScores; L] =
            std::array::from_fn(|from| padded::<L>(std::array::from_fn(|to| step(from, to)), NEVER));
        let back: [LabelScores; L] =
            std::array::from_fn(|to| padded::<L>(std::array::from_fn(|from| step(from, to)), NEVER));
        // Forward: the best score of a path up to and with each label of each token.
        self.best_before.clear();
        let mut scores = [NEVER; L];
        scores[0] = 0.0;
        for emission in emissions {
            let mut next = [2.0 * NEVER; ROOM];
            for (&from, steps) in scores.iter().zip(&steps) {
                raise(&mut next, from, steps);
            }
            for (score, own) in next.iter_mut().zip(emission) {
                *score += own;
            }
            self.best_before.push(next);
            scores = std::array::from_fn(|label| next[label]);
        }
        // Backward: the best score of what follows.
        clear.clear();
        clear.resize(emissions.len(), OPEN);
        let mut after = padded([0.0; L], NEVER);
        for ((emission, before), clear) in emissions.iter().zip(&self.best_before).zip(clear.iter_mut()).rev() {
            let through: LabelScores = std::array::from_fn(|label| before[label] + after[label]);
            let mut best = (0, f32::MIN);
            let mut second = f32::MIN;
            for (label, &score) in through.iter().enumerate() {
                if score > best.1 {
                    (best, second) = ((label, score), best.1);
                } else if score > second {
                    second = score;
                }
            }
            if second < best.1 - slack {
                *clear = best.0 as u8;
            }
            let mut next = [2.0 * NEVER; ROOM];
            for to in 0..L {
                raise(&mut next, emission[to] + after[to], &back[to]);
            }
            after = next;
        }
    }
}

impl<const L: usize> Lattice<L> {
    /// Runs forward and backward over `emissions`, given the exponentials of the transitions.
    pub fn run(&mut self, emissions: &[[f32; L]], transitions: &[[f32; L]; L]) {
        let n = emissions.len();
        self.emitted.clear();
        self.forward.clear();
        self.scale.clear();
        let mut log_z = 0.0;
        let mut previous: Option<[f32; L]> = None;
        for emission in emissions {
            let top = emission.iter().copied().fold(f32::MIN, f32::max);
            let emitted = emission.map(|score| (score - top).exp());
            let mut forward = match previous {
                None => transitions[0],
                Some(before) => {
                    let mut sums = [0.0; L];
                    for (from, row) in before.iter().zip(transitions) {
                        for (sum, weight) in sums.iter_mut().zip(row) {
                            *sum += from * weight;
                        }
                    }
                    sums
                }
            };
            let mut total = 0.0;
            for (cell, weight) in forward.iter_mut().zip(emitted) {
                *cell *= weight;
                total += *cell;
            }
            for cell in &mut forward {
                *cell /= total;
            }
            log_z += total.ln() + top;
            self.emitted.push(emitted);
            self.forward.push(forward);
            self.scale.push(total);
            previous = Some(forward);
        }
        self.log_z = log_z;
        self.backward.clear();
        self.backward.resize(n, [1.0; L]);
        for t in (0..n.saturating_sub(1)).rev() {
            let (next, emitted, scale) = (self.backward[t + 1], self.emitted[t + 1], self.scale[t + 1]);
            for (cell, row) in self.backward[t].iter_mut().zip(transitions) {
                *cell = 0.0;
                for label in 0..L {
                    *cell += row[label] * emitted[label] * next[label];
                }
                *cell /= scale;
            }
        }
    }

    /// The probability of each label of token `t`, after [`Lattice::run`].
    pub fn marginal(&self, t: usize) -> [f32; L] {
        let mut product = [0.0; L];
        let mut total = 0.0;
        for label in 0..L {
            product[label] = self.forward[t][label] * self.backward[t][label];
            total += product[label];
        }
        product.map(|cell| cell / total)
    }

    /// The best path, with `bias` added to the scores of its labels.
    pub fn best(&mut self, emissions: &[[f32; L]], transitions: &Transitions<L>, bias: [f32; L], path: &mut Vec<u8>) {
        path.clear();
        path.resize(emissions.len(), 0);
        self.back.clear();
        let mut scores = [f32::MIN; L];
        for (t, emission) in emissions.iter().enumerate() {
            let mut next = [f32::MIN; L];
            let mut back = [0; L];
            for b in 0..L {
                for a in 0..L {
                    let before = if t > 0 {
                        scores[a]
                    } else if a == 0 {
                        0.0
                    } else {
                        f32::MIN
                    };
                    if transitions.allowed[a][b] && before > f32::MIN {
                        let score = before + transitions.scores[a][b];
                        if score > next[b] {
                            (next[b], back[b]) = (score, a as u8);
                        }
                    }
                }
                if next[b] > f32::MIN {
                    next[b] += emission[b] + bias[b];
                }
            }
            scores = next;
            self.back.push(back);
        }
        let mut label = (1..L).fold(0, |best, label| if scores[label] > scores[best] { label } else { best }) as u8;
        for t in (0..emissions.len()).rev() {
            path[t] = label;
            label = self.back[t][usize::from(label)];
        }
    }
}
