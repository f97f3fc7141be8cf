//! Finds gazetteer names in the tokens of a document: a trie over token hashes, stored as one open-addressing table and
//! probed only where a name can begin, at a capital letter or a digit. `benches/names.rs` compares it with an automaton over
//! bytes; it is faster, and builds in a fraction of the time.
//!
//! A prefix of a name is a 64-bit hash of its token hashes. The table says of a prefix whether it is a name and whether a
//! longer one goes on. A hit is compared with the name's text, so a collision of hashes can never make a mention.

use super::entry::{Gazetteer, Surface};
use super::hash::{self, extend, foldable};
use crate::document::{Case, Document, Gap, Token};
use crate::text::rules::Abbreviations;
use crate::text::token::tokens_of;

/// The compiled names.
#[derive(Debug)]
pub struct Matcher {
    slots: Vec<Slot>,
    /// One bit per hash of a first token: most capitalised words begin no name, and this answers from the cache.
    first: Vec<u64>,
    /// Lengths (as bits) of first tokens in lower case, by first byte: "al", "de".
    lower: [u64; 256],
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// Hash of the prefix; 0 marks an empty slot.
    prefix: u64,
    /// 1 + index of the first surface that ends here, 0 if none does.
    surface: u32,
    /// A longer name goes on from here.
    longer: bool,
}

/// A name found in a document.
#[derive(Debug, Clone, Copy)]
pub struct Match<'g> {
    /// One past its last token.
    pub end: usize,
    /// Every entity with this name.
    pub surfaces: &'g [Surface],
}

impl Matcher {
    /// Compiles `surfaces`, which it sorts so that names written alike stand together.
    pub(super) fn compile(arena: &str, surfaces: &mut Vec<Surface>, abbreviations: &Abbreviations) -> Self {
        let mut prefixes: Vec<u64> = Vec::with_capacity(surfaces.len() * 3);
        let mut keyed: Vec<(u64, u32, u32, Surface)> = Vec::with_capacity(surfaces.len());
        let mut lower = [0; 256];
        for surface in surfaces.iter() {
            let text = surface.text.of(arena);
            let start = prefixes.len() as u32;
            let mut prefix = 0;
            for token in tokens_of(text, abbreviations) {
                let word = token.span().of(text).as_bytes();
                if prefix == 0 && !token.case.is_capital() {
                    lower[word[0] as usize] |= length_bit(word);
                }
                prefix = extend(prefix, hash::as_name(word, token.case, hash::of(word)));
                prefixes.push(prefix);
            }
            keyed.push((prefix, start, prefixes.len() as u32, *surface));
        }
        // The text decides between names whose hashes agree, so that each group holds one way of writing.
        keyed.sort_unstable_by(|a, b| (a.0, a.3.text.of(arena), a.3.entry).cmp(&(b.0, b.3.text.of(arena), b.3.entry)));
        keyed.dedup_by(|a, b| a.3.entry == b.3.entry && a.3.text.of(arena) == b.3.text.of(arena));
        let mut matcher = Self {
            // At most two slots in three are filled: more memory would cost more cache than it saves probes.
            slots: vec![Slot::default(); (prefixes.len() * 3 / 2).next_power_of_two().max(16)],
            first: vec![0; (keyed.len() / 8).next_power_of_two().max(16)],
            lower,
        };
        surfaces.clear();
        for &(full, start, end, surface) in &keyed {
            let path = &prefixes[start as usize..end as usize];
            if let Some(&first) = path.first() {
                let (word, bit) = matcher.first_bit(first);
                matcher.first[word] |= 1 << bit;
            }
            for &prefix in path {
                let slot = matcher.slot(prefix);
                let entry = &mut matcher.slots[slot];
                entry.prefix = prefix;
                if prefix == full {
                    if entry.surface == 0 {
                        entry.surface = surfaces.len() as u32 + 1;
                    }
                } else {
                    entry.longer = true;
                }
            }
            surfaces.push(surface);
        }
        matcher
    }

    /// The slot of a prefix: where it stands, or the empty one where it would.
    fn slot(&self, prefix: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (prefix >> 20) as usize & mask;
        while self.slots[at].prefix != 0 && self.slots[at].prefix != prefix {
            at = (at + 1) & mask;
        }
        at
    }

    fn first_bit(&self, prefix: u64) -> (usize, u32) {
        ((prefix >> 8) as usize & (self.first.len() - 1), (prefix & 63) as u32)
    }
}

impl Gazetteer {
    /// True if some name begins with a word that is not capitalised and looks like token `index`: "al-Qaida".
    #[must_use]
    pub fn may_begin(&self, doc: &Document<'_>, index: usize) -> bool {
        let token = doc.tokens[index];
        let first = doc.text().as_bytes()[token.start as usize];
        self.matcher().lower[first as usize] & 1 << (token.end - token.start).min(63) != 0
    }

    /// The longest name that begins at token `start` and ends before token `limit`. A token that is not capitalised is
    /// worth asking about only if [`Self::may_begin`] says so.
    #[must_use]
    pub fn find(&self, doc: &Document<'_>, start: usize, limit: usize) -> Option<Match<'_>> {
        let matcher = self.matcher();
        let mut prefix = extend(0, doc.hashes[start]);
        let (block, bit) = matcher.first_bit(prefix);
        if matcher.first[block] & 1 << bit == 0 {
            return None;
        }
        let mut best = None;
        let mut end = start + 1;
        loop {
            let slot = &matcher.slots[matcher.slot(prefix)];
            if slot.prefix == 0 {
                break;
            }
            if slot.surface != 0 {
                best = self.group(slot.surface as usize - 1, doc, start..end).or(best);
            }
            if !slot.longer || end >= limit {
                break;
            }
            prefix = extend(prefix, doc.hashes[end]);
            end += 1;
        }
        best
    }

    /// The surfaces from `at` on that are written like these tokens.
    fn group(&self, at: usize, doc: &Document<'_>, tokens: std::ops::Range<usize>) -> Option<Match<'_>> {
        let rest = &self.surfaces()[at..];
        let fits = |surface: &Surface| {
            written_alike(surface.text.of(self.arena()), surface.exact, doc, &doc.tokens[tokens.clone()])
        };
        // Names with one hash stand together; ways of writing that differ in case only are neighbours.
        let skip = rest.iter().take(MAX_SPELLINGS).position(fits)?;
        let rest = &rest[skip..];
        let spelling = rest[0].text.of(self.arena());
        let count = rest.iter().take_while(|surface| surface.text.of(self.arena()) == spelling).count();
        Some(Match { end: tokens.end, surfaces: &rest[..count] })
    }
}

/// Spellings of one name that are tried: "NATO" and "Nato" share a hash.
const MAX_SPELLINGS: usize = 16;

fn length_bit(word: &[u8]) -> u64 {
    1 << word.len().min(63)
}

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
    let mut chars = name.chars();
    for letter in word.chars() {
        let expected = chars.next()?;
        let alike = letter == expected
            || is_apostrophe(letter) && is_apostrophe(expected)
            || !exact && foldable(word.as_bytes(), case) && letter.eq_ignore_ascii_case(&expected);
        if !alike {
            return None;
        }
    }
    Some(chars.as_str())
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’')
}
