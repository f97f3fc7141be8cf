//! What is kept of a run to tell who is who: a row for each entity of each article, not the texts.

use super::role::{RoleSense, senses};
use crate::document::{EntityKind, Gender};
use crate::gazetteer::Lexicons;
use crate::gazetteer::role_worlds::RoleWorlds;
use crate::run::interner::Interner;
use rustc_hash::FxHashMap;

/// An entity of one article.
#[derive(Debug, Clone)]
pub(super) struct LocalEntity {
    /// Index into [`RunFacts::articles`].
    pub(super) article: u32,
    /// Number of its id in [`RunFacts::texts`].
    pub(super) id: u32,
    /// Number of its name.
    pub(super) name: u32,
    pub(super) kind: EntityKind,
    pub(super) gender: Gender,
    /// Several people of this name are in the gazetteer.
    pub(super) ambiguous: bool,
    /// Its row in a database; 0 elsewhere.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(super) row: i64,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct FactArticle {
    /// Number of its id in [`RunFacts::texts`].
    pub(super) doc: u32,
    /// The year of its date; 0 where there is none.
    pub(super) year: u32,
}

/// The entities of a run: some 150 bytes for each entity of each article, and each text once.
#[derive(Debug, Default)]
pub struct RunFacts {
    pub(super) texts: Interner,
    pub(super) articles: Vec<FactArticle>,
    pub(super) entities: Vec<LocalEntity>,
    /// Roles as articles write them, by entity.
    pub(super) roles: Vec<(u32, u32)>,
    /// What roles and sources say, by entity.
    pub(super) senses: Vec<(u32, RoleSense)>,
    /// Ids of claims, by whoever speaks.
    pub(super) claims: Vec<(u32, u128)>,
    by_doc: FxHashMap<u32, u32>,
    by_id: FxHashMap<(u32, u32), u32>,
}

/// Somebody or something that an article names.
#[derive(Debug, Clone, Copy)]
pub(super) struct NamedEntity<'a> {
    pub(super) doc: &'a str,
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) kind: &'a str,
}

/// What a claim says of somebody who makes it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SpeakerFacts<'a> {
    pub(super) claim: &'a str,
    pub(super) role: Option<&'a str>,
    /// Unless it is guessed from the given name.
    pub(super) gender: Option<&'a str>,
    /// The source as written; only of a claim with one speaker.
    pub(super) source: Option<&'a str>,
}

/// What role words are read with.
#[derive(Clone, Copy)]
pub(super) struct RoleLists<'l> {
    pub(super) lexicons: &'l Lexicons,
    pub(super) worlds: &'l RoleWorlds,
}

impl RunFacts {
    /// The number of entities of all articles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// True where no article names anybody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    pub(super) fn article(&mut self, doc: &str) -> u32 {
        let doc = self.texts.add(doc);
        let articles = &mut self.articles;
        *self.by_doc.entry(doc).or_insert_with(|| {
            articles.push(FactArticle { doc, year: 0 });
            articles.len() as u32 - 1
        })
    }

    pub(super) fn date(&mut self, doc: &str, date: Option<&str>) {
        let article = self.article(doc);
        let year = date.and_then(|date| date.get(..4)?.parse().ok());
        self.articles[article as usize].year = year.unwrap_or(0);
    }

    /// The number of an entity, which is added if it is new; `None` for a type that is none.
    pub(super) fn entity(&mut self, named: NamedEntity<'_>) -> Option<u32> {
        let kind = EntityKind::parse(named.kind)?;
        let (article, id, name) = (self.article(named.doc), self.texts.add(named.id), self.texts.add(named.name));
        let entities = &mut self.entities;
        Some(*self.by_id.entry((article, id)).or_insert_with(|| {
            entities.push(LocalEntity {
                article,
                id,
                name,
                kind,
                gender: Gender::Unknown,
                ambiguous: false,
                #[cfg(any(feature = "sqlite", feature = "postgres"))]
                row: 0,
            });
            entities.len() as u32 - 1
        }))
    }

    /// The entity with an id in an article.
    pub(super) fn find(&self, doc: &str, id: &str) -> Option<u32> {
        let article = self.by_doc.get(&self.texts.find(doc)?)?;
        self.by_id.get(&(*article, self.texts.find(id)?)).copied()
    }

    pub(super) fn speaks(&mut self, entity: u32, facts: SpeakerFacts<'_>, lists: RoleLists<'_>) {
        if let Ok(claim) = u128::from_str_radix(facts.claim, 16) {
            self.claims.push((entity, claim));
        }
        let known = &mut self.entities[entity as usize];
        if known.gender == Gender::Unknown {
            known.gender = match facts.gender {
                Some("female") => Gender::Female,
                Some("male") => Gender::Male,
                _ => Gender::Unknown,
            };
        }
        if known.kind != EntityKind::Person {
            return;
        }
        if let Some(role) = facts.role {
            let role = (entity, self.texts.add(role));
            if self.roles.last() != Some(&role) {
                self.roles.push(role);
            }
        }
        for text in facts.role.into_iter().chain(facts.source) {
            senses(text, lists.lexicons, lists.worlds, &mut |sense| {
                if self.senses.last() != Some(&(entity, sense)) {
                    self.senses.push((entity, sense));
                }
            });
        }
    }

    /// Brings everything into order once all is read.
    pub(super) fn finish(&mut self) {
        self.by_doc.shrink_to_fit();
        self.roles.sort_unstable();
        self.roles.dedup();
        self.senses.sort_unstable_by_key(|(entity, sense)| (*entity, sense.sense));
        self.senses.dedup();
        self.claims.sort_by_key(|(entity, _)| *entity);
    }

    /// The rows of a list that are an entity's.
    pub(super) fn of<T>(rows: &[(u32, T)], entity: u32) -> &[(u32, T)] {
        let start = rows.partition_point(|(other, _)| *other < entity);
        let length = rows[start..].partition_point(|(other, _)| *other == entity);
        &rows[start..start + length]
    }

    pub(super) fn text(&self, number: u32) -> &str {
        self.texts.get(number)
    }

    /// An id that holds within its article only.
    pub(super) fn is_local(&self, entity: &LocalEntity) -> bool {
        self.text(entity.id).starts_with("local/")
    }
}
