//! Noun phrases without a name: "the minister", "critics", "the report".

use super::described::LEAD;
use super::phrase::Phrase;
use super::resolver::{Resolved, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{Case, EntityKind, MentionForm, TokenKind};
use crate::gazetteer::word_class::{Function, Nominal, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// How many authors of documents are remembered.
const AUTHORS: usize = 8;

impl SpeakerResolver<'_, '_> {
    /// A noun phrase whose head is not a name.
    pub(super) fn nominal(&mut self, source: &Range<usize>, phrase: &Phrase, parts: &ClaimReading) -> Resolved {
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
        let speaker = match entry {
            Some(Nominal { refers: Refers::Group, .. } | Nominal { plural: true, refers: Refers::Person, .. }) => {
                Some(Speaker::Group)
            }
            Some(Nominal { refers: Refers::Document, .. }) => {
                let author = self.author_of(source, phrase, parts, definite);
                Some(author.map_or(Speaker::Document, |entity| self.speaker(entity)))
            }
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
                let organization =
                    (!plural && definite).then(|| self.organization_by_kind(source, phrase)).flatten();
                organization.map(|entity| self.speaker(entity))
            }
            // "many", "some", "six in 10": people without a name.
            None if self.in_group(&word, WordGroup::Quantifier) || self.counts(source) => Some(Speaker::Group),
            None if source.len() == 1 && self.in_group(&word, WordGroup::Someone) => Some(Speaker::Unnamed),
            // "one fisherman": an unnamed person of any trade.
            None if self.in_group(&opener, WordGroup::Indefinite) && head > source.start => Some(Speaker::Unnamed),
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

    /// Whose document it is: "the Lee memo", "a report by the ministry", "her letter", and then "the report".
    fn author_of(
        &mut self,
        source: &Range<usize>,
        phrase: &Phrase,
        parts: &ClaimReading,
        definite: bool,
    ) -> Option<u32> {
        let noun = self.doc.lexicons.role_words.sense(self.doc.word(phrase.head)).id;
        let beside = phrase.possessor.or(phrase.before).and_then(|at| {
            let mention = &self.doc.mentions[at];
            let speaks = mention.kind != EntityKind::State && mention.form != MentionForm::Demonym;
            mention.entity.filter(|_| speaks)
        });
        let author = beside
            .or_else(|| {
                // "a Times article"
                let mut start = phrase.head;
                while start > source.start && self.doc.tokens[start - 1].case == Case::Title {
                    start -= 1;
                }
                let words = (start < phrase.head).then(|| self.doc.span_of(start..phrase.head).of(self.doc.text()))?;
                self.organization_with_end(words, source.start)
            })
            .or_else(|| {
                let possessive = self.doc.info(source.start).function == Some(Function::Possessive);
                if possessive { self.person_of_pronoun(source.start, parts) } else { None }
            })
            .or_else(|| {
                let inner = phrase.author.clone()?;
                let of = self.phrase(&inner);
                if let Some(entity) = self.owned_organization(&inner, &of, parts) {
                    return Some(entity);
                }
                let mention = &self.doc.mentions[of.mention?];
                let speaks = mention.kind != EntityKind::State && mention.form != MentionForm::Demonym;
                mention.entity.filter(|_| speaks && self.doc.word(inner.start - 1) != "of")
            });
        if let Some(entity) = author {
            self.authors.truncate(AUTHORS - 1);
            self.authors.push_front((noun, entity));
            return author;
        }
        let again = definite && phrase.author.is_none();
        self.authors.iter().find(|(known, _)| again && *known == noun).map(|(_, entity)| *entity)
    }

    /// "A judge has rejected …" at the top of an article: the person whom it introduces later by that office.
    fn named_later(&self, phrase: &Range<usize>, head: usize) -> Option<u32> {
        if self.doc.sentence_of(phrase.start) >= LEAD {
            return None;
        }
        self.described_later(phrase, head)
    }
}
