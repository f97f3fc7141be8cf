//! The people of one article by their names, so that "Rudenko" and "Andrey Rudenko" become one.

use crate::document::{Gender, Token, TokenKind};
use crate::gazetteer::LexicalView;
use crate::gazetteer::word_class::NamePart;
use crate::text::form;
use rustc_hash::FxHashMap;
use std::iter::successors;
use std::ops::Range;

/// A person's name in its parts, each a slice of the text or of the gazetteer.
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
    /// The parts of the name that a range of a document's tokens makes.
    pub(super) fn in_document(doc: LexicalView<'_, 't>, tokens: Range<usize>) -> Self {
        let is_suffix = |index: usize| doc.info(tokens.start + index).name_part == Some(NamePart::Suffix);
        Self::new(doc.text(), &doc.tokens[tokens.clone()], is_suffix)
    }

    /// The parts of the name that `tokens` make in `text`; `is_suffix` takes the index of a token.
    pub(super) fn new(text: &'t str, tokens: &[Token], is_suffix: impl Fn(usize) -> bool) -> Self {
        let word = |token: &Token| token.span().of(text);
        let mut end = tokens.len();
        let mut suffix = "";
        while end > 1 && (is_suffix(end - 1) || tokens[end - 1].kind == TokenKind::Comma) {
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

/// A person named in full.
#[derive(Debug)]
pub(super) struct Person<'t> {
    /// Index of the entity.
    pub(super) entity: u32,
    /// The name.
    pub(super) name: PersonName<'t>,
    /// To compare with titles and pronouns.
    pub(super) gender: Gender,
    /// First token of the first full name.
    pub(super) introduced: usize,
}

/// Blocks of 64 bits in [`People::words`].
const BLOCKS: usize = 16;

/// Everyone named in full, by each part of the name.
#[derive(Debug, Default)]
pub(super) struct People<'t> {
    list: Vec<(Person<'t>, NextBearer)>,
    by_surname: FxHashMap<&'t str, Ends>,
    by_given: FxHashMap<&'t str, Ends>,
    /// One bit per hash of the first word of a family name or given name: most capitals are in no person's name.
    words: [u64; BLOCKS],
}

/// The next in the list with the same family name and with the same given name.
#[derive(Debug, Default)]
struct NextBearer {
    surname: Option<u32>,
    given: Option<u32>,
}

/// First and last in the list with some name.
type Ends = (u32, u32);

impl<'t> People<'t> {
    fn bit(hash: u64) -> (usize, u64) {
        ((hash >> 8) as usize % BLOCKS, 1 << (hash >> 2 & 63))
    }

    /// A person whose full name this may be.
    pub(super) fn same(&self, name: &PersonName<'t>) -> Option<&Person<'t>> {
        self.with_surname(name.surname).find(|person| person.name.agrees(name))
    }

    /// Adds a person.
    pub(super) fn add(&mut self, person: Person<'t>) {
        let index = self.list.len() as u32;
        let PersonName { surname, given, .. } = person.name;
        // A word ends at the first hyphen at the latest.
        let hyphen = surname.bytes().position(|byte| matches!(byte, b'-' | 0xe2));
        let first = hyphen.map_or(surname, |_| surname.split(['-', '‐', '‑']).next().unwrap_or(surname));
        for word in [first, given] {
            let (block, bit) = Self::bit(form::hash_of_word(word));
            self.words[block] |= bit;
        }
        let ends = self.by_surname.entry(surname).or_insert((index, index));
        if ends.1 != index {
            self.list[ends.1 as usize].1.surname = Some(index);
        }
        ends.1 = index;
        if !given.is_empty() {
            let ends = self.by_given.entry(given).or_insert((index, index));
            if ends.1 != index {
                self.list[ends.1 as usize].1.given = Some(index);
            }
            ends.1 = index;
        }
        self.list.push((person, NextBearer::default()));
    }

    /// False if nobody's given or family name begins with the word that has this hash.
    pub(super) fn may_have(&self, hash: u64) -> bool {
        let (block, bit) = Self::bit(hash);
        self.words[block] & bit != 0
    }

    /// Those with this family name.
    pub(super) fn with_surname<'p>(&'p self, surname: &str) -> impl Iterator<Item = &'p Person<'t>> + use<'p, 't> {
        self.chain(self.by_surname.get(surname), |next| next.surname)
    }

    /// Those with this given name.
    pub(super) fn with_given<'p>(&'p self, given: &str) -> impl Iterator<Item = &'p Person<'t>> + use<'p, 't> {
        self.chain(self.by_given.get(given), |next| next.given)
    }

    fn chain<'p>(
        &'p self,
        ends: Option<&Ends>,
        next: fn(&NextBearer) -> Option<u32>,
    ) -> impl Iterator<Item = &'p Person<'t>> {
        let first = ends.map(|ends| ends.0);
        successors(first, move |&index| next(&self.list[index as usize].1)).map(|index| &self.list[index as usize].0)
    }
}
