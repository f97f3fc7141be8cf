//! The labels of the name model: BIO for people and for organizations.

use crate::crf::bio;
use crate::document::EntityKind;
use std::ops::Range;

/// Labels of tokens.
pub mod label {
    /// In no name of a person or organization.
    pub const OUTSIDE: u8 = 0;
    /// First of a person's name.
    pub const PERSON: u8 = 1;
    /// Further token of it.
    pub const IN_PERSON: u8 = 2;
    /// First of an organization's name.
    pub const ORGANIZATION: u8 = 3;
    /// Further token of it.
    pub const IN_ORGANIZATION: u8 = 4;
    /// How many there are.
    pub const COUNT: usize = 5;
}

/// A name continues only after its beginning.
pub const MAY_FOLLOW: [[bool; label::COUNT]; label::COUNT] = bio::may_follow();

/// The names on a path of labels, as ranges of the path.
pub(super) fn spans(path: &[u8]) -> impl Iterator<Item = (Range<usize>, EntityKind)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (kind, inside) = loop {
            match *path.get(at)? {
                label::PERSON => break (EntityKind::Person, label::IN_PERSON),
                label::ORGANIZATION => break (EntityKind::Organization, label::IN_ORGANIZATION),
                _ => at += 1,
            }
        };
        let start = at;
        at += 1;
        while path.get(at) == Some(&inside) {
            at += 1;
        }
        Some((start..at, kind))
    })
}

/// The label of token `index` in a name that begins at `start`.
#[must_use]
pub fn label_in(kind: EntityKind, start: usize, index: usize) -> u8 {
    match (kind, index == start) {
        (EntityKind::Person, true) => label::PERSON,
        (EntityKind::Person, false) => label::IN_PERSON,
        (EntityKind::Organization, true) => label::ORGANIZATION,
        (EntityKind::Organization, false) => label::IN_ORGANIZATION,
        (EntityKind::State, _) => label::OUTSIDE,
    }
}
