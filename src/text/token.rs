//! Cuts a text into tokens, the way the English Universal Dependencies treebanks do, so that names inside compounds and
//! possessives stand alone: "Putin ’s", "do n't", "Russia - North Korea", "U.S. - led", "Mr.", "$ 1,000.50".
//! Called by [`super::annotate`]; the gazetteer cuts its names with the same function, so that they meet.
//!
//! ASCII goes through one table lookup per byte. Letters up to U+058F and the Latin and Greek extensions (U+1E00–U+1FFF)
//! are words like ASCII ones; everything beyond goes to the word boundaries of UAX #29 (`unicode-segmentation`).

use super::form::{HIGHS, ONES, in_range};
use super::rules::Abbreviations;
use super::{Landmarks, form};
use crate::document::{Case, Document, Gap, Token, TokenKind};
use unicode_segmentation::UnicodeSegmentation;

const LOWER: u8 = 1;
const UPPER: u8 = 2;
const DIGIT: u8 = 4;
const ALNUM: u8 = LOWER | UPPER | DIGIT;
const SPACE: u8 = 8;
const NEWLINE: u8 = 16;
const HIGH: u8 = 32;

/// Longest stretch, in bytes, that is looked at as one URL or address.
const MAX_ADDRESS: usize = 1024;

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

/// Bytes that may belong to the word that they stand directly behind.
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
        let mut cut = std::mem::take(self);
        cut.tokens.clear();
        cut.hashes.clear();
        cut.landmarks.clear();
        let mut tokenizer = Tokenizer { text, bytes: text.as_bytes(), abbreviations, cut, gap: Gap::Paragraph };
        tokenizer.run();
        *self = tokenizer.cut;
    }
}

/// Fills `doc.tokens`, `doc.hashes`, and the tokens that later passes need to look at.
pub fn tokenize(doc: &mut Document<'_>, landmarks: &mut Landmarks, abbreviations: &Abbreviations) {
    let text = doc.text();
    let mut cut = Cut {
        tokens: std::mem::take(&mut doc.tokens),
        hashes: std::mem::take(&mut doc.hashes),
        landmarks: std::mem::take(landmarks),
    };
    // English news has one token in 5.2 bytes (PolNeAR train).
    cut.tokens.reserve(text.len() / 5 + 8);
    cut.hashes.reserve(text.len() / 5 + 8);
    cut.again(text, abbreviations);
    Cut { tokens: doc.tokens, hashes: doc.hashes, landmarks: *landmarks } = cut;
}

/// The tokens of a text that is not an article, such as a name in a gazetteer.
#[must_use]
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
}

impl Tokenizer<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn class(&self, at: usize) -> u8 {
        self.bytes.get(at).map_or(0, |&byte| CLASS[byte as usize])
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    /// Adds a token; what stands before it is known by now.
    fn push(&mut self, start: usize, end: usize, kind: TokenKind, case: Case) -> usize {
        let (hash, inner) = form::of_token(self.text, (start, end), kind);
        self.push_hashed((start, end), kind, case, hash, inner)
    }

    /// [`Self::push`] where the hash is known, and whether a capital stands behind the first letter.
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

    fn run(&mut self) {
        let mut at = 0;
        while let Some(&byte) = self.bytes.get(at) {
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
    }

    /// A word of ASCII letters that is shorter than sixteen bytes and has nothing behind it that could belong to it, which
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

    /// A word from `start`: letters, and the joints inside it that do not cut.
    fn word(&mut self, start: usize) -> usize {
        let mut at = start;
        let mut first = match self.class(start) {
            LOWER => Case::Lower,
            UPPER => Case::Upper,
            _ => Case::None,
        };
        let mut lower = false;
        loop {
            let (end, some_lower) = ascii_run(self.bytes, at);
            at = end;
            lower |= some_lower;
            let Some(&byte) = self.bytes.get(at) else { break };
            if matches!(byte, b' ' | b',') {
                break;
            }
            if CLASS[byte as usize] == HIGH {
                let Some(letter) = self.char_at(at) else { break };
                if is_word_letter(letter) {
                    if letter.is_lowercase() {
                        lower = true;
                    }
                    if at == start {
                        first = match letter {
                            _ if letter.is_uppercase() => Case::Upper,
                            _ if letter.is_lowercase() => Case::Lower,
                            _ => Case::None,
                        };
                    }
                    at += letter.len_utf8();
                    continue;
                }
                if letter != '’' {
                    break;
                }
            }
            match self.joint(start, at, lower) {
                Joint::Continue(next) => at = next,
                Joint::Cut => break,
                Joint::Clitic { word_end, end } => {
                    if word_end > start {
                        self.push(start, word_end, TokenKind::Word, case_of(first, lower));
                    }
                    return self.push(word_end, end, TokenKind::Clitic, Case::Lower);
                }
                Joint::Abbreviation(end) => {
                    self.cut.landmarks.stops.push(self.cut.tokens.len() as u32);
                    return self.push(start, end, TokenKind::Abbreviation, case_of(first, lower));
                }
                Joint::Address(end) => return self.push(start, end, TokenKind::Other, Case::None),
            }
        }
        self.push(start, at, TokenKind::Word, case_of(first, lower))
    }

    /// Decides what the mark at `at`, directly after the letters from `start`, does to the word.
    fn joint(&self, start: usize, at: usize, lower: bool) -> Joint {
        match self.bytes[at] {
            b'\'' => self.apostrophe(start, at, 1),
            0xe2 => self.apostrophe(start, at, '’'.len_utf8()),
            b'.' => self.period(start, at),
            b'&' if !lower && self.class(at + 1) == UPPER => Joint::Continue(at + 1),
            b'@' if self.class(at + 1) & ALNUM != 0 => Joint::Address(self.address_end(at)),
            b':' if self.bytes[at..].starts_with(b"://") => Joint::Address(self.address_end(at)),
            _ => Joint::Cut,
        }
    }

    fn apostrophe(&self, start: usize, at: usize, width: usize) -> Joint {
        let mut end = at + width;
        while self.class(end) & (LOWER | UPPER) != 0 {
            end += 1;
        }
        let suffix = &self.bytes[at + width..end];
        if suffix.is_empty() {
            // "L’Équipe" goes on; "nations’" and a closing mark do not.
            let next = self.char_at(at + width).filter(|&letter| is_word_letter(letter));
            return next.map_or(Joint::Cut, |letter| Joint::Continue(at + width + letter.len_utf8()));
        }
        if self.class(end) == DIGIT {
            return Joint::Continue(end);
        }
        if at - start > 1 && suffix.eq_ignore_ascii_case(b"t") && self.bytes[at - 1].eq_ignore_ascii_case(&b'n') {
            return Joint::Clitic { word_end: at - 1, end };
        }
        let clitic = [&b"s"[..], b"d", b"m", b"ll", b"re", b"ve"].iter().any(|c| suffix.eq_ignore_ascii_case(c));
        if clitic { Joint::Clitic { word_end: at, end } } else { Joint::Continue(end) }
    }

    fn period(&self, start: usize, at: usize) -> Joint {
        let next = self.class(at + 1);
        let single = at - start == 1;
        if next & (LOWER | UPPER) != 0 {
            // "U.S.", "a.m.", "J.K.": letters and periods in turn.
            if single {
                let mut end = at + 1;
                while self.class(end) & (LOWER | UPPER) != 0 && self.byte(end + 1) == b'.' {
                    end += 2;
                }
                if end > at + 1 {
                    // "Ph.D", "U.S" at the end of such a run without its last period is a word of its own.
                    return Joint::Abbreviation(end);
                }
            }
            if self.abbreviations.get(&self.text[start..=at]).is_some() {
                // "Ph.D." is one token, "Lt.Gen." two.
                return Joint::Abbreviation(if self.byte(at + 2) == b'.' { at + 3 } else { at + 1 });
            }
            // "example.com", "No.10" but not "world.Today".
            let end = self.address_end(at);
            let address = &self.bytes[start..end];
            let whole = address.contains(&b'@') || next == LOWER && domain_like(address);
            return if whole { Joint::Address(end) } else { Joint::Cut };
        }
        if self.bytes[at..].starts_with(b"...") {
            // "No..." is a word and an ellipsis, not "No." for number.
            return Joint::Cut;
        }
        let word = &self.text[start..=at];
        if self.abbreviations.get(word).is_some() {
            return Joint::Abbreviation(at + 1);
        }
        // A single capital is an initial: "John F. Kennedy". Whether it also ends a sentence is decided there.
        if single && self.class(start) == UPPER && self.byte(at + 1) != b'.' {
            return Joint::Abbreviation(at + 1);
        }
        Joint::Cut
    }

    /// End of a URL or e-mail address that is known to go on at `at`: up to white space or a bracket, without the
    /// punctuation of the sentence around it.
    fn address_end(&self, at: usize) -> usize {
        let mut end = at;
        // The bound keeps a hostile text of dots and letters linear.
        let limit = self.bytes.len().min(at + MAX_ADDRESS);
        while end < limit {
            let byte = self.bytes[end];
            if byte >= 0x80 || CLASS[byte as usize] & (SPACE | NEWLINE) != 0 || b"\"<>()[]{}|".contains(&byte) {
                break;
            }
            end += 1;
        }
        while end > at + 1 && b".,;:!?'".contains(&self.bytes[end - 1]) {
            end -= 1;
        }
        end
    }

    /// Digits, with the separators inside and the letters behind them: "1,000.50", "5th", "1990s", "10am".
    fn number(&mut self, start: usize) -> usize {
        let mut at = start + 1;
        loop {
            while self.class(at) & ALNUM != 0 {
                at += 1;
            }
            if matches!(self.byte(at), b'.' | b',') && self.class(at + 1) == DIGIT && self.class(at - 1) == DIGIT {
                at += 2;
            } else {
                break;
            }
        }
        self.push(start, at, TokenKind::Number, Case::None)
    }

    fn mark(&mut self, at: usize) -> usize {
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
            Joint::Clitic { end, .. } if self.gap == Gap::None && self.after_name() => {
                self.push(at, end, TokenKind::Clitic, Case::Lower)
            }
            _ => self.push_mark(at, at + width, TokenKind::SingleQuote),
        }
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

    fn beyond_ascii(&mut self, at: usize) -> usize {
        let Some(first) = self.char_at(at) else { return self.bytes.len() };
        let end = at + first.len_utf8();
        match first {
            '“' | '”' | '„' | '‟' | '«' | '»' | '〝' | '〞' | '＂' => {
                self.push_mark(at, end, TokenKind::DoubleQuote)
            }
            '’' => self.lone_apostrophe(at, first.len_utf8()),
            '‘' | '‚' | '‛' | '‹' | '›' => self.push_mark(at, end, TokenKind::SingleQuote),
            '…' => self.terminal(at),
            '‐' | '‑' => self.hyphen(at, first.len_utf8()),
            '‒' | '–' | '—' | '―' => self.push_mark(at, end, TokenKind::Dash),
            '\u{85}' | '\u{2028}' => {
                self.gap = if self.gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
                end
            }
            '\u{2029}' => {
                self.gap = Gap::Paragraph;
                end
            }
            // Invisible marks separate nothing and join nothing; treated as space they cannot hide a name.
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{2060}' => {
                self.gap = self.gap.max(Gap::Space);
                end
            }
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

/// End of the ASCII letters and digits from `at`, and whether a lower-case letter is among them. Eight bytes at a time:
/// most words end in the first eight, and a loop per byte costs a mispredicted branch per word.
#[inline]
fn ascii_run(bytes: &[u8], mut at: usize) -> (usize, bool) {
    let mut lower = 0;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let chunk = u64::from_le_bytes(*chunk);
        let low = chunk & !HIGHS;
        let letters = in_range(low | (0x20 * ONES), b'a', b'z');
        let outside = !((letters | in_range(low, b'0', b'9')) & !chunk) & HIGHS;
        // The bits below the first byte outside, which are all bits where there is none.
        let inside = (outside & outside.wrapping_neg()).wrapping_sub(1);
        lower |= (low << 2) & letters & inside;
        at += (outside.trailing_zeros() / 8) as usize;
        if outside != 0 {
            return (at, lower != 0);
        }
    }
    while let Some(&byte) = bytes.get(at) {
        let class = CLASS[byte as usize];
        if class & ALNUM == 0 {
            break;
        }
        lower |= u64::from(class & LOWER);
        at += 1;
    }
    (at, lower != 0)
}

/// What a mark directly behind letters does.
enum Joint {
    /// It belongs to the word, which goes on at this byte.
    Continue(usize),
    /// The word ends before it.
    Cut,
    /// The word ends at `word_end` and a clitic follows to `end`.
    Clitic { word_end: usize, end: usize },
    /// The word keeps its period and ends here.
    Abbreviation(usize),
    /// All of it to this byte is a URL or address.
    Address(usize),
}

/// Letters that words are made of without asking UAX #29: Latin, Greek, Cyrillic, Armenian and their marks.
fn is_word_letter(letter: char) -> bool {
    match letter {
        '\u{ad}' | '\u{300}'..='\u{36f}' => true,
        '\u{80}'..='\u{58f}' | '\u{1e00}'..='\u{1fff}' => letter.is_alphanumeric(),
        _ => false,
    }
}

/// Case of a word from that of its first letter, and whether any letter is lower-case.
fn case_of(first: Case, lower: bool) -> Case {
    if first == Case::Upper && lower { Case::Title } else { first }
}

/// "example.com", "nytimes.com/politics": a lower-case last label of two to four letters, or a path behind it.
fn domain_like(address: &[u8]) -> bool {
    let host = address.split(|&byte| byte == b'/').next().unwrap_or(address);
    let label = host.rsplit(|&byte| byte == b'.').next().unwrap_or(host);
    (2..=4).contains(&label.len()) && label.iter().all(u8::is_ascii_lowercase)
}
