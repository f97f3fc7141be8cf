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
    sink.add(T::Word, [w]);
    sink.add(T::WordAndQuoting, [w, q]);
    sink.add(T::WordAndClassesBeside, [w, m1.c() << 8 | p1.c()]);
    sink.add(T::WordAndNext, [w, p1.word]);
    sink.add(T::WordBeforeAndWord, [m1.word, w]);
    sink.add(T::WordBeforeAndClass, [m1.word, c]);
    sink.add(T::NextWordAndClass, [p1.word, c]);
    sink.add(T::LemmaAndTagsBeside, [x.lemma, p1.t() << 8 | m1.t()]);
    sink.add(T::LemmaAndClassesOfTwoNext, [x.lemma, p1.c() << 8 | p2.c()]);
    sink.add(T::TagsBesideAndClass, [m1.t() << 16 | x.t() << 8 | p1.t(), c]);
    sink.add(T::ClassesAround, [m2.c() << 24 | m1.c() << 16 | c << 8 | p1.c(), q]);
    sink.add(T::DistancesToSaying, [u32::from(x.before) << 8 | u32::from(x.after), c << 8 | q]);
    sink.add(T::EndingAndCluster, [x.ending, u32::from(x.clusters[1])]);
    sink.add(T::WordAndTwoBefore, [w, m2.word, m1.word]);
    sink.add(T::WordAndTwoNext, [w, p1.word, p2.word]);
    sink.add(T::WordAndClassesOfTwoNext, [w, p1.c() << 8 | p2.c()]);
    sink.add(T::WordAndClassesOfTwoBefore, [w, m2.c() << 8 | m1.c()]);
    sink.add(T::WordAndPlace, [w, u32::from(x.state) << 8 | u32::from(x.place)]);
    sink.add(T::ClustersBeside, [u32::from(m1.clusters[1]) << 16 | u32::from(p1.clusters[1]), c]);
    if x.senses[0] != 0 {
        let sense = u32::from(x.senses[0]);
        sink.add(T::SenseAndClassesBeside, [sense, m1.c() << 8 | p1.c()]);
        sink.add(T::SenseAndNext, [sense, p1.word]);
        sink.add(T::KindAndTagsBeside, [u32::from(x.senses[1]), m1.t() << 8 | p1.t()]);
    }
    sink.add(T::TagsOfTwoNext, [x.t() << 16 | p1.t() << 8 | p2.t(), c]);
}

/// True if stage 0 looks at token `index` at all.
#[inline]
pub fn is_possible(page: &Page, index: usize) -> bool {
    page.atoms[index].gate & gate::TRIGGER != 0
}
