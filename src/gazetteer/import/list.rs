//! One name per line, as in GATE's `.lst` files. A first comment `# type: person` says what they name, else the caller does.
//! What stands behind a tab is left out.

use super::draft::{EntityDraft, TableWriter, problem};
use super::open::ListInput;
use super::options::ImportOptions;
use crate::document::EntityKind;
use crate::error::{Error, Result};
use std::io::BufRead;
use std::path::Path;

/// Longer lines are no names.
const MOST_BYTES: usize = 400;

/// True if this can be a list of names.
pub(super) fn is_text(head: &str) -> bool {
    let clean =
        |line: &str| line.len() <= MOST_BYTES && !line.contains(|c: char| c.is_control() && c != '\t' && c != '\r');
    !head.contains('\u{fffd}') && head.lines().all(clean)
}

pub(super) fn read(
    path: &Path,
    input: ListInput,
    options: &ImportOptions<'_>,
    table: &mut TableWriter<'_>,
) -> Result<()> {
    read_as(path, input, None, options, table)
}

/// Reads a list whose type an index tells.
pub(super) fn read_as(
    path: &Path,
    input: ListInput,
    told: Option<EntityKind>,
    options: &ImportOptions<'_>,
    table: &mut TableWriter<'_>,
) -> Result<()> {
    let mut kind = told.or(options.kind);
    let mut more = 0;
    for (line, number) in input.lines().zip(1..) {
        let line = line.map_err(|error| Error::io(path, error))?;
        let line = line.trim_start_matches('\u{feff}').trim();
        if let Some(comment) = line.strip_prefix('#') {
            if let Some(name) = comment.trim().strip_prefix("type:") {
                let found = options.types.get("table", &name.trim().to_lowercase());
                kind = Some(found.ok_or_else(|| problem(path, number, format!("unknown type {:?}", name.trim())))?);
            }
            continue;
        }
        if line.is_empty() {
            continue;
        }
        let Some(kind) = kind else {
            let cause = "a list of names that does not say what they name: begin it with a line `# type: person` (or state, \
                         organization), or name the type where you name the file";
            return Err(Error::Input { path: path.to_owned(), cause: cause.to_owned() });
        };
        let (name, features) = line.split_once('\t').unwrap_or((line, ""));
        more += usize::from(!features.is_empty());
        table.push(EntityDraft { kind: Some(kind), canonical: name.to_owned(), ..EntityDraft::default() }, number)?;
    }
    if more > 0 {
        table.notes.push(format!("{}: what stands behind a tab was left out, in {more} lines", path.display()));
    }
    Ok(())
}
