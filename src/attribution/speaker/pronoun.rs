//! Pronouns and relatives in the article's own voice.

use super::{PRONOUN_REACH, Parts, Resolved, Speakers, lower};
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{EntityKind, Gender, MentionForm, TokenKind};
use crate::gazetteer::lexicon::{Function, Nominal, Refers};

/// How many sentences back a pronoun may reach where most of them are quotations.
const QUOTED_REACH: usize = 16;
/// How far before a relative its noun may stand, in tokens.
const RELATIVE_REACH: usize = 10;

impl Speakers<'_, '_> {
    /// Whom the pronoun at token `at` stands for.
    pub(super) fn pronoun(&mut self, at: usize, parts: &Parts) -> Resolved {
        let speaker = match &*lower(self.doc, at) {
            "he" | "his" | "she" | "her" => self.person_behind(at, parts).map(|entity| self.speaker(entity)),
            "they" | "their" => self.several(at),
            "it" | "its" => self.thing(at, parts),
            _ => None,
        };
        Resolved::new(SourceForm::Pronoun, speaker, Flag::PronounUnresolved)
    }

    /// The person that "he", "she", "his" or "her" at token `at` stands for.
    pub(super) fn person_behind(&mut self, at: usize, parts: &Parts) -> Option<u32> {
        let gender = match &*lower(self.doc, at) {
            "he" | "his" | "him" => Gender::Male,
            "she" | "her" => Gender::Female,
            _ => return None,
        };
        let entity = self.antecedent(at, gender, parts)?;
        if self.gender(entity) == Gender::Unknown {
            self.genders.insert(entity, gender);
        }
        Some(entity)
    }

    /// The person of that gender whom a pronoun at token `at` means: in the nearest sentence that has one, whoever spoke
    /// there, else its subject, else the only one. Where two may be meant it is left open. Names inside quotations and
    /// inside the claim's own content do not count: "“Lee left,” he said" is not said by Lee.
    pub(super) fn antecedent(&self, at: usize, gender: Gender, parts: &Parts) -> Option<u32> {
        let here = self.doc.sentence_of(at);
        let outside = |token: usize| {
            token < at && self.depths[token] == 0 && !parts.content.iter().any(|range| range.contains(&token))
        };
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
        // This sentence and the one before count as one: a name behind a preposition here is less than a subject there.
        if let Some(entity) = self.narrated_before(here).take(2).find_map(main) {
            return Some(entity);
        }
        for sentence in self.narrated_before(here) {
            if let Some(entity) = main(sentence) {
                return Some(entity);
            }
            match self.only_person(sentence, gender, outside) {
                Only::Nobody => {}
                Only::One(entity) => return Some(entity),
                Only::Several => return None,
            }
        }
        None
    }

    /// A sentence and the last few before it that are not all quotation, the last one first.
    fn narrated_before(&self, here: usize) -> impl Iterator<Item = usize> {
        let is_quoted = move |sentence: &usize| {
            let tokens = &self.doc.sentences[*sentence].tokens;
            let (start, end) = (tokens.start as usize, tokens.end as usize);
            *sentence != here
                && self.depths[(start + 1).min(end - 1)] > 0
                && self.depths[end.saturating_sub(2).max(start)] > 0
        };
        let sentences = (here.saturating_sub(QUOTED_REACH)..=here).rev();
        sentences.filter(move |sentence| !is_quoted(sentence)).take(PRONOUN_REACH + 1)
    }

    /// The only person of that gender in a sentence; people of whom the gender is known come before the others.
    fn only_person(&self, sentence: usize, gender: Gender, counts: impl Fn(usize) -> bool) -> Only {
        let tokens = &self.doc.sentences[sentence].tokens;
        let from = self.doc.mentions.partition_point(|mention| mention.tokens.0 < tokens.start);
        let (mut sure, mut likely) = (Only::Nobody, Only::Nobody);
        for mention in self.doc.mentions[from..].iter().take_while(|mention| mention.tokens.0 < tokens.end) {
            let Some(entity) = mention.entity.filter(|_| counts(mention.tokens.0 as usize)) else { continue };
            if self.agrees(entity, gender) {
                let list = if self.gender(entity) == gender { &mut sure } else { &mut likely };
                *list = list.and(entity);
            }
        }
        if matches!(sure, Only::Nobody) { likely } else { sure }
    }

    /// "they": the last speaker who is several, or a body.
    fn several(&self, at: usize) -> Option<Speaker> {
        let here = self.doc.sentence_of(at);
        let said = self.said.iter().take_while(|said| here - said.sentence.min(here) <= PRONOUN_REACH);
        let several = said.into_iter().find(|said| match &said.speaker {
            Speaker::Group => true,
            Speaker::Entity { entity, .. } => said.joint || self.kind(*entity) == EntityKind::Organization,
            _ => false,
        });
        several.map(|said| said.speaker.clone())
    }

    /// "it": a body or state in this sentence or the last, whoever spoke or is the subject first; else a document.
    fn thing(&self, at: usize, parts: &Parts) -> Option<Speaker> {
        let here = self.doc.sentence_of(at);
        let is_body = |entity: u32| self.kind(entity) != EntityKind::Person;
        for sentence in (here.saturating_sub(PRONOUN_REACH)..=here).rev() {
            let spoke = self.said.iter().find(|said| said.sentence == sentence && said.at < at);
            match spoke.map(|said| &said.speaker) {
                Some(Speaker::Document) => return Some(Speaker::Document),
                Some(Speaker::Entity { entity, .. }) if is_body(*entity) => return Some(self.speaker(*entity)),
                _ => {}
            }
            let outside = |token: u32| {
                (token as usize) < at
                    && self.depths[token as usize] == 0
                    && !parts.content.iter().any(|range| range.contains(&(token as usize)))
            };
            if here - sentence > 1 {
                continue;
            }
            let subject = self.subjects.get(sentence).copied().flatten();
            if let Some((entity, token)) = subject
                && outside(token)
                && is_body(entity)
            {
                return Some(self.speaker(entity));
            }
            if sentence == here {
                let mut only = None;
                for mention in self
                    .mentions_before(at)
                    .take_while(|mention| self.doc.sentence_of(mention.tokens.0 as usize) == here)
                {
                    let body = mention.entity.filter(|&entity| {
                        is_body(entity) && mention.form != MentionForm::Demonym && outside(mention.tokens.0)
                    });
                    match (body, only) {
                        (Some(entity), Some(other)) if entity != other => return None,
                        (Some(entity), _) => only = Some(entity),
                        (None, _) => {}
                    }
                }
                if let Some(entity) = only {
                    return Some(self.speaker(entity));
                }
            }
        }
        None
    }

    /// "Rudenko, who said": the name or noun before it.
    pub(super) fn relative(&mut self, at: usize) -> Resolved {
        let form = SourceForm::Relative;
        let open = |speaker| Resolved::new(form, speaker, Flag::PronounUnresolved);
        let is_who = lower(self.doc, at).starts_with("who");
        let sentence = self.doc.sentences[self.doc.sentence_of(at)].tokens.start as usize;
        let mut before = at;
        while before > sentence && matches!(self.doc.tokens[before - 1].kind, TokenKind::Comma | TokenKind::Dash) {
            before -= 1;
        }
        let Some(last) = before.checked_sub(1).filter(|&last| last >= sentence) else { return open(None) };
        if let Some(mention) = self.mention_at(last) {
            let is_person = self.doc.mentions[mention].kind == EntityKind::Person;
            if is_person || !is_who {
                let resolved = self.named(mention);
                return Resolved { form: Some(form), ..resolved };
            }
        }
        // "Lee is a lawyer who", "Democrats on Capitol Hill, who", "Lee, a lawyer, who"
        for index in (sentence.max(before.saturating_sub(RELATIVE_REACH))..before).rev() {
            let known = self.word(index);
            if is_who && known.function == Some(Function::Be) {
                let subject = self.subjects.get(self.doc.sentence_of(at)).copied().flatten();
                let person = subject
                    .filter(|&(entity, token)| (token as usize) < index && self.kind(entity) == EntityKind::Person);
                return open(Some(person.map_or(Speaker::Unnamed, |(entity, _)| self.speaker(entity))));
            }
            let is_noun = |nominal: &Nominal| nominal.plural || index == 0 || self.predicate(index).is_none();
            match known.nominal.filter(is_noun) {
                Some(Nominal { refers: Refers::Document, .. }) if !is_who => return open(Some(Speaker::Document)),
                Some(Nominal { plural: true, .. } | Nominal { refers: Refers::Group, .. }) => {
                    return open(Some(Speaker::Group));
                }
                Some(Nominal { refers: Refers::Person | Refers::Unnamed, .. }) if is_who => {
                    return open(Some(Speaker::Unnamed));
                }
                _ => {}
            }
        }
        open(None)
    }

    /// The copula before the noun at `index`, if it is a predicate: "is a former lawyer".
    fn predicate(&self, index: usize) -> Option<usize> {
        let sentence = self.doc.sentences[self.doc.sentence_of(index)].tokens.start as usize;
        let span = (sentence.max(index.saturating_sub(6))..index).rev();
        span.take_while(|&before| self.doc.tokens[before].is_word())
            .find(|&before| self.word(before).function == Some(Function::Be))
    }
}

/// How many there are.
#[derive(Clone, Copy)]
enum Only {
    Nobody,
    One(u32),
    Several,
}

impl Only {
    fn and(self, entity: u32) -> Self {
        match self {
            Self::Nobody => Self::One(entity),
            Self::One(other) if other == entity => self,
            _ => Self::Several,
        }
    }
}
