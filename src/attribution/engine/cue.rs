//! Stage 1: where the cues are. Looks only at triggers, words that are often cues, and at the companions beside them; each
//! unbroken run of such tokens is one sequence with the labels of [`label`].

use super::atom::{Atom, mark, quote};
use super::page::Page;
use super::template::CueTemplate as T;
use super::words::gate;
use crate::attribution::reading::Runs;
use crate::crf::bio;
use crate::crf::sink::FeatureSink;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// Labels of stage 1.
pub mod label {
    #![allow(missing_docs, reason = "the names say it")]
    pub const COUNT: usize = 3;
    pub const OUTSIDE: u8 = 0;
    pub const BEGIN: u8 = 1;
    pub const INSIDE: u8 = 2;
}

/// Which label may follow which.
pub const MAY_FOLLOW: [[bool; label::COUNT]; label::COUNT] = bio::may_follow();

/// How far from a trigger a companion may stand, in tokens.
const REACH: usize = 3;

/// The tokens that stage 1 looks at, as runs that cross no paragraph.
pub fn runs(page: &Page, triggers: &[bool], runs: &mut Runs) {
    runs.clear();
    let atoms = &page.atoms;
    for paragraph in &page.paragraphs {
        let (first, end) = (paragraph.start(), paragraph.end());
        let mut open: Option<TokenSpan> = None;
        let mut next = first;
        for trigger in first..end {
            if !triggers[trigger] || trigger < next {
                continue;
            }
            // Companions before and after it, as long as they touch.
            let mut from = trigger;
            while from > first && from > next && trigger - from < REACH && atoms[from - 1].gate & gate::COMPANION != 0 {
                from -= 1;
            }
            let (mut to, mut last) = (trigger + 1, trigger);
            while to < end && to - last <= REACH && (triggers[to] || atoms[to].gate & gate::COMPANION != 0) {
                if triggers[to] {
                    last = to;
                }
                to += 1;
            }
            match &mut open {
                Some(run) if run.end() == from => *run = run.with_end(to),
                _ => {
                    runs.extend(open.take());
                    open = Some(TokenSpan::new(from, to));
                }
            }
            next = to;
        }
        runs.extend(open);
    }
}

/// Gives the features of the outline of token `index` of `paragraph` to `sink`.
#[inline]
pub fn outline(page: &Page, index: usize, paragraph: &Range<usize>, mut sink: impl FeatureSink) {
    let i = index as isize;
    let at = |offset: isize| page.at(i + offset, paragraph);
    let (m1, x, p1) = (at(-1), at(0), at(1));
    let (w, c, q, t) = (x.word, x.c(), x.q(), x.t());

    sink.add(T::LastThreeLetters, [x.ending]);
    sink.add(T::QuotingHereAndBeside, [m1.q() << 8 | q << 4 | p1.q()]);
    for (k, y) in [(2, m1), (3, p1)] {
        sink.add(T::WordNearby, [k, y.word]);
    }
    sink.add(T::ClassesOfWordBeforeAndOfWord, [m1.c(), c]);
    sink.add(T::ClassesOfWordAndOfNext, [c, p1.c()]);
    sink.add(T::WordBeforeAndWord, [m1.word, w]);
    sink.add(T::WordAndNext, [w, p1.word]);
    sink.add(T::WordAndQuoting, [w, q]);
    sink.add(T::DistancesToSaying, [u32::from(x.before) << 8 | u32::from(x.after), q]);
    sink.add(T::HowMuchOfSentenceQuoted, [u32::from(x.state), q]);
    sink.add(T::Readings, [u32::from(x.readings)]);
    sink.add(T::TagsOfWordBeforeAndOfWord, [m1.t(), t]);
    sink.add(T::TagsOfWordAndOfNext, [t, p1.t()]);
    sink.add(T::CoarseClusterOfWord, [u32::from(x.clusters[1])]);
    sink.add(T::Lemma, [x.lemma]);
    let own = &page.segments[x.segment as usize];
    sink.add(T::MarksOnBothSidesAndClassOfWord, [u32::from(own.left) << 8 | u32::from(own.right), c]);
}

/// Gives every feature of token `index` of `paragraph` to `sink`.
pub fn features(page: &Page, index: usize, paragraph: &Range<usize>, mut sink: impl FeatureSink) {
    outline(page, index, paragraph, &mut sink);
    closer(page, index, paragraph, &mut sink);
}

/// Gives the features of token `index` of `paragraph` beyond the outline to `sink`.
#[inline]
pub fn closer(page: &Page, index: usize, paragraph: &Range<usize>, mut sink: impl FeatureSink) {
    let i = index as isize;
    let at = |offset: isize| page.at(i + offset, paragraph);
    let (m3, m2, m1, x, p1, p2) = (at(-3), at(-2), at(-1), at(0), at(1), at(2));
    let (w, c, q) = (x.word, x.c(), x.q());

    for (k, y) in [(1, m2), (4, p2)] {
        sink.add(T::WordNearby, [k, y.word]);
    }
    sink.add(T::ClassesOfWordAndOfThoseBeside, [m1.c() << 8 | c, p1.c()]);
    sink.add(T::ClassesOfTwoBefore, [m2.c(), m1.c()]);
    sink.add(T::ClassesOfTwoNext, [p1.c() << 8 | p2.c(), q]);
    sink.add(T::ClassesOfThreeWordsBeforeAndOfWord, [m3.c() << 24 | m2.c() << 16 | m1.c() << 8 | c]);
    sink.add(T::WordBeforeAndQuoting, [m1.word, q]);
    let (before, after) = (u32::from(x.before), u32::from(x.after));
    sink.add(T::SayingBefore, [x.cue_before]);
    sink.add(T::SayingAfter, [x.cue_after]);
    sink.add(T::DistanceToSayingBeforeAndClasses, [before, c << 8 | m1.c()]);
    sink.add(T::DistanceToSayingAfterAndClasses, [after, c << 8 | p1.c()]);
    sink.add(T::TagsOfTwoBefore, [m2.t(), m1.t()]);
    sink.add(T::WordAndTagsOfTwoNext, [w, p1.t() << 8 | p2.t()]);
    sink.add(T::WordAndTagsOfTwoBefore, [w, m2.t() << 8 | m1.t()]);
    // The next quotation mark near by.
    let behind =
        (1..6).find(|&k| at(-k).quote == quote::CLOSES).map_or(0, |k| k as u32 * 1000 + u32::from(at(-k).quoted));
    sink.add(T::QuotationThatClosesBeforeAndWord, [behind, w]);
    sink.add(T::WordAndQuotationOrCommaAhead, [w, content_ahead(page, index, paragraph.end)]);

    // The stretch between marks that it is in, and those beside it.
    let segment = x.segment as usize;
    let own = &page.segments[segment];
    sink.add(T::FirstWordBetweenMarksAndClassOfWord, [own.word, c]);
    sink.add(
        T::FirstClassesBetweenMarksAndClassOfWord,
        [u32::from(own.classes[0]) << 8 | u32::from(own.classes[1]), c],
    );
    if let Some(after) = page.segments.get(segment + 2) {
        sink.add(
            T::ClassesThatBeginNextStretchButOne,
            [u32::from(after.classes[0]) << 8 | u32::from(after.classes[1]), c],
        );
    }
    sink.add(T::OwnQuotation, [u32::from(x.quoted), c]);

    // What the lexicon of cues says of it.
    if x.senses[0] != 0 {
        let (sense, meaning) = (u32::from(x.senses[0]), u32::from(x.senses[1]));
        sink.add(T::Sense, [sense]);
        sink.add(T::Meaning, [meaning]);
        sink.add(T::SenseAndClassesBeside, [sense, m1.c() << 8 | p1.c()]);
        sink.add(T::SenseAndNext, [sense, p1.word]);
        sink.add(T::MeaningAndWordBefore, [meaning, m1.word]);
        sink.add(T::MeaningAndClassesOfTwoNext, [meaning, p1.c() << 8 | p2.c()]);
    }
    for (k, y) in [(0, m2), (1, m1), (2, p1), (3, p2)] {
        if y.senses[1] != 0 {
            sink.add(T::MeaningsNearby, [k, u32::from(y.senses[1]), c]);
        }
    }

    // Its dictionary form.
    sink.add(T::WordBeforeAndLemma, [m1.word, x.lemma]);
    sink.add(T::LemmaAndClassesOfTwoNext, [x.lemma, p1.c() << 8 | p2.c()]);
    sink.add(T::LemmaAndClassesOfTwoBefore, [x.lemma, m2.c() << 8 | m1.c()]);
    sink.add(T::LemmaOfWordBeforeAndClasses, [m1.lemma, c << 8 | p1.c()]);
    sink.add(T::LemmaAndTagsBeside, [x.lemma, m1.t() << 8 | p1.t()]);

    // Its cluster, fine and coarse.
    let k = |atom: &Atom, z: usize| u32::from(atom.clusters[z]);
    sink.add(T::FineClusterOfWord, [k(x, 0)]);
    for (n, y) in [(0, m2), (1, m1), (2, p1), (3, p2)] {
        sink.add(T::FineClusterOfWordNearby, [n, k(y, 0)]);
    }
    sink.add(T::FineClusterOfWordAndNext, [k(x, 0), k(p1, 0)]);
    sink.add(T::FineClusterOfWordAndOfThoseBeside, [k(m1, 0), k(x, 0), k(p1, 0)]);
    sink.add(T::FineClusterOfWordAndClassesBeside, [k(x, 0), m1.c() << 8 | p1.c()]);
    sink.add(T::FineClusterOfWordAndWordBefore, [k(x, 0), m1.word]);
    sink.add(T::CoarseClusterOfWordBeforeAndWord, [k(m1, 1), k(x, 1)]);
    sink.add(T::CoarseClusterOfWordAndNextWord, [k(x, 1), p1.word]);
}

/// What the next tokens of the sentence promise: 1 a quotation opens, 2 a comma.
fn content_ahead(page: &Page, index: usize, end: usize) -> u32 {
    let mut seen = 0;
    for atom in &page.atoms[index + 1..(index + 9).min(end)] {
        if atom.quote == quote::OPENS {
            seen |= 1;
        }
        match atom.mark {
            mark::COMMA => seen |= 2,
            mark::PERIOD => break,
            _ => {}
        }
    }
    seen
}
