//! Linear-chain inference over a few labels: the best path, the probability of each label, and where a label is clear.

/// Scores of labels following one another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transitions<const L: usize> {
    /// `scores[a][b]`: label `b` after `a`. A sequence begins as if after label 0.
    pub scores: [[f32; L]; L],
    /// What may follow at all.
    pub allowed: [[bool; L]; L],
}

impl<const L: usize> Transitions<L> {
    /// All scores 0.
    #[must_use]
    pub fn new(allowed: [[bool; L]; L]) -> Self {
        Self { scores: [[0.0; L]; L], allowed }
    }

    /// Exponentials, 0 where not allowed.
    #[must_use]
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

/// Forward and backward variables, kept to be used again.
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

/// Finds clear labels, see [`Clearing::run`]; its buffers are kept to be used again.
#[derive(Debug, Default)]
pub struct Clearing<const L: usize> {
    best_before: Vec<[f32; L]>,
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
        let mut steps = transitions.scores;
        for (row, allowed) in steps.iter_mut().zip(&transitions.allowed) {
            for (to, (step, allowed)) in row.iter_mut().zip(allowed).enumerate() {
                *step = if *allowed { *step + bias[to] } else { NEVER };
            }
        }
        // Forward: the best score of a path up to and with each label of each token.
        self.best_before.clear();
        let mut scores = [NEVER; L];
        scores[0] = 0.0;
        for emission in emissions {
            let mut next = [2.0 * NEVER; L];
            for (from, row) in scores.iter().zip(&steps) {
                for (to, step) in next.iter_mut().zip(row) {
                    *to = to.max(from + step);
                }
            }
            for (score, own) in next.iter_mut().zip(emission) {
                *score += own;
            }
            self.best_before.push(next);
            scores = next;
        }
        // Backward: the best score of what follows.
        clear.clear();
        clear.resize(emissions.len(), OPEN);
        let mut after = [0.0_f32; L];
        for (t, emission) in emissions.iter().enumerate().rev() {
            let mut through = self.best_before[t];
            for (score, after) in through.iter_mut().zip(after) {
                *score += after;
            }
            let best = through.iter().copied().fold(f32::MIN, f32::max);
            let close = through.map(|score| score >= best - slack);
            if close.iter().filter(|close| **close).count() == 1 {
                clear[t] = close.iter().position(|close| *close).map_or(OPEN, |label| label as u8);
            }
            let mut before = [2.0 * NEVER; L];
            for (from, row) in before.iter_mut().zip(&steps) {
                for ((step, own), after) in row.iter().zip(emission).zip(after) {
                    *from = from.max(step + own + after);
                }
            }
            after = before;
        }
    }
}

impl<const L: usize> Lattice<L> {
    /// Nothing computed yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            emitted: Vec::new(),
            forward: Vec::new(),
            backward: Vec::new(),
            scale: Vec::new(),
            log_z: 0.0,
            back: Vec::new(),
        }
    }

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
    #[must_use]
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
