//! The people of one article by their names, so that "Rudenko" and "Andrey Rudenko" become one. Called by [`super::link`].

use crate::document::{Gender, Token, TokenKind};
use crate::gazetteer::Lexicons;
use crate::gazetteer::lexicon::NamePart;
use rustc_hash::FxHashMap;

/// A personal name taken apart. Each part is a slice of the text or of the gazetteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PersonName<'t> {
    /// The first word; empty where only a family name is given.
    pub(super) given: &'t str,
    /// The last word, or several joined by hyphens: "Ocasio-Cortez".
    pub(super) surname: &'t str,
    /// "Jr." and the like; empty where there is none.
    pub(super) suffix: &'t str,
}

impl<'t> PersonName<'t> {
    /// Takes apart the name that `tokens` make in `text`.
    pub(super) fn new(text: &'t str, tokens: &[Token], lexicons: &Lexicons) -> Self {
        let word = |token: &Token| token.span().of(text);
        let is_suffix = |token: &Token| lexicons.vocabulary.look_up(word(token)).name_part == Some(NamePart::Suffix);
        let mut end = tokens.len();
        let mut suffix = "";
        while end > 1 && (is_suffix(&tokens[end - 1]) || tokens[end - 1].kind == TokenKind::Comma) {
            if tokens[end - 1].kind != TokenKind::Comma {
                suffix = word(&tokens[end - 1]);
            }
            end -= 1;
        }
        let mut start = end - 1;
        while start > 0 && (tokens[start].kind == TokenKind::Hyphen || tokens[start - 1].kind == TokenKind::Hyphen) {
            start -= 1;
        }
        let surname = &text[tokens[start].start as usize..tokens[end - 1].end as usize];
        let given = if start > 0 { word(&tokens[0]) } else { "" };
        Self { given, surname, suffix }
    }

    /// True if both can be names of one person: the same family name, and given names that do not contradict each other.
    fn agrees(&self, other: &Self) -> bool {
        let initial = |a: &str, b: &str| a.len() == 2 && a.ends_with('.') && b.starts_with(&a[..1]);
        let given = self.given == other.given
            || self.given.eq_ignore_ascii_case(other.given)
            || initial(self.given, other.given)
            || initial(other.given, self.given);
        given && self.surname.eq_ignore_ascii_case(other.surname) && self.suffix == other.suffix
    }
}

/// Someone named in full.
#[derive(Debug)]
pub(super) struct Person<'t> {
    /// Index of the entity.
    pub(super) entity: u32,
    /// The name.
    pub(super) name: PersonName<'t>,
    /// For titles and pronouns.
    pub(super) gender: Gender,
    /// First token of the first full name.
    pub(super) introduced: usize,
}

/// Everyone named in full, by each part of the name.
#[derive(Debug, Default)]
pub(super) struct People<'t> {
    list: Vec<Person<'t>>,
    by_surname: FxHashMap<&'t str, Vec<u32>>,
    by_given: FxHashMap<&'t str, Vec<u32>>,
}

impl<'t> People<'t> {
    /// Someone whom this name may name in full.
    pub(super) fn same(&self, name: &PersonName<'t>) -> Option<&Person<'t>> {
        let candidates = self.by_surname.get(name.surname)?;
        candidates.iter().map(|&index| &self.list[index as usize]).find(|person| person.name.agrees(name))
    }

    /// Adds someone.
    pub(super) fn add(&mut self, person: Person<'t>) {
        let index = self.list.len() as u32;
        self.by_surname.entry(person.name.surname).or_default().push(index);
        if !person.name.given.is_empty() {
            self.by_given.entry(person.name.given).or_default().push(index);
        }
        self.list.push(person);
    }

    /// Those with this family name.
    pub(super) fn with_surname<'p>(&'p self, surname: &str) -> impl Iterator<Item = &'p Person<'t>> + use<'p, 't> {
        self.by_surname.get(surname).into_iter().flatten().map(|&index| &self.list[index as usize])
    }

    /// Those with this given name.
    pub(super) fn with_given<'p>(&'p self, given: &str) -> impl Iterator<Item = &'p Person<'t>> + use<'p, 't> {
        self.by_given.get(given).into_iter().flatten().map(|&index| &self.list[index as usize])
    }

    /// True if nobody was added.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
