//! For whom somebody without a name speaks, and whose document it is: "a United Airlines spokesperson", "company officials",
//! "her lawyer", "a UN report".

use super::phrase::Phrase;
use super::resolver::{Principal, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::Speaker;
use crate::document::{Case, EntityKind, MentionForm, TokenKind, WordId};
use crate::gazetteer::word_class::{Function, Nominal, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// How many documents and speakers are remembered with the one that they speak for.
const REMEMBERED: usize = 8;
/// How far after the head of a source its owner is named, in tokens.
const OWNER_REACH: usize = 12;

impl SpeakerResolver<'_, '_> {
    /// The entity for which the unnamed source speaks, or that issued the document.
    pub(super) fn on_behalf(
        &mut self,
        source: &Range<usize>,
        phrase: &Phrase,
        parts: &ClaimReading,
    ) -> Option<Principal> {
        let noun = self.doc.lexicons.role_words.sense(self.doc.word(phrase.head)).id;
        let found = self.owner(source, phrase, parts).or_else(|| {
            let entity = self.owner_by_pronoun(source.start, parts)?;
            Some(Principal { entity, named: None })
        });
        let found = found.or_else(|| {
            // "the official", and "officials" without an article, are those named before.
            let again =
                phrase.head == source.start || self.in_group(&self.doc.lower(source.start), WordGroup::Definite);
            self.principals.iter().find(|known| again && known.0 == noun).map(|&(_, known)| known)
        });
        let found = found.or_else(|| self.unlisted_owner(source, phrase));
        let found = found.or_else(|| {
            let entity = self.issuer(source, phrase, parts).or_else(|| self.represented(source, phrase))?;
            Some(Principal { entity, named: None })
        })?;
        self.remember_principal(noun, found);
        Some(found)
    }

    /// Notes for whom the source spoke that the noun last referred to.
    pub(super) fn remember_principal(&mut self, noun: u64, principal: Principal) {
        self.principals.truncate(REMEMBERED - 1);
        self.principals.push_front((noun, principal));
    }

    /// Whose the noun at the head of `source` is, in the words around it.
    pub(super) fn owner(&mut self, source: &Range<usize>, phrase: &Phrase, parts: &ClaimReading) -> Option<Principal> {
        let found = self.owner_before(source, phrase, parts).or_else(|| self.owner_after(source, phrase, parts));
        found.map(|(entity, tokens)| Principal { entity, named: Some(self.doc.span_of(tokens)) })
    }

    /// "a *Voss Bank* spokesman", "*Voss Bank*’s lawyers", "*company* officials".
    fn owner_before(
        &mut self,
        source: &Range<usize>,
        phrase: &Phrase,
        parts: &ClaimReading,
    ) -> Option<(u32, Range<usize>)> {
        let inner = self.words_of_owner(source, phrase.head)?;
        let entity = self.named_by(&inner, Some(phrase.head), parts)?;
        let first = inner.clone().find(|&index| self.doc.info(index).function != Some(Function::Determiner));
        Some((entity, first.unwrap_or(inner.start)..phrase.head + 1))
    }

    /// "a Quillby spokesman": capitals before the head that no list has.
    pub(super) fn unlisted_owner(&mut self, source: &Range<usize>, phrase: &Phrase) -> Option<Principal> {
        let head = phrase.head;
        let mut start = head;
        while start > source.start && self.is_owner_token(start - 1) {
            start -= 1;
        }
        while start < head && !self.doc.tokens[start].case.is_capital() {
            start += 1;
        }
        let opens = start == source.start && self.doc.sentences[self.doc.sentence_of(start)].tokens.start() == start;
        let mut end = head;
        while end > start && self.doc.tokens[end - 1].case == Case::Lower {
            end -= 1;
        }
        if start >= end || self.mention_at(start).is_some() {
            return None;
        }
        let span = self.doc.span_of(start..end);
        let name = span.of(self.doc.text()).to_owned();
        let place = self.doc.lexicons.places.contains(name.as_str());
        let known = self.organization_with_part(&name, source.start);
        // "a Justice official": of the Justice Department, if the article names it.
        let unheard = self.doc.words[start] == WordId(0) && self.doc.tokens[start].case == Case::Title;
        let is_new = (!opens || unheard)
            && !place
            && !name.contains('\n')
            && !(start..end).any(|index| self.is_title_noun(index));
        let entity = known.or_else(|| is_new.then(|| self.add_organization(name, None, span)))?;
        Some(Principal { entity, named: Some(self.doc.span_of(start..head + 1)) })
    }

    /// The words before the head that can say whose it is: up to the possessive, or to the last noun or name.
    fn words_of_owner(&self, source: &Range<usize>, head: usize) -> Option<Range<usize>> {
        // "a government spokesman": of the government.
        let opener = self.doc.lower(source.start);
        let article = self.in_group(&opener, WordGroup::Indefinite) || self.in_group(&opener, WordGroup::Quantifier);
        let before = source.start + usize::from(article)..head;
        if let Some(end) = before.clone().rev().find(|&index| self.is_possessive(index)) {
            return (end > before.start).then_some(before.start..end);
        }
        let names = |&index: &usize| {
            let word = self.doc.lower(index);
            let noun = self.doc.info(index).nominal.is_some_and(|noun| noun.refers == Refers::Organization);
            let kind = noun
                || self.doc.lexicons.organization_nouns.contains_key(&*word)
                || self.doc.lexicons.owned_organizations.contains_key(&*word)
                || self.in_group(&word, WordGroup::Government)
                || self.in_group(&word, WordGroup::Force)
                || self.in_group(&word, WordGroup::PublicBody);
            // "a Leeds-based spokesman"
            let seat = index + 2 < head
                && self.doc.tokens[index + 1].kind == TokenKind::Hyphen
                && self.doc.is(index + 2, "based");
            (kind || self.mention_at(index).is_some()) && !seat
        };
        let last = before.clone().rev().find(names)?;
        Some(before.start..last + 1)
    }

    fn is_owner_token(&self, index: usize) -> bool {
        let (token, info) = (self.doc.tokens[index], self.doc.info(index));
        let link = token.kind == TokenKind::Hyphen || self.doc.word(index) == "&" || self.doc.word(index) == "of";
        let capital = token.case.is_capital() && info.function.is_none() && !info.opener;
        let address = token.kind == TokenKind::Other && self.doc.word(index).contains('.');
        link || address || token.is_word() && (capital || token.case == Case::Lower && self.is_title_noun(index))
    }

    fn is_title_noun(&self, index: usize) -> bool {
        let info = self.doc.info(index);
        info.title_modifier || info.ends_title || info.nominal.is_some()
    }

    /// "a spokesman for *Voss Bank*", "an official at *Voss Bank*", "a report by *Voss Bank*".
    fn owner_after(
        &mut self,
        source: &Range<usize>,
        phrase: &Phrase,
        parts: &ClaimReading,
    ) -> Option<(u32, Range<usize>)> {
        let until = source.end.min(phrase.head + OWNER_REACH);
        let document = self.is_document(phrase.head);
        let comma = |index: usize| self.doc.tokens[index].kind == TokenKind::Comma;
        // "the research, by Voss Bank", "the graphic, provided by Voss Bank"
        let from = phrase.head + 1;
        let by = |at: usize| at < until && self.doc.is(at, "by");
        let from = from + usize::from(document && from < until && comma(from) && (by(from + 1) || by(from + 2)));
        let clause = (from..until).take_while(|&index| !comma(index));
        let on = clause.clone().find(|&index| document && self.doc.is(index, "on"));
        let mut owners = clause.into_iter().filter(|&index| self.can_own(phrase.head, index)).peekable();
        let first = owners.peek().copied();
        // "a survey of brokers by Voss Bank": by whom says more than of whom.
        let by = owners.find(|&index| self.doc.is(index, "by"));
        // "a post on the company’s website"
        if let Some(place) = on.map(|on| on + 1..until).filter(|place| !place.is_empty()) {
            let site = self.phrase(&place);
            if self.is_document(site.head)
                && let Some((entity, _)) = self.owner_before(&place, &site, parts)
            {
                return Some((entity, phrase.head..phrase.head + 1));
            }
        }
        let at = by.filter(|_| document).or(first)?;
        if at + 1 >= source.end {
            return None;
        }
        let inner = at + 1..self.before_weekday(at + 1..source.end);
        let of = self.phrase(&inner);
        // "voters in Ohio" do not speak for Ohio.
        let place = of.mention.is_some_and(|at| self.doc.mentions[at].kind == EntityKind::State);
        if place && !self.in_group(&self.doc.lower(phrase.head), WordGroup::Official) {
            return None;
        }
        // "a biography of Lee", "the findings of Voss Watch".
        let body = of.mention.is_none_or(|at| self.doc.mentions[at].kind == EntityKind::Organization);
        if document && self.doc.is(at, "of") && !(body && of.possessor.is_none()) {
            return None;
        }
        let end = of.mention.or(of.possessor).or(of.before).map(|at| self.doc.mentions[at].tokens.end());
        // "a statement from the New Zealand cricket team" is not for New Zealand.
        let team = of.before.is_some_and(|at| self.doc.mentions[at].kind == EntityKind::State)
            && of.mention.is_none()
            && self.nominal_at(of.head, inner.start).is_some_and(|noun| noun.refers == Refers::Organization)
            && !self.in_group(&self.doc.lower(of.head), WordGroup::Government)
            && !self.in_group(&self.doc.lower(of.head), WordGroup::PublicBody);
        if team {
            return None;
        }
        let end = end.unwrap_or(of.end.max(at + 2)).min(source.end);
        Some((self.named_by(&inner, None, parts)?, phrase.head..end))
    }

    /// Where the day begins in "the exchange last Friday".
    fn before_weekday(&self, inner: Range<usize>) -> usize {
        let Some(day) = inner.clone().skip(1).find(|&index| self.doc.info(index).weekday) else { return inner.end };
        let early = day > inner.start + 1 && self.in_group(&self.doc.lower(day - 1), WordGroup::BeforeMonth);
        day - usize::from(early)
    }

    /// True if the preposition at `at` says whose the noun is: "officials at", "a report by", but not "a filing with".
    fn can_own(&self, head: usize, at: usize) -> bool {
        let lower = self.doc.lower(head);
        let document = self.is_document(head);
        match &*self.doc.lower(at) {
            "with" | "at" | "on" => !document,
            "in" => {
                document
                    || self.in_group(&lower, WordGroup::Official)
                    || self.in_group(&lower, WordGroup::Representative)
                    || self.is_one_in_body(head, at)
            }
            word => self.in_group(word, WordGroup::Owner),
        }
    }

    /// "an officer in the Port Ellen Police Department"
    fn is_one_in_body(&self, head: usize, at: usize) -> bool {
        let one = |noun: Nominal| !noun.plural && matches!(noun.refers, Refers::Person | Refers::Unnamed);
        let article = at + 1 < self.doc.tokens.len() && self.doc.is(at + 1, "the");
        let body = self.mention_at(at + 1 + usize::from(article));
        let organization = |at: usize| self.doc.mentions[at].kind == EntityKind::Organization;
        self.doc.info(head).nominal.is_some_and(one) && body.is_some_and(organization)
    }

    fn is_document(&self, head: usize) -> bool {
        self.doc.info(head).nominal.is_some_and(|noun| noun.refers == Refers::Document)
    }

    /// Whom a noun phrase beside the head names: "Voss Bank", "the company", "the Voss campaign", "the health ministry".
    fn named_by(&mut self, inner: &Range<usize>, head: Option<usize>, parts: &ClaimReading) -> Option<u32> {
        let of = self.phrase(inner);
        let found = self.government(inner, &of).or_else(|| self.kind_after_name(&of));
        if let Some(entity) = found.or_else(|| self.owned_organization(inner, &of, parts)) {
            return Some(entity);
        }
        if of.mention.is_none() {
            let force = self.in_group(&self.doc.lower(of.head), WordGroup::Force);
            let named = if force { self.force_named(inner, &of) } else { None };
            // "the ministry’s spokesman" speaks for one that the article names elsewhere, or not at all.
            let article = usize::from(self.doc.info(inner.start).function == Some(Function::Determiner));
            let bare = of.head == inner.start + article && !force;
            let body = named.or_else(|| if bare { None } else { self.public_body(inner, &of) });
            if let Some(entity) = body.or_else(|| self.part_of_organization(inner, &of)) {
                return Some(entity);
            }
        }
        if let Some(at) = of.mention.or(of.possessor).or(of.before) {
            let mention = &self.doc.mentions[at];
            // Officials, ministers and the like speak for the state before them; experts do not.
            let official = self.in_group(&self.doc.lower(head.unwrap_or(of.head)), WordGroup::Official);
            let of_state = head.is_some_and(|head| mention.kind == EntityKind::State && !self.is_document(head));
            let of_state = of_state && !self.is_possessive(mention.tokens.end());
            let speaks = official || mention.form != MentionForm::Demonym && !of_state;
            return mention.entity.filter(|_| speaks);
        }
        let noun = self.nominal_at(of.head, inner.start);
        if noun.is_some_and(|noun| noun.refers == Refers::Person && !noun.plural) {
            return self.described(inner, of.head);
        }
        let owns = head.is_some() && self.is_possessive(inner.end);
        let kind = noun.is_some_and(|noun| noun.refers == Refers::Organization && !noun.plural)
            || self.doc.lexicons.organization_nouns.contains_key(&*self.doc.lower(of.head));
        let opens = self.doc.sentences[self.doc.sentence_of(of.head)].tokens.start() == of.head;
        if (kind || owns) && (opens || self.doc.tokens[of.head].case == Case::Lower) {
            let meant = self.organization_of_noun(inner, of.head, None);
            let definite = self.in_group(&self.doc.lower(inner.start), WordGroup::Definite);
            return meant.or_else(|| {
                let last = self.talked_about(inner.start).filter(|_| definite)?;
                self.is_of_kind(last, of.head).then_some(last)
            });
        }
        match self.proper_name(inner, &of, parts).filter(|_| head.is_none())?.speaker? {
            Speaker::Entity { entity, .. } => Some(entity),
            _ => None,
        }
    }

    /// "*her* lawyer", "*its* statement", "*their* report".
    pub(super) fn owner_by_pronoun(&mut self, at: usize, parts: &ClaimReading) -> Option<u32> {
        if self.doc.info(at).function != Some(Function::Possessive) {
            return None;
        }
        let word = self.doc.lower(at);
        let speaker = match &*word {
            "its" => self.thing(at, parts)?.0,
            "their" => self.several(at)?.speaker.clone(),
            _ => return self.person_of_pronoun(at, parts).map(|found| found.entity),
        };
        match speaker {
            Speaker::Entity { entity, .. } => Some(entity),
            _ => None,
        }
    }
}
