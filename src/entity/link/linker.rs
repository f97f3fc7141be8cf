//! What linking keeps of a document, and the entities that it makes.

use super::short_organizations::ShortOrganizations;
use crate::document::{Entity, EntityKind, EntryId, Gender, GenderSource, Mention, TokenKind};
use crate::entity::found::FoundName;
use crate::entity::organizations::OrganizationsByHead;
use crate::entity::people::People;
use crate::entity::title;
use crate::gazetteer::word_class::{Function, TitleKind};
use crate::gazetteer::word_groups::WordGroup;
use crate::gazetteer::{Gazetteer, LexicalView};
use crate::text::form::{parts_words, plain};
use crate::token_span::TokenSpan;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// The state of linking one document.
pub(super) struct Linker<'d, 'a, 'r> {
    pub(super) doc: LexicalView<'d, 'a>,
    pub(super) gazetteer: &'r Gazetteer,
    pub(super) found: &'d [FoundName<'r>],
    /// Ids of the states that the article names unambiguously; few articles need them.
    pub(super) states: OnceCell<FxHashSet<&'r str>>,
    pub(super) entities: Vec<Entity>,
    pub(super) mentions: Vec<Mention>,
    pub(super) by_entry: FxHashMap<EntryId, u32>,
    /// Entities that no gazetteer has, by their name in the text.
    pub(super) by_name: FxHashMap<&'a str, u32>,
    pub(super) people: People<'r>,
    /// Whom each family name refers to when it is alone.
    pub(super) bearer: FxHashMap<&'a str, Bearer>,
    /// Given names of the people of the gazetteer that the article calls by their family names.
    pub(super) given: FxHashMap<EntryId, &'r str>,
    pub(super) acronyms: FxHashMap<&'a str, u32>,
    pub(super) by_head: OrganizationsByHead<'a>,
    pub(super) short_organizations: ShortOrganizations<'a>,
    /// Whether the article is about the state whose name another place has; there is one such state.
    pub(super) own_state: OnceCell<bool>,
}

/// What a name refers to.
pub(super) enum LinkTarget {
    /// One entity.
    One(u32),
    /// One of several entries of the gazetteer.
    Open(Vec<EntryId>),
}

/// Whom a family name refers to when it is alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bearer {
    pub(super) entity: u32,
    /// How often it was alone.
    pub(super) uses: u32,
    /// First token of the last mention.
    pub(super) last: usize,
    /// Another person of that name who has been named in full since, and where.
    pub(super) rival: Option<(u32, usize)>,
}

impl<'d, 'a, 'r> Linker<'d, 'a, 'r>
where
    'a: 'r,
{
    pub(super) fn new(
        doc: LexicalView<'d, 'a>,
        gazetteer: &'r Gazetteer,
        found: &'d [FoundName<'r>],
        mentions: Vec<Mention>,
        entities: Vec<Entity>,
    ) -> Self {
        let capacity = found.len() / 4;
        Self {
            doc,
            gazetteer,
            found,
            states: OnceCell::new(),
            entities,
            mentions,
            by_entry: FxHashMap::with_capacity_and_hasher(capacity, FxBuildHasher),
            by_name: FxHashMap::with_capacity_and_hasher(capacity, FxBuildHasher),
            people: People::default(),
            given: FxHashMap::default(),
            bearer: FxHashMap::default(),
            acronyms: FxHashMap::default(),
            by_head: OrganizationsByHead::default(),
            short_organizations: ShortOrganizations::default(),
            own_state: OnceCell::new(),
        }
    }

    /// The entity of an entry of the gazetteer.
    pub(super) fn known(&mut self, entry: EntryId, name: &FoundName<'_>) -> u32 {
        if let Some(&entity) = self.by_entry.get(&entry) {
            self.add_role(entity, name);
            return entity;
        }
        let gazetteer = self.gazetteer;
        let row = gazetteer.entry(entry);
        let date = self.doc.article.meta.iso_date();
        let entity = self.add(Entity {
            id: gazetteer.id(entry).to_owned(),
            kind: row.kind,
            name: gazetteer.name(entry).to_owned(),
            role: None,
            state: gazetteer.state(entry).map(str::to_owned),
            gender: row.gender,
            gender_by: row.gender.known_by(GenderSource::Gazetteer),
            first: self.doc.span_of(name.start..name.end),
            entry: Some(entry),
        });
        self.by_entry.insert(entry, entity);
        if row.kind == EntityKind::Person {
            self.add_role(entity, name);
            let role = &mut self.entities[entity as usize].role;
            if role.is_none() {
                // Without a date, no office is known to be held then.
                *role = date
                    .and_then(|date| gazetteer.roles(entry).find(|role| role.held_on(date)))
                    .map(|role| role.title.to_owned());
            }
        }
        entity
    }

    /// The entity of a name that no gazetteer has.
    pub(super) fn local(&mut self, kind: EntityKind, text: &'a str, name: &FoundName<'_>) -> u32 {
        let key = text.strip_prefix("The ").unwrap_or(text);
        if let Some(&entity) = self.by_name.get(key) {
            return entity;
        }
        let (gender, by) = match kind {
            EntityKind::Person => self.gender(name),
            _ => (Gender::Unknown, GenderSource::GivenName),
        };
        let entity = self.add(Entity {
            id: local_id(key),
            kind,
            name: one_line(text),
            role: None,
            state: None,
            gender,
            gender_by: gender.known_by(by),
            first: self.doc.span_of(name.start..name.end),
            entry: None,
        });
        self.by_name.insert(key, entity);
        if kind == EntityKind::Person {
            self.add_role(entity, name);
        }
        entity
    }

    pub(super) fn add(&mut self, entity: Entity) -> u32 {
        self.entities.push(entity);
        self.entities.len() as u32 - 1
    }

    /// The gender that the title before a name says, else the given name.
    fn gender(&self, name: &FoundName<'_>) -> (Gender, GenderSource) {
        let title = title::before(self.doc, name.start).map_or(Gender::Unknown, |(title, _)| title.gender);
        if title != Gender::Unknown {
            return (title, GenderSource::Title);
        }
        let told = self.told_gender(name);
        if told != Gender::Unknown {
            return (told, GenderSource::Relative);
        }
        (self.doc.info(name.start).given.map_or(Gender::Unknown, |given| given.gender), GenderSource::GivenName)
    }

    /// What relatives tell of somebody: "her husband, Ira Voss", "Ira Voss, her husband,", "Ada Voss and her husband".
    fn told_gender(&self, name: &FoundName<'_>) -> Gender {
        let doc = self.doc;
        let is_relative = |at: usize| {
            let title = title::ending(doc, at).map(|(title, _)| title);
            title.filter(|title| title.kind == TitleKind::Relation).map_or(Gender::Unknown, |title| title.gender)
        };
        let comma = name.start > 0 && doc.tokens[name.start - 1].kind == TokenKind::Comma;
        let before = if comma { is_relative(name.start - 1) } else { Gender::Unknown };
        if before != Gender::Unknown || name.end + 2 >= doc.tokens.len() {
            return before;
        }
        let word = doc.word(name.end + 1);
        match (doc.tokens[name.end].kind, doc.word(name.end)) {
            (TokenKind::Comma, _) if doc.info(name.end + 1).function == Some(Function::Possessive) => {
                is_relative(name.end + 3)
            }
            (_, "and") if is_relative(name.end + 3) == Gender::Unknown => Gender::Unknown,
            (_, "and") if doc.lexicons.groups.has(word, WordGroup::She) => Gender::Female,
            (_, "and") if doc.lexicons.groups.has(word, WordGroup::He) => Gender::Male,
            _ => Gender::Unknown,
        }
    }

    /// Notes the office beside a name, if none is known yet.
    pub(super) fn add_role(&mut self, entity: u32, name: &FoundName<'_>) {
        let known = &self.entities[entity as usize];
        if known.kind != EntityKind::Person || known.role.is_some() {
            return;
        }
        let office = self.office(name);
        let office = office.map(|(start, end)| one_line(self.doc.span_of(start..end).of(self.doc.text())));
        self.entities[entity as usize].role = office;
    }

    /// The tokens of the office beside a name.
    pub(super) fn office(&self, name: &FoundName<'_>) -> Option<(usize, usize)> {
        let limit = self.doc.sentences[self.doc.sentence_of(name.start)].tokens.end();
        title::office_before(self.doc, name.start).or_else(|| title::office_after(self.doc, name.end, limit))
    }

    pub(super) fn mention(
        &mut self,
        name: &FoundName<'_>,
        entity: Option<u32>,
        candidates: Vec<EntryId>,
        confidence: f32,
    ) {
        // "Mrs. Voss" after "Ada Voss"
        if let Some(known) = entity.map(|entity| &mut self.entities[entity as usize])
            && known.gender == Gender::Unknown
            && known.kind == EntityKind::Person
            && let Some((title, _)) = title::before(self.doc, name.start)
        {
            known.learn_gender(title.gender, GenderSource::Title);
        }
        self.mentions.push(Mention {
            span: self.doc.span_of(name.start..name.end),
            tokens: TokenSpan::new(name.start, name.end),
            kind: name.kind,
            form: name.form(),
            entity,
            candidates,
            confidence,
            by: name.by,
        });
    }
}

/// "Andrey Rudenko" → "local/andrey-rudenko".
fn local_id(name: &str) -> String {
    let mut id = String::with_capacity("local/".len() + name.len() + 8);
    id.push_str("local/");
    let mut part = true;
    for letter in plain(name).chars() {
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

/// A name as it is shown: on one line, without marks that nobody sees.
pub(super) fn one_line(text: &str) -> String {
    if text.is_ascii() && !text.contains(['\n', '\r']) {
        return text.to_owned();
    }
    let mut parted = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let parts = matches!(letter, '\n' | '\r') || letters.peek().is_some_and(|&next| parts_words(letter, next));
        parted.push(if parts { ' ' } else { letter });
    }
    plain(&parted).split_whitespace().collect::<Vec<_>>().join(" ")
}
