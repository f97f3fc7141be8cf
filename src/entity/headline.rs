//! Headlines, whose capitals prove nothing: which sentences are set like one, and what the body of the article names.

use super::found::FoundName;
use crate::document::{Case, EntityKind, Gap, TokenKind};
use crate::gazetteer::LexicalView;
use crate::gazetteer::word_groups::WordGroup;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Fewest capitals of a sentence that is set like a headline.
const HEADLINE_CAPITALS: usize = 4;
/// Fewest capitals of a line without a period that is.
const TITLE_CAPITALS: usize = 3;
/// Capitals of a line of everyday words that is one.
const HEAD_CAPITALS: usize = 2;
/// Most names with one first word that are compared.
const COMPARED: usize = 8;

/// The names of the body.
#[derive(Debug, Default)]
pub(super) struct BodyNames<'g> {
    /// By the hash of the first word, each name once.
    by_first: FxHashMap<u64, Vec<FoundName<'g>>>,
}

impl<'g> BodyNames<'g> {
    /// Collects `names`.
    pub(super) fn new(doc: LexicalView<'_, '_>, names: &[FoundName<'g>]) -> Self {
        let mut by_first: FxHashMap<u64, Vec<FoundName<'g>>> = FxHashMap::default();
        for name in names {
            let same = by_first.entry(doc.hashes[name.start]).or_default();
            let hashes = &doc.hashes[name.tokens()];
            if same.len() < COMPARED && same.iter().all(|other| doc.hashes[other.tokens()] != *hashes) {
                same.push(*name);
            }
        }
        Self { by_first }
    }

    /// The longest name of the body that stands at `at` in a headline.
    pub(super) fn longest(&self, doc: LexicalView<'_, '_>, at: usize, limit: usize) -> Option<FoundName<'g>> {
        let written = |name: &&FoundName<'g>| {
            let end = at + name.end - name.start;
            end <= limit
                && doc.tokens[at].case.is_capital()
                && name.end > name.start + 1
                && doc.hashes[name.tokens()] == doc.hashes[at..end]
        };
        let name =
            self.by_first.get(&doc.hashes[at])?.iter().filter(written).max_by_key(|name| name.end - name.start)?;
        Some(FoundName { start: at, end: at + name.end - name.start, ..*name })
    }

    /// False for an organization's name that only its capitals make, and that the body does not have.
    pub(super) fn believes(&self, doc: LexicalView<'_, '_>, name: &FoundName<'_>) -> bool {
        if name.kind == EntityKind::Organization && name.surfaces.is_empty() {
            return doc.lexicons.groups.has(doc.word(name.end - 1), WordGroup::LegalForm);
        }
        // "Clinton Vows Reprisals": the body has the first word as a name, and not this one.
        name.kind != EntityKind::Person
            || !name.surfaces.is_empty()
            || !self.by_first.contains_key(&doc.hashes[name.start])
    }
}

/// True for a sentence in capitals.
fn is_shouted(view: LexicalView<'_, '_>, mut tokens: Range<usize>) -> bool {
    tokens.all(|index| !matches!(view.tokens[index].case, Case::Title | Case::Lower))
}

/// True for a sentence set like a headline: nearly all of its words are capitalized, so that capitals prove nothing.
/// `starts` holds its capitals.
pub(super) fn is_headline(view: LexicalView<'_, '_>, sentence: usize, starts: &[u32]) -> bool {
    if starts.len() < HEAD_CAPITALS {
        return false;
    }
    let tokens = view.sentences[sentence].tokens;
    let (start, end) = (tokens.start(), tokens.end());
    let capital = starts.iter().filter(|&&start| view.tokens[start as usize].case.is_capital()).count();
    // Headlines capitalize everything but function words.
    let content = |index: &usize| view.tokens[*index].case == Case::Lower && view.info(*index).function.is_none();
    let small = |most: usize| (start..end).filter(content).take(most).count();
    let last = view.tokens[end - 1];
    // A line that ends in a number, such as a date, is a byline; one that ends in a period lists names, unless it is shouted.
    let period = view.word(end - 1) == "." && !is_shouted(view, start..end);
    if last.kind == TokenKind::Number || period {
        return false;
    }
    // "Great Service!" above a review.
    if capital < TITLE_CAPITALS {
        let line = view.tokens.get(end).is_some_and(|next| next.gap >= Gap::Line);
        let words = end - start - usize::from(last.kind == TokenKind::Terminal);
        return start == 0 && line && capital == words && words == HEAD_CAPITALS && view.info(start).common;
    }
    if capital < HEADLINE_CAPITALS {
        let line = last.kind != TokenKind::Terminal
            && start == 0
            && view.tokens.get(end).is_some_and(|next| next.gap >= Gap::Line);
        return line && small(1) == 0;
    }
    small(capital.div_ceil(4)) < capital.div_ceil(4)
}
