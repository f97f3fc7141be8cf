//! Which format a list has, from its first bytes, and from its name where those leave it open.

use super::columns::column_of;
use super::list;
use crate::error::{Error, Result};
use crate::gazetteer::format::MAGIC;
use serde_json::{Map, Value};
use std::path::Path;

/// A format of lists of entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFormat {
    /// Made by `whosaid gazetteer compile`.
    Compiled,
    /// Our table: tab-separated, with the columns `id`, `type`, `canonical`.
    Ours,
    /// Another table with a header, its cells separated by this byte.
    Delimited(u8),
    /// One name per line.
    List,
    /// An index of lists in the format of GATE.
    Gate,
    /// Patterns for spaCy's entity ruler, JSON Lines.
    Spacy,
    /// Entities of `FollowTheMoney`, as OpenSanctions publishes them, JSON Lines.
    FollowTheMoney,
    /// A dump of Wikidata: a JSON array with one entity per line, or JSON Lines.
    Wikidata,
}

/// The format of a list that begins with `head`.
pub(super) fn format(path: &Path, head: &[u8]) -> Result<ListFormat> {
    if head.starts_with(&MAGIC[..MAGIC.len() - 2]) {
        return Ok(ListFormat::Compiled);
    }
    let unknown = |cause: String| Err(Error::Input { path: path.to_owned(), cause });
    // The head may end inside a character.
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with(['{', '[']) {
        return match json(text) {
            Some(format) => Ok(format),
            None => unknown(
                "JSON, but neither spaCy patterns (label, pattern), nor FollowTheMoney (schema, properties), nor a \
                 Wikidata dump (labels, claims), one object per line"
                    .to_owned(),
            ),
        };
    }
    let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let Some(first) = lines.next() else {
        return unknown("it is empty".to_owned());
    };
    let has = |delimiter: char, name: &str| first.split(delimiter).any(|cell| cell.trim() == name);
    if ["id", "type", "canonical"].iter().all(|name| has('\t', name)) {
        return Ok(ListFormat::Ours);
    }
    for delimiter in ['\t', ',', ';'] {
        let mut columns = first.split(delimiter).filter_map(|cell| column_of(cell.trim().trim_matches('"')));
        if columns.any(|column| column == "canonical") {
            return Ok(ListFormat::Delimited(delimiter as u8));
        }
    }
    let is_index =
        |line: &str| line.split_once(':').is_some_and(|(name, _)| Path::new(name).extension() == Some("lst".as_ref()));
    if is_index(first) {
        return Ok(ListFormat::Gate);
    }
    let named = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    match named.as_str() {
        "csv" | "tsv" => unknown(format!("no column \"name\" or \"canonical\"; the first line is {first:?}")),
        "def" => unknown("no line has the form list.lst:type".to_owned()),
        _ if list::is_text(text) => Ok(ListFormat::List),
        _ => unknown("not a list of entities in a supported format".to_owned()),
    }
}

/// The format of JSON by the keys of its first object.
fn json(text: &str) -> Option<ListFormat> {
    let text = text.strip_prefix('[').unwrap_or(text).trim_start();
    let line = text.lines().next().unwrap_or("").trim_end().trim_end_matches(',');
    let Ok(object) = serde_json::from_str::<Map<String, Value>>(line) else {
        // An object longer than the head: the first keys must do.
        let wikidata = line.starts_with("{\"type\":\"item\"") || line.starts_with("{\"type\":\"property\"");
        return (wikidata || line.contains("\"labels\":{")).then_some(ListFormat::Wikidata);
    };
    let has = |key: &str| object.contains_key(key);
    if has("pattern") && has("label") {
        Some(ListFormat::Spacy)
    } else if has("schema") && has("properties") {
        Some(ListFormat::FollowTheMoney)
    } else if has("labels") && has("claims") || has("type") && has("labels") {
        Some(ListFormat::Wikidata)
    } else {
        None
    }
}
