//! The trained engine: triggers, cues, then source and content of each, then whether the whole is a claim. Needs the text and entity
//! layers of a document; [`Model::readings`] is called by the attribution stage, the rest by the trainer.
//!
//! ```text
//! Page ─ trigger ─→ words that may be cues ─ cue ─→ Cue ─ window, role, decode ─→ Candidate ─ claim ─→ Reading
//! ```

#![allow(
    clippy::cast_possible_wrap,
    clippy::float_cmp,
    clippy::needless_range_loop,
    clippy::single_range_in_vec_init,
    reason = "token offsets are far below 2³¹; marks of impossible scores are compared exactly; labels index several arrays at once; a run is a range"
)]

pub mod between;
pub mod claim;
pub mod cue;
pub mod decode;
mod explain;
mod file;
pub mod hash;
pub mod lattice;
pub mod local;
pub mod page;
pub mod role;
pub mod sink;
pub mod table;
pub mod trigger;
pub mod window;
pub mod words;

use crate::document::Document;
use crate::guard;
use between::Between;
use claim::{Candidate, NUMBERS};
use decode::{Costs, Decoder, Runs};
use lattice::{Lattice, Transitions};
use page::Page;
use sink::Keys;
use std::ops::Range;
use table::{Sum, Table};
use window::Cue;
use words::Words;

/// What claims of the model, not of a rule, say of themselves.
pub const BY_MODEL: &str = "crf";

/// Who said what, as token ranges in text order.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The words that attribute; never empty.
    pub cue: Runs,
    /// Who is said to have said it; empty where no source is named.
    pub source: Runs,
    /// What was said; never empty.
    pub content: Runs,
    /// How sure the model is that source and content are right, 0 to 1.
    pub confidence: f32,
    /// The model or rule that made it.
    pub by: &'static str,
}

/// Stage 0: weights.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggerModel {
    /// Lane 0: a cue, against none.
    pub weights: Table,
    /// A word that scores less, in units of the table's scale, is left out.
    pub threshold: i32,
}

/// Stage 1: weights and habits.
#[derive(Debug, Clone, PartialEq)]
pub struct CueModel {
    /// Lanes 0 and 1: beginning and inside, against outside.
    pub weights: Table,
    /// Between labels.
    pub transitions: Transitions<{ cue::label::COUNT }>,
    /// Added to the beginning of a cue: more finds more, and more that is none.
    pub bias: f32,
}

/// Stage 2: weights.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleModel {
    /// The four labels against outside.
    pub weights: Table,
    /// Between labels.
    pub transitions: Transitions<{ role::label::COUNT }>,
}

/// The claim classifier.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimModel {
    /// Lane 0 counts 256 times lane 1.
    pub weights: Table,
    /// Of the numbers of a candidate.
    pub numbers: [f32; NUMBERS],
    /// Added to every candidate.
    pub intercept: f32,
    /// Candidates below this confidence are no claims.
    pub threshold: f32,
}

/// All that the engine knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Of words by their form.
    pub words: Words,
    /// Stage 0.
    pub trigger: TriggerModel,
    /// Stage 1.
    pub cue: CueModel,
    /// Stage 2.
    pub role: RoleModel,
    /// The classifier.
    pub claim: ClaimModel,
}

/// What one thread keeps from document to document.
#[derive(Debug, Default)]
pub struct Memory {
    page: Page,
    recent: page::Recent,
    scratch: Scratch,
}

/// Buffers of one thread, kept to be used again.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Whether each token may be a cue.
    pub triggers: Vec<bool>,
    runs: Vec<Range<u32>>,
    path: Vec<u8>,
    cue_emissions: Vec<[f32; cue::label::COUNT]>,
    role_emissions: Vec<[f32; role::label::COUNT]>,
    landmarks: Vec<bool>,
    between: Vec<Between>,
    decoder: Decoder,
    memo: Memo,
}

impl Model {
    /// Leans towards recall (above 0) or precision (below), in log odds: cues begin more or less easily, and a claim needs
    /// less or more confidence.
    pub fn lean(&mut self, by: f32) {
        let odds = (self.claim.threshold / (1.0 - self.claim.threshold)).ln() - by;
        // Without a lean, the trained threshold stays as it is to the last bit.
        if by != 0.0 {
            self.cue.bias += by;
            self.claim.threshold = 1.0 / (1.0 + (-odds).exp());
        }
    }

    /// Every claim of a document whose text and entity layers are there, ordered by cue. `memory` is reused from document to
    /// document, always with the same model.
    #[must_use]
    pub fn readings(&self, doc: &Document<'_>, memory: &mut Memory) -> Vec<Reading> {
        let candidates = self.candidates(doc, memory);
        let page = &memory.page;
        let mut readings = Vec::new();
        for (index, candidate) in candidates.iter().enumerate() {
            let confidence = self.claim.confidence(page, &candidates, index);
            if confidence >= self.claim.threshold && !candidate.content.is_empty() {
                readings.push(Reading {
                    cue: vec![candidate.cue.start..candidate.cue.end],
                    source: candidate.source.clone(),
                    content: candidate.content.clone(),
                    confidence,
                    by: BY_MODEL,
                });
            }
        }
        readings
    }

    /// What the first two stages make of a document; leaves it in the `memory`.
    fn candidates(&self, doc: &Document<'_>, memory: &mut Memory) -> Vec<Candidate> {
        let Memory { page, recent, scratch } = memory;
        page.read(doc, &self.words, recent);
        self.trigger.find(page, &mut scratch.triggers);
        let cues = self.cue.find(page, scratch);
        self.role.read(page, &cues, scratch)
    }
}

impl TriggerModel {
    /// The score of token `index`, in units of the table's scale.
    #[must_use]
    pub fn score(&self, page: &Page, index: usize, paragraph: &Range<usize>) -> i32 {
        let mut sum = Sum::default();
        trigger::features(page, index, paragraph, Keys(|key| self.weights.add(key, &mut sum)));
        sum.lanes()[0]
    }

    /// Fills `triggers` with whether each token may be a cue; none of a sentence that is too long to be read.
    pub fn find(&self, page: &Page, triggers: &mut Vec<bool>) {
        triggers.clear();
        triggers.resize(page.atoms.len(), false);
        for sentence in page.sentences.iter().filter(|sentence| sentence.len() <= super::MAX_SENTENCE) {
            guard::on_time();
            let tokens = sentence.start as usize..sentence.end as usize;
            let paragraph = tokens.clone().next().map_or(0..0, |first| page.paragraph(first));
            for index in tokens {
                triggers[index] =
                    trigger::is_possible(page, index) && self.score(page, index, &paragraph) >= self.threshold;
            }
        }
    }
}

impl CueModel {
    /// Every run of tokens that may be a cue, in text order; `scratch.triggers` comes from [`TriggerModel::find`].
    #[must_use]
    pub fn find(&self, page: &Page, scratch: &mut Scratch) -> Vec<Cue> {
        let Scratch { triggers, runs, path, cue_emissions: emissions, .. } = scratch;
        let mut lattice = Lattice::new();
        let exp = self.transitions.exp();
        let mut cues = Vec::new();
        cue::runs(page, triggers, runs);
        for run in runs.iter() {
            guard::on_time();
            let paragraph = page.paragraph(run.start as usize);
            emissions.clear();
            for index in run.start as usize..run.end as usize {
                let mut sum = Sum::default();
                cue::features(page, index, &paragraph, Keys(|key| self.weights.add(key, &mut sum)));
                let [begin, inside, ..] = sum.lanes().map(|lane| lane as f32 * self.weights.scale);
                emissions.push([0.0, begin, inside]);
            }
            lattice.best(emissions, &self.transitions, [0.0, self.bias, 0.0], path);
            if path.iter().all(|&label| label == cue::label::OUTSIDE) {
                continue;
            }
            lattice.run(emissions, &exp);
            for (at, &label) in path.iter().enumerate() {
                let token = run.start + at as u32;
                match (label, cues.last_mut()) {
                    (cue::label::BEGIN, _) => {
                        let probability = lattice.marginal(at)[usize::from(cue::label::BEGIN)];
                        cues.push(Cue { start: token, end: token + 1, probability });
                    }
                    (cue::label::INSIDE, Some(cue)) => cue.end = token + 1,
                    _ => {}
                }
            }
        }
        cues
    }
}

impl RoleModel {
    /// The best reading of each cue.
    #[must_use]
    pub fn read(&self, page: &Page, cues: &[Cue], scratch: &mut Scratch) -> Vec<Candidate> {
        let Scratch { landmarks, between, role_emissions: emissions, decoder, memo, .. } = scratch;
        memo.forget_document(page.atoms.len());
        mark_landmarks(page, cues, landmarks);
        let exp = self.transitions.exp();
        let steps = decode::Steps::new(&self.transitions, Costs::default());
        let mut candidates = Vec::with_capacity(cues.len());
        for &cue in cues {
            guard::on_time();
            let window = window::window(page, cue);
            between::walk(page, cue, &window, landmarks, between);
            let frame = role::Frame::new(page, cue, window.clone(), between);
            emissions.clear();
            memo.forget_cue();
            for index in window.clone() {
                if cue.tokens().contains(&index) {
                    emissions.push([0.0, decode::NEVER, decode::NEVER, decode::NEVER, decode::NEVER]);
                } else {
                    let lanes = self.emission(&frame, index, memo).map(|units| units as f32 * self.weights.scale);
                    emissions.push([0.0, lanes[0], lanes[1], lanes[2], lanes[3]]);
                }
            }
            let crossings = [cue.start as usize - window.start, cue.end as usize - window.start];
            decoder.run(emissions, crossings, &steps);
            let (source, content) = decode::spans(&decoder.path, window.start);
            let nothing = decoder.empty - decode::log_sum(emissions, &exp);
            let posterior = decoder.margin + nothing;
            candidates.push(Candidate { cue, source, content, margin: decoder.margin, posterior, nothing });
        }
        candidates
    }
}

type Lanes = [i32; table::LANES];

/// Sums that many tokens share, and whether they are known yet.
#[derive(Debug, Default)]
struct Memo {
    /// Per token and common side, see [`Memo::COMMON`]; the first lane is `i16::MIN` where nothing is known.
    local: Vec<[i16; table::LANES]>,
    by_state: Vec<Option<Lanes>>,
    by_distance: Vec<Option<Lanes>>,
}

impl Memo {
    /// Where the sum of a token is kept, by its side of the cue: before and after it in its sentence, and beyond.
    const COMMON: [Option<usize>; role::SIDES] = [None, None, None, Some(0), Some(2), None, Some(1), None, Some(3)];
    const KEPT: usize = 4;
    const UNKNOWN: [i16; table::LANES] = [i16::MIN, 0, 0, 0];

    fn forget_document(&mut self, tokens: usize) {
        self.local.clear();
        self.local.resize(tokens * Self::KEPT, Self::UNKNOWN);
    }

    fn forget_cue(&mut self) {
        self.by_state.clear();
        self.by_state.resize(role::SIDES * role::STATES, None);
        self.by_distance.clear();
        self.by_distance.resize(role::SIDES * role::STEPS, None);
    }
}

impl RoleModel {
    /// The scores of a token's labels, in units of the table's scale.
    fn emission(&self, frame: &role::Frame<'_>, index: usize, memo: &mut Memo) -> Lanes {
        let table = &self.weights;
        let (side, step) = frame.position(index);
        let q = frame.quote(index);
        let kept = Memo::COMMON[side as usize].map(|slot| &mut memo.local[index * Memo::KEPT + slot]);
        let local = match kept {
            Some(kept) if *kept != Memo::UNKNOWN => kept.map(i32::from),
            kept => {
                let mut sum = Sum::default();
                local::features(frame.page(), index, side, Keys(|key| table.add(key, &mut sum)));
                let lanes = sum.lanes();
                if let Some(kept) = kept {
                    *kept = lanes.map(|lane| lane as i16);
                }
                lanes
            }
        };
        let by_state = *memo.by_state[side as usize * role::STATES + q as usize].get_or_insert_with(|| {
            let mut sum = Sum::default();
            frame.by_state(side, q, Keys(|key| table.add(key, &mut sum)));
            sum.lanes()
        });
        let by_distance = *memo.by_distance[side as usize * role::STEPS + step as usize].get_or_insert_with(|| {
            let mut sum = Sum::default();
            frame.by_distance(side, step, Keys(|key| table.add(key, &mut sum)));
            sum.lanes()
        });
        let mut sum = Sum::default();
        frame.cross(index, side, step, Keys(|key| table.add(key, &mut sum)));
        let mut total = sum.lanes();
        for lane in 0..table::LANES {
            total[lane] += local[lane] + by_state[lane] + by_distance[lane];
        }
        total
    }
}

impl ClaimModel {
    /// How sure the model is of candidate `index` of a document's `candidates`, 0 to 1.
    #[must_use]
    pub fn confidence(&self, page: &Page, candidates: &[Candidate], index: usize) -> f32 {
        let mut total = 0;
        let add = |key| {
            let mut sum = Sum::default();
            self.weights.add(key, &mut sum);
            let [high, low, ..] = sum.lanes();
            total += high * 256 + low;
        };
        claim::features(page, candidates, index, Keys(add));
        let numbers = claim::numbers(&candidates[index]);
        let dense: f32 = numbers.iter().zip(&self.numbers).map(|(number, weight)| number * weight).sum();
        let score = total as f32 * self.weights.scale + dense + self.intercept;
        1.0 / (1.0 + (-score).exp())
    }
}

/// Marks the first token of each cue that is probable enough to be a landmark for others.
pub fn mark_landmarks(page: &Page, cues: &[Cue], landmarks: &mut Vec<bool>) {
    landmarks.clear();
    landmarks.resize(page.atoms.len(), false);
    for cue in cues.iter().filter(|cue| cue.probability >= role::LANDMARK) {
        landmarks[cue.start as usize] = true;
    }
}
