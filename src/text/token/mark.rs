//! Marks, and what begins with one or with a character beyond ASCII.

use super::word::{Joint, is_word_letter};
use super::{ALNUM, NEWLINE, SPACE, Tokenizer};
use crate::document::{Case, Gap, TokenKind};
use crate::text::form;
use unicode_segmentation::UnicodeSegmentation;

impl Tokenizer<'_> {
    pub(super) fn mark(&mut self, at: usize) -> usize {
        let byte = self.bytes[at];
        let kind = match byte {
            b'.' | b'?' | b'!' => return self.terminal(at),
            b',' => TokenKind::Comma,
            b'"' => TokenKind::DoubleQuote,
            b'\'' | b'`' => return self.straight_mark(at),
            b':' => TokenKind::Colon,
            b';' => TokenKind::Semicolon,
            b'(' | b'[' | b'{' => TokenKind::Open,
            b')' | b']' | b'}' => TokenKind::Close,
            b'-' => return self.hyphen(at, 1),
            b'@' | b'#' if self.class(at + 1) & ALNUM != 0 && self.gap != Gap::None => return self.handle(at),
            _ => TokenKind::Other,
        };
        self.push_mark(at, at + 1, kind)
    }

    /// True for a mark between letters, or a letter and a number, as in a compound. "2010–2012" is none.
    fn is_compound(&self, at: usize, end: usize) -> bool {
        let (Some(before), Some(after)) = (self.text[..at].chars().next_back(), self.char_at(end)) else {
            return false;
        };
        before.is_alphanumeric() && after.is_alphanumeric() && (before.is_alphabetic() || after.is_alphabetic())
    }

    /// A mark that nobody sees, outside of a word. Between words it counts as a space, so that it cannot hide a name;
    /// elsewhere it parts nothing.
    fn hidden(&mut self, at: usize, end: usize) -> usize {
        let after_word = self.cut.tokens.last().is_some_and(|last| {
            last.end as usize == at && matches!(last.kind, TokenKind::Word | TokenKind::Number | TokenKind::Clitic)
        });
        if after_word && self.char_at(end).is_some_and(|next| next.is_alphanumeric() || form::is_hidden(next)) {
            self.gap = self.gap.max(Gap::Space);
        }
        end
    }

    /// "@name" or "#tag".
    fn handle(&mut self, at: usize) -> usize {
        let mut end = at + 1;
        while self.class(end) & ALNUM != 0 || self.byte(end) == b'_' {
            end += 1;
        }
        self.push(at, end, TokenKind::Other, Case::None)
    }

    /// A run of ".", "?", "!" and "…".
    fn terminal(&mut self, start: usize) -> usize {
        let mut end = start;
        loop {
            if matches!(self.byte(end), b'.' | b'?' | b'!') {
                end += 1;
            } else if self.bytes[end..].starts_with("…".as_bytes()) {
                end += "…".len();
            } else {
                break;
            }
        }
        self.push_mark(start, end, TokenKind::Terminal)
    }

    fn straight_mark(&mut self, at: usize) -> usize {
        let byte = self.bytes[at];
        if self.byte(at + 1) == byte && self.byte(at + 2) != byte {
            return self.push_mark(at, at + 2, TokenKind::DoubleQuote);
        }
        if byte == b'\'' { self.lone_apostrophe(at, 1) } else { self.push_mark(at, at + 1, TokenKind::SingleQuote) }
    }

    /// An apostrophe outside a word: a mark, or as in "Jr.'s" the possessive of a token that was cut before it.
    fn lone_apostrophe(&mut self, at: usize, width: usize) -> usize {
        match self.apostrophe(at, at, width) {
            Joint::Clitic { end, .. }
                if self.gap == Gap::None && self.after_name() || self.is_apart(at + width, end) =>
            {
                self.push(at, end, TokenKind::Clitic, Case::Lower)
            }
            _ => self.push_mark(at, at + width, TokenKind::SingleQuote),
        }
    }

    /// "Quillby ’s chief": a possessive that a space parts from its name.
    fn is_apart(&self, letter: usize, end: usize) -> bool {
        let name = self.cut.tokens.last().is_some_and(|last| last.is_word() && last.case.is_capital());
        self.gap == Gap::Space && name && &self.bytes[letter..end] == b"s" && self.byte(end) == b' '
    }

    /// True if a possessive may follow the last token directly.
    fn after_name(&self) -> bool {
        self.cut.tokens.last().is_some_and(|last| {
            matches!(last.kind, TokenKind::Abbreviation | TokenKind::Number | TokenKind::Close | TokenKind::Other)
        })
    }

    fn hyphen(&mut self, at: usize, width: usize) -> usize {
        let mut end = at + width;
        while self.byte(end) == b'-' {
            end += 1;
        }
        let spaced = self.gap != Gap::None && (end >= self.bytes.len() || self.class(end) & (SPACE | NEWLINE) != 0);
        let kind = if end - at > width || spaced { TokenKind::Dash } else { TokenKind::Hyphen };
        self.push_mark(at, end, kind)
    }

    pub(super) fn beyond_ascii(&mut self, at: usize) -> usize {
        let Some(first) = self.char_at(at) else { return self.bytes.len() };
        let end = at + first.len_utf8();
        match first {
            '“' | '”' | '„' | '‟' | '«' | '»' | '〝' | '〞' | '＂' => {
                self.push_mark(at, end, TokenKind::DoubleQuote)
            }
            '’' => self.lone_apostrophe(at, first.len_utf8()),
            '‘' | '‚' | '‛' | '‹' | '›' => self.push_mark(at, end, TokenKind::SingleQuote),
            '…' => self.terminal(at),
            '‐' | '‑' | '−' | '﹣' | '－' => self.hyphen(at, first.len_utf8()),
            // It looks like a hyphen, so tables know it as one: "Buy–Write".
            '–' if self.is_compound(at, end) => {
                self.push_hashed((at, end), TokenKind::Dash, Case::None, form::of_mark(b'-', TokenKind::Hyphen), false)
            }
            '‒' | '–' | '—' | '―' => self.push_mark(at, end, TokenKind::Dash),
            '\u{85}' | '\u{2028}' => {
                self.gap = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
                end
            }
            '\u{2029}' => {
                self.gap = Gap::Paragraph;
                end
            }
            _ if form::is_hidden(first) => self.hidden(at, end),
            '•' | '⁃' | '‣' | '▪' | '●' | '◦' => {
                self.cut.landmarks.stops.push(self.cut.tokens.len() as u32);
                self.push_mark(at, end, TokenKind::Other)
            }
            _ if first.is_whitespace() => {
                self.gap = self.gap.max(Gap::Space);
                end
            }
            _ if is_word_letter(first) => self.word(at),
            _ => {
                let segment = self.text[at..].split_word_bounds().next().unwrap_or("");
                let kind = if segment.chars().any(char::is_alphanumeric) { TokenKind::Word } else { TokenKind::Other };
                self.push(at, at + segment.len().max(first.len_utf8()), kind, Case::None)
            }
        }
    }
}
