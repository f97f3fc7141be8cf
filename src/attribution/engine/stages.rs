//! The stages of the engine, one after the other: triggers, cues, source and content of each, then whether the whole is a
//! claim.

use super::atom::AtomCache;
use super::between::{self, Between};
use super::claim::{self, ClaimCandidate};
use super::decode::{self, Costs, Decoder};
use super::model::{ClaimModel, CueModel, Model, Outline, RoleModel, TriggerModel};
use super::outline::Look;
use super::page::Page;
use super::window::{self, CueCandidate};
use super::{cue, role, trigger};
use crate::attribution::reading::{ClaimReading, MAX_SENTENCE, Runs};
use crate::claim::Rule;
use crate::crf::lattice::{Clearing, Lattice, OPEN};
use crate::crf::sink::FeatureKeys;
use crate::crf::table::Sum;
use crate::deadline;
use crate::document::Document;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// What one thread keeps from document to document: room, and of the last document what [`Model::explain`] needs.
#[derive(Debug, Default)]
pub struct Buffers {
    pub(super) page: Page,
    pub(super) candidates: Vec<ClaimCandidate>,
    atoms: AtomCache,
    pub(super) scratch: StageScratch,
}

/// Room for the work of the stages, kept to be used again.
#[derive(Debug, Default)]
pub struct StageScratch {
    /// Whether each token may be a cue.
    pub triggers: Vec<bool>,
    runs: Runs,
    path: Vec<u8>,
    cue_emissions: Vec<[f32; cue::label::COUNT]>,
    pub(super) landmarks: Vec<bool>,
    between: Vec<Between>,
    decoder: Decoder,
    clear: Vec<u8>,
    cue_sums: Vec<Sum<2>>,
    cue_clearing: Clearing<{ cue::label::COUNT }>,
    role_look: Look,
}

impl Model {
    /// Every claim of a document whose text and entity layers are there, ordered by cue. `buffers` are reused from document to
    /// document, always with the same model.
    pub fn readings(&self, doc: &Document<'_>, buffers: &mut Buffers) -> Vec<ClaimReading> {
        let Buffers { page, candidates, atoms, scratch } = buffers;
        page.read(doc, &self.words, atoms);
        self.trigger.find(page, &mut scratch.triggers);
        let cues = self.cue.find(page, scratch);
        *candidates = self.role.read(page, &cues, scratch);
        let mut readings = Vec::new();
        for (index, candidate) in candidates.iter().enumerate() {
            let confidence = self.claim.confidence(page, candidates, index);
            if confidence >= self.claim.threshold && !candidate.content.is_empty() {
                readings.push(ClaimReading {
                    cue: candidate.cue.tokens,
                    source: candidate.source.clone(),
                    content: candidate.content.clone(),
                    confidence,
                    by: Rule::Engine,
                    inherited: false,
                });
            }
        }
        readings
    }
}

impl TriggerModel {
    /// The score of token `index`, in units of the table's scale.
    pub fn score(&self, page: &Page, index: usize, paragraph: &Range<usize>) -> i32 {
        let mut sum = Sum::default();
        trigger::features(page, index, paragraph, FeatureKeys(|key| self.weights.add(key, &mut sum)));
        sum.lanes()[0]
    }

    /// Fills `triggers` with whether each token may be a cue; none of a sentence that is too long to be read.
    pub fn find(&self, page: &Page, triggers: &mut Vec<bool>) {
        triggers.clear();
        triggers.resize(page.atoms.len(), false);
        for sentence in page.sentences.iter().filter(|sentence| sentence.len() <= MAX_SENTENCE) {
            deadline::check_deadline();
            let paragraph = sentence.range().next().map_or(0..0, |first| page.paragraph(first));
            for index in sentence.range() {
                triggers[index] =
                    trigger::is_possible(page, index) && self.score(page, index, &paragraph) >= self.threshold;
            }
        }
    }
}

impl CueModel {
    /// Every run of tokens that may be a cue, in text order; `scratch.triggers` comes from [`TriggerModel::find`].
    pub fn find(&self, page: &Page, scratch: &mut StageScratch) -> Vec<CueCandidate> {
        let StageScratch {
            triggers,
            runs,
            path,
            cue_sums,
            cue_emissions: emissions,
            cue_clearing: clearing,
            clear,
            ..
        } = scratch;
        let mut lattice = Lattice::default();
        let exp = self.transitions.exp();
        let mut cues = Vec::new();
        cue::runs(page, triggers, runs);
        for run in runs.iter() {
            deadline::check_deadline();
            self.look_first(page, *run, clearing, cue_sums, emissions, clear);
            if clear.iter().all(|&label| label == cue::label::OUTSIDE) {
                continue;
            }
            let paragraph = page.paragraph(run.start());
            for at in (0..run.len()).filter(|&at| clear[at] == OPEN) {
                let sum = &mut cue_sums[at];
                cue::closer(page, run.start() + at, &paragraph, FeatureKeys(|key| self.weights.add(key, sum)));
                emissions[at] = self.emission(*sum);
            }
            lattice.best(emissions, &self.transitions, [0.0, self.bias, 0.0], path);
            if path.iter().all(|&label| label == cue::label::OUTSIDE) {
                continue;
            }
            lattice.run(emissions, &exp);
            for (at, &label) in path.iter().enumerate() {
                let token = run.start() + at;
                match (label, cues.last_mut()) {
                    (cue::label::BEGIN, _) => {
                        let probability = lattice.marginal(at)[usize::from(cue::label::BEGIN)];
                        cues.push(CueCandidate { tokens: TokenSpan::one(token), probability });
                    }
                    (cue::label::INSIDE, Some(cue)) => cue.tokens = cue.tokens.with_end(token + 1),
                    _ => {}
                }
            }
        }
        cues
    }

    fn emission(&self, sum: Sum<2>) -> [f32; cue::label::COUNT] {
        let [begin, inside] = sum.lanes().map(|lane| lane as f32 * self.weights.scale);
        [0.0, begin, inside]
    }

    /// What the outline makes of a run of tokens: fills `sums`, `emissions` and `clear`.
    pub fn look_first(
        &self,
        page: &Page,
        run: TokenSpan,
        clearing: &mut Clearing<{ cue::label::COUNT }>,
        sums: &mut Vec<Sum<2>>,
        emissions: &mut Vec<[f32; cue::label::COUNT]>,
        clear: &mut Vec<u8>,
    ) {
        let paragraph = page.paragraph(run.start());
        sums.clear();
        sums.extend(run.range().map(|index| {
            let mut sum = Sum::default();
            cue::outline(page, index, &paragraph, FeatureKeys(|key| self.weights.add(key, &mut sum)));
            sum
        }));
        emissions.clear();
        emissions.extend(sums.iter().map(|&sum| self.emission(sum)));
        let Outline { transitions, slack } = &self.outline;
        clearing.run(emissions, transitions, [0.0, self.bias, 0.0], *slack, clear);
    }
}

impl RoleModel {
    /// The best reading of each cue.
    pub fn read(&self, page: &Page, cues: &[CueCandidate], scratch: &mut StageScratch) -> Vec<ClaimCandidate> {
        let StageScratch { landmarks, between, role_look: look, decoder, .. } = scratch;
        look.forget_document(page.atoms.len());
        mark_landmarks(page, cues, landmarks);
        let exp = self.transitions.exp();
        let steps = decode::DecoderSteps::new(&self.transitions, Costs::default());
        let mut candidates = Vec::with_capacity(cues.len());
        for &cue in cues {
            deadline::check_deadline();
            let window = window::window(page, cue);
            between::walk(page, cue, &window, landmarks, between);
            let frame = role::Frame::new(page, cue, window.clone(), between);
            look.first(self, &frame);
            look.closer(self, &frame);
            let Look { emissions, clear, .. } = look;
            let crossings = [cue.tokens.start() - window.start, cue.tokens.end() - window.start];
            decoder.run(emissions, clear, crossings, &steps);
            let (source, content) = decode::spans(&decoder.path, window.start);
            let nothing = decoder.empty - decode::log_sum(emissions, clear, &exp);
            let posterior = decoder.margin + nothing;
            candidates.push(ClaimCandidate { cue, source, content, margin: decoder.margin, posterior, nothing });
        }
        candidates
    }
}

impl ClaimModel {
    /// How sure the model is of candidate `index` of a document's `candidates`, 0 to 1.
    pub fn confidence(&self, page: &Page, candidates: &[ClaimCandidate], index: usize) -> f32 {
        let mut total = 0;
        let add = |key| {
            let mut sum = Sum::default();
            self.weights.add(key, &mut sum);
            let [high, low] = sum.lanes();
            total += high * 256 + low;
        };
        claim::features(page, candidates, index, FeatureKeys(add));
        let numbers = claim::numbers(&candidates[index]);
        let dense: f32 = numbers.iter().zip(&self.numbers).map(|(number, weight)| number * weight).sum();
        let score = total as f32 * self.weights.scale + dense + self.intercept;
        1.0 / (1.0 + (-score).exp())
    }
}

/// Marks the first token of each cue that is probable enough to be a landmark for others.
pub fn mark_landmarks(page: &Page, cues: &[CueCandidate], landmarks: &mut Vec<bool>) {
    landmarks.clear();
    landmarks.resize(page.atoms.len(), false);
    for cue in cues.iter().filter(|cue| cue.probability >= role::LANDMARK) {
        landmarks[cue.tokens.start()] = true;
    }
}
