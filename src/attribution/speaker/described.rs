//! People by their offices and trades: "the Republican nominee", "the senator", "his wife".

use super::descriptions::{Description, Descriptions, OWN_WORDS, fit_of, holds, is_past, lead_of, names_party};
use super::resolver::SpeakerResolver;
use crate::claim::Speaker;
use crate::document::{Case, EntityKind, Gender, TokenKind};
use crate::gazetteer::role_words::{RoleKind, Sense};
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// How many sentences after a claim its speaker may continue under another description.
const CONTINUES: usize = 2;
/// Most people that are compared.
const MAX_PEOPLE: usize = 24;
/// The first sentences of an article may give only the office of a person whom a later one names in full.
pub(super) const LEAD: usize = 4;
/// How many mentions ahead the person of an office in the first sentences may be introduced.
const AHEAD: usize = 48;
/// The same for later sentences.
const JUST_AHEAD: usize = 8;
/// How many words after an office say what it is an office of.
const OFFICE_REACH: usize = 8;

impl SpeakerResolver<'_, '_> {
    /// True if a person is described by `office`, at any time.
    pub(super) fn has_office(&self, entity: u32, office: &str) -> bool {
        let descriptions = self.descriptions.get_or_init(|| Descriptions::new(self.doc, self.gazetteer));
        descriptions.people.get(&entity).is_some_and(|list| holds(list, self.doc.lexicons.role_words.sense(office)))
    }

    /// True if the words of the article around the name of a person say who they are.
    pub(super) fn is_described_here(&self, entity: u32) -> bool {
        let descriptions = self.descriptions.get_or_init(|| Descriptions::new(self.doc, self.gazetteer));
        descriptions.people.get(&entity).is_some_and(|list| list.iter().any(|one| !one.weak))
    }

    /// The person whom a definite noun phrase with the noun `head` describes: the one whose descriptions fit best, if nobody
    /// else's fit as well; otherwise the one whom the article mentions far more often.
    pub(super) fn described(&self, phrase: &Range<usize>, head: usize) -> Option<u32> {
        let descriptions = self.descriptions.get_or_init(|| Descriptions::new(self.doc, self.gazetteer));
        let sense = |index: usize| self.doc.lexicons.role_words.sense(self.doc.word(index));
        let words: Vec<(Sense, bool)> = phrase
            .clone()
            .filter(|&index| {
                index != head && self.doc.tokens[index].is_word() && self.doc.info(index).function.is_none()
            })
            .map(|index| (sense(index), self.doc.tokens[index].case != Case::Lower))
            .collect();
        let noun = sense(head);
        // "the Nicaraguan president" is nobody of another state.
        let states: Vec<&str> = phrase
            .clone()
            .filter_map(|index| {
                let mention = &self.doc.mentions[self.mention_at(index)?];
                mention.entity.filter(|_| mention.kind == EntityKind::State).map(|state| self.entity(state).id.as_str())
            })
            .collect();
        let elsewhere = |entity: u32| {
            let own = self.entity(entity).state.as_deref();
            !states.is_empty() && own.is_some_and(|own| !states.contains(&own))
        };
        let leads = self.in_group(&self.doc.lower(head), WordGroup::Chief);
        let gender = self.doc.info(head).nominal.map_or(Gender::Unknown, |nominal| nominal.gender);
        let mut people: Vec<(u32, i32, u32)> = Vec::new();
        for mention in self.mentions_before(phrase.start) {
            let Some(entity) = mention.entity.filter(|_| mention.kind == EntityKind::Person) else { continue };
            // Another mention of the same person.
            if let Some(person) = people.iter_mut().find(|person| person.0 == entity) {
                person.2 += 1;
                continue;
            }
            if people.len() >= MAX_PEOPLE {
                break;
            }
            let list = descriptions.people.get(&entity).filter(|_| self.agrees(entity, gender) && !elsewhere(entity));
            let fit =
                list.and_then(|list| fit_of(list, noun, &words).or_else(|| lead_of(list, &words).filter(|_| leads)));
            people.push((entity, fit.unwrap_or(0), 1));
        }
        let spoke = self.said.iter().find_map(|said| match said.speaker {
            Speaker::Entity { entity, .. } => people.iter().find(|p| p.0 == entity).map(|p| (p, said.sentence)),
            _ => None,
        });
        let here = self.doc.sentence_of(phrase.start);
        let best = people.iter().map(|person| person.1).max().filter(|&best| best > 0)?;
        // The last speaker continues under another description, unless only the gazetteer knows it and the article says it of
        // somebody else.
        if let Some(((entity, fit, _), sentence)) = spoke
            && *fit > 0
            && (*fit >= OWN_WORDS || best < OWN_WORDS)
            && here - sentence.min(here) <= CONTINUES
        {
            return Some(*entity);
        }
        // "The Democrat" may be the subject just before, whose party is unknown.
        let before = here.checked_sub(1).and_then(|before| self.subjects.get(before).copied().flatten());
        if noun.kind == Some(RoleKind::Party)
            && let Some((entity, _)) = before.filter(|(entity, _)| self.kind(*entity) == EntityKind::Person)
            && descriptions.people.get(&entity).is_none_or(|list| !names_party(list))
        {
            return None;
        }
        let mut fitting = people.iter().filter(|person| person.1 == best);
        let (first, second) = (fitting.next()?, fitting.next());
        if second.is_none() {
            return Some(first.0);
        }
        // Whom the article mentions most.
        let mut by_count: Vec<_> = people.iter().filter(|person| person.1 == best).collect();
        by_count.sort_by_key(|person| std::cmp::Reverse(person.2));
        (by_count[0].2 >= 3 * by_count[1].2).then_some(by_count[0].0)
    }

    /// True if one description of the person has every capitalized word of `words`: "Quillby Party".
    pub(super) fn is_described_by_all(&self, entity: u32, words: Range<usize>) -> bool {
        let descriptions = self.descriptions.get_or_init(|| Descriptions::new(self.doc, self.gazetteer));
        let sense = |index: usize| self.doc.lexicons.role_words.sense(self.doc.word(index)).id;
        let capital = |index: &usize| self.doc.tokens[*index].is_word() && self.doc.tokens[*index].case.is_capital();
        let list = descriptions.people.get(&entity).into_iter().flatten();
        let has = |one: &Description, id: u64| one.words.iter().any(|word| word.id == id);
        list.into_iter().any(|one| words.clone().filter(capital).all(|index| has(one, sense(index))))
    }

    /// "the head of the NTSB": the article and the gazetteer say that the person has that office of somebody else only.
    pub(super) fn is_of_other(&self, entity: u32, head: usize, after: Range<usize>) -> bool {
        let of = after.start < after.end && matches!(self.doc.word(after.start), "of" | "for" | "at");
        let ends = |&index: &usize| {
            self.doc.tokens[index].kind != TokenKind::Comma && self.doc.info(index).function != Some(Function::Relative)
        };
        let inner = (after.start + 1..after.end).take_while(ends).take(OFFICE_REACH);
        let sense = |word: &str| self.doc.lexicons.role_words.sense(word);
        let mut asked: Vec<u64> = Vec::new();
        for index in inner.filter(|&index| of && self.doc.tokens[index].case.is_capital()) {
            asked.push(sense(self.doc.word(index)).id);
            let named = self.mention_at(index).and_then(|at| self.doc.mentions[at].entity);
            let words = named.into_iter().flat_map(|entity| self.entity(entity).name.split(' '));
            asked.extend(words.map(|word| sense(word).id));
        }
        let descriptions = self.descriptions.get_or_init(|| Descriptions::new(self.doc, self.gazetteer));
        let Some(list) = descriptions.people.get(&entity).filter(|_| !asked.is_empty()) else { return false };
        let noun = sense(self.doc.word(head)).id;
        let mut own = list.iter().filter(|one| one.head == noun).peekable();
        let shared = list.iter().flat_map(|one| &one.words).any(|word| asked.contains(&word.id));
        own.peek().is_some() && own.all(Description::is_specific) && !shared
    }

    /// "A NATO spokesman" is not "the movement’s spokesman, Ada Voss": no capital of `words` is in what the article says.
    fn names_other_body(&self, one: &Description, words: Range<usize>) -> bool {
        let sense = |index: usize| self.doc.lexicons.role_words.sense(self.doc.word(index)).id;
        let name = |index: &usize| {
            let opens = self.doc.sentences[self.doc.sentence_of(*index)].tokens.start() == *index;
            let body = self.mention_at(*index).is_some_and(|at| self.doc.mentions[at].kind == EntityKind::Organization);
            body && !opens
        };
        let mut names = words.filter(name).peekable();
        let named = |index: usize| {
            let entity = self.mention_at(index).and_then(|at| self.doc.mentions[at].entity);
            entity.is_some_and(|entity| {
                let full = &self.entity(entity).name;
                full.split(' ')
                    .any(|word| one.words.iter().any(|own| own.id == self.doc.lexicons.role_words.sense(word).id))
            })
        };
        names.peek().is_some()
            && one.is_specific()
            && !names.any(|index| named(index) || one.words.iter().any(|word| word.id == sense(index)))
    }

    /// True for "the former minister".
    fn says_past(&self, mut phrase: Range<usize>) -> bool {
        phrase.any(|index| self.doc.lexicons.role_words.sense(self.doc.word(index)).kind == Some(RoleKind::Time))
    }

    /// The one person whom the article introduces after `phrase` by that office, in its own words.
    pub(super) fn described_later(&self, phrase: &Range<usize>, head: usize) -> Option<u32> {
        let descriptions = self.descriptions.get_or_init(|| Descriptions::new(self.doc, self.gazetteer));
        let noun = self.doc.lexicons.role_words.sense(self.doc.word(head));
        let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() < phrase.start);
        let ahead = if self.doc.sentence_of(phrase.start) < LEAD { AHEAD } else { JUST_AHEAD };
        let mut only = None;
        for mention in self.doc.mentions[from..].iter().take(ahead) {
            let Some(entity) = mention.entity.filter(|_| mention.kind == EntityKind::Person) else { continue };
            let list = descriptions.people.get(&entity)?;
            let past = self.says_past(phrase.clone());
            let other = |one: &Description| self.names_other_body(one, phrase.start..head);
            if list.iter().any(|one| !one.weak && one.head == noun.id && (past || !is_past(one)) && !other(one)) {
                if only.is_some_and(|other| other != entity) {
                    return None;
                }
                only = Some(entity);
            }
        }
        only
    }
}
