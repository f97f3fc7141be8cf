//! The claim classifier: is this reading of this cue right as a whole? Sparse features of the spans, their edges, the cue and
//! the readings of the cues near by, and a few numbers; a logistic regression gives the claim's confidence.

use super::atom::{Atom, mark, quote};
use super::page::Page;
use super::template::ClaimTemplate as T;
use super::window::{CueCandidate, head};
use super::words::class;
use crate::attribution::reading::Runs;
use crate::crf::hash::{bucket, fold};
use crate::crf::sink::FeatureSink;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// A cue with what stage 2 made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimCandidate {
    /// The cue.
    pub cue: CueCandidate,
    /// Its source; empty where there is none.
    pub source: Runs,
    /// Its content; empty only where stage 2 found nothing at all.
    pub content: Runs,
    /// By how much the reading scores above an empty one.
    pub margin: f32,
    /// Log probability of the reading, given the cue.
    pub posterior: f32,
    /// Log probability that the cue has neither source nor content.
    pub nothing: f32,
}

impl ClaimCandidate {
    /// The tokens of the paragraphs that its parts are in.
    fn paragraphs(&self, page: &Page) -> Range<usize> {
        let parts = self.source.iter().chain(&self.content).copied().chain([self.cue.tokens]);
        let (first, last) =
            parts.fold((usize::MAX, 0), |(first, last), run| (first.min(run.start()), last.max(run.end())));
        page.paragraph(first).start..page.paragraph(last - 1).end
    }
}

/// How many numbers [`numbers`] gives.
pub const NUMBERS: usize = 9;

/// What each of them is, in the words of `--explain`.
pub const NUMBER_NAMES: [&str; NUMBERS] = [
    "the odds of the cue",
    "the margin of source and content over none",
    "the margin of source and content over none, as it is",
    "the odds of the cue times the margin",
    "the probability of the cue",
    "a large margin",
    "the odds of source and content among all readings",
    "the probability of source and content among all readings",
    "the odds that the cue has neither source nor content",
];

/// A cue less probable than this is no neighbor.
const NEIGHBOUR: f32 = 0.15;
/// How far a neighbor may be, in tokens.
const NEAR: usize = 150;

/// What the two stages say of a candidate, as numbers.
pub fn numbers(candidate: &ClaimCandidate) -> [f32; NUMBERS] {
    let p = candidate.cue.probability.clamp(1e-4, 1.0 - 1e-4);
    let logit = (p / (1.0 - p)).ln();
    let squashed = (candidate.margin / 4.0).tanh();
    [
        logit,
        squashed * 4.0,
        candidate.margin.clamp(-8.0, 8.0),
        logit * squashed,
        p,
        (candidate.margin / 20.0).clamp(0.0, 3.0),
        candidate.posterior.clamp(-12.0, 0.0),
        candidate.posterior.exp(),
        candidate.nothing.clamp(-20.0, 0.0),
    ]
}

/// The first and the last token of a run.
fn edges(run: TokenSpan) -> (isize, isize) {
    (run.start() as isize, run.end() as isize - 1)
}

/// What lies between two runs; nothing where the second does not begin after the first.
fn gap(first: TokenSpan, second: TokenSpan) -> TokenSpan {
    TokenSpan::new(first.end(), second.start().max(first.end()))
}

fn level(probability: f32) -> u32 {
    if probability > 0.7 { 2 } else { u32::from(probability > 0.3) }
}

/// What the tokens of a run are, counted.
#[derive(Debug, Default)]
struct RunCounts {
    opened: u32,
    closed: u32,
    quoted: u32,
    commas: u32,
    open_brackets: u32,
    closed_brackets: u32,
    verbs: u32,
    /// Conjunctions and prepositions.
    joints: u32,
}

/// Everything about a candidate that features are made of.
struct ClaimFeatures<'p> {
    page: &'p Page,
    candidate: &'p ClaimCandidate,
    head: u32,
    /// What the lexicon of cues says of the head; 0 if nothing.
    sense: u32,
    /// The tokens of the paragraphs that the candidate is in.
    paragraphs: Range<usize>,
}

impl<'p> ClaimFeatures<'p> {
    /// The token at `index`, or an edge outside the paragraphs of the candidate: no other paragraph changes what it is worth.
    fn at(&self, index: isize) -> &'p Atom {
        self.page.at(index, &self.paragraphs)
    }

    fn classes(&self, run: TokenSpan, most: usize) -> u32 {
        self.page.atoms[run.range()].iter().take(most).fold(7, |classes, atom| fold(classes, atom.c()))
    }

    fn count(&self, run: TokenSpan) -> RunCounts {
        let mut counts = RunCounts::default();
        for atom in &self.page.atoms[run.range()] {
            counts.opened += u32::from(atom.quote == quote::OPENS);
            counts.closed += u32::from(atom.quote == quote::CLOSES);
            counts.quoted += u32::from(atom.quote != quote::OUTSIDE);
            counts.commas += u32::from(atom.mark == mark::COMMA);
            counts.open_brackets += u32::from(atom.mark == mark::OPEN);
            counts.closed_brackets += u32::from(atom.mark == mark::CLOSE);
            let (verbs, joints) = (
                1 << class::AUXILIARY | 1 << class::SPEECH | 1 << class::THOUGHT | 1 << class::ED,
                1 << class::CONJUNCTION | 1 << class::SUBORDINATOR | 1 << class::PREPOSITION,
            );
            counts.verbs += verbs >> atom.class & 1;
            counts.joints += joints >> atom.class & 1;
        }
        counts
    }

    fn cue(&self, sink: &mut impl FeatureSink) {
        let cue = self.candidate.cue.tokens;
        let (first, last) = edges(cue);
        let (x, z) = (self.at(first), self.at(last));
        let (n1, n2, p1, p2) = (self.at(last + 1), self.at(last + 2), self.at(first - 1), self.at(first - 2));
        let surface = self.head;
        let words = (first..=last).fold(3, |words, index| fold(words, self.at(index).word));
        let classes = self.classes(cue, 4);
        sink.add(T::Cue, [words]);
        sink.add(T::Head, [surface]);
        sink.add(T::FirstWordOfCue, [x.word]);
        sink.add(T::LastWordOfCue, [z.word]);
        sink.add(T::WordAfterCue, [n1.word]);
        sink.add(T::SecondWordAfterCue, [n2.word]);
        sink.add(T::WordBeforeCue, [p1.word]);
        sink.add(T::SecondWordBeforeCue, [p2.word]);
        sink.add(T::HeadAndWordAfter, [surface, n1.word]);
        sink.add(T::HeadAndWordBefore, [surface, p1.word]);
        sink.add(T::HeadAndClassesAfter, [surface, n1.c() << 8 | n2.c()]);
        sink.add(T::HeadAndClassesBefore, [surface, p2.c() << 8 | p1.c()]);
        if self.sense != 0 {
            sink.add(T::Sense, [self.sense]);
            sink.add(T::SenseAndWordAfter, [self.sense, n1.word]);
            sink.add(T::SenseAndClassesAfter, [self.sense, n1.c() << 8 | n2.c()]);
            sink.add(T::SenseAndTagsBeside, [self.sense, p1.t() << 8 | n1.t()]);
        }
        sink.add(T::QuotingOfCueAndBeside, [x.q() << 16 | n1.q() << 8 | p1.q()]);
        sink.add(T::HeadAndQuoting, [surface, x.q()]);
        sink.add(T::LengthOfCue, [cue.len().min(5) as u32]);
        sink.add(T::TagsOfCueAndBeside, [p1.t() << 16 | x.t() << 8 | n1.t()]);
        sink.add(T::TagsAfterCue, [n1.t() << 8 | n2.t()]);
        sink.add(T::TagsBeforeCue, [p2.t() << 8 | p1.t()]);
        sink.add(T::HeadAndTagsBeside, [surface, p1.t() << 8 | n1.t()]);
        sink.add(T::ClassesOfCueWords, [classes]);
        sink.add(T::ClassesOfCueWordsAndOfNext, [classes, n1.c()]);
        sink.add(T::EndingOfCueAndClassOfNextWord, [z.ending, n1.c()]);
    }

    fn shape(&self, sink: &mut impl FeatureSink) {
        let ClaimCandidate { cue, source, content, .. } = self.candidate;
        let mut parts: Vec<(usize, u32)> = source.iter().map(|run| (run.start(), 1)).collect();
        parts.extend(content.iter().map(|run| (run.start(), 2)));
        parts.push((cue.tokens.start(), 3));
        parts.sort_unstable();
        let order = parts.iter().take(6).fold(0, |order, (_, part)| order << 2 | part);
        sink.add(T::OrderOfSourceCueAndContent, [order]);
        sink.add(T::OrderOfSourceCueAndContentAndHead, [order, self.head]);
        if self.sense != 0 {
            sink.add(T::SenseAndOrder, [self.sense, order << 1 | u32::from(source.is_empty())]);
        }
        sink.add(T::HowManyPartsSourceAndContentHave, [source.len().min(2) as u32, content.len().min(4) as u32]);
        sink.add(T::HeadAndIfThereSource, [self.head, u32::from(source.is_empty())]);
        if let [first, second, ..] = &content[..] {
            sink.add(T::ClassesBetweenPartsOfContent, [self.classes(gap(*first, *second), 5)]);
            sink.add(
                T::WordsBetweenPartsOfContent,
                [self.at(edges(*first).1 + 1).word, self.at(edges(*second).0 - 1).word],
            );
        }
    }

    fn source(&self, run: TokenSpan, sink: &mut impl FeatureSink) {
        let cue = self.candidate.cue.tokens;
        let (i, j) = edges(run);
        let (x, z, p, n) = (self.at(i), self.at(j), self.at(i - 1), self.at(j + 1));
        let length = bucket(run.len());
        sink.add(T::LengthOfSource, [length]);
        sink.add(T::FirstWordOfSource, [x.word]);
        sink.add(T::LastWordOfSource, [z.word]);
        sink.add(T::WordBeforeSource, [p.word]);
        sink.add(T::WordAfterSource, [n.word]);
        sink.add(T::ClassesAtSourcesEndsAndLength, [x.c() << 16 | z.c() << 8 | length]);
        sink.add(T::ClassesWhereSourceBegins, [p.c() << 8 | x.c()]);
        sink.add(T::ClassesWhereSourceEnds, [z.c() << 8 | n.c()]);
        let before = run.end() <= cue.start();
        let gap = if before { gap(run, cue) } else { gap(cue, run) };
        sink.add(T::ClassesBetweenSourceAndCue, [u32::from(before), self.classes(gap, 6)]);
        sink.add(T::DistanceBetweenSourceAndCue, [bucket(gap.len())]);
        sink.add(T::SourceClasses, [self.classes(run, 6)]);
        let counts = self.count(run);
        sink.add(T::CommasInSource, [counts.commas.min(3)]);
        sink.add(T::QuotingOfSourceAndCue, [x.q() << 16 | z.q() << 8 | self.at(edges(cue).0).q()]);
        sink.add(T::FirstSourceClassAndHead, [x.c(), self.head]);
        sink.add(T::ConjunctionsAndPrepositionsInSource, [counts.joints]);
        sink.add(T::LastSourceWordKindsAndHead, [z.c() << 8 | z.t(), self.head]);
    }

    fn content(&self, run: TokenSpan, sink: &mut impl FeatureSink) {
        let cue = self.candidate.cue.tokens;
        let head = self.head;
        let (i, j) = edges(run);
        let right = run.start() >= cue.end();
        let side = u32::from(right) << 16;
        let (x, z, p, n) = (self.at(i), self.at(j), self.at(i - 1), self.at(j + 1));
        let (n2, n3) = (self.at(j + 2), self.at(j + 3));
        let length = bucket(run.len());
        sink.add(T::LengthOfContent, [side | length]);
        sink.add(T::LengthOfContentAndHead, [side | length, head]);
        sink.add(T::FirstWordOfContent, [side, x.word]);
        sink.add(T::FirstWordOfContentAndHead, [side, x.word, head]);
        if self.sense != 0 {
            sink.add(T::SenseAndFirstWordOfContent, [side, x.word, self.sense]);
        }
        sink.add(T::LastWordOfContent, [side, z.word]);
        sink.add(T::WordBeforeContent, [side, p.word]);
        sink.add(T::WordAfterContent, [side, n.word]);
        sink.add(T::TwoWordsAfterContent, [side, n.word, n2.word]);
        sink.add(T::ClassesWhereContentEnds, [side, z.c() << 24 | n.c() << 16 | n2.c() << 8 | n3.c()]);
        sink.add(T::ClassesWhereContentBegins, [side, self.at(i - 2).c() << 16 | p.c() << 8 | x.c()]);
        sink.add(T::FirstClassesOfContent, [side, self.classes(run, 4)]);
        let last_sentence = n.class == class::EDGE || n.sentence != z.sentence;
        let ends = last_sentence || matches!(n.mark, mark::PERIOD | mark::ASKING);
        let starts = p.class == class::EDGE || p.sentence != x.sentence;
        sink.add(T::IfContentBeginsAndEndsWithSentence, [side | u32::from(ends) << 1 | u32::from(starts), n.c()]);
        let counts = self.count(run);
        let (opened, closed) = (counts.opened.min(3), counts.closed.min(3));
        sink.add(
            T::QuoteMarksInContentAndAtEnds,
            [side | opened << 8 | closed, x.q() << 24 | z.q() << 16 | n.q() << 8 | p.q()],
        );
        let share = u32::from(counts.quoted > 0) + u32::from(counts.quoted == run.len() as u32);
        sink.add(T::HowMuchOfContentQuoted, [side | share, n.q() << 16 | x.q() << 8 | z.q()]);
        sink.add(T::CommasInContentAndWordAfter, [side | counts.commas.min(4), n.word]);
        sink.add(T::BracketsInContent, [side, counts.open_brackets.wrapping_sub(counts.closed_brackets)]);
        sink.add(T::HowManySentencesContent, [side | (z.sentence - x.sentence).min(3), x.q()]);
        let verbs = counts.verbs.min(2);
        sink.add(T::VerbsInContentAndHead, [side | verbs, head]);
        sink.add(T::VerbsInContentAndLength, [side | verbs, length]);
        let gap = if right { gap(cue, run) } else { gap(run, cue) };
        sink.add(T::ClassesBetweenCueAndContent, [side, self.classes(gap, 5)]);
        sink.add(T::ClassesBetweenCueAndContentAndHead, [side, self.classes(gap, 4), head]);
        sink.add(T::DistanceBetweenCueAndContent, [side | bucket(gap.len())]);
        sink.add(
            T::FirstWordsBetweenCueAndContent,
            [side, self.at(edges(gap).0).word, if gap.len() > 1 { self.at(edges(gap).0 + 1).word } else { 0 }],
        );
        if n.class != class::EDGE && n.sentence == z.sentence {
            let rest = self.page.sentence(z.sentence).end - run.end();
            sink.add(T::HowMuchOfSentenceLeftAndWordAfterContent, [side | bucket(rest), n.word]);
            let next = TokenSpan::new(run.end(), (run.end() + 4).min(self.page.atoms.len()));
            sink.add(T::VerbsAfterContentAndWordAfter, [side | self.count(next).verbs, n.word]);
        }
        sink.add(T::TagsWhereContentEnds, [side, z.t() << 16 | n.t() << 8 | n2.t()]);
        sink.add(T::TagsWhereContentBegins, [side, p.t() << 16 | x.t() << 8 | self.at(i + 1).t()]);
    }

    /// How a content run relates to the reading of another cue.
    fn neighbour(&self, run: TokenSpan, other: &ClaimCandidate, swallowed: &mut u32, sink: &mut impl FeatureSink) {
        let cue = self.candidate.cue.tokens;
        let side = u32::from(run.start() >= cue.end()) << 16;
        let sure = level(other.cue.probability);
        let source = other.source.first();
        let other_cue = other.cue.tokens;
        let has = |part: TokenSpan| run.contains(part.start());
        if has(other_cue) {
            *swallowed += 1;
            sink.add(T::AnotherCueInContent, [side | sure]);
            let with_source = source.is_some_and(|source| has(*source));
            sink.add(
                T::AnotherCueInContentAndIfSource,
                [side | sure, u32::from(with_source) << 8 | other.source.len() as u32],
            );
            sink.add(T::AnotherCueInContentAndHeadOfThisOne, [side | sure, self.head]);
            let nested = !other.content.is_empty() && other.content.iter().all(|part| has(*part));
            let outside = self.at(edges(other_cue).0).quote == quote::OUTSIDE;
            sink.add(T::AnotherCueInContentAndIfContent, [side | sure, u32::from(nested) << 8 | u32::from(outside)]);
            sink.add(T::OtherCueInContent, [side, self.at(edges(other_cue).0).word]);
            let from = (other_cue.start() - run.start()).min(6);
            let to = run.end().saturating_sub(other_cue.end()).min(6);
            sink.add(T::WhereInContentOtherCueStands, [side, (from << 8 | to) as u32]);
        } else if let Some(source) = source.filter(|source| has(**source)) {
            sink.add(T::SourceOfOtherCueInContent, [side | sure, u32::from(run.end() == source.end())]);
        } else if other_cue.start() == run.end()
            || source.is_some_and(|s| s.start() == run.end() || s.start() == run.end() + 1)
        {
            sink.add(T::AnotherCueOrSourceRightAfterContent, [side | sure]);
        }
        for part in other.content.iter().filter(|part| part.contains(cue.start())) {
            let whole = run.start() >= part.start() && run.end() <= part.end();
            sink.add(T::CueStandsInContentOfAnother, [u32::from(whole), sure]);
        }
    }
}

/// Gives every sparse feature of candidate `index` to `sink`. `candidates` are all of the document, in text order.
pub fn features(page: &Page, candidates: &[ClaimCandidate], index: usize, mut sink: impl FeatureSink) {
    let candidate = &candidates[index];
    let head = head(page, candidate.cue);
    let paragraphs = candidate.paragraphs(page);
    let reads = ClaimFeatures { page, candidate, head: head.lemma, sense: u32::from(head.senses[0]), paragraphs };
    reads.cue(&mut sink);
    reads.shape(&mut sink);
    if let Some(run) = candidate.source.first() {
        reads.source(*run, &mut sink);
    }
    let start = candidate.cue.tokens.start();
    let from =
        candidates[..index].iter().rposition(|other| start - other.cue.tokens.start() > NEAR).map_or(0, |far| far + 1);
    let near = &candidates[from..];
    for &run in candidate.content.iter().take(3) {
        reads.content(run, &mut sink);
        let mut swallowed = 0;
        for other in near.iter().take_while(|other| other.cue.tokens.start().saturating_sub(start) <= NEAR) {
            if other.cue.tokens.start() != start && other.cue.probability >= NEIGHBOUR {
                reads.neighbour(run, other, &mut swallowed, &mut sink);
            }
        }
        sink.add(T::HowManyOtherCuesContent, [u32::from(run.start() >= start) << 16 | swallowed.min(3)]);
    }
}
