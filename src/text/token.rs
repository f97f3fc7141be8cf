//! Cuts a text into tokens, the way the English Universal Dependencies treebanks do, so that names inside compounds and
//! possessives are separate tokens: "Putin ’s", "do n't", "Russia - North Korea", "U.S. - led", "Mr.", "$ 1,000.50".
//! The gazetteer cuts its names with the same function, so that they meet.
//!
//! ASCII goes through one table lookup per byte. Letters up to U+058F and the Latin and Greek extensions (U+1E00–U+1FFF)
//! are words like ASCII ones; everything beyond goes to the word boundaries of UAX #29 (`unicode-segmentation`).

mod mark;
mod word;

use super::form;
use super::landmarks::Landmarks;
use super::rules::Abbreviations;
use crate::document::{Case, Document, Gap, Token, TokenKind};
use crate::work::step;
use std::cell::Cell;

const LOWER: u8 = 1;
const UPPER: u8 = 2;
const DIGIT: u8 = 4;
const ALNUM: u8 = LOWER | UPPER | DIGIT;
const SPACE: u8 = 8;
const NEWLINE: u8 = 16;
const HIGH: u8 = 32;

/// Longest stretch, in bytes, that is looked at as one URL or address.
const MAX_ADDRESS: usize = 1024;

/// How much of a text is cut between two pauses, in bytes.
const BETWEEN_PAUSES: usize = 64 << 10;

/// What a byte is made of: one of the bits above, or 0 for ASCII marks.
static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            b'\n' | b'\r' => NEWLINE,
            0..=b' ' | 0x7f => SPACE,
            0x80..=0xff => HIGH,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Bytes that may belong to the word right before them.
static MAY_JOIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = CLASS[byte] & (ALNUM | HIGH) != 0 || matches!(byte as u8, b'.' | b'\'' | b'&' | b'@' | b':');
        byte += 1;
    }
    table
};

/// Tokens and their hashes, in lists that are used again for each text.
#[derive(Debug, Default)]
pub struct Cut {
    /// Words, numbers, marks in text order.
    pub tokens: Vec<Token>,
    /// Hash of the normal form of each.
    pub hashes: Vec<u64>,
    /// What later passes need to look at.
    pub landmarks: Landmarks,
}

impl Cut {
    /// Cuts a text in place of the one before.
    pub fn again(&mut self, text: &str, abbreviations: &Abbreviations) {
        self.again_with_pauses(text, abbreviations, &|_| {});
    }

    /// [`Self::again`], with a call of `pause` every now and then, with the number of tokens so far.
    fn again_with_pauses(&mut self, text: &str, abbreviations: &Abbreviations, pause: &dyn Fn(usize)) {
        let mut cut = std::mem::take(self);
        cut.tokens.clear();
        cut.hashes.clear();
        cut.landmarks.clear();
        let mut tokenizer = Tokenizer {
            text,
            bytes: text.as_bytes(),
            abbreviations,
            cut,
            gap: Gap::Paragraph,
            address: Cell::default(),
        };
        let mut at = 0;
        while at < text.len() {
            at = tokenizer.run(at, at + BETWEEN_PAUSES);
            pause(tokenizer.cut.tokens.len());
        }
        *self = tokenizer.cut;
    }
}

/// Fills `doc.tokens`, `doc.hashes`, and the tokens that later passes need to look at. `pause` is called every now and then with
/// the number of tokens so far, so that the caller can end the work on a long text.
pub fn tokenize(
    doc: &mut Document<'_>,
    landmarks: &mut Landmarks,
    abbreviations: &Abbreviations,
    pause: &dyn Fn(usize),
) {
    let text = doc.text();
    let mut cut = Cut {
        tokens: std::mem::take(&mut doc.tokens),
        hashes: std::mem::take(&mut doc.hashes),
        landmarks: std::mem::take(landmarks),
    };
    // English news has one token in 5.2 bytes (PolNeAR train).
    cut.tokens.reserve(text.len() / 5 + 8);
    cut.hashes.reserve(text.len() / 5 + 8);
    cut.again_with_pauses(text, abbreviations, pause);
    Cut { tokens: doc.tokens, hashes: doc.hashes, landmarks: *landmarks } = cut;
}

/// The tokens of a text that is not an article, such as a name in a gazetteer.
pub fn tokens_of(text: &str, abbreviations: &Abbreviations) -> Vec<Token> {
    let mut cut = Cut::default();
    cut.again(text, abbreviations);
    cut.tokens
}

struct Tokenizer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    abbreviations: &'t Abbreviations,
    cut: Cut,
    gap: Gap,
    /// The stretch that was last looked at as an address: where it starts, and where nothing more belongs to it or has not
    /// been looked at.
    address: Cell<(usize, usize)>,
}

impl Tokenizer<'_> {
    fn byte(&self, at: usize) -> u8 {
        step();
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn class(&self, at: usize) -> u8 {
        step();
        self.bytes.get(at).map_or(0, |&byte| CLASS[byte as usize])
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    /// Adds a token; what is before it is known by now.
    fn push(&mut self, start: usize, end: usize, kind: TokenKind, case: Case) -> usize {
        let (hash, inner) = form::of_token(self.text, (start, end), kind);
        self.push_hashed((start, end), kind, case, hash, inner)
    }

    /// [`Self::push`] where the hash is known, and whether a capital is after the first letter.
    #[inline]
    fn push_hashed(
        &mut self,
        (start, end): (usize, usize),
        kind: TokenKind,
        case: Case,
        hash: u64,
        inner: bool,
    ) -> usize {
        if self.gap >= Gap::Line {
            self.cut.landmarks.breaks.push(self.cut.tokens.len() as u32);
        }
        step();
        let mixed = inner && case != Case::Upper;
        self.cut.tokens.push(Token { start: start as u32, end: end as u32, kind, gap: self.gap, case, mixed });
        self.cut.hashes.push(hash);
        self.gap = Gap::None;
        end
    }

    fn push_mark(&mut self, start: usize, end: usize, kind: TokenKind) -> usize {
        let index = self.cut.tokens.len() as u32;
        match kind {
            TokenKind::Terminal => self.cut.landmarks.stops.push(index),
            TokenKind::DoubleQuote | TokenKind::SingleQuote => self.cut.landmarks.marks.push(index),
            _ => {}
        }
        if end == start + 1 {
            let hash = form::of_mark(self.bytes[start], kind);
            return self.push_hashed((start, end), kind, Case::None, hash, false);
        }
        self.push(start, end, kind, Case::None)
    }

    /// Cuts the text from `at` on, up to the first token or white space that ends at `enough` or after it. Returns where it does.
    fn run(&mut self, mut at: usize, enough: usize) -> usize {
        while at < enough
            && let Some(&byte) = self.bytes.get(at)
        {
            let class = CLASS[byte as usize];
            at = if class & (LOWER | UPPER) != 0 {
                self.plain_word(at, class == UPPER).unwrap_or_else(|| self.word(at))
            } else if class & DIGIT != 0 {
                self.number(at)
            } else if class & SPACE != 0 {
                self.gap = self.gap.max(Gap::Space);
                at + 1
            } else if class & NEWLINE != 0 {
                self.newline(at)
            } else if class & HIGH != 0 {
                self.beyond_ascii(at)
            } else {
                self.mark(at)
            };
            // A space is most often next: taking it along saves this loop a turn.
            if self.bytes.get(at) == Some(&b' ') {
                self.gap = self.gap.max(Gap::Space);
                at += 1;
            }
        }
        at
    }

    /// A word of ASCII letters that is shorter than sixteen bytes and has nothing after it that could belong to it, which
    /// most are.
    #[inline]
    fn plain_word(&mut self, start: usize, capital: bool) -> Option<usize> {
        let run = form::ascii_run(self.bytes[start..].first_chunk()?)?;
        let end = start + run.length;
        if self.bytes.get(end).is_some_and(|&next| MAY_JOIN[next as usize]) {
            return None;
        }
        let first = if capital { Case::Upper } else { Case::Lower };
        Some(self.push_hashed((start, end), TokenKind::Word, case_of(first, run.lower), run.hash, run.inner))
    }

    fn newline(&mut self, at: usize) -> usize {
        self.gap = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
        if self.bytes[at] == b'\r' && self.byte(at + 1) == b'\n' { at + 2 } else { at + 1 }
    }
}

/// Case of a word from that of its first letter, and whether any letter is lower-case.
fn case_of(first: Case, lower: bool) -> Case {
    if first == Case::Upper && lower { Case::Title } else { first }
}
