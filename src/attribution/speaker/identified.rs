//! Those whom the article names only after a noun for them: "The head of the museum said so. … Ada Voss said", "a Samoan newspaper
//! reported … the Quillmark Times said".

use super::described::LEAD;
use super::resolver::SpeakerResolver;
use crate::document::{EntityKind, Mention, TokenKind};
use crate::gazetteer::word_class::{Function, Nominal, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// How many sentences ahead the name of a person may be.
const REACH: usize = 3;
/// How many mentions ahead it may be.
const MENTIONS: usize = 16;
/// How many mentions ahead an organization may be named.
const ORGANIZATIONS: usize = 32;

impl SpeakerResolver<'_, '_> {
    /// The next person whom the article names for the first time, if nothing there says who that is, because `source`, with
    /// the noun `noun`, has just said it.
    pub(super) fn identified(&self, source: &Range<usize>, head: usize, noun: Nominal) -> Option<u32> {
        let here = self.doc.sentence_of(source.start);
        let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() < source.end);
        let ahead = self.doc.mentions[from..].iter().take(MENTIONS);
        let mut new = ahead
            .take_while(|mention| self.doc.sentence_of(mention.tokens.start()) <= here + REACH)
            .filter(|mention| mention.kind == EntityKind::Person && self.doc.depths[mention.tokens.start()] == 0)
            .filter_map(|mention| mention.entity.map(|entity| (mention, entity)))
            .filter(|(mention, entity)| self.entity(*entity).first == mention.span);
        let (mention, entity) = new.next()?;
        let full = self.entity(entity).name.contains(' ');
        let fits = full && self.agrees(entity, noun.gender) && self.is_next_to_speech(mention);
        (fits && (self.is_bare_name(entity, head, mention) || self.goes_on(here, entity, head, mention)))
            .then_some(entity)
    }

    /// True beside a verb of saying: "said Ada Voss", "Ada Voss has said".
    fn is_next_to_speech(&self, mention: &Mention) -> bool {
        let (start, end) = (mention.tokens.start(), mention.tokens.end());
        let limit = self.doc.sentences[self.doc.sentence_of(start)].tokens.end();
        let helps =
            |index: usize| matches!(self.doc.info(index).function, Some(Function::Auxiliary | Function::Adverb));
        let verb = (end..limit.min(end + 3)).find(|&index| !helps(index));
        verb.is_some_and(|index| self.doc.info(index).speech_verb)
            || start > 0 && self.doc.info(start - 1).speech_verb
            // "…,” said Ada Voss, the owner": who speaks behind a quotation may be described after the verb and the name.
            || (start.saturating_sub(6)..start).any(|index| {
                self.doc.info(index).speech_verb && index > 0 && self.doc.tokens[index - 1].kind == TokenKind::DoubleQuote
            })
    }

    /// True if neither the words around a name nor the gazetteer say anything of the person, or the gazetteer says what the noun
    /// at `head` does.
    fn is_bare_name(&self, entity: u32, head: usize, mention: &Mention) -> bool {
        let next = self.doc.tokens.get(mention.tokens.end()).map(|token| token.kind);
        let described = matches!(next, Some(TokenKind::Comma | TokenKind::Open | TokenKind::Dash));
        let known = self.entity(entity).entry.is_some();
        let same = known && self.has_office(entity, self.doc.word(head));
        !described && !self.is_described_here(entity) && (!known || same)
    }

    /// "A trade official said so. “It is late,” chief negotiator Ada Voss said": the quotation in the next sentence goes on with
    /// what was said, and its speaker has an office.
    fn goes_on(&self, here: usize, entity: u32, head: usize, mention: &Mention) -> bool {
        let next = self.doc.sentences.get(here + 1);
        let quoted = next.is_some_and(|next| self.doc.tokens[next.tokens.start()].kind == TokenKind::DoubleQuote);
        let sentence = self.doc.sentence_of(mention.tokens.start());
        let near = sentence == here + 1
            || sentence == here + 2 && self.doc.depths[self.doc.sentences[sentence].tokens.start()] > 0;
        quoted
            && near
            && here < LEAD
            && self.in_group(&self.doc.lower(head), WordGroup::AnyOffice)
            && self.is_described_here(entity)
    }

    /// The one organization of the kind that an indefinite noun at the top of the article says, which is named only later.
    pub(super) fn organization_identified(&self, source: &Range<usize>, head: usize) -> Option<u32> {
        let noun = self.doc.lower(head);
        let vague = [WordGroup::AnyKind, WordGroup::Numerous, WordGroup::PublicBody, WordGroup::PartOfOrganization];
        if self.doc.sentence_of(source.start) >= LEAD || vague.iter().any(|&group| self.in_group(&noun, group)) {
            return None;
        }
        let state = source.clone().find_map(|index| {
            let mention = &self.doc.mentions[self.mention_at(index)?];
            mention.entity.filter(|_| mention.kind == EntityKind::State).map(|state| self.entity(state).id.as_str())
        });
        let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() < source.end);
        let mut only = None;
        for mention in self.doc.mentions[from..].iter().take(ORGANIZATIONS) {
            let Some(entity) = mention.entity.filter(|_| mention.kind == EntityKind::Organization) else { continue };
            let own = self.entity(entity).state.as_deref();
            let elsewhere = state.is_some() && own.is_some() && own != state;
            let new = self.entity(entity).first.start >= self.doc.tokens[source.start].span().start;
            if elsewhere || !self.is_surely_of_kind(entity, &noun) {
                continue;
            }
            if !new || only.is_some_and(|other| other != entity) {
                return None;
            }
            only = Some(entity);
        }
        only
    }

    /// True for a noun by which somebody may be called whom a name follows.
    pub(super) fn may_be_identified(&self, source: &Range<usize>, noun: Nominal, definite: bool) -> bool {
        // "one girl", "a girl named Ada": somebody of several, or by name.
        let new = self.in_group(&self.doc.lower(source.start), WordGroup::Number)
            || self.doc.is(source.start, "one")
            || source.clone().any(|index| self.doc.is(index, "named"));
        let one = !noun.plural && !new && matches!(noun.refers, Refers::Person | Refers::Unnamed);
        one && (definite && noun.refers == Refers::Person || self.doc.sentence_of(source.start) < LEAD)
    }
}
