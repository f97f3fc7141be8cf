//! Governments stand for their states: "the French government", "the government of Samoa", "the government".

use super::phrase::Phrase;
use super::resolver::{Resolved, SpeakerResolver};
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{Case, Entity, EntityKind, EntryId, Gender, MentionForm, TokenKind};
use crate::gazetteer::Surface;
use crate::gazetteer::word_groups::WordGroup;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// How many mentions around "the government" say which state the article is about.
const WINDOW: usize = 160;

impl SpeakerResolver<'_, '_> {
    /// The state whose government the source is.
    pub(super) fn government(&self, source: &Range<usize>, phrase: &Phrase) -> Option<u32> {
        let head = phrase.head;
        if !self.in_group(&self.doc.lower(head), WordGroup::Government) {
            return None;
        }
        let state = |at: usize| {
            let mention = &self.doc.mentions[at];
            mention.entity.filter(|_| mention.kind == EntityKind::State)
        };
        if let Some(at) = phrase.before.or(phrase.possessor) {
            let owner = self.doc.mentions[at].entity?;
            return state(at).or_else(|| self.state_of(owner));
        }
        if head + 1 < source.end && self.doc.is(head + 1, "of") {
            let from = head + 2 + usize::from(head + 2 < source.end && self.doc.is(head + 2, "the"));
            let named = (from < source.end).then(|| self.mention_at(from)).flatten().and_then(state);
            // "the government of Prime Minister Ada Voss"
            let person = || {
                let at = (from..source.end).find_map(|index| self.mention_at(index))?;
                let mention = &self.doc.mentions[at];
                mention.entity.filter(|_| mention.kind == EntityKind::Person).and_then(|owner| self.state_of(owner))
            };
            return named.or_else(person);
        }
        // "the Scottish government", "the state government" are others.
        let plain =
            |index: usize| self.in_group(&self.doc.lower(index), WordGroup::Definite) || self.doc.is(index, "federal");
        (source.start..head).all(plain).then(|| self.main_state(source.start)).flatten()
    }

    /// "the Voss administration": the state of a president or prime minister of the gazetteer.
    pub(super) fn administration(&mut self, phrase: &Phrase) -> Option<u32> {
        if !self.in_group(&self.doc.lower(phrase.head), WordGroup::Term) {
            return None;
        }
        let owner = self.doc.mentions[phrase.before.or(phrase.possessor)?].entity?;
        let person = self.entity(owner);
        let entry = self.gazetteer.by_id(person.state.as_deref().filter(|_| person.entry.is_some())?)?;
        let leads = ["president", "minister"].iter().any(|office| self.has_office(owner, office));
        leads.then(|| self.state_of_entry(entry, phrase.head..phrase.head + 1))
    }

    /// "Many Chinese", "a Dane", "the 46-year-old South African": people by their state, whose mention is `at`.
    pub(super) fn people_of_state(&mut self, source: &Range<usize>, at: usize) -> Option<Resolved> {
        let mention = &self.doc.mentions[at];
        let before = source.start..mention.tokens.start();
        if mention.form != MentionForm::Demonym || before.is_empty() {
            return None;
        }
        if let Some(entity) = self.continued(&(source.start..mention.tokens.end()), None) {
            return Some(Resolved::new(SourceForm::Nominal, Some(self.speaker(entity)), Flag::NominalUnresolved));
        }
        let opener = self.doc.lower(source.start);
        let words = |index: usize| self.doc.tokens[index].is_word() && self.doc.tokens[index].case == Case::Lower;
        let plain = |index: usize| words(index) && self.doc.info(index).function.is_none();
        let several = self.in_group(&opener, WordGroup::Quantifier) || plain(source.start);
        let inner = source.start + 1..mention.tokens.start();
        let speaker = if self.in_group(&opener, WordGroup::Indefinite) {
            Speaker::Unnamed
        } else if several && inner.clone().all(plain) {
            Speaker::Group
        } else if inner.into_iter().any(|index| self.doc.tokens[index].kind == TokenKind::Number) {
            // "the 46-year-old South African", whom the article does not give that age
            Speaker::Unnamed
        } else {
            return None;
        };
        Some(Resolved::new(SourceForm::Nominal, Some(speaker), Flag::NominalUnresolved))
    }

    /// "Beijing": the state whose seat of government the tokens name.
    pub(super) fn state_of_seat(&mut self, name: &Range<usize>) -> Option<u32> {
        let found = self.gazetteer.find(self.doc.doc, name.start, name.end).filter(|found| found.end == name.end)?;
        let seat = |surface: &&Surface| surface.kind() == EntityKind::State && surface.form() == MentionForm::Metonym;
        let entry = found.surfaces.iter().find(seat)?.entry();
        Some(self.state_of_entry(entry, name.clone()))
    }

    /// A state of the gazetteer as an entity of the document, which may name it nowhere but by the tokens `named`.
    fn state_of_entry(&mut self, entry: EntryId, named: Range<usize>) -> u32 {
        let row = self.gazetteer.entry(entry);
        self.entity_of_id(row.id()).unwrap_or_else(|| {
            let (kind, first) = (EntityKind::State, self.doc.span_of(named));
            let (id, name) = (row.id().to_owned(), row.name().to_owned());
            let gender = Gender::Unknown;
            self.add(Entity {
                id,
                kind,
                name,
                role: None,
                state: None,
                gender,
                gender_by: None,
                first,
                entry: Some(entry),
            })
        })
    }

    /// The state of a person, among those that the article names.
    fn state_of(&self, person: u32) -> Option<u32> {
        let id = self.entity(person).state.as_deref()?;
        self.entity_of_id(id)
    }

    fn entity_of_id(&self, id: &str) -> Option<u32> {
        let by_id = self.by_id.get_or_init(|| {
            let ids = self.doc.doc.entities.iter().enumerate().rev();
            ids.map(|(index, entity)| (entity.id.as_str(), index as u32)).collect()
        });
        by_id.get(id).copied()
    }

    /// The state that the article is about around token `at`: it is named at least twice as often as any other.
    pub(super) fn main_state(&self, at: usize) -> Option<u32> {
        let mentions = &self.doc.mentions;
        let here = mentions.partition_point(|mention| mention.tokens.end() <= at);
        let around = &mentions[here.saturating_sub(WINDOW)..(here + WINDOW).min(mentions.len())];
        let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
        for mention in around.iter().filter(|mention| mention.kind == EntityKind::State) {
            let weight = if mention.form == MentionForm::Metonym { 1 } else { 2 };
            if let Some(entity) = mention.entity {
                *counts.entry(entity).or_default() += weight;
            }
        }
        let (&best, &most) = counts.iter().max_by_key(|&(&entity, &count)| (count, std::cmp::Reverse(entity)))?;
        let second = counts.iter().filter(|&(&entity, _)| entity != best).map(|(_, &count)| count).max().unwrap_or(0);
        (most >= 2 * second).then_some(best)
    }
}
