//! A document as the engine sees it: one [`Atom`] per token with everything that features are made of, computed once, and the
//! stretches between marks.

use super::words::{self, Words, class};
use crate::crf::hash::{bucket, code, code_of};
use crate::document::{Document, Token, TokenKind};
use crate::text::form;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// Where a token stands to quotation marks.
pub mod quote {
    #![allow(missing_docs, reason = "the names say it")]
    pub const OUTSIDE: u8 = 0;
    pub const INSIDE: u8 = 1;
    pub const OPENS: u8 = 2;
    pub const CLOSES: u8 = 3;
    /// Beyond the edge of what is looked at.
    pub const EDGE: u8 = 4;
}

/// What delimits a [`Segment`].
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
    /// Index into [`Page::segments`].
    pub segment: u32,
    /// Index of the sentence.
    pub sentence: u32,
    /// Parts of speech that it can be.
    pub readings: u16,
    /// Quotations that began or ended before it.
    pub quotation: u16,
    /// Fine and coarse word cluster.
    pub clusters: [u16; 2],
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
    /// What stands beyond the edge of what is looked at.
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
    #[must_use]
    pub fn c(&self) -> u32 {
        u32::from(self.class)
    }
    /// Part of speech.
    #[inline]
    #[must_use]
    pub fn t(&self) -> u32 {
        u32::from(self.tag)
    }
    /// Quotation state.
    #[inline]
    #[must_use]
    pub fn q(&self) -> u32 {
        u32::from(self.quote)
    }
}

/// A stretch of a sentence without marks, or one mark.
#[derive(Debug, Clone, Copy)]
pub struct Segment {
    /// Code of its first word, quotation marks aside.
    pub word: u32,
    /// Class of that word and of the one after it.
    pub classes: [u8; 2],
    /// Which kinds of verb it has, as bits.
    pub verbs: u8,
    /// Its length, in steps.
    pub length: u8,
    /// The marks around it.
    pub left: u8,
    /// See [`Segment::left`].
    pub right: u8,
}

/// A document.
#[derive(Debug, Default)]
pub struct Page {
    /// One per token.
    pub atoms: Vec<Atom>,
    /// In text order.
    pub segments: Vec<Segment>,
    /// The tokens of each sentence.
    pub sentences: Vec<TokenSpan>,
    /// Paragraph of each sentence.
    pub paragraph_of: Vec<u32>,
    /// The tokens of each paragraph.
    pub paragraphs: Vec<TokenSpan>,
}

/// Tokens of a document seen lately, so that what is known by their form alone need not be looked up again.
///
/// Nothing is kept from document to document: of tokens with one normal form ("5" and "1000") the first decides about the
/// length in [`Atom::shape`], and what is said of an article must not depend on the articles before it.
#[derive(Debug)]
pub struct AtomCache {
    slots: Vec<(u64, Atom)>,
    /// Mixed into the keys, another one for each document.
    document: u64,
}

impl Default for AtomCache {
    fn default() -> Self {
        Self { slots: vec![(0, Atom::EDGE); Self::SLOTS], document: 0 }
    }
}

impl AtomCache {
    const SLOTS: usize = 2048;

    fn forget_document(&mut self) {
        // Steps of the golden ratio, so that no two documents have keys in common for long.
        self.document = self.document.wrapping_add(0x9e37_79b9_7f4a_7c15);
    }

    fn get(&mut self, doc: &Document<'_>, index: usize, words: &Words) -> Atom {
        let (token, hash) = (doc.tokens[index], doc.hashes[index]);
        // Kind and case are no part of the hash; a key of 0 stands for an empty slot.
        let key = hash ^ self.document ^ ((token.kind as u64) << 8 | token.case as u64 | 1 << 20);
        let slot = &mut self.slots[(key >> 32) as usize % Self::SLOTS];
        if slot.0 != key {
            *slot = (key, atom(doc.word(index), hash, token, words));
        }
        slot.1
    }
}

impl Page {
    /// Reads a document whose text and entity layers are there.
    #[must_use]
    pub fn new(doc: &Document<'_>, words: &Words) -> Self {
        let mut page = Self::default();
        page.read(doc, words, &mut AtomCache::default());
        page
    }

    /// Reads a document in place of the one before. `cache` belongs to the same `words`.
    pub fn read(&mut self, doc: &Document<'_>, words: &Words, cache: &mut AtomCache) {
        cache.forget_document();
        self.atoms.clear();
        self.segments.clear();
        self.sentences.clear();
        self.sentences.extend(doc.sentences.iter().map(|sentence| sentence.tokens));
        self.paragraph_of.clear();
        self.paragraph_of.extend(doc.sentences.iter().map(|sentence| sentence.paragraph));
        self.paragraphs.clear();
        self.paragraphs.extend(doc.paragraphs.iter().map(|paragraph| paragraph.tokens));
        self.atoms.reserve(doc.tokens.len());
        self.atoms.extend((0..doc.tokens.len()).map(|index| cache.get(doc, index, words)));
        self.mark_quotes(doc);
        let according = code(b"according");
        for sentence in 0..self.sentences.len() {
            self.read_sentence(sentence, according);
        }
    }

    /// The token at `index`, or [`Atom::EDGE`] outside `range`.
    #[inline]
    #[must_use]
    pub fn at(&self, index: isize, range: &Range<usize>) -> &Atom {
        const EDGE: Atom = Atom::EDGE;
        if index >= range.start as isize && index < range.end as isize {
            self.atoms.get(index as usize).unwrap_or(&EDGE)
        } else {
            &EDGE
        }
    }

    /// The tokens of the paragraph that token `index` stands in.
    #[must_use]
    pub fn paragraph(&self, index: usize) -> Range<usize> {
        let paragraph = self.paragraph_of[self.atoms[index].sentence as usize] as usize;
        self.paragraphs[paragraph].range()
    }

    /// The tokens of a sentence.
    #[must_use]
    pub fn sentence(&self, index: u32) -> Range<usize> {
        self.sentences[index as usize].range()
    }

    fn mark_quotes(&mut self, doc: &Document<'_>) {
        for quotation in doc.quotes.iter().filter(|quotation| quotation.depth == 0) {
            let (start, end) = (quotation.tokens.start(), quotation.tokens.end());
            let opens = is_quote_mark(doc.tokens[start]);
            let (first, last) = (start + usize::from(opens), end - usize::from(quotation.closed));
            // A mark that opens at the very end of a text has nothing behind it.
            let ends = match self.atoms[start..last.max(start + 1)].last().map_or(mark::NONE, |atom| atom.mark) {
                mark::PERIOD | mark::ASKING => 1,
                mark::COMMA => 2,
                _ => 0,
            };
            let capital = doc.tokens.get(first).is_some_and(|token| token.case.is_capital());
            let quoted = 1 + bucket(last.saturating_sub(first)) as u8 * 8 + u8::from(capital) * 4 + ends;
            for (index, atom) in self.atoms[start..end].iter_mut().enumerate() {
                atom.quoted = quoted;
                atom.quote = match start + index {
                    at if at < first => quote::OPENS,
                    at if at >= last => quote::CLOSES,
                    _ => quote::INSIDE,
                };
            }
        }
        let mut quotation = 0_u16;
        for atom in &mut self.atoms {
            // Only differences between neighbours count, so that it may begin anew.
            quotation = quotation.wrapping_add(u16::from(atom.quote == quote::OPENS));
            atom.quotation = quotation;
            quotation = quotation.wrapping_add(u16::from(atom.quote == quote::CLOSES));
        }
    }

    fn read_sentence(&mut self, sentence: usize, according: u32) {
        let tokens = self.sentence(sentence as u32);
        let first = self.atoms.get(tokens.start).map_or(0, |atom| atom.quote);
        let new_paragraph = sentence == 0 || self.paragraph_of[sentence] != self.paragraph_of[sentence - 1];
        let atoms = &mut self.atoms[tokens.clone()];
        let has_quote = atoms.iter().any(|atom| atom.quote != quote::OUTSIDE);
        let all_quote = atoms.iter().all(|atom| atom.quote != quote::OUTSIDE || atom.class >= class::QUOTE);
        let state = u8::from(has_quote) + 2 * u8::from(all_quote) + 4 * u8::from(first == quote::OPENS);
        let length = atoms.len();
        let may_be_cue = |atom: &Atom| {
            matches!(atom.class, class::SPEECH | class::CUE_NOUN) && atom.quote == quote::OUTSIDE
                || atom.word == according
        };
        let (mut nearest, mut distance) = (0, usize::MAX);
        for (index, atom) in atoms.iter_mut().enumerate() {
            atom.sentence = sentence as u32;
            atom.state = state;
            let place = index.min(3) + 4 * (length - 1 - index).min(2) + if new_paragraph { 12 } else { 0 };
            atom.place = place as u8;
            (atom.cue_before, atom.before) = (nearest, bucket(distance) as u8);
            if may_be_cue(atom) {
                (nearest, distance) = (atom.word, 0);
            }
            distance = distance.saturating_add(1);
        }
        (nearest, distance) = (0, usize::MAX);
        for atom in atoms.iter_mut().rev() {
            (atom.cue_after, atom.after) = (nearest, bucket(distance) as u8);
            if may_be_cue(atom) {
                (nearest, distance) = (atom.word, 0);
            }
            distance = distance.saturating_add(1);
        }
        self.cut_segments(tokens);
    }

    fn cut_segments(&mut self, tokens: Range<usize>) {
        let mut start = tokens.start;
        while start < tokens.end {
            let mut end = start + 1;
            if self.atoms[start].mark == mark::NONE {
                while end < tokens.end && self.atoms[end].mark == mark::NONE {
                    end += 1;
                }
            }
            let index = self.segments.len() as u32;
            let atoms = &self.atoms[start..end];
            let skipped = atoms.iter().take_while(|atom| atom.quote >= quote::OPENS).count().min(atoms.len() - 1);
            let verbs = atoms.iter().fold(0, |verbs, atom| {
                verbs
                    | match atom.class {
                        class::SPEECH => 1,
                        class::THOUGHT => 2,
                        class::AUXILIARY => 4,
                        class::ED => 8,
                        _ => 0,
                    }
            });
            let left = match self.atoms[start].mark {
                mark::NONE if start > tokens.start => self.atoms[start - 1].mark,
                mark::NONE => mark::EDGE,
                own => 20 + own,
            };
            let right = if end < tokens.end { self.atoms[end].mark } else { mark::EDGE };
            self.segments.push(Segment {
                word: atoms[skipped].word,
                classes: [atoms[skipped].class, atoms.get(skipped + 1).map_or(class::EDGE, |atom| atom.class)],
                verbs,
                length: bucket(end - start) as u8,
                left,
                right,
            });
            for atom in &mut self.atoms[start..end] {
                atom.segment = index;
            }
            start = end;
        }
    }
}

fn is_quote_mark(token: Token) -> bool {
    matches!(token.kind, TokenKind::DoubleQuote | TokenKind::SingleQuote)
}

fn atom(text: &str, hash: u64, token: Token, words: &Words) -> Atom {
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
        shape: (token.kind as u16) | (token.case as u16) << 4 | (text.len().min(4) as u16) << 6,
        class,
        tag,
        mark,
        quote: quote::OUTSIDE,
        gate,
        ..Atom::EDGE
    }
}
