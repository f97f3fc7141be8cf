//! The best reading of a cue: Viterbi over the labels of stage 2 with at most one source run, and one content run on each side
//! of the cue unless a second pays for itself. Called by [`super::Model`] and the trainer.

use super::lattice::Transitions;
use super::role::label;
use std::ops::Range;

const L: usize = label::COUNT;
/// A label; whether a source was begun; whether a content was not begun, begun on the other side, or on this one.
const STATES: usize = L * 6;

/// What breaking a habit costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Costs {
    /// Of a second source run.
    pub source: f32,
    /// Of a second content run on one side.
    pub content: f32,
}

impl Default for Costs {
    fn default() -> Self {
        Self { source: 100.0, content: 3.0 }
    }
}

/// The tables of the decoder, kept to be used again.
#[derive(Debug, Default)]
pub struct Decoder {
    back: Vec<[u8; STATES]>,
    /// The labels of the last reading, one per token of the window.
    pub path: Vec<u8>,
    /// By how much the last reading scores above an empty one.
    pub margin: f32,
    /// What an empty reading scores.
    pub empty: f32,
}

impl Decoder {
    /// Finds the best reading that has a content; `cue` counts from the start of the window.
    pub fn run(&mut self, emissions: &[[f32; L]], transitions: &Transitions<L>, cue: &Range<usize>, costs: Costs) {
        self.back.clear();
        let mut scores = [f32::MIN; STATES];
        let mut empty = 0.0;
        for (t, emission) in emissions.iter().enumerate() {
            empty += emission[0] + transitions.scores[0][0];
            let mut next = [f32::MIN; STATES];
            let mut back = [0; STATES];
            // On the other side of the cue, content may begin anew.
            let crosses = t > 0 && (t == cue.start || t == cue.end);
            let count = if t == 0 { 1 } else { STATES };
            for from in 0..count {
                let before = if t == 0 { 0.0 } else { scores[from] };
                if before == f32::MIN {
                    continue;
                }
                let (a, source, content) = (from / 6, from % 6 / 3, from % 3);
                let content = if crosses { content.min(1) } else { content };
                for b in 0..L {
                    if !transitions.allowed[a][b] {
                        continue;
                    }
                    let mut score = before + transitions.scores[a][b];
                    let (mut source_now, mut content_now) = (source, content);
                    match b as u8 {
                        label::BEGIN_SOURCE => {
                            score -= if source > 0 { costs.source } else { 0.0 };
                            source_now = 1;
                        }
                        label::BEGIN_CONTENT => {
                            score -= if content > 1 { costs.content } else { 0.0 };
                            content_now = 2;
                        }
                        label::IN_CONTENT => content_now = 2,
                        _ => {}
                    }
                    let state = b * 6 + source_now * 3 + content_now;
                    score += emission[b];
                    if score > next[state] {
                        (next[state], back[state]) = (score, from as u8);
                    }
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
    }
}

/// Runs of tokens, as half-open ranges in text order.
pub type Runs = Vec<Range<u32>>;

/// The source and content of a labelled window that begins at token `start`.
#[must_use]
pub fn spans(path: &[u8], start: usize) -> (Runs, Runs) {
    let (mut source, mut content): (Runs, Runs) = (Vec::new(), Vec::new());
    let mut previous = label::OUTSIDE;
    for (at, &now) in (start as u32..).zip(path) {
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
            // A new beginning right behind the end of the same role is still one stretch of text.
            Some(run) if run.end == at && (!begins || previous != label::OUTSIDE) => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
        previous = now;
    }
    (source, content)
}
