//! Complete names: those of the gazetteer, full names of people, and organizations.

use super::linker::{LinkTarget, Linker};
use super::short::waits;
use crate::document::{Case, EntityKind, MentionRule, TokenKind};
use crate::entity::found::FoundName;
use crate::entity::people::{Person, PersonName};
use crate::gazetteer::word_class::NamePart;
use crate::text::token::tokens_of;

impl<'a, 'r> Linker<'_, 'a, 'r>
where
    'a: 'r,
{
    /// Links the names that need no longer name to be understood.
    pub(super) fn full_names(&mut self, found: &[FoundName<'r>]) {
        for name in found {
            if waits(self.doc, name) {
                continue;
            }
            match name.kind {
                EntityKind::Person => self.person(name),
                EntityKind::State | EntityKind::Organization => self.organization(name),
            }
        }
    }

    /// A state or an organization.
    pub(super) fn organization(&mut self, name: &FoundName<'r>) {
        let text = self.doc.span_of(name.start..name.end).of(self.doc.text());
        let target = if name.surfaces.is_empty() {
            LinkTarget::One(self.local(name.kind, text, name))
        } else {
            match self.choose(name) {
                Ok(entry) => LinkTarget::One(self.known(entry, name)),
                Err(candidates) => LinkTarget::Open(candidates),
            }
        };
        match target {
            LinkTarget::One(entity) => {
                self.acronym(name, entity);
                if name.kind == EntityKind::Organization && name.end > name.start + 1 {
                    self.by_first_word.insert(self.doc.word(name.start), entity);
                }
                self.mention(name, Some(entity), Vec::new(), confidence(name));
            }
            // An organization with several possible entries is still one organization in this article.
            LinkTarget::Open(candidates) if name.kind == EntityKind::Organization => {
                let entity = self.local(name.kind, text, name);
                self.mention(name, Some(entity), candidates, 0.5);
            }
            // An adjective of two states refers to neither.
            LinkTarget::Open(_) => {}
        }
    }

    pub(super) fn person(&mut self, name: &FoundName<'r>) {
        let parts = self.parts(name);
        if let Some(person) = self.people.same(&parts) {
            let entity = person.entity;
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
                    let is_suffix = |index: usize| {
                        let word = tokens[index].span().of(full);
                        lexicons.vocabulary.look_up(word).name_part == Some(NamePart::Suffix)
                    };
                    PersonName::new(full, &tokens, is_suffix).given
                });
                PersonName { given, ..here }
            }
            _ => here,
        }
    }

    /// "Federal Security Service (FSB)": later "FSB" is that service.
    fn acronym(&mut self, name: &FoundName<'_>, entity: u32) {
        let token = |offset: usize| self.doc.tokens.get(name.end + offset);
        let (Some(open), Some(inner), Some(close)) = (token(0), token(1), token(2)) else { return };
        if open.kind == TokenKind::Open && close.kind == TokenKind::Close && inner.case == Case::Upper {
            let word = self.doc.word(name.end + 1);
            if word.len() >= 2 && name.kind == EntityKind::Organization {
                self.acronyms.insert(word, entity);
            }
        }
    }
}

/// The confidence in a name by the rule that made it: set by hand, not calibrated.
fn confidence(name: &FoundName<'_>) -> f32 {
    match (name.by, name.end - name.start) {
        (MentionRule::Gazetteer, 1) => 0.93,
        (MentionRule::Gazetteer, _) => 0.97,
        (MentionRule::HeadWord, _) => 0.85,
        _ => 0.8,
    }
}
