//! Lists of entities in other formats, made into tables of ours: one file per format. Which one a file has is told from its
//! content first and its name second. Called by [`crate::resources`] and `whosaid gazetteer`; docs/gazetteers.md shows each.

mod columns;
mod delimited;
mod draft;
mod follow_the_money;
mod gate;
mod list;
mod open;
mod probe;
mod spacy;
mod states;
mod types;
mod wikidata;

pub use columns::COLUMNS;
pub use draft::{Draft, Table};
pub use probe::Format;
pub use states::States;
pub use types::Types;

use super::compiled::Compiled;
use crate::document::EntityKind;
use crate::error::{Error, Result};
use open::Input;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What an import needs to know.
#[derive(Debug)]
pub struct Options<'o> {
    /// The type of entries that do not say theirs.
    pub kind: Option<EntityKind>,
    /// Whose labels and aliases to take of what has several languages: "en".
    pub language: String,
    /// Which names stand for persons, states and organizations in other formats.
    pub types: Types,
    /// The states by their codes and names.
    pub states: &'o States,
}

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
    pub format: Format,
    /// The table; see [`super::tsv`].
    pub text: String,
    /// Where each of its lines stood in the list; `None` if it is the list itself.
    pub lines: Option<Vec<u32>>,
    /// What was read beside the list itself.
    pub beside: Vec<PathBuf>,
    /// Entries that cannot be used, one [`Error::Data`] each.
    pub problems: Vec<Error>,
    /// What was left out on purpose, and what is to be read with care.
    pub notes: Vec<String>,
}

/// Reads a list in any format.
///
/// # Errors
/// A file that cannot be read, or whose format cannot be told.
pub fn read(path: &Path, options: &Options<'_>) -> Result<List> {
    let mut input = Input::open(path)?;
    let format = probe::format(path, input.head()?)?;
    match format {
        Format::Compiled => Ok(List::Compiled(Box::new(Compiled::open(path)?))),
        Format::Ours => {
            let text = input.text()?;
            let (beside, problems, notes) = Default::default();
            Ok(List::Table(Imported { format, text, lines: None, beside, problems, notes }))
        }
        _ => {
            let mut out = Vec::new();
            let mut table = Table::new(path, &mut out)?;
            convert(path, format, input, options, &mut table)?;
            let Table { lines, beside, problems, notes, .. } = table;
            let text = String::from_utf8(out)
                .map_err(|error| Error::Input { path: path.to_owned(), cause: format!("not UTF-8: {error}") })?;
            Ok(List::Table(Imported { format, text, lines: Some(lines), beside, problems, notes }))
        }
    }
}

/// Reads a list in any format but the compiled one and writes its entries to `table`, one after the other.
///
/// # Errors
/// A file that cannot be read, or whose format cannot be told; a table that cannot be written.
pub fn import(path: &Path, options: &Options<'_>, table: &mut Table<'_>) -> Result<()> {
    let mut input = Input::open(path)?;
    let format = probe::format(path, input.head()?)?;
    convert(path, format, input, options, table)
}

fn convert(path: &Path, format: Format, input: Input, options: &Options<'_>, table: &mut Table<'_>) -> Result<()> {
    match format {
        Format::Compiled => {
            let cause = "compiled already; a compiled file is loaded as it is".to_owned();
            Err(Error::Input { path: path.to_owned(), cause })
        }
        Format::Ours => delimited::read(path, b'\t', input, options, table),
        Format::Delimited(delimiter) => delimited::read(path, delimiter, input, options, table),
        Format::List => list::read(path, input, options, table),
        Format::Gate => gate::read(path, input, options, table),
        Format::Spacy => spacy::read(path, input, options, table),
        Format::FollowTheMoney => follow_the_money::read(path, input, options, table),
        Format::Wikidata => wikidata::read(path, input, options, table),
    }
}

/// An error in `line` of a list.
fn problem(path: &Path, line: usize, cause: impl Into<String>) -> Error {
    Error::Data { path: path.to_owned(), line, cause: cause.into() }
}

/// All of an input, for formats that are read at once.
fn whole(path: &Path, mut input: impl Read) -> Result<String> {
    let mut text = String::new();
    input.read_to_string(&mut text).map_err(|error| Error::io(path, error))?;
    Ok(text)
}
