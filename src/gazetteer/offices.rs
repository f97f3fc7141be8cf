//! Who held an office of a state on a day: whom "the Russian foreign minister" and "President Rudenko" refer to in an article
//! with a date. Computed from the rows of the gazetteer when it is first needed.

use super::entry::HeldRole;
use super::layers::Gazetteer;
use super::tsv::{each, embedded};
use crate::document::{EntityKind, EntryId};
use crate::error::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// Number of an office: its row in `offices.tsv`.
pub type OfficeId = u16;

/// Most words of an office: "secretary of homeland security", "chancellor of the exchequer".
pub const MAX_WORDS: usize = 4;
/// Letters of a whole date: "2016-05-03". A year or a month alone is not enough.
const WHOLE_DATE: usize = 10;

/// The offices of `offices.tsv`, and who holds them.
#[derive(Debug, Default)]
pub struct Offices {
    by_name: FxHashMap<&'static str, OfficeId>,
    /// Of each office, whose it is where no state is named.
    states: Vec<Option<&'static str>>,
    /// The offices that a role of the gazetteer is, by its title without the state.
    by_role: FxHashMap<&'static str, Vec<OfficeId>>,
    holders: OnceLock<Holders>,
}

/// A row of these sources of `people.tsv` without an end says only that none was known then (see gazetteers/SOURCES.md).
const OPEN_UNTIL: &str = "2023";

fn is_old(source: &str) -> bool {
    matches!(source, "eps" | "fbarch" | "phoenix")
}

/// People by state and office.
type Holders = FxHashMap<(EntryId, OfficeId), Vec<EntryId>>;

impl Offices {
    /// The offices that are built into the program.
    ///
    /// # Errors
    /// A broken row, which the tests would have caught.
    pub fn embedded() -> Result<Self> {
        let mut all = Self::default();
        each(embedded!("offices.tsv"), ["office", "roles", "state"], |[office, roles, state]| {
            let id = OfficeId::try_from(all.states.len()).ok()?;
            all.states.push(Some(state).filter(|state| !state.is_empty()));
            for role in roles.split('|') {
                all.by_role.entry(role).or_default().push(id);
            }
            let words = office.split(' ').count();
            (words <= MAX_WORDS && all.by_name.insert(office, id).is_none()).then_some(())
        })?;
        Ok(all)
    }

    /// The office of this name, in lower case: "foreign minister".
    #[must_use]
    pub fn find(&self, name: &str) -> Option<OfficeId> {
        self.by_name.get(name).copied()
    }

    /// The state whose office it is where none is named.
    #[must_use]
    pub fn own_state(&self, office: OfficeId) -> Option<&'static str> {
        *self.states.get(usize::from(office))?
    }

    /// The only person who held `office` of `state` on `date` (ISO 8601, with its day), if the gazetteer knows of just one.
    #[must_use]
    pub fn holder(&self, gazetteer: &Gazetteer, office: OfficeId, state: EntryId, date: &str) -> Option<EntryId> {
        let people = self.holders(gazetteer).get(&(state, office))?;
        only(people.iter().copied().filter(|&person| self.held(gazetteer, person, office, date)))
    }

    /// The only person of this family name who held `office` of any state, or of `state` if it is given, on `date`.
    #[must_use]
    pub fn holder_called(
        &self,
        gazetteer: &Gazetteer,
        office: OfficeId,
        state: Option<EntryId>,
        date: &str,
        surname: &str,
    ) -> Option<EntryId> {
        let here = |of: EntryId| state.is_none_or(|state| state == of);
        let of_office = self.holders(gazetteer).iter().filter(|((of, id), _)| *id == office && here(*of));
        let called = |person: EntryId| gazetteer.name(person).rsplit(' ').next() == Some(surname);
        only(
            of_office
                .flat_map(|(_, people)| people.iter().copied())
                .filter(|&person| called(person) && self.held(gazetteer, person, office, date)),
        )
    }

    fn held(&self, gazetteer: &Gazetteer, person: EntryId, office: OfficeId, date: &str) -> bool {
        if date.len() < WHOLE_DATE {
            return false;
        }
        let Some(state) = gazetteer.state(person) else { return false };
        let names = gazetteer.by_id(state).map(|state| StateNames::new(gazetteer, state));
        let is_office = |role: &HeldRole<'_>| self.of_role(role.title, names.as_ref()).contains(&office);
        let row = gazetteer.entry(person);
        let known = |role: &HeldRole<'_>| !role.to.is_empty() || date < OPEN_UNTIL || !row.list("source").all(is_old);
        row.roles().any(|role| role.held_on(date) && is_office(&role) && known(&role))
    }

    fn holders(&self, gazetteer: &Gazetteer) -> &Holders {
        self.holders.get_or_init(|| {
            let mut states: FxHashMap<&str, Option<(EntryId, StateNames<'_>)>> = FxHashMap::default();
            let mut holders = Holders::default();
            for person in gazetteer.entries() {
                let entry = gazetteer.entry(person);
                let Some(state) = entry.state().filter(|_| entry.kind == EntityKind::Person) else { continue };
                let state = states.entry(state).or_insert_with_key(|id| {
                    gazetteer.by_id(id).map(|state| (state, StateNames::new(gazetteer, state)))
                });
                let Some((state, names)) = state else { continue };
                for role in entry.roles() {
                    for &office in self.of_role(role.title, Some(names)) {
                        let people = holders.entry((*state, office)).or_default();
                        if people.last() != Some(&person) {
                            people.push(person);
                        }
                    }
                }
            }
            holders
        })
    }

    /// The offices that a title is, with or without the state's name before or after it.
    fn of_role(&self, title: &str, state: Option<&StateNames<'_>>) -> &[OfficeId] {
        let known = |title: &str| self.by_role.get(title).map(Vec::as_slice);
        let bare = || {
            let state = state?;
            let after = || {
                let (office, of) = title.rsplit_once(" of ")?;
                state.0.contains(of.strip_prefix("the ").unwrap_or(of)).then_some(office)
            };
            let before = || {
                let mut gaps = title.match_indices(' ').map(|(at, _)| at);
                gaps.find_map(|at| state.0.contains(&title[..at]).then_some(&title[at + 1..]))
            };
            after().or_else(before)
        };
        known(title).or_else(|| known(bare()?)).unwrap_or_default()
    }
}

/// What a state and its people are called.
struct StateNames<'g>(FxHashSet<&'g str>);

impl<'g> StateNames<'g> {
    fn new(gazetteer: &'g Gazetteer, state: EntryId) -> Self {
        let entry = gazetteer.entry(state);
        let lists = ["aliases", "acronyms", "demonyms", "adjectives"].into_iter().flat_map(|column| entry.list(column));
        Self(lists.chain([entry.name(), entry.get("official")]).collect())
    }
}

/// The person that all of these are.
fn only(mut people: impl Iterator<Item = EntryId>) -> Option<EntryId> {
    let first = people.next()?;
    people.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use crate::resources::{ResourceOptions, Resources};

    #[test]
    fn the_date_picks_the_holder() {
        let (resources, _) = Resources::load(&ResourceOptions::default()).unwrap();
        let (gazetteer, offices) = (&resources.gazetteer, &resources.lexicons.offices);
        let holder = |office: &str, state: &str, date: &str| {
            let office = offices.find(office).unwrap();
            offices
                .holder(gazetteer, office, gazetteer.by_id(state).unwrap(), date)
                .map(|person| gazetteer.name(person))
        };
        for (office, state, date, expected) in [
            ("foreign minister", "state/ru", "2016-05-03", Some("Sergei Lavrov")),
            ("secretary of state", "state/us", "2016-05-03", Some("John Kerry")),
            ("secretary of state", "state/us", "2010-05-03", Some("Hillary Clinton")),
            ("president", "state/fr", "2014-05-03", Some("François Hollande")),
            ("prime minister", "state/gb", "2014-05-03", Some("David Cameron")),
            // Two men, one after the other, on one day; a day before there were any; a year alone.
            ("president", "state/us", "2017-01-20", None),
            ("president", "state/us", "1066-10-14", None),
            ("president", "state/fr", "2014", None),
            // In office when the source was written; unknown later.
            ("foreign minister", "state/zw", "2022-05-03", Some("Frederick Shava")),
            ("foreign minister", "state/zw", "2025-10-03", None),
        ] {
            assert_eq!(holder(office, state, date), expected, "{office} of {state} on {date}");
        }
        let president = offices.find("president").unwrap();
        let called = |name: &str, date: &str| {
            offices.holder_called(gazetteer, president, None, date, name).map(|person| gazetteer.name(person))
        };
        assert_eq!(called("Bush", "2005-05-03"), Some("George W. Bush"));
        assert_eq!(called("Bush", "2015-05-03"), None);
    }
}
