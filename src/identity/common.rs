//! How many people bear a name: two articles that name "John Smith" need not mean one person.

use super::name::ComparedName;
use crate::document::EntityKind;
use crate::gazetteer::Gazetteer;
use crate::gazetteer::name_variants::folded;
use rustc_hash::FxHashMap;

/// Product of the bearers of the given and of the family name, in the gazetteer, from which on a full name is common.
const COMMON: u64 = 6000;
/// The same for spellings and initials, which need a rarer name.
const RARE: u64 = 600;
/// Bearers of a family name in the gazetteer up to which it is rare.
const RARE_SURNAME: u32 = 8;

/// How many people of the gazetteer have each given and each family name.
#[derive(Debug, Default)]
pub(super) struct NameBearers {
    given: FxHashMap<Box<str>, u32>,
    surnames: FxHashMap<Box<str>, u32>,
}

impl NameBearers {
    pub(super) fn of(gazetteer: &Gazetteer) -> Self {
        let mut counts = Self::default();
        for entry in gazetteer.entries().map(|entry| gazetteer.entry(entry)) {
            let Some((given, surname)) = (entry.kind == EntityKind::Person)
                .then(|| entry.name())
                .and_then(|name| Some((name.split(' ').next()?, name.rsplit(' ').next()?)))
            else {
                continue;
            };
            *counts.given.entry(folded(given).into()).or_default() += 1;
            *counts.surnames.entry(folded(surname).into()).or_default() += 1;
        }
        counts
    }

    fn product(&self, name: &ComparedName) -> u64 {
        let count = |counts: &FxHashMap<Box<str>, u32>, word: &str| counts.get(word).copied().unwrap_or(0).max(1);
        u64::from(count(&self.given, &name.given)) * u64::from(count(&self.surnames, &name.surname))
    }

    /// True for a full name that many people have. A word between makes it a rare one.
    pub(super) fn is_common(&self, name: &ComparedName) -> bool {
        name.middle.is_empty() && self.product(name) >= COMMON
    }

    /// True for a full name that hardly anybody has.
    pub(super) fn is_rare(&self, name: &ComparedName) -> bool {
        self.product(name) < RARE
    }

    /// True for a family name that hardly anybody has.
    pub(super) fn is_rare_surname(&self, name: &ComparedName) -> bool {
        self.surnames.get(&*name.surname).copied().unwrap_or(0) <= RARE_SURNAME
    }
}
