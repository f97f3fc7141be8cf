//! Linking: one entity for all its forms in the article. Gazetteer names by their id, full names by their parts, then the
//! short forms: "Rudenko" behind "Andrey Rudenko", "FSB" behind "Federal Security Service (FSB)".
//! Called by [`super::annotate`]; fills `doc.mentions` and `doc.entities`.

mod bearer;
mod choose;
mod short;

use super::bodies::Bodies;
use super::mention::{Found, Tagged};
use super::people::{People, Person, PersonName};
use super::title;
use crate::Resources;
use crate::document::{Case, Document, Entity, EntityKind, EntryId, Gender, Mention, TokenKind};
use crate::gazetteer::lexicon::NamePart;
use crate::text::token::tokens_of;
use bearer::Bearer;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use short::waits;
use std::cell::OnceCell;

/// Fills `doc.mentions` and `doc.entities` from the names that were found.
pub fn link(doc: &mut Document<'_>, tagged: &Tagged<'_>, resources: &Resources) {
    let found = &tagged.names;
    let full = std::mem::take(&mut doc.mentions);
    let entities = std::mem::take(&mut doc.entities);
    let mut linker = Linker {
        doc,
        resources,
        found,
        states: OnceCell::new(),
        entities,
        mentions: full,
        by_entry: FxHashMap::with_capacity_and_hasher(found.len() / 4, FxBuildHasher),
        by_name: FxHashMap::with_capacity_and_hasher(found.len() / 4, FxBuildHasher),
        people: People::default(),
        given: FxHashMap::default(),
        bearer: FxHashMap::default(),
        acronyms: FxHashMap::default(),
        bodies: Bodies::default(),
        by_first_word: FxHashMap::default(),
    };
    linker.full_names(found);
    linker.short_forms(found, &tagged.loose);
    let Linker { mut mentions, mut entities, .. } = linker;
    order(&mut mentions, &mut entities);
    doc.mentions = mentions;
    doc.entities = entities;
}

/// The state that a name surely stands for.
fn sure_state(found: &Found<'_>) -> Option<EntryId> {
    let [surface] = found.surfaces else { return None };
    (found.kind == EntityKind::State && surface.rule().is_none()).then_some(surface.entry())
}

struct Linker<'d, 'a, 'r> {
    doc: &'d Document<'a>,
    resources: &'r Resources,
    found: &'d [Found<'r>],
    /// Ids of the states that the article names beyond doubt; few articles ask.
    states: OnceCell<FxHashSet<&'r str>>,
    entities: Vec<Entity>,
    mentions: Vec<Mention>,
    by_entry: FxHashMap<EntryId, u32>,
    /// Names that no gazetteer has, by their text.
    by_name: FxHashMap<&'a str, u32>,
    people: People<'r>,
    /// Whom each family name means when it stands alone.
    bearer: FxHashMap<&'a str, Bearer>,
    /// Given names of the people of the gazetteer that the article calls by their family names.
    given: FxHashMap<EntryId, &'r str>,
    acronyms: FxHashMap<&'a str, u32>,
    bodies: Bodies<'a>,
    /// Bodies by the first word of their names: "Walter" may be "Walter Energy".
    by_first_word: FxHashMap<&'a str, u32>,
}

/// What a name stands for.
enum Target {
    One(u32),
    Open(Vec<EntryId>),
}

impl<'a, 'r> Linker<'_, 'a, 'r>
where
    'a: 'r,
{
    /// Everything that stands for itself: gazetteer names, full personal names, organizations.
    fn full_names(&mut self, found: &[Found<'r>]) {
        for name in found {
            if waits(self.doc, name) {
                continue;
            }
            match name.kind {
                EntityKind::Person => self.person(name),
                EntityKind::State | EntityKind::Organization => self.body(name),
            }
        }
    }

    fn body(&mut self, name: &Found<'r>) {
        let text = self.doc.span_of(name.start..name.end).of(self.doc.text());
        let target = if name.surfaces.is_empty() {
            Target::One(self.local(name.kind, text, name))
        } else {
            match self.choose(name) {
                Ok(entry) => Target::One(self.known(entry, name)),
                Err(candidates) => Target::Open(candidates),
            }
        };
        match target {
            Target::One(entity) => {
                self.acronym(name, entity);
                if name.kind == EntityKind::Organization && name.end > name.start + 1 {
                    self.by_first_word.insert(self.doc.word(name.start), entity);
                }
                self.mention(name, Some(entity), Vec::new(), confidence(name));
            }
            // A body with several possible rows is still that body in this article.
            Target::Open(candidates) if name.kind == EntityKind::Organization => {
                let entity = self.local(name.kind, text, name);
                self.mention(name, Some(entity), candidates, 0.5);
            }
            // An adjective of two states is no reference to either.
            Target::Open(_) => {}
        }
    }

    fn person(&mut self, name: &Found<'r>) {
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

    /// The parts of a personal name: those of the gazetteer's full name where the article has a bare alias.
    fn parts(&mut self, name: &Found<'r>) -> PersonName<'r> {
        let lexicons = &self.resources.lexicons;
        let here = PersonName::in_document(self.doc, name.start..name.end, lexicons);
        match name.surfaces.first() {
            Some(surface) if here.given.is_empty() => {
                let full = self.resources.gazetteer.name(surface.entry());
                // Cut once for each, and not at every "Rudenko".
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

    /// The entity of a gazetteer row.
    fn known(&mut self, entry: EntryId, name: &Found<'_>) -> u32 {
        if let Some(&entity) = self.by_entry.get(&entry) {
            self.add_role(entity, name);
            return entity;
        }
        let gazetteer = &self.resources.gazetteer;
        let row = gazetteer.entry(entry);
        let date = self.doc.article.meta.iso_date();
        let entity = self.add(Entity {
            id: gazetteer.id(entry).to_owned(),
            kind: row.kind,
            name: gazetteer.name(entry).to_owned(),
            role: None,
            state: gazetteer.state(entry).map(str::to_owned),
            gender: row.gender,
            first: self.doc.span_of(name.start..name.end),
            entry: Some(entry),
        });
        self.by_entry.insert(entry, entity);
        if row.kind == EntityKind::Person {
            self.add_role(entity, name);
            let role = &mut self.entities[entity as usize].role;
            if role.is_none() {
                // Without a date, an office is not known to be held; with one, the article picks it.
                *role = date
                    .and_then(|date| gazetteer.roles(entry).find(|role| role.held_on(date)))
                    .map(|role| role.title.to_owned());
            }
        }
        entity
    }

    /// The entity of a name that no gazetteer has.
    fn local(&mut self, kind: EntityKind, text: &'a str, name: &Found<'_>) -> u32 {
        let key = text.strip_prefix("The ").unwrap_or(text);
        if let Some(&entity) = self.by_name.get(key) {
            return entity;
        }
        let gender = if kind == EntityKind::Person { self.gender(name) } else { Gender::Unknown };
        let entity = self.add(Entity {
            id: local_id(key),
            kind,
            name: one_line(text),
            role: None,
            state: None,
            gender,
            first: self.doc.span_of(name.start..name.end),
            entry: None,
        });
        self.by_name.insert(key, entity);
        if kind == EntityKind::Person {
            self.add_role(entity, name);
        }
        entity
    }

    fn add(&mut self, entity: Entity) -> u32 {
        self.entities.push(entity);
        self.entities.len() as u32 - 1
    }

    fn gender(&self, name: &Found<'_>) -> Gender {
        let lexicons = &self.resources.lexicons;
        let title = title::before(self.doc, lexicons, name.start).map_or(Gender::Unknown, |(title, _)| title.gender);
        if title != Gender::Unknown {
            return title;
        }
        lexicons.word(self.doc, name.start).given.map_or(Gender::Unknown, |given| given.gender)
    }

    /// Notes the office that stands beside a name, if none is known yet.
    fn add_role(&mut self, entity: u32, name: &Found<'_>) {
        let known = &self.entities[entity as usize];
        if known.kind != EntityKind::Person || known.role.is_some() {
            return;
        }
        let office = self.office(name);
        let office = office.map(|(start, end)| one_line(self.doc.span_of(start..end).of(self.doc.text())));
        self.entities[entity as usize].role = office;
    }

    /// The tokens of the office that stands beside a name.
    fn office(&self, name: &Found<'_>) -> Option<(usize, usize)> {
        let lexicons = &self.resources.lexicons;
        let limit = self.doc.sentences[self.doc.sentence_of(name.start)].tokens.end as usize;
        title::office_before(self.doc, lexicons, name.start)
            .or_else(|| title::office_behind(self.doc, lexicons, name.end, limit))
    }

    /// "Federal Security Service (FSB)": later "FSB" is that service.
    fn acronym(&mut self, name: &Found<'_>, entity: u32) {
        let token = |offset: usize| self.doc.tokens.get(name.end + offset);
        let (Some(open), Some(inner), Some(close)) = (token(0), token(1), token(2)) else { return };
        if open.kind == TokenKind::Open && close.kind == TokenKind::Close && inner.case == Case::Upper {
            let word = self.doc.word(name.end + 1);
            if word.len() >= 2 && name.kind == EntityKind::Organization {
                self.acronyms.insert(word, entity);
            }
        }
    }

    fn mention(&mut self, name: &Found<'_>, entity: Option<u32>, candidates: Vec<EntryId>, confidence: f32) {
        self.mentions.push(Mention {
            span: self.doc.span_of(name.start..name.end),
            tokens: (name.start as u32, name.end as u32),
            kind: name.kind,
            form: name.form(),
            entity,
            candidates,
            confidence,
            by: name.by,
        });
    }
}

/// How sure the tagger is of a name by the rule that made it: set by hand, not calibrated.
fn confidence(name: &Found<'_>) -> f32 {
    match (name.by, name.end - name.start) {
        ("gazetteer", 1) => 0.93,
        ("gazetteer", _) => 0.97,
        ("head-word", _) => 0.85,
        _ => 0.8,
    }
}

/// Renumbers the entities in order of their first mention.
fn order(mentions: &mut [Mention], entities: &mut Vec<Entity>) {
    let mut place: Vec<Option<u32>> = vec![None; entities.len()];
    let mut next = 0;
    for mention in mentions.iter_mut() {
        if let Some(entity) = &mut mention.entity {
            let place = &mut place[*entity as usize];
            *entity = *place.get_or_insert_with(|| {
                next += 1;
                next - 1
            });
        }
    }
    if place.iter().zip(0..).all(|(place, index)| *place == Some(index)) {
        return;
    }
    let mut placed: Vec<(u32, Entity)> =
        place.into_iter().zip(entities.drain(..)).filter_map(|(place, entity)| Some((place?, entity))).collect();
    placed.sort_unstable_by_key(|(place, _)| *place);
    entities.extend(placed.into_iter().map(|(_, entity)| entity));
}

/// "Andrey Rudenko" → "local/andrey-rudenko".
fn local_id(name: &str) -> String {
    let mut id = String::with_capacity("local/".len() + name.len() + 8);
    id.push_str("local/");
    let mut part = true;
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            part = false;
            continue;
        }
        if !part && id.len() > "local/".len() {
            id.push('-');
        }
        part = true;
        if letter.is_ascii() {
            id.push(letter.to_ascii_lowercase());
        } else {
            id.extend(letter.to_lowercase());
        }
    }
    id
}

/// A name as one line, where the text breaks it over two.
fn one_line(text: &str) -> String {
    if text.bytes().any(|byte| matches!(byte, b'\n' | b'\r')) {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    }
}
