//! A table of names beside a folder of texts: `doc, start, end, type`, separated by tabs, offsets in code points.

use super::types::{GoldName, NameClass, NamedText};
use crate::error::{Error, Result};
use crate::record::{Offset, OffsetMap, OffsetUnit};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Reads `table` and its texts, `NAME.txt` in `texts`. Types other than persons, organizations and places are left out.
///
/// # Errors
/// A file that cannot be read, or a row that is not a name of its text.
pub fn read(table: &Path, texts: &Path) -> Result<Vec<NamedText>> {
    let source = fs::read_to_string(table).map_err(|error| Error::io(table, error))?;
    let mut rows: BTreeMap<&str, Vec<(usize, &str, &str, &str)>> = BTreeMap::new();
    let bad = |line: usize, cause: &str| Error::Data { path: table.to_owned(), line, cause: cause.to_owned() };
    for (line, row) in (1..).zip(source.lines()).filter(|(_, row)| !row.is_empty() && !row.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let &[id, start, end, label] = cells.as_slice() else {
            return Err(bad(line, "four columns expected: doc, start, end, type"));
        };
        rows.entry(id).or_default().push((line, start, end, label));
    }
    let mut found = Vec::new();
    for (id, rows) in rows {
        let path = texts.join(format!("{id}.txt"));
        let text = fs::read_to_string(&path).map_err(|error| Error::io(&path, error))?;
        let offsets = OffsetMap::new(&text, OffsetUnit::CodePoints);
        let mut names = Vec::new();
        for (line, start, end, label) in rows {
            let (Ok(start), Ok(end)) = (start.parse(), end.parse()) else {
                return Err(bad(line, "offsets expected in columns 2 and 3"));
            };
            let span = offsets.span(Offset { start, end }).ok_or_else(|| bad(line, "not a place in the text"))?;
            names.extend(NameClass::parse(label).map(|class| GoldName { span, class }));
        }
        found.push(NamedText { id: id.to_owned(), text, names });
    }
    Ok(found)
}
