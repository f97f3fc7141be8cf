//! Relatives: "Rudenko, who said".

use super::resolver::{Principal, Resolved, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{EntityKind, TokenKind};
use crate::gazetteer::word_class::{Function, Nominal, Refers};
use crate::gazetteer::word_groups::WordGroup;

/// How far before a relative its noun may be, in tokens.
const RELATIVE_REACH: usize = 10;

impl SpeakerResolver<'_, '_> {
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
        before = self.before_parenthesis(sentence, before);
        let Some(last) = before.checked_sub(1).filter(|&last| last >= sentence) else { return open(None) };
        if is_who && let Some(together) = self.mention_at(last).and_then(|mention| self.names_before_who(mention, at)) {
            return Resolved { form: Some(form), ..together };
        }
        if let Some(mention) = self.mention_at(last)
            && let Some(whom) = self.named_before_relative(mention, sentence, is_who)
        {
            return Resolved { form: Some(form), ..self.named(whom) };
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

    /// First token of what stands between a name and its relative and is no part of either: "Lee, 34, who", "Lee (left) who".
    fn before_parenthesis(&self, sentence: usize, end: usize) -> usize {
        let kind = |index: usize| self.doc.tokens[index].kind;
        if end < sentence + 3 {
            return end;
        }
        match kind(end - 1) {
            TokenKind::Number if kind(end - 2) == TokenKind::Comma => end - 2,
            TokenKind::Close => {
                let from = sentence.max(end.saturating_sub(RELATIVE_REACH));
                (from..end - 1).rev().find(|&index| kind(index) == TokenKind::Open).unwrap_or(end)
            }
            _ => end,
        }
    }

    /// Whom a relative after a name refers to: "Ann Lee, who", "the Quillmark, which". Of "Ann Lee of the Quillmark, who" that
    /// is Lee; an organization that stands alone speaks too: "the Taliban, who".
    fn named_before_relative(&self, mention: usize, sentence: usize, is_who: bool) -> Option<usize> {
        let named = &self.doc.mentions[mention];
        if named.kind == EntityKind::Person || !is_who {
            return Some(mention);
        }
        if named.kind != EntityKind::Organization {
            return None;
        }
        let start = named.tokens.start();
        let article = usize::from(start > sentence && self.in_group(&self.doc.lower(start - 1), WordGroup::Definite));
        let link = start.checked_sub(1 + article).filter(|&link| link >= sentence);
        match link {
            Some(link) if self.in_group(&self.doc.lower(link), WordGroup::Owner) && !self.doc.is(link, "by") => {
                let comma = usize::from(link > sentence && self.doc.tokens[link - 1].kind == TokenKind::Comma);
                let whose = self.mention_at(link.checked_sub(1 + comma)?)?;
                (self.doc.mentions[whose].kind == EntityKind::Person).then_some(whose)
            }
            _ => Some(mention),
        }
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
        let name = self.before_parenthesis(sentence, comma).checked_sub(1)?;
        let mention = &self.doc.mentions[self.mention_at(name)?];
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
