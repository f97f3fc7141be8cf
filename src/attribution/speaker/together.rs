//! Several who have been named before: "they", "both lawmakers", "the two companies", "who" after a list.

use super::plural::singular;
use super::resolver::{PRONOUN_REACH, Resolved, SpeakerResolver};
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{Case, EntityKind, MentionForm, TokenKind};
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// Most who speak together.
pub(super) const MAX_JOINT: usize = 6;
/// How many sentences back "the two" reach to a pair that has not spoken yet.
const PAIR_REACH: usize = 3;
/// Most words of a title between two names.
const MAX_TITLE: usize = 5;
/// Most words of "his Danish and Greek" before "counterparts".
const COLLEAGUES: usize = 8;

impl SpeakerResolver<'_, '_> {
    /// "They", "both", "the two companies": the last ones who spoke together, or stood side by side just before.
    pub(super) fn together_before(&self, at: usize, kind: Option<EntityKind>) -> Option<Resolved> {
        let here = self.doc.sentence_of(at);
        let fits = |speaker: &Speaker| match speaker {
            Speaker::Entity { entity, .. } => kind.is_none_or(|kind| self.kind(*entity) == kind),
            _ => false,
        };
        let said = self.said.iter().take_while(|said| here.saturating_sub(said.sentence) <= PRONOUN_REACH);
        let mut said = said.into_iter();
        let Some(said) = said.find(|said| !said.others.is_empty() && fits(&said.speaker)) else {
            return self.names_joined_before(at, kind, 0);
        };
        // "Voss and Lund said so. Quill and Marlow met. They": those whom a sentence since is about.
        self.names_joined_before(at, kind, said.sentence + 1).or_else(|| {
            let mut all = vec![said.speaker.clone()];
            all.extend(said.others.iter().cloned());
            Some(together(SourceForm::Pronoun, all))
        })
    }

    /// The two of a kind that the article talks about, if it names them more often than any other.
    fn two_main(&self, at: usize, kind: EntityKind, noun: &str) -> Option<Resolved> {
        let counts = self.counted_before(at, kind, |entity| self.can_be_called(entity, noun));
        let [(one, _), (two, second), rest @ ..] = &counts[..] else { return None };
        let third = rest.first().map_or(0, |(_, count)| *count);
        (*second > third).then(|| together(SourceForm::Nominal, vec![self.speaker(*one), self.speaker(*two)]))
    }

    /// "they": people or organizations who spoke together, or act together in a sentence just before.
    pub(super) fn together_of_people(&self, at: usize) -> Option<Resolved> {
        let person = self.together_before(at, Some(EntityKind::Person));
        let joined = person.or_else(|| self.together_before(at, Some(EntityKind::Organization)));
        joined.or_else(|| self.met_before(at))
    }

    /// "Voss met Lund. They": the two people of the sentence before, one of whom does something to the other.
    fn met_before(&self, at: usize) -> Option<Resolved> {
        let before = self.doc.sentence_of(at).checked_sub(1)?;
        let (subject, first) = self.subjects.get(before).copied().flatten()?;
        let tokens = self.doc.sentences[before].tokens;
        let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() < tokens.start());
        let inside = self.doc.mentions[from..].iter().take_while(|mention| mention.tokens.start() < tokens.end());
        let mut people = inside.filter(|mention| mention.kind == EntityKind::Person);
        let (one, two) = (people.next()?, people.next()?);
        let verb = one.tokens.end();
        let meets = two.tokens.start() <= verb + 2
            && self.doc.tokens[verb].case == Case::Lower
            && self.in_group(&self.doc.lower(verb), WordGroup::Meeting);
        let pair = people.next().is_none() && one.entity == Some(subject) && one.tokens.start() == first as usize;
        let (one, two) = (one.entity?, two.entity.filter(|_| meets && pair && !self.is_possessive(two.tokens.end()))?);
        (one != two).then(|| together(SourceForm::Pronoun, vec![self.speaker(one), self.speaker(two)]))
    }

    /// Two or more names joined by "and" as the subject or object of a sentence just before; of one from `since` on, which is not
    /// 0, only as its subject.
    fn names_joined_before(&self, at: usize, kind: Option<EntityKind>, since: usize) -> Option<Resolved> {
        let both = self.in_group(&self.doc.lower(at), WordGroup::Both);
        let from = self.doc.sentence_of(at).saturating_sub(PAIR_REACH).max(since);
        let mentions = &self.doc.mentions;
        let mut last = mentions.partition_point(|mention| mention.tokens.end() <= at);
        while last > 1 {
            last -= 1;
            if self.doc.sentence_of(mentions[last].tokens.start()) < from {
                return None;
            }
            let names = self.names_ending_with(last);
            let [first, _, ..] = names[..] else { continue };
            let sentence = self.doc.sentence_of(mentions[last].tokens.start());
            let subject = self.subjects.get(sentence).copied().flatten();
            let acts = since == 0 && (kind.is_some() || both) || subject.is_some_and(|(entity, _)| entity == first);
            if acts && kind.is_none_or(|kind| self.kind(first) == kind) {
                let speakers = names.into_iter().map(|entity| self.speaker(entity)).collect();
                return Some(together(SourceForm::Nominal, speakers));
            }
        }
        None
    }

    /// "Voss, Lund and Marlow": the names that the mention `last` ends, in the order of the text, at most six; all of one kind.
    fn names_ending_with(&self, last: usize) -> Vec<u32> {
        let mentions = &self.doc.mentions;
        let mut names: Vec<u32> = Vec::new();
        let mut at = last;
        loop {
            let mention = &mentions[at];
            let Some(entity) = mention.entity else { return Vec::new() };
            if !names.contains(&entity) {
                names.insert(0, entity);
            }
            let Some(mut before) = at.checked_sub(1).filter(|_| names.len() < MAX_JOINT) else { break };
            // "Voss and her German counterpart, Lund"
            if mentions[before].form == MentionForm::Demonym && before > 0 {
                before -= 1;
            }
            let end = mentions[before].tokens.end();
            let gap = end..mention.tokens.start();
            if !self.is_link(gap, at == last)
                || mentions[before].kind != mention.kind
                || mention.form == MentionForm::Demonym
            {
                break;
            }
            at = before;
        }
        if names.len() > 1
            && let Some(first) = self.with_colleagues(mentions[at].tokens.start())
            && !names.contains(&first)
        {
            names.insert(0, first);
        }
        names
    }

    /// True if only a conjunction, or only a comma, and perhaps a title stand between two names.
    fn is_link(&self, gap: Range<usize>, and: bool) -> bool {
        let mut gap = gap.peekable();
        let comma = gap.next_if(|&index| self.doc.tokens[index].kind == TokenKind::Comma).is_some();
        let joined = gap.next_if(|&index| matches!(self.doc.word(index), "and" | "&")).is_some();
        let mut rest: Vec<usize> = gap.collect();
        let owned = joined && rest.first().is_some_and(|&at| self.doc.info(at).function == Some(Function::Possessive));
        // "Voss and her counterpart, Lund"
        if owned && rest.last().is_some_and(|&last| self.doc.tokens[last].kind == TokenKind::Comma) {
            rest.pop();
        }
        let in_title = |index: usize| {
            let possessive = owned && self.doc.info(index).function == Some(Function::Possessive);
            self.doc.tokens[index].is_word() && (possessive || self.is_title_word(index))
        };
        joined == and && (comma || joined) && rest.len() <= MAX_TITLE && rest.into_iter().all(in_title)
    }

    /// "*Voss* and his Danish and Greek counterparts, Lund and …": the person with whom those named at `start` belong.
    fn with_colleagues(&self, start: usize) -> Option<u32> {
        let noun = start.checked_sub(2).filter(|_| self.doc.tokens[start - 1].kind == TokenKind::Comma)?;
        if !self.doc.info(noun).nominal.is_some_and(|noun| noun.plural && noun.refers == Refers::Group) {
            return None;
        }
        let own = (noun.saturating_sub(COLLEAGUES)..noun)
            .rev()
            .find(|&index| self.doc.info(index).function == Some(Function::Possessive))?;
        let link = own.checked_sub(1).filter(|&link| matches!(self.doc.word(link), "and" | "with"))?;
        let mention = &self.doc.mentions[self.mention_at(link.checked_sub(1)?)?];
        mention.entity.filter(|_| mention.kind == EntityKind::Person)
    }

    /// "Voss and Lund, who have": the names before "who" at token `at`, if the mention `last` ends a list of them.
    pub(super) fn names_before_who(&self, last: usize, at: usize) -> Option<Resolved> {
        let names = self.names_ending_with(last);
        let people = self.kind(*names.first()?) == EntityKind::Person;
        let plural = self.doc.tokens.len() > at + 1 && self.in_group(&self.doc.lower(at + 1), WordGroup::PluralVerb);
        (names.len() > 1 && (plural || !people)).then(|| {
            let speakers = names.into_iter().map(|entity| self.speaker(entity)).collect();
            together(SourceForm::Relative, speakers)
        })
    }

    /// The only two of a kind that the last sentence with any of them names.
    fn two_in_view(&self, at: usize, kind: EntityKind, noun: &str) -> Option<Resolved> {
        let here = self.doc.sentence_of(at);
        let mut sentence = None;
        let mut found: Vec<u32> = Vec::new();
        for mention in self.mentions_before(at).filter(|mention| mention.kind == kind) {
            let of = self.doc.sentence_of(mention.tokens.start());
            if mention.entity.is_some_and(|entity| !self.can_be_called(entity, noun)) {
                continue;
            }
            if here - of > PAIR_REACH || sentence.is_some_and(|sentence| sentence != of) {
                break;
            }
            sentence = Some(of);
            let entity = mention.entity?;
            if !found.contains(&entity) {
                found.insert(0, entity);
            }
        }
        let [one, two] = found[..] else { return None };
        // "Voss of Lund Bank at Marlow’s": the sentence is about neither bank.
        let (subject, _) = self.subjects.get(sentence?).copied().flatten()?;
        if subject != one && subject != two {
            return None;
        }
        Some(together(SourceForm::Nominal, vec![self.speaker(one), self.speaker(two)]))
    }

    /// "the Koreas": the two states of the article whose names end with the word.
    fn states_of_one_name(&self, head: usize) -> Option<Resolved> {
        let name = self.doc.word(head).strip_suffix('s').filter(|_| self.doc.tokens[head].case == Case::Title)?;
        let ends_so = |entity: &u32| {
            let state = self.entity(*entity);
            let before = state.name.strip_suffix(name);
            state.kind == EntityKind::State && before.is_some_and(|before| before.ends_with(' '))
        };
        let found: Vec<u32> = (0..self.doc.entities.len() as u32).filter(ends_so).take(3).collect();
        let [one, two] = found[..] else { return None };
        Some(together(SourceForm::Nominal, vec![self.speaker(one), self.speaker(two)]))
    }

    /// "both lawmakers", "the two companies", "the parties": several who are named before.
    pub(super) fn several_by_kind(&self, source: &Range<usize>, head: usize) -> Option<Resolved> {
        let opener = self.doc.lower(source.start);
        // "the two": a number may be the head.
        let counted = self.doc.is(source.end - 1, "two") && source.len() == 2;
        let head = if counted { source.end - 1 } else { head };
        let both = self.in_group(&opener, WordGroup::Both);
        let number = source.len() > 1 && self.in_group(&self.doc.lower(source.start + 1), WordGroup::Number);
        let definite = self.in_group(&opener, WordGroup::Definite);
        let noun = self.doc.info(head).nominal;
        let plain = head + 1 == source.end
            && (source.start + 1..head).all(|index| {
                let word = self.doc.info(index).function.is_none() && self.doc.tokens[index].case == Case::Lower;
                word || self.in_group(&self.doc.lower(index), WordGroup::Number)
            });
        if let Some(states) = self.states_of_one_name(head).filter(|_| plain && (both || definite)) {
            return Some(states);
        }
        if !plain || !(both || definite && (number || noun.is_some_and(|noun| noun.plural))) {
            return None;
        }
        let kind = match noun.map(|noun| noun.refers) {
            Some(Refers::Organization) if self.in_group(&self.doc.lower(head), WordGroup::Countries) => {
                Some(EntityKind::State)
            }
            Some(Refers::Organization) => Some(EntityKind::Organization),
            Some(Refers::Person | Refers::Unnamed | Refers::Group) => Some(EntityKind::Person),
            Some(Refers::Document) => return None,
            None => None,
        };
        let one = singular(&self.doc.lower(head));
        let found = if both || number {
            let two = |kind| {
                let near = self.two_in_view(source.start, kind, &one);
                near.or_else(|| self.two_main(source.start, kind, &one))
            };
            self.together_before(source.start, kind).or_else(|| kind.and_then(two))
        } else if kind == Some(EntityKind::Organization) {
            let two = || self.two_in_view(source.start, EntityKind::Organization, &one);
            self.together_before(source.start, kind).or_else(two)
        } else if kind == Some(EntityKind::Person) {
            // Those who just spoke together, or acted together.
            let here = self.doc.sentence_of(source.start);
            let last = self.said.front();
            let near =
                last.is_some_and(|said| !said.others.is_empty() && here - said.sentence.min(here) <= PRONOUN_REACH);
            let since = last.is_some_and(|said| here - said.sentence.min(here) <= PAIR_REACH);
            if near || !since { self.together_before(source.start, kind) } else { None }
        } else {
            None
        };
        found.map(|resolved| Resolved { form: Some(SourceForm::Nominal), ..resolved })
    }
}

/// Several speakers as one; there is at least one.
pub(super) fn together(form: SourceForm, mut speakers: Vec<Speaker>) -> Resolved {
    let first = speakers.remove(0);
    Resolved { co_speakers: speakers, ..Resolved::new(form, Some(first), Flag::AmbiguousSpeaker) }
}
