//! The trained engine: triggers, cues, then source and content of each, then whether the whole is a claim. Needs the text and entity
//! layers of a document; [`Model::readings`] is called by the attribution stage, the rest by the trainer.
//!
//! ```text
//! Page ─ trigger ─→ words that may be cues ─ cue ─→ Cue ─ window, role, decode ─→ Candidate ─ claim ─→ Reading
//! ```
//! `cue` and `role` look twice: an [`Outline`] of few features reads everything and says where a label is clear; all features
//! are computed for the rest.

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
pub mod local;
pub mod outline;
pub mod page;
pub mod role;
pub mod trigger;
pub mod window;
pub mod words;

use crate::crf::lattice::{Clearing, Lattice, OPEN, Transitions};
use crate::crf::sink::Keys;
use crate::crf::table::{Sum, Table};
use crate::document::Document;
use crate::guard;
use between::Between;
use claim::{Candidate, NUMBERS};
use decode::{Costs, Decoder, Runs};
use page::Page;
use std::ops::Range;
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

/// A CRF of few features that looks first; the stage's own features are computed where it leaves labels open.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline<const L: usize> {
    /// The labels against label 0.
    pub weights: Table,
    /// Between labels.
    pub transitions: Transitions<L>,
    /// See [`crate::crf::lattice::Clearing::run`].
    pub slack: f32,
}

/// Stage 1: weights and habits.
#[derive(Debug, Clone, PartialEq)]
pub struct CueModel {
    /// Looks first.
    pub outline: Outline<{ cue::label::COUNT }>,
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
    /// Looks first.
    pub outline: Outline<{ role::label::COUNT }>,
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
    outlined: outline::Memo,
    memo: outline::Memo,
    clear: Vec<u8>,
    cue_clearing: Clearing<{ cue::label::COUNT }>,
    role_clearing: Clearing<{ role::label::COUNT }>,
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
        let Scratch { triggers, runs, path, cue_emissions: emissions, cue_clearing: clearing, clear, .. } = scratch;
        let mut lattice = Lattice::new();
        let exp = self.transitions.exp();
        let mut cues = Vec::new();
        cue::runs(page, triggers, runs);
        for run in runs.iter() {
            guard::on_time();
            self.look_first(page, run, clearing, emissions, clear);
            if clear.iter().all(|&label| label == cue::label::OUTSIDE) {
                continue;
            }
            let paragraph = page.paragraph(run.start as usize);
            for (at, emission) in emissions.iter_mut().enumerate().filter(|(at, _)| clear[*at] == OPEN) {
                let mut sum = Sum::default();
                cue::features(page, run.start as usize + at, &paragraph, Keys(|key| self.weights.add(key, &mut sum)));
                let [begin, inside, ..] = sum.lanes().map(|lane| lane as f32 * self.weights.scale);
                *emission = [0.0, begin, inside];
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

    /// What the outline makes of a run of tokens: fills `emissions` and `clear`.
    pub fn look_first(
        &self,
        page: &Page,
        run: &Range<u32>,
        clearing: &mut Clearing<{ cue::label::COUNT }>,
        emissions: &mut Vec<[f32; cue::label::COUNT]>,
        clear: &mut Vec<u8>,
    ) {
        let Outline { weights, transitions, slack } = &self.outline;
        let paragraph = page.paragraph(run.start as usize);
        emissions.clear();
        emissions.extend((run.start as usize..run.end as usize).map(|index| {
            let mut sum = Sum::default();
            cue::outline(page, index, &paragraph, Keys(|key| weights.add(key, &mut sum)));
            let [begin, inside, ..] = sum.lanes().map(|lane| lane as f32 * weights.scale);
            [0.0, begin, inside]
        }));
        clearing.run(emissions, transitions, [0.0, self.bias, 0.0], *slack, clear);
    }
}

impl RoleModel {
    /// The best reading of each cue.
    #[must_use]
    pub fn read(&self, page: &Page, cues: &[Cue], scratch: &mut Scratch) -> Vec<Candidate> {
        let Scratch { landmarks, between, role_emissions: emissions, decoder, outlined, memo, clear, .. } = scratch;
        let clearing = &mut scratch.role_clearing;
        outlined.forget_document(page.atoms.len());
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
            self.outline.look_first(&frame, outlined, clearing, emissions, clear);
            memo.forget_cue();
            for t in (0..emissions.len()).filter(|&t| clear[t] == OPEN) {
                emissions[t] = memo.score(&self.weights, &frame, window.start + t, true);
            }
            let crossings = [cue.start as usize - window.start, cue.end as usize - window.start];
            decoder.run(emissions, clear, crossings, &steps);
            let (source, content) = decode::spans(&decoder.path, window.start);
            let nothing = decoder.empty - decode::log_sum(emissions, clear, &exp);
            let posterior = decoder.margin + nothing;
            candidates.push(Candidate { cue, source, content, margin: decoder.margin, posterior, nothing });
        }
        candidates
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
