//! Makes one gazetteer of the files that the user gives.

use super::compile::{SourceTable, compile};
use super::import::{self, ImportOptions, Imported, List, ListFormat, StateIndex, TypeNames};
use super::name_rules::{NameRules, blocking};
use super::{compiled::Compiled, format::SourceFile, layers::Gazetteer, lexicon::Lexicons};
use crate::document::EntityKind;
use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Which gazetteers to load.
#[derive(Debug, Default, Clone)]
pub struct GazetteerOptions {
    /// A list, or a folder of lists, that replaces the embedded entities.
    pub replace: Option<PathBuf>,
    /// Lists that extend them.
    pub add: Vec<PathBuf>,
    /// What lists name that do not say it.
    pub kind: Option<EntityKind>,
}

/// The entities that are built into the program, compiled by its build script, and their rows.
static ENTITIES: [&[u8]; 2] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/entities.names")),
    include_bytes!(concat!(env!("OUT_DIR"), "/entities.rows")),
];

/// Endings of the lists in a folder, compressed ones too. A list of bare names does not say what it names and is taken only
/// where it is named itself.
const ENDINGS: [&str; 7] = ["tsv", "csv", "jsonl", "ndjson", "json", "def", "names"];

/// The entities that are built into the program.
///
/// # Errors
/// None but a defect of the build.
pub fn embedded() -> Result<Compiled> {
    let [names, rows] = ENTITIES;
    Compiled::embedded(Path::new("the built-in gazetteers"), names, rows)
}

/// The states that are built into the program.
///
/// # Errors
/// None but a defect of the build.
pub fn states() -> Result<StateIndex> {
    Ok(StateIndex::of(&Gazetteer::new(vec![embedded()?])?))
}

/// The lists of a run, read.
#[derive(Debug)]
pub struct EntityLists {
    /// Those that are used as they lie; the embedded one is the first, unless it is replaced.
    compiled: Vec<Compiled>,
    tables: Vec<(PathBuf, Imported)>,
    replaced: bool,
}

impl EntityLists {
    /// Reads the lists that the options name.
    ///
    /// # Errors
    /// A file that cannot be read, or whose format cannot be detected.
    pub fn read(options: &GazetteerOptions) -> Result<Self> {
        let replaced = options.replace.is_some();
        let mut lists = Self { compiled: Vec::new(), tables: Vec::new(), replaced };
        if !replaced {
            lists.compiled.push(embedded()?);
        }
        let mut paths = Vec::new();
        match &options.replace {
            Some(folder) if folder.is_dir() => paths.extend(lists_in(folder)?),
            replace => paths.extend(replace.clone()),
        }
        paths.extend(options.add.iter().cloned());
        if paths.is_empty() {
            return Ok(lists);
        }
        let states = states()?;
        let reading = ImportOptions {
            kind: options.kind,
            language: "en".to_owned(),
            types: TypeNames::embedded()?,
            states: &states,
        };
        for path in paths {
            match import::read(&path, &reading)? {
                List::Compiled(compiled) => lists.compiled.push(*compiled),
                List::Table(table) => lists.tables.push((path, table)),
            }
        }
        Ok(lists)
    }

    /// Compares the compiled lists with their checksums and with the sources that they were made of.
    ///
    /// # Errors
    /// A compiled file that is damaged, or whose source has changed since.
    pub fn check(&self) -> Result<()> {
        // What is built in is as sound as the program.
        let mut files = self.compiled.iter().skip(usize::from(!self.replaced));
        files.try_for_each(|file| file.verify().and_then(|()| file.check_origins()))
    }

    /// Makes one gazetteer of them. Entries that cannot be used are returned, one [`Error::Data`] each.
    ///
    /// # Errors
    /// A table without the columns that it needs; lists that contradict each other on what an entity is.
    pub fn assemble(self, lexicons: &Lexicons) -> Result<(Gazetteer, Vec<Error>)> {
        let Self { compiled: mut layers, tables, replaced } = self;
        let mut problems = Vec::new();
        // The embedded entities have the places already.
        let places = if replaced { blocking(&lexicons.places) } else { Vec::new() };
        if !tables.is_empty() || !places.is_empty() {
            let sources: Vec<SourceTable<'_>> = tables.iter().map(|(path, table)| table.source(path)).collect();
            let (bytes, broken) = compile(&sources, &places, &lexicons.name_rules())?;
            let name = tables.first().map_or(Path::new("places"), |(path, _)| path);
            layers.push(Compiled::from_bytes(name, bytes)?);
            problems = broken;
        }
        for (_, table) in tables {
            for note in &table.notes {
                log::warn!("{note}");
            }
            problems.extend(table.problems);
        }
        Ok((Gazetteer::new(layers)?, problems))
    }
}

impl Imported {
    pub(super) fn source<'s>(&'s self, path: &'s Path) -> SourceTable<'s> {
        SourceTable { path, table: &self.text, lines: self.lines.as_deref(), origins: Vec::new() }
    }
}

/// Compiles lists into the bytes of one file that will be in `folder`. Entries that cannot be used are returned, one
/// [`Error::Data`] each.
///
/// # Errors
/// A list that cannot be read, is compiled already, or is a dump of Wikidata, which is too large to be compared with at
/// every start: import it first.
pub fn compile_lists(
    paths: &[PathBuf],
    folder: &Path,
    options: &ImportOptions<'_>,
    rules: &NameRules<'_>,
) -> Result<(Vec<u8>, Vec<Error>)> {
    let refuse = |path: &Path, cause: &str| Error::Input { path: path.to_owned(), cause: cause.to_owned() };
    let mut tables = Vec::new();
    let mut origins = Vec::new();
    for path in paths {
        let List::Table(table) = import::read(path, options)? else {
            return Err(refuse(path, "already compiled; give the lists that it was compiled from"));
        };
        if table.format == ListFormat::Wikidata {
            return Err(refuse(path, "a Wikidata dump; convert it to a table first, with `whosaid gazetteer import`"));
        }
        let files = std::iter::once(path).chain(&table.beside);
        origins.push(files.map(|file| origin(file, folder)).collect::<Result<Vec<_>>>()?);
        tables.push((path, table));
    }
    let mut sources: Vec<SourceTable<'_>> = tables.iter().map(|(path, table)| table.source(path)).collect();
    for (source, origins) in sources.iter_mut().zip(origins) {
        source.origins = origins;
    }
    let (bytes, mut problems) = compile(&sources, &[], rules)?;
    for (_, table) in tables {
        for note in &table.notes {
            log::warn!("{note}");
        }
        problems.extend(table.problems);
    }
    Ok((bytes, problems))
}

/// What a file is to be compared with later, by its path from `folder` where it lies there, else by its whole path.
fn origin(path: &Path, folder: &Path) -> Result<SourceFile> {
    let failed = |error| Error::io(path, error);
    let bytes = fs::read(path).map_err(failed)?;
    let whole = path.canonicalize().map_err(failed)?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let folder = folder.canonicalize().map_err(|error| Error::io(folder, error))?;
    let name = whole.strip_prefix(&folder).unwrap_or(&whole);
    Ok(SourceFile::new(name, &bytes))
}

/// The lists directly in `folder`, by name.
fn lists_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for item in fs::read_dir(folder).map_err(|error| Error::io(folder, error))? {
        let path = item.map_err(|error| Error::io(folder, error))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let name = [".gz", ".bz2", ".zst"].iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(name);
        if Path::new(name).extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known)) {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        let cause = format!("no gazetteers in this folder (*.{})", ENDINGS.join(", *."));
        return Err(Error::Input { path: folder.to_owned(), cause });
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_entities_are_whole() {
        let embedded = embedded().unwrap();
        embedded.verify().unwrap();
        let gazetteer = Gazetteer::new(vec![embedded]).unwrap();
        for entry in gazetteer.entries() {
            assert_eq!(gazetteer.by_id(gazetteer.id(entry)), Some(entry));
        }
        for surface in gazetteer.surfaces() {
            assert!(!gazetteer.surface_text(surface).is_empty());
        }
    }
}
