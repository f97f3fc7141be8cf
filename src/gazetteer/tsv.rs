//! The one format of all data files: UTF-8, tab-separated, `#` comments at the top, then a line of column names, then rows;
//! lists inside a cell are joined with `|`, nothing is quoted.

use crate::error::{Error, Result};
use crate::text::rules::WordSet;
use rustc_hash::FxHashMap;
use std::path::Path;

/// A data file, borrowed.
#[derive(Debug)]
pub struct TsvTable<'t> {
    path: &'t Path,
    columns: Vec<&'t str>,
    header_line: usize,
    rest: &'t str,
}

/// One row and its line.
#[derive(Debug)]
pub struct TsvRow<'t> {
    /// 1-based line in the file.
    pub line: usize,
    /// All cells, as written.
    pub text: &'t str,
    cells: Vec<&'t str>,
}

impl<'t> TsvTable<'t> {
    /// Reads comments and column names.
    ///
    /// # Errors
    /// A file without column names, or without one of those `required`.
    pub fn parse(path: &'t Path, text: &'t str, required: &[&str]) -> Result<Self> {
        let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut line = 0;
        loop {
            let (first, tail) = rest.split_once('\n').unwrap_or((rest, ""));
            line += 1;
            if first.starts_with('#') || first.trim().is_empty() && !tail.is_empty() {
                rest = tail;
                continue;
            }
            let columns: Vec<&str> = first.trim_end_matches('\r').split('\t').collect();
            if let Some(missing) = required.iter().find(|name| !columns.contains(name)) {
                let cause = format!("no column {missing:?}; the columns are: {}", columns.join(", "));
                return Err(Error::Data { path: path.to_owned(), line, cause });
            }
            return Ok(Self { path, columns, header_line: line, rest: tail });
        }
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[&'t str] {
        &self.columns
    }

    /// Position of a column, if the file has it.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| *column == name)
    }

    /// The rows as written, each with its 1-based line.
    fn lines(&self) -> impl Iterator<Item = (&'t str, usize)> + use<'t> {
        let mut rest = self.rest;
        let lines = std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            let line = &rest[..end];
            rest = rest.get(end + 1..).unwrap_or("");
            Some(line.strip_suffix('\r').unwrap_or(line))
        });
        lines.zip(self.header_line + 1..).filter(|(text, _)| !text.is_empty() && !text.starts_with('#'))
    }

    /// The rows, each with as many cells as there are columns, or an error that names the line.
    pub fn rows(&self) -> impl Iterator<Item = Result<TsvRow<'t>>> {
        self.lines().map(|(text, line)| {
            let mut row = Vec::with_capacity(self.columns.len());
            row.extend(cells(text));
            self.check_count(line, row.len())?;
            Ok(TsvRow { line, text, cells: row })
        })
    }

    fn check_count(&self, line: usize, cells: usize) -> Result<()> {
        let columns = self.columns.len();
        if cells == columns { Ok(()) } else { Err(self.error(line, format!("{cells} cells, but {columns} columns"))) }
    }

    /// An error at `line` of this file.
    pub fn error(&self, line: usize, cause: impl Into<String>) -> Error {
        Error::Data { path: self.path.to_owned(), line, cause: cause.into() }
    }
}

/// The cells of a row.
fn cells(text: &str) -> impl Iterator<Item = &str> {
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let from = start?;
        let tab = memchr::memchr(b'\t', &text.as_bytes()[from..]).map(|length| from + length);
        start = tab.map(|tab| tab + 1);
        Some(&text[from..tab.unwrap_or(text.len())])
    })
}

impl<'t> TsvRow<'t> {
    /// The cell of a column; empty where the file lacks the column.
    pub fn get(&self, column: Option<usize>) -> &'t str {
        column.and_then(|index| self.cells.get(index)).copied().unwrap_or("")
    }

    /// The items of a list cell.
    pub fn list(&self, column: Option<usize>) -> impl Iterator<Item = &'t str> + use<'t> {
        items(self.get(column))
    }
}

/// A lexicon that is built into the program: its name and its text.
pub(super) type EmbeddedList = (&'static Path, &'static str);

macro_rules! embedded {
    ($name:literal) => {
        (
            std::path::Path::new(concat!("gazetteers/lexicons/", $name)),
            include_str!(concat!("../../gazetteers/lexicons/", $name)),
        )
    };
}
pub(super) use embedded;

/// An enum whose variants are the values of a column of a list.
macro_rules! column_enum {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $value:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the header of the list explains each value")]
        pub enum $name {
            $($(#[$note])* $variant,)*
        }

        impl $name {
            /// All of them, in the order of their definition.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The value in the list.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)*
                }
            }

            /// The variant of a value of the list, if it is one.
            pub fn parse(value: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|variant| variant.as_str() == value)
            }
        }
    };
}
pub(super) use column_enum;

/// The items of a list cell.
pub(super) fn items(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').filter(|item| !item.is_empty())
}

/// The words of the first column.
pub(super) fn words((path, text): EmbeddedList, name: &str) -> Result<WordSet> {
    let table = TsvTable::parse(path, text, &[name])?;
    let column = table.column(name);
    table.rows().map(|row| Ok(row?.get(column))).collect()
}

/// Hands the named cells of each row to `take`, which returns `None` where one of them is wrong.
pub(super) fn each<const N: usize>(
    (path, text): EmbeddedList,
    names: [&str; N],
    mut take: impl FnMut([&'static str; N]) -> Option<()>,
) -> Result<()> {
    let table = TsvTable::parse(path, text, &names)?;
    let columns = names.map(|name| table.column(name));
    // Most of the time at the start goes into this loop: no list of cells for each row.
    for (text, line) in table.lines() {
        let (mut wanted, mut count) = ([""; N], 0);
        for cell in cells(text) {
            for (slot, _) in wanted.iter_mut().zip(columns).filter(|(_, column)| *column == Some(count)) {
                *slot = cell;
            }
            count += 1;
        }
        table.check_count(line, count)?;
        take(wanted).ok_or_else(|| table.error(line, format!("unknown value in {:?}", &wanted[1..])))?;
    }
    Ok(())
}

/// A lexicon by its first column; `parse` makes the value from the named cells, `None` where one of them is wrong.
pub(super) fn map<const N: usize, V>(
    (path, text): EmbeddedList,
    names: [&str; N],
    parse: impl Fn([&'static str; N]) -> Option<V>,
) -> Result<FxHashMap<&'static str, V>> {
    let mut values = FxHashMap::default();
    values.reserve(text.len() / 32);
    each((path, text), names, |cells| {
        values.insert(cells[0], parse(cells)?);
        Some(())
    })?;
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_rows_are_named_and_the_rest_is_read() {
        let text = "# what\nid\tname\na\tAda\nb\n\nc\tCyd\n";
        let table = TsvTable::parse(Path::new("x.tsv"), text, &["id"]).unwrap();
        let name = table.column("name");
        let rows: Vec<_> = table.rows().map(|row| row.map(|row| row.get(name).to_owned())).collect();
        assert_eq!(rows[0].as_ref().unwrap(), "Ada");
        assert_eq!(rows[1].as_ref().unwrap_err().to_string(), "x.tsv:4: 1 cells, but 2 columns");
        assert_eq!(rows[2].as_ref().unwrap(), "Cyd");
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn a_missing_column_is_named() {
        let error = TsvTable::parse(Path::new("x.tsv"), "id\tname\n", &["type"]).unwrap_err().to_string();
        assert_eq!(error, "x.tsv:1: no column \"type\"; the columns are: id, name");
    }
}
