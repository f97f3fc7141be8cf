//! States by the codes and names that other lists give them.

use crate::document::EntityKind;
use crate::gazetteer::Gazetteer;
use rustc_hash::FxHashMap;

/// Ids of states by code, Wikidata id and name, in lower case.
#[derive(Debug, Default)]
pub struct StateIndex {
    ids: FxHashMap<String, String>,
}

impl StateIndex {
    /// The states of a gazetteer.
    #[must_use]
    pub fn of(gazetteer: &Gazetteer) -> Self {
        let mut ids = FxHashMap::default();
        for entry in gazetteer.entries().map(|entry| gazetteer.entry(entry)) {
            if entry.kind != EntityKind::State {
                continue;
            }
            let keys = ["iso2", "iso3", "wikidata", "canonical"].map(|column| entry.get(column));
            for key in keys.into_iter().chain(entry.list("aliases")).filter(|key| !key.is_empty()) {
                ids.entry(key.to_lowercase()).or_insert_with(|| entry.id().to_owned());
            }
        }
        Self { ids }
    }

    /// The id of the state that a code (RU, RUS, Q159) or a name means.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&str> {
        self.ids.get(&text.to_lowercase()).map(String::as_str)
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.values().map(String::as_str)
    }
}
