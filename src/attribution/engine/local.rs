//! Features of stage 2 that depend on a token and its side of the cue, not on the cue: computed once per token and side.

use super::atom::{Atom, mark};
use super::page::Page;
use super::template::RoleTemplate as T;
use crate::crf::sink::FeatureSink;

/// Gives the features of the outline.
#[inline]
pub fn outline(page: &Page, index: usize, side: u32, mut sink: impl FeatureSink) {
    let paragraph = page.paragraph(index);
    let at = |offset: isize| page.at(index as isize + offset, &paragraph);
    let (m1, x, p1) = (at(-1), at(0), at(1));
    let (c, q) = (x.c(), x.q());

    sink.add(T::Word, [x.word, side]);
    sink.add(T::Tag, [x.t(), side]);
    sink.add(T::FineClusterOfWord, [u32::from(x.clusters[0]), side]);
    sink.add(T::CoarseClusterOfWord, [u32::from(x.clusters[1]), side]);
    sink.add(T::ShapeOfWord, [u32::from(x.shape), side]);
    sink.add(T::LastThreeLetters, [x.ending, side]);
    sink.add(T::ClassOfWord, [c, side]);
    for (k, y) in [(1, m1), (2, p1)] {
        sink.add(T::WordNearby, [y.word, side << 8 | k]);
        sink.add(T::ClassOfWordNearby, [y.c(), side << 8 | k]);
        sink.add(T::TagOfWordNearby, [y.t(), side << 8 | k]);
    }
    sink.add(T::TagsOfWordBeforeAndOfWord, [m1.t() << 8 | x.t(), side]);
    sink.add(T::TagsOfWordAndOfNext, [x.t() << 8 | p1.t(), side]);
    sink.add(T::ClassesOfWordBeforeAndOfWord, [m1.c() << 8 | c, side]);
    sink.add(T::ClassesOfWordAndOfNext, [c << 8 | p1.c(), side]);
    let sentence = &page.sentences[x.sentence as usize];
    let from_start = (index - sentence.start()).min(2) as u32;
    let to_end = (sentence.end() - 1 - index).min(2) as u32;
    sink.add(T::PlaceInSentence, [from_start << 8 | to_end, side << 8 | q]);
    sink.add(T::DistancesToSaying, [u32::from(x.before) << 8 | u32::from(x.after), side]);
    let own = &page.segments[x.segment as usize];
    let marks = u32::from(own.left) << 24 | u32::from(own.right) << 16;
    sink.add(T::MarksOnBothSidesAndLengthBetween, [marks | u32::from(own.length) << 8 | u32::from(own.verbs), side]);
}

/// Gives the features beyond the outline.
#[inline]
pub fn closer(page: &Page, index: usize, side: u32, mut sink: impl FeatureSink) {
    let paragraph = page.paragraph(index);
    let at = |offset: isize| page.at(index as isize + offset, &paragraph);
    let (m2, m1, x, p1, p2, p3) = (at(-2), at(-1), at(0), at(1), at(2), at(3));
    let (w, t) = (x.word, x.t());

    for (k, y) in [(0, m2), (3, p2)] {
        sink.add(T::WordNearby, [y.word, side << 8 | k]);
        sink.add(T::ClassOfWordNearby, [y.c(), side << 8 | k]);
        sink.add(T::TagOfWordNearby, [y.t(), side << 8 | k]);
    }
    sink.add(T::ThirdWordBefore, [at(-3).word, side]);
    sink.add(T::ThirdWordAfter, [p3.word, side]);
    sink.add(T::WordBeforeAndWord, [m1.word, w, side]);
    sink.add(T::WordAndNext, [w, p1.word, side]);
    sink.add(T::TwoNextWords, [side, p1.word, p2.word]);
    sink.add(T::TwoWordsBeforeNearerFirst, [side, m1.word, m2.word]);
    sink.add(T::WordAndTagsOfTwoNext, [side, w, p1.t() << 8 | p2.t()]);
    sink.add(T::WordAndTagsOfTwoBefore, [side, w, m1.t() << 8 | m2.t()]);
    sink.add(T::TagsFromWordOn, [side, t << 24 | p1.t() << 16 | p2.t() << 8 | p3.t()]);
    sink.add(T::ClassesOfWordAndOfThoseBeside, [m1.c() << 16 | x.c() << 8 | p1.c(), side]);
    sink.add(T::Readings, [u32::from(x.readings), side]);
    sink.add(T::TagsOfWordAndOfThoseBeside, [m1.t() << 16 | t << 8 | p1.t(), side]);
    if x.mark != mark::NONE {
        if let Some(next) = page.segments.get(x.segment as usize + 1) {
            let start = u32::from(next.classes[0]) << 8 | u32::from(next.classes[1]);
            let (verbs, right) = (u32::from(next.verbs), u32::from(next.right));
            sink.add(T::MarkAndHowNextStretchBegins, [side, w, start, verbs]);
            sink.add(T::MarkAndFirstWordAfter, [side, w, next.word, right]);
            sink.add(T::MarkAndVerbsAfter, [side, w, verbs << 16 | right << 8 | u32::from(next.length)]);
        }
        sink.add(T::MarkAndNextClasses, [side, w, p1.c() << 16 | p2.c() << 8 | p3.c()]);
        sink.add(T::MarkAndNextTags, [side, w, p1.t() << 16 | p2.t() << 8 | p3.t()]);
    } else if m1.mark != mark::NONE {
        let own = &page.segments[x.segment as usize];
        let start = u32::from(own.classes[0]) << 8 | u32::from(own.classes[1]);
        sink.add(T::MarkBeforeAndHowStretchBegins, [side, m1.word, start, u32::from(own.verbs)]);
        sink.add(T::MarkBeforeAndWord, [side, m1.word, w, u32::from(own.right) << 8 | u32::from(own.length)]);
        sink.add(T::MarkBeforeAndNextClasses, [side, m1.word, x.c() << 16 | p1.c() << 8 | p2.c()]);
    }
    sink.add(T::TagsUpToWord, [side, m2.t() << 16 | m1.t() << 8 | t]);
    sink.add(T::TagAndNextWord, [side, t, p1.word]);
    sink.add(T::WordBeforeAndTag, [side, m1.word, t]);

    // Clusters, fine and coarse.
    let k = |atom: &Atom, z: usize| u32::from(atom.clusters[z]);
    sink.add(T::CoarseClusterOfWordBeside, [1, k(m1, 1), side]);
    sink.add(T::CoarseClusterOfWordBeside, [2, k(p1, 1), side]);
    sink.add(T::FineClusterOfWordBeforeAndWord, [k(m1, 0), k(x, 0), side]);
    sink.add(T::FineClusterOfWordAndNext, [k(x, 0), k(p1, 0), side]);
    sink.add(T::CoarseClusterOfWordBeforeAndWord, [k(m1, 1), k(x, 1), side]);
    sink.add(T::CoarseClusterOfWordAndNext, [k(x, 1), k(p1, 1), side]);
    sink.add(T::FineClusterOfWordBeside, [1, k(m1, 0), side]);
    sink.add(T::FineClusterOfWordBeside, [2, k(p1, 0), side]);
}
