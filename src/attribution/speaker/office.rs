//! Sources that only name an office of a state: "the Russian foreign minister". The article's date picks who held it.

use super::resolver::SpeakerResolver;
use crate::document::{Entity, EntityKind, EntryId, Gap, GenderSource, MentionForm, TokenKind};
use crate::gazetteer::offices::{MAX_WORDS, OfficeId};
use crate::gazetteer::word_class::Function;
use std::ops::Range;

impl SpeakerResolver<'_, '_> {
    /// Whoever held the office that a source consists of on the article's date, where the gazetteer knows of just one.
    pub(super) fn in_office(&mut self, source: &Range<usize>) -> Option<u32> {
        let date = self.doc.article.meta.iso_date()?;
        let article = matches!(self.doc.word(source.start), "the" | "The");
        let mut at = source.start + usize::from(article);
        let mut state = self.state_at(at);
        if let Some((_, end)) = state {
            at = end + usize::from(self.is_possessive(end));
        }
        let (office, mut end) = self.office_at(at, source.end)?;
        if state.is_none() && end + 1 < source.end && self.doc.word(end) == "of" {
            state = self.state_at(end + 1 + usize::from(self.doc.word(end + 1) == "the"));
            end = state?.1;
        }
        // "the foreign minister for …" is another one, "the foreign minister, who …" is not.
        let closed = end >= source.end
            || self.doc.tokens[end].kind == TokenKind::Comma
            || self.doc.info(end).function == Some(Function::Relative);
        if !closed || state.is_none() && !article {
            return None;
        }
        let offices = &self.doc.lexicons.offices;
        let state = match state {
            Some((state, _)) => state,
            None => self.gazetteer.by_id(offices.own_state(office)?)?,
        };
        let person = offices.holder(self.gazetteer, office, state, date)?;
        Some(self.person_of(person, source, at..end))
    }

    /// The longest office at token `at`, and one past its last token.
    fn office_at(&self, at: usize, limit: usize) -> Option<(OfficeId, usize)> {
        let mut name = String::new();
        let mut found = None;
        for index in at..limit.min(at + MAX_WORDS) {
            let token = self.doc.tokens[index];
            if !token.is_word() || index > at && token.gap != Gap::Space {
                break;
            }
            if index > at {
                name.push(' ');
            }
            name.push_str(&self.doc.lower(index));
            found = self.doc.lexicons.offices.find(&name).map(|office| (office, index + 1)).or(found);
        }
        found
    }

    /// The state named at token `at`, not one named by its capital ("Washington"); and one past its last token.
    fn state_at(&self, at: usize) -> Option<(EntryId, usize)> {
        let mention = &self.doc.mentions[self.mention_at(at)?];
        let is_state = mention.kind == EntityKind::State && mention.form != MentionForm::Metonym;
        let entry = self.entity(mention.entity.filter(|_| is_state)?).entry?;
        Some((entry, mention.tokens.end()))
    }

    /// A person of the gazetteer as an entity of the document, which may name it nowhere.
    fn person_of(&mut self, person: EntryId, source: &Range<usize>, office: Range<usize>) -> u32 {
        if let Some(&known) = self.office_holders.get(&person) {
            return known;
        }
        let named = self.doc.entities.iter().position(|entity| entity.entry == Some(person));
        let entity = named.map_or_else(|| self.add_holder(person, source, office), |known| known as u32);
        self.office_holders.insert(person, entity);
        entity
    }

    fn add_holder(&mut self, person: EntryId, source: &Range<usize>, office: Range<usize>) -> u32 {
        let row = self.gazetteer.entry(person);
        self.add(Entity {
            id: row.id().to_owned(),
            kind: EntityKind::Person,
            name: row.name().to_owned(),
            role: Some(self.doc.span_of(office).of(self.doc.text()).split_whitespace().collect::<Vec<_>>().join(" ")),
            state: row.state().map(str::to_owned),
            gender: row.gender,
            gender_by: row.gender.known_by(GenderSource::Gazetteer),
            first: self.doc.span_of(source.clone()),
            entry: Some(person),
        })
    }
}
