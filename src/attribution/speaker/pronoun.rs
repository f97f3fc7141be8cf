//! Pronouns in the article's own voice.

use super::resolver::{PRONOUN_REACH, Principal, Resolved, Said, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{EntityKind, Gender, MentionForm, TokenKind};
use crate::gazetteer::word_class::{Function, Nominal, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// How many sentences back a pronoun may reach to somebody without a name.
const UNNAMED_REACH: usize = 3;

impl SpeakerResolver<'_, '_> {
    /// Whom the pronoun at token `at` refers to.
    pub(super) fn pronoun(&mut self, at: usize, parts: &ClaimReading) -> Resolved {
        let word = self.doc.lower(at);
        let gender = self.pronoun_gender(&word);
        if let Some(said) = gender.and_then(|gender| self.unnamed_before(at, gender)) {
            let on_behalf = said.on_behalf;
            let unnamed = Resolved::new(SourceForm::Pronoun, Some(Speaker::Unnamed), Flag::PronounUnresolved);
            return Resolved { on_behalf, ..unnamed };
        }
        // "A spokesperson said … they added": one who is not called he or she.
        if self.in_group(&word, WordGroup::They)
            && let Some(said) = self.said.front().filter(|said| matches!(said.speaker, Speaker::Unnamed))
            && self.doc.sentence_of(at).saturating_sub(said.sentence) <= UNNAMED_REACH
        {
            let unnamed = Resolved::new(SourceForm::Pronoun, Some(Speaker::Unnamed), Flag::PronounUnresolved);
            return Resolved { on_behalf: said.on_behalf, ..unnamed };
        }
        if self.in_group(&word, WordGroup::They) && self.several_before(at) {
            let group = Resolved::new(SourceForm::Pronoun, Some(Speaker::Group), Flag::PronounUnresolved);
            let last = self.said.front().filter(|said| matches!(said.speaker, Speaker::Group));
            let near = last.filter(|said| self.doc.sentence_of(at).saturating_sub(said.sentence) <= 1);
            return Resolved { on_behalf: near.and_then(|said| said.on_behalf), ..group };
        }
        if self.in_group(&word, WordGroup::They) || self.in_group(&word, WordGroup::Both) {
            let last_is_several = |said: &Said| !matches!(said.speaker, Speaker::Group) || !said.others.is_empty();
            if self.said.front().is_none_or(last_is_several)
                && let Some(together) = self.together_of_people(at)
            {
                return Resolved { form: Some(SourceForm::Pronoun), ..together };
            }
        }
        if gender.is_some() {
            // One word that only a pronoun makes a person, with somebody else about, is no evidence.
            let found = self.person_of_pronoun(at, parts);
            let short = |entity: u32| self.entity(entity).entry.is_none() && !self.entity(entity).name.contains(' ');
            let found = found.filter(|found| found.sure || !short(found.entity));
            let speaker = found.map(|found| self.speaker(found.entity));
            let resolved = Resolved::new(SourceForm::Pronoun, speaker, Flag::PronounUnresolved);
            return Resolved { unsure: found.is_some_and(|found| !found.sure), ..resolved };
        }
        let found = if self.in_group(&word, WordGroup::They) {
            self.several(at).map(|said| (said.speaker.clone(), said.on_behalf))
        } else if self.in_group(&word, WordGroup::It) {
            self.thing(at, parts)
        } else {
            None
        };
        let (speaker, on_behalf) = found.unzip();
        let on_behalf = on_behalf.flatten();
        Resolved { on_behalf, ..Resolved::new(SourceForm::Pronoun, speaker, Flag::PronounUnresolved) }
    }

    /// "a spokesman said … he added": the unnamed person whom "he" refers to. `None` where somebody else may be meant, because
    /// the sentence is about them or they come in between: "Lee, a spokesman said, has left. He is ill."
    fn unnamed_before(&self, at: usize, gender: Gender) -> Option<&Said> {
        let last = self.said.front().filter(|said| said.at < at)?;
        let new = last.introduced.is_some_and(|own| own == gender || own == Gender::Unknown);
        let near = self.doc.sentence_of(at).saturating_sub(last.sentence) <= UNNAMED_REACH;
        if !new || !near {
            return None;
        }
        let start = self.doc.sentences[last.sentence].tokens.start();
        let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() < start);
        let between = self.doc.mentions[from..].iter().take_while(|mention| mention.tokens.start() < at);
        let rival = between.into_iter().any(|mention| {
            let token = mention.tokens.start();
            self.doc.depths[token] == 0
                && !(last.at..last.end).contains(&token)
                && !self.is_possessive(mention.tokens.end())
                && mention.entity.is_some_and(|entity| self.agrees(entity, gender))
        });
        (!rival).then_some(last)
    }

    /// The gender of the unnamed person whom a source introduces: "a spokesman", then "he" and "the spokesman".
    pub(super) fn introduced(&self, source: &Range<usize>, resolved: &Resolved) -> Option<Gender> {
        if resolved.speaker != Some(Speaker::Unnamed) || resolved.form == Some(SourceForm::Relative) {
            return None;
        }
        let before = || self.said.iter().find_map(|said| said.introduced);
        if resolved.form == Some(SourceForm::Pronoun) {
            return before();
        }
        let phrase = source.clone().take_while(|&index| {
            !matches!(self.doc.info(index).function, Some(Function::Preposition | Function::Relative))
                && self.doc.tokens[index].kind != TokenKind::Comma
        });
        let one = |noun: &Nominal| !noun.plural && matches!(noun.refers, Refers::Person | Refers::Unnamed);
        let noun = phrase.filter_map(|index| self.doc.info(index).nominal).filter(one).last();
        let opener = self.doc.lower(source.start);
        if noun.is_none() && !(self.in_group(&opener, WordGroup::Number) || self.in_group(&opener, WordGroup::Someone))
        {
            return None;
        }
        let gender = noun.map_or(Gender::Unknown, |noun| noun.gender);
        let definite = self.in_group(&opener, WordGroup::Definite);
        if definite { before().map(|_| gender) } else { Some(gender) }
    }

    /// The gender that a pronoun for one person implies.
    pub(super) fn pronoun_gender(&self, word: &str) -> Option<Gender> {
        if self.in_group(word, WordGroup::He) {
            Some(Gender::Male)
        } else {
            self.in_group(word, WordGroup::She).then_some(Gender::Female)
        }
    }

    /// "they": the last speaker that is a group or an organization.
    pub(super) fn several(&self, at: usize) -> Option<&Said> {
        let here = self.doc.sentence_of(at);
        let said = self.said.iter().take_while(|said| here - said.sentence.min(here) <= PRONOUN_REACH);
        said.into_iter().find(|said| match &said.speaker {
            Speaker::Group => true,
            Speaker::Entity { entity, .. } => said.joint || self.kind(*entity) == EntityKind::Organization,
            _ => false,
        })
    }

    /// "While the officers wait, they say", "The officers wait. They say": the subject of this sentence or the one before is
    /// several people without a name, and nobody else has spoken since.
    fn several_before(&self, at: usize) -> bool {
        let here = self.doc.sentence_of(at);
        let noun = |sentence: usize| self.nouns.get(sentence).copied().flatten().filter(|noun| noun.at < at);
        let last = noun(here).or_else(|| noun(here.checked_sub(1)?));
        let Some(last) = last.filter(super::subject_noun::SubjectNoun::is_several) else { return false };
        let start = self.doc.sentences[self.doc.sentence_of(last.at)].tokens.start();
        let spoke = self.said.iter().find(|said| (start..at).contains(&said.at));
        spoke.is_none_or(|said| matches!(said.speaker, Speaker::Group) && said.others.is_empty())
    }

    /// True after a preposition: "along with the Quillmark, it".
    fn is_governed(&self, start: usize) -> bool {
        let article = usize::from(start > 0 && self.doc.info(start - 1).function == Some(Function::Determiner));
        let before = start.checked_sub(1 + article);
        before.is_some_and(|at| matches!(self.doc.info(at).function, Some(Function::Preposition | Function::To)))
    }

    /// "it": an organization or state in this sentence or the one before, the one that spoke or is the subject first; or a
    /// document, and whose it is.
    pub(super) fn thing(&self, at: usize, parts: &ClaimReading) -> Option<(Speaker, Option<Principal>)> {
        let here = self.doc.sentence_of(at);
        let is_organization = |entity: u32| self.kind(entity) != EntityKind::Person;
        for sentence in (here.saturating_sub(PRONOUN_REACH)..=here).rev() {
            let spoke = self.said.iter().find(|said| said.sentence == sentence && said.at < at);
            match spoke.map(|said| (&said.speaker, said.on_behalf)) {
                Some((Speaker::Document, of)) => return Some((Speaker::Document, of)),
                Some((Speaker::Entity { entity, .. }, _)) if is_organization(*entity) => {
                    return Some((self.speaker(*entity), None));
                }
                _ => {}
            }
            let outside = |token: u32| {
                (token as usize) < at
                    && self.doc.depths[token as usize] == 0
                    && !parts.content.iter().any(|range| range.contains(token as usize))
            };
            if here - sentence > 1 {
                continue;
            }
            let subject = self.subjects.get(sentence).copied().flatten();
            if let Some((entity, token)) = subject
                && outside(token)
                && is_organization(entity)
            {
                return Some((self.speaker(entity), None));
            }
            if sentence == here {
                let mut only = None;
                for mention in
                    self.mentions_before(at).take_while(|mention| self.doc.sentence_of(mention.tokens.start()) == here)
                {
                    let organization = mention.entity.filter(|&entity| {
                        is_organization(entity)
                            && mention.form != MentionForm::Demonym
                            && !self.is_governed(mention.tokens.start())
                            && outside(mention.tokens.start() as u32)
                    });
                    match (organization, only) {
                        (Some(entity), Some(other)) if entity != other => return None,
                        (Some(entity), _) => only = Some(entity),
                        (None, _) => {}
                    }
                }
                if let Some(entity) = only {
                    return Some((self.speaker(entity), None));
                }
            }
        }
        None
    }
}
