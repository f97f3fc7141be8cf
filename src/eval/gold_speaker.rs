//! Gold speakers, and reading them.

use crate::error::{Error, Place, Result};
use crate::record::{Offset, OffsetMap, OffsetUnit};
use crate::span::Span;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

/// The speaker of a gold attribution.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GoldSpeaker {
    /// Spans of the source.
    pub source: Vec<Span>,
    /// Spans of the cue.
    pub cue: Vec<Span>,
    /// `person`, `state`, `organization`, `group`, `unnamed`, `document` or `none`.
    pub kind: String,
    /// Names of all joint speakers; empty for kinds without a name.
    pub names: Vec<String>,
    /// Where the text names them.
    pub places: Vec<Span>,
    /// How the source refers: `name`, `mixed`, `pronoun`, `nominal`, `relative`.
    pub form: String,
    /// Names of those for whom they speak; any of them is right.
    pub on_behalf: Vec<String>,
}

/// Gold speakers by document id.
pub type GoldSpeakers = BTreeMap<String, Vec<GoldSpeaker>>;

/// Reads one JSON object per line: `doc`, `source`, `cue` and `speaker_span` in code points, `speaker_type`, `speaker_name`
/// (joint speakers by ` | `, or as a list), `form`, `speaker_for` (likewise). `texts` maps document ids to texts.
///
/// # Errors
/// If the file cannot be read, or a line is not such an object or has an unknown text or span.
pub fn read(path: &Path, texts: &BTreeMap<&str, &str>) -> Result<GoldSpeakers> {
    let source = fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
    let mut found = GoldSpeakers::new();
    let mut maps: HashMap<&str, OffsetMap<'_>> = HashMap::new();
    for (index, line) in source.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad =
            |cause: String| Error::Record { place: Place { path: path.to_owned(), line: index as u64 + 1 }, cause };
        let row: GoldSpeakerRow =
            serde_json::from_str(line).map_err(|error| bad(format!("not a speaker record: {error}")))?;
        let Some((&id, &text)) = texts.get_key_value(row.doc.as_str()) else {
            return Err(bad(format!("unknown document {}", row.doc)));
        };
        let offsets = maps.entry(id).or_insert_with(|| OffsetMap::new(text, OffsetUnit::CodePoints));
        let spans = |places: &[(u32, u32)]| {
            let spans =
                places.iter().map(|&(start, end)| offsets.span(Offset { start, end })).collect::<Option<Vec<Span>>>();
            spans.ok_or_else(|| bad(format!("{places:?} is not in the text of {id}")))
        };
        let speaker = GoldSpeaker {
            source: spans(&row.source)?,
            cue: spans(&row.cue)?,
            kind: row.speaker_type,
            names: names(row.speaker_name),
            on_behalf: names(row.speaker_for),
            places: match row.speaker_span {
                None => Vec::new(),
                Some(OneOrMany::One(place)) => spans(&[place])?,
                Some(OneOrMany::Many(places)) => spans(&places)?,
            },
            form: row.form,
        };
        found.entry(id.to_owned()).or_default().push(speaker);
    }
    Ok(found)
}

#[derive(Deserialize)]
struct GoldSpeakerRow {
    doc: String,
    source: Vec<(u32, u32)>,
    cue: Vec<(u32, u32)>,
    speaker_type: String,
    #[serde(default)]
    speaker_name: Option<OneOrMany<String>>,
    #[serde(default)]
    speaker_span: Option<OneOrMany<(u32, u32)>>,
    #[serde(default)]
    speaker_for: Option<OneOrMany<String>>,
    form: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

fn names(of: Option<OneOrMany<String>>) -> Vec<String> {
    let all = match of {
        None => Vec::new(),
        Some(OneOrMany::One(names)) => vec![names],
        Some(OneOrMany::Many(names)) => names,
    };
    all.iter()
        .flat_map(|names| names.split('|'))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}
