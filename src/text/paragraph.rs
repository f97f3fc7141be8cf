//! Paragraphs. A blank line always ends one. A single line break ends one too, as in most stored news, unless the text is
//! broken there in the middle of a sentence: the next line continues in lower case after an unfinished line, the line ends
//! with a word that ends nothing, or the whole article is set in lines of one width.

use super::landmarks::Landmarks;
use super::rules::Rules;
use crate::deadline::tick;
use crate::document::{Case, Document, Gap, Paragraph, TokenKind};
use crate::token_span::TokenSpan;

/// A line shorter than this many tokens is mostly a heading or list item.
const SHORT_LINE: u32 = 4;
/// An article counts as hard-wrapped with at least this many single breaks of which …
const MIN_BREAKS: usize = 4;
/// … at least half are inside a sentence (few sentences of prose end at a line's end by chance).
const WRAPPED_SHARE: f64 = 0.5;
/// Spaces before a line that begins a paragraph, more than before the line above.
const INDENTED: usize = 2;
/// Most spaces before a line that are counted.
const MOST_INDENTED: usize = 32;

/// Fills `doc.paragraphs`.
pub fn split(doc: &mut Document<'_>, landmarks: &Landmarks, rules: &Rules) {
    let soft = LineBreaks { doc, rules, breaks: &landmarks.breaks }.soft();
    let mut start = 0;
    let mut paragraphs = std::mem::take(&mut doc.paragraphs);
    for (&at, soft) in landmarks.breaks.iter().zip(soft) {
        if at > start && !soft {
            let tokens = TokenSpan::new(start as usize, at as usize);
            paragraphs.push(Paragraph { span: doc.span_of(tokens), tokens });
            start = at;
        }
    }
    let end = doc.tokens.len() as u32;
    if end > start {
        let tokens = TokenSpan::new(start as usize, end as usize);
        paragraphs.push(Paragraph { span: doc.span_of(tokens), tokens });
    }
    doc.paragraphs = paragraphs;
}

/// A line and the one after it, as tokens: `start..at` and `at..end`.
#[derive(Clone, Copy)]
struct LinePair {
    start: u32,
    at: u32,
    end: u32,
}

struct LineBreaks<'d, 'a> {
    doc: &'d Document<'a>,
    rules: &'d Rules,
    breaks: &'d [u32],
}

impl LineBreaks<'_, '_> {
    /// For each break, whether the sentence continues after it.
    fn soft(&self) -> Vec<bool> {
        let mut soft: Vec<bool> = self.lines().map(|line| self.goes_on(line)).collect();
        let wrapped = soft.iter().filter(|&&soft| soft).count();
        if wrapped == 0 {
            return soft;
        }
        let single = self.lines().filter(|&line| self.is_single(line)).count();
        // "Emmanuel / Macron" says nothing about how the article is set.
        let parted = self.lines().filter(|&line| self.parts_name(line)).count();
        let share = |of: usize| wrapped as f64 >= WRAPPED_SHARE * of as f64;
        if share(single - parted) {
            for (soft, line) in soft.iter_mut().zip(self.lines()) {
                *soft |= self.parts_name(line);
            }
        }
        if single >= MIN_BREAKS && share(single) {
            // Set in lines of one width: every single break after a long enough line is soft.
            let longest = self.lines().filter(|&line| self.is_single(line)).map(|line| self.width(line)).max();
            let longest = longest.unwrap_or(0);
            for (soft, line) in soft.iter_mut().zip(self.lines()) {
                if self.is_single(line) && !self.begins_indented(line) {
                    let unfinished = self.doc.tokens[line.at as usize - 1].kind != TokenKind::Terminal;
                    let width = self.width(line);
                    *soft |= width * 4 >= longest * 3 || unfinished && width * 2 >= longest;
                }
            }
        }
        soft
    }

    /// The line before each break, with the one after it.
    fn lines(&self) -> impl Iterator<Item = LinePair> {
        let starts = std::iter::once(0).chain(self.breaks.iter().copied());
        let ends = self.breaks.iter().skip(1).copied().chain([self.doc.tokens.len() as u32]);
        starts.zip(self.breaks).zip(ends).map(|((start, &at), end)| LinePair { start, at, end })
    }

    /// True if no blank line follows.
    fn is_single(&self, line: LinePair) -> bool {
        line.at > line.start && self.doc.tokens[line.at as usize].gap == Gap::Line
    }

    /// In bytes.
    fn width(&self, line: LinePair) -> u32 {
        self.doc.tokens[line.at as usize - 1].end - self.doc.tokens[line.start as usize].start
    }

    /// True if the line clearly continues in the next line.
    fn goes_on(&self, line: LinePair) -> bool {
        tick();
        if !self.is_single(line) {
            return false;
        }
        let LinePair { start, at, .. } = line;
        let (next, last) = (self.doc.tokens[at as usize], self.doc.tokens[at as usize - 1]);
        if self.ends_nothing(line) {
            return true;
        }
        if next.case != Case::Lower {
            return false;
        }
        let first = self.doc.tokens[start as usize];
        let unfinished = matches!(
            last.kind,
            TokenKind::Word | TokenKind::Number | TokenKind::Comma | TokenKind::Clitic | TokenKind::Abbreviation
        );
        if at < start + SHORT_LINE {
            return unfinished && first.case != Case::Lower && self.is_second_half(line);
        }
        // "the inspec- / tion"
        let hyphenated = last.kind == TokenKind::Hyphen && last.gap == Gap::None;
        // A list of lower-case items has lines that begin in lower case; a wrapped sentence has a capital somewhere above.
        (unfinished || hyphenated) && (first.case != Case::Lower || at - start > 2 * SHORT_LINE)
    }

    /// True for a line that ends with a word or mark with which no paragraph ends: "of the", "said Ann Voss,", "rained,”".
    fn ends_nothing(&self, line: LinePair) -> bool {
        let is_mark = |at: &u32| self.doc.is_quote_mark(*at as usize) && self.doc.tokens[*at as usize].gap == Gap::None;
        let before_marks = (line.start..line.at).rev().find(|at| !is_mark(at));
        let Some(last) = before_marks.map(|at| at as usize) else { return false };
        let token = self.doc.tokens[last];
        match token.kind {
            TokenKind::Comma => line.at >= line.start + SHORT_LINE,
            TokenKind::Word if last as u32 + 1 == line.at => {
                // A headline may end in any word: "Whom She Lives With".
                let opens = || last as u32 == line.start || self.doc.tokens[last - 1].kind == TokenKind::Terminal;
                let fits = token.case == Case::Lower || token.case == Case::Title && opens();
                fits && self.rules.unfinished.contains(&*self.doc.lower(last))
            }
            _ => false,
        }
    }

    /// True if the line after a short one looks like the end of a sentence and not like an item, a byline or a label:
    /// "Ann Voss / said.", "Ann Voss said / no".
    fn is_second_half(&self, line: LinePair) -> bool {
        let (at, end) = (line.at as usize, line.end as usize);
        let last = line.at as usize - 1;
        let kind = |index: usize| self.doc.tokens[index].kind;
        let letter = self.doc.tokens[at].span().len() == 1;
        let labeled = at + 1 < end
            && (matches!(kind(at + 1), TokenKind::Colon | TokenKind::Close)
                || letter && kind(at + 1) == TokenKind::Terminal);
        if labeled || self.doc.tokens[at].mixed || self.doc.word(at) == "by" {
            return false;
        }
        let speaks = |index: usize| self.rules.speech_verbs.contains(self.doc.word(index));
        let closed = (at..end).rev().find(|&index| !self.doc.is_quote_mark(index)).map(kind);
        speaks(last) || speaks(at) || closed == Some(TokenKind::Terminal)
    }

    /// "Governor Emmanuel / Macron said": a name in two lines. A line of capitals alone is a headline or a list of names.
    fn parts_name(&self, line: LinePair) -> bool {
        if !self.is_single(line) {
            return false;
        }
        let (last, next) = (line.at as usize - 1, line.at as usize);
        let capital = |index: usize| {
            let token = self.doc.tokens[index];
            token.kind == TokenKind::Word && token.case == Case::Title
        };
        let prose = || {
            let mut words = (line.start as usize..last).filter(|&index| self.doc.tokens[index].is_word());
            words.clone().count() == 0 || words.any(|index| !self.doc.is_capital(index))
        };
        capital(last)
            && capital(next)
            && !self.rules.sentence_openers.contains(self.doc.word(next))
            && !self.begins_indented(line)
            && prose()
    }

    /// True if the line after this finished one is set further in: it begins a paragraph.
    fn begins_indented(&self, line: LinePair) -> bool {
        let indent = |token: u32| {
            let text = &self.doc.text().as_bytes()[..self.doc.tokens[token as usize].start as usize];
            text.iter().rev().take(MOST_INDENTED).take_while(|byte| matches!(byte, b' ' | b'\t')).count()
        };
        let finished = self.doc.tokens[line.at as usize - 1].kind == TokenKind::Terminal;
        finished && indent(line.at) >= indent(line.start) + INDENTED
    }
}
