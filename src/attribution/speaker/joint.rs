//! Sources that name several who speak together: "Voss and Lund", "the airline, Voss Bank and its chief, Ada Lund".

use super::resolver::{Resolved, SpeakerResolver};
use super::together::{MAX_JOINT, together};
use crate::attribution::reading::ClaimReading;
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{Case, EntityKind, Mention, MentionForm, TokenKind};
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// Most parts of a source that are looked at.
const MAX_PARTS: usize = 12;

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
        let mut described_before = false;
        let mut linked = false;
        if self.is_crowd(&joined) {
            let first = joined[0].tokens.clone();
            let phrase = self.phrase(&first);
            let on_behalf = self.owner(&first, &phrase, parts);
            let group = Resolved::new(SourceForm::Nominal, Some(Speaker::Group), Flag::NominalUnresolved);
            return Some(Resolved { on_behalf, ..group });
        }
        if let Some(at) = self.one_with_two_roles(&joined).or_else(|| self.holder_of_office(&joined)) {
            return Some(self.named(at));
        }
        let mut apposed = false;
        for (index, part) in joined.iter().enumerate() {
            // "Voss, the head of Quillby and of the bank Moss & Sons,": whose head Voss is.
            if part.link == PartLink::Comma && named_before && self.is_apposition(&part.tokens) {
                (named_before, described_before, apposed) = (false, false, true);
                continue;
            }
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
                // "Voss and former minister and adviser Ada Lund"
                PartLink::And | PartLink::Comma => {
                    named_before || described_before || apposed && self.is_person(speaker.as_ref())
                }
                PartLink::CommaAnd => !speakers.is_empty(),
            };
            let and = matches!(part.link, PartLink::And | PartLink::CommaAnd);
            let linked_here = (and || described_before) && !speakers.is_empty();
            // "Voss, Lund and a spokesman for Quillby": those that are named.
            let last_unnamed = and && speaker.is_none() && index + 1 == joined.len();
            linked |= last_unnamed && speakers.len() > 1 && self.are_of_one_kind(&speakers);
            // "Voss and his lawyer, Lund": the name after the comma is the lawyer's.
            described_before = speaker.is_none() && and && named_before;
            apposed &= speaker.is_none();
            named_before = speaker.is_some();
            let Some(speaker) = speaker.filter(|_| link) else { continue };
            linked |= linked_here;
            if speakers.len() < MAX_JOINT && !speakers.contains(&speaker) {
                speakers.push(speaker);
            }
        }
        if linked && speakers.len() > 1 {
            return Some(together(SourceForm::Name, speakers));
        }
        // "the government and Quillby", of which nothing says whose it is.
        let [first, last] = &joined[..] else { return None };
        let opener = self.doc.lower(first.tokens.start);
        let open = self.in_group(&opener, WordGroup::Definite) && last.link == PartLink::And;
        let named = self.mention_at(last.tokens.end - 1).is_some();
        let only = speakers.pop().filter(|_| open && named_before && named)?;
        Some(Resolved::new(SourceForm::Name, Some(only), Flag::AmbiguousSpeaker))
    }

    /// The mention of the one whom both parts describe: "Quillby Corp Chairman and Chief Executive Ada Voss", "Fuel and Energy
    /// Minister Ada Voss", "appliance and furniture maker Quillby".
    fn one_with_two_roles(&self, joined: &[JoinedPart]) -> Option<usize> {
        let (last, [first, more @ ..]) = joined.split_last()? else { return None };
        let and = if more.is_empty() { last.link == PartLink::And } else { last.link != PartLink::Dash };
        if !and || self.doc.info(first.tokens.start).function.is_some() {
            return None;
        }
        // "Women, Youth and Sports Minister Ada Voss"
        let field = |part: &JoinedPart| {
            part.link == PartLink::Comma && !self.names_in(&part.tokens) && self.begins_office(&part.tokens)
        };
        let at = self.mention_at(last.tokens.end - 1)?;
        let mention = &self.doc.mentions[at];
        let (start, before) = (mention.tokens.start(), first.tokens.end - 1);
        let is_role = |index: usize| {
            let info = self.doc.info(index);
            let person = info.nominal.is_some_and(|noun| !noun.plural && noun.refers == Refers::Person);
            person || info.ends_title && info.nominal.is_none_or(|noun| noun.refers == Refers::Person)
        };
        let inside = start > last.tokens.start
            && (last.tokens.start..start).all(|index| {
                self.doc.tokens[index].is_word()
                    && self.doc.info(index).function.is_none()
                    && self.mention_at(index).is_none()
            });
        if !inside || !more.iter().all(field) {
            return None;
        }
        // "Trade and Industry Minister Ada Voss", though "Trade" was read as a name.
        let common = |index: usize| {
            let mention = self.mention_at(index).map(|at| &self.doc.mentions[at]);
            let local = |mention: &Mention| mention.entity.is_none_or(|entity| self.entity(entity).entry.is_none());
            self.doc.info(index).common && mention.is_none_or(|mention| mention.tokens.len() == 1 && local(mention))
        };
        let named = self.names_in(&first.tokens) && !first.tokens.clone().all(common);
        let one = match mention.kind {
            EntityKind::Person => {
                is_role(start - 1) && (is_role(before) || !named && self.begins_office(&first.tokens))
            }
            EntityKind::Organization => {
                let noun = self.doc.lower(start - 1);
                !named
                    && self.doc.tokens[start - 1].case == Case::Lower
                    && self.doc.lexicons.organization_nouns.contains_key(&*noun)
            }
            EntityKind::State => false,
        };
        one.then_some(at)
    }

    /// The mention of the one after the comma in "MEC for Roads and Public Works, Ada Voss,": an office that "and" is inside of.
    fn holder_of_office(&self, joined: &[JoinedPart]) -> Option<usize> {
        let [first, more @ .., last] = joined else { return None };
        let at = self.mention_at(last.tokens.start)?;
        let mention = &self.doc.mentions[at];
        let whole = mention.kind == EntityKind::Person && mention.tokens.range() == last.tokens;
        let of = first.tokens.clone().skip(1).find(|&index| {
            self.doc.info(index).function == Some(Function::Preposition)
                && self.in_group(&self.doc.lower(index), WordGroup::Complement)
        })?;
        let person =
            |index: usize| self.mention_at(index).is_some_and(|at| self.doc.mentions[at].kind == EntityKind::Person);
        let inside = more.last().is_some_and(|part| part.link == PartLink::And);
        let plural = self.doc.info(of - 1).nominal.is_some_and(|noun| noun.plural);
        let office = (first.tokens.start..of).all(|index| self.mention_at(index).is_none());
        let alone = !(first.tokens.start..last.tokens.start).any(person);
        (whole && last.link == PartLink::Comma && inside && office && alone && !plural).then_some(at)
    }

    /// "the head of Quillby": an article and a noun for one person, right after a name and a comma.
    fn is_apposition(&self, part: &Range<usize>) -> bool {
        let opener = self.doc.lower(part.start);
        let article = self.doc.info(part.start).function == Some(Function::Determiner)
            && (self.in_group(&opener, WordGroup::Definite) || self.in_group(&opener, WordGroup::Indefinite));
        let head = self.phrase(part).head;
        let one = self
            .nominal_at(head, part.start)
            .is_some_and(|noun| !noun.plural && matches!(noun.refers, Refers::Person | Refers::Unnamed));
        let named = part
            .clone()
            .any(|index| self.mention_at(index).is_some_and(|at| self.doc.mentions[at].kind == EntityKind::Person));
        article && (one || self.doc.info(head).ends_title) && !named
    }

    fn is_person(&self, speaker: Option<&Speaker>) -> bool {
        matches!(speaker, Some(Speaker::Entity { entity, .. }) if self.kind(*entity) == EntityKind::Person)
    }

    /// "former President of Quillby": an office and what it is of.
    fn is_office_of(&self, part: &Range<usize>) -> bool {
        let rank = |index: &usize| {
            let info = self.doc.info(*index);
            info.function == Some(Function::Determiner) || info.title_modifier
        };
        let Some(head) = part.clone().find(|index| !rank(index)) else { return false };
        let info = self.doc.info(head);
        let one = info.nominal.is_none_or(|noun| !noun.plural && noun.refers == Refers::Person);
        info.ends_title && one && head + 1 < part.end && self.doc.info(head + 1).function == Some(Function::Preposition)
    }

    /// "Deputy Fuel", "Trade": what an office is of, whose noun comes after "and".
    fn begins_office(&self, first: &Range<usize>) -> bool {
        first.clone().all(|index| {
            let (token, info) = (self.doc.tokens[index], self.doc.info(index));
            let listed = info.common || info.not_name.is_some() || info.title_modifier || info.head.is_some();
            token.is_word() && (listed || token.case == Case::Lower)
        })
    }

    fn are_of_one_kind(&self, speakers: &[Speaker]) -> bool {
        let kind = |speaker: &Speaker| match speaker {
            Speaker::Entity { entity, .. } => Some(self.kind(*entity)),
            _ => None,
        };
        let mut kinds = speakers.iter().map(kind);
        let first = kinds.next().flatten();
        first.is_some() && kinds.all(|other| other == first)
    }

    /// True for "like" and the end of "such as" and "including" after a noun for several: "countries including Samoa and Tonga".
    fn opens_examples(&self, source: &Range<usize>, index: usize) -> bool {
        let such = self.doc.is(index, "as") && index > source.start + 1 && self.doc.is(index - 1, "such");
        let noun = index.checked_sub(if such { 2 } else { 1 }).filter(|&noun| noun >= source.start);
        (such || self.doc.is(index, "including") || self.doc.is(index, "like"))
            && noun.is_some_and(|noun| {
                // "courts in states including Ohio": the courts speak.
                let plain = |at: usize| self.doc.info(at).function != Some(Function::Preposition);
                self.doc.info(noun).nominal.is_some_and(|noun| noun.plural) && (source.start..noun).all(plain)
            })
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
            // "won, and both Voss and Lund": only those that are named.
            let word = self.doc.lower(index);
            let after = |at: usize| self.in_group(&self.doc.lower(at), WordGroup::Joining);
            if index > source.start && &*word == "both" && after(index - 1) {
                joined = vec![JoinedPart { tokens: index + 1..index + 1, link: PartLink::Start }];
                conjunction = false;
                continue;
            }
            // "countries including Samoa and Tonga": those that are named.
            if self.opens_examples(source, index) && !joined.iter().any(|part| self.names_in(&part.tokens)) {
                joined = vec![JoinedPart { tokens: index + 1..index + 1, link: PartLink::Start }];
                conjunction = false;
                continue;
            }
            // "Voss and Lund both"
            if index + 1 == source.end && self.in_group(&word, WordGroup::Both) {
                break;
            }
            let and = self.in_group(&word, WordGroup::Joining) || self.joins_with(index);
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

    fn names_in(&self, tokens: &Range<usize>) -> bool {
        let other = |at: usize| {
            let mention = &self.doc.mentions[at];
            mention.form == MentionForm::Demonym || self.is_possessive(mention.tokens.end())
        };
        tokens.clone().any(|index| self.mention_at(index).is_some_and(|at| !other(at)))
    }

    /// "Voss, along with Lund": the two words join two who speak.
    fn joins_with(&self, index: usize) -> bool {
        let along = |at: usize| self.doc.is(at, "along") || self.doc.is(at, "together");
        let with = |at: usize| self.doc.tokens.len() > at && self.doc.is(at, "with");
        along(index) && with(index + 1) || index > 0 && along(index - 1) && with(index)
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
        // "He and other officials": he speaks.
        let pronoun = self.doc.info(joined[0].tokens.start).function == Some(Function::Pronoun);
        // "Voss Bank and ambulance officials": whose officials "Voss Bank" is part of.
        let of_both = head > last.tokens.start
            && self.in_group(&self.doc.lower(head), WordGroup::Official)
            && self.doc.info(last.tokens.start).function.is_none()
            && self.doc.info(last.tokens.start).not_name.is_none();
        let body = |at: usize| self.doc.mentions[at].kind != EntityKind::Person;
        let before = self.mention_at(joined[0].tokens.end - 1);
        let named = !described && !lower_first && before.is_some_and(|at| !(of_both && body(at)));
        if pronoun || named {
            return false;
        }
        let people = noun.is_some_and(|noun| noun.plural && noun.refers != Refers::Organization);
        let force = self.in_group(&self.doc.lower(head), WordGroup::Force);
        people && !force && self.doc.tokens[head].case == Case::Lower && self.mention_at(head).is_none()
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
            return self.person_of_pronoun(part.start, parts).map(|found| self.speaker(found.entity));
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
        if self.in_group(&self.doc.lower(phrase.head), WordGroup::Force)
            && let Some(entity) = self.force_named(&part, &phrase).or_else(|| self.public_body(&part, &phrase))
        {
            return Some(self.speaker(entity));
        }
        if !self.is_office_of(&part)
            && let Some(resolved) = self.proper_name(&part, &phrase, parts)
        {
            return resolved.speaker;
        }
        // "the airline and Voss": what the nouns mean that name nobody.
        let noun = self.nominal_at(phrase.head, part.start).filter(|noun| !noun.plural)?;
        if !self.in_group(&word, WordGroup::Definite) {
            return None;
        }
        let entity = match noun.refers {
            Refers::Person => self.described(&part, phrase.head),
            Refers::Organization => self.organization_by_kind(&part, &phrase),
            _ => None,
        };
        entity.map(|entity| self.speaker(entity))
    }
}
