//! Which entry of the gazetteer a name refers to: by how well known each is, and by the states, offices and date of the
//! article.

use super::linker::Linker;
use crate::document::{EntityKind, EntryId};
use crate::entity::found::FoundName;
use crate::entity::title;
use crate::gazetteer::Surface;
use crate::gazetteer::name_rules::AmbiguityRule;
use crate::gazetteer::role_words::RoleKind;
use rustc_hash::FxHashSet;

/// How much an entity must outweigh its namesakes to be chosen without further evidence.
const MARGIN: u8 = 3;
/// People below this weight (members of most parliaments) are so many that name and state do not identify one: an office
/// beside the name has to agree.
const KNOWN: u8 = 3;
/// From this weight on (members of the US Congress, heads of state) a full name is enough.
const WELL_KNOWN: u8 = 6;
/// Organizations from this weight on are chosen even for a name that is flagged as ambiguous.
const FAMOUS: u8 = 7;

impl<'a, 'r> Linker<'_, 'a, 'r>
where
    'a: 'r,
{
    /// The one entry that a name of the gazetteer refers to, or else all candidates, the best known first. Of people, those
    /// far better known than their namesakes are preferred, then those of the states in the article. Organizations share
    /// names by their kind ("Supreme Court"), so the states come first. An obscure person needs evidence.
    pub(super) fn choose(&self, name: &FoundName<'r>) -> Result<EntryId, Vec<EntryId>> {
        let gazetteer = self.gazetteer;
        let mut entries: Vec<EntryId> = name.surfaces.iter().map(Surface::entry).collect();
        entries.dedup();
        entries.retain(|&entry| entry != EntryId::PLACE && gazetteer.entry(entry).kind == name.kind);
        if let [only] = entries[..] {
            return if self.is_evident(name, only) { Ok(only) } else { Err(entries) };
        }
        entries.sort_by_key(|&entry| std::cmp::Reverse(gazetteer.entry(entry).weight));
        let near = |&entry: &EntryId| gazetteer.state(entry).is_some_and(|state| self.states().contains(state));
        let likely = match name.kind {
            EntityKind::Person => self.outweighing(entries.clone()),
            _ => entries.clone(),
        };
        let mut best = likely.clone();
        if best.len() > 1 {
            best.retain(near);
            // What many states have ("House of Representatives") belongs to the only state named, or is left open.
            if name.rule().is_none() {
                best = self.outweighing(if best.is_empty() { likely } else { best });
            }
        }
        // Of several presidents of one name, the one in office on the article's date.
        if best.len() > 1 && name.kind == EntityKind::Person {
            let date = self.doc.article.meta.iso_date();
            let mut in_office = entries.iter().copied().filter(|&entry| self.holds_office_here(name, entry, date));
            if let (true, Some(one), None) = (date.is_some(), in_office.next(), in_office.next()) {
                best = vec![one];
            }
        }
        match best[..] {
            [only] if self.is_evident(name, only) => Ok(only),
            _ => Err(entries),
        }
    }

    /// Those entries that no other outweighs by far.
    fn outweighing(&self, mut entries: Vec<EntryId>) -> Vec<EntryId> {
        let weight = |entry: EntryId| self.gazetteer.entry(entry).weight;
        let most = entries.iter().map(|&entry| weight(entry)).max().unwrap_or_default();
        entries.retain(|&entry| weight(entry) + MARGIN > most);
        entries
    }

    /// True if the name and its context are enough to identify the entity.
    fn is_evident(&self, name: &FoundName<'_>, entry: EntryId) -> bool {
        let gazetteer = self.gazetteer;
        let weight = gazetteer.entry(entry).weight;
        let state_named = || gazetteer.state(entry).is_some_and(|state| self.states().contains(state));
        match name.kind {
            EntityKind::State => true,
            EntityKind::Person if weight >= WELL_KNOWN => true,
            EntityKind::Person => {
                let office = || self.holds_office_here(name, entry, None);
                if weight < KNOWN { state_named() && office() } else { state_named() || office() }
            }
            EntityKind::Organization => {
                weight >= FAMOUS || name.rule() != Some(AmbiguityRule::Ambiguous) || state_named()
            }
        }
    }

    /// True if the office beside a name is one of the entry's, held on `date` if there is one: "state Sen. Ada Voss".
    fn holds_office_here(&self, name: &FoundName<'_>, entry: EntryId, date: Option<&str>) -> bool {
        let lexicons = self.doc.lexicons;
        let sense = |word: &str| lexicons.role_words.sense(word);
        let Some((start, end)) = self.office(name) else { return false };
        let names_office = |&index: &usize| {
            let word = self.doc.info(index);
            word.ends_title || word.nominal.is_some() || sense(self.doc.word(index)).kind == Some(RoleKind::Office)
        };
        let mut offices = (start..end).filter(names_office).map(|index| sense(self.doc.word(index)));
        let roles = || self.gazetteer.roles(entry).filter(|role| date.is_none_or(|date| role.held_on(date)));
        let held = || roles().flat_map(|role| role.title.split_whitespace());
        offices.any(|office| held().any(|word| sense(word).id == office.id))
    }

    /// True if the article names the state of one of the entries with this name.
    pub(super) fn is_of_named_state(&self, name: &FoundName<'_>) -> bool {
        let state = |surface: &Surface| {
            let entry = Some(surface.entry()).filter(|&entry| entry != EntryId::PLACE)?;
            self.gazetteer.state(entry)
        };
        name.surfaces.iter().filter_map(state).any(|state| self.states().contains(state))
    }

    /// The states that the article names unambiguously.
    fn states(&self) -> &FxHashSet<&'r str> {
        let gazetteer = self.gazetteer;
        self.states.get_or_init(|| self.found.iter().filter_map(sure_state).map(|id| gazetteer.id(id)).collect())
    }

    /// Whoever of this family name held the office before it on the article's date: "President Bush".
    pub(super) fn holder(&self, name: &FoundName<'r>, surname: &str) -> Option<EntryId> {
        let date = self.doc.article.meta.iso_date()?;
        let (mut start, end) = title::office_before(self.doc, name.start)?;
        let of_token = |at: usize| Some(&self.found[self.found.binary_search_by_key(&at, |found| found.start).ok()?]);
        let state = of_token(start).filter(|found| found.kind == EntityKind::State);
        if let Some(found) = state {
            start = found.end;
        }
        let (gazetteer, offices) = (self.gazetteer, &self.doc.lexicons.offices);
        let words = (start..end).map(|index| self.doc.word(index).to_lowercase()).collect::<Vec<_>>();
        let office = offices.find(&words.join(" "))?;
        let state = match state {
            Some(found) => Some(sure_state(found)?),
            None => None,
        };
        offices.holder_called(gazetteer, office, state, date, surname)
    }
}

/// The state that a name refers to unambiguously.
fn sure_state(found: &FoundName<'_>) -> Option<EntryId> {
    let [surface] = found.surfaces else { return None };
    // "Britain" is a family name too, but hardly ever that.
    let clear = matches!(surface.rule(), None | Some(AmbiguityRule::NotBeforeSurname));
    (found.kind == EntityKind::State && clear).then_some(surface.entry())
}
