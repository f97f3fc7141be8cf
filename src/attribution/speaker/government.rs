//! Governments stand for their states: "the French government", "the government of Samoa", "the government".

use super::phrase::Phrase;
use super::resolver::SpeakerResolver;
use crate::document::{Entity, EntityKind, Gender, MentionForm};
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

    /// "Beijing": the state whose seat of government the tokens name.
    pub(super) fn state_of_seat(&mut self, name: &Range<usize>) -> Option<u32> {
        let found = self.gazetteer.find(self.doc.doc, name.start, name.end).filter(|found| found.end == name.end)?;
        let seat = |surface: &&Surface| surface.kind() == EntityKind::State && surface.form() == MentionForm::Metonym;
        let entry = found.surfaces.iter().find(seat)?.entry();
        let row = self.gazetteer.entry(entry);
        Some(self.entity_of_id(row.id()).unwrap_or_else(|| {
            let (kind, first) = (EntityKind::State, self.doc.span_of(name.clone()));
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
        }))
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
