//! The normal form of a token, under which every table of words knows it, and its hash: lower case, straight marks. Whether
//! a word is capitalized is said by [`Token::case`](crate::document::Token). The tokenizer hashes each token once, into
//! [`Document::hashes`](crate::document::Document); the vocabulary, the matcher and the attribution engine look up by that.

use crate::document::TokenKind;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

pub(super) const ONES: u64 = 0x0101_0101_0101_0101;
pub(super) const HIGHS: u64 = 0x80 * ONES;

/// One round of mixing: the halves of a 128-bit product.
#[inline]
const fn mix(a: u64, b: u64) -> u64 {
    let product = (a ^ 0x9e37_79b9_7f4a_7c15) as u128 * (b ^ 0xd6e8_feb8_6659_fd93) as u128;
    (product >> 64) as u64 ^ product as u64
}

/// Bits to keep of the first and second eight bytes of a word of up to sixteen.
static MASKS: [(u64, u64); 17] = {
    let mut masks = [(u64::MAX, 0); 17];
    let mut length = 0;
    while length < 8 {
        masks[length].0 = (1 << (8 * length)) - 1;
        masks[8 + length].1 = (1 << (8 * length)) - 1;
        length += 1;
    }
    masks[16].1 = u64::MAX;
    masks
};

/// For eight bytes below 0x80, the high bit of each that lies in `low..=high`.
#[inline]
pub(super) const fn in_range(bytes: u64, low: u8, high: u8) -> u64 {
    let from = bytes + (0x80 - low as u64) * ONES;
    let past = bytes + (0x7f - high as u64) * ONES;
    from & !past & HIGHS
}

/// The high bit of each byte that is an ASCII capital.
#[inline]
const fn capitals(bytes: u64) -> u64 {
    in_range(bytes & !HIGHS, b'A', b'Z') & !bytes
}

#[inline]
const fn lower(bytes: u64) -> u64 {
    bytes | capitals(bytes) >> 2
}

const QUOTE: u64 = mix(b'"' as u64, 0);
const APOSTROPHE: u64 = mix(b'\'' as u64, 0);
const HYPHEN: u64 = mix(b'-' as u64, 0);
const DASH: u64 = mix(b'-' as u64 * 0x101, 0);

/// Hash of a normal form: "rudenko", "n't", "--". No token holds a NUL, so the length need not be hashed.
#[must_use]
pub fn hash(form: &[u8]) -> u64 {
    // Endings and beginnings of words, without a call to copy them.
    if form.len() < 4 {
        let bytes = form.iter().rev().fold(0, |bytes, &byte| bytes << 8 | u64::from(byte));
        return mix(lower(bytes), 0);
    }
    let (blocks, rest) = form.as_chunks::<16>();
    let (blocks, rest) = if let ([body @ .., last], []) = (blocks, rest) { (body, &last[..]) } else { (blocks, rest) };
    let state = blocks.iter().fold(0, |state, block| {
        let (first, second) = halves(block);
        mix(state ^ lower(first), lower(second)).rotate_left(23)
    });
    let mut padded = [0; 16];
    padded[..rest.len()].copy_from_slice(rest);
    let (first, second) = halves(&padded);
    mix(state ^ lower(first), lower(second))
}

#[inline]
fn halves(block: &[u8; 16]) -> (u64, u64) {
    let block = u128::from_le_bytes(*block);
    (block as u64, (block >> 64) as u64)
}

/// Hash of the normal form of a word (no mark) as it is written.
#[must_use]
pub fn hash_of_word(word: &str) -> u64 {
    if word.is_ascii() {
        return hash(word.as_bytes());
    }
    hash(normal(word, TokenKind::Word).as_bytes())
}

/// The normal form of a token.
#[must_use]
pub fn normal(word: &str, kind: TokenKind) -> Cow<'_, str> {
    match kind {
        TokenKind::DoubleQuote => "\"".into(),
        TokenKind::SingleQuote => "'".into(),
        TokenKind::Dash => "--".into(),
        TokenKind::Hyphen => "-".into(),
        _ if word.is_ascii() => {
            if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
                word.to_ascii_lowercase().into()
            } else {
                word.into()
            }
        }
        _ => plain(word).chars().flat_map(straight).collect::<String>().into(),
    }
}

/// True for a mark that nobody sees and that changes nothing in a word: soft hyphens, joiners, zero-width spaces, marks of
/// direction.
#[must_use]
pub fn is_hidden(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
    )
}

/// True for a zero-width space that stands where a space should be, before a capital: "Voss\u{200b}Lund", but "Vo\u{200b}ss".
#[must_use]
pub fn parts_words(mark: char, next: char) -> bool {
    mark == '\u{200b}' && next.is_uppercase()
}

/// A word without marks that nobody sees ([`is_hidden`]), its accents composed: the tables have every word so.
#[must_use]
pub fn plain(word: &str) -> Cow<'_, str> {
    let accent = |letter: char| matches!(letter, '\u{300}'..='\u{36f}');
    if word.is_ascii() || !word.chars().any(|letter| is_hidden(letter) || accent(letter)) {
        return word.into();
    }
    word.chars().filter(|&letter| !is_hidden(letter)).nfc().collect::<String>().into()
}

fn straight(letter: char) -> std::char::ToLowercase {
    (if matches!(letter, '’' | 'ʼ') { '\'' } else { letter }).to_lowercase()
}

/// Hash of the normal form of the token `start..end` of `text`, and whether it has a capital after its first letter.
#[inline]
pub(super) fn of_token(text: &str, (start, end): (usize, usize), kind: TokenKind) -> (u64, bool) {
    match kind {
        TokenKind::DoubleQuote => return (QUOTE, false),
        TokenKind::SingleQuote => return (APOSTROPHE, false),
        TokenKind::Dash => return (DASH, false),
        TokenKind::Hyphen => return (HYPHEN, false),
        _ => {}
    }
    // Without a branch on the length for words of up to sixteen bytes, which nearly all are.
    if let Some(block) = text.as_bytes()[start..].first_chunk::<16>()
        && let Some(&(first_mask, second_mask)) = MASKS.get(end - start)
    {
        let (first, second) = halves(block);
        let (first, second) = (first & first_mask, second & second_mask);
        if (first | second) & HIGHS == 0 {
            let (upper, more) = (capitals(first), capitals(second));
            return (mix(first | upper >> 2, second | more >> 2), (upper & !0x80) | more != 0);
        }
    }
    of_rare(&text[start..end])
}

/// ASCII letters in a row.
pub(super) struct LetterRun {
    /// In bytes.
    pub(super) length: usize,
    /// Hash of the normal form.
    pub(super) hash: u64,
    /// A small letter is among them.
    pub(super) lower: bool,
    /// A capital is among them, and not the first.
    pub(super) inner: bool,
}

/// The run at the beginning of sixteen bytes; `None` if it may continue after them. All of a usual word at one stroke: a loop
/// would cost a mispredicted branch per word, and the bytes are there for the hash as well.
#[inline]
pub(super) fn ascii_run(block: &[u8; 16]) -> Option<LetterRun> {
    let (first, second) = halves(block);
    let (first_letters, second_letters) = (letters(first), letters(second));
    let (first_other, second_other) = (first_letters ^ HIGHS, second_letters ^ HIGHS);
    let outside = if first_other == 0 { 64 + second_other.trailing_zeros() } else { first_other.trailing_zeros() };
    let length = outside as usize / 8;
    if length == 16 {
        return None;
    }
    let (first_mask, second_mask) = MASKS[length & 15];
    let (first, second) = (first & first_mask, second & second_mask);
    let (first_letters, second_letters) = (first_letters & first_mask, second_letters & second_mask);
    // 0x20 parts small letters from capitals.
    let (first_small, second_small) = (first << 2 & first_letters, second << 2 & second_letters);
    let (upper, more) = (first_letters ^ first_small, second_letters ^ second_small);
    Some(LetterRun {
        length,
        hash: mix(first | upper >> 2, second | more >> 2),
        lower: first_small | second_small != 0,
        inner: (upper & !0x80) | more != 0,
    })
}

/// The high bits of the bytes that are ASCII letters.
#[inline]
const fn letters(bytes: u64) -> u64 {
    in_range(bytes & !HIGHS | (0x20 * ONES), b'a', b'z') & !bytes
}

/// Hash of the normal form of a mark of one byte.
#[inline]
pub(super) fn of_mark(mark: u8, kind: TokenKind) -> u64 {
    match kind {
        TokenKind::SingleQuote => APOSTROPHE,
        TokenKind::Dash => DASH,
        _ => mix(u64::from(mark), 0),
    }
}

/// [`of_token`] for long words, words beyond ASCII, and the last one of a text.
#[cold]
fn of_rare(word: &str) -> (u64, bool) {
    let inner = |capital: fn(char) -> bool| word.chars().skip(1).any(capital);
    if word.is_ascii() {
        return (hash(word.as_bytes()), inner(|letter| letter.is_ascii_uppercase()));
    }
    // Mostly "’s": no allocation for what is short.
    let mut short = [0; 48];
    let mut length = 0;
    for letter in plain(word).chars().flat_map(straight) {
        let Some(place) = short.get_mut(length..length + letter.len_utf8()) else {
            return (hash_of_word(word), inner(char::is_uppercase));
        };
        length += letter.encode_utf8(place).len();
    }
    (hash(&short[..length]), inner(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_hashes_like_its_normal_form() {
        let words =
            ["a", "Rudenko", "NATO", "O’Brien", "’s", "Zoë’s", "Counterterrorism", "counterterrorismS", "ÉMILE"];
        let long = "Internationalization-of-something-very-long-Indeed-Internationalization";
        let cyrillic = "ДОНАУДАМПФШИФФФАРТСГЕЗЕЛЛЬШАФТСКАПИТЭН";
        for word in words.into_iter().chain([long, cyrillic]) {
            for tail in ["", " and sixteen bytes of text behind it"] {
                let text = format!("— {word}{tail}");
                let (start, end) = (4, 4 + word.len());
                let form = normal(word, TokenKind::Word);
                let inner = word.chars().skip(1).any(char::is_uppercase);
                assert_eq!(of_token(&text, (start, end), TokenKind::Word), (hash(form.as_bytes()), inner), "{word}");
            }
        }
        for (mark, kind) in
            [('`', TokenKind::SingleQuote), ('-', TokenKind::Dash), ('-', TokenKind::Hyphen), (',', TokenKind::Comma)]
        {
            let form = normal(mark.encode_utf8(&mut [0; 4]), kind).into_owned();
            assert_eq!(of_mark(mark as u8, kind), hash(form.as_bytes()), "{kind:?}");
        }
        for kind in [TokenKind::DoubleQuote, TokenKind::SingleQuote, TokenKind::Dash, TokenKind::Hyphen] {
            assert_eq!(of_token("“", (0, 3), kind).0, hash(normal("“", kind).as_bytes()), "{kind:?}");
        }
        assert_eq!(hash_of_word("O’BRIEN"), hash(b"o'brien"));
    }

    #[test]
    fn accents_are_composed_and_hidden_marks_left_out() {
        for (written, form) in [
            ("Mun\u{303}oz", "muñoz"),
            ("Erdog\u{306}an", "erdoğan"),
            ("Mer\u{ad}kel", "merkel"),
            ("Mer\u{200d}kel", "merkel"),
            ("Muñoz", "muñoz"),
            ("Quill", "quill"),
        ] {
            assert_eq!(normal(written, TokenKind::Word), form);
            let text = format!("{written} and sixteen bytes of text after it");
            assert_eq!(of_token(&text, (0, written.len()), TokenKind::Word).0, hash(form.as_bytes()), "{written}");
        }
    }

    #[test]
    fn a_run_is_its_letters() {
        for word in ["a", "Rudenko", "NATO", "transcontinenta", "iPhone"] {
            let text = format!("{word}, and sixteen bytes");
            let run = text.as_bytes().first_chunk().and_then(ascii_run).unwrap();
            assert_eq!((run.length, run.hash), (word.len(), hash_of_word(word)), "{word}");
            assert_eq!(run.lower, word.contains(char::is_lowercase), "{word}");
            assert_eq!(run.inner, word[1..].contains(char::is_uppercase), "{word}");
        }
        assert!(ascii_run(b"transcontinental").is_none());
    }

    #[test]
    fn forms_differ() {
        let forms =
            ["", "a", "b", "ab", "ba", "--", "-", "abcdefgh", "abcdefghi", "abcdefghabcdefgh", "abcdefghabcdefghi"];
        let mut hashes = forms.map(|form| hash(form.as_bytes())).to_vec();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), forms.len());
    }
}
