//! How stage 2 looks at the window of a cue: first by few features of every token, which says where the labels are clear, then by
//! all features of the tokens that are left open. What many tokens or cues share is summed once.

use super::local;
use super::model::RoleModel;
use super::role::{self, Frame, Passed, label};
use crate::crf::lattice::{Clearing, NEVER, OPEN};
use crate::crf::sink::FeatureKeys;
use crate::crf::table::{self, Sum};

const L: usize = label::COUNT;
type RoleScores = [f32; L];
type LaneSums = [i32; table::LANES];

/// The emissions of a token of the cue: it is outside.
pub const OF_CUE: RoleScores = [0.0, NEVER, NEVER, NEVER, NEVER];

/// Sums of tokens by their side of the cue, as far as they are known yet.
#[derive(Debug, Default)]
struct LocalSums(Vec<[i16; table::LANES]>);

impl LocalSums {
    /// Where the sum of a token is kept, by its side of the cue: before and after it in its sentence, and beyond.
    const SLOT: [Option<usize>; role::SIDES] = [None, None, None, Some(0), Some(2), None, Some(1), None, Some(3)];
    const KEPT: usize = 4;
    /// Nothing is known. No sum is that small.
    const UNKNOWN: [i16; table::LANES] = [i16::MIN, 0, 0, 0];

    fn forget(&mut self, tokens: usize) {
        self.0.clear();
        self.0.resize(tokens * Self::KEPT, Self::UNKNOWN);
    }

    #[inline]
    fn get(&mut self, index: usize, side: u32, sum: impl FnOnce(&mut Sum)) -> LaneSums {
        let lanes = || {
            let mut lanes = Sum::default();
            sum(&mut lanes);
            lanes.lanes()
        };
        match Self::SLOT[side as usize].map(|slot| &mut self.0[index * Self::KEPT + slot]) {
            Some(kept) => {
                if *kept == Self::UNKNOWN {
                    *kept = lanes().map(|lane| lane as i16);
                }
                kept.map(i32::from)
            }
            None => lanes(),
        }
    }
}

/// What stage 2 sees in a window; its buffers are reused.
#[derive(Debug, Default)]
pub struct Look {
    /// The scores of each token of the window.
    pub emissions: Vec<RoleScores>,
    /// The labels that are clear, see [`Clearing::run`].
    pub clear: Vec<u8>,
    sums: Vec<LaneSums>,
    local: LocalSums,
    local_closer: LocalSums,
    by_state: Vec<Option<LaneSums>>,
    by_distance: Vec<Option<LaneSums>>,
    by_passed: Option<(Passed, LaneSums)>,
    clearing: Clearing<L>,
}

fn plus(a: LaneSums, b: LaneSums) -> LaneSums {
    std::array::from_fn(|lane| a[lane] + b[lane])
}

fn scores(sums: LaneSums, scale: f32) -> RoleScores {
    let [a, b, c, d] = sums.map(|sum| sum as f32 * scale);
    [0.0, a, b, c, d]
}

impl Look {
    /// Makes room for a document of so many tokens.
    pub fn forget_document(&mut self, tokens: usize) {
        self.local.forget(tokens);
        self.local_closer.forget(tokens);
    }

    /// Fills [`Look::emissions`] with the scores of the outline, and [`Look::clear`].
    pub fn first(&mut self, model: &RoleModel, frame: &Frame<'_>) {
        self.by_state.clear();
        self.by_state.resize(role::SIDES * role::STATES, None);
        self.by_distance.clear();
        self.by_distance.resize(role::SIDES * role::STEPS, None);
        self.by_passed = None;
        self.sums.clear();
        self.emissions.clear();
        for index in frame.window.clone() {
            let sums = if frame.is_cue(index) { [0; table::LANES] } else { self.outline(model, frame, index) };
            self.sums.push(sums);
            self.emissions.push(if frame.is_cue(index) { OF_CUE } else { scores(sums, model.weights.scale) });
        }
        let outline = &model.outline;
        self.clearing.run(&self.emissions, &outline.transitions, [0.0; L], outline.slack, &mut self.clear);
    }

    /// Puts the scores of all features in place of those of the outline where labels are open.
    pub fn closer(&mut self, model: &RoleModel, frame: &Frame<'_>) {
        let table = &model.weights;
        for t in (0..self.clear.len()).filter(|&t| self.clear[t] == OPEN) {
            let index = frame.window.start + t;
            // The cue is outside, whatever the rest says.
            if frame.is_cue(index) {
                continue;
            }
            let (side, step) = frame.position(index);
            let local = self.local_closer.get(index, side, |sum| {
                local::closer(frame.page(), index, side, FeatureKeys(|key| table.add(key, sum)));
            });
            let mut own = Sum::default();
            frame.closer(index, side, step, FeatureKeys(|key| table.add(key, &mut own)));
            self.emissions[t] = scores(plus(self.sums[t], plus(local, own.lanes())), table.scale);
        }
    }

    #[inline]
    fn outline(&mut self, model: &RoleModel, frame: &Frame<'_>, index: usize) -> LaneSums {
        let table = &model.weights;
        let (side, step) = frame.position(index);
        let q = frame.quote(index);
        let local = self.local.get(index, side, |sum| {
            local::outline(frame.page(), index, side, FeatureKeys(|key| table.add(key, sum)));
        });
        let by_state = *self.by_state[side as usize * role::STATES + q as usize].get_or_insert_with(|| {
            let mut sum = Sum::default();
            frame.by_state(side, q, FeatureKeys(|key| table.add(key, &mut sum)));
            sum.lanes()
        });
        let by_distance = *self.by_distance[side as usize * role::STEPS + step as usize].get_or_insert_with(|| {
            let mut sum = Sum::default();
            frame.by_distance(side, step, FeatureKeys(|key| table.add(key, &mut sum)));
            sum.lanes()
        });
        let passed = frame.passed(index, side);
        let by_passed = match self.by_passed {
            Some((last, sum)) if last == passed => sum,
            _ => {
                let mut sum = Sum::default();
                frame.by_passed(passed, FeatureKeys(|key| table.add(key, &mut sum)));
                self.by_passed = Some((passed, sum.lanes()));
                sum.lanes()
            }
        };
        let mut own = Sum::default();
        frame.outline(index, side, step, FeatureKeys(|key| table.add(key, &mut own)));
        plus(plus(plus(own.lanes(), local), plus(by_state, by_distance)), by_passed)
    }
}
