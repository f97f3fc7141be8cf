//! Stage 2: given a cue, which tokens around it are its source and its content. Templates are grouped by what they depend on,
//! so that what is the same for many tokens is looked up once: [`local`] on a token and its side, [`Frame::by_state`] on the
//! cue, side and quotation state, [`Frame::by_distance`] on the cue, side and distance, [`Frame::outline`] and
//! [`Frame::closer`] on all of it.

mod relations;

use super::atom::{Atom, mark, quote};
use super::between::{Between, NONE};
use super::local;
use super::page::Page;
use super::template::RoleTemplate as T;
use super::window::{CueCandidate, head};
use crate::crf::bio;
use crate::crf::hash::{bucket, code};
use crate::crf::sink::FeatureSink;
use std::ops::Range;

/// Labels of stage 2.
pub mod label {
    #![allow(missing_docs, reason = "the names say it")]
    pub const COUNT: usize = 5;
    pub const OUTSIDE: u8 = 0;
    pub const BEGIN_SOURCE: u8 = 1;
    pub const IN_SOURCE: u8 = 2;
    pub const BEGIN_CONTENT: u8 = 3;
    pub const IN_CONTENT: u8 = 4;
}

/// Which label may follow which.
pub const MAY_FOLLOW: [[bool; label::COUNT]; label::COUNT] = bio::may_follow();

/// Below this probability, a cue is no landmark for the other cues around it.
pub const LANDMARK: f32 = 0.4;

/// Which side of the cue a token is on, times three, plus 1 or 2 where it is in an earlier or later sentence.
pub const SIDES: usize = 9;
/// One more than the largest quotation state of a token.
pub const STATES: usize = 4;
/// One more than the largest distance step.
pub const STEPS: usize = 11;

const LEFT: u32 = 1;
const RIGHT: u32 = 2;

/// What lies between a token and the cue: the same for several tokens in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    side: u32,
    /// Quotation states of the token before, of the token and of the next.
    quoting: u32,
    segment: u32,
    /// How many quotations away from the cue's.
    quotations: i32,
    commas: u8,
    marks: u8,
    /// Of the token, see [`Atom::quoted`].
    quoted: u8,
    cues: u8,
    verbs: u8,
    auxiliaries: u8,
    /// Before, at or after which of [`Frame::openers`] it stands, two bits each.
    openers: u8,
    /// On which sides of it other cues stand, as bits.
    others: u8,
}

/// A cue, its window, and what depends on both alone.
#[derive(Debug)]
pub struct Frame<'p> {
    page: &'p Page,
    between: &'p [Between],
    /// Where stage 2 looks.
    pub window: Range<usize>,
    cue: Range<usize>,
    sentence: u32,
    segment: u32,
    head: u32,
    shape: u32,
    inside: u32,
    quotes: u32,
    at_end: u32,
    place: u32,
    /// What the lexicon of cues says of the head; 0 if nothing.
    sense: u32,
    before: [&'p Atom; 2],
    after: [&'p Atom; 2],
    /// Where the first "that", "to", "of", "as" after the cue stands; `usize::MAX` where there is none.
    openers: [usize; 4],
    /// Log odds of the cue, in steps.
    probability: u32,
}

impl<'p> Frame<'p> {
    /// `between` comes from [`walk`](super::between::walk) of the same cue and window.
    pub fn new(page: &'p Page, cue: CueCandidate, window: Range<usize>, between: &'p [Between]) -> Self {
        let tokens = cue.tokens.range();
        let first = &page.atoms[tokens.start];
        let own_end = page.sentence(page.atoms[tokens.end - 1].sentence).end;
        let own_start = page.sentence(first.sentence).start;
        let quoted = |range: Range<usize>| {
            page.atoms.get(range).is_some_and(|atoms| atoms.iter().any(|atom| atom.quote != quote::OUTSIDE))
        };
        let quotes = u32::from(quoted(own_start.max(window.start)..tokens.start)) * 2
            + u32::from(quoted(tokens.end..own_end.min(window.end)));
        // 2 at the edge of the sentence, 1 near it.
        let at_end = 2 - ((own_end - tokens.end) / 2).min(2) as u32;
        let at_start = 2 - (tokens.start - own_start).div_ceil(2).min(2) as u32;
        let at = |offset: usize, step: isize| page.at(offset as isize + step, &window);
        let openers = [&b"that"[..], b"to", b"of", b"as"].map(|word| {
            let word = code(word);
            (tokens.end..own_end.min(window.end)).find(|&k| page.atoms[k].word == word).unwrap_or(usize::MAX)
        });
        let head = head(page, cue);
        let log_odds = (cue.probability.max(1e-4) / (1.0 - cue.probability).max(1e-4)).ln();
        Self {
            between,
            cue: tokens.clone(),
            sentence: first.sentence,
            segment: first.segment,
            head: head.lemma,
            sense: u32::from(head.senses[0]),
            shape: page.atoms[tokens.clone()].iter().take(3).fold(0, |shape, atom| shape << 8 | (atom.c() + 1)),
            inside: u32::from(first.quote == quote::INSIDE),
            quotes,
            at_end,
            place: quotes * 9 + at_end * 3 + at_start,
            before: [at(tokens.start, -1), at(tokens.start, -2)],
            after: [at(tokens.end, 0), at(tokens.end, 1)],
            openers,
            probability: (log_odds.round().clamp(-5.0, 6.0) + 5.0) as u32,
            window,
            page,
        }
    }

    /// What is being read.
    pub fn page(&self) -> &'p Page {
        self.page
    }

    /// Whether token `index` is one of the cue.
    #[inline]
    pub fn is_cue(&self, index: usize) -> bool {
        self.cue.contains(&index)
    }

    /// The quotation state of token `index`.
    #[inline]
    pub fn quote(&self, index: usize) -> u32 {
        self.page.atoms[index].q()
    }

    /// The side of token `index`, and its distance from the cue in steps.
    #[inline]
    pub fn position(&self, index: usize) -> (u32, u32) {
        let (side, distance) = if index < self.cue.start {
            (LEFT, self.cue.start - index)
        } else if index >= self.cue.end {
            (RIGHT, index + 1 - self.cue.end)
        } else {
            (0, 0)
        };
        let relation = match self.page.atoms[index].sentence.cmp(&self.sentence) {
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Less => 1,
            std::cmp::Ordering::Greater => 2,
        };
        (side * 3 + relation, bucket(distance))
    }

    /// Features of all tokens on one side with one quotation state.
    pub fn by_state(&self, side: u32, q: u32, mut sink: impl FeatureSink) {
        let head = self.head;
        let ([pv, pv2], [nx, nx2]) = (self.before, self.after);
        sink.add(T::HeadAndQuotations, [head, side << 16 | q << 8 | self.quotes]);
        if self.sense != 0 {
            sink.add(T::SenseAndQuotations, [self.sense, side << 16 | q << 8 | self.quotes]);
            sink.add(T::SenseAndClassesBesideCue, [self.sense, side << 16 | pv.c() << 8 | nx.c()]);
        }
        sink.add(T::WordAfterCue, [nx.word, side]);
        sink.add(T::WordBeforeCue, [pv.word, side]);
        sink.add(T::HeadAndClassesBesideCue, [head, side << 16 | pv.c() << 8 | nx.c()]);
        sink.add(T::ClassesAroundCueAndQuoting, [side << 8 | q, pv2.c() << 24 | pv.c() << 16 | nx.c() << 8 | nx2.c()]);
        sink.add(T::QuotedOrNotAndSameOfCue, [side << 16 | q << 8 | self.inside]);
        sink.add(T::ClassesOfCueWordsAndQuoting, [self.shape, side << 8 | q]);
    }

    /// Features of all tokens on one side at one distance.
    pub fn by_distance(&self, side: u32, step: u32, mut sink: impl FeatureSink) {
        let place = side << 8 | step;
        let ([pv, pv2], [nx, nx2]) = (self.before, self.after);
        sink.add(T::DistanceToCueAndHead, [self.head, place]);
        if self.sense != 0 {
            sink.add(T::SenseAndDistance, [self.sense, place]);
        }
        sink.add(T::PlaceOfCueAndDistanceTo, [self.place, place]);
        sink.add(T::WordAfterCueAndDistance, [nx.word, place]);
        sink.add(T::WordBeforeCueAndDistance, [pv.word, place]);
        sink.add(T::ClassesAfterCueAndDistance, [nx.c() << 8 | nx2.c(), place]);
        sink.add(T::ClassesBeforeCueAndDistance, [pv2.c() << 8 | pv.c(), place]);
        sink.add(T::ProbabilityOfCueAndDistanceTo, [self.probability, place]);
        sink.add(T::TagAfterCueAndDistance, [nx.t(), place]);
        sink.add(T::TagBeforeCueAndDistance, [pv.t(), place]);
    }

    /// What lies between token `index` and the cue.
    #[inline]
    pub fn passed(&self, index: usize, side: u32) -> Passed {
        let x = &self.page.atoms[index];
        let (m1, p1) = (self.page.at(index as isize - 1, &self.window), self.page.at(index as isize + 1, &self.window));
        let between = &self.between[index - self.window.start];
        Passed {
            side,
            quoting: m1.q() << 16 | x.q() << 8 | p1.q(),
            segment: x.segment,
            quotations: i32::from(x.quotation.wrapping_sub(self.page.atoms[self.cue.start].quotation) as i16)
                .clamp(-3, 3),
            commas: between.commas.min(3),
            marks: between.marks.min(4),
            quoted: x.quoted,
            cues: between.cues.min(3),
            verbs: between.verbs.min(3),
            auxiliaries: between.auxiliaries.min(3),
            openers: if side == RIGHT * 3 { self.openers_passed(index) as u8 } else { 0 },
            others: u8::from(between.next < NONE) | u8::from(between.previous < NONE) << 1,
        }
    }

    /// Features of all tokens with the same between them and the cue.
    pub fn by_passed(&self, passed: Passed, mut sink: impl FeatureSink) {
        let Passed { side, quoting, segment, quotations, commas, marks, quoted, .. } = passed;
        let Passed { cues, verbs, auxiliaries, openers, others, .. } = passed;
        let q = quoting >> 8 & 0xff;
        sink.add(T::QuotingAndMarksUpToCue, [side, quoting << 8 | u32::from(marks.min(3))]);
        sink.add(T::VerbsUpToCue, [side << 16 | u32::from(verbs) << 8 | u32::from(auxiliaries)]);
        sink.add(T::OtherCuesUpToCueAndQuoting, [side << 16 | u32::from(cues) << 8 | q]);
        let commas = u32::from(commas);
        sink.add(T::OtherCuesAndCommasUpToCue, [side << 16 | u32::from(cues) << 8 | commas]);
        let to_here = side << 8 | commas;
        sink.add(T::CommasAndMarksUpToCueAndPlace, [to_here, u32::from(marks) << 16 | q << 8 | self.place]);
        sink.add(T::QuotationsToCue, [quotations as u32, q << 16 | self.inside << 8 | side]);
        sink.add(T::OwnQuotationAndMarksUpToCue, [side << 8 | u32::from(quoted), q << 8 | u32::from(marks)]);
        let own = &self.page.segments[segment as usize];
        let sentences = side % 3;
        let away = if sentences == 0 { (i64::from(segment) - i64::from(self.segment)).clamp(-4, 4) as u32 } else { 9 };
        let start = u32::from(own.classes[0]) << 8 | u32::from(own.classes[1]);
        sink.add(T::MarksToCueAndHowStretchBegins, [away, start << 8 | u32::from(own.verbs)]);
        sink.add(T::NextMarkAndPlaceOfCue, [away, u32::from(own.right) << 16 | self.at_end << 8 | self.place]);
        if side == RIGHT * 3 {
            sink.add(T::OpenersPassed, [u32::from(openers), q]);
            sink.add(T::HeadAndOpenersPassed, [self.head, u32::from(openers)]);
        }
        sink.add(T::OnWhichSidesOtherCuesStand, [side, u32::from(others), q]);
        sink.add(T::QuotationOfCue, [side << 8 | u32::from(self.page.atoms[self.cue.start].quoted), q]);
        let alone = u32::from(others != 0);
        sink.add(T::SentencesToCueAndQuotations, [side, q << 16 | alone << 8 | self.quotes]);
    }

    /// What else the outline sees of one token before this cue.
    #[inline]
    pub fn outline(&self, index: usize, side: u32, step: u32, mut sink: impl FeatureSink) {
        let x = &self.page.atoms[index];
        let between = &self.between[index - self.window.start];
        let c = x.c();
        let few = |count: u8, most: u8| u32::from(count.min(most));
        sink.add(T::CommasUpToCueAndClassOfWord, [side << 8 | few(between.commas, 4), c]);
        sink.add(T::TagAndDistanceToCue, [x.t(), side << 8 | step]);
        sink.add(T::CommasUpToCueAndDistance, [side << 8 | few(between.commas, 3), step]);
        let depth = i32::from(between.depth) as u32;
        sink.add(T::MarkQuotingAndDepthOfBrackets, [side << 8 | u32::from(x.mark), x.q(), depth]);
        if between.previous < NONE {
            sink.add(T::DistanceToPreviousCue, [side << 8 | u32::from(between.previous).min(12), c]);
        }
        if between.next < NONE {
            sink.add(T::DistanceToNextCue, [side << 8 | u32::from(between.next).min(12), c]);
        } else {
            sink.add(T::NoOtherCueAfter, [side, c << 8 | x.q()]);
        }
    }

    /// How many stretches between marks lie between a token and the cue, to either side; 9 in another sentence.
    fn segments_away(&self, x: &Atom) -> u32 {
        if x.sentence == self.sentence {
            (i64::from(x.segment) - i64::from(self.segment)).clamp(-4, 4) as i32 as u32
        } else {
            9
        }
    }

    /// Before, at or after which of [`Frame::openers`] token `index` stands, two bits each.
    fn openers_passed(&self, index: usize) -> u32 {
        let passed = |opener: usize| match index.cmp(&opener) {
            _ if opener == usize::MAX => 0,
            std::cmp::Ordering::Less => 1,
            std::cmp::Ordering::Equal => 2,
            std::cmp::Ordering::Greater => 3,
        };
        let [that, to, of, r#as] = self.openers.map(passed);
        that | to << 2 | of << 4 | r#as << 6
    }

    /// What a closer look at one token before this cue sees, beyond [`local::closer`].
    #[inline]
    pub fn closer(&self, index: usize, side: u32, step: u32, mut sink: impl FeatureSink) {
        let page = self.page;
        let x = &page.atoms[index];
        let between = &self.between[index - self.window.start];
        let (c, q, t) = (x.c(), x.q(), x.t());
        let nxc = self.after[0].c();
        let few = |count: u8, most: u8| u32::from(count.min(most));
        let commas = few(between.commas, 3);

        sink.add(T::SubordinatorsUpToCue, [side << 8 | few(between.subordinators, 3), q << 8 | nxc]);
        if between.length <= 4 {
            sink.add(T::ClassesFromHereToCue, [between.classes, side << 8 | c]);
            sink.add(T::ClassesFromHereToCueAndHead, [between.classes, side << 8 | c, self.head]);
            sink.add(T::TagsFromHereToCue, [between.tags, side << 8 | t]);
        }
        sink.add(T::TagAndHead, [t << 16 | side << 8 | q, self.head]);

        let own = &page.segments[x.segment as usize];
        let away = self.segments_away(x);
        sink.add(T::MarksToCueAndFirstWordAfterMark, [away, own.word, u32::from(own.left), side]);
        sink.add(T::FirstWordOfStretchAndHead, [away, own.word, self.head]);
        let depth = i32::from(between.depth) as u32;
        sink.add(T::ClassCommasAndDepthOfBrackets, [side << 8 | c, commas, depth]);
        if side == RIGHT * 3 {
            self.frames(index, step, commas, &mut sink);
        }
        let m1 = page.at(index as isize - 1, &self.window);
        if x.mark != mark::NONE {
            if let Some(next) = page.segments.get(x.segment as usize + 1) {
                let start = u32::from(next.classes[0]) << 8 | u32::from(next.classes[1]);
                sink.add(T::MarkFirstWordAfterAndHead, [side, x.word, next.word, self.head]);
                sink.add(T::MarkCommasAndHowNextStretchBegins, [side << 8 | commas, x.word, start]);
            }
        } else if index > self.window.start && m1.mark != mark::NONE {
            sink.add(T::MarkBeforeWordAndHead, [side, m1.word, x.word, self.head]);
        }
        sink.add(T::CommasUpToCueAndClasses, [side << 8 | few(between.commas, 2), c << 16 | m1.c() << 8 | nxc]);
        let marks = u32::from(own.left) << 16 | u32::from(own.right) << 8 | u32::from(own.classes[0]);
        sink.add(T::MarksToCueAndWhich, [away, marks]);
        sink.add(T::ProbabilityOfCueAndClassOfWord, [self.probability << 16 | side << 8 | c]);
        self.others(index, side, commas, &mut sink);
        self.quotations(index, side, &mut sink);
    }

    /// "told X that …", "accused X of …": which of the small words that open a content lies before the token.
    fn frames(&self, index: usize, step: u32, commas: u32, sink: &mut impl FeatureSink) {
        let page = self.page;
        let at = |offset: isize| page.at(index as isize + offset, &self.window);
        let (m1, x) = (at(-1), at(0));
        let [nx, nx2] = self.after;
        let all = self.openers_passed(index);
        let (that, to, of, r#as) = (all & 3, all >> 2 & 3, all >> 4 & 3, all >> 6);
        sink.add(T::HeadAndIfThatPassed, [self.head, that]);
        sink.add(T::HeadAndIfToPassed, [self.head, to << 2 | that]);
        sink.add(T::HeadAndIfOfPassed, [self.head, of << 2 | that]);
        sink.add(T::HeadAndIfAsPassed, [self.head, r#as << 2 | that]);
        if self.sense != 0 {
            sink.add(T::SenseAndOpenersPassed, [self.sense, all]);
            sink.add(T::SenseClassesAfterAndDistance, [self.sense, nx.c() << 16 | nx2.c() << 8 | step]);
        }
        sink.add(T::ClassAfterCueAndThatOrToPassed, [nx.c() << 8 | x.c(), that << 2 | to]);
        let away = bucket(self.openers[0].saturating_sub(self.cue.end).min(60));
        sink.add(T::DistanceAndWhereThatStands, [that << 16 | away << 8 | step]);
        sink.add(T::WordAfterCueDistanceAndThatOrToPassed, [nx.word, that << 16 | to << 8 | step]);
        sink.add(T::HeadClassesAfterAndDistance, [self.head, nx.c() << 16 | nx2.c() << 8 | step]);
        sink.add(T::HeadWordAfterAndDistance, [self.head, nx.word, step.min(6) << 8 | x.c()]);
        sink.add(T::IfThatPassedAndCommas, [that << 8 | commas, x.c() << 8 | m1.c()]);
    }

    /// Gives every feature of the outline of token `index` to `sink`.
    pub fn outlined(&self, index: usize, mut sink: impl FeatureSink) {
        if self.is_cue(index) {
            // Training learns from it that cues are outside; decoding knows.
            sink.add(T::WordOfCue, [0]);
            return;
        }
        let (side, step) = self.position(index);
        local::outline(self.page, index, side, &mut sink);
        self.by_state(side, self.page.atoms[index].q(), &mut sink);
        self.by_distance(side, step, &mut sink);
        self.by_passed(self.passed(index, side), &mut sink);
        self.outline(index, side, step, &mut sink);
    }

    /// Gives every feature of token `index` beyond the outline to `sink`.
    pub fn beyond(&self, index: usize, mut sink: impl FeatureSink) {
        if self.is_cue(index) {
            return;
        }
        let (side, step) = self.position(index);
        local::closer(self.page, index, side, &mut sink);
        self.closer(index, side, step, &mut sink);
    }
}
