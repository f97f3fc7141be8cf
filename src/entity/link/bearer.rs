//! Whom a family name refers to when it is alone and several people of the article have it.

use super::linker::{Bearer, LinkTarget, Linker};
use crate::document::{EntityKind, EntryId, Gap, Gender};
use crate::entity::people::{Person, PersonName};
use crate::entity::title;
use crate::gazetteer::word_class::{NamePart, TitleKind};
use crate::token_span::TokenSpan;
use crate::work::step;

/// How often a family name must have been alone for one person before a namesake's full name no longer matters.
const SETTLED: u32 = 2;
/// Most mentions that are looked at for another bearer.
const RECENT: usize = 64;
/// Number of sentences without a mention after which a namesake takes over the family name.
const FORGOTTEN: usize = 6;
/// How many sentences after the full name of a namesake, as the subject of a sentence, the family name alone is theirs.
const JUST_NAMED: usize = 1;

impl<'a, 'r> Linker<'_, 'a, 'r>
where
    'a: 'r,
{
    /// Notes a full name: from here on, the family name alone may refer to this person.
    pub(super) fn meant(&mut self, tokens: TokenSpan, entity: u32) {
        let surname = PersonName::in_document(self.doc, tokens.range()).surname;
        let at = tokens.start();
        let bearer = self.bearer.entry(surname).or_insert(Bearer { entity, uses: 0, last: at, rival: None });
        if bearer.entity == entity {
            bearer.last = at;
        } else {
            bearer.rival = Some((entity, at));
        }
    }

    /// Notes that the family name alone refers to this person here.
    pub(super) fn borne(&mut self, surname: &'a str, entity: u32, at: usize) {
        let gender = title::before(self.doc, at).map_or(Gender::Unknown, |(title, _)| title.gender);
        if gender != Gender::Unknown {
            self.people.learn_gender(surname, entity, gender);
            let known = &mut self.entities[entity as usize].gender;
            *known = if *known == Gender::Unknown { gender } else { *known };
            // "Mr. Voss" beside "Mrs. Voss" says nothing about "Voss".
            if self.people.with_surname(surname).any(|person| person.entity != entity && person.gender != gender) {
                return;
            }
        }
        let bearer = self.bearer.entry(surname).or_insert(Bearer { entity, uses: 0, last: at, rival: None });
        if bearer.entity != entity {
            *bearer = Bearer { entity, uses: 0, last: at, rival: Some((bearer.entity, bearer.last)) };
        }
        bearer.uses += 1;
        bearer.last = at;
    }

    /// Whom the family name alone at token `at` refers to.
    pub(super) fn bearer_of(&self, surname: &str, at: usize) -> Option<LinkTarget> {
        self.people.with_surname(surname).next()?;
        let gender = title::before(self.doc, at).map_or(Gender::Unknown, |(t, _)| t.gender);
        // "Mr. Voss" is the husband rather than somebody of whom nothing is known.
        let known = gender != Gender::Unknown
            && self.people.with_surname(surname).any(|person| person.gender == gender && person.introduced < at);
        // "Trump Jr."
        let suffix = self.suffix_after(at);
        let fits = |person: &&Person<'_>| {
            let gender =
                gender == Gender::Unknown || person.gender == gender || !known && person.gender == Gender::Unknown;
            gender && (suffix.is_empty() || person.name.suffix.trim_end_matches('.') == suffix)
        };
        let mut few = self.people.with_surname(surname).filter(fits);
        match (few.next(), few.next()) {
            (None, _) => None,
            (Some(one), None) => Some(LinkTarget::One(one.entity)),
            _ => {
                let fitting: Vec<&Person<'_>> = self.people.with_surname(surname).filter(fits).collect();
                // Newspapers keep the bare name for one of them: whoever was introduced first, as long as the article is
                // about them. A namesake who has just been named in full makes it doubtful, or takes it over from somebody
                // who has not been mentioned for long.
                let mut before = fitting.iter().filter(|person| person.introduced < at);
                match (before.next(), before.next()) {
                    (None, _) => {
                        let first = fitting.iter().min_by_key(|person| person.introduced);
                        return first.map(|person| LinkTarget::One(person.entity));
                    }
                    (Some(one), None) => return Some(LinkTarget::One(one.entity)),
                    _ => {}
                }
                let bearer = self.bearer.get(surname).copied();
                let fits = |entity: u32| fitting.iter().any(|person| person.entity == entity);
                let bearer = bearer.filter(|bearer| fits(bearer.entity));
                let age = |last: usize| self.doc.sentence_of(at).saturating_sub(self.doc.sentence_of(last));
                match bearer {
                    Some(Bearer { last, rival: Some((rival, named)), .. })
                        if named > last && age(named) <= JUST_NAMED && fits(rival) && self.opens_sentence(named) =>
                    {
                        Some(LinkTarget::One(rival))
                    }
                    Some(Bearer { entity, .. }) if self.alone_recently(entity, surname, at) => {
                        Some(LinkTarget::One(entity))
                    }
                    Some(Bearer { last, rival: Some((rival, _)), .. }) if age(last) > FORGOTTEN && fits(rival) => {
                        Some(LinkTarget::One(rival))
                    }
                    Some(Bearer { entity, uses, .. }) if uses >= SETTLED => Some(LinkTarget::One(entity)),
                    _ => Some(LinkTarget::Open(self.entries(&fitting))),
                }
            }
        }
    }

    /// "Jr" after the family name at `at`, without its period; empty where there is none.
    pub(super) fn suffix_after(&self, at: usize) -> &'a str {
        let next = self.doc.tokens.get(at + 1).filter(|next| next.gap == Gap::Space);
        let suffix = next.is_some_and(|_| self.doc.info(at + 1).name_part == Some(NamePart::Suffix));
        if suffix { self.doc.word(at + 1).trim_end_matches('.') } else { "" }
    }

    /// True for a name that its sentence opens with, but for a title: "Mayor Ada Voss said".
    fn opens_sentence(&self, at: usize) -> bool {
        let start = self.doc.sentences[self.doc.sentence_of(at)].tokens.start();
        let title = title::before(self.doc, at);
        let relation = title.is_some_and(|(title, _)| title.kind == TitleKind::Relation);
        !relation && title.map_or(at, |(_, first)| first) == start
    }

    /// True if no other bearer of the name is mentioned in this sentence or the one before.
    fn alone_recently(&self, entity: u32, surname: &str, at: usize) -> bool {
        let sentence = self.doc.sentence_of(at).saturating_sub(1);
        let from = self.doc.sentences[sentence].tokens.start();
        let recent = self.mentions.iter().rev().take(RECENT).take_while(|mention| {
            step();
            mention.tokens.start() >= from
        });
        !recent.filter(|mention| mention.kind == EntityKind::Person).any(|mention| {
            mention.entity.is_some_and(|other| {
                other != entity && self.people.with_surname(surname).any(|person| person.entity == other)
            })
        })
    }

    pub(super) fn entries(&self, people: &[&Person<'_>]) -> Vec<EntryId> {
        people.iter().filter_map(|person| self.entities[person.entity as usize].entry).collect()
    }
}
