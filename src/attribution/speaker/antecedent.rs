//! The person whom "he" or "she" refers to, in the article's own voice.

use super::resolver::{PRONOUN_REACH, Said, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::{Rule, Speaker};
use crate::document::{EntityKind, Gender, GenderSource, TokenKind};
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;
use crate::token_span::TokenSpan;

/// How many sentences back a pronoun may reach where most of them are quotations.
const QUOTED_REACH: usize = 16;

impl SpeakerResolver<'_, '_> {
    /// The person whom "he", "she", "his" or "her" at token `at` refers to.
    pub(super) fn person_of_pronoun(&mut self, at: usize, parts: &ClaimReading) -> Option<Antecedent> {
        let gender = self.pronoun_gender(&self.doc.lower(at))?;
        let after = self.subject_after(at, gender, parts).map(|entity| Antecedent { entity, sure: true });
        let found = after.or_else(|| self.antecedent(at, gender, &parts.content));
        let found = found.or_else(|| self.last_of_other_gender(at, gender))?;
        if self.gender(found.entity) == Gender::Unknown {
            self.genders.insert(found.entity, gender);
        }
        Some(found)
    }

    /// Whoever just spoke, though their given name is rather the other gender's, if nobody else has been named since: "Deb Voss
    /// said … he added".
    fn last_of_other_gender(&self, at: usize, gender: Gender) -> Option<Antecedent> {
        let said = self.said.front()?;
        let Speaker::Entity { entity, .. } = said.speaker else { return None };
        let by_name = self.entity(entity).gender_by == Some(GenderSource::GivenName);
        // "Voss said. He added. She added": the first pronoun says it.
        let called = self.pronoun_gender(&self.doc.lower(said.at)).is_some_and(|own| own != gender);
        let near = self.narrated_before(self.doc.sentence_of(at)).take(2).any(|sentence| sentence == said.sentence);
        let start = self.doc.sentences[said.sentence].tokens.start();
        let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() < start);
        let mut since = self.doc.mentions[from..].iter().take_while(|mention| mention.tokens.start() < at);
        let other =
            since.any(|mention| mention.entity.is_some_and(|other| other != entity && self.agrees(other, gender)));
        (by_name && near && !called && !other && said.others.is_empty()).then_some(Antecedent { entity, sure: false })
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
    pub(super) fn antecedent(&self, at: usize, gender: Gender, content: &[TokenSpan]) -> Option<Antecedent> {
        let here = self.doc.sentence_of(at);
        let outside =
            |token: usize| token < at && self.doc.depths[token] == 0 && !content.iter().any(|run| run.contains(token));
        let main = |sentence: usize| Some((sentence, self.main(sentence, at, gender, outside)?));
        let sure = |entity: u32, sentence: usize| !self.has_rival(entity, sentence, at, gender);
        // This sentence and the one before count as one: a name after a preposition here is weaker than a subject there.
        if let Some((sentence, found)) = self.narrated_before(here).take(2).find_map(main) {
            let entity = found.person()?;
            return Some(Antecedent { entity, sure: sure(entity, sentence) });
        }
        for sentence in self.narrated_before(here) {
            if let Some((_, found)) = main(sentence) {
                let entity = found.person()?;
                return Some(Antecedent { entity, sure: sure(entity, sentence) });
            }
            match self.only_person(sentence, gender, outside) {
                Candidates::Nobody => {}
                Candidates::One(entity) if self.gender(entity) == gender => {
                    return Some(Antecedent { entity, sure: false });
                }
                _ => return None,
            }
        }
        None
    }

    /// True if the pronoun at `at` may refer to somebody else than the person who is the subject of a sentence before: another
    /// of that gender is named since; or nothing else says the gender of whoever spoke.
    fn has_rival(&self, entity: u32, sentence: usize, at: usize, gender: Gender) -> bool {
        let said = self.said.iter().find(|said| said.sentence == sentence && said.at < at);
        let spoke =
            said.is_some_and(|said| matches!(said.speaker, Speaker::Entity { entity: own, .. } if own == entity));
        let known = self.gender(entity) == gender;
        if spoke && known {
            return false;
        }
        let start = self.doc.sentences[sentence].tokens.start();
        let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() < start);
        let since = self.doc.mentions[from..].iter().take_while(|mention| mention.tokens.start() < at);
        let mut others = since.into_iter().filter(|mention| self.doc.depths[mention.tokens.start()] == 0);
        !known && !spoke
            || others.any(|mention| mention.entity.is_some_and(|other| other != entity && self.agrees(other, gender)))
    }

    /// Whom a sentence is about, if a pronoun of that gender at token `at` may refer to them: whoever spoke there, or else its
    /// subject.
    pub(super) fn main(
        &self,
        sentence: usize,
        at: usize,
        gender: Gender,
        outside: impl Fn(usize) -> bool,
    ) -> Option<Found> {
        let subject = self.subjects.get(sentence).copied().flatten();
        let subject = subject
            .filter(|&(entity, token)| outside(token as usize) && self.agrees(entity, gender))
            .map(|(one, _)| one);
        let said = self.said.iter().find(|said| said.sentence == sentence && said.at < at);
        if let Some(said) = said {
            if let Some(entity) = self.asked_person(said, at, gender) {
                return Some(Found::Person(entity));
            }
            match said.speaker {
                Speaker::Entity { entity, .. } if self.agrees(entity, gender) => {
                    // What only the end of a sentence calls a person may be none: "Lee left, according to Quillby."
                    let surer = subject.filter(|&subject| self.is_doubtful(entity) && !self.is_doubtful(subject));
                    return Some(Found::Person(surer.unwrap_or(entity)));
                }
                // "Lee, a former aide said, was ill. He …"
                Speaker::Unnamed
                    if subject.is_none()
                        && said.introduced.is_some_and(|own| own == gender || own == Gender::Unknown) =>
                {
                    return Some(Found::Somebody);
                }
                _ => {}
            }
        }
        if let Some(entity) = subject {
            return Some(Found::Person(entity));
        }
        let noun = self.nouns.get(sentence).copied().flatten()?;
        let here = sentence == self.doc.sentence_of(at);
        let somebody = noun.is_person(gender) && outside(noun.at) && (!here || noun.opens) && !noun.definite;
        somebody.then_some(Found::Somebody)
    }

    /// True for one word of unknown gender that no gazetteer has.
    fn is_doubtful(&self, entity: u32) -> bool {
        let known = self.entity(entity);
        known.entry.is_none() && !known.name.contains(' ') && self.gender(entity) == Gender::Unknown
    }

    /// "Voss asked Lund why. “It rained,” he said.": whoever was asked, if the pronoun stands behind a quotation.
    fn asked_person(&self, said: &Said, at: usize, gender: Gender) -> Option<u32> {
        let asked = said.asked?;
        let answers = self.doc.sentence_of(at) > said.sentence
            && self.doc.tokens[at - 1].kind == TokenKind::DoubleQuote
            && asked < at;
        let mention = &self.doc.mentions[self.mention_at(asked).filter(|_| answers)?];
        mention.entity.filter(|&entity| self.agrees(entity, gender))
    }

    /// First token of the person whom a claim says that somebody asked: "Voss asked *Lund* why".
    pub(super) fn asked(&self, parts: &ClaimReading) -> Option<usize> {
        let cue = parts.cue.range();
        let asks = cue.clone().any(|index| self.in_group(&self.doc.lower(index), WordGroup::Asking));
        let mention = &self.doc.mentions[self.mention_at(cue.end).filter(|_| asks)?];
        let person = mention.kind == EntityKind::Person && !self.is_possessive(mention.tokens.end());
        let next = mention.tokens.end();
        let told = next < self.doc.tokens.len() && self.doc.info(next).function == Some(Function::To);
        (person && !told).then(|| mention.tokens.start())
    }

    /// A sentence and the last few before it that are not all quotation, the last one first.
    pub(super) fn narrated_before(&self, here: usize) -> impl Iterator<Item = usize> {
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

    /// "at Lund Bay": the name after such a word is rather a place than a person.
    fn is_place_of(&self, start: usize) -> bool {
        start > 0 && self.in_group(&self.doc.lower(start - 1), WordGroup::Locative)
    }

    /// The only person of that gender in a sentence; people of known gender are preferred.
    fn only_person(&self, sentence: usize, gender: Gender, counts: impl Fn(usize) -> bool) -> Candidates {
        let tokens = self.doc.sentences[sentence].tokens;
        let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() < tokens.start());
        let (mut sure, mut likely) = (Candidates::Nobody, Candidates::Nobody);
        for mention in self.doc.mentions[from..].iter().take_while(|mention| mention.tokens.start() < tokens.end()) {
            let start = mention.tokens.start();
            let Some(entity) = mention.entity.filter(|_| counts(start) && !self.is_place_of(start)) else { continue };
            if self.agrees(entity, gender) {
                let list = if self.gender(entity) == gender { &mut sure } else { &mut likely };
                *list = list.and(entity);
            }
        }
        if matches!(sure, Candidates::Nobody) { likely } else { sure }
    }
}

/// The person whom a pronoun refers to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Antecedent {
    pub(super) entity: u32,
    /// False where it may be somebody else.
    pub(super) sure: bool,
}

/// Whom a sentence is about.
pub(super) enum Found {
    Person(u32),
    /// Somebody without a name.
    Somebody,
}

impl Found {
    pub(super) fn person(self) -> Option<u32> {
        match self {
            Self::Person(entity) => Some(entity),
            Self::Somebody => None,
        }
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
