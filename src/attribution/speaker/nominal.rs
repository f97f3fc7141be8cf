//! Noun phrases without a name: "the minister", "critics", "the report".

use super::described::LEAD;
use super::phrase::Phrase;
use super::resolver::{Resolved, SpeakerResolver};
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{Gap, TokenKind};
use crate::gazetteer::word_class::{Function, Nominal, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

impl SpeakerResolver<'_, '_> {
    /// A noun phrase whose head is not a name.
    pub(super) fn nominal(&mut self, source: &Range<usize>, phrase: &Phrase) -> Resolved {
        let head = phrase.head;
        let word = self.doc.lower(head);
        let entry = self.nominal_at(head, source.start);
        let opener = self.doc.lower(source.start);
        // Of "the candidate’s former doctor", "former doctor" describes her.
        let owner = (source.start..head).rev().find(|&index| self.is_possessive(index));
        let described = owner.map_or(source.start, |index| index + 1)..phrase.end;
        let possessed = self.doc.info(source.start).function == Some(Function::Possessive) || owner.is_some();
        // Headlines leave out the article: "Governor resigns".
        let bare = entry.is_some_and(|noun| !noun.plural && noun.refers == Refers::Person)
            && self.is_headline(source.start)
            && self.doc.info(source.start).function.is_none();
        // "Quillby Party leader": the office of a body, without an article.
        let titled = phrase.before.is_some_and(|at| self.doc.mentions[at].tokens.start() == source.start)
            && entry.is_some_and(|noun| !noun.plural && noun.refers == Refers::Person);
        let definite = self.in_group(&opener, WordGroup::Definite) || possessed || bare || titled;
        if let Some(resolved) = self.several_by_kind(source, head) {
            return resolved;
        }
        if definite && self.in_group(&word, WordGroup::Latter) {
            let latter = self.latter(source.start).map(|entity| self.speaker(entity));
            return Resolved::new(SourceForm::Nominal, latter, Flag::NominalUnresolved);
        }
        let one = entry.map(|noun| (head, noun));
        let speaker = match entry {
            Some(Nominal { refers: Refers::Group, .. } | Nominal { plural: true, refers: Refers::Person, .. }) => {
                Some(Speaker::Group)
            }
            // "The paper" is the newspaper that the article names, "the site" its company.
            Some(Nominal { refers: Refers::Document, plural, .. }) => {
                let organization = (!plural && definite).then(|| self.organization_by_kind(source, phrase)).flatten();
                let surely = organization.filter(|&entity| self.is_surely_of_kind(entity, &word));
                Some(surely.map_or(Speaker::Document, |entity| self.speaker(entity)))
            }
            Some(Nominal { refers: Refers::Person, .. }) if definite => {
                let before = self.described(&described, head);
                let before = before.filter(|&entity| {
                    let own = !titled || self.is_described_by_all(entity, source.start..head);
                    own && !self.is_of_other(entity, head, phrase.end..source.end)
                });
                let named = before.or_else(|| self.described_later(&described, head));
                let named = named.or_else(|| self.in_office(source));
                named.or_else(|| self.continued(source, one)).map(|entity| self.speaker(entity))
            }
            Some(Nominal { refers: Refers::Person, .. }) => {
                let later = self.named_later(&described, head);
                Some(later.map_or(Speaker::Unnamed, |entity| self.speaker(entity)))
            }
            Some(Nominal { refers: Refers::Unnamed, .. }) => {
                let same = definite.then(|| self.continued(source, one)).flatten();
                Some(same.map_or(Speaker::Unnamed, |entity| self.speaker(entity)))
            }
            Some(Nominal { refers: Refers::Organization, plural: false, .. }) => {
                let organization = if definite {
                    self.organization_by_kind(source, phrase)
                } else {
                    self.organization_identified(source, head)
                };
                organization.map(|entity| self.speaker(entity))
            }
            // "many", "some", "six in 10": people without a name.
            None if self.in_group(&word, WordGroup::Quantifier) || self.counts(source) => Some(Speaker::Group),
            None if source.len() == 1 && self.in_group(&word, WordGroup::Someone) => Some(Speaker::Unnamed),
            // "one fisherman": an unnamed person of any trade.
            None if self.in_group(&opener, WordGroup::Indefinite) && head > source.start => Some(Speaker::Unnamed),
            // "the zoo", where the article names one.
            // "the president’s action" is none.
            None if definite && (owner.is_none() || self.doc.lexicons.organization_nouns.contains_key(&*word)) => {
                let aged = self.continued(source, None);
                aged.or_else(|| self.organization_by_kind(source, phrase)).map(|entity| self.speaker(entity))
            }
            _ => None,
        };
        if matches!(speaker, None | Some(Speaker::Unnamed))
            && let Some(noun) = entry.filter(|&noun| self.may_be_identified(source, noun, definite))
            && let Some(entity) = self.identified(source, head, noun)
        {
            let later = Resolved::new(SourceForm::Nominal, Some(self.speaker(entity)), Flag::NominalUnresolved);
            return Resolved { unsure: true, ..later };
        }
        Resolved::new(SourceForm::Nominal, speaker, Flag::NominalUnresolved)
    }

    /// "the latter": of those whom this sentence or the one before names, the last one.
    fn latter(&self, at: usize) -> Option<u32> {
        let from = self.doc.sentence_of(at).saturating_sub(1);
        let mut before = self.mentions_before(at).filter(|mention| self.doc.depths[mention.tokens.start()] == 0);
        let last = before.next().filter(|last| self.doc.sentence_of(last.tokens.start()) >= from)?;
        last.entity
    }

    /// True for a paragraph of one sentence that ends without a mark.
    fn is_headline(&self, at: usize) -> bool {
        let tokens = self.doc.sentences[self.doc.sentence_of(at)].tokens;
        let last = self.doc.tokens[tokens.end() - 1].kind;
        let ends =
            !matches!(last, TokenKind::Terminal | TokenKind::DoubleQuote | TokenKind::SingleQuote | TokenKind::Colon);
        let opens = tokens.start() == 0 || self.doc.tokens[tokens.start()].gap == Gap::Paragraph;
        ends && opens && self.doc.tokens.get(tokens.end()).is_none_or(|next| next.gap == Gap::Paragraph)
    }

    /// What the noun at `head` says of a speaker, with the word before it if the two say something else together.
    pub(super) fn nominal_at(&self, head: usize, start: usize) -> Option<Nominal> {
        let pair = (head > start).then(|| format!("{} {}", self.doc.lower(head - 1), self.doc.lower(head)));
        let pair = pair.as_deref().and_then(|pair| self.doc.lexicons.nominals.get(pair));
        pair.copied().or(self.doc.info(head).nominal)
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
