//! A table of names beside a folder of texts: `doc, start, end, type` by tabs, offsets in code points. Called by `eval`.

use super::{Name, NameClass, NamedText, OffsetMap};
use crate::error::{Error, Result};
use crate::record::OffsetUnit;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Reads `table` and the texts that it speaks of, `NAME.txt` in `texts`. Types other than persons, organizations and places
/// are left out.
///
/// # Errors
/// A file that cannot be read, or a row that is no name of its text.
pub fn read(table: &Path, texts: &Path) -> Result<Vec<NamedText>> {
    let source = fs::read_to_string(table).map_err(|source| Error::io(table, source))?;
    let mut found: BTreeMap<&str, (NamedText, OffsetMap)> = BTreeMap::new();
    for (index, row) in source.lines().enumerate() {
        if row.is_empty() || row.starts_with('#') {
            continue;
        }
        let bad = |cause: &str| Error::Data { path: table.to_owned(), line: index + 1, cause: cause.to_owned() };
        let cells: Vec<&str> = row.split('\t').collect();
        let &[id, start, end, label] = cells.as_slice() else {
            return Err(bad("four columns expected: doc, start, end, type"));
        };
        if !found.contains_key(id) {
            let path = texts.join(format!("{id}.txt"));
            let text = fs::read_to_string(&path).map_err(|source| Error::io(&path, source))?;
            let offsets = OffsetMap::new(&text, OffsetUnit::CodePoints);
            found.insert(id, (NamedText { id: id.to_owned(), text, names: Vec::new() }, offsets));
        }
        let Some((text, offsets)) = found.get_mut(id) else { continue };
        let (Ok(start), Ok(end)) = (start.parse(), end.parse()) else {
            return Err(bad("offsets expected in columns 2 and 3"));
        };
        let span = offsets.span(start, end).ok_or_else(|| bad("no place in the text"))?;
        if let Some(class) = NameClass::parse(label) {
            text.names.push(Name { span, class });
        }
    }
    Ok(found.into_values().map(|(text, _)| text).collect())
}
