//! Compiles tables of entities into the form of [`super::format`]. Used for the user's lists
//! at startup and in `whosaid gazetteer compile`, and by the build script for the built-in ones.

use super::format::{GazetteerParts, RawEntry, SourceFile, Surface, about};
use super::hash::extend;
use super::name_rules::{AmbiguityRule, NameRules};
use super::trie::{self, LOWER_BLOCKS, lower_bit};
use super::tsv::{TsvRow, TsvTable};
use crate::document::{EntityKind, EntryId, Gender, MentionForm};
use crate::error::{Error, Result};
use crate::text::token::Cut;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;
use zerocopy::little_endian::{U32, U64};

/// A table of entities to compile.
#[derive(Debug, Clone)]
pub struct SourceTable<'f> {
    /// For errors.
    pub path: &'f Path,
    /// Tab-separated, see [`super::tsv`]; at least the columns `id`, `type`, `canonical`.
    pub table: &'f str,
    /// For a table converted from another format: the line in the original of each of its lines, column names first.
    pub lines: Option<&'f [u32]>,
    /// Files that the compiled one is to be compared with when it is opened; none for names that are never saved.
    pub origins: Vec<SourceFile>,
}

/// Names of more bytes are refused.
const MOST_BYTES: usize = u16::MAX as usize;

/// The columns that hold names, and how those refer.
pub(super) const NAME_COLUMNS: [(&str, MentionForm, bool); 5] = [
    ("canonical", MentionForm::Name, false),
    ("aliases", MentionForm::Alias, false),
    ("acronyms", MentionForm::Alias, true),
    ("demonyms", MentionForm::Demonym, false),
    ("metonyms", MentionForm::Metonym, false),
];

/// The weight of a row whose table has no weights, or whose cell is empty: the user's own names are trusted like
/// well-known ones.
const WEIGHT: u8 = 7;
/// Below this weight the acronyms of an organization wait for its full name: small organizations share those of large ones.
const SURE_ACRONYM: u8 = 4;

/// Names up to this many bytes are matched with their exact case: "US" is not "us", "Wto" is not "WTO".
const SHORT_NAME: usize = 3;

/// Compiles tables into the bytes of one compiled gazetteer. `places` are names of no entity that block shorter
/// ones inside them. A row whose id is in an earlier table replaces that row, and its names are added. Rows
/// that cannot be used are returned, one [`Error::Data`] each.
///
/// # Errors
/// A source without the columns that every table needs, or more than 4 GiB of rows.
pub fn compile(sources: &[SourceTable<'_>], places: &[&str], rules: &NameRules<'_>) -> Result<(Vec<u8>, Vec<Error>)> {
    let mut builder = GazetteerBuilder::default();
    builder.rows.reserve(sources.iter().map(|source| source.table.len()).sum());
    for (number, source) in sources.iter().enumerate() {
        builder.read(number, source, rules)?;
    }
    for place in places {
        let at = builder.add_text(place);
        let (entry, form) = (EntryId::PLACE, MentionForm::Name);
        builder.surfaces.push(Surface::new(at, entry, EntityKind::State, form, false, None));
    }
    if builder.rows.len() > u32::MAX as usize {
        let path = sources.last().map_or_else(Default::default, |source| source.path.to_owned());
        return Err(Error::Input {
            path,
            cause: "more than 4 GiB of rows, which is too much for one gazetteer".to_owned(),
        });
    }
    let about = about(sources.iter().flat_map(|source| &source.origins), &builder.tables)?;
    let bytes = builder.finish(about, rules);
    Ok((bytes, builder.problems))
}

/// A digit, or nothing.
fn parse_weight(cell: &str) -> Option<u8> {
    match cell.as_bytes() {
        [] => Some(WEIGHT),
        [digit @ b'0'..=b'9'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Entities and names of all tables.
#[derive(Default)]
struct GazetteerBuilder<'f> {
    rows: String,
    entries: Vec<RawEntry>,
    surfaces: Vec<Surface>,
    tables: Vec<Vec<&'f str>>,
    /// Whose an id is, and the last source that has it.
    ids: FxHashMap<&'f str, (u32, usize)>,
    problems: Vec<Error>,
}

/// Columns that are looked at.
struct SourceColumns {
    id: Option<usize>,
    kind: Option<usize>,
    gender: Option<usize>,
    weight: Option<usize>,
    names: [(Option<usize>, MentionForm, bool); NAME_COLUMNS.len()],
}

impl<'f> GazetteerBuilder<'f> {
    fn add_text(&mut self, text: &str) -> Range<usize> {
        let start = self.rows.len();
        self.rows.push_str(text);
        start..self.rows.len()
    }

    fn read(&mut self, source: usize, from: &SourceTable<'f>, rules: &NameRules<'_>) -> Result<()> {
        let table = TsvTable::parse(from.path, from.table, &["id", "type", "canonical"])?;
        let wanted = SourceColumns {
            id: table.column("id"),
            kind: table.column("type"),
            gender: table.column("gender"),
            weight: table.column("weight"),
            names: NAME_COLUMNS.map(|(name, form, exact)| (table.column(name), form, exact)),
        };
        self.tables.push(table.columns().to_vec());
        self.ids.reserve(from.table.len() / 128);
        self.surfaces.reserve(from.table.len() / 48);
        for row in table.rows() {
            let problem = match row {
                Ok(row) => self.row(source, &row, &wanted, rules).err().map(|cause| table.error(row.line, cause)),
                Err(problem) => Some(problem),
            };
            self.problems.extend(problem.map(|problem| from.at_source(problem)));
        }
        Ok(())
    }

    /// Adds one row, or says what is wrong with it.
    fn row(
        &mut self,
        source: usize,
        row: &TsvRow<'f>,
        wanted: &SourceColumns,
        rules: &NameRules<'_>,
    ) -> Result<(), String> {
        let (id, gender) = (row.get(wanted.id), row.get(wanted.gender));
        let Some(kind) = EntityKind::parse(row.get(wanted.kind)) else {
            let found = row.get(wanted.kind);
            return Err(format!("unknown type {found:?}; it is person, state or organization"));
        };
        if id.is_empty() {
            return Err("no id".to_owned());
        }
        if row.get(wanted.names[0].0).trim().is_empty() {
            return Err("no canonical name".to_owned());
        }
        // A name is at most as long as its row.
        let too_long = |(column, ..): (Option<usize>, _, _)| row.list(column).any(|name| name.len() > MOST_BYTES);
        if row.text.len() > MOST_BYTES && wanted.names.into_iter().any(too_long) {
            return Err(format!("a name of more than {MOST_BYTES} bytes"));
        }
        let gender = Gender::parse(gender).ok_or_else(|| format!("unknown gender {gender:?}"))?;
        let weight = row.get(wanted.weight);
        let weight = parse_weight(weight).ok_or_else(|| format!("unknown weight {weight:?}; it is a digit"))?;
        let known = self.ids.get(id).copied();
        match known {
            Some((_, other)) if other == source => return Err(format!("id {id} is also the id of an earlier row")),
            Some((entry, _)) if self.entries[entry as usize].kind() != kind => {
                let other = self.entries[entry as usize].kind().as_str();
                return Err(format!("id {id} is of type {other} in an earlier file"));
            }
            _ => {}
        }
        let at = self.add_text(row.text);
        let raw = RawEntry::new(at.clone(), source, kind, gender, weight);
        let entry = known.map_or(self.entries.len() as u32, |(entry, _)| entry);
        match self.entries.get_mut(entry as usize) {
            Some(before) => *before = raw,
            None => self.entries.push(raw),
        }
        self.ids.insert(id, (entry, source));
        for (column, form, exact) in wanted.names {
            for name in row.list(column) {
                let waits = exact && weight < SURE_ACRONYM && kind == EntityKind::Organization;
                let rule = rules.ambiguous.get(name).copied();
                let rule = rule.or(waits.then_some(AmbiguityRule::FullNameFirst));
                if rule == Some(AmbiguityRule::Never) {
                    continue;
                }
                // Cells are slices of the row.
                let start = at.start + (name.as_ptr() as usize - row.text.as_ptr() as usize);
                let exact = exact || name.len() <= SHORT_NAME;
                let place = start..start + name.len();
                self.surfaces.push(Surface::new(place, EntryId(entry), kind, form, exact, rule));
            }
        }
        Ok(())
    }

    fn finish(&mut self, about: String, rules: &NameRules<'_>) -> Vec<u8> {
        let rows = std::mem::take(&mut self.rows);
        let surfaces = std::mem::take(&mut self.surfaces);
        let mut lower = [0; LOWER_BLOCKS];
        let mut prefixes: Vec<u64> = Vec::with_capacity(surfaces.len() * 3);
        let mut named: Vec<KeyedSurface> = Vec::with_capacity(surfaces.len());
        let mut cut = Cut::default();
        for surface in surfaces {
            let start = prefixes.len() as u32;
            let mut prefix = 0;
            cut.again(&rows[surface.place()], rules.abbreviations);
            for (token, &hash) in cut.tokens.iter().zip(&cut.hashes) {
                if prefix == 0 && !token.case.is_capital() {
                    let (block, bit) = lower_bit(hash);
                    lower[block] |= bit;
                }
                prefix = extend(prefix, hash);
                prefixes.push(prefix);
            }
            if prefix != 0 {
                named.push(KeyedSurface { key: prefix, path: (start, prefixes.len() as u32), surface });
            }
        }
        // The spelling decides between names whose hashes agree, so that each group holds one way of writing; of two columns
        // that give an entity one name, the first says how it refers.
        let order =
            |named: &KeyedSurface| (named.key, &rows[named.surface.place()], named.surface.entry(), named.path.0);
        named.sort_unstable_by(|a, b| a.key.cmp(&b.key).then_with(|| order(a).cmp(&order(b))));
        named.dedup_by(|a, b| {
            a.key == b.key
                && a.surface.entry() == b.surface.entry()
                && rows[a.surface.place()] == rows[b.surface.place()]
        });
        let path = |named: &KeyedSurface| &prefixes[named.path.0 as usize..named.path.1 as usize];
        let (slots, known) = trie::build(|| named.iter().map(path), &prefixes);

        let mut ids: Vec<(u64, u32)> =
            self.ids.drain().map(|(id, (entry, _))| (xxh3_64(id.as_bytes()), entry)).collect();
        ids.sort_unstable();
        GazetteerParts {
            about,
            entries: &self.entries,
            surfaces: &named.iter().map(|named| named.surface).collect::<Vec<_>>(),
            keys: &named.iter().map(|named| U64::new(named.key)).collect::<Vec<_>>(),
            ids: &ids.iter().map(|&(hash, _)| U64::new(hash)).collect::<Vec<_>>(),
            owners: &ids.iter().map(|&(_, entry)| U32::new(entry)).collect::<Vec<_>>(),
            slots: &slots,
            known: &known,
            lower: &lower.map(U64::new),
            rows,
        }
        .to_bytes()
    }
}

/// A surface with the hash of its tokens, and those of its prefixes as a range of all of them.
struct KeyedSurface {
    key: u64,
    path: (u32, u32),
    surface: Surface,
}

impl SourceTable<'_> {
    /// An error in a line of the table, moved to the line of the original list.
    pub(super) fn at_source(&self, problem: Error) -> Error {
        match (problem, self.lines) {
            (Error::Data { path, line, cause }, Some(lines)) => {
                let line = lines.get(line - 1).map_or(line, |&line| line as usize);
                Error::Data { path, line, cause }
            }
            (other, _) => other,
        }
    }
}
