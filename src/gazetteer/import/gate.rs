//! GATE: an index (`lists.def`) of lists (`.lst`), `person_full.lst:person_full:…` on each line. The major type, or major and
//! minor type, say what a list names; lists of anything else (dates, titles, cities) are skipped and counted.

use super::draft::TableWriter;
use super::list;
use super::open::ListInput;
use super::options::ImportOptions;
use crate::error::{Error, Result};
use std::io::BufRead;
use std::path::Path;

pub(super) fn read(
    path: &Path,
    input: ListInput,
    options: &ImportOptions<'_>,
    table: &mut TableWriter<'_>,
) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut left_out = Vec::new();
    for (line, number) in input.lines().zip(1..) {
        let line = line.map_err(|error| Error::io(path, error))?;
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut parts = line.split(':');
        let (Some(name), Some(major)) = (parts.next(), parts.next()) else {
            table.wrong(number, format!("{line:?} does not have the form list.lst:type"));
            continue;
        };
        let minor = parts.next().unwrap_or("");
        let kind = options.types.get("gate", &format!("{major}:{minor}")).or_else(|| options.types.get("gate", major));
        let Some(kind) = kind else {
            left_out.push(name.to_owned());
            continue;
        };
        let list = folder.join(name);
        match ListInput::open(&list) {
            Ok(input) => {
                table.of(&list);
                list::read_as(&list, input, Some(kind), options, table)?;
                table.beside.push(list);
                table.of(path);
            }
            Err(error) => table.wrong(number, error.to_string()),
        }
    }
    if !left_out.is_empty() {
        let count = left_out.len();
        let note = format!("{}: skipped {count} lists of other types: {}", path.display(), left_out.join(", "));
        table.notes.push(note);
    }
    Ok(())
}
