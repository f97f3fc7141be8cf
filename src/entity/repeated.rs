//! Names that come again: what the article once shows to be an organization ("Voss Peat, one of the largest peat companies") is
//! one wherever the same words stand, also where they are the beginning of its name.

use super::found::{FoundName, TaggedNames};
use crate::document::{EntityKind, Gap, MentionRule};
use crate::gazetteer::LexicalView;
use rustc_hash::FxHashMap;

/// Most names with one first word that are compared.
const COMPARED: usize = 8;

/// "Pine Ridge said", after "Pine Ridge Foods Inc": what reads like a person's name begins the name of an organization.
pub(super) fn correct_short(doc: LexicalView<'_, '_>, tagged: &mut TaggedNames<'_>) {
    let doubtful = |name: &FoundName<'_>| {
        name.kind == EntityKind::Person
            && name.by == MentionRule::NameModel
            && name.end > name.start + 1
            && doc.info(name.start).given.is_none()
    };
    if !tagged.names.iter().any(doubtful) {
        return;
    }
    let mut longer: FxHashMap<u64, Vec<FoundName<'_>>> = FxHashMap::default();
    for &name in tagged.names.iter().filter(|name| name.kind == EntityKind::Organization && name.end > name.start + 2) {
        let names = longer.entry(doc.hashes[name.start]).or_default();
        if names.len() < COMPARED {
            names.push(name);
        }
    }
    for name in tagged.names.iter_mut().filter(|name| doubtful(name)) {
        let Some(names) = longer.get(&doc.hashes[name.start]) else { continue };
        let words = &doc.hashes[name.tokens()];
        let begins = |other: &FoundName<'_>| {
            let other = &doc.hashes[other.tokens()];
            other.len() > words.len() && other.starts_with(words)
        };
        if names.iter().any(begins) {
            name.kind = EntityKind::Organization;
        }
    }
}

/// Adds the places where a local organization of several words is named again.
pub(super) fn find_again(doc: LexicalView<'_, '_>, tagged: &mut TaggedNames<'_>) {
    let mut known: FxHashMap<u64, Vec<FoundName<'_>>> = FxHashMap::default();
    let local = |name: &&FoundName<'_>| {
        name.kind == EntityKind::Organization && name.surfaces.is_empty() && name.end > name.start + 1
    };
    for &name in tagged.names.iter().filter(local) {
        let names = known.entry(doc.hashes[name.start]).or_default();
        let is_new = |other: &FoundName<'_>| doc.hashes[other.tokens()] != doc.hashes[name.tokens()];
        if names.len() < COMPARED && names.iter().all(is_new) {
            names.push(name);
        }
    }
    if known.is_empty() {
        return;
    }
    let mut again: Vec<FoundName<'_>> = Vec::new();
    for at in tagged.loose.iter().map(|&at| at as usize) {
        if again.last().is_some_and(|last| at < last.end) {
            continue;
        }
        let Some(names) = known.get(&doc.hashes[at]) else { continue };
        let taken = tagged.names.partition_point(|name| name.start < at);
        let limit = tagged.names.get(taken).map_or(doc.tokens.len(), |next| next.start);
        let same = |name: &&FoundName<'_>| {
            let end = at + name.tokens().len();
            end <= limit && doc.hashes[at..end] == doc.hashes[name.tokens()] && !in_longer_name(doc, at, end)
        };
        if let Some(name) = names.iter().filter(same).max_by_key(|name| name.tokens().len()) {
            again.push(FoundName { start: at, end: at + name.tokens().len(), ..*name });
        }
    }
    if again.is_empty() {
        return;
    }
    tagged.loose.retain(|&at| {
        let after = again.partition_point(|name| name.start <= at as usize);
        after == 0 || again[after - 1].end <= at as usize
    });
    tagged.names.extend(again);
    tagged.names.sort_by_key(|name| name.start);
}

/// True if capitals around `start..end` show it to be a part of something else.
fn in_longer_name(doc: LexicalView<'_, '_>, start: usize, end: usize) -> bool {
    // The first word of a sentence is a capital anyway.
    let first = doc.sentences[doc.sentence_of(start)].tokens.start();
    let before = start > first + 1 && doc.tokens[start].gap == Gap::Space && doc.tokens[start - 1].case.is_capital();
    let after = doc.tokens.get(end).is_some_and(|next| next.gap == Gap::Space && next.case.is_capital());
    before || after
}
