//! The first look of stage 2: a small CRF that reads a window by a few features and says where the labels are clear, so that
//! the many features of [`super::role`] are computed only where they can change something.

use super::local;
use super::model::Outline;
use super::role::{self, Frame, label};
use crate::crf::lattice::{Clearing, NEVER};
use crate::crf::sink::FeatureKeys;
use crate::crf::table::{self, Sum, WeightTable};

const L: usize = label::COUNT;
type RoleScores = [f32; L];
type LaneSums = [i32; table::LANES];

/// The emissions of a token of the cue: it is outside.
pub const OF_CUE: RoleScores = [0.0, NEVER, NEVER, NEVER, NEVER];

/// Sums of one table that many tokens share, as far as they are known yet.
#[derive(Debug, Default)]
pub struct ScoreCache {
    /// Per token and common side, see [`ScoreCache::SLOT`]; the first lane is `i16::MIN` where nothing is known.
    local: Vec<[i16; table::LANES]>,
    by_state: Vec<Option<LaneSums>>,
    by_distance: Vec<Option<LaneSums>>,
}

impl ScoreCache {
    /// Where the sum of a token is kept, by its side of the cue: before and after it in its sentence, and beyond.
    const SLOT: [Option<usize>; role::SIDES] = [None, None, None, Some(0), Some(2), None, Some(1), None, Some(3)];
    const KEPT: usize = 4;
    const UNKNOWN: [i16; table::LANES] = [i16::MIN, 0, 0, 0];

    /// Makes room for a document of so many tokens.
    pub fn forget_document(&mut self, tokens: usize) {
        self.local.clear();
        self.local.resize(tokens * Self::KEPT, Self::UNKNOWN);
    }

    /// Drops what depends on the cue.
    pub fn forget_cue(&mut self) {
        self.by_state.clear();
        self.by_state.resize(role::SIDES * role::STATES, None);
        self.by_distance.clear();
        self.by_distance.resize(role::SIDES * role::STEPS, None);
    }

    /// The scores of token `index`, by the features of the outline or, `closely`, by all.
    #[inline]
    pub fn score(&mut self, table: &WeightTable, frame: &Frame<'_>, index: usize, closely: bool) -> RoleScores {
        let (side, step) = frame.position(index);
        let q = frame.quote(index);
        let local = || {
            let mut sum = Sum::default();
            local::outline(frame.page(), index, side, FeatureKeys(|key| table.add(key, &mut sum)));
            if closely {
                local::closer(frame.page(), index, side, FeatureKeys(|key| table.add(key, &mut sum)));
            }
            sum.lanes()
        };
        let local = match Self::SLOT[side as usize].map(|slot| &mut self.local[index * Self::KEPT + slot]) {
            Some(kept) => {
                if *kept == Self::UNKNOWN {
                    *kept = local().map(|lane| lane as i16);
                }
                kept.map(i32::from)
            }
            None => local(),
        };
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
        let mut own = Sum::default();
        frame.outline(index, side, step, FeatureKeys(|key| table.add(key, &mut own)));
        if closely {
            frame.closer(index, side, step, FeatureKeys(|key| table.add(key, &mut own)));
        }
        let own = own.lanes();
        let mut scores = [0.0; L];
        for lane in 0..table::LANES {
            scores[lane + 1] = (own[lane] + local[lane] + by_state[lane] + by_distance[lane]) as f32 * table.scale;
        }
        scores
    }
}

impl Outline<L> {
    /// Fills `emissions` with the scores of each token of the frame's window, and `clear` with the labels that are clear.
    pub fn look_first(
        &self,
        frame: &Frame<'_>,
        cache: &mut ScoreCache,
        clearing: &mut Clearing<L>,
        emissions: &mut Vec<RoleScores>,
        clear: &mut Vec<u8>,
    ) {
        cache.forget_cue();
        emissions.clear();
        for index in frame.window.clone() {
            let of_cue = frame.is_cue(index);
            emissions.push(if of_cue { OF_CUE } else { cache.score(&self.weights, frame, index, false) });
        }
        clearing.run(emissions, &self.transitions, [0.0; L], self.slack, clear);
    }
}
