//! Pronouns and relatives in the article's own voice.

use super::resolver::{PRONOUN_REACH, Principal, Resolved, Said, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::{Flag, Rule, SourceForm, Speaker};
use crate::document::{EntityKind, Gender, MentionForm, TokenKind};
use crate::gazetteer::word_class::{Function, Nominal, Refers};
use crate::gazetteer::word_groups::WordGroup;
use crate::token_span::TokenSpan;

/// How many sentences back a pronoun may reach where most of them are quotations.
const QUOTED_REACH: usize = 16;
/// How many sentences back a pronoun may reach to somebody without a name.
const UNNAMED_REACH: usize = 3;
/// How far before a relative its noun may be, in tokens.
const RELATIVE_REACH: usize = 10;

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
        if self.in_group(&word, WordGroup::They) || self.in_group(&word, WordGroup::Both) {
            let last_is_several = |said: &Said| !matches!(said.speaker, Speaker::Group) || !said.others.is_empty();
            if self.said.front().is_none_or(last_is_several)
                && let Some(together) = self.together_of_people(at)
            {
                return Resolved { form: Some(SourceForm::Pronoun), ..together };
            }
        }
        let found = if gender.is_some() {
            self.person_of_pronoun(at, parts).map(|entity| (self.speaker(entity), None))
        } else if self.in_group(&word, WordGroup::They) {
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

    /// "a spokesman said … he added": the unnamed person whom "he" refers to. `None` where somebody else may be meant.
    fn unnamed_before(&self, at: usize, gender: Gender) -> Option<&Said> {
        let last = self.said.front().filter(|said| said.at < at && matches!(said.speaker, Speaker::Unnamed))?;
        let near = self.doc.sentence_of(at).saturating_sub(last.sentence) <= UNNAMED_REACH;
        let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() < last.at);
        let between = self.doc.mentions[from..].iter().take_while(|mention| mention.tokens.start() < at);
        let rival = between.into_iter().any(|mention| {
            self.doc.depths[mention.tokens.start()] == 0
                && !self.is_possessive(mention.tokens.end())
                && mention.entity.is_some_and(|entity| self.agrees(entity, gender))
        });
        (near && !rival).then_some(last)
    }

    /// The gender that a pronoun for one person implies.
    pub(super) fn pronoun_gender(&self, word: &str) -> Option<Gender> {
        if self.in_group(word, WordGroup::He) {
            Some(Gender::Male)
        } else {
            self.in_group(word, WordGroup::She).then_some(Gender::Female)
        }
    }

    /// The person whom "he", "she", "his" or "her" at token `at` refers to.
    pub(super) fn person_of_pronoun(&mut self, at: usize, parts: &ClaimReading) -> Option<u32> {
        let gender = self.pronoun_gender(&self.doc.lower(at))?;
        let entity = self.subject_after(at, gender, parts).or_else(|| self.antecedent(at, gender, &parts.content))?;
        if self.gender(entity) == Gender::Unknown {
            self.genders.insert(entity, gender);
        }
        Some(entity)
    }

    /// "By his own account, Voss slept": the subject of the sentence that a phrase with a pronoun opens.
    fn subject_after(&self, at: usize, gender: Gender, parts: &ClaimReading) -> Option<u32> {
        let opens = self.doc.sentences[self.doc.sentence_of(at)].tokens.start() + 1 == at;
        let content = parts.content.first().filter(|run| opens && parts.by == Rule::Viewpoint && run.start() > at)?;
        let mention = self.doc.mention_at(content.start())?;
        mention.entity.filter(|&entity| mention.kind == EntityKind::Person && self.agrees(entity, gender))
    }

    /// The person of that gender whom a pronoun at token `at` refers to: in the nearest sentence that has one, whoever spoke
    /// there, else its subject, else the only one. Of two candidates, neither is chosen. Names inside quotations and
    /// inside the claim's own content do not count: "“Lee left,” he said" is not said by Lee.
    pub(super) fn antecedent(&self, at: usize, gender: Gender, content: &[TokenSpan]) -> Option<u32> {
        let here = self.doc.sentence_of(at);
        let outside =
            |token: usize| token < at && self.doc.depths[token] == 0 && !content.iter().any(|run| run.contains(token));
        let main = |sentence: usize| {
            let spoke = self.said.iter().find(|said| said.sentence == sentence && said.at < at);
            if let Some(Speaker::Entity { entity, .. }) = spoke.map(|said| &said.speaker)
                && self.agrees(*entity, gender)
            {
                return Some(*entity);
            }
            let (entity, token) = self.subjects.get(sentence).copied().flatten()?;
            (outside(token as usize) && self.agrees(entity, gender)).then_some(entity)
        };
        // This sentence and the one before count as one: a name after a preposition here is weaker than a subject there.
        if let Some(entity) = self.narrated_before(here).take(2).find_map(main) {
            return Some(entity);
        }
        for sentence in self.narrated_before(here) {
            if let Some(entity) = main(sentence) {
                return Some(entity);
            }
            match self.only_person(sentence, gender, outside) {
                Candidates::Nobody => {}
                Candidates::One(entity) => return Some(entity),
                Candidates::Several => return None,
            }
        }
        None
    }

    /// A sentence and the last few before it that are not all quotation, the last one first.
    fn narrated_before(&self, here: usize) -> impl Iterator<Item = usize> {
        let is_quoted = move |sentence: &usize| {
            let tokens = self.doc.sentences[*sentence].tokens;
            let (start, end) = (tokens.start(), tokens.end());
            *sentence != here
                && self.doc.depths[(start + 1).min(end - 1)] > 0
                && self.doc.depths[end.saturating_sub(2).max(start)] > 0
        };
        let sentences = (here.saturating_sub(QUOTED_REACH)..=here).rev();
        sentences.filter(move |sentence| !is_quoted(sentence)).take(PRONOUN_REACH + 1)
    }

    /// The only person of that gender in a sentence; people of known gender are preferred.
    fn only_person(&self, sentence: usize, gender: Gender, counts: impl Fn(usize) -> bool) -> Candidates {
        let tokens = self.doc.sentences[sentence].tokens;
        let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() < tokens.start());
        let (mut sure, mut likely) = (Candidates::Nobody, Candidates::Nobody);
        for mention in self.doc.mentions[from..].iter().take_while(|mention| mention.tokens.start() < tokens.end()) {
            let Some(entity) = mention.entity.filter(|_| counts(mention.tokens.start())) else { continue };
            if self.agrees(entity, gender) {
                let list = if self.gender(entity) == gender { &mut sure } else { &mut likely };
                *list = list.and(entity);
            }
        }
        if matches!(sure, Candidates::Nobody) { likely } else { sure }
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

    /// "Rudenko, who said": the name or noun before it.
    pub(super) fn relative(&mut self, at: usize, parts: &ClaimReading) -> Resolved {
        let form = SourceForm::Relative;
        let open = |speaker| Resolved::new(form, speaker, Flag::PronounUnresolved);
        let is_who = self.doc.lower(at).starts_with("who");
        let sentence = self.doc.sentences[self.doc.sentence_of(at)].tokens.start();
        let mut before = at;
        while before > sentence && matches!(self.doc.tokens[before - 1].kind, TokenKind::Comma | TokenKind::Dash) {
            before -= 1;
        }
        let Some(last) = before.checked_sub(1).filter(|&last| last >= sentence) else { return open(None) };
        if let Some(mention) = self.mention_at(last) {
            if is_who && let Some(together) = self.names_before_who(mention, at) {
                return Resolved { form: Some(form), ..together };
            }
            let is_person = self.doc.mentions[mention].kind == EntityKind::Person;
            if is_person || !is_who {
                let resolved = self.named(mention);
                return Resolved { form: Some(form), ..resolved };
            }
        }
        // "Lee is a lawyer who", "Democrats on Capitol Hill, who", "Lee, a lawyer, who"
        for index in (sentence.max(before.saturating_sub(RELATIVE_REACH))..before).rev() {
            let known = self.doc.info(index);
            if is_who && known.function == Some(Function::Be) {
                let subject = self.subjects.get(self.doc.sentence_of(at)).copied().flatten();
                let person = subject
                    .filter(|&(entity, token)| (token as usize) < index && self.kind(entity) == EntityKind::Person);
                return open(Some(person.map_or(Speaker::Unnamed, |(entity, _)| self.speaker(entity))));
            }
            let is_noun = |nominal: &Nominal| nominal.plural || index == 0 || self.predicate(index).is_none();
            match known.nominal.filter(is_noun) {
                Some(Nominal { refers: Refers::Document, .. }) if !is_who => {
                    let on_behalf = self.principal_of(index, before, parts);
                    return Resolved { on_behalf, ..open(Some(Speaker::Document)) };
                }
                Some(Nominal { plural: true, .. } | Nominal { refers: Refers::Group, .. }) => {
                    let on_behalf = self.principal_of(index, before, parts);
                    return Resolved { on_behalf, ..open(Some(Speaker::Group)) };
                }
                Some(Nominal { refers: Refers::Person | Refers::Unnamed, .. }) if is_who => {
                    if let Some(entity) = self.person_described(index, sentence) {
                        return open(Some(self.speaker(entity)));
                    }
                    let on_behalf = self.principal_of(index, before, parts);
                    return Resolved { on_behalf, ..open(Some(Speaker::Unnamed)) };
                }
                Some(Nominal { refers: Refers::Organization, .. }) if !is_who => {
                    let described = self.organization_described(index, sentence);
                    let meant = described.or_else(|| self.organization_meant(index, before));
                    return open(meant.map(|entity| self.speaker(entity)));
                }
                _ => {}
            }
        }
        open(None)
    }

    /// "Lee, a lawyer, who": the person whom the noun at `index` describes after a comma.
    fn person_described(&self, index: usize, sentence: usize) -> Option<u32> {
        self.described_before_comma(index, sentence, EntityKind::Person)
    }

    /// "Quillby, an airline, which": the same for organizations.
    fn organization_described(&self, index: usize, sentence: usize) -> Option<u32> {
        self.described_before_comma(index, sentence, EntityKind::Organization)
    }

    /// "The company, which": the organization that the noun at `index` means.
    fn organization_meant(&self, index: usize, end: usize) -> Option<u32> {
        let around = self.phrase_around(index, end);
        let definite = self.in_group(&self.doc.lower(around.start), WordGroup::Definite);
        let phrase = self.phrase(&around);
        (definite && phrase.head == index).then(|| self.organization_by_kind(&around, &phrase)).flatten()
    }

    /// For whom the noun at `index` speaks, before a relative: "officials of Quillby who".
    fn principal_of(&mut self, index: usize, end: usize, parts: &ClaimReading) -> Option<Principal> {
        let around = self.phrase_around(index, end);
        let phrase = self.phrase(&around);
        if phrase.head != index {
            return None;
        }
        self.on_behalf(&around, &phrase, parts)
    }

    fn described_before_comma(&self, index: usize, sentence: usize, kind: EntityKind) -> Option<u32> {
        let from = sentence.max(index.saturating_sub(RELATIVE_REACH));
        let comma = (from..index).rev().find(|&at| self.doc.tokens[at].kind == TokenKind::Comma)?;
        let mention = &self.doc.mentions[self.mention_at(comma.checked_sub(1)?)?];
        mention.entity.filter(|_| mention.kind == kind)
    }

    /// The copula before the noun at `index`, if it is a predicate: "is a former lawyer".
    fn predicate(&self, index: usize) -> Option<usize> {
        let sentence = self.doc.sentences[self.doc.sentence_of(index)].tokens.start();
        let span = (sentence.max(index.saturating_sub(6))..index).rev();
        span.take_while(|&before| self.doc.tokens[before].is_word())
            .find(|&before| self.doc.info(before).function == Some(Function::Be))
    }
}

/// How many candidates there are.
#[derive(Clone, Copy)]
enum Candidates {
    Nobody,
    One(u32),
    Several,
}

impl Candidates {
    fn and(self, entity: u32) -> Self {
        match self {
            Self::Nobody => Self::One(entity),
            Self::One(other) if other == entity => self,
            _ => Self::Several,
        }
    }
}
