//! Organizations by what they are: "the company", "the airline", "the German newspaper".

use super::organization_nouns::{OrganizationNouns, around};
use super::phrase::Phrase;
use super::plural::singular;
use super::resolver::SpeakerResolver;
use crate::claim::Speaker;
use crate::document::{Case, EntityKind, TokenKind};
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use crate::text::form::hash_of_word;
use std::ops::Range;

/// Most organizations that are compared.
const MAX_CANDIDATES: usize = 24;
/// How many mentions ahead the organization may be named that the first sentences call by its kind.
const AHEAD: usize = 32;

/// Letters that two forms of a word share: "emergencies", "Emergency".
const STEM: usize = 6;
/// Longest description before the noun, in tokens.
const MAX_DESCRIPTION: usize = 14;
/// How far behind "of" a name says whose body it is, in tokens.
const MAX_OF: usize = 4;
/// How far after its name an organization's seat is looked for, in tokens.
const MAX_SEAT: usize = 6;
/// By how much more an organization must be talked about than the next, where its name does not have the noun.
const CLEAR: u32 = 2;

/// An organization that a noun may mean.
#[derive(Debug)]
struct OrganizationCandidate {
    entity: u32,
    /// How well the noun fits: 3 its name or the article says so, 2 the gazetteer does, 1 nothing speaks against it.
    fit: u32,
    /// How much the article talks about it here.
    salience: u32,
}

impl SpeakerResolver<'_, '_> {
    /// The organization that a definite noun phrase means: of those that the noun fits best, the one talked about.
    pub(super) fn organization_by_kind(&self, source: &Range<usize>, phrase: &Phrase) -> Option<u32> {
        if let Some(seated) = self.organization_based(source, phrase.head) {
            return Some(seated);
        }
        let beside = phrase.before.or(phrase.possessor).map(|at| &self.doc.mentions[at]);
        if beside.is_some_and(|mention| mention.kind != EntityKind::State) {
            return None;
        }
        // "the parliamentary group of the Quill Party" is another body, "the company of the year" is not.
        let next = phrase.head + 1;
        let of = next < source.end && self.doc.is(next, "of");
        let body = |index| self.mention_at(index).is_some_and(|at| self.doc.mentions[at].kind != EntityKind::State);
        if of && (next..source.end.min(next + MAX_OF)).any(body) {
            return None;
        }
        let state = beside.and_then(|mention| mention.entity).map(|entity| self.entity(entity).id.clone());
        let found = self.organization_of_noun(source, phrase.head, state.as_deref())?;
        // "the country’s central bank", "the firm’s union": not whoever is just talked about.
        let owned = phrase.possessor.is_none() && (source.start + 1..phrase.head).any(|at| self.is_possessive(at));
        let fits = !owned || self.is_surely_of_kind(found, &self.doc.lower(phrase.head));
        // "the We Company": a name, whose words another company's has not.
        let capital = |at: usize| self.doc.tokens[at].is_word() && self.doc.tokens[at].case.is_capital();
        let before = phrase.head.checked_sub(1).filter(|&at| at > source.start && capital(at) && capital(phrase.head));
        let named = before.filter(|&at| self.mention_at(at).is_none()).is_some_and(|at| {
            let word = self.doc.word(at);
            !self.entity(found).name.split(' ').any(|own| own == word)
        });
        (fits && !named && !self.is_other_body(found, source, phrase.head)).then_some(found)
    }

    /// "the Leeds-based firm": the last organization that the article calls "Leeds-based" or "based in Leeds".
    fn organization_based(&self, source: &Range<usize>, head: usize) -> Option<u32> {
        let based = (source.start + 2..head).find(|&index| self.is_seat_mark(index))?;
        let seat = self.doc.word(based - 2);
        let lower = |index: &usize| self.doc.tokens[*index].is_word() && self.doc.tokens[*index].case == Case::Lower;
        let before = |index: usize| self.is_seat_mark(index) && self.doc.word(index - 2) == seat;
        let last = self.doc.tokens.len().saturating_sub(2);
        let after = |index: usize| {
            index < last
                && self.doc.is(index, "based")
                && self.doc.is(index + 1, "in")
                && self.doc.word(index + 2) == seat
        };
        let says = |name: Range<usize>| {
            let words = (name.start.saturating_sub(MAX_OF)..name.start).rev().take_while(lower);
            words.into_iter().any(before) || (name.end..name.end + MAX_SEAT).any(after)
        };
        let mut organizations = self.mentions_before(source.start).filter(|one| one.kind == EntityKind::Organization);
        let named = organizations.find(|one| says(one.tokens.range())).and_then(|one| one.entity);
        let found = named.or_else(|| {
            // Whom only the source of a claim names.
            let mut said = self.said.iter().filter(|said| (said.at..said.end).any(|at| before(at) || after(at)));
            said.find_map(|said| match said.speaker {
                Speaker::Entity { entity, .. } if self.kind(entity) == EntityKind::Organization => Some(entity),
                _ => None,
            })
        })?;
        self.is_of_kind(found, head).then_some(found)
    }

    /// True for the "based" of "Leeds-based".
    fn is_seat_mark(&self, index: usize) -> bool {
        index > 1 && self.doc.is(index, "based") && self.doc.tokens[index - 1].kind == TokenKind::Hyphen
    }

    /// "the emergencies ministry": the words before the noun say which of several bodies it is, and neither the name of `entity`
    /// nor what the gazetteer says of it has any of them.
    pub(super) fn is_other_body(&self, entity: u32, source: &Range<usize>, head: usize) -> bool {
        if !self.in_group(&self.doc.lower(head), WordGroup::OfField) {
            return false;
        }
        let organization = self.entity(entity);
        let compound = |index: usize| self.doc.tokens[index - 1].kind == TokenKind::Hyphen;
        let opens = usize::from(self.in_group(&self.doc.lower(source.start), WordGroup::Definite));
        let mut fields = (source.start + opens..head)
            .filter(|&index| {
                let info = self.doc.info(index);
                self.doc.tokens[index].is_word()
                    && self.doc.tokens[index].case == Case::Lower
                    && info.function.is_none()
                    && !(info.title_modifier || compound(index))
            })
            .map(|index| self.doc.word(index))
            .peekable();
        let has = |field: &str| {
            let stem = field.get(..STEM).unwrap_or(field);
            let same = |own: &str| own.get(..stem.len()).is_some_and(|own| own.eq_ignore_ascii_case(stem));
            let mut roles = organization.entry.into_iter().flat_map(|entry| self.gazetteer.roles(entry));
            organization.name.split(' ').any(same) || roles.any(|role| role.title.split(' ').any(same))
        };
        fields.peek().is_some() && !fields.any(has)
    }

    /// The organization that the noun at `head` means in `source`; of the state with the id `state`, where that is said.
    pub(super) fn organization_of_noun(&self, source: &Range<usize>, head: usize, state: Option<&str>) -> Option<u32> {
        let noun = self.doc.lower(head);
        let at = source.start;
        let mut candidates: Vec<OrganizationCandidate> = Vec::new();
        for mention in self.mentions_before(at) {
            self.note_candidate(&mut candidates, mention.entity, &noun, state);
        }
        let here = self.doc.sentence_of(at);
        for said in self.said_lately(here) {
            if let Speaker::Entity { entity, .. } = said.speaker {
                self.note_candidate(&mut candidates, Some(entity), &noun, state);
            }
        }
        if candidates.iter().all(|candidate| candidate.fit == 0) {
            let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() < source.end);
            for mention in self.doc.mentions[from..].iter().take(AHEAD) {
                self.note_candidate(&mut candidates, mention.entity, &noun, state);
            }
        }
        // "A company spokesman" is of the company that the article is about, "the company" of the one that it just named.
        let indefinite = at > 0 && self.in_group(&self.doc.lower(at - 1), WordGroup::Indefinite);
        if !indefinite {
            self.raise_who_is_talked_about(&mut candidates, here);
        }
        let best = candidates.iter().map(|candidate| candidate.fit).max().filter(|&fit| fit > 0)?;
        let mut fitting: Vec<_> = candidates.iter().filter(|candidate| candidate.fit == best).collect();
        // The sort is stable: of equals the one named last comes first.
        fitting.sort_by_key(|candidate| std::cmp::Reverse(candidate.salience));
        let (first, second) = (fitting.first()?, fitting.get(1));
        let margin = if best == 3 { 1 } else { CLEAR };
        let clear = second.is_none_or(|second| first.salience >= second.salience + margin);
        clear.then_some(first.entity)
    }

    /// The noun of "the Port Ellen, Ohio-based company" and "the insurance and services concern", whose descriptions a comma or
    /// conjunction parts; `None` where the head of the phrase is the noun already.
    pub(super) fn kind_after_description(&self, source: &Range<usize>, phrase: &Phrase) -> Option<usize> {
        if !self.in_group(&self.doc.lower(source.start), WordGroup::Definite) || phrase.possessor.is_some() {
            return None;
        }
        let until = source.end.min(source.start + MAX_DESCRIPTION);
        let mut parted = false;
        for index in source.start + 1..until {
            let token = self.doc.tokens[index];
            let and = self.doc.is(index, "and");
            let inside =
                token.is_word() || matches!(token.kind, TokenKind::Hyphen | TokenKind::Comma | TokenKind::Other);
            let known = self.doc.info(index);
            if !inside && self.doc.word(index) != "." || known.function.is_some() && !and {
                return None;
            }
            if parted && known.nominal.is_some_and(|noun| noun.plural || noun.refers != Refers::Organization) {
                return None;
            }
            let noun = token.case == Case::Lower
                && self.doc.lexicons.organization_nouns.contains_key(&*self.doc.lower(index))
                && known.nominal.is_none_or(|noun| !noun.plural);
            let closed = index + 1 == source.end
                || self.doc.tokens[index + 1].kind == TokenKind::Comma
                || matches!(self.doc.info(index + 1).function, Some(Function::Relative | Function::Preposition));
            if parted && noun && closed {
                return Some(index);
            }
            parted |= and || token.kind == TokenKind::Comma;
        }
        None
    }

    fn note_candidate(
        &self,
        candidates: &mut Vec<OrganizationCandidate>,
        entity: Option<u32>,
        noun: &str,
        state: Option<&str>,
    ) {
        let Some(entity) = entity.filter(|&entity| self.kind(entity) == EntityKind::Organization) else { return };
        if let Some(known) = candidates.iter_mut().find(|candidate| candidate.entity == entity) {
            known.salience += 1;
        } else if candidates.len() < MAX_CANDIDATES {
            let elsewhere =
                state.is_some_and(|state| self.entity(entity).state.as_deref().is_some_and(|own| own != state));
            let fit = if elsewhere { 0 } else { self.fit_of_kind(entity, noun) };
            // "Samoa’s ministry" is nothing that is of no state, unless the article calls it a ministry.
            let stateless =
                state.is_some() && self.entity(entity).state.is_none() && self.in_group(noun, WordGroup::OfField);
            let called = fit == 3 && self.entity(entity).entry.is_none();
            let fit = if stateless && !called { 0 } else { fit };
            candidates.push(OrganizationCandidate { entity, fit, salience: 1 });
        }
    }

    /// Whoever spoke last counts most, then the subject of the sentence before.
    fn raise_who_is_talked_about(&self, candidates: &mut [OrganizationCandidate], here: usize) {
        let mut raise = |entity: u32, by: u32| {
            if let Some(candidate) = candidates.iter_mut().find(|candidate| candidate.entity == entity) {
                candidate.salience += by;
            }
        };
        if let Some(entity) = self.said_lately(here).find_map(|said| match said.speaker {
            Speaker::Entity { entity, .. } if self.kind(entity) == EntityKind::Organization => Some(entity),
            _ => None,
        }) {
            raise(entity, 4);
        }
        for sentence in here.saturating_sub(2)..here {
            if let Some((entity, _)) = self.subjects.get(sentence).copied().flatten() {
                raise(entity, if sentence + 1 == here { 5 } else { 2 });
            }
        }
    }

    /// True if the noun at `head` can mean the organization.
    pub(super) fn is_of_kind(&self, entity: u32, head: usize) -> bool {
        self.fit_of_kind(entity, &self.doc.lower(head)) > 0
    }

    /// True if the gazetteer, its name or the article says that the organization is what the noun says.
    pub(super) fn is_surely_of_kind(&self, entity: u32, noun: &str) -> bool {
        self.doc.lexicons.organization_nouns.contains_key(noun) && self.fit_of_kind(entity, noun) > 1
    }

    /// True unless the noun, in the singular, is one for organizations of another kind.
    pub(super) fn can_be_called(&self, entity: u32, noun: &str) -> bool {
        self.kind(entity) != EntityKind::Organization
            || !self.doc.lexicons.organization_nouns.contains_key(noun)
            || self.fit_of_kind(entity, noun) > 0
    }

    /// True if the noun stands beside the name: "Quillby, an app that".
    fn is_called(&self, entity: u32, noun: &str) -> bool {
        if (entity as usize) < self.doc.entities.len() {
            return self.called.get_or_init(|| OrganizationNouns::new(self.doc)).has(entity, noun);
        }
        let first = self.entity(entity).first;
        let tokens = &self.doc.tokens;
        let start = tokens.partition_point(|token| token.span().start < first.start);
        let end = tokens.partition_point(|token| token.span().start < first.end);
        let hash = hash_of_word(noun);
        start < end && around(self.doc, start, end).any(|own| own == hash)
    }

    /// How well a noun says what an organization is; 0 not at all.
    fn fit_of_kind(&self, entity: u32, noun: &str) -> u32 {
        let organization = self.entity(entity);
        let names = |word: &str| word.trim_end_matches('.').eq_ignore_ascii_case(noun);
        // Any company is called one.
        let called = || !self.in_group(noun, WordGroup::AnyKind) && self.is_called(entity, noun);
        if organization.name.split([' ', '-']).any(names) || called() {
            return 3;
        }
        let Some(kinds) = self.doc.lexicons.organization_nouns.get(noun) else { return 0 };
        let fits = |own: &str| kinds.split('|').any(|kind| kind != "*" && own.contains(kind));
        let perhaps =
            |own: &str| kinds.split('|').any(|kind| kind.strip_suffix('?').is_some_and(|kind| own.contains(kind)));
        match organization.entry {
            Some(entry) if self.gazetteer.roles(entry).any(|role| fits(role.title)) => 2,
            Some(entry) => u32::from(self.gazetteer.roles(entry).any(|role| perhaps(role.title))),
            None => {
                // "The company" is no ministry, and "the union" no company.
                let public = |word: &str| {
                    let word = word.to_lowercase();
                    self.in_group(&word, WordGroup::PublicBody) || self.in_group(&word, WordGroup::Nonbusiness)
                };
                let business = |word: &str| {
                    word == "&"
                        || self.in_group(&word.trim_end_matches('.').to_lowercase(), WordGroup::LegalForm)
                        || self.doc.lexicons.vocabulary.look_up(word).head.is_some() && !public(word)
                };
                // "Voss Airways" is "the carrier", "the Center for Peat" is "the group".
                let nouns = &self.doc.lexicons.organization_nouns;
                let says = |word: &str| {
                    let word = word.trim_end_matches('.').to_lowercase();
                    let own = nouns.get(&*word).or_else(|| nouns.get(&*singular(&word)));
                    own.is_some_and(|own| {
                        own.split('|').any(|kind| kind != "*" && kinds.split('|').any(|one| one == kind))
                    })
                };
                if organization.name.split(' ').any(says) {
                    return 2;
                }
                // "the channel" is no police force.
                let force = |word: &str| public(word) || self.in_group(&word.to_lowercase(), WordGroup::Force);
                let private = !fits("agency") && !public(noun) && !self.in_group(noun, WordGroup::AnyKind);
                let mut words = organization.name.split(' ');
                let other = fits("company") && words.clone().any(public)
                    || private && words.clone().any(force)
                    || public(noun) && words.any(business);
                u32::from(!other && kinds.split('|').any(|kind| kind == "*"))
            }
        }
    }
}
