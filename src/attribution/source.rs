//! Finds the source beside a cue: the noun phrase before it or behind it. Called by [`super::patterns`].

use crate::document::{Document, Gap, Mention, TokenKind};
use crate::entity::title;
use crate::gazetteer::Lexicons;
use crate::gazetteer::lexicon::Function;
use std::ops::Range;

/// Most tokens of a source.
const MAX_SOURCE: usize = 16;

/// Reads noun phrases off function words, marks and mentions.
#[derive(Clone, Copy)]
pub struct Phrases<'d, 'a> {
    /// The document.
    pub doc: &'d Document<'a>,
    /// Word lists.
    pub lexicons: &'d Lexicons,
}

impl<'d> Phrases<'d, '_> {
    fn function(&self, index: usize) -> Option<Function> {
        self.lexicons.word(self.doc, index).function
    }

    /// The mention that covers token `index`.
    #[must_use]
    pub fn mention_at(&self, index: usize) -> Option<&'d Mention> {
        let mentions = &self.doc.mentions;
        let at = mentions.partition_point(|mention| mention.tokens.1 as usize <= index);
        mentions.get(at).filter(|mention| mention.tokens.0 as usize <= index)
    }

    /// The source that ends directly before token `end`, within the sentence from `limit`.
    #[must_use]
    pub fn before(&self, limit: usize, end: usize) -> Option<Range<usize>> {
        if end <= limit {
            return None;
        }
        let last = end - 1;
        match self.doc.tokens[last].kind {
            // "Andrey Rudenko, the deputy minister, said"
            TokenKind::Comma => return self.with_apposition(limit, last),
            TokenKind::Word | TokenKind::Abbreviation | TokenKind::Number | TokenKind::Close | TokenKind::Clitic => {}
            TokenKind::SingleQuote if last > limit && self.doc.tokens[last].gap == Gap::None => {}
            _ => return None,
        }
        if matches!(self.function(last), Some(Function::Pronoun | Function::Relative)) {
            return Some(last..end);
        }
        if self.mention_at(last).is_none()
            && matches!(
                self.function(last),
                Some(Function::Conjunction | Function::Preposition | Function::To | Function::Question)
            )
        {
            return None;
        }
        let start = self.phrase_start(limit, end);
        (start < end).then_some(start..end)
    }

    /// First token of the noun phrase that ends before `end`.
    fn phrase_start(&self, limit: usize, end: usize) -> usize {
        let mut start = end;
        // The last place that the phrase can begin at; what stands before a preposition may belong to it or not.
        let mut at = end;
        while at > limit && end - at < MAX_SOURCE {
            if let Some(mention) = self.mention_at(at - 1) {
                at = (mention.tokens.0 as usize).max(limit);
                if let Some((title, _)) = title::office_before(self.doc, self.lexicons, at) {
                    at = title.max(limit);
                } else if let Some((_, title)) = title::before(self.doc, self.lexicons, at) {
                    at = title.max(limit);
                }
                start = at;
                continue;
            }
            let token = self.doc.tokens[at - 1];
            match token.kind {
                TokenKind::Word
                | TokenKind::Abbreviation
                | TokenKind::Number
                | TokenKind::Clitic
                | TokenKind::Hyphen => {}
                _ => break,
            }
            match self.function(at - 1) {
                Some(Function::Determiner | Function::Possessive) => start = at - 1,
                Some(Function::Preposition)
                    if matches!(self.doc.word(at - 1), "of" | "for" | "at" | "from" | "in" | "with" | "on" | "to") =>
                {
                    // "a spokesman for the ministry": only with a noun before it.
                    let noun = at >= limit + 2 && self.is_noun(at - 2);
                    if !noun {
                        break;
                    }
                }
                Some(Function::Conjunction) if self.doc.word(at - 1) == "and" => {
                    // "Putin and Kim said": two names; anything else is two clauses.
                    let names = at >= limit + 2 && self.mention_at(at).is_some() && self.mention_at(at - 2).is_some();
                    if !names {
                        break;
                    }
                }
                Some(Function::Adjective | Function::Adverb) => {}
                Some(_) => break,
                None => {
                    if self.lexicons.word(self.doc, at - 1).speech_verb && !self.is_nominal(at - 1) {
                        break;
                    }
                    start = at - 1;
                }
            }
            at -= 1;
        }
        start
    }

    fn is_nominal(&self, index: usize) -> bool {
        self.lexicons.word(self.doc, index).nominal.is_some()
    }

    /// True for a word that a noun phrase can end with: a name, a known head noun, or any word behind a determiner.
    fn is_noun(&self, index: usize) -> bool {
        self.mention_at(index).is_some()
            || self.is_nominal(index)
            || self.function(index).is_none() && self.doc.tokens[index].is_word()
    }

    /// "NAME, apposition," with its last comma at `comma`: the whole, without that comma.
    fn with_apposition(&self, limit: usize, comma: usize) -> Option<Range<usize>> {
        let inner = (limit..comma).rev().take(MAX_SOURCE).find(|&at| self.doc.tokens[at].kind == TokenKind::Comma)?;
        let start = self.phrase_start(limit, inner);
        let named = start < inner && self.mention_at(inner - 1).is_some();
        // "On Monday, in Moscow, said": nothing that speaks.
        let clause = (inner + 1..comma)
            .any(|at| matches!(self.doc.tokens[at].kind, TokenKind::DoubleQuote | TokenKind::Terminal));
        (named && !clause).then_some(start..comma)
    }

    /// The source that begins at token `start` ("said Rudenko, the deputy minister", "according to the report"), within the
    /// sentence that ends at `limit`.
    #[must_use]
    pub fn behind(&self, start: usize, limit: usize) -> Option<Range<usize>> {
        let mut end = start;
        while end < limit && end - start < MAX_SOURCE {
            if let Some(mention) = self.mention_at(end) {
                end = (mention.tokens.1 as usize).min(limit);
                continue;
            }
            let token = self.doc.tokens[end];
            let word = matches!(
                token.kind,
                TokenKind::Word | TokenKind::Abbreviation | TokenKind::Number | TokenKind::Clitic | TokenKind::Hyphen
            );
            if !word {
                break;
            }
            match self.function(end) {
                Some(Function::Pronoun) => {
                    return (end == start && !matches!(self.doc.word(end), "it" | "you")).then_some(start..end + 1);
                }
                Some(Function::Determiner | Function::Possessive | Function::Adjective) => {}
                Some(Function::Preposition)
                    if end > start
                        && matches!(self.doc.word(end), "of" | "for" | "at" | "from" | "by" | "in" | "with") => {}
                Some(Function::Conjunction)
                    if self.doc.word(end) == "and"
                        && end > start
                        && self.mention_at(end - 1).is_some()
                        && self.mention_at(end + 1).is_some() => {}
                Some(Function::Auxiliary) if token.kind == TokenKind::Clitic => {}
                Some(_) => break,
                None if self.lexicons.word(self.doc, end).speech_verb && !self.is_nominal(end) => break,
                None => {}
            }
            end += 1;
        }
        // A phrase never ends in a preposition or article.
        while end > start && self.mention_at(end - 1).is_none() && self.function(end - 1).is_some() {
            end -= 1;
        }
        (end > start).then_some(start..end)
    }

    /// `source` with the apposition behind it, if that ends in a comma or with the sentence: "…, the deputy minister".
    #[must_use]
    pub fn with_office_behind(&self, source: Range<usize>, limit: usize) -> Range<usize> {
        match title::office_behind(self.doc, self.lexicons, source.end, limit) {
            Some((_, end)) if self.mention_at(source.end - 1).is_some() => source.start..end,
            _ => source,
        }
    }
}
