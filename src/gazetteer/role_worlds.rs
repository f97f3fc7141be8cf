//! What people do, by the world it belongs to: `gazetteers/lexicons/role-worlds.tsv`.

use super::tsv::{column_enum, embedded, items, map};
use crate::error::Result;
use rustc_hash::FxHashMap;

column_enum! {
    /// A world of work.
    World {
        Politics = "politics",
        Law = "law",
        Police = "police",
        Military = "military",
        Sport = "sport",
        Business = "business",
        Science = "science",
        Medicine = "medicine",
        Education = "education",
        Arts = "arts",
        Media = "media",
        Religion = "religion",
        Trade = "trade",
        Aviation = "aviation",
        Crime = "crime",
    }
}

/// Several worlds, one bit each; none where nothing is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Worlds(u16);

impl Worlds {
    /// Those of both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that both have.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// True if nothing is known.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The lexicon.
#[derive(Debug)]
pub struct RoleWorlds(FxHashMap<&'static str, Worlds>);

impl RoleWorlds {
    /// The list that is built into the program.
    ///
    /// # Errors
    /// A broken row: a defect of the build, which the tests would have caught.
    pub fn embedded() -> Result<Self> {
        let worlds = |[_, worlds]: [&str; 2]| {
            items(worlds)
                .try_fold(Worlds::default(), |all, world| Some(Worlds(all.0 | 1 << World::parse(world)? as u16)))
        };
        Ok(Self(map(embedded!("role-worlds.tsv"), ["word", "worlds"], worlds)?))
    }

    /// The worlds of a word in lower case; `None` for one that the list does not have.
    pub fn of(&self, word: &str) -> Option<Worlds> {
        self.0.get(word).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worlds() {
        let worlds = RoleWorlds::embedded().unwrap();
        let of = |word| worlds.of(word).unwrap();
        assert!(of("senator").common(of("goalkeeper")).is_empty());
        assert!(!of("coach").common(of("goalkeeper")).is_empty());
        assert!(!of("spokesman").common(of("senator")).is_empty());
        assert_eq!(worlds.of("voss"), None);
    }
}
