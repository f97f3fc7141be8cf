//! For whom a named spokesperson or lawyer speaks: "Ada Voss, a spokeswoman for Quillby", "her lawyer, Ada Voss".

use super::phrase::Phrase;
use super::resolver::{Principal, Resolved, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{EntityKind, TokenKind};
use crate::entity::title;
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

impl SpeakerResolver<'_, '_> {
    /// "the Voss Bank spokesman", "the mayor of Port Ellen", "her office": who has no name in the article, but speaks for
    /// somebody with one.
    pub(super) fn without_name(
        &mut self,
        source: &Range<usize>,
        phrase: &Phrase,
        parts: &ClaimReading,
    ) -> Option<Resolved> {
        let word = self.doc.lower(phrase.head);
        let noun = self.doc.info(phrase.head).nominal;
        let person = noun.is_some_and(|noun| !noun.plural && noun.refers == Refers::Person);
        let office = source.len() == 2
            && self.doc.info(source.start).function == Some(Function::Possessive)
            && self.in_group(&word, WordGroup::PartOfOrganization);
        let (on_behalf, speaker) = if self.in_group(&word, WordGroup::Spokesperson) {
            (self.on_behalf(source, phrase, parts), Speaker::Unnamed)
        } else if person {
            // "Ann’s mother" speaks for nobody.
            (self.body_of_office(source, phrase, parts), Speaker::Unnamed)
        } else if office {
            (self.on_behalf(source, phrase, parts), Speaker::Group)
        } else {
            return None;
        };
        let on_behalf = Some(on_behalf?);
        let unnamed = Resolved::new(SourceForm::Nominal, Some(speaker), Flag::NominalUnresolved);
        Some(Resolved { on_behalf, unsure: person, ..unnamed })
    }

    /// "the mayor of Port Ellen", "the police chief in Leeds", and "the police chief" again: the body of the office.
    fn body_of_office(&mut self, source: &Range<usize>, phrase: &Phrase, parts: &ClaimReading) -> Option<Principal> {
        let noun = self.doc.lexicons.role_words.sense(self.doc.word(phrase.head)).id;
        let owner = self.owner(source, phrase, parts).or_else(|| {
            let entity = self.force_in_place(source, phrase.head)?;
            Some(Principal { entity, named: None })
        });
        let definite = self.in_group(&self.doc.lower(source.start), WordGroup::Definite);
        let again = self.principals.iter().find(|known| definite && known.0 == noun).map(|&(_, known)| known);
        // "Ann’s mother" speaks for nobody.
        let found = owner.or(again).filter(|owner| self.kind(owner.entity) != EntityKind::Person)?;
        self.remember_principal(noun, found);
        Some(found)
    }

    /// Adds for whom the person whom a source names speaks, if its words or those beside the person's first mention say so.
    pub(super) fn with_principal(
        &mut self,
        resolved: Resolved,
        source: &Range<usize>,
        parts: &ClaimReading,
    ) -> Resolved {
        let Some(Speaker::Entity { entity, .. }) = resolved.speaker else { return resolved };
        let single = resolved.co_speakers.is_empty() && resolved.on_behalf.is_none();
        if !single || self.kind(entity) != EntityKind::Person {
            return resolved;
        }
        let here = self.speaks_for(source, parts);
        let found = match self.represented_by.get(&entity) {
            Some(known) if here.is_none() => *known,
            _ => here.or_else(|| self.introduced_for(entity, parts)),
        };
        let found = found.filter(|principal| principal.entity != entity);
        self.represented_by.insert(entity, found);
        Resolved { on_behalf: found, ..resolved }
    }

    /// For whom the office says that a person speaks beside whose first mention it stands.
    fn introduced_for(&mut self, entity: u32, parts: &ClaimReading) -> Option<Principal> {
        let first = self.entity(entity).first;
        let at = self.doc.mentions.partition_point(|mention| mention.span.start < first.start);
        let tokens = self.doc.mentions.get(at)?.tokens;
        let limit = self.doc.sentences[self.doc.sentence_of(tokens.start())].tokens.end();
        let after = title::office_after(self.doc, tokens.end(), limit);
        let office = title::office_before(self.doc, tokens.start()).into_iter().chain(after);
        office.into_iter().find_map(|(start, end)| self.speaks_for(&(start..end), parts))
    }

    /// For whom the words of `range` say that somebody speaks.
    fn speaks_for(&mut self, range: &Range<usize>, parts: &ClaimReading) -> Option<Principal> {
        let speaks = |index: &usize| self.doc.info(*index).groups.has(WordGroup::Advocate);
        let head = range.clone().find(speaks)?;
        let comma = |index: &usize| matches!(self.doc.tokens[*index].kind, TokenKind::Comma | TokenKind::Dash);
        let start = (range.start..head).rev().find(comma).map_or(range.start, |comma| comma + 1);
        // "Quillby spokeswoman Ada Voss": the name is no part of what says whose she is.
        let end = (head + 1..range.end).find(comma).unwrap_or(range.end);
        let named = self.mention_at(head + 1).is_some_and(|at| self.doc.mentions[at].kind == EntityKind::Person);
        let end = if named { head + 1 } else { end };
        let inner = start..end;
        let phrase: Phrase = self.phrase(&(start..head + 1));
        // A prosecutor is an attorney too: "district attorney", "Attorney General".
        if phrase.head != head || self.doc.info(head).ends_title && self.doc.tokens[head].case.is_capital() {
            return None;
        }
        if let Some(principal) = self.owner(&inner, &phrase, parts) {
            return Some(principal);
        }
        if let Some(entity) = self.owner_by_pronoun(start, parts) {
            return Some(Principal { entity, named: None });
        }
        self.unlisted_owner(&inner, &phrase)
    }
}
