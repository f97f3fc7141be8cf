//! Sentences. A paragraph's end always ends one; a sentence inside a longer quotation is one of its own, as readers see it.
//! Looks only at the stops that the tokenizer left.

use super::landmarks::Landmarks;
use super::rules::{AbbreviationClass, Rules};
use crate::document::{Case, Document, Gap, Sentence, Token, TokenKind};
use crate::token_span::TokenSpan;
use std::ops::Range;

/// Fills `doc.sentences`.
pub fn split(doc: &mut Document<'_>, landmarks: &Landmarks, rules: &Rules) {
    let mut sentences = std::mem::take(&mut doc.sentences);
    let splitter = SentenceSplitter { doc, rules };
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
    doc.sentences = sentences;
}

/// How the items of a list on one line are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ListMarker {
    /// 1 for "1.", "1)" or "a."; counts up with each item.
    ordinal: u32,
    letters: bool,
    /// ".", ")" or ".)".
    tail: Tail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
    Period,
    Bracket,
    Both,
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

struct SentenceSplitter<'d, 'a> {
    doc: &'d Document<'a>,
    rules: &'d Rules,
}

impl SentenceSplitter<'_, '_> {
    fn token(&self, index: usize) -> Token {
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
                // An opening mark after a space belongs to what follows.
                TokenKind::DoubleQuote | TokenKind::SingleQuote if touches => closers.quoted = true,
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

    fn abbreviation_ends(&self, start: usize, stop: usize) -> bool {
        let next = self.token(stop + 1);
        let word = self.doc.word(stop);
        let class = self.rules.abbreviations.get(word);
        let opener = self.opens_sentence(stop + 1);
        match class {
            Some(AbbreviationClass::Title | AbbreviationClass::Inner) => false,
            Some(AbbreviationClass::Number) => next.kind != TokenKind::Number && (opener || next.case == Case::Title),
            Some(AbbreviationClass::Date) => next.kind != TokenKind::Number && opener,
            _ => {
                // "At 5 a.m. The …" is no sentence of its own.
                let long_enough = stop - start >= 4 || !word.ends_with("m.") && !word.ends_with("M.");
                let hour = stop > start && self.token(stop - 1).kind == TokenKind::Number && word.len() == 4;
                opener || hour && long_enough && self.title_follows(stop + 1)
            }
        }
    }

    fn title_follows(&self, index: usize) -> bool {
        self.rules.abbreviations.get(self.doc.word(index)) == Some(AbbreviationClass::Title)
    }

    /// A function word in capitals, perhaps after an opening quotation mark.
    fn opens_sentence(&self, index: usize) -> bool {
        let token = self.token(index);
        match token.kind {
            TokenKind::DoubleQuote | TokenKind::Open if token.gap != Gap::None => {
                self.doc.tokens.get(index + 1).is_some_and(|next| next.case.is_capital() && next.gap == Gap::None)
            }
            _ => token.gap != Gap::None && self.rules.sentence_openers.contains(self.doc.word(index)),
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
            // "Hello world.Today": a missing space, not a dotted name.
            let sentence_like = match before.case {
                Case::Lower => before.span().len() > 1,
                Case::Title => self.title_follows(end) || self.rules.sentence_openers.contains(self.doc.word(end)),
                _ => before.kind == TokenKind::Number,
            };
            return !quoted && word.len() == 1 && sentence_like && next.case == Case::Title;
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

    /// "1. First item", "• 9. …", "a. …": the number of a list item, not a sentence.
    fn list_number(&self, start: usize, stop: usize) -> bool {
        let before = self.token(stop - 1);
        let first = stop == start + 1 || stop == start + 2 && self.token(start).kind == TokenKind::Other;
        first && (before.kind == TokenKind::Number || before.case == Case::Lower && before.span().len() == 1)
    }

    /// "[…]" and "(!)": the mark stands for something left out, or comments, and ends nothing.
    fn inside_bracket(&self, stop: usize, end: usize) -> bool {
        stop > 0
            && self.token(stop - 1).kind == TokenKind::Open
            && end > stop + 1
            && self.token(stop + 1).kind == TokenKind::Close
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

    /// The marker of a list item at `index`, if one is there.
    fn list_marker(&self, index: usize, paragraph: &Range<usize>) -> Option<ListMarker> {
        if index + 2 >= paragraph.end {
            return None;
        }
        let (token, word) = (self.token(index), self.doc.word(index));
        let next = self.token(index + 1);
        let ordinal = match token.kind {
            TokenKind::Number => word.parse().ok()?,
            TokenKind::Word if token.case == Case::Lower && word.len() == 1 => u32::from(word.as_bytes()[0] - b'a') + 1,
            _ => return None,
        };
        let tail = match next.kind {
            _ if next.gap != Gap::None => return None,
            TokenKind::Close => Tail::Bracket,
            TokenKind::Terminal if self.doc.word(index + 1) == "." => {
                let third = self.token(index + 2);
                if third.kind == TokenKind::Close && third.gap == Gap::None { Tail::Both } else { Tail::Period }
            }
            _ => return None,
        };
        Some(ListMarker { ordinal, letters: token.kind == TokenKind::Word, tail })
    }

    /// The later items of a list that begins a paragraph with item 1: token indices, ascending.
    fn list_items(&self, first: ListMarker, paragraph: &Range<usize>) -> Vec<usize> {
        let mut items = Vec::new();
        let mut last = first;
        if first.ordinal != 1 {
            return items;
        }
        for index in paragraph.start + 1..paragraph.end {
            let next = ListMarker { ordinal: last.ordinal + 1, ..last };
            if self.list_marker(index, paragraph) == Some(next) && self.token(index).gap != Gap::None {
                items.push(index);
                last = next;
            }
        }
        items
    }
}
