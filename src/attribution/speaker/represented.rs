//! For whom speaks who does not say so: "a spokesman", "officials", "the statement" after the organization that the article
//! is about here.

use super::phrase::Phrase;
use super::resolver::{Said, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::Speaker;
use crate::document::{EntityKind, TokenKind};
use crate::gazetteer::role_words::RoleKind;
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// How far back a document is looked for that "the report" means, in tokens.
const DOCUMENT_REACH: usize = 600;
/// How often it may have been mentioned.
const MAX_EARLIER: usize = 4;
/// How far a noun phrase reaches around its noun, in tokens.
const PHRASE_REACH: usize = 10;

impl SpeakerResolver<'_, '_> {
    /// The organization or state for which a bare "spokesman", "officials" and the like speak.
    pub(super) fn represented(&self, source: &Range<usize>, phrase: &Phrase) -> Option<u32> {
        let head = phrase.head;
        let word = self.doc.lower(head);
        let speaks = self.in_group(&word, WordGroup::Representative) || self.in_group(&word, WordGroup::Utterance);
        (speaks && self.is_bare(source, head)).then(|| self.talked_about(source.start)).flatten()
    }

    /// True if nothing but an article and a rank stand before the head, and no owner after it: "a senior official".
    fn is_bare(&self, source: &Range<usize>, head: usize) -> bool {
        let rank = |index: usize| {
            let function = self.doc.info(index).function;
            let sense = self.doc.lexicons.role_words.sense(self.doc.word(index));
            matches!(function, Some(Function::Determiner | Function::Possessive))
                || matches!(sense.kind, Some(RoleKind::Rank | RoleKind::Time))
                || self.in_group(&self.doc.lower(index), WordGroup::Definite)
                || self.in_group(&self.doc.lower(index), WordGroup::Indefinite)
                || self.in_group(&self.doc.lower(index), WordGroup::Rank)
        };
        let after = head + 1 >= source.end
            || self.doc.info(head + 1).weekday
            || self.doc.tokens[head + 1].kind == TokenKind::Comma
            || self.doc.info(head + 1).function == Some(Function::Relative);
        after && (source.start..head).all(rank)
    }

    /// The organization or state that the article talks about at token `at`: who spoke last, the subject of a sentence just
    /// before, or else the organization that it names far more often than any other.
    pub(super) fn talked_about(&self, at: usize) -> Option<u32> {
        let here = self.doc.sentence_of(at);
        let speaks = |entity: &u32| self.kind(*entity) != EntityKind::Person;
        if let Some(entity) = self.said_lately(here).filter_map(body_of).find(speaks) {
            return Some(entity);
        }
        let subject = |sentence: usize| {
            let (entity, token) = self.subjects.get(sentence).copied().flatten()?;
            ((token as usize) < at && self.kind(entity) == EntityKind::Organization).then_some(entity)
        };
        if let Some(entity) = (here.saturating_sub(2)..=here).rev().find_map(subject) {
            return Some(entity);
        }
        let counts = self.counted_before(at, EntityKind::Organization, |_| true);
        let &(first, most) = counts.first()?;
        let second = counts.get(1).map_or(0, |&(_, count)| count);
        (most >= 2 * second).then_some(first)
    }

    /// Who issued the document that `source` takes up: "the report" after "Voss Bank published a report", "the statement" after
    /// "Voss said in a statement".
    pub(super) fn issuer(&mut self, source: &Range<usize>, phrase: &Phrase, parts: &ClaimReading) -> Option<u32> {
        let head = phrase.head;
        let document = self.doc.info(head).nominal.is_some_and(|noun| noun.refers == Refers::Document);
        if !document || !self.is_bare(source, head) {
            return None;
        }
        let from = source.start.saturating_sub(DOCUMENT_REACH);
        let hash = self.doc.hashes[head];
        let earlier: Vec<usize> =
            (from..source.start).rev().filter(|&index| self.doc.hashes[index] == hash).take(MAX_EARLIER).collect();
        for &index in &earlier {
            let around = self.phrase_around(index, source.start);
            let of = self.phrase(&around);
            if of.head == index
                && let Some(owner) = self.owner(&around, &of, parts)
            {
                return Some(owner.entity);
            }
            if let Some(entity) = self.issuer_in_sentence(index) {
                return Some(entity);
            }
        }
        let here = self.doc.sentence_of(source.start);
        let last = self.said_lately(here).next()?;
        // A statement is most often of whoever spoke last, a report only of a body.
        let speaks = |entity: &u32| {
            self.in_group(&self.doc.lower(head), WordGroup::Utterance) || self.kind(*entity) == EntityKind::Organization
        };
        body_of(last).filter(speaks)
    }

    /// The words around a noun that can say whose it is, before token `limit`.
    pub(super) fn phrase_around(&self, noun: usize, limit: usize) -> Range<usize> {
        let sentence = self.doc.sentences[self.doc.sentence_of(noun)].tokens;
        let first = sentence.start().max(noun.saturating_sub(PHRASE_REACH));
        let belongs = |&index: &usize| {
            let function = self.doc.info(index).function;
            self.doc.tokens[index].kind != TokenKind::Comma
                && !matches!(
                    function,
                    Some(Function::Preposition | Function::Conjunction | Function::Relative | Function::Pronoun)
                )
        };
        let start = (first..noun).rev().take_while(belongs).last().unwrap_or(noun);
        start..sentence.end().min(noun + PHRASE_REACH).min(limit.max(noun + 1))
    }

    /// "Voss said in a statement", "Voss Bank released a report": who spoke in the sentence, or its subject that issues the
    /// document at token `index`.
    fn issuer_in_sentence(&self, index: usize) -> Option<u32> {
        let sentence = self.doc.sentence_of(index);
        let first = self.doc.sentences[sentence].tokens.start();
        let near = (first.max(index.saturating_sub(4))..index).rev();
        let issued = near.clone().any(|before| self.in_group(&self.doc.lower(before), WordGroup::Issuing));
        let within = near.into_iter().any(|before| self.doc.is(before, "in"));
        let said = self.said.iter().find(|said| said.sentence == sentence).filter(|_| issued || within);
        said.and_then(body_of)
            .or_else(|| self.subjects.get(sentence).copied().flatten().filter(|_| issued).map(|(entity, _)| entity))
    }
}

/// The entity that spoke, or for which somebody spoke.
fn body_of(said: &Said) -> Option<u32> {
    match said.speaker {
        Speaker::Entity { entity, .. } => Some(entity),
        _ => said.on_behalf.map(|known| known.entity),
    }
}
