//! Linking: one entity for all its forms in the article. Gazetteer names by their id, full names by their parts, then the
//! short forms: "Rudenko" behind "Andrey Rudenko", "FSB" behind "Federal Security Service (FSB)".
//! Called by [`super::annotate`]; fills `doc.mentions` and `doc.entities`.

use super::bodies::Bodies;
use super::mention::{Found, Tagged};
use super::name_model::BY_MODEL;
use super::people::{People, Person, PersonName};
use super::title;
use crate::Resources;
use crate::document::{
    Case, Document, Entity, EntityKind, EntryId, Gap, Gender, Mention, MentionForm, Token, TokenKind, WordId,
};
use crate::gazetteer::Surface;
use crate::gazetteer::lexicon::{AmbiguityRule, NamePart};
use crate::gazetteer::role_words::RoleKind;
use crate::text::token::tokens_of;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
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
}

/// Whom a family name means when it stands alone.
#[derive(Debug, Clone, Copy)]
struct Bearer {
    entity: u32,
    /// How often it stood alone.
    uses: u32,
    /// First token of the last mention.
    last: usize,
    /// Somebody else of that name who was named in full since.
    rival: Option<u32>,
}

/// How often a family name must have stood alone for one person before a namesake's full name leaves that as it is.
const SETTLED: u32 = 2;
/// After how many sentences without a mention a namesake takes over the bare name.
const FORGOTTEN: usize = 6;

/// By so much an entity must outweigh its namesake to be meant without further evidence.
const MARGIN: u8 = 3;
/// People below this weight (legislators of most parliaments) are so many that neither their names nor their states tell of
/// one: an office beside the name has to agree.
const KNOWN: u8 = 3;
/// From this weight on (members of the US Congress, heads of state) a full name is enough.
const WELL_KNOWN: u8 = 6;
/// Organizations from this weight on are meant also by a name that is flagged as ambiguous.
const FAMOUS: u8 = 7;

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

    /// The one entry that a gazetteer name stands for, or all that it may, the best known first. Of people, those who are
    /// far better known than their namesakes come first, then those of the states in the article; of organizations, which
    /// share names by their kind ("Supreme Court"), the states come first. Somebody obscure is meant only with evidence.
    fn choose(&self, name: &Found<'r>) -> Result<EntryId, Vec<EntryId>> {
        let gazetteer = &self.resources.gazetteer;
        let mut entries: Vec<EntryId> = name.surfaces.iter().map(Surface::entry).collect();
        entries.dedup();
        entries.retain(|&entry| entry != EntryId::PLACE && gazetteer.entry(entry).kind == name.kind);
        entries.sort_by_key(|&entry| std::cmp::Reverse(gazetteer.entry(entry).weight));
        let near = |&entry: &EntryId| gazetteer.state(entry).is_some_and(|state| self.states().contains(state));
        let likely = match name.kind {
            EntityKind::Person => self.outweighing(entries.clone()),
            _ => entries.clone(),
        };
        let mut best = likely.clone();
        if best.len() > 1 {
            best.retain(near);
            // What many states have ("House of Representatives") is that of the only state named, or left open.
            if name.rule().is_none() {
                best = self.outweighing(if best.is_empty() { likely } else { best });
            }
        }
        // Of several presidents of one name, the one in office on the article's date.
        if best.len() > 1 && name.kind == EntityKind::Person {
            let date = self.doc.article.meta.iso_date();
            let mut in_office = entries.iter().copied().filter(|&entry| self.holds_office_here(name, entry, date));
            if let (true, Some(one), None) = (date.is_some(), in_office.next(), in_office.next()) {
                best = vec![one];
            }
        }
        match best[..] {
            [only] if self.is_evident(name, only) => Ok(only),
            _ => Err(entries),
        }
    }

    /// Those entries that no other outweighs by far.
    fn outweighing(&self, mut entries: Vec<EntryId>) -> Vec<EntryId> {
        let weight = |entry: EntryId| self.resources.gazetteer.entry(entry).weight;
        let most = entries.iter().map(|&entry| weight(entry)).max().unwrap_or_default();
        entries.retain(|&entry| weight(entry) + MARGIN > most);
        entries
    }

    /// True if the name, with what stands around it, is enough to know its entity by.
    fn is_evident(&self, name: &Found<'_>, entry: EntryId) -> bool {
        let gazetteer = &self.resources.gazetteer;
        let weight = gazetteer.entry(entry).weight;
        let state_named = || gazetteer.state(entry).is_some_and(|state| self.states().contains(state));
        match name.kind {
            EntityKind::State => true,
            EntityKind::Person if weight >= WELL_KNOWN => true,
            EntityKind::Person => {
                let office = || self.holds_office_here(name, entry, None);
                if weight < KNOWN { state_named() && office() } else { state_named() || office() }
            }
            EntityKind::Organization => {
                weight >= FAMOUS || name.rule() != Some(AmbiguityRule::Ambiguous) || state_named()
            }
        }
    }

    /// True if the office that stands beside a name is one of the row's, held on `date` if there is one: "state Sen. Ada
    /// Voss".
    fn holds_office_here(&self, name: &Found<'_>, entry: EntryId, date: Option<&str>) -> bool {
        let lexicons = &self.resources.lexicons;
        let sense = |word: &str| lexicons.role_words.sense(word);
        let Some((start, end)) = self.office(name) else { return false };
        let names_office = |&index: &usize| {
            let word = lexicons.word(self.doc, index);
            word.ends_title || word.nominal.is_some() || sense(self.doc.word(index)).kind == Some(RoleKind::Office)
        };
        let mut offices = (start..end).filter(names_office).map(|index| sense(self.doc.word(index)));
        let roles = || self.resources.gazetteer.roles(entry).filter(|role| date.is_none_or(|date| role.held_on(date)));
        let held = || roles().flat_map(|role| role.title.split_whitespace());
        offices.any(|office| held().any(|word| sense(word).id == office.id))
    }

    /// The states that the article names beyond doubt.
    fn states(&self) -> &FxHashSet<&'r str> {
        let gazetteer = &self.resources.gazetteer;
        self.states.get_or_init(|| self.found.iter().filter_map(sure_state).map(|id| gazetteer.id(id)).collect())
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

    /// Names that only a longer one elsewhere in the article makes clear.
    fn short_forms(&mut self, found: &[Found<'r>], loose: &[u32]) {
        let full = std::mem::replace(&mut self.mentions, Vec::with_capacity(found.len() + loose.len() / 4));
        let mut full = full.into_iter().peekable();
        let mut waiting = found.iter().filter(|name| waits(self.doc, name)).peekable();
        let mut loose = loose.iter().map(|&index| index as usize).peekable();
        // Three lists in text order that share no token, except that a short form may take the next tokens along.
        let mut done = 0;
        loop {
            let next_full = full.peek().map_or(usize::MAX, |mention| mention.tokens.0 as usize);
            let next_waiting = waiting.peek().map_or(usize::MAX, |name| name.start);
            let next_loose = loose.peek().copied().unwrap_or(usize::MAX);
            let next = next_full.min(next_waiting).min(next_loose);
            if next == usize::MAX {
                break;
            }
            if next == next_full {
                if let Some(mention) = full.next() {
                    done = mention.tokens.1 as usize;
                    if let (EntityKind::Person, Some(entity)) = (mention.kind, mention.entity) {
                        self.meant(mention.tokens, entity);
                    }
                    if let (EntityKind::Organization, Some(entity)) = (mention.kind, mention.entity) {
                        self.bodies.add(self.doc, mention.tokens.0 as usize, mention.tokens.1 as usize, entity);
                    }
                    self.mentions.push(mention);
                }
            } else if next == next_waiting {
                if let Some(name) = waiting.next().filter(|name| name.start >= done) {
                    done = name.end;
                    self.waited(name);
                }
            } else {
                loose.next();
                if next >= done {
                    done = self.short_form(next, self.doc.tokens[next]).unwrap_or(done);
                }
            }
        }
    }

    /// A name that waited for a longer one.
    fn waited(&mut self, name: &Found<'r>) {
        if name.by == BY_MODEL {
            if self.short_form(name.start, self.doc.tokens[name.start]).is_some() {
                return;
            }
            if name.kind == EntityKind::Organization {
                return self.body(name);
            }
        }
        if name.kind == EntityKind::Person && name.surfaces.is_empty() {
            let surname = self.doc.span_of(name.start..name.end).of(self.doc.text());
            let target = self.bearer_of(surname, name.start).or_else(|| self.only_given(surname).map(Target::One));
            match target {
                Some(Target::One(entity)) => {
                    self.borne(surname, entity, name.start);
                    self.mention(&alias(name), Some(entity), Vec::new(), 0.9);
                }
                Some(Target::Open(candidates)) => self.open(&alias(name), candidates),
                // "Mr. Rudenko" and nothing more: someone, known by that much.
                None => {
                    let entity = match self.holder(name, surname) {
                        Some(entry) => self.known(entry, name),
                        None => self.local(EntityKind::Person, surname, name),
                    };
                    let parts = PersonName { given: "", surname, suffix: "" };
                    let gender = self.entities[entity as usize].gender;
                    self.people.add(Person { entity, name: parts, gender, introduced: name.start });
                    self.mention(name, Some(entity), Vec::new(), 0.75);
                }
            }
            return;
        }
        if name.rule() == Some(AmbiguityRule::NotBeforeSurname) {
            // "Jordan" behind "Michael Jordan" is he; else it is the state.
            let surname = self.doc.span_of(name.start..name.end).of(self.doc.text());
            match self.bearer_of(surname, name.start) {
                Some(Target::One(entity)) => {
                    let name = Found { kind: EntityKind::Person, surfaces: &[], by: "short-name", ..*name };
                    self.mention(&name, Some(entity), Vec::new(), 0.8);
                    self.set_alias();
                }
                _ => self.body(name),
            }
            return;
        }
        // A short gazetteer name counts if its entity, or its state, is in the article under a better one.
        let sure = name.surfaces.iter().find_map(|surface| self.by_entry.get(&surface.entry())).copied();
        if let Some(entity) = sure {
            self.mention(name, Some(entity), Vec::new(), 0.9);
        } else if name.surfaces.len() == 1 && self.acronyms.contains_key(self.doc.word(name.start)) {
            let entity = self.acronyms[self.doc.word(name.start)];
            self.mention(name, Some(entity), Vec::new(), 0.9);
        } else if name.kind == EntityKind::Person {
            self.surname_of_several(name);
        }
    }

    /// Whoever of this family name held the office before it on the article's date: "President Bush".
    fn holder(&self, name: &Found<'r>, surname: &str) -> Option<EntryId> {
        let date = self.doc.article.meta.iso_date()?;
        let (mut start, end) = title::office_before(self.doc, &self.resources.lexicons, name.start)?;
        let of_token = |at: usize| self.found.iter().find(|found| found.start == at);
        let state = of_token(start).filter(|found| found.kind == EntityKind::State);
        if let Some(found) = state {
            start = found.end;
        }
        let (gazetteer, offices) = (&self.resources.gazetteer, &self.resources.lexicons.offices);
        let words = (start..end).map(|index| self.doc.word(index).to_lowercase()).collect::<Vec<_>>();
        let office = offices.find(&words.join(" "))?;
        let state = match state {
            Some(found) => Some(sure_state(found)?),
            None => None,
        };
        offices.holder_called(gazetteer, office, state, date, surname)
    }

    /// A family name that several people of the gazetteer have: whoever the article means by it, or somebody whom a title
    /// before it tells of, "President Bush".
    fn surname_of_several(&mut self, name: &Found<'r>) {
        let surname = self.doc.span_of(name.start..name.end).of(self.doc.text());
        match self.bearer_of(surname, name.start) {
            Some(Target::One(entity)) => {
                self.borne(surname, entity, name.start);
                self.mention(&alias(name), Some(entity), Vec::new(), 0.9);
            }
            Some(Target::Open(candidates)) => self.open(&alias(name), candidates),
            None if title::before(self.doc, &self.resources.lexicons, name.start).is_some() => self.person(name),
            None => {}
        }
    }

    /// A capitalised word that is part of a name known from elsewhere in the article; returns the token behind it.
    fn short_form(&mut self, at: usize, token: Token) -> Option<usize> {
        let word = self.doc.word(at);
        let acronym = (token.case == Case::Upper).then(|| self.acronyms.get(word)).flatten();
        if let Some(&entity) = acronym {
            let name = Found { start: at, end: at + 1, kind: EntityKind::Organization, surfaces: &[], by: "acronym" };
            self.mention(&name, Some(entity), Vec::new(), 0.95);
            self.set_alias();
            return Some(at + 1);
        }
        if let Some(entity) = self.bodies.short(self.doc, at) {
            let name =
                Found { start: at, end: at + 1, kind: EntityKind::Organization, surfaces: &[], by: "short-name" };
            self.mention(&name, Some(entity), Vec::new(), 0.85);
            self.set_alias();
            return Some(at + 1);
        }
        if !self.people.may_have(self.doc.hashes[at]) || self.beside_another_name(at) {
            return None;
        }
        let mut end = at + 1;
        while end + 1 < self.doc.tokens.len()
            && self.doc.tokens[end].kind == TokenKind::Hyphen
            && self.doc.tokens[end].gap == Gap::None
            && self.doc.tokens[end + 1].gap == Gap::None
            && self.doc.tokens[end + 1].case.is_capital()
        {
            end += 2;
        }
        // "Pence-backed": the whole compound is no name, its first part is.
        let whole = self.doc.span_of(at..end).of(self.doc.text());
        let (surname, end) =
            if self.people.with_surname(whole).next().is_some() { (whole, end) } else { (word, at + 1) };
        if self.has_unheard_given_name(at, surname) {
            self.person(&Found { start: at - 1, end, kind: EntityKind::Person, surfaces: &[], by: "name" });
            return Some(end);
        }
        let target = self.bearer_of(surname, at).or_else(|| self.given_name_of(word, at));
        let start = self.with_particles(at);
        let name = Found { start, end, kind: EntityKind::Person, surfaces: &[], by: "short-name" };
        match target? {
            Target::One(entity) => {
                self.borne(surname, entity, at);
                self.mention(&name, Some(entity), Vec::new(), 0.93);
            }
            Target::Open(candidates) => self.open(&name, candidates),
        }
        self.set_alias();
        Some(end)
    }

    fn set_alias(&mut self) {
        if let Some(last) = self.mentions.last_mut() {
            last.form = MentionForm::Alias;
        }
    }

    /// A mention of one of several people: who, stays open.
    fn open(&mut self, name: &Found<'_>, candidates: Vec<EntryId>) {
        self.mention(name, None, candidates, 0.4);
    }

    /// True if the word is part of a longer capitalised phrase that is not this person's name.
    fn beside_another_name(&self, at: usize) -> bool {
        let lexicons = &self.resources.lexicons;
        let before = at > 0 && self.doc.tokens[at].gap == Gap::Space && {
            let previous = self.doc.tokens[at - 1];
            let known = lexicons.word(self.doc, at - 1);
            previous.kind == TokenKind::Word
                && previous.case == Case::Title
                && known.given.is_some()
                && !known.opener
                && !known.speech_verb
                && title::before(self.doc, lexicons, at).is_none()
        };
        let behind = self.doc.tokens.get(at + 1).is_some_and(|next| {
            next.gap == Gap::Space
                && next.case == Case::Title
                && lexicons.word(self.doc, at + 1).surname == Some(false)
                && lexicons.word(self.doc, at).given.is_some()
        });
        before || behind
    }

    /// True if a known family name stands behind a capitalised word that no list has: a relative, by a given name never
    /// heard of. Between other capitals, as in headlines, it may be any word.
    fn has_unheard_given_name(&self, at: usize, surname: &str) -> bool {
        let doc = self.doc;
        let Some(before) = at.checked_sub(1).filter(|_| doc.tokens[at].gap == Gap::Space) else { return false };
        let capital = |index: usize| doc.tokens[index].is_word() && doc.tokens[index].case.is_capital();
        let joined = before > 0 && doc.tokens[before].gap == Gap::Space && capital(before - 1);
        let goes_on = doc.tokens.get(at + 1).is_some_and(|next| next.gap == Gap::Space && next.case.is_capital());
        let word = doc.word(before);
        !joined
            && !goes_on
            && doc.words[before] == WordId(0)
            && doc.tokens[before].kind == TokenKind::Word
            && doc.tokens[before].case == Case::Title
            && !word.ends_with("ing")
            && !word.ends_with("ed")
            && self.mentions.last().is_none_or(|last| last.tokens.1 as usize <= before)
            && self.people.with_surname(surname).next().is_some()
    }

    /// First token of a family name with the particles before it: "de Blasio".
    fn with_particles(&self, at: usize) -> usize {
        let mut start = at;
        while start > 0
            && self.doc.tokens[start].gap == Gap::Space
            && self.resources.lexicons.word(self.doc, start - 1).name_part == Some(NamePart::Particle)
            && self.doc.tokens[start - 1].case == Case::Lower
            && !matches!(self.doc.word(start - 1), "do" | "y" | "la" | "al" | "den")
        {
            start -= 1;
        }
        start
    }

    /// Notes that a full name was written here: the family name alone may mean its bearer from now on.
    fn meant(&mut self, (start, end): (u32, u32), entity: u32) {
        let tokens = start as usize..end as usize;
        let surname = PersonName::in_document(self.doc, tokens, &self.resources.lexicons).surname;
        let at = start as usize;
        let bearer = self.bearer.entry(surname).or_insert(Bearer { entity, uses: 0, last: at, rival: None });
        if bearer.entity == entity {
            bearer.last = at;
        } else {
            bearer.rival = Some(entity);
        }
    }

    /// Notes that a family name stood alone here for this person.
    fn borne(&mut self, surname: &'a str, entity: u32, at: usize) {
        let bearer = self.bearer.entry(surname).or_insert(Bearer { entity, uses: 0, last: at, rival: None });
        if bearer.entity != entity {
            *bearer = Bearer { entity, uses: 0, last: at, rival: Some(bearer.entity) };
        }
        bearer.uses += 1;
        bearer.last = at;
    }

    /// Whom a family name that stands alone at token `at` means.
    fn bearer_of(&self, surname: &str, at: usize) -> Option<Target> {
        self.people.with_surname(surname).next()?;
        let gender = title::before(self.doc, &self.resources.lexicons, at).map_or(Gender::Unknown, |(t, _)| t.gender);
        let fits = |person: &&Person<'_>| {
            gender == Gender::Unknown || person.gender == Gender::Unknown || person.gender == gender
        };
        let mut few = self.people.with_surname(surname).filter(fits);
        match (few.next(), few.next()) {
            (None, _) => None,
            (Some(one), None) => Some(Target::One(one.entity)),
            _ => {
                let fitting: Vec<&Person<'_>> = self.people.with_surname(surname).filter(fits).collect();
                // Newspapers keep the bare name for one of them: whoever was introduced first, as long as the article goes
                // on about them. A namesake named in full just now makes it doubtful, or takes it over from somebody long
                // out of sight.
                let mut before = fitting.iter().filter(|person| person.introduced < at);
                match (before.next(), before.next()) {
                    (None, _) => {
                        let first = fitting.iter().min_by_key(|person| person.introduced);
                        return first.map(|person| Target::One(person.entity));
                    }
                    (Some(one), None) => return Some(Target::One(one.entity)),
                    _ => {}
                }
                let bearer = self.bearer.get(surname).copied();
                let fits = |entity: u32| fitting.iter().any(|person| person.entity == entity);
                let bearer = bearer.filter(|bearer| fits(bearer.entity));
                let age = |last: usize| self.doc.sentence_of(at).saturating_sub(self.doc.sentence_of(last));
                match bearer {
                    Some(Bearer { entity, .. }) if self.alone_recently(entity, surname, at) => {
                        Some(Target::One(entity))
                    }
                    Some(Bearer { last, rival: Some(rival), .. }) if age(last) > FORGOTTEN && fits(rival) => {
                        Some(Target::One(rival))
                    }
                    Some(Bearer { entity, uses, .. }) if uses >= SETTLED => Some(Target::One(entity)),
                    _ => Some(Target::Open(self.entries(&fitting))),
                }
            }
        }
    }

    /// True if no other bearer of the name stands in this sentence or the one before.
    fn alone_recently(&self, entity: u32, surname: &str, at: usize) -> bool {
        let sentence = self.doc.sentence_of(at).saturating_sub(1);
        let from = self.doc.sentences[sentence].tokens.start;
        let recent = self.mentions.iter().rev().take_while(|mention| mention.tokens.0 >= from);
        !recent.filter(|mention| mention.kind == EntityKind::Person).any(|mention| {
            mention.entity.is_some_and(|other| {
                other != entity && self.people.with_surname(surname).any(|person| person.entity == other)
            })
        })
    }

    fn entries(&self, people: &[&Person<'_>]) -> Vec<EntryId> {
        people.iter().filter_map(|person| self.entities[person.entity as usize].entry).collect()
    }

    /// The only person in the article with this given name: "his wife, Ada".
    fn only_given(&self, given: &str) -> Option<u32> {
        let mut people = self.people.with_given(given);
        let first = people.next()?;
        people.next().is_none().then_some(first.entity)
    }

    /// Whom a given name that stands alone means, where it can only be one.
    fn given_name_of(&self, given: &str, at: usize) -> Option<Target> {
        let known = self.resources.lexicons.word(self.doc, at).given;
        let opens = self.doc.sentences[self.doc.sentence_of(at)].tokens.start as usize == at;
        // "Will" at the start of a sentence is a verb.
        if known.is_none_or(|name| name.common && opens) {
            return None;
        }
        let mut people = self.people.with_given(given);
        let (first, second) = (people.next()?, people.next());
        (second.is_none() && first.introduced < at).then_some(Target::One(first.entity))
    }
}

/// True for names that only a longer one makes clear: those come last.
fn waits(doc: &Document<'_>, name: &Found<'_>) -> bool {
    let single = || (name.start + 1..name.end).all(|index| doc.tokens[index].gap == Gap::None);
    let rules = [AmbiguityRule::FullNameFirst, AmbiguityRule::StateContext, AmbiguityRule::NotBeforeSurname];
    // A capital in the middle of a sentence: "that Trump" is no verb.
    let sure = || {
        name.rule() == Some(AmbiguityRule::FullNameFirst)
            && name.kind == EntityKind::Person
            && matches!(name.surfaces, [_])
            && name.start > doc.sentences[doc.sentence_of(name.start)].tokens.start as usize
            && (doc.tokens[name.start - 1].case == Case::Lower || doc.tokens[name.start - 1].kind == TokenKind::Comma)
            && doc.tokens[name.start].case == Case::Title
            && doc.tokens[name.start].gap == Gap::Space
    };
    name.rule().is_some_and(|rule| rules.contains(&rule)) && !sure()
        || (name.kind == EntityKind::Person || name.by == BY_MODEL) && name.surfaces.is_empty() && single()
}

fn alias<'g>(name: &Found<'g>) -> Found<'g> {
    Found { by: "titled-name", ..*name }
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
