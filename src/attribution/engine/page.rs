//! A document as the engine sees it: one [`Atom`] per token with everything that features are made of, computed once, and the
//! stretches between marks.

use super::atom::{Atom, AtomCache, mark, quote};
use super::words::{WordTable, class};
use crate::crf::hash::{bucket, code};
use crate::deadline::tick;
use crate::document::{Document, Token, TokenKind};
use crate::token_span::TokenSpan;
use crate::work::step;
use std::ops::Range;

/// A stretch of a sentence without marks, or one mark.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
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
    /// See [`Stretch::left`].
    pub right: u8,
}

/// A document.
#[derive(Debug, Default)]
pub struct Page {
    /// One per token.
    pub atoms: Vec<Atom>,
    /// In text order.
    pub segments: Vec<Stretch>,
    /// The tokens of each sentence.
    pub sentences: Vec<TokenSpan>,
    /// Paragraph of each sentence.
    pub paragraph_of: Vec<u32>,
    /// The tokens of each paragraph.
    pub paragraphs: Vec<TokenSpan>,
}

impl Page {
    /// Reads a document whose text and entity layers are there.
    pub fn new(doc: &Document<'_>, words: &WordTable) -> Self {
        let mut page = Self::default();
        page.read(doc, words, &mut AtomCache::default());
        page
    }

    /// Reads a document in place of the one before. `cache` belongs to the same `words`.
    pub fn read(&mut self, doc: &Document<'_>, words: &WordTable, cache: &mut AtomCache) {
        self.atoms.clear();
        self.segments.clear();
        self.sentences.clear();
        self.sentences.extend(doc.sentences.iter().map(|sentence| sentence.tokens));
        self.paragraph_of.clear();
        self.paragraph_of.extend(doc.sentences.iter().map(|sentence| sentence.paragraph));
        self.paragraphs.clear();
        self.paragraphs.extend(doc.paragraphs.iter().map(|paragraph| paragraph.tokens));
        self.atoms.reserve(doc.tokens.len());
        self.atoms.extend((0..doc.tokens.len()).map(|index| {
            tick();
            cache.get(doc, index, words)
        }));
        self.mark_quotes(doc);
        let according = code(b"according");
        for sentence in 0..self.sentences.len() {
            tick();
            self.read_sentence(sentence, according);
        }
    }

    /// The token at `index`, or [`Atom::EDGE`] outside `range`.
    #[inline]
    pub fn at(&self, index: isize, range: &Range<usize>) -> &Atom {
        const EDGE: Atom = Atom::EDGE;
        step();
        if index >= range.start as isize && index < range.end as isize {
            self.atoms.get(index as usize).unwrap_or(&EDGE)
        } else {
            &EDGE
        }
    }

    /// The tokens of the paragraph that token `index` is in.
    pub fn paragraph(&self, index: usize) -> Range<usize> {
        let paragraph = self.paragraph_of[self.atoms[index].sentence as usize] as usize;
        self.paragraphs[paragraph].range()
    }

    /// The tokens of a sentence.
    pub fn sentence(&self, index: u32) -> Range<usize> {
        self.sentences[index as usize].range()
    }

    fn mark_quotes(&mut self, doc: &Document<'_>) {
        for quotation in doc.quotes.iter().filter(|quotation| quotation.depth == 0) {
            let (start, end) = (quotation.tokens.start(), quotation.tokens.end());
            let opens = is_quote_mark(doc.tokens[start]);
            let (first, last) = (start + usize::from(opens), end - usize::from(quotation.closed));
            // A mark that opens at the very end of a text has nothing after it.
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
            // Only differences between neighbors count, so that it may start again.
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
            self.segments.push(Stretch {
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
