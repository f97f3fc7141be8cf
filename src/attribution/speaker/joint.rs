//! Several who speak together: "Voss and Lund", "both lawmakers", "the two companies", "they".

use super::resolver::{PRONOUN_REACH, Resolved, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{Case, EntityKind, MentionForm, TokenKind};
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// Most who speak together.
const MAX_JOINT: usize = 6;
/// Most parts of a source that are looked at.
const MAX_PARTS: usize = 12;
/// How many sentences back "the two" reach to a pair that has not spoken yet.
const PAIR_REACH: usize = 3;

/// A part of a source between commas and conjunctions.
#[derive(Debug)]
struct JoinedPart {
    tokens: Range<usize>,
    /// What separates it from the part before.
    link: PartLink,
}

/// What separates two parts of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartLink {
    Start,
    Comma,
    Dash,
    And,
    CommaAnd,
}

impl SpeakerResolver<'_, '_> {
    /// The speakers of a source that names several.
    pub(super) fn joint(&mut self, source: &Range<usize>, parts: &ClaimReading) -> Option<Resolved> {
        let joined = self.joined_parts(source)?;
        let mut speakers: Vec<Speaker> = Vec::new();
        let mut named_before = false;
        let mut linked = false;
        if self.is_crowd(&joined) {
            return Some(Resolved::new(SourceForm::Nominal, Some(Speaker::Group), Flag::NominalUnresolved));
        }
        for (index, part) in joined.iter().enumerate() {
            let speaker = self.speaker_of_part(&part.tokens, parts);
            // "ambassadors of Hungary, Poland and …": the list is not one of speakers.
            let inside =
                index == 0 && speaker.is_none() && joined.get(1).is_some_and(|next| next.link == PartLink::Comma);
            if inside && part.tokens.clone().any(|at| self.doc.info(at).function == Some(Function::Preposition)) {
                return None;
            }
            let link = match part.link {
                PartLink::Start | PartLink::Dash => true,
                // After a comma a list goes on, or a description follows.
                PartLink::And | PartLink::Comma => named_before,
                PartLink::CommaAnd => !speakers.is_empty(),
            };
            named_before = speaker.is_some();
            let Some(speaker) = speaker.filter(|_| link) else { continue };
            linked |= matches!(part.link, PartLink::And | PartLink::CommaAnd) && !speakers.is_empty();
            if speakers.len() < MAX_JOINT && !speakers.contains(&speaker) {
                speakers.push(speaker);
            }
        }
        (linked && speakers.len() > 1).then(|| together(SourceForm::Name, speakers))
    }

    /// The parts of a source with a conjunction in it; `None` where it describes one person or several without a name:
    /// "Justice Department and FTC officials".
    fn joined_parts(&self, source: &Range<usize>) -> Option<Vec<JoinedPart>> {
        let mut joined = vec![JoinedPart { tokens: source.start..source.start, link: PartLink::Start }];
        let mut depth = 0_usize;
        let mut conjunction = false;
        for index in source.clone() {
            let kind = self.doc.tokens[index].kind;
            depth = match kind {
                TokenKind::Open => depth + 1,
                TokenKind::Close => depth.saturating_sub(1),
                _ => depth,
            };
            let inside_name = self.mention_at(index).is_some_and(|at| self.doc.mentions[at].tokens.start() < index);
            if depth > 0 || inside_name || kind == TokenKind::Close {
                continue;
            }
            let and = self.in_group(&self.doc.lower(index), WordGroup::Joining);
            if !and && !matches!(kind, TokenKind::Comma | TokenKind::Dash) {
                if self.doc.info(index).function == Some(Function::Relative) {
                    break;
                }
                let last = joined.last_mut()?;
                if last.tokens.is_empty() {
                    last.tokens.start = index;
                }
                last.tokens.end = index + 1;
                continue;
            }
            conjunction |= and;
            let last = joined.last_mut()?;
            if last.tokens.is_empty() {
                if and && last.link == PartLink::Comma {
                    last.link = PartLink::CommaAnd;
                }
                continue;
            }
            if joined.len() == MAX_PARTS {
                return None;
            }
            let link = match kind {
                TokenKind::Dash => PartLink::Dash,
                TokenKind::Comma => PartLink::Comma,
                _ => PartLink::And,
            };
            joined.push(JoinedPart { tokens: index + 1..index + 1, link });
        }
        joined.retain(|part| !part.tokens.is_empty());
        (conjunction && joined.len() > 1).then_some(joined)
    }

    /// "Chinese and U.S. experts", "Voss and other officials": several people without a name.
    fn is_crowd(&self, joined: &[JoinedPart]) -> bool {
        let Some(last) = joined.iter().rev().find(|part| matches!(part.link, PartLink::And | PartLink::CommaAnd))
        else {
            return false;
        };
        let end = last.tokens.clone().find(|&index| self.ends_phrase(index)).unwrap_or(last.tokens.end);
        let Some(head) = end.checked_sub(1).filter(|&head| head >= last.tokens.start) else { return false };
        let noun = self.doc.info(head).nominal;
        // "Voss and other officials": Voss speaks. "Voss Bank and FTC officials": neither does.
        let described =
            self.mention_at(last.tokens.start).is_some() || self.doc.tokens[last.tokens.start].case.is_capital();
        let lower_first = self.doc.tokens[joined[0].tokens.end - 1].case == Case::Lower;
        if !described && !lower_first && self.mention_at(joined[0].tokens.end - 1).is_some() {
            return false;
        }
        let people = noun.is_some_and(|noun| noun.plural && noun.refers != Refers::Organization);
        people && self.doc.tokens[head].case == Case::Lower && self.mention_at(head).is_none()
    }

    fn ends_phrase(&self, index: usize) -> bool {
        matches!(self.doc.info(index).function, Some(Function::Preposition | Function::Relative | Function::To))
    }

    /// Whom one part of a joint source names.
    fn speaker_of_part(&mut self, part: &Range<usize>, parts: &ClaimReading) -> Option<Speaker> {
        let skipped = usize::from(self.in_group(&self.doc.lower(part.start), WordGroup::Both));
        let part = part.start + skipped..part.end;
        if part.is_empty() {
            return None;
        }
        let word = self.doc.lower(part.start);
        if part.len() == 1 && (self.in_group(&word, WordGroup::He) || self.in_group(&word, WordGroup::She)) {
            return self.person_of_pronoun(part.start, parts).map(|entity| self.speaker(entity));
        }
        let phrase = self.phrase(&part);
        let person = self.person_inside(&part, &phrase);
        let head = person.or(phrase.mention).filter(|&at| {
            let mention = &self.doc.mentions[at];
            mention.form != MentionForm::Demonym && !self.is_possessive(mention.tokens.end())
        });
        if let Some(at) = head {
            return self.doc.mentions[at].entity.map(|entity| self.speaker(entity));
        }
        if let Some(entity) = self.government(&part, &phrase).or_else(|| self.kind_after_name(&phrase)) {
            return Some(self.speaker(entity));
        }
        self.proper_name(&part, &phrase, parts)?.speaker
    }

    /// "They", "both", "the two companies": the last ones who spoke together, or stood side by side just before.
    pub(super) fn together_before(&self, at: usize, kind: Option<EntityKind>) -> Option<Resolved> {
        let here = self.doc.sentence_of(at);
        let fits = |speaker: &Speaker| match speaker {
            Speaker::Entity { entity, .. } => kind.is_none_or(|kind| self.kind(*entity) == kind),
            _ => false,
        };
        let said = self.said.iter().take_while(|said| here.saturating_sub(said.sentence) <= PRONOUN_REACH);
        for said in said {
            if !said.others.is_empty() && fits(&said.speaker) {
                let mut all = vec![said.speaker.clone()];
                all.extend(said.others.iter().cloned());
                return Some(together(SourceForm::Pronoun, all));
            }
        }
        self.pair_before(at, kind)
    }

    /// The two of a kind that the article talks about, if it names them more often than any other.
    fn two_main(&self, at: usize, kind: EntityKind) -> Option<Resolved> {
        let mut counts: Vec<(u32, u32)> = Vec::new();
        for mention in self.mentions_before(at).filter(|mention| mention.kind == kind) {
            let Some(entity) = mention.entity else { continue };
            match counts.iter_mut().find(|(known, _)| *known == entity) {
                Some((_, count)) => *count += 1,
                None => counts.push((entity, 1)),
            }
        }
        counts.sort_by_key(|&(entity, count)| (std::cmp::Reverse(count), entity));
        let [(one, _), (two, second), rest @ ..] = &counts[..] else { return None };
        let third = rest.first().map_or(0, |(_, count)| *count);
        (*second > third).then(|| together(SourceForm::Nominal, vec![self.speaker(*one), self.speaker(*two)]))
    }

    /// "they": people or organizations who spoke together, or act together in a sentence just before.
    pub(super) fn together_of_people(&self, at: usize) -> Option<Resolved> {
        let person = self.together_before(at, Some(EntityKind::Person));
        person.or_else(|| self.together_before(at, Some(EntityKind::Organization)))
    }

    /// Two or more names joined by "and" as the subject or object of a sentence just before.
    fn pair_before(&self, at: usize, kind: Option<EntityKind>) -> Option<Resolved> {
        let from = self.doc.sentence_of(at).saturating_sub(PAIR_REACH);
        let mentions = &self.doc.mentions;
        let mut last = mentions.partition_point(|mention| mention.tokens.end() <= at);
        while last > 1 {
            last -= 1;
            let (first, second) = (&mentions[last - 1], &mentions[last]);
            if self.doc.sentence_of(second.tokens.start()) < from {
                return None;
            }
            let joined = first.tokens.end() + 1 == second.tokens.start() && self.doc.is(first.tokens.end(), "and");
            let fits = |kind_of: EntityKind| kind.is_none_or(|kind| kind_of == kind);
            let (Some(one), Some(two)) = (first.entity, second.entity) else { continue };
            let subject = self.subjects.get(self.doc.sentence_of(first.tokens.start())).copied().flatten();
            let acts = kind.is_some() || subject.is_some_and(|(entity, _)| entity == one);
            if joined && acts && one != two && fits(first.kind) && first.kind == second.kind {
                return Some(together(SourceForm::Nominal, vec![self.speaker(one), self.speaker(two)]));
            }
        }
        None
    }

    /// "both lawmakers", "the two companies", "the parties": several who are named before.
    pub(super) fn several_by_kind(&self, source: &Range<usize>, head: usize) -> Option<Resolved> {
        let opener = self.doc.lower(source.start);
        let both = self.in_group(&opener, WordGroup::Both);
        let number = source.len() > 1 && self.in_group(&self.doc.lower(source.start + 1), WordGroup::Number);
        let definite = self.in_group(&opener, WordGroup::Definite);
        let noun = self.doc.info(head).nominal;
        let plain = head + 1 == source.end
            && (source.start + 1..head).all(|index| {
                let word = self.doc.info(index).function.is_none() && self.doc.tokens[index].case == Case::Lower;
                word || self.in_group(&self.doc.lower(index), WordGroup::Number)
            });
        if !plain || !(both || definite && (number || noun.is_some_and(|noun| noun.plural))) {
            return None;
        }
        let kind = match noun.map(|noun| noun.refers) {
            Some(Refers::Organization) if self.in_group(&self.doc.lower(head), WordGroup::Countries) => {
                Some(EntityKind::State)
            }
            Some(Refers::Organization) => Some(EntityKind::Organization),
            Some(Refers::Person | Refers::Unnamed) => Some(EntityKind::Person),
            Some(Refers::Document) => return None,
            Some(Refers::Group) if both || number => Some(EntityKind::Person),
            Some(Refers::Group) | None => None,
        };
        // "the officers" are many, unless two of them spoke together.
        let found = if both || number {
            let main = || kind.and_then(|kind| self.two_main(source.start, kind));
            self.together_before(source.start, kind).or_else(main)
        } else if kind == Some(EntityKind::Organization) {
            self.together_before(source.start, kind)
        } else {
            None
        };
        found.map(|resolved| Resolved { form: Some(SourceForm::Nominal), ..resolved })
    }
}

fn together(form: SourceForm, mut speakers: Vec<Speaker>) -> Resolved {
    let first = speakers.remove(0);
    Resolved { co_speakers: speakers, ..Resolved::new(form, Some(first), Flag::AmbiguousSpeaker) }
}
