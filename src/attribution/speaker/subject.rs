//! The subject of each sentence, found once in text order: whom a pronoun in the next sentence most likely refers to.

use super::resolver::SpeakerResolver;
use super::subject_noun::SubjectNoun;
use crate::document::{Case, Gender, MentionForm, TokenKind};
use crate::gazetteer::word_class::{Function, Nominal, Refers};
use crate::gazetteer::word_groups::WordGroup;

/// How far into a sentence its subject is looked for, in tokens.
const SUBJECT_REACH: usize = 40;
/// How far before a noun its article is looked for, in tokens.
const ARTICLE_REACH: usize = 8;

impl SpeakerResolver<'_, '_> {
    /// Finds the subjects of all sentences up to the one with token `at`.
    pub(super) fn read_on(&mut self, at: usize) {
        let until = self.doc.sentence_of(at);
        while self.subjects.len() <= until.min(self.doc.sentences.len() - 1) {
            let mut noun = None;
            let subject = self.subject(self.subjects.len(), &mut noun);
            self.nouns.push(noun.filter(|_| subject.is_none()));
            self.subjects.push(subject);
        }
    }

    /// The first name, pronoun or office in a sentence that is not a possessor, not after a preposition and not in a
    /// quotation. `noun` receives the noun that is the subject instead.
    fn subject(&mut self, sentence: usize, noun: &mut Option<SubjectNoun>) -> Option<(u32, u32)> {
        let tokens = self.doc.sentences[sentence].tokens;
        let (start, end) = (tokens.start(), tokens.end());
        let limit = end.min(start + SUBJECT_REACH);
        // "There were Lee and Ann": the sentence has no acting subject.
        if start + 1 < end
            && self.doc.lower(start) == "there"
            && self.doc.info(start + 1).function == Some(Function::Be)
        {
            return None;
        }
        let mut mention = self.doc.mentions.partition_point(|mention| mention.tokens.start() < start);
        let mut after_preposition = false;
        // "Lee’s plans have failed": the sentence is about Lee.
        let mut owner = None;
        if let Some(one) = self.one_of_several(start, limit) {
            *noun = Some(one);
            return None;
        }
        let mut index = start;
        while index < limit {
            let named = self.doc.mentions.get(mention).filter(|named| named.tokens.start() <= index);
            if let Some(named) = named {
                let end = named.tokens.end().max(index + 1);
                mention += 1;
                if self.doc.depths[index] == 0 && self.is_possessive(end) && !after_preposition && owner.is_none() {
                    owner = named.entity.map(|entity| (entity, index as u32)).filter(|_| !self.owns_person(end, limit));
                }
                if self.doc.depths[index] == 0 && !self.is_possessive(end) {
                    let is_subject = !after_preposition && named.form != MentionForm::Demonym && !self.modifies(end);
                    if let Some(entity) = named.entity.filter(|_| is_subject) {
                        return Some((entity, index as u32));
                    }
                    after_preposition = false;
                }
                index = end;
                continue;
            }
            if self.doc.depths[index] > 0 {
                after_preposition = false;
                index += 1;
                continue;
            }
            if noun.is_none() && owner.is_none() && !after_preposition {
                *noun = self.noun_subject(index, start, limit);
                if noun.is_some() && self.acts(index + 1, limit) {
                    return None;
                }
            }
            match self.doc.info(index).function {
                Some(Function::Be | Function::Auxiliary) if owner.is_some() => return owner,
                Some(Function::Be | Function::Auxiliary) if noun.is_some() => return None,
                Some(Function::Preposition | Function::To) => after_preposition = true,
                Some(Function::Pronoun) if !after_preposition => {
                    let gender = self.pronoun_gender(&self.doc.lower(index))?;
                    return self.antecedent(index, gender, &[]).map(|found| (found.entity, index as u32));
                }
                Some(Function::Determiner) if !after_preposition && &*self.doc.lower(index) == "the" => {
                    if let Some(entity) = self.office(index, limit) {
                        return Some((entity, index as u32));
                    }
                }
                Some(Function::Question | Function::Relative | Function::Conjunction) => after_preposition = false,
                _ if self.doc.tokens[index].kind == TokenKind::Comma => after_preposition = false,
                _ => {}
            }
            index += 1;
        }
        owner
    }

    /// The noun at `index`, if it can be a subject: not beside another noun, nor an owner.
    fn noun_subject(&self, index: usize, start: usize, limit: usize) -> Option<SubjectNoun> {
        let noun = self.doc.info(index).nominal.or_else(|| self.plural_in_no_list(index, limit));
        let noun = noun.filter(|noun| noun.refers != Refers::Document)?;
        let lower = self.doc.tokens[index].case == Case::Lower || index == start;
        let beside = index + 1 < limit
            && (self.doc.info(index + 1).nominal.is_some()
                || self.doc.tokens[index + 1].kind == TokenKind::Hyphen
                || self.mention_at(index + 1).is_some());
        if !lower || beside || self.is_possessive(index + 1) {
            return None;
        }
        let from = index.saturating_sub(ARTICLE_REACH).max(start);
        let article = (from..index).rev().find(|&before| {
            let function = self.doc.info(before).function;
            matches!(function, Some(Function::Determiner | Function::Possessive)) || self.is_possessive(before)
        });
        let definite = article.is_some_and(|at| {
            self.in_group(&self.doc.lower(at), WordGroup::Definite)
                || self.doc.info(at).function == Some(Function::Possessive)
                || self.is_possessive(at)
        });
        Some(SubjectNoun { at: index, noun, definite, opens: article.unwrap_or(index) == start })
    }

    /// "One of the victims": somebody without a name.
    fn one_of_several(&self, start: usize, limit: usize) -> Option<SubjectNoun> {
        if !(start + 2 < limit && self.doc.is(start, "one") && self.doc.is(start + 1, "of")) {
            return None;
        }
        let at =
            (start + 2..limit.min(start + 2 + ARTICLE_REACH)).find(|&index| self.doc.info(index).nominal.is_some())?;
        let group = self.doc.info(at).nominal.filter(|noun| noun.plural && noun.refers != Refers::Document)?;
        let people =
            matches!(group.refers, Refers::Group | Refers::Person | Refers::Unnamed) && self.acts(at + 1, limit);
        let noun = Nominal { refers: Refers::Unnamed, plural: false, gender: group.gender };
        people.then_some(SubjectNoun { at, noun, definite: false, opens: true })
    }

    /// "Parliamentarians are", "The 14 sailors were": a plural before a verb of several.
    fn plural_in_no_list(&self, index: usize, limit: usize) -> Option<Nominal> {
        let plural = self.doc.word(index).ends_with('s')
            && self.doc.tokens[index].is_word()
            && self.doc.info(index).function.is_none()
            && self.mention_at(index).is_none()
            && index + 1 < limit
            && self.in_group(&self.doc.lower(index + 1), WordGroup::PluralVerb);
        plural.then_some(Nominal { refers: Refers::Group, plural: true, gender: Gender::Unknown })
    }

    /// True if a verb stands at `index`: any word in lower case that neither links nor begins something else.
    fn acts(&self, index: usize, limit: usize) -> bool {
        index < limit
            && self.doc.tokens[index].is_word()
            && self.doc.tokens[index].case == Case::Lower
            && matches!(self.doc.info(index).function, None | Some(Function::Be | Function::Auxiliary))
    }

    /// True for "Lee’s deputy": the sentence is about another person.
    fn owns_person(&self, possessive: usize, limit: usize) -> bool {
        (possessive + 1..limit.min(possessive + 6))
            .take_while(|&index| self.doc.tokens[index].is_word() && self.doc.info(index).function.is_none())
            .any(|index| self.doc.info(index).nominal.is_some_and(|noun| noun.refers != Refers::Document))
    }

    /// True if the word after a name is the noun that the name modifies: "the Lee campaign".
    fn modifies(&self, end: usize) -> bool {
        end < self.doc.tokens.len()
            && (self.doc.info(end).nominal.is_some()
                || self.doc.lexicons.owned_organizations.contains_key(&*self.doc.lower(end)))
    }

    /// The person whom "the …" at token `at` names by an office.
    fn office(&self, at: usize, limit: usize) -> Option<u32> {
        let mut head = None;
        for index in at + 1..limit.min(at + 6) {
            let token = self.doc.tokens[index];
            if !token.is_word() && token.kind != TokenKind::Hyphen || self.doc.info(index).function.is_some() {
                break;
            }
            match self.doc.info(index).nominal {
                Some(Nominal { refers: Refers::Person, plural: false, .. }) => head = Some(index),
                Some(_) => head = None,
                None => {}
            }
        }
        self.described(&(at..head? + 1), head?)
    }
}
