//! Complete names: those of the gazetteer, full names of people, and organizations.

use super::linker::Linker;
use super::short::waits;
use crate::deadline::tick;
use crate::document::{EntityKind, MentionRule, TokenKind};
use crate::entity::found::FoundName;
use crate::entity::people::{Person, PersonName};
use crate::entity::title;
use crate::gazetteer::word_class::TitleKind;
use crate::text::token::tokens_of;

/// Most words of a full name before its last ones.
const MAX_BEFORE: usize = 3;

impl<'a, 'r> Linker<'_, 'a, 'r>
where
    'a: 'r,
{
    /// Links the names that need no longer name to be understood.
    pub(super) fn full_names(&mut self, found: &[FoundName<'r>]) {
        for name in found {
            tick();
            if waits(self.doc, name) {
                continue;
            }
            match name.kind {
                EntityKind::Person => self.person(name),
                EntityKind::State if self.is_bearer(name) || self.is_short_organization(name) => {}
                EntityKind::State | EntityKind::Organization => self.organization(name),
            }
        }
    }

    pub(super) fn person(&mut self, name: &FoundName<'r>) {
        let parts = self.parts(name);
        let same = self.people.same(&parts).map(|person| person.entity);
        let other = || self.with_suffix(name, &parts).or_else(|| self.end_of_name(name, &parts));
        if let Some(entity) = same.or_else(other) {
            return self.mention(name, Some(entity), Vec::new(), confidence(name));
        }
        let mut candidates = Vec::new();
        let entity = match self.choose(name) {
            Ok(entry) => self.known(entry, name),
            Err(several) => {
                candidates = several;
                self.local(EntityKind::Person, self.doc.span_of(name.start..name.end).of(self.doc.text()), name)
            }
        };
        let gender = self.entities[entity as usize].gender;
        if self.people.same(&parts).is_none() {
            self.people.add(Person { entity, name: parts, gender, introduced: name.start });
        }
        let confidence = if candidates.is_empty() { confidence(name) } else { 0.6 };
        self.mention(name, Some(entity), candidates, confidence);
    }

    /// "Quill Morvan" after "Ada Quill Morvan": the only person whose full name ends so.
    fn end_of_name(&self, name: &FoundName<'r>, parts: &PersonName<'_>) -> Option<u32> {
        let doc = self.doc;
        let words = name.tokens();
        if words.len() < 2 || !name.surfaces.is_empty() {
            return None;
        }
        let ends_so = |person: &&Person<'_>| {
            let from = person.introduced + 1;
            (from..from + MAX_BEFORE).any(|start| {
                let end = start + words.len();
                end <= name.start && doc.hashes[start..end] == doc.hashes[words.clone()]
            }) && person.name.given != parts.given
        };
        let mut people = self.people.with_surname(parts.surname).filter(ends_so);
        let person = people.next()?;
        people.next().is_none().then_some(person.entity)
    }

    /// "Lee Voss" after "Lee Voss Jr.", or the other way round, if only one of them is in the article and no gazetteer has
    /// them: not a father and his son.
    fn with_suffix(&self, name: &FoundName<'r>, parts: &PersonName<'_>) -> Option<u32> {
        let relation = title::before(self.doc, name.start).is_some_and(|(title, _)| title.kind == TitleKind::Relation);
        let comma = name.start > 0 && self.doc.tokens[name.start - 1].kind == TokenKind::Comma;
        if !name.surfaces.is_empty() || relation || comma {
            return None;
        }
        let mut namesakes = self.people.with_surname(parts.surname).filter(|person| person.name.given == parts.given);
        let person = namesakes.next()?;
        let dropped = person.name.suffix.is_empty() != parts.suffix.is_empty();
        let local = self.entities[person.entity as usize].entry.is_none();
        (dropped && local && namesakes.next().is_none()).then_some(person.entity)
    }

    /// The parts of a person's name: those of the gazetteer's full name where the article has a family name alone.
    fn parts(&mut self, name: &FoundName<'r>) -> PersonName<'r> {
        let lexicons = self.doc.lexicons;
        let here = PersonName::in_document(self.doc, name.start..name.end);
        match name.surfaces.first() {
            Some(surface) if here.given.is_empty() => {
                let full = self.gazetteer.name(surface.entry());
                // Once for each person, and not for every "Rudenko".
                let given = *self.given.entry(surface.entry()).or_insert_with(|| {
                    let tokens = tokens_of(full, &lexicons.text.abbreviations);
                    let part = |index: usize| lexicons.vocabulary.look_up(tokens[index].span().of(full)).name_part;
                    PersonName::new(full, &tokens, part).given
                });
                PersonName { given, ..here }
            }
            _ => here,
        }
    }
}

/// The confidence in a name by the rule that made it: set by hand, not calibrated.
pub(super) fn confidence(name: &FoundName<'_>) -> f32 {
    match (name.by, name.end - name.start) {
        (MentionRule::Gazetteer, 1) => 0.93,
        (MentionRule::Gazetteer, _) => 0.97,
        (MentionRule::HeadWord, _) => 0.85,
        _ => 0.8,
    }
}
