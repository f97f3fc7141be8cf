//! Resolves sources to speakers: names, pronouns, relatives, noun phrases, and the first person inside quotations. Where the
//! text does not say, the speaker is left open and a flag says why: a wrong speaker is worse than none. Claims come in text
//! order, because a pronoun most often refers to the last speaker.
//!
//! ```text
//! source ─→ pronoun (pronoun, antecedent), relative (relative)
//!        └→ noun phrase: its shape (phrase)
//!           ─→ a name (named) · an organization with an owner (organization) · a noun (nominal, described, office)
//! ```
//!
//! Claims in the article's own voice come first, each in the light of what was said before it; then those inside quotations
//! (`quoted`), whose "I" is the speaker of the quotation. Every look back is bounded, so that the work is linear in the text.

mod antecedent;
mod confidence;
mod continued;
mod described;
mod descriptions;
mod government;
mod identified;
mod joint;
mod named;
mod nominal;
mod office;
mod officer;
mod on_behalf;
mod organization;
mod organization_by_kind;
mod organization_nouns;
mod person_inside;
mod phrase;
mod plural;
mod pronoun;
mod proper_name;
mod quoted;
mod relative;
mod represented;
mod resolver;
mod spokesperson;
mod subject;
mod subject_noun;
mod together;

pub use resolver::Resolved;

use crate::attribution::reading::ClaimReading;
use crate::claim::Flag;
use crate::document::{Entity, Gender, TokenKind};
use crate::gazetteer::word_class::Function;
use crate::gazetteer::{Gazetteer, LexicalView};
use crate::token_span::TokenSpan;
use quoted::QuotedFrames;
use resolver::{Said, SpeakerResolver};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Longest seat before a name, in tokens.
const MAX_SEAT: usize = 10;
/// Most tokens in a pair of brackets that hold no words.
const MAX_SIGNS: usize = 8;

/// What resolving the sources of a document yields.
#[derive(Debug)]
pub struct Resolution {
    /// The speaker of each claim.
    pub speakers: Vec<Resolved>,
    /// Entities that only sources name ("the Voss campaign"), numbered after those of the document, to which the caller must
    /// add them.
    pub added: Vec<Entity>,
    /// Genders of people that only pronouns say, by entity.
    pub genders: FxHashMap<u32, Gender>,
}

/// The speaker of each of `claims`, which are in text order.
#[must_use]
pub fn resolve(doc: LexicalView<'_, '_>, gazetteer: &Gazetteer, claims: &[ClaimReading]) -> Resolution {
    let mut speakers = SpeakerResolver::new(doc, gazetteer);
    let mut resolved = vec![Resolved::default(); claims.len()];
    let is_quoted = |parts: &ClaimReading| parts.source.first().is_some_and(|source| doc.depths[source.start()] > 0);
    for (parts, resolved) in claims.iter().zip(&mut resolved).filter(|(parts, _)| !is_quoted(parts)) {
        *resolved = speakers.narrated(parts);
    }
    if claims.iter().any(is_quoted) {
        // The last speaker of the article is not the last speaker before each of its quotations.
        speakers.said.clear();
        let frames = QuotedFrames::new(doc.doc, claims, &resolved);
        for (index, parts) in claims.iter().enumerate().filter(|(_, parts)| is_quoted(parts)) {
            resolved[index] = speakers.quoted(parts, frames.speaker_around(doc.doc, index, claims));
        }
    }
    for one in &mut resolved {
        one.confidence = speakers.confidence(one);
    }
    Resolution { speakers: resolved, added: speakers.added, genders: speakers.genders }
}

impl SpeakerResolver<'_, '_> {
    /// Resolves a claim in the article's own voice.
    fn narrated(&mut self, parts: &ClaimReading) -> Resolved {
        let Some(source) = &parts.whole_source().map(TokenSpan::range) else {
            return Resolved { flag: Some(Flag::NoSource), ..Resolved::default() };
        };
        self.read_on(source.start);
        let resolved = self.source(source, parts);
        let resolved = self.with_principal(resolved, source, parts);
        if let Some(speaker) = &resolved.speaker {
            let joint = self.is_joint(source);
            let said = Said {
                speaker: speaker.clone(),
                others: resolved.co_speakers.clone(),
                on_behalf: resolved.on_behalf,
                at: source.start,
                end: source.end,
                sentence: self.doc.sentence_of(source.start),
                introduced: self.introduced(source, &resolved),
                asked: self.asked(parts),
                joint,
            };
            self.remember(said);
        }
        resolved
    }

    /// A source from its first word on: what stands before it may be a sign, or signs in brackets.
    fn without_marks(&self, source: &Range<usize>) -> Range<usize> {
        let mut start = source.start;
        while start < source.end {
            start = match self.doc.tokens[start].kind {
                TokenKind::Open => {
                    let close = (start..source.end.min(start + MAX_SIGNS))
                        .find(|&at| self.doc.tokens[at].kind == TokenKind::Close);
                    let Some(close) = close.filter(|&close| !(start..close).any(|at| self.doc.tokens[at].is_word()))
                    else {
                        break;
                    };
                    close + 1
                }
                TokenKind::Other if !self.doc.word(start).contains(char::is_alphanumeric) => start + 1,
                _ => break,
            };
        }
        start = self.after_seat(start, source.end).unwrap_or(start);
        if start < source.end { start..source.end } else { source.clone() }
    }

    /// One past "Mountain View, Calif.-based" at `start`, before a name.
    fn after_seat(&self, start: usize, end: usize) -> Option<usize> {
        let based = (start + 2..end.min(start + MAX_SEAT)).find(|&at| self.doc.is(at, "based"))?;
        let seat = |at: usize| {
            let token = self.doc.tokens[at];
            token.is_word() && token.case.is_capital() && self.doc.info(at).function.is_none()
                || token.kind == TokenKind::Comma
                || self.doc.word(at) == "."
        };
        let hyphen = self.doc.tokens[based - 1].kind == TokenKind::Hyphen;
        let next = self.doc.tokens.get(based + 1).filter(|_| based + 1 < end)?;
        (hyphen && next.is_word() && (start..based - 1).all(seat)).then_some(based + 1)
    }

    fn source(&mut self, source: &Range<usize>, parts: &ClaimReading) -> Resolved {
        let single = source.len() == 1;
        let source = &self.without_marks(source);
        let first = self.doc.info(source.start);
        if !single && let Some(resolved) = self.joint(source, parts) {
            return resolved;
        }
        match first.function {
            Some(Function::Pronoun) => return self.pronoun(source.start, parts),
            Some(Function::Possessive) if single => return self.pronoun(source.start, parts),
            Some(Function::Relative) if single => return self.relative(source.start, parts),
            _ => {}
        }
        self.noun_phrase(source, parts)
    }
}
