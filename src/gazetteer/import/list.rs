//! One name per line, as in GATE's `.lst` files. A first comment `# type: person` says what they name, else the caller does.
//! The text after a tab is ignored.

use super::draft::{EntityDraft, TableWriter, problem};
use super::{open::ListInput, options::ImportOptions};
use crate::document::EntityKind;
use crate::error::{Error, Result};

/// Longer lines are not names.
const MOST_BYTES: usize = 400;

/// True if this can be a list of names.
pub(super) fn is_text(head: &str) -> bool {
    let clean =
        |line: &str| line.len() <= MOST_BYTES && !line.contains(|c: char| c.is_control() && c != '\t' && c != '\r');
    !head.contains('\u{fffd}') && head.lines().all(clean)
}

pub(super) fn read(input: ListInput, options: &ImportOptions<'_>, table: &mut TableWriter<'_>) -> Result<()> {
    read_as(input, None, options, table)
}

/// Reads a list whose type is in an index, if `known` is given.
pub(super) fn read_as(
    input: ListInput,
    known: Option<EntityKind>,
    options: &ImportOptions<'_>,
    table: &mut TableWriter<'_>,
) -> Result<()> {
    let path = input.path().to_owned();
    let mut kind = known.or(options.kind);
    let mut more = 0;
    for line in input.texts() {
        let (line, number) = line?;
        if let Some(comment) = line.strip_prefix('#') {
            if let Some(name) = comment.trim().strip_prefix("type:") {
                let found = options.types.get("table", &name.trim().to_lowercase());
                kind = Some(found.ok_or_else(|| problem(&path, number, format!("unknown type {:?}", name.trim())))?);
            }
            continue;
        }
        let Some(kind) = kind else {
            let cause = "this list does not say what its names are: begin it with a line `# type: person` (or state, \
                         organization), or give the type on the command line";
            return Err(Error::Input { path, cause: cause.to_owned() });
        };
        let (name, features) = line.split_once('\t').unwrap_or((&line, ""));
        more += usize::from(!features.is_empty());
        table.push(EntityDraft { kind: Some(kind), canonical: name.to_owned(), ..EntityDraft::default() }, number)?;
    }
    if more > 0 {
        table.note(&format!("ignored the text after a tab in {more} lines"));
    }
    Ok(())
}
