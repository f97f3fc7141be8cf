//! Hashing: words to codes, and a template with its fields to the key of a feature. The
//! trainer and the running program meet in these keys, so that a change here makes every model void.

use crate::text::form;

/// Width of a feature's key. A [`super::table::WeightTable`] tells as many of its bits apart as it has rows for.
pub const KEY_BITS: u32 = 24;

const K: u64 = 0x9E37_79B9_7F4A_7C15;
const T: u64 = 0xD6E8_FEB8_6659_FD93;

/// The code of a normal form (see [`form`]); of any other string likewise.
#[must_use]
#[inline]
pub fn code(form: &[u8]) -> u32 {
    code_of(form::hash(form))
}

/// The code of a normal form, given its hash as the tokenizer left it in [`crate::document::Document::hashes`].
#[must_use]
#[inline]
pub fn code_of(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// The key of the feature that template `template` makes of `fields`.
#[must_use]
#[inline]
pub fn key<const N: usize>(template: u32, fields: [u32; N]) -> u32 {
    let mut hash = u64::from(template).wrapping_mul(T);
    let mut at = 0;
    // Two fields per multiplication: this runs a hundred times per token looked at.
    while at < N {
        let high = if at + 1 < N { fields[at + 1] } else { 0 };
        hash = (hash ^ (u64::from(fields[at]) | u64::from(high) << 32)).wrapping_mul(K);
        at += 2;
        if at < N {
            hash ^= hash >> 29;
        }
    }
    (hash >> (64 - KEY_BITS)) as u32
}

/// Folds another field into the code of a sequence.
#[must_use]
#[inline]
pub fn fold(sequence: u32, field: u32) -> u32 {
    let mixed = ((u64::from(sequence) << 32) ^ u64::from(field) ^ 0x5bd1).wrapping_mul(K);
    (mixed >> 32) as u32 ^ mixed as u32
}

/// Distance in tokens, in eleven steps.
#[must_use]
#[inline]
pub fn bucket(distance: usize) -> u32 {
    const STEPS: [u8; 41] = [
        0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9,
        9, 9, 9, 9,
    ];
    STEPS.get(distance).map_or(10, |&step| u32::from(step))
}
