//! Whether an abbreviation ends a sentence: "in the U.S. The ministry", but "Mr. Voss", "Fig. A", "the U.S. Senate".

use super::SentenceSplitter;
use crate::document::{Case, Gap, Token, TokenKind};
use crate::text::rules::AbbreviationClass;

/// Most words of a name or title in quotation marks: "J. “Bo” Voss", "the U.S. “Star Wars” program".
const QUOTED_NAME: usize = 3;

impl SentenceSplitter<'_, '_> {
    pub(super) fn abbreviation_ends(&self, start: usize, stop: usize) -> bool {
        let next = self.token(stop + 1);
        let word = self.doc.word(stop);
        let opener = self.opens_sentence(stop + 1);
        match self.rules.abbreviations.get(word) {
            Some(AbbreviationClass::Title | AbbreviationClass::Inner | AbbreviationClass::Word) => false,
            Some(AbbreviationClass::Street) => opener && self.follows_name(start, stop),
            Some(AbbreviationClass::Number) => {
                let numbered = next.kind == TokenKind::Number || self.is_letter_or_numeral(stop + 1);
                !numbered && (opener || next.case == Case::Title)
            }
            Some(AbbreviationClass::Date) => next.kind != TokenKind::Number && opener,
            class => {
                // "At 5 a.m. The …" is no sentence of its own.
                let long_enough = stop - start >= 4 || !word.ends_with("m.") && !word.ends_with("M.");
                let hour = stop > start && self.token(stop - 1).kind == TokenKind::Number && word.len() == 4;
                opener
                    || hour && long_enough && self.title_follows(stop + 1)
                    || class.is_none() && next.case.is_capital() && self.is_label(start, stop)
            }
        }
    }

    pub(super) fn title_follows(&self, index: usize) -> bool {
        let class = self.rules.abbreviations.get(self.doc.word(index));
        matches!(class, Some(AbbreviationClass::Title | AbbreviationClass::Street))
    }

    /// A function word in capitals, perhaps after an opening mark.
    fn opens_sentence(&self, index: usize) -> bool {
        let token = self.token(index);
        if token.gap == Gap::None {
            return false;
        }
        let next = self.doc.tokens.get(index + 1).filter(|next| next.gap == Gap::None);
        match token.kind {
            TokenKind::DoubleQuote | TokenKind::SingleQuote => {
                next.is_some_and(|next| next.case.is_capital()) && !self.quotes_name(index)
            }
            // "in the U.S. (The house …)", but "TROY, N.C. (AP)", "et al. (US 5,000)".
            TokenKind::Open => {
                let label = self.doc.tokens.get(index + 2).is_none_or(|after| after.kind == TokenKind::Close);
                next.is_some() && !label && self.is_opener(index + 1)
            }
            _ => self.is_opener(index),
        }
    }

    pub(super) fn is_opener(&self, index: usize) -> bool {
        self.rules.sentence_openers.contains(self.doc.word(index))
    }

    /// True if the mark at `index` encloses a name or title: a few words that end without punctuation.
    fn quotes_name(&self, index: usize) -> bool {
        let inner = index + 1..self.doc.tokens.len().min(index + 2 + QUOTED_NAME);
        let end = inner.clone().find(|&at| !self.token(at).is_word());
        end.is_some_and(|end| self.doc.is_quote_mark(end) && self.token(end).gap == Gap::None)
    }

    /// "James St.", "42nd St.": the abbreviation follows the name that it belongs to.
    fn follows_name(&self, start: usize, stop: usize) -> bool {
        let named = |before: Token| {
            before.kind == TokenKind::Number || before.kind == TokenKind::Word && before.case.is_capital()
        };
        stop > start && self.token(stop).gap == Gap::Space && named(self.token(stop - 1)) && !self.is_opener(stop - 1)
    }

    /// "vitamin C.", "size S.": the letter is no initial.
    fn is_label(&self, start: usize, stop: usize) -> bool {
        stop > start
            && self.token(stop).gap == Gap::Space
            && self.doc.word(stop).len() == 2
            && self.rules.lettered.contains(&*self.doc.lower(stop - 1))
    }

    /// "B" of "Fig. B", "IV" of "Art. IV".
    fn is_letter_or_numeral(&self, index: usize) -> bool {
        let word = self.doc.word(index);
        let numeral = || word.bytes().all(|letter| matches!(letter, b'I' | b'V' | b'X'));
        self.token(index).case == Case::Upper && (word.len() == 1 || numeral())
    }
}
