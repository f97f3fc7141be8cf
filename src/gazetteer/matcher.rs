//! Finds gazetteer names in the tokens of a document: a trie over token hashes, stored as one open-addressing table and
//! probed only where a name can begin, at a capital letter or a digit. `benches/names.rs` compares it with an automaton over
//! bytes; it is faster, but
//! takes twice as long to build at 100,000 names.
//!
//! A prefix of a name is a 64-bit hash of its token hashes. The table says of a prefix whether it is a name and whether a
//! longer one goes on. A hit is compared with the name's text, so a collision of hashes can never make a mention.

use super::entry::{Gazetteer, Surface};
use super::hash::{extend, foldable};
use crate::document::{Case, Document, Gap, Token};
use crate::text::rules::Abbreviations;
use crate::text::token::Cut;

/// The compiled names.
#[derive(Debug)]
pub struct Matcher {
    slots: Vec<Slot>,
    /// One bit per hash of a prefix: most capitalised words begin no name, most names go on differently, and this answers
    /// from the cache.
    known: Vec<u64>,
    /// One bit per hash of a first token in lower case: "al", "de".
    lower: Box<[u64; LOWER_BLOCKS]>,
}

/// Blocks of 64 bits in [`Matcher::lower`]: 4 KB, which stay in the first cache.
const LOWER_BLOCKS: usize = 512;

/// What the table says of a prefix, in eight bytes because the table is larger than the caches: 32 bits of its hash, whether
/// a longer name goes on from here, and 1 + the index of the first surface that ends here. 0 is an empty slot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Slot(u64);

const LONGER: u64 = 1 << 31;

impl Slot {
    fn new(prefix: u64) -> Self {
        Self(prefix >> 32 << 32)
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn is(self, prefix: u64) -> bool {
        self.0 >> 32 == prefix >> 32
    }

    fn surface(self) -> Option<usize> {
        (self.0 & (LONGER - 1)).checked_sub(1).map(|index| index as usize)
    }

    fn longer(self) -> bool {
        self.0 & LONGER != 0
    }
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
        let mut lower = Box::new([0; LOWER_BLOCKS]);
        let mut cut = Cut::default();
        for surface in surfaces.iter() {
            let text = surface.text.of(arena);
            let start = prefixes.len() as u32;
            let mut prefix = 0;
            cut.again(text, abbreviations);
            for (token, &hash) in cut.tokens.iter().zip(&cut.hashes) {
                if prefix == 0 && !token.case.is_capital() {
                    let (block, bit) = bit_of(hash, LOWER_BLOCKS);
                    lower[block] |= bit;
                }
                prefix = extend(prefix, hash);
                prefixes.push(prefix);
            }
            keyed.push((prefix, start, prefixes.len() as u32, *surface));
        }
        // The text decides between names whose hashes agree, so that each group holds one way of writing.
        keyed.sort_unstable_by(|a, b| (a.0, a.3.text.of(arena), a.3.entry).cmp(&(b.0, b.3.text.of(arena), b.3.entry)));
        keyed.dedup_by(|a, b| a.3.entry == b.3.entry && a.3.text.of(arena) == b.3.text.of(arena));
        surfaces.clear();
        surfaces.extend(keyed.iter().map(|key| key.3));
        // Two prefixes that a slot cannot tell apart would hide a name; a larger table parts them.
        let mut capacity = (prefixes.len() * 5 / 4).next_power_of_two().max(16);
        loop {
            let names = keyed.iter().map(|&(full, start, end, _)| (full, &prefixes[start as usize..end as usize]));
            if let Some((slots, known)) = fill(capacity, names) {
                return Self { slots, known, lower };
            }
            capacity *= 2;
        }
    }

    /// What is known of a prefix; an empty slot if nothing is.
    #[inline]
    fn slot(&self, prefix: u64) -> Slot {
        let mut at = place(prefix, self.slots.len());
        loop {
            let slot = self.slots[at];
            if slot.is_empty() || slot.is(prefix) {
                return slot;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

fn place(prefix: u64, capacity: usize) -> usize {
    (prefix >> 1) as usize & (capacity - 1)
}

/// Where the bit of a hash stands in a filter of so many blocks.
#[inline]
fn bit_of(hash: u64, blocks: usize) -> (usize, u64) {
    ((hash >> 8) as usize & (blocks - 1), 1 << (hash >> 2 & 63))
}

/// The table and the filter of prefixes; `None` if two prefixes would share a slot.
fn fill<'p>(capacity: usize, names: impl ExactSizeIterator<Item = (u64, &'p [u64])>) -> Option<(Vec<Slot>, Vec<u64>)> {
    let mut slots = vec![Slot::default(); capacity];
    let mut owners = vec![0_u64; capacity];
    // Four to eight bits per place in the table keep nine in ten unknown prefixes from it.
    let mut known = vec![0; (capacity / 16).max(16)];
    for (index, (full, path)) in names.enumerate() {
        for &prefix in path {
            let (block, bit) = bit_of(prefix, known.len());
            known[block] |= bit;
            let mut at = place(prefix, capacity);
            while !slots[at].is_empty() && owners[at] != prefix {
                if slots[at].is(prefix) {
                    return None;
                }
                at = (at + 1) & (capacity - 1);
            }
            if slots[at].is_empty() {
                slots[at] = Slot::new(prefix);
                owners[at] = prefix;
            }
            if prefix != full {
                slots[at].0 |= LONGER;
            } else if slots[at].surface().is_none() {
                slots[at].0 |= index as u64 + 1;
            }
        }
    }
    Some((slots, known))
}

impl Gazetteer {
    /// True if some name may begin with a word that is not capitalised and has this hash: "al-Qaida".
    #[inline]
    #[must_use]
    pub fn may_begin(&self, hash: u64) -> bool {
        let (block, bit) = bit_of(hash, LOWER_BLOCKS);
        self.matcher().lower[block] & bit != 0
    }

    /// The longest name that begins at token `start` and ends before token `limit`. A token that is not capitalised is
    /// worth asking about only if [`Self::may_begin`] says so.
    #[must_use]
    pub fn find(&self, doc: &Document<'_>, start: usize, limit: usize) -> Option<Match<'_>> {
        let matcher = self.matcher();
        let mut prefix = extend(0, doc.hashes[start]);
        let mut best = None;
        let mut end = start + 1;
        loop {
            let (block, bit) = bit_of(prefix, matcher.known.len());
            if matcher.known[block] & bit == 0 {
                break;
            }
            let slot = matcher.slot(prefix);
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
    let mut chars = name.chars();
    for (index, letter) in word.chars().enumerate() {
        let expected = chars.next()?;
        let alike = if folds && index > 0 {
            letter.to_ascii_lowercase() == expected
        } else {
            letter == expected || is_apostrophe(letter) && is_apostrophe(expected)
        };
        if !alike {
            return None;
        }
    }
    Some(chars.as_str())
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’')
}
