//! What the rules found in a document and what the article says of a word elsewhere, for the features of the name model.

use super::labels::label_in;
use crate::document::{Case, EntityKind, Gap, MentionRule, TokenKind};
use crate::entity::found::FoundName;
use crate::gazetteer::LexicalView;

/// Most small words between two words of a name that an acronym stands for.
const MOST_SMALL: usize = 2;
/// Bits of a set of words, as a logarithm.
const BITS: u32 = 15;

/// The words of an article by their hashes: a Bloom filter with one hash, which rarely has a word that was not added.
#[derive(Debug)]
pub(super) struct WordFilter(Vec<u64>);

impl Default for WordFilter {
    fn default() -> Self {
        Self(vec![0; 1 << (BITS - 6)])
    }
}

impl WordFilter {
    fn place(hash: u64) -> (usize, u64) {
        let bit = (hash >> 20) as usize & ((1 << BITS) - 1);
        (bit >> 6, 1 << (bit & 63))
    }

    fn add(&mut self, hash: u64) {
        let (block, bit) = Self::place(hash);
        self.0[block] |= bit;
    }

    pub(super) fn has(&self, hash: u64) -> bool {
        let (block, bit) = Self::place(hash);
        self.0[block] & bit != 0
    }
}

/// What the rules found at each token, and what the article has elsewhere. Reused for each document.
#[derive(Debug, Default)]
pub struct NameTags {
    /// 0 outside of names; otherwise the kind of the name, its rule, and whether the token begins it.
    pub(super) rule: Vec<u8>,
    /// A label that is not open, or [`OPEN`].
    pub(super) sure: Vec<u8>,
    pub(super) small: WordFilter,
    pub(super) first: WordFilter,
    pub(super) last: WordFilter,
    pub(super) organization: WordFilter,
    /// Capitalized where nothing but a name calls for it, once and again.
    pub(super) inside: WordFilter,
    pub(super) again: WordFilter,
    /// Before a verb of saying.
    pub(super) speaks: WordFilter,
    /// In brackets after words with its initials: "Center for Peat Research (CPR)".
    pub(super) acronym: WordFilter,
    /// Those words, as tokens; the first of each name has 1, the others 2.
    pub(super) spelled: Vec<u8>,
}

pub(super) const OPEN: u8 = u8::MAX;

impl NameTags {
    /// Notes what was found in `doc`; the model must not change names for which `sure` is true.
    pub fn fill(&mut self, doc: LexicalView<'_, '_>, found: &[FoundName<'_>], sure: impl Fn(&FoundName<'_>) -> bool) {
        self.rule.clear();
        self.rule.resize(doc.tokens.len(), 0);
        self.sure.clear();
        self.sure.resize(doc.tokens.len(), OPEN);
        let word_sets = [&mut self.small, &mut self.first, &mut self.last, &mut self.organization];
        let more = [&mut self.inside, &mut self.again, &mut self.speaks, &mut self.acronym];
        word_sets.into_iter().chain(more).for_each(|set| set.0.fill(0));
        self.spelled.clear();
        self.spelled.resize(doc.tokens.len(), 0);
        let mut after_small = false;
        for (index, (token, &hash)) in doc.tokens.iter().zip(&doc.hashes).enumerate() {
            let small = token.case == Case::Lower;
            if small {
                self.small.add(hash);
            } else if after_small && token.case.is_capital() {
                if self.inside.has(hash) {
                    self.again.add(hash);
                }
                self.inside.add(hash);
            }
            if token.case.is_capital() && index + 1 < doc.tokens.len() && doc.info(index + 1).speech_verb {
                self.speaks.add(hash);
            }
            after_small = small && token.kind == TokenKind::Word;
            if token.kind == TokenKind::Open
                && let Some(start) = spelled_before(doc, index)
            {
                self.acronym.add(doc.hashes[index + 1]);
                self.spelled[start..index].fill(2);
                self.spelled[start] = 1;
            }
        }
        for name in found {
            let by = match name.by {
                MentionRule::Gazetteer if name.needs_evidence() => 4,
                MentionRule::Gazetteer => 0,
                MentionRule::PersonName => 1,
                MentionRule::HeadWord => 2,
                _ => 3,
            };
            let code = 1 + (name.kind as u8 * 5 + by) * 2;
            let locked = sure(name);
            for index in name.start..name.end {
                self.rule[index] = code + u8::from(index > name.start);
                if locked {
                    self.sure[index] = label_in(name.kind, name.start, index);
                }
            }
            if locked && name.kind == EntityKind::Person {
                self.last.add(doc.hashes[name.end - 1]);
            }
            if name.end > name.start + 1 && !name.needs_evidence() {
                match name.kind {
                    EntityKind::Person => {
                        self.first.add(doc.hashes[name.start]);
                        self.last.add(doc.hashes[name.end - 1]);
                    }
                    EntityKind::Organization => {
                        (name.start..name.end).for_each(|index| self.organization.add(doc.hashes[index]));
                    }
                    EntityKind::State => {}
                }
            }
        }
    }
}

/// First token of the words before the bracket at `open` whose initials are the acronym in it.
fn spelled_before(doc: LexicalView<'_, '_>, open: usize) -> Option<usize> {
    let (inner, close) = (doc.tokens.get(open + 1)?, doc.tokens.get(open + 2)?);
    if inner.case != Case::Upper || close.kind != TokenKind::Close || inner.gap != Gap::None {
        return None;
    }
    let mut at = open;
    let mut small = 0;
    for &letter in doc.word(open + 1).as_bytes().iter().rev() {
        loop {
            at = at.checked_sub(1)?;
            let token = doc.tokens[at];
            if token.case.is_capital() && token.is_word() {
                break;
            }
            small += 1;
            if small > MOST_SMALL || token.case != Case::Lower {
                return None;
            }
        }
        small = 0;
        if doc.word(at).as_bytes()[0] != letter {
            return None;
        }
    }
    (at + 1 < open).then_some(at)
}
