//! Every word of every lexicon in one table, so that a token is looked up once and all later questions about it are array
//! accesses. Built by [`super::lexicon`]; [`Vocabulary::mark`] is the first thing that happens to a document behind the
//! text layer.

use super::cue::CueList;
use super::hash;
use super::lexicon::{Function, GivenName, HeadPosition, NamePart, Nominal, NotName};
use crate::document::{Case, Document, TokenKind, WordId};

/// What the lexicons know about a word as it is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is one lexicon's answer")]
pub struct WordInfo {
    /// Closed word class; also of a capitalised function word.
    pub function: Option<Function>,
    /// A given name.
    pub given: Option<GivenName>,
    /// A family name, and whether it is a common word too.
    pub surname: Option<bool>,
    /// The head of an organization's name.
    pub head: Option<HeadPosition>,
    /// No (part of a) name, though capitalised.
    pub not_name: Option<NotName>,
    /// "von", "Jr.".
    pub name_part: Option<NamePart>,
    /// The head of a source without a name; also capitalised.
    pub nominal: Option<Nominal>,
    /// Opens a sentence behind an abbreviation.
    pub opener: bool,
    /// A verb form that can stand beside a quotation.
    pub speech_verb: bool,
    /// May stand before a title.
    pub title_modifier: bool,
    /// The last word of a title.
    pub ends_title: bool,
    /// The cues that begin with it, also capitalised (see [`super::cue::Cues::find`]).
    pub cues: CueList,
    /// "Thursday".
    pub weekday: bool,
    /// "Peninsula".
    pub geographic: bool,
}

/// The words, by hash. Capitalised words have a table of their own: names are many and rare, and would push the few words
/// that make up most of a text out of the cache.
#[derive(Debug)]
pub struct Vocabulary {
    capitalised: Slots,
    other: Slots,
    /// Hash and length of each word: equal in both means equal (64 bits; the lexicons have 2^16 words).
    keys: Vec<(u64, u32)>,
    infos: Vec<WordInfo>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        // Word 0 is the one that no lexicon has.
        Self {
            capitalised: Slots::new(1 << 17),
            other: Slots::new(1 << 13),
            keys: vec![(0, 0)],
            infos: vec![WordInfo::default()],
        }
    }
}

/// An open-addressing table of word numbers. Each slot holds some bits of the hash too, so that a word that is not here is
/// known without a look at the keys.
#[derive(Debug)]
struct Slots {
    slots: Vec<u32>,
    used: usize,
}

/// Bits of a slot that number a word; the rest are bits of its hash.
const NUMBER_BITS: u32 = 18;

impl Slots {
    fn new(capacity: usize) -> Self {
        Self { slots: vec![0; capacity], used: 0 }
    }

    /// The number of the word with this hash and length, or the empty slot where it would stand.
    fn find(&self, hash: u64, length: usize, keys: &[(u64, u32)]) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let tag = (hash >> (32 + NUMBER_BITS)) as u32;
        let mut at = (hash >> 12) as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return Err(at);
            }
            let number = slot & ((1 << NUMBER_BITS) - 1);
            if slot >> NUMBER_BITS == tag && keys[number as usize] == (hash, length as u32) {
                return Ok(number);
            }
            at = (at + 1) & mask;
        }
    }

    fn fill(&mut self, at: usize, hash: u64, number: u32) {
        let tag = (hash >> (32 + NUMBER_BITS)) as u32;
        self.slots[at] = tag << NUMBER_BITS | number;
        self.used += 1;
    }

    fn is_full(&self) -> bool {
        self.used * 2 > self.slots.len()
    }

    /// The same words in a table of twice the size.
    fn grown(&self, keys: &[(u64, u32)]) -> Self {
        let mut grown = Self::new(self.slots.len() * 2);
        for slot in self.slots.iter().filter(|slot| **slot != 0) {
            let number = slot & ((1 << NUMBER_BITS) - 1);
            let (hash, length) = keys[number as usize];
            if let Err(at) = grown.find(hash, length as usize, keys) {
                grown.fill(at, hash, number);
            }
        }
        grown
    }
}

impl Vocabulary {
    /// What is known about a word of a marked document.
    #[must_use]
    pub fn info(&self, word: WordId) -> &WordInfo {
        &self.infos[word.0 as usize]
    }

    /// What is known about a word as it is written.
    #[must_use]
    pub fn look_up(&self, word: &str) -> &WordInfo {
        self.info(self.id(word.starts_with(char::is_uppercase), word.len(), hash::of(word.as_bytes())))
    }

    /// The entry of `word`, to be filled.
    pub(super) fn entry(&mut self, word: &str) -> &mut WordInfo {
        let hash = hash::of(word.as_bytes());
        let capital = word.starts_with(char::is_uppercase);
        let slots = if capital { &mut self.capitalised } else { &mut self.other };
        let number = slots.find(hash, word.len(), &self.keys).unwrap_or_else(|at| {
            let number = self.keys.len() as u32;
            self.keys.push((hash, word.len() as u32));
            self.infos.push(WordInfo::default());
            slots.fill(at, hash, number);
            if slots.is_full() {
                *slots = slots.grown(&self.keys);
            }
            number
        });
        &mut self.infos[number as usize]
    }

    /// Fills the entries of a word in lower case and of the ways it is written elsewhere: capitalised at the start of a
    /// sentence, with a curly apostrophe.
    pub(super) fn each_case(&mut self, word: &str, fill: impl Fn(&mut WordInfo)) {
        fill(self.entry(word));
        let mut letters = word.chars();
        if let Some(first) = letters.next().filter(|first| first.is_lowercase()) {
            let capitalised: String = first.to_uppercase().chain(letters).collect();
            fill(self.entry(&capitalised));
        }
        if word.contains('\'') {
            fill(self.entry(&word.replace('\'', "’")));
        }
    }

    fn id(&self, capital: bool, length: usize, hash: u64) -> WordId {
        let slots = if capital { &self.capitalised } else { &self.other };
        WordId(slots.find(hash, length, &self.keys).unwrap_or(0))
    }

    /// Fills `doc.words` and `doc.hashes`. A word in capitals that no lexicon has is looked up as a capitalised one:
    /// headlines.
    pub fn mark(&self, doc: &mut Document<'_>) {
        let text = doc.text().as_bytes();
        let mut words = Vec::with_capacity(doc.tokens.len());
        let mut hashes = Vec::with_capacity(doc.tokens.len());
        for &token in &doc.tokens {
            let (mut hash, ascii) = hash::of_token(text, token);
            let mut id = WordId(0);
            // Marks and numbers are in no lexicon.
            if matches!(token.kind, TokenKind::Word | TokenKind::Abbreviation | TokenKind::Clitic) {
                id = self.id(token.case.is_capital(), (token.end - token.start) as usize, hash);
            }
            // Only capitals are folded, and only words beyond ASCII hold curly apostrophes.
            if token.case == Case::Upper || !ascii {
                let word = &text[token.start as usize..token.end as usize];
                if id.0 == 0 {
                    id = hash::fold(word, token.case, |folded| self.id(true, folded.len(), hash::of(folded)))
                        .unwrap_or(id);
                }
                hash = hash::as_name(word, token.case, hash);
            }
            words.push(id);
            hashes.push(hash);
        }
        doc.words = words;
        doc.hashes = hashes;
    }
}
