//! GATE: an index (`lists.def`) of lists (`.lst`), `person_full.lst:person_full:…` on each line. The major type, or major and
//! minor type, say what a list names; lists of anything else (dates, titles, cities) are skipped and counted.

use super::list;
use super::{draft::TableWriter, open::ListInput, options::ImportOptions};
use crate::error::Result;
use std::path::Path;

pub(super) fn read(input: ListInput, options: &ImportOptions<'_>, table: &mut TableWriter<'_>) -> Result<()> {
    let path = input.path().to_owned();
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut left_out = Vec::new();
    for line in input.texts() {
        let (line, number) = line?;
        if line.starts_with('#') {
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
                list::read_as(input, Some(kind), options, table)?;
                table.beside.push(list);
                table.of(&path);
            }
            Err(error) => table.wrong(number, error.to_string()),
        }
    }
    if !left_out.is_empty() {
        let count = left_out.len();
        table.note(&format!("skipped {count} lists of other types: {}", left_out.join(", ")));
    }
    Ok(())
}
