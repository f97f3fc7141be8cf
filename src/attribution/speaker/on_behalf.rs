//! For whom somebody without a name speaks, and whose document it is: "a United Airlines spokesperson", "police in Port Ellen",
//! "her lawyer", "a UN report".

use super::phrase::Phrase;
use super::resolver::SpeakerResolver;
use crate::attribution::reading::ClaimReading;
use crate::claim::Speaker;
use crate::document::{Case, MentionForm, TokenKind};
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use crate::span::Span;
use std::ops::Range;

/// How many documents and speakers are remembered with the one that they speak for.
const REMEMBERED: usize = 8;
/// How far after the head of a source its owner is named, in tokens.
const OWNER_REACH: usize = 12;

impl SpeakerResolver<'_, '_> {
    /// The entity for which the unnamed source speaks, or that issued the document; and the words that say so together with the
    /// noun: "Reuters/Ipsos poll".
    pub(super) fn on_behalf(
        &mut self,
        source: &Range<usize>,
        phrase: &Phrase,
        parts: &ClaimReading,
    ) -> Option<(u32, Option<Span>)> {
        let noun = self.doc.lexicons.role_words.sense(self.doc.word(phrase.head)).id;
        let found = self.owner_before(source, phrase).or_else(|| self.owner_after(source, phrase, parts));
        let found = found.map(|(entity, tokens)| (entity, Some(self.doc.span_of(tokens)))).or_else(|| {
            let possessive = self.doc.info(source.start).function == Some(Function::Possessive);
            let person = if possessive { self.person_of_pronoun(source.start, parts) } else { None };
            person.map(|entity| (entity, None))
        });
        if let Some((entity, span)) = found {
            self.authors.truncate(REMEMBERED - 1);
            self.authors.push_front((noun, entity, span));
            return found;
        }
        let definite = self.in_group(&self.doc.lower(source.start), WordGroup::Definite);
        self.authors.iter().find(|known| definite && known.0 == noun).map(|&(_, entity, span)| (entity, span))
    }

    /// "a *Voss Bank* spokesman", "*Voss Bank*’s lawyers".
    fn owner_before(&mut self, source: &Range<usize>, phrase: &Phrase) -> Option<(u32, Range<usize>)> {
        if let Some(at) = phrase.possessor.or(phrase.before) {
            let mention = &self.doc.mentions[at];
            let speaks = mention.form != MentionForm::Demonym || self.speaks_for_state(phrase.head);
            return Some((mention.entity.filter(|_| speaks)?, mention.tokens.start()..phrase.head + 1));
        }
        // "a Quillby spokesman": capitals that no list has.
        let mut start = phrase.head;
        while start > source.start && self.is_owner_token(start - 1) {
            start -= 1;
        }
        while start < phrase.head && !self.doc.tokens[start].case.is_capital() {
            start += 1;
        }
        let opens = start == source.start && self.doc.sentences[self.doc.sentence_of(start)].tokens.start() == start;
        let mut end = phrase.head;
        while end > start && self.doc.tokens[end - 1].case == Case::Lower {
            end -= 1;
        }
        if start >= end || opens || self.mention_at(start).is_some() {
            return None;
        }
        let span = self.doc.span_of(start..end);
        let name = span.of(self.doc.text()).to_owned();
        let place = self.doc.lexicons.places.contains(name.as_str());
        let known = self.organization_with_part(&name, source.start);
        let entity =
            known.or_else(|| (!place && !name.contains('\n')).then(|| self.add_organization(name, None, span)));
        Some((entity?, start..phrase.head + 1))
    }

    fn is_owner_token(&self, index: usize) -> bool {
        let (token, info) = (self.doc.tokens[index], self.doc.info(index));
        let link = token.kind == TokenKind::Hyphen || self.doc.word(index) == "&" || self.doc.word(index) == "of";
        let title = info.title_modifier || info.ends_title || info.nominal.is_some();
        link || token.is_word()
            && (token.case.is_capital() && info.function.is_none() && !info.opener && !title
                || token.case == Case::Lower && title)
    }

    /// Officials, ministers and the like speak for the state whose adjective stands before them; experts do not.
    fn speaks_for_state(&self, head: usize) -> bool {
        self.in_group(&self.doc.lower(head), WordGroup::Official)
    }

    /// "a spokesman for *Voss Bank*", "an official at *Voss Bank*", "a report by *Voss Bank*".
    fn owner_after(
        &mut self,
        source: &Range<usize>,
        phrase: &Phrase,
        parts: &ClaimReading,
    ) -> Option<(u32, Range<usize>)> {
        let until = source.end.min(phrase.head + OWNER_REACH);
        let at = (phrase.head + 1..until).find(|&index| {
            self.doc.tokens[index].kind == TokenKind::Comma || self.in_group(&self.doc.lower(index), WordGroup::Owner)
        })?;
        if self.doc.tokens[at].kind == TokenKind::Comma || at + 1 >= source.end {
            return None;
        }
        let inner = at + 1..source.end;
        let of = self.phrase(&inner);
        let whole = phrase.head..of.end.max(at + 2).min(source.end);
        if let Some(entity) = self.government(&inner, &of).or_else(|| self.kind_after_name(&of)) {
            return Some((entity, whole));
        }
        if let Some(at) = of.mention.or(of.possessor).or(of.before) {
            let mention = &self.doc.mentions[at];
            return Some((mention.entity?, phrase.head..mention.tokens.end()));
        }
        let noun = self.doc.info(of.head).nominal;
        if noun.is_some_and(|noun| noun.refers == Refers::Organization && !noun.plural) {
            let found = self.owned_organization(&inner, &of, parts).or_else(|| self.organization_by_kind(&inner, &of));
            if let Some(entity) = found {
                return Some((entity, whole));
            }
        }
        match self.proper_name(&inner, &of, parts)?.speaker? {
            Speaker::Entity { entity, .. } => Some((entity, whole)),
            _ => None,
        }
    }
}
