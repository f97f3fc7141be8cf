//! Names of states that are also names of people or of other places: "Washington said" after "Denzel Washington", Georgia.

use super::linker::{LinkTarget, Linker};
use crate::document::{EntityKind, EntryId, Gap, MentionForm, MentionRule, TokenKind};
use crate::entity::found::FoundName;
use crate::gazetteer::Surface;
use crate::gazetteer::word_groups::WordGroup;

impl<'a, 'r> Linker<'_, 'a, 'r>
where
    'a: 'r,
{
    /// Links a seat of government that is the family name of somebody whom the article has just named in full.
    pub(super) fn is_bearer(&mut self, name: &FoundName<'r>) -> bool {
        if name.end > name.start + 1 {
            return false;
        }
        if name.form() == MentionForm::Name {
            return self.is_given_name_of_one(name);
        }
        if name.form() != MentionForm::Metonym {
            return false;
        }
        let located = name.start > 0
            && self.doc.lexicons.groups.has(&self.doc.word(name.start - 1).to_ascii_lowercase(), WordGroup::Locative);
        if located {
            return false;
        }
        let surname = self.doc.word(name.start);
        if !self.people.with_surname(surname).any(|person| person.introduced < name.start) {
            return false;
        }
        let Some(LinkTarget::One(entity)) = self.bearer_of(surname, name.start) else { return false };
        let name = FoundName::local(name.start, name.end, EntityKind::Person, MentionRule::ShortName);
        self.mention(&name, Some(entity), Vec::new(), 0.8);
        self.set_alias();
        true
    }

    /// Links the name of a state that is the given name of the one person whom the article has named in full, if nothing else
    /// in it is of the state: "Jordan said" after "Jordan Voss".
    pub(super) fn is_given_name_of_one(&mut self, name: &FoundName<'r>) -> bool {
        let doc = self.doc;
        let located = name.start > 0 && doc.in_group(name.start - 1, WordGroup::Locative);
        let given = doc.word(name.start);
        if located || doc.info(name.start).given.is_none() {
            return false;
        }
        let people: Vec<_> =
            self.people.with_given(given).map(|person| (person.entity, person.introduced)).take(2).collect();
        let [(entity, introduced)] = people[..] else { return false };
        let states: Vec<EntryId> = name.surfaces.iter().map(Surface::entry).collect();
        let of_state = |found: &&FoundName<'_>| {
            found.kind == EntityKind::State && found.surfaces.iter().any(|surface| states.contains(&surface.entry()))
        };
        let mut others = self.found.iter().filter(of_state);
        if introduced > name.start
            || others.any(|found| found.start < introduced || found.form() == MentionForm::Demonym)
        {
            return false;
        }
        let name = FoundName::local(name.start, name.end, EntityKind::Person, MentionRule::ShortName);
        self.mention(&name, Some(entity), Vec::new(), 0.8);
        self.set_alias();
        true
    }

    /// True if a name that a state shares with another place is the state here: beside other states, after its capital or
    /// the office of its head, or anywhere in an article about it.
    pub(super) fn means_state(&self, name: &FoundName<'_>) -> bool {
        let Some(entry) = name.surfaces.iter().find(|surface| surface.kind() == EntityKind::State) else {
            return false;
        };
        let (doc, entry) = (self.doc, entry.entry());
        if name.form() == MentionForm::Demonym {
            return true;
        }
        let comma = name.start > 1 && doc.tokens[name.start - 1].kind == TokenKind::Comma;
        if self.listed_with_states(name) || self.after_office_of_state(name) {
            return true;
        }
        if comma && doc.tokens[name.start - 2].case.is_capital() {
            // "TBILISI, Georgia" and "Atlanta, Georgia"
            return self.is_seat(name.start - 2, entry);
        }
        // "Georgia Gov. Ada Voss"
        let next = doc.tokens.get(name.end);
        let part = next.is_some_and(|next| next.gap == Gap::Space && next.case.is_capital());
        !part && *self.own_state.get_or_init(|| self.is_about(entry))
    }

    /// "Ukraine, Georgia and Moldova"
    fn listed_with_states(&self, name: &FoundName<'_>) -> bool {
        let joined = |from: usize, to: usize| {
            from < to
                && to <= from + 2
                && (from..to).all(|index| {
                    self.doc.tokens[index].kind == TokenKind::Comma || matches!(self.doc.word(index), "and" | "or")
                })
        };
        let place = self.found.partition_point(|found| found.start < name.start);
        let is_state = |found: &&FoundName<'_>| {
            let one = matches!(found.surfaces, [surface] if surface.rule().is_none());
            found.kind == EntityKind::State && one && found.form() == MentionForm::Name
        };
        let before = place.checked_sub(1).and_then(|index| self.found.get(index)).filter(is_state);
        let after = self.found.get(place + 1).filter(is_state);
        before.is_some_and(|found| joined(found.end, name.start))
            || after.is_some_and(|found| joined(name.end, found.start))
    }

    /// "the president of Georgia", "the government of Georgia"
    fn after_office_of_state(&self, name: &FoundName<'_>) -> bool {
        let doc = self.doc;
        let Some(before) = name.start.checked_sub(2).filter(|_| doc.word(name.start - 1) == "of") else { return false };
        let word = doc.word(before);
        doc.lexicons.groups.has(word, WordGroup::Government) || doc.lexicons.groups.has(word, WordGroup::StateOffice)
    }

    /// True if the capital at `at` is the seat of the state's government.
    fn is_seat(&self, at: usize, entry: EntryId) -> bool {
        self.gazetteer.find(self.doc.doc, at, at + 1).is_some_and(|found| {
            found.surfaces.iter().any(|surface| surface.entry() == entry && surface.form() == MentionForm::Metonym)
        })
    }

    /// True if the article has another name of the state, its seat of government, or somebody of it.
    fn is_about(&self, entry: EntryId) -> bool {
        let id = self.gazetteer.id(entry);
        let of_state = |found: &FoundName<'_>| {
            let own = || found.surfaces.iter().any(|surface| surface.entry() == entry);
            let citizen = |surface: &Surface| {
                surface.entry() != EntryId::PLACE && self.gazetteer.state(surface.entry()) == Some(id)
            };
            if found.kind == EntityKind::State {
                return own()
                    && (found.form() == MentionForm::Demonym
                        || self.listed_with_states(found)
                        || self.after_office_of_state(found));
            }
            matches!(found.surfaces, [surface] if citizen(surface))
        };
        self.found.iter().any(of_state)
            || (0..self.doc.tokens.len()).any(|at| {
                let place = || self.doc.lexicons.groups.has(self.doc.word(at), WordGroup::OwnPlace);
                self.doc.tokens[at].case.is_capital() && (self.is_seat(at, entry) || place())
            })
    }
}
