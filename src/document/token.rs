//! Tokens: the first layer of a document, which all others count in.

use crate::span::Span;

/// What the lexicons say of a word, as an index into their vocabulary (see [`crate::gazetteer::vocabulary`]): words of
/// which all say the same share it, and 0 is a word that none has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordId(pub u16);

/// A word, number or mark. See [`crate::text::token`] for where the cuts are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is.
    pub kind: TokenKind,
    /// What is before it.
    pub gap: Gap,
    /// Letter case, for words.
    pub case: Case,
    /// A capital is after the first letter, and small letters too: "O’Brien", "iPhone".
    pub mixed: bool,
}

impl Token {
    /// Its place.
    #[must_use]
    pub fn span(self) -> Span {
        Span { start: self.start, end: self.end }
    }

    /// True for words and abbreviations.
    #[must_use]
    pub fn is_word(self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Abbreviation)
    }
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum TokenKind {
    /// Letters: "Rudenko", "naïve", "O'Brien".
    Word,
    /// A word that keeps its period: "U.S.", "Mr.", "J.".
    Abbreviation,
    /// The second half of a contraction or possessive: "’s", "n't", "'ll".
    Clitic,
    /// Digits first: "2022", "1,000.50", "5th".
    Number,
    /// "." "…" "..." "?" "!" and runs of them.
    Terminal,
    /// A double quotation mark: “ ” « » ", or a pair of single ones.
    DoubleQuote,
    /// A single mark that is not inside a word: ‘ ’ '.
    SingleQuote,
    /// "(" "[" "{".
    Open,
    /// ")" "]" "}".
    Close,
    /// "-" inside a compound.
    Hyphen,
    /// "–" "—" "--", or a hyphen with space around it.
    Dash,
    /// ",".
    Comma,
    /// ":".
    Colon,
    /// ";".
    Semicolon,
    /// Any other mark or symbol, one character each; also a whole URL, e-mail address, @handle or #tag.
    Other,
}

/// What is between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Gap {
    /// Nothing: they touch.
    None,
    /// White space without a line break.
    Space,
    /// One line break, which may or may not end a paragraph (see [`crate::text::paragraph`]).
    Line,
    /// A blank line, or the start of the text.
    Paragraph,
}

/// Letter case of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Case {
    /// No capital at the start: "said", "iPhone".
    Lower,
    /// A capital first, and a lower-case letter somewhere: "Rudenko", "O'Brien".
    Title,
    /// Capitals only: "NATO", "U.S.", "A".
    Upper,
    /// No letters with case, or not a word.
    None,
}

impl Case {
    /// True if the first letter is a capital.
    #[must_use]
    pub fn is_capital(self) -> bool {
        matches!(self, Self::Title | Self::Upper)
    }
}
