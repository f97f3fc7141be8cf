//! Offices known by who holds them: "the sheriff’s office", "the Ohio Attorney General’s office".

use super::phrase::Phrase;
use super::resolver::{MENTION_REACH, SpeakerResolver};
use crate::document::{EntityKind, MentionForm};
use crate::entity::title;
use crate::gazetteer::word_class::{Function, Refers, TitleKind};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

impl SpeakerResolver<'_, '_> {
    /// The office that a source names by the title of who holds it: the last one so called, or one by that name.
    pub(super) fn office_of_officer(&mut self, source: &Range<usize>, phrase: &Phrase) -> Option<u32> {
        let head = phrase.head;
        let noun = self.nominal_at(head, source.start)?;
        let possessive = head.checked_sub(1).filter(|&at| at > source.start && self.is_possessive(at))?;
        let (office, first) = title::ending(self.doc, possessive).filter(|&(_, first)| first >= source.start)?;
        let body = noun.refers == Refers::Organization
            && !noun.plural
            && self.in_group(&self.doc.lower(head), WordGroup::OfOfficer);
        let article = self.doc.info(source.start).function == Some(Function::Determiner);
        let start = source.start + usize::from(article);
        let closed = head + 1 == source.end || phrase.end == head + 1;
        // "Port Ellen sheriff", but not "Ada Voss, the sheriff"
        let part = |index: usize| {
            let person = self.mention_at(index).is_some_and(|at| {
                let mention = &self.doc.mentions[at];
                mention.kind == EntityKind::Person || mention.form == MentionForm::Demonym
            });
            self.doc.tokens[index].is_word() && self.doc.info(index).function.is_none() && !person
        };
        if !body || !closed || office.kind != TitleKind::Office || first < start || !(start..first).all(part) {
            return None;
        }
        let span = self.doc.span_of(start..head + 1);
        let name = span.of(self.doc.text()).split_whitespace().collect::<Vec<_>>().join(" ");
        Some(self.office_called(&name, source.start).unwrap_or_else(|| self.add_organization(name, None, span)))
    }

    /// The last organization before token `at` whose name ends in these words, in small letters or capitals: "Lee County Sheriff’s
    /// Office".
    fn office_called(&self, name: &str, at: usize) -> Option<u32> {
        let name = name.to_lowercase().replace('\'', "’");
        let fits = |entity: &u32| {
            let known = self.entity(*entity);
            known.kind == EntityKind::Organization && {
                let own = known.name.to_lowercase().replace('\'', "’");
                own.strip_suffix(&*name).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
            }
        };
        let listed = self.doc.entities.len() as u32;
        let added = (listed..listed + self.added.len() as u32).rev().take(MENTION_REACH).find(fits);
        added.or_else(|| self.mentions_before(at).filter_map(|mention| mention.entity).find(fits))
    }
}
