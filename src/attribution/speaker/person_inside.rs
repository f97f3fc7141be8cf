//! The person named inside a source, whatever stands around the name: "Prime Minister of India Ada Voss", "deputy chairman and
//! chief executive Sir Ada Voss", "the host, board member Ada Voss,".

use super::phrase::Phrase;
use super::resolver::{Resolved, SpeakerResolver};
use crate::claim::{Flag, SourceForm};
use crate::document::{Case, EntityKind, Gap, TokenKind};
use crate::entity::title;
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// Most words of a person's name in apposition.
const MAX_PERSON: usize = 4;
/// How many people named in a source are looked at.
const MAX_PEOPLE: usize = 3;

impl SpeakerResolver<'_, '_> {
    /// The mention of the person whom the whole source describes, if there is one.
    pub(super) fn person_inside(&self, source: &Range<usize>, phrase: &Phrase) -> Option<usize> {
        if self.names_several(phrase.head) {
            return None;
        }
        let mentions = &self.doc.mentions;
        let from = mentions.partition_point(|mention| mention.tokens.start() < source.start);
        mentions[from..]
            .iter()
            .enumerate()
            .take_while(|(_, mention)| mention.tokens.end() <= source.end)
            .filter(|(_, mention)| mention.kind == EntityKind::Person)
            .take(MAX_PEOPLE)
            .find(|(_, mention)| self.is_described(source, phrase, mention.tokens.start(), mention.tokens.end()))
            .map(|(offset, _)| from + offset)
    }

    /// "his sister, Sanaa Voss,": capitals between commas that no list has, after a noun for one person.
    pub(super) fn apposed_person(&mut self, source: &Range<usize>, phrase: &Phrase) -> Option<Resolved> {
        let noun = self.nominal_at(phrase.head, source.start)?;
        let one = !noun.plural && matches!(noun.refers, Refers::Person | Refers::Unnamed);
        let start = phrase.head + 2;
        if !one || start + 1 >= source.end || self.doc.tokens[phrase.head + 1].kind != TokenKind::Comma {
            return None;
        }
        let is_name = |index: &usize| {
            let (token, info) = (self.doc.tokens[*index], self.doc.info(*index));
            token.is_word() && token.case == Case::Title && info.function.is_none() && info.nominal.is_none()
        };
        let length = (start..source.end).take_while(is_name).count();
        // "Sanaa" of "Sanaa Voss" is a capital.
        let known = self.mention_at(start).is_some_and(|at| self.doc.mentions[at].tokens.end() >= start + length);
        let closed = start + length == source.end || self.doc.tokens[start + length].kind == TokenKind::Comma;
        if !(2..=MAX_PERSON).contains(&length) || !closed || known {
            return None;
        }
        let span = self.doc.span_of(start..start + length);
        let name = span.of(self.doc.text()).split_whitespace().collect::<Vec<_>>().join(" ");
        if self.doc.lexicons.places.contains(name.as_str()) {
            return None;
        }
        let entity = self.add_person(name, noun.gender, span);
        Some(Resolved::new(SourceForm::Name, Some(self.speaker(entity)), Flag::NominalUnresolved))
    }

    /// "two lawyers, Ann Lee and …": a plural noun describes more than the person.
    fn names_several(&self, head: usize) -> bool {
        self.doc.info(head).nominal.is_some_and(|noun| noun.plural) && !self.is_possessive(head + 1)
    }

    fn is_described(&self, source: &Range<usize>, phrase: &Phrase, start: usize, end: usize) -> bool {
        if self.is_possessive(end) || !self.closes_name(source, end) {
            return false;
        }
        // "Member of parliament (MP) Ann Lee"
        let start = self.before_brackets(source.start, start);
        let Some(segment) = self.segment_start(source.start, start) else { return false };
        let head = self.doc.info(phrase.head).nominal;
        let describes_person =
            head.is_none_or(|noun| matches!(noun.refers, Refers::Person | Refers::Unnamed | Refers::Organization));
        if segment > source.start && !describes_person {
            return false;
        }
        let mut role = false;
        let two = self.in_group(&self.doc.lower(source.start), WordGroup::Indefinite);
        for index in (segment..start).rev() {
            let info = self.doc.info(index);
            // "editor-in-chief Ann Lee"
            let function = info.function.filter(|_| !self.is_compound(index));
            match function {
                Some(Function::Relative | Function::Be | Function::Auxiliary | Function::Pronoun) => return false,
                // "minister for Women and Equalities Ann Lee"
                Some(Function::Conjunction) if !role && self.joins_subjects(segment, index, start) => return true,
                // "businessman and Quill loyalist Ann Lee"
                Some(Function::Conjunction) if self.is_bare_role(source.start, segment..index) => role = true,
                // "a lawyer and spokesman Ann Lee" may be two, "a civil and mechanical engineer, Ann Lee" is one.
                Some(Function::Conjunction) if !role || !self.joins_one(segment..index, two) => return false,
                Some(Function::Preposition | Function::To) => {
                    return self.goes_with_office(segment, index, start);
                }
                _ => {}
            }
            role |= self.is_role(index);
        }
        segment > source.start || role || segment == start || self.doc.tokens[start - 1].case.is_capital()
    }

    /// True for a noun for one person without an article, right before "and", which can only go with the name after it.
    fn is_bare_role(&self, start: usize, words: Range<usize>) -> bool {
        let plain = |index: usize| {
            let token = self.doc.tokens[index];
            token.is_word() && self.doc.info(index).function.is_none() && self.mention_at(index).is_none()
        };
        let one = words.clone().last().and_then(|last| self.doc.info(last).nominal);
        words.start == start
            && !words.is_empty()
            && words.clone().all(plain)
            && self.doc.tokens[words.end - 1].case != Case::Upper
            && one.is_some_and(|noun| !noun.plural && noun.refers == Refers::Person)
    }

    /// True for a word that a hyphen joins to the one before or after it: "editor-in-chief", "pro-democracy".
    pub(super) fn is_compound(&self, index: usize) -> bool {
        let joined = |at: usize| {
            self.doc.tokens.get(at).is_some_and(|hyphen| hyphen.kind == TokenKind::Hyphen && hyphen.gap == Gap::None)
        };
        joined(index + 1)
            || index > 0
                && self.doc.tokens[index].gap == Gap::None
                && self.doc.tokens[index - 1].kind == TokenKind::Hyphen
    }

    /// After the name nothing makes it a part of something else: "the Lee campaign".
    fn closes_name(&self, source: &Range<usize>, end: usize) -> bool {
        if end >= source.end {
            return true;
        }
        let token = self.doc.tokens[end];
        let closing = matches!(
            token.kind,
            TokenKind::Comma | TokenKind::Dash | TokenKind::Open | TokenKind::Close | TokenKind::Number
        );
        let function = self.doc.info(end).function;
        closing || matches!(function, Some(Function::Relative | Function::Preposition | Function::Conjunction))
    }

    /// First token after the last comma or dash before `at`; `None` inside brackets.
    fn segment_start(&self, from: usize, at: usize) -> Option<usize> {
        for index in (from..at).rev() {
            match self.doc.tokens[index].kind {
                TokenKind::Open => return None,
                TokenKind::Comma | TokenKind::Dash => return Some(index + 1),
                // "the union (UVW) leader Ann Lee": what is in brackets does not count.
                TokenKind::Close => {
                    let open = (from..index).rev().find(|&before| self.doc.tokens[before].kind == TokenKind::Open)?;
                    return self.segment_start(from, open).map(|start| start.max(from));
                }
                _ => {}
            }
        }
        Some(from)
    }

    /// True if what stands before "and" is another role of the same person, or an adjective of one role; `two` if another role
    /// would be another person's.
    fn joins_one(&self, before: Range<usize>, two: bool) -> bool {
        if self.has_role(before.clone()) {
            return !two;
        }
        let plain = |index: usize| {
            // "Samoan mines and energy Minister Ada Lee"
            let state = |at: usize| self.doc.mentions[at].kind == EntityKind::State;
            let lower = self.doc.tokens[index].case == Case::Lower || self.mention_at(index).is_some_and(state);
            lower && self.doc.tokens[index].is_word() && self.doc.info(index).nominal.is_none()
        };
        let first = before.start + usize::from(self.doc.info(before.start).function == Some(Function::Determiner));
        first < before.end && (first..before.end).all(plain)
    }

    /// True for the conjunction at `at` inside what an office is of, before the name at `start`.
    fn joins_subjects(&self, segment: usize, at: usize, start: usize) -> bool {
        let subject = |index: &usize| self.doc.tokens[*index].is_word() && self.doc.tokens[*index].case.is_capital();
        let before = (segment..at).rev().find(|index| !subject(index));
        before.is_some_and(|index| {
            self.doc.info(index).function == Some(Function::Preposition) && self.goes_with_office(segment, index, start)
        })
    }

    /// The token that opens the brackets directly before `at`, or `at` itself.
    fn before_brackets(&self, from: usize, at: usize) -> usize {
        if at <= from || self.doc.tokens[at - 1].kind != TokenKind::Close {
            return at;
        }
        (from + 1..at).rev().find(|&index| self.doc.tokens[index].kind == TokenKind::Open).unwrap_or(at)
    }

    fn has_role(&self, mut tokens: Range<usize>) -> bool {
        tokens.any(|index| self.is_role(index))
    }

    fn is_role(&self, index: usize) -> bool {
        let info = self.doc.info(index);
        info.ends_title
            || info.nominal.is_some_and(|noun| !noun.plural && matches!(noun.refers, Refers::Person | Refers::Unnamed))
    }

    /// "director of technology Ann Lee" and "Secretary of State Ann Lee", but not "an aide to Mayor Ann Lee": between the
    /// preposition at `at` and the name stands what the office is of, and no office.
    fn goes_with_office(&self, segment: usize, at: usize, start: usize) -> bool {
        if at + 1 >= start || !self.doc.tokens[start - 1].is_word() || self.doc.is(at, "by") || self.doc.is(at, "from")
        {
            return false;
        }
        if title::before(self.doc, start).is_some_and(|(_, first)| first <= at) {
            return true;
        }
        let last = self.doc.info(start - 1);
        // "head of state Ann Lee": "state" ends titles and is no role.
        let body = last.nominal.is_some_and(|noun| noun.refers == Refers::Organization);
        // "minister for Health Ann Lee": "Health" ends titles too, but names nobody, unlike "Mayor" and "Gov."
        let person =
            last.nominal.is_some_and(|noun| matches!(noun.refers, Refers::Person | Refers::Unnamed) && !noun.plural);
        let subject = !person
            && self.doc.tokens[start - 1].case == Case::Title
            && !self.doc.word(start - 1).ends_with('.')
            && self.in_group(&self.doc.lower(at), WordGroup::Complement)
            && self.doc.info(at - 1).ends_title;
        let role = self.is_role(start - 1) && !subject && !(body && self.doc.tokens[start - 1].case == Case::Lower);
        // "minister of Georgia Ann Lee": a state.
        let given = last.given.is_some() && self.mention_at(start - 1).is_none();
        let office = role || given && self.doc.tokens[start - 1].case == Case::Title;
        !office && self.has_role(segment..at)
    }
}
