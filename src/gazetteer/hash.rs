//! Hashes of names, made of the hashes of their words (see [`crate::text::form`]), and which words in capitals are set so.

/// Words in capitals up to this length are acronyms; longer ones may be words that a headline sets so.
const SHORT_WORD: usize = 3;

/// Longest word that is folded.
const MAX_FOLDED: usize = 64;

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// One round of mixing: the halves of a 128-bit product.
#[inline]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ b) * u128::from(MULTIPLIER);
    (product >> 64) as u64 ^ product as u64
}

/// Hash of a prefix of a name that is `prefix` (0 for none) and one more token; never 0.
#[inline]
pub(super) fn extend(prefix: u64, token: u64) -> u64 {
    mix(prefix.rotate_left(23).wrapping_add(1), token) | 1
}

/// A word that in capitals is long enough to be one set so, rather than an acronym of its own.
pub(super) fn foldable(word: &str) -> bool {
    (SHORT_WORD + 1..=MAX_FOLDED).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}
