//! Finds gazetteer names in the tokens of a document: walks the trie of [`super::trie`] from where a name can begin, a
//! capital letter, a digit or one of few other words. `benches/names.rs` compares it with an automaton over bytes. A hit is
//! compared with the name's text, so a collision of hashes can never make a mention.

use super::hash::{extend, foldable};
use super::layers::{Gazetteer, Layer};
use super::{format::Surface, trie::lower_bit};
use crate::document::{Case, Document, Gap, Token};
use crate::text::form::plain;
use crate::work::step;
use std::ops::Range;

/// A name found in a document.
#[derive(Debug, Clone, Copy)]
pub struct NameMatch<'g> {
    /// One past its last token.
    pub end: usize,
    /// Every entity with this name.
    pub surfaces: &'g [Surface],
}

impl Gazetteer {
    /// True if some name may begin with a word that is not capitalized and has this hash: "al-Qaida".
    #[inline]
    pub fn may_begin(&self, hash: u64) -> bool {
        let (block, bit) = lower_bit(hash);
        self.lower[block] & bit != 0
    }

    /// The longest name that begins at token `start` and ends before token `limit`. For a token that is
    /// not capitalized, ask [`Self::may_begin`] first: it is faster.
    #[inline]
    pub fn find(&self, doc: &Document<'_>, start: usize, limit: usize) -> Option<NameMatch<'_>> {
        let (first, others) = self.layers.split_first()?;
        let mut best = first.find(doc, start, limit);
        for layer in others {
            let Some(found) = layer.find(doc, start, limit) else { continue };
            best = match best {
                Some(before) if before.end > found.end => Some(before),
                Some(before) if before.end == found.end => self.shared(doc, start..found.end).or(best),
                _ => Some(found),
            };
        }
        best
    }

    /// The surfaces of all layers that are written like these tokens, for a name that several have.
    #[cold]
    fn shared(&self, doc: &Document<'_>, tokens: Range<usize>) -> Option<NameMatch<'_>> {
        let key = doc.hashes[tokens.clone()].iter().fold(0, |prefix, &hash| extend(prefix, hash));
        let written = &doc.tokens[tokens.clone()];
        let fits = |group: &&Vec<Surface>| {
            group.iter().any(|surface| written_alike(self.surface_text(surface), surface.exact(), doc, written))
        };
        let surfaces = self.shared.get(&key)?.iter().find(fits)?;
        Some(NameMatch { end: tokens.end, surfaces })
    }
}

impl Layer {
    fn find(&self, doc: &Document<'_>, start: usize, limit: usize) -> Option<NameMatch<'_>> {
        let trie = self.compiled.trie();
        let mut prefix = extend(0, doc.hashes[start]);
        let mut best = None;
        let mut end = start + 1;
        while trie.may_know(prefix) {
            step();
            let slot = trie.slot(prefix);
            if let Some(surface) = slot.surface() {
                best = self.group(surface, doc, start..end).or(best);
            }
            if !slot.longer() || end >= limit {
                break;
            }
            prefix = extend(prefix, doc.hashes[end]);
            end += 1;
        }
        best
    }

    /// The surfaces from `at` on that are written like these tokens.
    fn group(&self, at: usize, doc: &Document<'_>, tokens: Range<usize>) -> Option<NameMatch<'_>> {
        let rest = self.surfaces().get(at..)?;
        let written = doc.span_of(tokens.clone()).of(doc.text()).as_bytes();
        let text = |surface: &Surface| self.compiled.text(surface.place());
        let words = &doc.tokens[tokens.clone()];
        // "It" and "IT" share a hash.
        let only = |surface: &Surface, name: &[u8]| {
            let folds = !surface.exact() && words[0].case == Case::Upper;
            words.len() == 1 && !folds && name.is_ascii() && written.is_ascii()
        };
        let fits = |surface: &Surface| {
            // Nearly all names are written as the gazetteer has them; only for the others are its bytes checked to be text.
            let name = self.compiled.raw(surface.place());
            name == written || !only(surface, name) && written_alike(text(surface), surface.exact(), doc, words)
        };
        // Names with one hash are adjacent, and among them the spellings that differ in case alone.
        let skip = rest.iter().take(MAX_SPELLINGS).position(fits)?;
        let rest = &rest[skip..];
        let spelling = self.compiled.raw(rest[0].place());
        // Nearly all names are those of one entity.
        let more = rest[1..].iter().take_while(|surface| self.compiled.raw(surface.place()) == spelling).count();
        Some(NameMatch { end: tokens.end, surfaces: &rest[..=more] })
    }
}

/// Spellings of one name that are tried: "NATO" and "Nato" share a hash.
const MAX_SPELLINGS: usize = 16;

/// True if `name` is written like these tokens: the same words, space where it has space. Capitals for all letters are
/// accepted for a name that is not `exact`, because headlines are set so.
fn written_alike(name: &str, exact: bool, doc: &Document<'_>, tokens: &[Token]) -> bool {
    let mut rest = name;
    for (index, token) in tokens.iter().enumerate() {
        if index > 0 {
            let spaced = rest.strip_prefix(' ');
            if spaced.is_some() != (token.gap != Gap::None) {
                return false;
            }
            rest = spaced.unwrap_or(rest);
        }
        let word = token.span().of(doc.text());
        let Some(tail) = strip_word(rest, word, exact, token.case) else { return false };
        rest = tail;
    }
    rest.is_empty()
}

/// `name` without `word` at its front.
fn strip_word<'n>(name: &'n str, word: &str, exact: bool, case: Case) -> Option<&'n str> {
    if let Some(tail) = name.strip_prefix(word) {
        return Some(tail);
    }
    // "RUDENKO" is "Rudenko".
    let folds = !exact && case == Case::Upper && foldable(word);
    let plain = plain(word);
    let mut chars = name.chars();
    for (index, letter) in plain.chars().enumerate() {
        let expected = chars.next()?;
        let alike = if folds && index > 0 {
            letter.to_ascii_lowercase() == expected
        } else {
            letter == expected
                || is_apostrophe(letter) && is_apostrophe(expected)
                || is_hyphen(letter) && is_hyphen(expected)
        };
        if !alike {
            return None;
        }
    }
    Some(chars.as_str())
}

fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '‐' | '‑' | '–' | '−' | '﹣' | '－')
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | 'ʼ')
}
