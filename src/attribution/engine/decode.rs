//! The best reading of a cue: Viterbi over the labels of stage 2 with one source run at most, and one content run on each side
//! of the cue unless a second pays for itself.

use super::role::label;
use crate::attribution::reading::Runs;
use crate::crf::lattice::{NEVER, OPEN, Transitions};
use crate::token_span::TokenSpan;

const L: usize = label::COUNT;
/// A label; whether a source was begun; whether a content was not begun, begun on the other side, or on this one.
const STATES: usize = L * 6;
/// States with room up to a power of two, so that an index needs no check.
const ROOM: usize = STATES.next_power_of_two();

/// What breaking a habit costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Costs {
    /// Of a second content run on one side.
    pub content: f32,
}

impl Default for Costs {
    fn default() -> Self {
        Self { content: 3.0 }
    }
}

/// Every state comes from itself.
const STAYS: [u8; ROOM] = {
    let mut states = [0; ROOM];
    let mut state = 0;
    while state < ROOM {
        states[state] = state as u8;
        state += 1;
    }
    states
};

/// From one state to another.
#[derive(Debug, Clone, Copy)]
struct DecoderStep {
    from: u8,
    to: u8,
    score: f32,
}

/// All steps that may be taken.
#[derive(Debug)]
pub struct DecoderSteps {
    usual: Kinds,
    /// Where the cue begins and after it: on the other side, another content may begin.
    crossing: Kinds,
    /// What staying outside costs.
    stay: f32,
    /// What it costs to go on with each label, where that changes nothing else.
    same: [Option<f32>; L],
}

/// Steps by the label they lead to.
type Kinds = [Vec<DecoderStep>; L];

impl DecoderSteps {
    /// The steps that `transitions` allow.
    pub fn new(transitions: &Transitions<L>, costs: Costs) -> Self {
        let (mut usual, mut crossing) = (Kinds::default(), Kinds::default());
        for from in 0..STATES {
            let (a, source, content) = (from / 6, from % 6 / 3, from % 3);
            let in_source = matches!(a as u8, label::BEGIN_SOURCE | label::IN_SOURCE);
            let in_content = matches!(a as u8, label::BEGIN_CONTENT | label::IN_CONTENT);
            if in_source && source == 0 || in_content && content != 2 {
                continue;
            }
            for b in (0..L).filter(|&b| transitions.allowed[a][b]) {
                for (crosses, kinds) in [(false, &mut usual), (true, &mut crossing)] {
                    let content = if crosses { content.min(1) } else { content };
                    let mut score = transitions.scores[a][b];
                    let (mut source_now, mut content_now) = (source, content);
                    match b as u8 {
                        label::BEGIN_SOURCE if source > 0 => continue,
                        label::BEGIN_SOURCE => source_now = 1,
                        label::BEGIN_CONTENT => {
                            score -= if content > 1 { costs.content } else { 0.0 };
                            content_now = 2;
                        }
                        label::IN_CONTENT => content_now = 2,
                        _ => {}
                    }
                    let to = (b * 6 + source_now * 3 + content_now) as u8;
                    kinds[b].push(DecoderStep { from: from as u8, to, score });
                }
            }
        }
        let same = std::array::from_fn(|label| {
            let goes_on = matches!(label as u8, label::OUTSIDE | label::IN_SOURCE | label::IN_CONTENT);
            goes_on.then(|| transitions.scores[label][label])
        });
        Self { usual, crossing, stay: transitions.scores[0][0], same }
    }

    fn same(&self, label: u8) -> Option<f32> {
        self.same.get(usize::from(label)).copied().flatten()
    }
}

/// The tables of the decoder, kept to be used again.
#[derive(Debug, Default)]
pub struct Decoder {
    back: Vec<[u8; ROOM]>,
    /// The labels of the last reading, one per token of the window.
    pub path: Vec<u8>,
    /// By how much the last reading scores above an empty one.
    pub margin: f32,
    /// What an empty reading scores.
    pub empty: f32,
}

impl Decoder {
    /// Finds the best reading that has a content; tokens whose label is in `clear` (see [`crate::crf::lattice::Clearing`]) have no
    /// other, unless no reading is left then. `crossings` are where the cue begins and ends, counted from the start of the
    /// window.
    pub fn run(&mut self, emissions: &[[f32; L]], clear: &[u8], crossings: [usize; 2], steps: &DecoderSteps) {
        if !self.try_run(emissions, |t| clear[t], crossings, steps) {
            self.try_run(emissions, |_| OPEN, crossings, steps);
        }
    }

    fn try_run(
        &mut self,
        emissions: &[[f32; L]],
        clear: impl Fn(usize) -> u8,
        crossings: [usize; 2],
        steps: &DecoderSteps,
    ) -> bool {
        self.back.clear();
        let mut scores = [f32::MIN; ROOM];
        scores[0] = 0.0;
        let mut empty = 0.0;
        let mut before = OPEN;
        for (t, emission) in emissions.iter().enumerate() {
            empty += emission[0] + steps.stay;
            let crosses = crossings.contains(&t);
            let clear = clear(t);
            // Where a label is clear and goes on, nothing is to be decided.
            if let Some(stay) = steps.same(clear).filter(|_| clear == before && !crosses) {
                let label = usize::from(clear);
                for score in &mut scores[label * 6..label * 6 + 6] {
                    *score += stay + emission[label];
                }
                self.back.push(STAYS);
                continue;
            }
            before = clear;
            let mut next = [f32::MIN; ROOM];
            let mut back = [0; ROOM];
            let kinds = if crosses { &steps.crossing } else { &steps.usual };
            let labels = match clear {
                OPEN => 0..L,
                label => usize::from(label)..usize::from(label) + 1,
            };
            for label in labels {
                for step in &kinds[label] {
                    let (from, to) = (usize::from(step.from) % ROOM, usize::from(step.to) % ROOM);
                    let score = scores[from] + step.score;
                    if score > next[to] {
                        (next[to], back[to]) = (score, step.from);
                    }
                }
                for score in &mut next[label * 6..label * 6 + 6] {
                    *score += emission[label];
                }
            }
            scores = next;
            self.back.push(back);
        }
        let with_content = (0..STATES).filter(|state| state % 3 > 0);
        let mut state = with_content.fold(1, |best, state| if scores[state] > scores[best] { state } else { best });
        self.margin = scores[state] - empty;
        self.empty = empty;
        self.path.clear();
        self.path.resize(emissions.len(), 0);
        for t in (0..emissions.len()).rev() {
            self.path[t] = (state / 6) as u8;
            state = usize::from(self.back[t][state]);
        }
        self.margin > NEVER
    }
}

/// The logarithm of the sum over all labellings, of which [`Decoder::run`] finds the best under its limits; tokens whose label
/// is in `clear` have no other.
pub fn log_sum(emissions: &[[f32; L]], clear: &[u8], transitions: &[[f32; L]; L]) -> f32 {
    let mut forward = [0.0; L];
    forward[0] = 1.0;
    let mut log_z = 0.0;
    // What the forward variables were divided by, as long as its logarithm is not needed.
    let mut divisor = 1.0_f64;
    for (emission, &clear) in emissions.iter().zip(clear) {
        let mut sums = [0.0; L];
        for (from, row) in forward.iter().zip(transitions) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += from * weight;
            }
        }
        let total;
        if clear == OPEN {
            let top = emission.iter().copied().fold(f32::MIN, f32::max);
            for (sum, score) in sums.iter_mut().zip(emission) {
                *sum *= (score - top).exp();
            }
            total = sums.iter().sum::<f32>();
            forward = sums.map(|sum| sum / total);
            log_z += top;
        } else {
            let label = usize::from(clear);
            total = sums[label];
            forward = [0.0; L];
            forward[label] = 1.0;
            log_z += emission[label];
        }
        divisor *= f64::from(total);
        if !(1e-200..1e200).contains(&divisor) {
            log_z += divisor.ln() as f32;
            divisor = 1.0;
        }
    }
    log_z + divisor.ln() as f32
}

/// The source and content of a labelled window that begins at token `start`.
pub fn spans(path: &[u8], start: usize) -> (Runs, Runs) {
    let (mut source, mut content): (Runs, Runs) = (Vec::new(), Vec::new());
    let mut previous = label::OUTSIDE;
    for (at, &now) in (start..).zip(path) {
        let (runs, begins) = match now {
            label::BEGIN_SOURCE => (&mut source, true),
            label::IN_SOURCE => (&mut source, false),
            label::BEGIN_CONTENT => (&mut content, true),
            label::IN_CONTENT => (&mut content, false),
            _ => {
                previous = now;
                continue;
            }
        };
        match runs.last_mut() {
            // A new beginning right after the end of the same role is still one stretch of text.
            Some(run) if run.end() == at && (!begins || previous != label::OUTSIDE) => *run = run.with_end(at + 1),
            _ => runs.push(TokenSpan::one(at)),
        }
        previous = now;
    }
    (source, content)
}
