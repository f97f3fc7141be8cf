//! What the article calls its organizations beside their names: "Quillby, an app that", "the airline Quillby", "the Quillby
//! newspaper", "Quillby is one of the largest banks".

use super::plural::singular;
use crate::document::{Case, EntityKind, Gap, TokenKind};
use crate::gazetteer::LexicalView;
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;
use crate::text::form::hash_of_word;
use rustc_hash::FxHashMap;

/// Longest description after a name, in tokens.
const MAX_DESCRIPTION: usize = 14;
/// Most nouns kept of one organization.
const MAX_NOUNS: usize = 8;

/// The nouns beside the names of each organization, by entity.
#[derive(Debug, Default)]
pub(super) struct OrganizationNouns {
    by_entity: FxHashMap<u32, Vec<u64>>,
}

impl OrganizationNouns {
    /// The nouns in the words around each name.
    pub(super) fn new(doc: LexicalView<'_, '_>) -> Self {
        let mut all = Self::default();
        for mention in doc.mentions.iter().filter(|mention| mention.kind == EntityKind::Organization) {
            let Some(entity) = mention.entity else { continue };
            for noun in around(doc, mention.tokens.start(), mention.tokens.end()) {
                let known = all.by_entity.entry(entity).or_default();
                if known.len() < MAX_NOUNS && !known.contains(&noun) {
                    known.push(noun);
                }
            }
        }
        all
    }

    /// True if `noun`, in lower case, stands beside a name of the organization.
    pub(super) fn has(&self, entity: u32, noun: &str) -> bool {
        self.by_entity.get(&entity).is_some_and(|nouns| nouns.contains(&hash_of_word(noun)))
    }
}

/// The hashes of the nouns for an organization beside the name `start..end`.
pub(super) fn around(doc: LexicalView<'_, '_>, start: usize, end: usize) -> impl Iterator<Item = u64> {
    let is_noun = |index: usize| {
        doc.tokens[index].case == Case::Lower && doc.lexicons.organization_nouns.contains_key(&*doc.lower(index))
    };
    let limit = doc.sentences[doc.sentence_of(start)].tokens.end();
    let before = start.checked_sub(1).filter(|&at| doc.tokens[start].gap == Gap::Space && is_noun(at));
    let spaced = |at: usize| at < limit && doc.tokens[at].gap == Gap::Space && doc.tokens[at].case == Case::Lower;
    // "the Quillby newspaper", but not "the Quillby team"
    let says_kind = |at: usize| doc.in_group(at, WordGroup::KindAfter) || doc.in_group(at, WordGroup::AfterName);
    let beside = (end..end + 2).find(|&at| spaced(at) && is_noun(at) && says_kind(at));
    let single = before.into_iter().chain(beside).map(move |at| doc.hashes[at]);
    single.chain(described(doc, end, limit))
}

/// The noun of the description that begins at `at`: after a comma or a copula.
fn described(doc: LexicalView<'_, '_>, at: usize, limit: usize) -> Option<u64> {
    let opens = doc.tokens.get(at).filter(|_| at + 2 < limit)?;
    if opens.kind != TokenKind::Comma && doc.info(at).function != Some(Function::Be) {
        return None;
    }
    let plural = doc.is(at + 1, "one") && doc.is(at + 2, "of");
    let from = at + if plural { 3 } else { 1 };
    // "Quillby, the ambulance service and" is a list.
    if !plural && !doc.in_group(from, WordGroup::Indefinite) {
        return None;
    }
    let inside = |&index: &usize| {
        let token = doc.tokens[index];
        let part = token.is_word() || matches!(token.kind, TokenKind::Hyphen | TokenKind::Clitic | TokenKind::Number);
        let modifier = matches!(
            doc.info(index).function,
            None | Some(Function::Determiner | Function::Possessive | Function::Adjective | Function::Adverb)
        );
        part && modifier
    };
    let last = (from..limit.min(from + MAX_DESCRIPTION)).take_while(inside).last()?;
    let noun = doc.lower(last);
    let noun = if plural { singular(&noun) } else { noun.into_owned() };
    (doc.tokens[last].case == Case::Lower && doc.lexicons.organization_nouns.contains_key(&*noun))
        .then(|| hash_of_word(&noun))
}
