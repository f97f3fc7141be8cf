//! Hashes of words: the vocabulary and the matcher find by them, and a document computes them once per token.

use crate::document::{Case, Token};

/// Words in capitals up to this length are acronyms; longer ones may be words that a headline sets so.
const SHORT_WORD: usize = 3;

/// Longest word that is folded.
const MAX_FOLDED: usize = 64;

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// One round of mixing: the halves of a 128-bit product.
#[inline]
pub(super) fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ b) * u128::from(MULTIPLIER);
    (product >> 64) as u64 ^ product as u64
}

/// Hash of a prefix of a name that is `prefix` (0 for none) and one more token; never 0.
#[inline]
pub(super) fn extend(prefix: u64, token: u64) -> u64 {
    mix(prefix.rotate_left(23).wrapping_add(1), token) | 1
}

/// Hash of a word as it is written.
#[must_use]
pub fn of(word: &[u8]) -> u64 {
    if word.len() > 8 {
        return of_long(word);
    }
    let mut padded = [0; 8];
    padded[..word.len()].copy_from_slice(word);
    of_short(u64::from_le_bytes(padded), word.len())
}

/// The same as [`of`] the token's word, and whether that is ASCII; without a branch on the length for words of up to eight
/// bytes, which most are.
#[inline]
#[must_use]
pub fn of_token(text: &[u8], token: Token) -> (u64, bool) {
    let (start, end) = (token.start as usize, token.end as usize);
    match text[start..].first_chunk::<8>() {
        Some(chunk) if end - start <= 8 => {
            // No token is empty.
            let length = end - start;
            let word = u64::from_le_bytes(*chunk) & u64::MAX >> (64 - 8 * length.max(1) as u32);
            (of_short(word, length), word & 0x8080_8080_8080_8080 == 0)
        }
        _ => {
            let word = &text[start..end];
            (of(word), word.is_ascii())
        }
    }
}

#[inline]
fn of_short(padded: u64, length: usize) -> u64 {
    let hash = mix(padded, (length as u64).wrapping_mul(0xd6e8_feb8_6659_fd93));
    hash ^ hash >> 29
}

fn of_long(word: &[u8]) -> u64 {
    let (chunks, rest) = word.as_chunks::<8>();
    let body =
        chunks.iter().fold(word.len() as u64, |state, chunk| mix(state, u64::from_le_bytes(*chunk)).rotate_left(17));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(body, u64::from_le_bytes(last))
}

/// Hash of a word as names are compared: curly apostrophes are straight, and a word in capitals is a capitalised one.
/// `exact` is its hash [`of`] the word as written.
#[must_use]
pub fn as_name(word: &[u8], case: Case, exact: u64) -> u64 {
    if let Some(hash) = fold(word, case, of) {
        return hash;
    }
    let curly = memchr::memchr(0xe2, word).and_then(|_| std::str::from_utf8(word).ok()).filter(|w| w.contains('’'));
    curly.map_or(exact, |text| of(text.replace('’', "'").as_bytes()))
}

/// What `then` makes of a word in capitals written as a capitalised one, if it is long enough to be set so.
pub(super) fn fold<T>(word: &[u8], case: Case, then: impl FnOnce(&[u8]) -> T) -> Option<T> {
    if !foldable(word, case) || word.len() > MAX_FOLDED {
        return None;
    }
    let mut folded = [0; MAX_FOLDED];
    let folded = &mut folded[..word.len()];
    folded.copy_from_slice(word);
    folded[1..].make_ascii_lowercase();
    Some(then(folded))
}

/// A word in capitals that is long enough to be one set so, rather than an acronym of its own.
pub(super) fn foldable(word: &[u8], case: Case) -> bool {
    case == Case::Upper && word.len() > SHORT_WORD && word.iter().all(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Gap, TokenKind};

    #[test]
    fn a_token_hashes_like_its_word() {
        let text = "a an and Zoë’s transcontinental x".as_bytes();
        for (start, end) in [(0, 1), (2, 4), (5, 8), (9, 13), (9, 17), (18, 34), (35, 36)] {
            let token = Token { start, end, kind: TokenKind::Word, gap: Gap::None, case: Case::Lower };
            let word = &text[start as usize..end as usize];
            assert_eq!(of_token(text, token), (of(word), word.is_ascii()), "{start}..{end}");
        }
    }

    #[test]
    fn capitals_and_apostrophes_fold_but_acronyms_do_not() {
        let name = |word: &str, case| as_name(word.as_bytes(), case, of(word.as_bytes()));
        assert_eq!(name("RUDENKO", Case::Upper), name("Rudenko", Case::Title));
        assert_eq!(name("O’Brien", Case::Title), name("O'Brien", Case::Title));
        assert_ne!(name("WHO", Case::Upper), name("Who", Case::Title));
    }
}
