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
mod joint;
mod named;
mod nominal;
mod office;
mod on_behalf;
mod organization;
mod organization_by_kind;
mod person_inside;
mod phrase;
mod pronoun;
mod proper_name;
mod quoted;
mod relative;
mod represented;
mod resolver;
mod subject;
mod subject_noun;
mod together;

pub use resolver::Resolved;

use crate::attribution::reading::ClaimReading;
use crate::claim::Flag;
use crate::document::{Entity, Gender};
use crate::gazetteer::word_class::Function;
use crate::gazetteer::{Gazetteer, LexicalView};
use crate::token_span::TokenSpan;
use quoted::QuotedFrames;
use resolver::{Said, SpeakerResolver};
use rustc_hash::FxHashMap;
use std::ops::Range;

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

    fn source(&mut self, source: &Range<usize>, parts: &ClaimReading) -> Resolved {
        let first = self.doc.info(source.start);
        let single = source.len() == 1;
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
