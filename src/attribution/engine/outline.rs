//! The first look of stage 2: a small CRF that reads a window by a few features and says where the labels are clear, so that
//! the many features of [`super::role`] are computed only where they can change something. Called by
//! [`super::RoleModel::read`] and the trainer.

use super::lattice::{Clearing, NEVER};
use super::role::{self, Frame, label};
use super::sink::Keys;
use super::table::{self, Sum};
use super::{Outline, local};

const L: usize = label::COUNT;
type Scores = [f32; L];
type Lanes = [i32; table::LANES];

/// The emissions of a token of the cue: it is outside.
pub const OF_CUE: Scores = [0.0, NEVER, NEVER, NEVER, NEVER];

/// Sums that many tokens share, and whether they are known yet.
#[derive(Debug, Default)]
pub struct Memo {
    local: LocalMemo,
    by_state: Vec<Option<Lanes>>,
    by_distance: Vec<Option<Lanes>>,
}

impl Memo {
    /// To be called for each document.
    pub fn forget_document(&mut self, tokens: usize) {
        self.local.forget(tokens);
    }
}

/// Sums per token and side of the cue, for the sides that most tokens are seen from.
#[derive(Debug, Default)]
pub struct LocalMemo {
    /// The first lane is `i16::MIN` where nothing is known.
    sums: Vec<[i16; table::LANES]>,
}

impl LocalMemo {
    /// Before and after the cue in its sentence, and beyond.
    const SLOT: [Option<usize>; role::SIDES] = [None, None, None, Some(0), Some(2), None, Some(1), None, Some(3)];
    const KEPT: usize = 4;
    const UNKNOWN: [i16; table::LANES] = [i16::MIN, 0, 0, 0];

    /// Forgets all sums; the next document has `tokens` tokens.
    pub fn forget(&mut self, tokens: usize) {
        self.sums.clear();
        self.sums.resize(tokens * Self::KEPT, Self::UNKNOWN);
    }

    /// The sum of token `index` seen from `side`, from `compute` if it is not known yet.
    #[inline]
    pub fn get(&mut self, index: usize, side: u32, compute: impl FnOnce() -> Lanes) -> Lanes {
        let Some(slot) = Self::SLOT[side as usize] else { return compute() };
        let kept = &mut self.sums[index * Self::KEPT + slot];
        if *kept == Self::UNKNOWN {
            *kept = compute().map(|lane| lane as i16);
        }
        kept.map(i32::from)
    }
}

impl Outline<L> {
    /// Fills `emissions` with the scores of each token of the frame's window, and `clear` with the labels that are clear.
    pub fn look_first(
        &self,
        frame: &Frame<'_>,
        memo: &mut Memo,
        clearing: &mut Clearing<L>,
        emissions: &mut Vec<Scores>,
        clear: &mut Vec<u8>,
    ) {
        self.score(frame, memo, emissions);
        clearing.run(emissions, &self.transitions, [0.0; L], self.slack, clear);
    }

    fn score(&self, frame: &Frame<'_>, memo: &mut Memo, emissions: &mut Vec<Scores>) {
        let table = &self.weights;
        let sum = |fill: &dyn Fn(&mut Sum)| {
            let mut sum = Sum::default();
            fill(&mut sum);
            sum.lanes()
        };
        memo.by_state.clear();
        memo.by_state.resize(role::SIDES * role::STATES, None);
        memo.by_distance.clear();
        memo.by_distance.resize(role::SIDES * role::STEPS, None);
        emissions.clear();
        for index in frame.window.clone() {
            if frame.is_cue(index) {
                emissions.push(OF_CUE);
                continue;
            }
            let (side, step) = frame.position(index);
            let q = frame.quote(index);
            let local = memo.local.get(index, side, || {
                let mut sum = Sum::default();
                local::outline(frame.page(), index, side, Keys(|key| table.add(key, &mut sum)));
                sum.lanes()
            });
            let by_state = *memo.by_state[side as usize * role::STATES + q as usize].get_or_insert_with(|| {
                sum(&|sum| frame.by_state(side, q, Keys(|key| table.add(key, sum))))
            });
            let by_distance = *memo.by_distance[side as usize * role::STEPS + step as usize].get_or_insert_with(|| {
                sum(&|sum| frame.by_distance(side, step, Keys(|key| table.add(key, sum))))
            });
            let mut own = Sum::default();
            frame.outline(index, side, step, Keys(|key| table.add(key, &mut own)));
            let own = own.lanes();
            let mut scores = [0.0; L];
            for lane in 0..table::LANES {
                let units = own[lane] + local[lane] + by_state[lane] + by_distance[lane];
                scores[lane + 1] = units as f32 * table.scale;
            }
            emissions.push(scores);
        }
    }
}
