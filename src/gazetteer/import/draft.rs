//! One entity of another format, before it is written to a table.

use super::columns::COLUMNS;
use crate::document::{EntityKind, Gender};
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What a list says of one entity.
#[derive(Debug, Default, Clone)]
#[allow(missing_docs, reason = "the columns of the table; docs/gazetteers.md explains them")]
pub struct EntityDraft {
    pub id: String,
    pub kind: Option<EntityKind>,
    pub canonical: String,
    pub aliases: Vec<String>,
    pub acronyms: Vec<String>,
    pub demonyms: Vec<String>,
    pub metonyms: Vec<String>,
    pub gender: Gender,
    pub roles: Vec<String>,
    pub state: String,
    pub wikidata: String,
    pub valid_from: String,
    pub valid_to: String,
}

/// A table that is being written.
pub struct TableWriter<'o> {
    path: PathBuf,
    out: &'o mut (dyn Write + Send),
    /// How often each id was made of a name.
    made: FxHashMap<String, u32>,
    /// Number of rows.
    pub rows: u64,
    /// Where each line, the column names first, stood in the list.
    pub lines: Vec<u32>,
    /// Files that were read beside the list.
    pub beside: Vec<PathBuf>,
    /// Entries that cannot be used.
    pub problems: Vec<Error>,
    /// What was left out on purpose.
    pub notes: Vec<String>,
}

impl<'o> TableWriter<'o> {
    /// A table of what the list at `path` holds, written to `out`.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn new(path: &Path, out: &'o mut (dyn Write + Send)) -> Result<Self> {
        let mut table = Self {
            path: path.to_owned(),
            out,
            made: FxHashMap::default(),
            rows: 0,
            lines: vec![1],
            beside: Vec::new(),
            problems: Vec::new(),
            notes: Vec::new(),
        };
        table.write(format!("{}\n", COLUMNS.join("\t")).as_bytes())?;
        Ok(table)
    }

    /// The list that is read now.
    pub(super) fn of(&mut self, path: &Path) {
        path.clone_into(&mut self.path);
    }

    /// Writes one entity that stood in `line`, or notes why it cannot be used.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn push(&mut self, mut draft: EntityDraft, line: usize) -> Result<()> {
        if draft.id.is_empty() {
            draft.id = self.made_id(&draft.canonical);
        }
        match draft.row() {
            Ok(row) => {
                self.lines.push(line as u32);
                self.rows += 1;
                self.write(row.as_bytes())
            }
            Err(cause) => {
                self.wrong(line, cause);
                Ok(())
            }
        }
    }

    /// Notes what is wrong in a line.
    pub(super) fn wrong(&mut self, line: usize, cause: impl Into<String>) {
        self.problems.push(problem(&self.path, line, cause));
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let target = || self.path.display().to_string();
        self.out.write_all(bytes).map_err(|source| Error::Output { target: target(), cause: source })
    }

    /// "Zorblax Works" → "own/zorblax-works", a second one "own/zorblax-works-2".
    fn made_id(&mut self, name: &str) -> String {
        let words: Vec<String> = name
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let id = format!("own/{}", words.join("-"));
        let count = self.made.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 { format!("{id}-{count}") } else { id }
    }
}

impl EntityDraft {
    /// A name that the entity has too; the first one is its canonical name.
    pub(super) fn also_called(&mut self, name: &str) {
        let name = clean(name);
        if self.canonical.is_empty() {
            self.canonical = name;
        } else if self.canonical != name && !self.aliases.contains(&name) {
            self.aliases.push(name);
        }
    }

    /// The row of a table, with its line end; what is wrong with it if it cannot be one.
    pub(super) fn row(&self) -> Result<String, String> {
        let kind = self.kind.ok_or("no type; it is person, state or organization")?;
        let canonical = clean(&self.canonical);
        if canonical.is_empty() {
            return Err("no name".to_owned());
        }
        let gender = match self.gender {
            Gender::Female => "f",
            Gender::Male => "m",
            Gender::Unknown => "",
        };
        let [aliases, acronyms, demonyms, metonyms, roles] =
            [&self.aliases, &self.acronyms, &self.demonyms, &self.metonyms, &self.roles].map(|items| list(items));
        let cells: [&str; COLUMNS.len()] = [
            &self.id,
            kind.as_str(),
            &canonical,
            &aliases?,
            &acronyms?,
            &demonyms?,
            &metonyms?,
            gender,
            &roles?,
            &self.state,
            &self.wikidata,
            &self.valid_from,
            &self.valid_to,
        ];
        if let Some(cell) = cells.iter().find(|cell| cell.contains(['\t', '\n', '\r'])) {
            return Err(format!("{cell:?} contains a tab or a line break"));
        }
        if cells[0].starts_with('#') {
            return Err(format!("the id {:?} begins with #, which marks a comment", cells[0]));
        }
        if canonical.contains('|') {
            return Err(format!("{canonical:?} contains |, which separates names"));
        }
        let mut row = cells.join("\t");
        row.push('\n');
        Ok(row)
    }
}

/// White space at the ends is dropped, other runs of it become one space.
pub(super) fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn list(items: &[String]) -> Result<String, String> {
    let mut cleaned: Vec<String> = Vec::with_capacity(items.len());
    for item in items.iter().map(|item| clean(item)).filter(|item| !item.is_empty()) {
        if item.contains('|') {
            return Err(format!("{item:?} contains |, which separates names"));
        }
        if !cleaned.contains(&item) {
            cleaned.push(item);
        }
    }
    Ok(cleaned.join("|"))
}

/// An error in `line` of a list.
pub(super) fn problem(path: &Path, line: usize, cause: impl Into<String>) -> Error {
    Error::Data { path: path.to_owned(), line, cause: cause.into() }
}
