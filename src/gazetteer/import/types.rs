//! What other formats call a person, a state or an organization (`gazetteers/import/types.tsv`).

use crate::document::EntityKind;
use crate::error::Result;
use crate::gazetteer::tsv::each;
use rustc_hash::FxHashMap;
use std::path::Path;

/// The types by the names that each format has for them.
#[derive(Debug, Clone, Default)]
pub struct TypeNames {
    names: FxHashMap<(&'static str, String), EntityKind>,
}

impl TypeNames {
    /// The list that is built into the program.
    ///
    /// # Errors
    /// A broken row: a defect of the build, which the tests would have caught.
    pub fn embedded() -> Result<Self> {
        let list = (Path::new("gazetteers/import/types.tsv"), include_str!("../../../gazetteers/import/types.tsv"));
        let mut types = Self::default();
        each(list, ["format", "name", "type"], |[format, name, kind]| {
            types.names.insert((format, name.to_owned()), EntityKind::parse(kind)?);
            Some(())
        })?;
        Ok(types)
    }

    /// The type that `name` means in `format`.
    pub fn get(&self, format: &'static str, name: &str) -> Option<EntityKind> {
        self.names.get(&(format, name.to_owned())).copied()
    }

    /// Takes these of Wikidata's classes, and no others.
    pub fn with_classes(mut self, classes: impl IntoIterator<Item = (String, EntityKind)>) -> Self {
        self.names.retain(|(format, _), _| *format != "wikidata");
        self.names.extend(classes.into_iter().map(|(class, kind)| (("wikidata", class), kind)));
        self
    }

    /// All names of one format.
    pub(super) fn of(&self, wanted: &str) -> FxHashMap<String, EntityKind> {
        let names = self.names.iter().filter(|((format, _), _)| *format == wanted);
        names.map(|((_, name), kind)| (name.clone(), *kind)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_has_every_format() {
        let text = include_str!("../../../gazetteers/import/types.tsv");
        let rows: Vec<_> = text.lines().skip_while(|line| line.starts_with('#')).skip(1).collect();
        let key = |row: &&str| row.split('\t').take(2).map(str::to_owned).collect::<Vec<_>>();
        assert!(rows.is_sorted_by(|a, b| key(a) < key(b)), "sorted and unique");
        let types = TypeNames::embedded().unwrap();
        assert_eq!(types.names.len(), rows.len());
        for format in ["ftm", "gate", "spacy", "table", "wikidata"] {
            for kind in [EntityKind::Person, EntityKind::State, EntityKind::Organization] {
                let has = types.of(format).values().any(|other| *other == kind);
                assert!(has || (format, kind) == ("ftm", EntityKind::State), "{format}: no {}", kind.as_str());
            }
        }
        assert_eq!(types.get("wikidata", "Q5"), Some(EntityKind::Person));
        assert_eq!(types.clone().with_classes([]).get("wikidata", "Q5"), None);
    }
}
