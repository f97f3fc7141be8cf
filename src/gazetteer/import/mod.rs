//! Converts lists of entities in other formats to tables: one file per format. The format is detected from the content first
//! and from the name second. docs/gazetteers.md shows each.

mod columns;
mod delimited;
mod draft;
mod follow_the_money;
mod gate;
mod list;
mod open;
mod options;
mod probe;
mod spacy;
mod states;
mod types;
mod wikidata;

pub use columns::COLUMNS;
pub use draft::{EntityDraft, TableWriter};
pub use options::ImportOptions;
pub use probe::ListFormat;
pub use states::StateIndex;
pub use types::TypeNames;

use super::compiled::Compiled;
use crate::error::{Error, Result};
use open::ListInput;
use std::path::{Path, PathBuf};

/// A list that was read.
#[derive(Debug)]
pub enum List {
    /// It was compiled.
    Compiled(Box<Compiled>),
    /// It is a table now.
    Table(Imported),
}

/// A table made of a list.
#[derive(Debug)]
pub struct Imported {
    /// The format that it had.
    pub format: ListFormat,
    /// The table; see [`super::tsv`].
    pub text: String,
    /// The line in the list of each of its lines; `None` if it is the list itself.
    pub lines: Option<Vec<u32>>,
    /// The other files that were read for it.
    pub beside: Vec<PathBuf>,
    /// Entries that cannot be used, one [`Error::Data`] each.
    pub problems: Vec<Error>,
    /// What was skipped on purpose, and warnings.
    pub notes: Vec<String>,
}

/// Reads a list in any format.
///
/// # Errors
/// A file that cannot be read, or whose format cannot be detected.
pub fn read(path: &Path, options: &ImportOptions<'_>) -> Result<List> {
    let mut input = ListInput::open(path)?;
    let format = probe::format(path, input.head()?)?;
    match format {
        ListFormat::Compiled => Ok(List::Compiled(Box::new(Compiled::open(path)?))),
        ListFormat::Ours => {
            let text = input.text()?;
            let (beside, problems, notes) = Default::default();
            Ok(List::Table(Imported { format, text, lines: None, beside, problems, notes }))
        }
        _ => {
            let mut out = Vec::new();
            let mut table = TableWriter::new(path, &mut out)?;
            convert(format, input, options, &mut table)?;
            let TableWriter { lines, beside, problems, notes, .. } = table;
            let text = String::from_utf8(out)
                .map_err(|error| Error::Input { path: path.to_owned(), cause: format!("not UTF-8: {error}") })?;
            Ok(List::Table(Imported { format, text, lines: Some(lines), beside, problems, notes }))
        }
    }
}

/// Reads a list in any format but the compiled one and writes its entries to `table`, one after the other.
///
/// # Errors
/// A file that cannot be read, or whose format cannot be detected; a table that cannot be written.
pub fn import(path: &Path, options: &ImportOptions<'_>, table: &mut TableWriter<'_>) -> Result<()> {
    let mut input = ListInput::open(path)?;
    let format = probe::format(path, input.head()?)?;
    convert(format, input, options, table)
}

fn convert(
    format: ListFormat,
    input: ListInput,
    options: &ImportOptions<'_>,
    table: &mut TableWriter<'_>,
) -> Result<()> {
    match format {
        ListFormat::Compiled => {
            let cause = "already compiled; use it as it is".to_owned();
            Err(Error::Input { path: input.path().to_owned(), cause })
        }
        ListFormat::Ours => delimited::read(b'\t', input, options, table),
        ListFormat::Delimited(delimiter) => delimited::read(delimiter, input, options, table),
        ListFormat::List => list::read(input, options, table),
        ListFormat::Gate => gate::read(input, options, table),
        ListFormat::Spacy => spacy::read(input, options, table),
        ListFormat::FollowTheMoney => follow_the_money::read(input, options, table),
        ListFormat::Wikidata => wikidata::read(input, options, table),
    }
}
