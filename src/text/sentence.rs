//! Sentences. A paragraph's end always ends one; a sentence inside a longer quotation is one of its own, as readers see it.
//! Looks only at the stops that the tokenizer left.

mod abbreviation;
mod list;

use super::landmarks::Landmarks;
use super::rules::Rules;
use crate::deadline::tick;
use crate::document::{Case, Document, Gap, Sentence, Token, TokenKind};
use crate::token_span::TokenSpan;
use crate::work::step;
use std::cell::Cell;
use std::ops::Range;

/// Fewest letters of words that no address has around its dot.
const SPELLED_OUT: usize = 4;
/// Most letters of an abbreviated book: "Philem."
const LONGEST_BOOK: usize = 6;

/// Fills `doc.sentences`.
pub fn split(doc: &mut Document<'_>, landmarks: &Landmarks, rules: &Rules) {
    let mut sentences = std::mem::take(&mut doc.sentences);
    let straight = StraightMarks { marks: &landmarks.marks, passed: Cell::default() };
    let splitter = SentenceSplitter { doc, rules, straight };
    let mut stops = landmarks.stops.iter().map(|&stop| stop as usize).peekable();
    for (index, paragraph) in doc.paragraphs.iter().enumerate() {
        let range = paragraph.tokens.range();
        let list = splitter.list_marker(range.start, &range);
        let mut start = range.start;
        let mut cut = |start: &mut usize, end: usize| {
            if end > *start {
                let tokens = TokenSpan::new(*start, end);
                sentences.push(Sentence { span: doc.span_of(tokens), tokens, paragraph: index as u32 });
                *start = end;
            }
        };
        if let Some(list) = list {
            for item in splitter.list_items(list, &range) {
                splitter.cut_at_stops(&mut stops, &mut start, item, &range, &mut cut);
                cut(&mut start, item);
            }
        }
        splitter.cut_at_stops(&mut stops, &mut start, range.end, &range, &mut cut);
        cut(&mut start, range.end);
    }
    let mut numbers = std::mem::take(&mut doc.sentence_numbers);
    numbers.reserve(doc.tokens.len());
    for (sentence, number) in sentences.iter().zip(0..) {
        numbers.extend(std::iter::repeat_n(number, sentence.tokens.len()));
    }
    (doc.sentences, doc.sentence_numbers) = (sentences, numbers);
}

/// The marks that follow a stop.
struct Closers {
    /// One past the last of them.
    end: usize,
    /// One is a quotation mark.
    quoted: bool,
    /// One is a bracket.
    bracketed: bool,
}

/// Which straight quotation marks close, for those that touch words on both sides: said."But, paid."She.
struct StraightMarks<'l> {
    marks: &'l [u32],
    /// How far the marks have been counted: the first token of their paragraph, how many marks of the text, whether the
    /// straight ones of the paragraph so far leave a quotation open.
    passed: Cell<(usize, usize, bool)>,
}

impl StraightMarks<'_> {
    /// True if an odd number of straight marks is between the start of the paragraph and the mark at `index`. Asked for in
    /// text order.
    fn closes(&self, doc: &Document<'_>, index: usize, paragraph: usize) -> bool {
        let (counted, mut at, mut open) = self.passed.get();
        open &= counted == paragraph;
        while let Some(mark) = self.marks.get(at).map(|&mark| mark as usize).filter(|&mark| mark < index) {
            open ^= mark >= paragraph && doc.word(mark) == "\"";
            at += 1;
        }
        self.passed.set((paragraph, at, open));
        open
    }
}

struct SentenceSplitter<'d, 'a> {
    doc: &'d Document<'a>,
    rules: &'d Rules,
    straight: StraightMarks<'d>,
}

impl SentenceSplitter<'_, '_> {
    fn token(&self, index: usize) -> Token {
        step();
        self.doc.tokens[index]
    }

    fn cut_at_stops(
        &self,
        stops: &mut std::iter::Peekable<impl Iterator<Item = usize>>,
        start: &mut usize,
        until: usize,
        paragraph: &Range<usize>,
        cut: &mut impl FnMut(&mut usize, usize),
    ) {
        // Stops before this token have been decided together with an earlier one.
        let mut weighed = *start;
        while let Some(&stop) = stops.peek() {
            if stop >= until {
                break;
            }
            tick();
            stops.next();
            if stop < weighed {
                continue;
            }
            if self.token(stop).kind == TokenKind::Other {
                // A bullet begins what follows it.
                cut(start, stop);
                continue;
            }
            let closers = self.closers(*start, stop, paragraph);
            weighed = closers.end;
            if self.ends(*start, stop, &closers, paragraph) {
                cut(start, closers.end);
            }
        }
    }

    /// The marks after a stop that belong to the sentence it ends.
    fn closers(&self, start: usize, stop: usize, paragraph: &Range<usize>) -> Closers {
        let mut closers = Closers { end: stop + 1, quoted: false, bracketed: false };
        while closers.end < paragraph.end {
            let next = self.token(closers.end);
            let touches = next.gap == Gap::None;
            match next.kind {
                // An opening mark belongs to what follows.
                TokenKind::DoubleQuote | TokenKind::SingleQuote if touches && !self.opens(closers.end, paragraph) => {
                    closers.quoted = true;
                }
                TokenKind::Close if touches => closers.bracketed = true,
                TokenKind::Terminal if touches || self.spaced_dots(start, stop, closers.end) => {}
                _ => break,
            }
            closers.end += 1;
        }
        closers
    }

    /// True if the sentence from `start` ends after the closers of `stop`.
    fn ends(&self, start: usize, stop: usize, closers: &Closers, paragraph: &Range<usize>) -> bool {
        if closers.end >= paragraph.end {
            // The paragraph's end will end it.
            return false;
        }
        if self.token(stop).kind == TokenKind::Abbreviation && closers.end == stop + 1 {
            return self.abbreviation_ends(start, stop);
        }
        self.terminal_ends(start, stop, closers)
    }

    /// ". . ." is one ellipsis; but a full stop that touches its word and has three spaced dots after it ends the
    /// sentence, and the ellipsis opens the next (Chicago Manual of Style, four-dot ellipsis).
    fn spaced_dots(&self, start: usize, stop: usize, next: usize) -> bool {
        let dot = |index: usize| self.doc.tokens.get(index).is_some_and(|t| t.kind == TokenKind::Terminal);
        let attached = stop > start && self.token(stop).gap == Gap::None;
        let four = attached && next == stop + 1 && dot(next + 1) && dot(next + 2) && !dot(next + 3);
        !(four && self.doc.tokens.get(next + 3).is_some_and(|t| t.case.is_capital()))
    }

    /// True if the quotation mark at `index`, which touches a stop before it, opens a quotation: said.“But
    fn opens(&self, index: usize, paragraph: &Range<usize>) -> bool {
        let next = self.doc.tokens.get(index + 1).filter(|next| next.gap == Gap::None && index + 1 < paragraph.end);
        let Some(next) = next else { return false };
        match self.doc.word(index) {
            "“" | "‘" | "«" | "„" | "‟" | "``" | "〝" => true,
            "\"" => next.is_word() && !self.straight.closes(self.doc, index, paragraph.start),
            _ => false,
        }
    }

    /// "Hello world.Today", said.“But, paid.”Advertisement: a missing space, not a dotted name.
    fn lacks_space(&self, stop: usize, closers: &Closers) -> bool {
        let (before, next) = (self.token(stop - 1), self.token(closers.end));
        let several = before.is_word() && before.span().len() > 1;
        if self.token(stop).span().len() != 1 {
            return false;
        }
        match next.kind {
            TokenKind::DoubleQuote | TokenKind::SingleQuote => {
                let inner = self.doc.tokens.get(closers.end + 1);
                (several || before.kind == TokenKind::Number) && inner.is_some_and(|inner| inner.case.is_capital())
            }
            // "a year.Example.com said"
            TokenKind::Other => {
                let word = self.doc.word(closers.end);
                before.case == Case::Lower && several && word.starts_with(|first: char| first.is_ascii_uppercase())
            }
            _ if next.case != Case::Title => false,
            _ => match before.case {
                Case::Lower => several,
                Case::Title | Case::Upper => {
                    // "Node.Js", "Amazon.Com" have short words there.
                    closers.quoted && several
                        || self.title_follows(closers.end)
                        || self.is_opener(closers.end)
                        || before.span().len() >= SPELLED_OUT && next.span().len() >= SPELLED_OUT
                }
                Case::None => before.kind == TokenKind::Number,
            },
        }
    }

    fn terminal_ends(&self, start: usize, stop: usize, closers: &Closers) -> bool {
        let &Closers { end, quoted, bracketed } = closers;
        let next = self.token(end);
        let word = self.doc.word(stop);
        if stop == start || self.inside_bracket(stop, end) {
            return false;
        }
        let before = self.token(stop - 1);
        if next.gap == Gap::None {
            return self.lacks_space(stop, closers);
        }
        if self.inside_citation(stop, end) {
            return false;
        }
        if word == "." && self.list_number(start, stop) {
            return false;
        }
        let ellipsis = word != "." && word.starts_with(['.', '…'])
            || end > stop + 1 && self.token(end - 1).kind == TokenKind::Terminal;
        if ellipsis && self.doc.word(end) == "I" {
            // Always a capital, so no evidence.
            return false;
        }
        match next.kind {
            TokenKind::Word | TokenKind::Abbreviation | TokenKind::Clitic => match next.case {
                // Writing without capitals: a plain word, a mark, and a lower-case word. A mark inside a quotation or an
                // unknown abbreviation has something else before it.
                Case::Lower => {
                    !quoted && !bracketed && !ellipsis && before.case == Case::Lower && before.span().len() >= 4
                }
                Case::None => true,
                _ => !(quoted && word != "." && self.attribution_follows(end)),
            },
            TokenKind::Number => !(word == "." && before.kind == TokenKind::Other && !quoted),
            TokenKind::DoubleQuote | TokenKind::SingleQuote | TokenKind::Open => {
                let inner = self.doc.tokens.get(end + 1);
                inner.is_none_or(|inner| inner.case != Case::Lower) || next.kind == TokenKind::Open
            }
            TokenKind::Other | TokenKind::Terminal => true,
            TokenKind::Dash | TokenKind::Hyphen => !ellipsis,
            _ => false,
        }
    }

    /// "[…]" and "(!)": the mark stands for something left out, or comments, and ends nothing.
    fn inside_bracket(&self, stop: usize, end: usize) -> bool {
        stop > 0
            && self.token(stop - 1).kind == TokenKind::Open
            && end > stop + 1
            && self.token(stop + 1).kind == TokenKind::Close
    }

    /// "(Phil. 4:8)", "in Matt. 5:3": the period of an abbreviation that no list has.
    fn inside_citation(&self, stop: usize, end: usize) -> bool {
        let touching = |index: usize, kind: TokenKind| {
            self.doc.tokens.get(index).is_some_and(|token| token.kind == kind && token.gap == Gap::None)
        };
        self.token(end).kind == TokenKind::Number
            && end == stop + 1
            && self.token(stop - 1).case == Case::Title
            && self.token(stop - 1).span().len() <= LONGEST_BOOK
            && (stop > 1 && self.token(stop - 2).kind == TokenKind::Open
                || touching(end + 1, TokenKind::Colon) && touching(end + 2, TokenKind::Number))
    }

    /// "“Why?” Rudenko asked.": a capitalized name and then a lower-case verb that closes the sentence or clause.
    fn attribution_follows(&self, index: usize) -> bool {
        let mut at = index;
        while at < self.doc.tokens.len() && at < index + 6 && self.token(at).case.is_capital() {
            at += 1;
        }
        let Some(verb) = self.doc.tokens.get(at) else { return false };
        at > index
            && verb.case == Case::Lower
            && self.rules.speech_verbs.contains(self.doc.word(at))
            && self.doc.tokens.get(at + 1).is_none_or(|next| {
                matches!(next.kind, TokenKind::Terminal | TokenKind::Comma) || next.case == Case::Lower
            })
    }
}
