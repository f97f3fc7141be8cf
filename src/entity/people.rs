//! The people of one article by their names, so that "Rudenko" and "Andrey Rudenko" become one.

use crate::document::{Gender, Token, TokenKind};
use crate::gazetteer::LexicalView;
use crate::gazetteer::word_class::NamePart;
use crate::text::form;
use crate::work::step;
use rustc_hash::FxHashMap;
use std::iter::successors;
use std::ops::Range;

/// A person's name in its parts, each a slice of the text or of the gazetteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PersonName<'t> {
    /// The first word; empty where only a family name is given.
    pub(super) given: &'t str,
    /// What stands in quotation marks or parentheses between the others: Robert "Bo" Voss; empty where nothing does.
    pub(super) nickname: &'t str,
    /// The word before the family name, where two or more words come before it: the first of two family names, as in Spanish,
    /// or a middle name; empty otherwise.
    pub(super) inner: &'t str,
    /// The last word, or several joined by hyphens ("Ocasio-Cortez") without a particle ("Moualem" of "al-Moualem").
    pub(super) surname: &'t str,
    /// "Jr." and the like; empty where there is none.
    pub(super) suffix: &'t str,
}

impl<'t> PersonName<'t> {
    /// The parts of the name that a range of a document's tokens makes.
    pub(super) fn in_document(doc: LexicalView<'_, 't>, tokens: Range<usize>) -> Self {
        let part = |index: usize| {
            let at = tokens.start + index;
            // "Al-Moualem"
            let particle = || doc.lexicons.vocabulary.look_up(&doc.word(at).to_ascii_lowercase()).name_part;
            let hyphen = doc.tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Hyphen);
            doc.info(at).name_part.or_else(|| if hyphen { particle() } else { None })
        };
        Self::new(doc.text(), &doc.tokens[tokens.clone()], part)
    }

    /// The parts of the name that `tokens` make in `text`; `part` takes the index of a token.
    pub(super) fn new(text: &'t str, tokens: &[Token], part: impl Fn(usize) -> Option<NamePart>) -> Self {
        let is_suffix = |index: usize| part(index) == Some(NamePart::Suffix);
        let word = |token: &Token| token.span().of(text);
        if let [surname, comma, given, ..] = tokens
            && comma.kind == TokenKind::Comma
            && !is_suffix(2)
        {
            // "Voss, Ada"
            return Self { given: word(given), nickname: "", inner: "", surname: word(surname), suffix: "" };
        }
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
        let given = if start > 0 { word(&tokens[0]) } else { "" };
        if start + 2 < end && tokens[start + 1].kind == TokenKind::Hyphen && part(start) == Some(NamePart::Particle) {
            start += 2;
        }
        let surname = &text[tokens[start].start as usize..tokens[end - 1].end as usize];
        let marked = (1..start).find(|&index| is_opening_mark(tokens[index].kind));
        let nickname = marked.and_then(|mark| tokens.get(mark + 1)).map_or("", word);
        let inner =
            (start > 1).then(|| &tokens[start - 1]).filter(|last| last.kind == TokenKind::Word).map_or("", word);
        Self { given, nickname, inner, surname, suffix }
    }

    /// True if both can be names of one person: the same family name, and given names that do not contradict each other.
    fn agrees(&self, other: &Self) -> bool {
        let initial = |a: &str, b: &str| a.len() == 2 && a.ends_with('.') && b.starts_with(&a[..1]);
        // "G.B.H. Voss" and "G. B. H. Voss"
        let initials = |a: &str, b: &str| a.len() > 2 && a.ends_with('.') && a.as_bytes()[1] == b'.' && b == &a[..2];
        let given = self.given == other.given
            || self.given.eq_ignore_ascii_case(other.given)
            || initials(self.given, other.given)
            || initials(other.given, self.given)
            || initial(self.given, other.given)
            || initial(other.given, self.given)
            || !self.nickname.is_empty() && self.nickname == other.given
            || !other.nickname.is_empty() && other.nickname == self.given;
        given && self.surname.eq_ignore_ascii_case(other.surname) && self.suffix == other.suffix
    }
}

/// True for what opens a nickname inside a name.
pub(super) fn is_opening_mark(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::DoubleQuote | TokenKind::SingleQuote | TokenKind::Open)
}

/// True for two spellings of one name: they begin alike, are long enough not to be mistaken for other names, and one letter was
/// added, left out, replaced or swapped with the next.
fn are_spellings(a: &str, b: &str) -> bool {
    let (mut a, mut b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() < SPELLED || b.len() < SPELLED || a.len().abs_diff(b.len()) > 1 || a[0] != b[0] {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    a.drain(..same);
    b.drain(..same);
    while let (Some(x), Some(y)) = (a.last(), b.last())
        && x == y
    {
        a.pop();
        b.pop();
    }
    match (&a[..], &b[..]) {
        ([_], [_] | []) | ([], [_]) => true,
        ([x, y], [v, w]) => x == w && y == v,
        _ => false,
    }
}

/// Fewest letters of a name that may be misspelled.
const SPELLED: usize = 5;
/// Most people among whom a misspelled name is looked for, and most people of one name that are told apart.
const COMPARED: usize = 64;

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

    /// The only person whose family name is `surname` in another spelling.
    pub(super) fn spelled_otherwise(&self, surname: &str) -> Option<u32> {
        let people = self.list.iter().take(COMPARED).map(|(person, _)| person);
        let mut near = people.filter(|person| are_spellings(person.name.surname, surname)).map(|person| person.entity);
        let first = near.next()?;
        near.all(|other| other == first).then_some(first)
    }

    /// The only person whose first of two family names is `surname`: "Solas" of "Ada Solas Rivera".
    pub(super) fn with_first_surname(&self, surname: &str) -> Option<u32> {
        let people = self.list.iter().take(COMPARED).map(|(person, _)| person);
        let mut same = people.filter(|person| person.name.inner == surname).map(|person| person.entity);
        let first = same.next()?;
        same.all(|other| other == first).then_some(first)
    }

    /// Notes the gender that a title tells of a person for whom none is known.
    pub(super) fn learn_gender(&mut self, surname: &str, entity: u32, gender: Gender) {
        let mut next = self.by_surname.get(surname).map(|ends| ends.0);
        for _ in 0..COMPARED {
            let Some((person, after)) = next.and_then(|index| self.list.get_mut(index as usize)) else { return };
            if person.entity == entity && person.gender == Gender::Unknown {
                person.gender = gender;
            }
            next = after.surname;
        }
    }

    fn chain<'p>(
        &'p self,
        ends: Option<&Ends>,
        next: fn(&NextBearer) -> Option<u32>,
    ) -> impl Iterator<Item = &'p Person<'t>> {
        let first = ends.map(|ends| ends.0);
        let places = successors(first, move |&index| next(&self.list[index as usize].1));
        places.take(COMPARED).map(|index| {
            step();
            &self.list[index as usize].0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::are_spellings;

    #[test]
    fn spellings() {
        for (a, b, same) in [
            ("Sarea", "Saree", true),
            ("Berhrmann", "Behrmann", true),
            ("Quilfeather", "Quillfeather", true),
            ("Thrope", "Thorpe", true),
            ("Voss", "Moss", false),
            ("Voss", "Vose", false),
            ("Harlan", "Marlan", false),
            ("Harlan", "Harding", false),
            ("Morvan", "Morvan", false),
        ] {
            assert_eq!(are_spellings(a, b), same, "{a} {b}");
            assert_eq!(are_spellings(b, a), same, "{b} {a}");
        }
    }
}
