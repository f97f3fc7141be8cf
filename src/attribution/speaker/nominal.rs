//! Noun phrases without a name: "the minister", "critics", "the report".

use super::described::LEAD;
use super::phrase::Phrase;
use super::resolver::{Resolved, SpeakerResolver};
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::TokenKind;
use crate::gazetteer::word_class::{Function, Nominal, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

impl SpeakerResolver<'_, '_> {
    /// A noun phrase whose head is not a name.
    pub(super) fn nominal(&mut self, source: &Range<usize>, phrase: &Phrase) -> Resolved {
        let head = phrase.head;
        let word = self.doc.lower(head);
        let pair = (head > source.start).then(|| format!("{} {word}", self.doc.lower(head - 1)));
        let nominals = &self.doc.lexicons.nominals;
        let entry = pair.as_deref().and_then(|pair| nominals.get(pair)).copied().or(self.doc.info(head).nominal);
        let opener = self.doc.lower(source.start);
        // Of "the candidate’s former doctor", "former doctor" describes her.
        let owner = (source.start..head).rev().find(|&index| self.is_possessive(index));
        let described = owner.map_or(source.start, |index| index + 1)..phrase.end;
        let possessed = self.doc.info(source.start).function == Some(Function::Possessive) || owner.is_some();
        let definite = self.in_group(&opener, WordGroup::Definite) || possessed;
        if let Some(resolved) = self.several_by_kind(source, head) {
            return resolved;
        }
        let speaker = match entry {
            Some(Nominal { refers: Refers::Group, .. } | Nominal { plural: true, refers: Refers::Person, .. }) => {
                Some(Speaker::Group)
            }
            Some(Nominal { refers: Refers::Document, .. }) => Some(Speaker::Document),
            Some(Nominal { refers: Refers::Person, .. }) if definite => {
                let before = self.described(&described, head);
                let named = before.or_else(|| self.described_later(&described, head));
                named.or_else(|| self.in_office(source)).map(|entity| self.speaker(entity))
            }
            Some(Nominal { refers: Refers::Person, .. }) => {
                let later = self.named_later(&described, head);
                Some(later.map_or(Speaker::Unnamed, |entity| self.speaker(entity)))
            }
            Some(Nominal { refers: Refers::Unnamed, .. }) => Some(Speaker::Unnamed),
            Some(Nominal { refers: Refers::Organization, plural, .. }) => {
                let organization = (!plural && definite).then(|| self.organization_by_kind(source, phrase)).flatten();
                organization.map(|entity| self.speaker(entity))
            }
            // "many", "some", "six in 10": people without a name.
            None if self.in_group(&word, WordGroup::Quantifier) || self.counts(source) => Some(Speaker::Group),
            None if source.len() == 1 && self.in_group(&word, WordGroup::Someone) => Some(Speaker::Unnamed),
            // "one fisherman": an unnamed person of any trade.
            None if self.in_group(&opener, WordGroup::Indefinite) && head > source.start => Some(Speaker::Unnamed),
            // "the zoo", where the article names one.
            None if definite => self.organization_by_kind(source, phrase).map(|entity| self.speaker(entity)),
            None => None,
        };
        Resolved::new(SourceForm::Nominal, speaker, Flag::NominalUnresolved)
    }

    /// True for "six in 10", "about two-thirds", "more than half of them".
    fn counts(&self, source: &Range<usize>) -> bool {
        let about = |index: &usize| self.in_group(&self.doc.lower(*index), WordGroup::Approximation);
        let Some(first) = source.clone().find(|index| !about(index)) else { return false };
        let word = self.doc.lower(first);
        let counted = self.doc.tokens[first].kind == TokenKind::Number
            || self.doc.info(first).function == Some(Function::Determiner) && self.in_group(&word, WordGroup::Number);
        counted
            && (first + 1 == source.end
                || self.doc.tokens[first + 1].kind == TokenKind::Hyphen
                || self.doc.word(first + 1) == "in")
            || self.in_group(&word, WordGroup::Quantifier)
    }

    /// "A judge has rejected …" at the top of an article: the person whom it introduces later by that office.
    fn named_later(&self, phrase: &Range<usize>, head: usize) -> Option<u32> {
        if self.doc.sentence_of(phrase.start) >= LEAD {
            return None;
        }
        self.described_later(phrase, head)
    }
}
