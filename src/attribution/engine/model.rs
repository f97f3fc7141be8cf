//! What the engine has learned: weights and habits of each stage.

use super::words::WordTable;
use super::{claim, cue, role};
use crate::crf::lattice::Transitions;
use crate::crf::table::WeightTable;
use claim::NUMBERS;

/// Stage 0: weights.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggerModel {
    /// A cue, against none.
    pub weights: WeightTable<1>,
    /// A word that scores less, in units of the table's scale, is left out.
    pub threshold: i32,
}

/// The first look of a stage: a CRF of few of its features, with the same weights. The other features are computed where it leaves
/// labels open.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline<const L: usize> {
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
    /// Beginning and inside, against outside.
    pub weights: WeightTable<2>,
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
    pub weights: WeightTable,
    /// Between labels.
    pub transitions: Transitions<{ role::label::COUNT }>,
}

/// The claim classifier.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimModel {
    /// Lane 0 counts 256 times lane 1.
    pub weights: WeightTable<2>,
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
    pub words: WordTable,
    /// Stage 0.
    pub trigger: TriggerModel,
    /// Stage 1.
    pub cue: CueModel,
    /// Stage 2.
    pub role: RoleModel,
    /// The classifier.
    pub claim: ClaimModel,
}

impl Model {
    /// Favors recall (above 0) or precision (below), in log odds: cues begin more or less easily, and a claim needs less or
    /// more confidence.
    pub fn bias(&mut self, by: f32) {
        let odds = (self.claim.threshold / (1.0 - self.claim.threshold)).ln() - by;
        // Without a bias, the trained threshold stays as it is to the last bit.
        if by != 0.0 {
            self.cue.bias += by;
            self.claim.threshold = 1.0 / (1.0 + (-odds).exp());
        }
    }
}
