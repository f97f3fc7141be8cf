//! The columns of our table, and what other tables call them (`gazetteers/import/columns.tsv`).

use crate::gazetteer::tsv::TsvTable;
use std::path::Path;
use std::sync::LazyLock;

/// The columns that an import writes, in this order.
pub const COLUMNS: [&str; 13] = [
    "id", "type", "canonical", "aliases", "acronyms", "demonyms", "metonyms", "gender", "roles", "state", "wikidata",
    "valid_from", "valid_to",
];

static HEADERS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let text = include_str!("../../../gazetteers/import/columns.tsv");
    // A test reads the same file and wants every row.
    let Ok(table) = TsvTable::parse(Path::new("gazetteers/import/columns.tsv"), text, &["header", "column"]) else {
        return Vec::new();
    };
    let (header, column) = (table.column("header"), table.column("column"));
    table.rows().flatten().map(|row| (row.get(header), row.get(column))).collect()
});

/// The column that a header means: one of [`COLUMNS`], or `from`, `to`, the dates of the role beside them.
pub(super) fn column_of(header: &str) -> Option<&'static str> {
    let name = header.trim().to_lowercase().replace([' ', '-'], "_");
    HEADERS.iter().find(|(header, _)| *header == name).map(|(_, column)| *column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_names_our_columns() {
        assert!(HEADERS.len() > 30);
        assert!(HEADERS.is_sorted_by(|a, b| a.0 < b.0), "sorted and unique");
        for (header, column) in HEADERS.iter() {
            assert!(COLUMNS.contains(column) || ["from", "to"].contains(column), "{header}: {column}");
        }
        for column in COLUMNS {
            assert_eq!(column_of(column), Some(column));
        }
        assert_eq!(column_of(" Full name"), Some("canonical"));
        assert_eq!(column_of("comment"), None);
    }
}
