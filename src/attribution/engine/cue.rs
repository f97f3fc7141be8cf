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

    sink.add(T::AnyWord, [0]);
    sink.add(T::Word, [w]);
    sink.add(T::ClassOfWord, [c]);
    sink.add(T::ShapeOfWord, [u32::from(x.shape)]);
    sink.add(T::LastThreeLetters, [x.ending]);
    sink.add(T::Quoting, [q]);
    sink.add(T::QuotingHereAndBeside, [m1.q() << 8 | q << 4 | p1.q()]);
    for (k, y) in [(2, m1), (3, p1)] {
        sink.add(T::WordNearby, [k, y.word]);
        sink.add(T::ClassOfWordNearby, [k, y.c()]);
    }
    sink.add(T::ClassesOfWordBeforeAndOfWord, [m1.c(), c]);
    sink.add(T::ClassesOfWordAndOfNext, [c, p1.c()]);
    sink.add(T::WordBeforeAndWord, [m1.word, w]);
    sink.add(T::WordAndNext, [w, p1.word]);
    sink.add(T::WordAndQuoting, [w, q]);
    let (before, after) = (u32::from(x.before), u32::from(x.after));
    sink.add(T::DistanceToSayingBeforeAndQuoting, [before, q]);
    sink.add(T::DistanceToSayingAfterAndQuoting, [after, q]);
    sink.add(T::DistancesToSaying, [before << 8 | after, q]);
    sink.add(T::HowMuchOfSentenceQuoted, [u32::from(x.state), q]);
    sink.add(T::PlaceInSentence, [u32::from(x.place)]);
    sink.add(T::Tag, [t]);
    sink.add(T::Readings, [u32::from(x.readings)]);
    sink.add(T::TagsOfWordBeforeAndOfWord, [m1.t(), t]);
    sink.add(T::TagsOfWordAndOfNext, [t, p1.t()]);
    sink.add(T::FineClusterOfWord, [u32::from(x.clusters[0])]);
    sink.add(T::CoarseClusterOfWord, [u32::from(x.clusters[1])]);
    sink.add(T::Lemma, [x.lemma]);
    let own = &page.segments[x.segment as usize];
    sink.add(T::MarksOnBothSidesAndClassOfWord, [u32::from(own.left) << 8 | u32::from(own.right), c]);
}

/// Gives every feature of token `index` of `paragraph` to `sink`.
#[inline]
pub fn features(page: &Page, index: usize, paragraph: &Range<usize>, mut sink: impl FeatureSink) {
    outline(page, index, paragraph, &mut sink);
    let i = index as isize;
    let at = |offset: isize| page.at(i + offset, paragraph);
    let (m3, m2, m1, x, p1, p2, p3) = (at(-3), at(-2), at(-1), at(0), at(1), at(2), at(3));
    let (w, c, q, t) = (x.word, x.c(), x.q(), x.t());

    sink.add(T::LastTwoLetters, [x.ending & 0xffff]);
    for (k, y) in [(0, m3), (1, m2), (4, p2), (5, p3)] {
        sink.add(T::WordNearby, [k, y.word]);
        sink.add(T::ClassOfWordNearby, [k, y.c()]);
    }
    sink.add(T::ClassesOfWordAndOfThoseBeside, [m1.c() << 8 | c, p1.c()]);
    sink.add(T::ClassesOfTwoBefore, [m2.c(), m1.c()]);
    sink.add(T::ClassesOfTwoNext, [p1.c() << 8 | p2.c(), q]);
    sink.add(T::WordBeforeAndQuoting, [m1.word, q]);
    sink.add(T::ClassesOfFourWordsAroundHere, [m1.c() << 24 | c << 16 | p1.c() << 8 | p2.c()]);
    let (before, after) = (u32::from(x.before), u32::from(x.after));
    sink.add(T::SayingBefore, [x.cue_before]);
    sink.add(T::SayingAfter, [x.cue_after]);
    sink.add(T::SayingBeforeAndDistance, [x.cue_before, before]);
    sink.add(T::SayingAfterAndDistance, [x.cue_after, after]);
    sink.add(T::DistanceToSayingBeforeAndClasses, [before, c << 8 | m1.c()]);
    sink.add(T::DistanceToSayingAfterAndClasses, [after, c << 8 | p1.c()]);

    sink.add(T::TagsOfWordAndOfThoseBeside, [m1.t() << 16 | t << 8 | p1.t()]);
    sink.add(T::WordAndTagOfWordBefore, [w, m1.t()]);
    sink.add(T::WordAndTagOfNext, [w, p1.t()]);
    sink.add(T::WordAndTagsBeside, [w, m1.t() << 8 | p1.t()]);
    sink.add(T::TagsOfTwoBefore, [m2.t(), m1.t()]);
    sink.add(T::TagsOfTwoNext, [p1.t(), p2.t()]);
    sink.add(T::TagsUpToWord, [m2.t() << 16 | m1.t() << 8 | t]);
    sink.add(T::TagsFromWordOn, [t << 16 | p1.t() << 8 | p2.t()]);
    sink.add(T::WordAndTagsOfTwoNext, [w, p1.t() << 8 | p2.t()]);
    sink.add(T::WordAndTagsOfTwoBefore, [w, m2.t() << 8 | m1.t()]);
    for (k, y) in [(0, m2), (1, m1), (2, p1), (3, p2)] {
        sink.add(T::ReadingsOfWordNearby, [k, u32::from(y.readings)]);
    }
    // The next quotation mark near by.
    let ahead = (1..4).find(|&k| at(k).quote == quote::OPENS).map_or(0, |k| k as u32 * 1000 + u32::from(at(k).quoted));
    let behind =
        (1..6).find(|&k| at(-k).quote == quote::CLOSES).map_or(0, |k| k as u32 * 1000 + u32::from(at(-k).quoted));
    sink.add(T::QuotationThatOpensAheadAndClassOfWord, [ahead, c]);
    sink.add(T::QuotationThatClosesBeforeAndClassOfWord, [behind, c]);
    sink.add(T::QuotationThatOpensAheadAndWord, [ahead, w]);
    sink.add(T::QuotationThatClosesBeforeAndWord, [behind, w]);

    // The word with the classes around it, longer stretches.
    sink.add(T::WordAndClassesBeside, [w, m1.c() << 8 | p1.c()]);
    sink.add(T::WordAndClassesOfTwoNext, [w, p1.c() << 8 | p2.c()]);
    sink.add(T::WordAndClassesOfTwoBefore, [w, m2.c() << 8 | m1.c()]);
    sink.add(T::ClassesOfThreeWordsBeforeAndOfWord, [m3.c() << 24 | m2.c() << 16 | m1.c() << 8 | c]);
    sink.add(T::ClassesOfWordAndOfThreeNextWords, [c << 24 | p1.c() << 16 | p2.c() << 8 | p3.c()]);
    sink.add(T::WordAndTwoNextWords, [w, p1.word, p2.word]);
    sink.add(T::TwoWordsBeforeAndWord, [m2.word, m1.word, w]);
    sink.add(T::WordBetweenThoseBeside, [m1.word, w, p1.word]);
    sink.add(T::WordsBeforeAndAfter, [m1.word, p1.word]);
    sink.add(T::WordFourAway, [4, at(4).word]);
    sink.add(T::WordFourAway, [5, at(-4).word]);
    let content_ahead = content_ahead(page, index, paragraph.end);
    sink.add(T::WordAndQuotationOrCommaAhead, [w, content_ahead]);
    sink.add(T::ClassOfWordAndQuotationOrCommaAhead, [c, content_ahead << 8 | q]);

    // The stretch between marks that it is in, and those beside it.
    let segment = x.segment as usize;
    let own = &page.segments[segment];
    let (left, right) = (u32::from(own.left), u32::from(own.right));
    sink.add(T::FirstWordBetweenMarksAndClassOfWord, [own.word, c]);
    sink.add(T::MarksOnBothSidesAndWord, [left << 8 | right, w]);
    sink.add(
        T::FirstClassesBetweenMarksAndClassOfWord,
        [u32::from(own.classes[0]) << 8 | u32::from(own.classes[1]), c],
    );
    sink.add(T::LengthAndVerbsBetweenMarksAndClassOfWord, [u32::from(own.length) << 8 | u32::from(own.verbs), c]);
    sink.add(T::FirstWordBetweenMarksAndWord, [own.word, w]);
    if let [next, after, ..] = &page.segments[segment + 1..] {
        sink.add(T::FirstWordAfterNextMark, [next.word, right, c]);
        sink.add(
            T::ClassesThatBeginNextStretchButOne,
            [u32::from(after.classes[0]) << 8 | u32::from(after.classes[1]), c],
        );
        sink.add(T::NextMarkVerbsAfterAndWord, [right << 8 | u32::from(after.verbs), w]);
    }
    if let Some(before) = segment.checked_sub(2).map(|before| &page.segments[before]) {
        sink.add(T::MarkBeforeVerbsBeforeAndWord, [left << 8 | u32::from(before.verbs), w]);
        sink.add(T::MarkBeforeAndClassThatBeginsStretchBefore, [left << 8 | u32::from(before.classes[0]), c << 8 | q]);
    }
    sink.add(T::OwnQuotationAndWord, [u32::from(x.quoted) << 8 | c, w]);
    sink.add(T::OwnQuotation, [u32::from(x.quoted), c]);

    // What the lexicon of cues says of it.
    if x.senses[0] != 0 {
        let (sense, meaning) = (u32::from(x.senses[0]), u32::from(x.senses[1]));
        sink.add(T::Sense, [sense]);
        sink.add(T::Meaning, [meaning]);
        sink.add(T::SenseAndQuoting, [sense, m1.q() << 16 | q << 8 | p1.q()]);
        sink.add(T::SenseAndClassesBeside, [sense, m1.c() << 8 | p1.c()]);
        sink.add(T::SenseAndNext, [sense, p1.word]);
        sink.add(T::MeaningAndWordBefore, [meaning, m1.word]);
        sink.add(T::MeaningAndClassesOfTwoNext, [meaning, p1.c() << 8 | p2.c()]);
        sink.add(T::SenseAndQuotationOrCommaAhead, [sense, content_ahead]);
        sink.add(T::MeaningAndTagsBeside, [meaning, m1.t() << 8 | p1.t()]);
    }
    for (k, y) in [(0, m2), (1, m1), (2, p1), (3, p2)] {
        if y.senses[1] != 0 {
            sink.add(T::MeaningsNearby, [k, u32::from(y.senses[1]), c]);
        }
    }

    // Its dictionary form.
    sink.add(T::LemmaAndNextWord, [x.lemma, p1.word]);
    sink.add(T::WordBeforeAndLemma, [m1.word, x.lemma]);
    sink.add(T::LemmaAndClassesOfTwoNext, [x.lemma, p1.c() << 8 | p2.c()]);
    sink.add(T::LemmaAndClassesOfTwoBefore, [x.lemma, m2.c() << 8 | m1.c()]);
    sink.add(T::LemmaOfWordBeforeAndClasses, [m1.lemma, c << 8 | p1.c()]);
    sink.add(T::LemmaAndTagsBeside, [x.lemma, m1.t() << 8 | p1.t()]);

    // Its cluster, fine and coarse.
    let fine = [
        T::FineClusterOfWordNearby,
        T::FineClusterOfWordBeforeAndWord,
        T::FineClusterOfWordAndNext,
        T::FineClusterOfWordAndOfThoseBeside,
        T::FineClusterOfWordAndClassesBeside,
        T::FineClusterOfWordAndNextWord,
        T::FineClusterOfWordAndWordBefore,
    ];
    let coarse = [
        T::CoarseClusterOfWordNearby,
        T::CoarseClusterOfWordBeforeAndWord,
        T::CoarseClusterOfWordAndNext,
        T::CoarseClusterOfWordAndOfThoseBeside,
        T::CoarseClusterOfWordAndClassesBeside,
        T::CoarseClusterOfWordAndNextWord,
        T::CoarseClusterOfWordAndWordBefore,
    ];
    for (z, templates) in [fine, coarse].into_iter().enumerate() {
        let k = |atom: &Atom| u32::from(atom.clusters[z]);
        let [nearby, before, next, beside, classes, next_word, word_before] = templates;
        for (n, y) in [(0, m2), (1, m1), (2, p1), (3, p2)] {
            sink.add(nearby, [n, k(y)]);
        }
        sink.add(before, [k(m1), k(x)]);
        sink.add(next, [k(x), k(p1)]);
        sink.add(beside, [k(m1), k(x), k(p1)]);
        sink.add(classes, [k(x), m1.c() << 8 | p1.c()]);
        sink.add(next_word, [k(x), p1.word]);
        sink.add(word_before, [k(x), m1.word]);
    }
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
