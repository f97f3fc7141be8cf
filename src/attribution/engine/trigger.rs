//! Stage 0: which of the words that are often cues may be one here. A few features decide, so that stage 1 need not look at
//! most of the text.

use super::page::Page;
use super::template::TriggerTemplate as T;
use super::words::gate;
use crate::crf::sink::FeatureSink;
use std::ops::Range;

/// Labels of stage 0.
pub mod label {
    #![allow(missing_docs, reason = "the names say it")]
    pub const COUNT: usize = 2;
    pub const OUTSIDE: u8 = 0;
    pub const CUE: u8 = 1;
}

/// Gives every feature of token `index` of `paragraph` to `sink`.
#[inline]
pub fn features(page: &Page, index: usize, paragraph: &Range<usize>, mut sink: impl FeatureSink) {
    let i = index as isize;
    let at = |offset: isize| page.at(i + offset, paragraph);
    let (m2, m1, x, p1, p2) = (at(-2), at(-1), at(0), at(1), at(2));
    let (w, c, q) = (x.word, x.c(), x.q());
    sink.add(T::WordAndQuoting, [w, q]);
    sink.add(T::WordAndClassesBeside, [w, m1.c() << 8 | p1.c()]);
    sink.add(T::WordAndNext, [w, p1.word]);
    sink.add(T::WordBeforeAndClass, [m1.word, c]);
    sink.add(T::NextWordAndClass, [p1.word, c]);
    sink.add(T::LemmaAndClassesOfTwoNext, [x.lemma, p1.c() << 8 | p2.c()]);
    sink.add(T::TagsBesideAndClass, [m1.t() << 16 | x.t() << 8 | p1.t(), c]);
    sink.add(T::DistancesToSaying, [u32::from(x.before) << 8 | u32::from(x.after), c << 8 | q]);
    sink.add(T::EndingAndCluster, [x.ending, u32::from(x.clusters[1])]);
    sink.add(T::WordAndClassesOfTwoBefore, [w, m2.c() << 8 | m1.c()]);
    if x.senses[0] != 0 {
        sink.add(T::SenseAndNext, [u32::from(x.senses[0]), p1.word]);
        sink.add(T::KindAndTagsBeside, [u32::from(x.senses[1]), m1.t() << 8 | p1.t()]);
    }
}

/// True if stage 0 looks at token `index` at all.
#[inline]
pub fn is_possible(page: &Page, index: usize) -> bool {
    page.atoms[index].gate & gate::TRIGGER != 0
}
