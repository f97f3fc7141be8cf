//! Tables with a header, separated by commas, semicolons or tabs: `name,type` is enough. `columns.tsv` says which headers
//! mean what; several names in a cell are separated by `|` or `;`. Rows without an id get one made of their name; rows with the
//! id of an earlier one add names and offices to it.

use super::draft::{EntityDraft, TableWriter, problem};
use super::{columns::column_of, open::ListInput, options::ImportOptions};
use crate::document::Gender;
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;

pub(super) fn read(
    delimiter: u8,
    input: ListInput,
    options: &ImportOptions<'_>,
    table: &mut TableWriter<'_>,
) -> Result<()> {
    let path = input.path().to_owned();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter != b'\t')
        .comment(Some(b'#'))
        .flexible(true)
        .has_headers(true)
        .trim(csv::Trim::All)
        .from_reader(input.stream);
    let wrong = |error: csv::Error| {
        let line = error.position().map_or(0, csv::Position::line) as usize;
        match error.into_kind() {
            csv::ErrorKind::Io(error) => Error::io(&path, error),
            csv::ErrorKind::Utf8 { err, .. } => problem(&path, line, format!("not UTF-8: {err}")),
            other => problem(&path, line, format!("{other:?}")),
        }
    };
    let headers = reader.headers().map_err(wrong)?.clone();
    let columns: Vec<Option<&str>> =
        headers.iter().map(|name| column_of(name.trim_start_matches('\u{feff}'))).collect();
    let unused: Vec<&str> = headers
        .iter()
        .zip(&columns)
        .filter(|(name, column)| column.is_none() && !name.is_empty())
        .map(|(name, _)| name)
        .collect();
    if !unused.is_empty() {
        table.note(&format!("unused columns: {}", unused.join(", ")));
    }
    if !columns.contains(&Some("type")) && options.kind.is_none() {
        let cause = "no column \"type\"; add one, or give the type on the command line".to_owned();
        return Err(Error::Input { path, cause });
    }
    let mut drafts: Vec<(EntityDraft, usize)> = Vec::new();
    let mut by_id: FxHashMap<String, usize> = FxHashMap::default();
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                match wrong(error) {
                    broken @ Error::Data { .. } => table.problems.push(broken),
                    fatal => return Err(fatal),
                }
                continue;
            }
        }
        let line = record.position().map_or(0, csv::Position::line) as usize;
        if record.len() != columns.len() {
            table.wrong(line, format!("{} cells, but {} columns", record.len(), columns.len()));
            continue;
        }
        let draft = match draft(&columns, &record, options) {
            Ok(draft) => draft,
            Err(cause) => {
                table.wrong(line, cause);
                continue;
            }
        };
        if let Some(&known) = by_id.get(&draft.id) {
            merge(&mut drafts[known].0, draft);
            continue;
        }
        if !draft.id.is_empty() {
            by_id.insert(draft.id.clone(), drafts.len());
        }
        drafts.push((draft, line));
    }
    drafts.into_iter().try_for_each(|(draft, line)| table.push(draft, line))
}

fn draft(
    columns: &[Option<&str>],
    record: &csv::StringRecord,
    options: &ImportOptions<'_>,
) -> Result<EntityDraft, String> {
    let mut draft = EntityDraft { kind: options.kind, ..EntityDraft::default() };
    let (mut from, mut to) = ("", "");
    for (column, cell) in columns.iter().zip(record).filter(|(_, cell)| !cell.is_empty()) {
        let items = || cell.split(['|', ';']).map(str::to_owned);
        match *column {
            Some("id") => cell.clone_into(&mut draft.id),
            Some("type") => {
                let kind = options.types.get("table", &cell.to_lowercase());
                draft.kind =
                    Some(kind.ok_or_else(|| format!("unknown type {cell:?}; it is person, state or organization"))?);
            }
            Some("canonical") => cell.clone_into(&mut draft.canonical),
            Some("aliases") => draft.aliases.extend(items()),
            Some("acronyms") => draft.acronyms.extend(items()),
            Some("demonyms") => draft.demonyms.extend(items()),
            Some("metonyms") => draft.metonyms.extend(items()),
            Some("gender") => draft.gender = gender(cell).ok_or_else(|| format!("unknown gender {cell:?}"))?,
            Some("roles") => draft.roles.extend(cell.split('|').map(str::to_owned)),
            Some("state") => draft.state = state(cell, options)?,
            Some("wikidata") => cell.clone_into(&mut draft.wikidata),
            Some("valid_from") => cell.clone_into(&mut draft.valid_from),
            Some("valid_to") => cell.clone_into(&mut draft.valid_to),
            Some("from") => from = cell,
            Some("to") => to = cell,
            _ => {}
        }
    }
    if let ([role], false) = (&mut draft.roles[..], from.is_empty() && to.is_empty()) {
        *role = format!("{role} [{from}..{to}]");
    }
    Ok(draft)
}

/// "f", "Female", "woman" and the like.
fn gender(cell: &str) -> Option<Gender> {
    Some(match cell.to_lowercase().as_str() {
        "f" | "female" | "woman" => Gender::Female,
        "m" | "male" | "man" => Gender::Male,
        "u" | "unknown" | "other" | "-" => Gender::Unknown,
        _ => return None,
    })
}

/// An id as it is, or the state that a code or name means.
fn state(cell: &str, options: &ImportOptions<'_>) -> Result<String, String> {
    if cell.contains('/') {
        return Ok(cell.to_owned());
    }
    let known = options.states.find(cell).map(str::to_owned);
    known.ok_or_else(|| format!("unknown state {cell:?}; it is an id (state/fr), a code (FR, FRA) or a name (France)"))
}

/// Adds the names and offices of another row with the same id.
fn merge(draft: &mut EntityDraft, other: EntityDraft) {
    draft.also_called(&other.canonical);
    draft.aliases.extend(other.aliases);
    draft.acronyms.extend(other.acronyms);
    draft.demonyms.extend(other.demonyms);
    draft.metonyms.extend(other.metonyms);
    draft.roles.extend(other.roles);
}
