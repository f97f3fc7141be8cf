//! Words with something inside or after them that may belong to them: letters beyond ASCII, apostrophes, periods, addresses;
//! and numbers.

use super::{ALNUM, CLASS, DIGIT, HIGH, LOWER, MAX_ADDRESS, NEWLINE, SPACE, Tokenizer, UPPER, case_of};
use crate::document::{Case, TokenKind};
use crate::text::form::{self, HIGHS, ONES, in_range};
use crate::text::rules::AbbreviationClass;
use crate::work::step;

impl Tokenizer<'_> {
    /// A word from `start`: letters, and the joints inside it that do not cut.
    pub(super) fn word(&mut self, start: usize) -> usize {
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
                if form::is_hidden(letter) {
                    let Some(next) = self.joined(at, letter) else { break };
                    at = next;
                    continue;
                }
                if !matches!(letter, '’' | 'ʼ') && !self.is_turned_possessive(at, letter) {
                    break;
                }
            }
            match self.joint(start, at, lower) {
                Joint::Continue(next) => {
                    // "O'Brien" is not set in capitals.
                    lower |= self.bytes[at..next].iter().any(u8::is_ascii_lowercase);
                    at = next;
                }
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

    /// "Voss‘s": the mark that opens quotations, set for an apostrophe.
    fn is_turned_possessive(&self, at: usize, mark: char) -> bool {
        let letter = at + mark.len_utf8();
        mark == '‘' && self.byte(letter) == b's' && self.class(letter + 1) & (LOWER | UPPER | DIGIT | HIGH) == 0
    }

    /// Decides what the mark at `at`, directly after the letters from `start`, does to the word.
    fn joint(&self, start: usize, at: usize, lower: bool) -> Joint {
        match self.bytes[at] {
            b'\'' => self.apostrophe(start, at, 1),
            0xe2 => self.apostrophe(start, at, '’'.len_utf8()),
            0xca => self.apostrophe(start, at, 'ʼ'.len_utf8()),
            b'.' => self.period(start, at),
            b'&' if !lower && self.class(at + 1) == UPPER => Joint::Continue(at + 1),
            b'@' if self.class(at + 1) & ALNUM != 0 => Joint::Address(self.address_end(at)),
            b':' if self.bytes[at..].starts_with(b"://") => Joint::Address(self.address_end(at)),
            _ => Joint::Cut,
        }
    }

    /// Where the word goes on after the hidden marks at `at`; `None` if it ends before them.
    fn joined(&self, at: usize, mark: char) -> Option<usize> {
        let hidden = self.text[at..].char_indices().find(|&(_, letter)| !form::is_hidden(letter));
        let (length, next) = hidden?;
        let letter = next.is_alphanumeric() && is_word_letter(next) || next.is_ascii_alphanumeric();
        (letter && !form::parts_words(mark, next)).then_some(at + length)
    }

    pub(super) fn apostrophe(&self, start: usize, at: usize, width: usize) -> Joint {
        let mut end = at + width;
        while self.class(end) & (LOWER | UPPER) != 0 {
            end += 1;
        }
        let suffix = &self.bytes[at + width..end];
        if suffix.is_empty() {
            // "L’Équipe" continues; "nations’" and a closing mark do not.
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
        match self.abbreviations.get(&self.text[start..=at]) {
            Some(AbbreviationClass::Word) if !self.number_follows(at + 1) => return Joint::Cut,
            Some(_) => return Joint::Abbreviation(at + 1),
            None => {}
        }
        // A single capital is an initial: "John F. Kennedy". Whether it also ends a sentence is decided there.
        if single && self.class(start) == UPPER && self.byte(at + 1) != b'.' {
            return Joint::Abbreviation(at + 1);
        }
        Joint::Cut
    }

    /// "no. 5", "art. IV", but "no. I".
    fn number_follows(&self, at: usize) -> bool {
        let rest = self.text[at..].trim_start_matches([' ', '\u{a0}', '#']);
        let numeral = rest.find(|letter| !matches!(letter, 'I' | 'V' | 'X')).unwrap_or(rest.len());
        let alone = self.class(self.text.len() - rest.len() + numeral) & (ALNUM | HIGH) == 0;
        rest.starts_with(|first: char| first.is_ascii_digit()) || numeral > 0 && alone && &rest[..numeral] != "I"
    }

    /// End of a URL or e-mail address that is known to continue at `at`: up to white space or a bracket, without the
    /// punctuation of the sentence around it.
    fn address_end(&self, at: usize) -> usize {
        // A hostile text of dots and letters stays linear by this bound, and because no byte of a stretch is looked at twice.
        let limit = self.bytes.len().min(at + MAX_ADDRESS);
        let (from, to) = self.address.get();
        let mut end = if (from..to).contains(&at) { to } else { at };
        while end < limit {
            step();
            let byte = self.bytes[end];
            if byte >= 0x80 || CLASS[byte as usize] & (SPACE | NEWLINE) != 0 || b"\"<>()[]{}|".contains(&byte) {
                break;
            }
            end += 1;
        }
        self.address.set((at, end));
        while end > at + 1 && b".,;:!?'".contains(&self.bytes[end - 1]) {
            end -= 1;
        }
        end
    }

    /// Digits, with the separators inside and the letters after them: "1,000.50", "5th", "1990s", "10am".
    pub(super) fn number(&mut self, start: usize) -> usize {
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

/// What a mark directly after letters does.
pub(super) enum Joint {
    /// It belongs to the word, which continues at this byte.
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
pub(super) fn is_word_letter(letter: char) -> bool {
    match letter {
        'ʼ' => false,
        '\u{300}'..='\u{36f}' => true,
        '\u{80}'..='\u{58f}' | '\u{1e00}'..='\u{1fff}' => letter.is_alphanumeric(),
        _ => false,
    }
}

/// "example.com", "nytimes.com/politics": a lower-case last label of two to four letters, or a path after it.
fn domain_like(address: &[u8]) -> bool {
    let host = address.split(|&byte| byte == b'/').next().unwrap_or(address);
    let label = host.rsplit(|&byte| byte == b'.').next().unwrap_or(host);
    (2..=4).contains(&label.len()) && label.iter().all(u8::is_ascii_lowercase)
}
