//! A token as the engine sees it, with everything that features are made of.

use super::words::{self, WordTable, class};
use crate::crf::hash::code_of;
use crate::document::{Document, Token};
use crate::text::form;

/// Where a token is, seen from the quotation marks.
pub mod quote {
    #![allow(missing_docs, reason = "the names say it")]
    pub const OUTSIDE: u8 = 0;
    pub const INSIDE: u8 = 1;
    pub const OPENS: u8 = 2;
    pub const CLOSES: u8 = 3;
    /// Beyond the edge of what is looked at.
    pub const EDGE: u8 = 4;
}

/// What delimits a [`Stretch`](super::page::Stretch).
pub mod mark {
    #![allow(missing_docs, reason = "the names say it")]
    pub const NONE: u8 = 0;
    pub const COMMA: u8 = 1;
    pub const SEMICOLON: u8 = 2;
    pub const COLON: u8 = 3;
    pub const DASH: u8 = 4;
    pub const OPEN: u8 = 5;
    pub const CLOSE: u8 = 6;
    pub const PERIOD: u8 = 7;
    pub const ASKING: u8 = 8;
    /// The edge of the sentence.
    pub const EDGE: u8 = 9;
}

/// A token.
#[derive(Debug, Clone, Copy)]
pub struct Atom {
    /// Code of the normal form.
    pub word: u32,
    /// Code of the dictionary form.
    pub lemma: u32,
    /// Last three bytes of the normal form.
    pub ending: u32,
    /// The nearest word before it in the sentence that may be a cue, and after it; 0 where there is none.
    pub cue_before: u32,
    /// See [`Atom::cue_before`].
    pub cue_after: u32,
    /// Index into `segments`.
    pub segment: u32,
    /// Index of the sentence.
    pub sentence: u32,
    /// Parts of speech that it can be.
    pub readings: u16,
    /// Quotations that began or ended before it.
    pub quotation: u16,
    /// Fine and coarse word cluster.
    pub clusters: [u16; 2],
    /// What the lexicon of cues says of it, fine and coarse.
    pub senses: [u16; 2],
    /// Kind, case and length.
    pub shape: u16,
    /// One of [`words::class`].
    pub class: u8,
    /// Part of speech.
    pub tag: u8,
    /// One of [`mark`].
    pub mark: u8,
    /// One of [`quote`].
    pub quote: u8,
    /// Length, first and last token of the quotation around it; 0 outside.
    pub quoted: u8,
    /// What quotations the sentence has.
    pub state: u8,
    /// Where in the sentence it stands.
    pub place: u8,
    /// Distance to [`Atom::cue_before`], in steps.
    pub before: u8,
    /// Distance to [`Atom::cue_after`], in steps.
    pub after: u8,
    /// Bits of [`words::gate`].
    pub gate: u8,
}

impl Atom {
    /// What is beyond the edge of what is looked at.
    pub const EDGE: Self = Self {
        word: 1,
        lemma: 1,
        ending: 0,
        cue_before: 0,
        cue_after: 0,
        segment: 0,
        sentence: 0,
        readings: u16::MAX,
        quotation: 0,
        clusters: [u16::MAX; 2],
        senses: [0; 2],
        shape: 0,
        class: class::EDGE,
        tag: 254,
        mark: mark::NONE,
        quote: quote::EDGE,
        quoted: 0,
        state: 0,
        place: 0,
        before: 0,
        after: 0,
        gate: 0,
    };

    /// [`Atom::class`] as a field of a feature; likewise the others.
    #[inline]
    pub fn c(&self) -> u32 {
        u32::from(self.class)
    }
    /// Part of speech.
    #[inline]
    pub fn t(&self) -> u32 {
        u32::from(self.tag)
    }
    /// Quotation state.
    #[inline]
    pub fn q(&self) -> u32 {
        u32::from(self.quote)
    }
}

/// Tokens seen lately, so that what is known by their form alone need not be looked up again. Kept from document to document: an
/// atom depends on nothing but its key.
#[derive(Debug)]
pub struct AtomCache {
    slots: Vec<(u64, Atom)>,
}

impl Default for AtomCache {
    fn default() -> Self {
        Self { slots: vec![(0, Atom::EDGE); Self::SLOTS] }
    }
}

impl AtomCache {
    const SLOTS: usize = 2048;

    pub(super) fn get(&mut self, doc: &Document<'_>, index: usize, words: &WordTable) -> Atom {
        let (token, hash) = (doc.tokens[index], doc.hashes[index]);
        // Kind, case and length are no part of the hash; a key of 0 stands for an empty slot.
        let length = u64::from(token.end - token.start).min(4);
        let key = hash ^ ((token.kind as u64) << 8 | token.case as u64 | length << 16 | 1 << 20);
        let slot = &mut self.slots[(key >> 32) as usize % Self::SLOTS];
        if slot.0 != key {
            *slot = (key, atom(doc.word(index), hash, token, words));
        }
        slot.1
    }
}

fn atom(text: &str, hash: u64, token: Token, words: &WordTable) -> Atom {
    let form = form::normal(text, token.kind);
    let form = form.as_bytes();
    let word = code_of(hash);
    let known = words.get(word);
    let class = words::class_of(known, form, token);
    let (tag, readings) = words.tags(known, form, token);
    let mark = match class {
        class::COMMA => mark::COMMA,
        class::SEMICOLON => mark::SEMICOLON,
        class::COLON => mark::COLON,
        class::DASH => mark::DASH,
        class::OPEN => mark::OPEN,
        class::CLOSE => mark::CLOSE,
        class::PERIOD => mark::PERIOD,
        class::ASKING => mark::ASKING,
        _ => mark::NONE,
    };
    let mut gate = known.gate;
    if gate & words::gate::KNOWN == 0 && words::looks_like_verb(form, token) {
        gate |= words::gate::TRIGGER;
    }
    let ending = form[form.len().saturating_sub(3)..].iter().fold(0, |ending, &byte| ending << 8 | u32::from(byte));
    Atom {
        word,
        lemma: if known.lemma == 0 { word } else { known.lemma },
        ending,
        readings,
        clusters: known.clusters,
        senses: known.senses,
        shape: (token.kind as u16) | (token.case as u16) << 4 | (text.len().min(4) as u16) << 6,
        class,
        tag,
        mark,
        quote: quote::OUTSIDE,
        gate,
        ..Atom::EDGE
    }
}
