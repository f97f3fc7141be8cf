//! Stage 0: which of the words that are often cues may be one here. A few features decide, so that stage 1 need not look at
//! most of the text. Called by [`super::CueModel::find`] and the trainer.

use super::hash::key;
use super::page::Page;
use super::words::gate;
use std::ops::Range;

/// Labels of stage 0.
pub mod label {
    #![allow(missing_docs, reason = "the names say it")]
    pub const COUNT: usize = 2;
    pub const OUTSIDE: u8 = 0;
    pub const CUE: u8 = 1;
}

/// Gives every feature of token `index` of `paragraph` to `add`.
#[inline]
pub fn features(page: &Page, index: usize, paragraph: &Range<usize>, mut add: impl FnMut(u32)) {
    let i = index as isize;
    let at = |offset: isize| page.at(i + offset, paragraph);
    let (m2, m1, x, p1, p2) = (at(-2), at(-1), at(0), at(1), at(2));
    let (w, c, q) = (x.word, x.c(), x.q());
    add(key(600, [w]));
    add(key(601, [w, q]));
    add(key(602, [w, m1.c() << 8 | p1.c()]));
    add(key(603, [w, p1.word]));
    add(key(604, [m1.word, w]));
    add(key(605, [m1.word, c]));
    add(key(606, [p1.word, c]));
    add(key(607, [x.lemma, p1.t() << 8 | m1.t()]));
    add(key(608, [x.lemma, p1.c() << 8 | p2.c()]));
    add(key(609, [m1.t() << 16 | x.t() << 8 | p1.t(), c]));
    add(key(610, [m2.c() << 24 | m1.c() << 16 | c << 8 | p1.c(), q]));
    add(key(611, [u32::from(x.before) << 8 | u32::from(x.after), c << 8 | q]));
    add(key(612, [x.ending, u32::from(x.clusters[1])]));
    add(key(613, [w, m2.word, m1.word]));
    add(key(614, [w, p1.word, p2.word]));
    add(key(615, [w, p1.c() << 8 | p2.c()]));
    add(key(616, [w, m2.c() << 8 | m1.c()]));
    add(key(617, [w, u32::from(x.state) << 8 | u32::from(x.place)]));
    add(key(618, [u32::from(m1.clusters[1]) << 16 | u32::from(p1.clusters[1]), c]));
    add(key(619, [x.t() << 16 | p1.t() << 8 | p2.t(), c]));
}

/// True if stage 0 looks at token `index` at all.
#[inline]
#[must_use]
pub fn is_possible(page: &Page, index: usize) -> bool {
    page.atoms[index].gate & gate::TRIGGER != 0
}
