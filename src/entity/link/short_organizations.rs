//! The short forms by which an article's organizations are found again.

use crate::token_span::TokenSpan;
use rustc_hash::FxHashMap;

/// Most letters of an acronym.
pub(super) const MOST_INITIALS: usize = 8;

/// The first letters of an organization's words, the rest 0.
pub(super) type Initials = [u8; MOST_INITIALS];

/// The short forms of the organizations of one article.
#[derive(Debug, Default)]
pub(super) struct ShortOrganizations<'t> {
    /// By the first word of the name; the entity and the name's tokens.
    pub(super) by_first_word: FxHashMap<&'t str, (u32, TokenSpan)>,
    pub(super) by_initials: FxHashMap<Initials, u32>,
    /// All of them, for words made of pieces of a name.
    pub(super) names: Vec<(u32, TokenSpan)>,
}
