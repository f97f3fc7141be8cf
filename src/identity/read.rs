//! The entities of run folders and of files of records.

use super::facts::{NamedEntity, RoleLists, RunFacts, SpeakerFacts};
use crate::document::GenderSource;
use crate::error::Result;
use crate::run::record_files::{self, RecordFiles};
use serde::Deserialize;
use std::borrow::Cow;
use std::path::Path;

/// A text, borrowed if it has no escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct LineText<'a>(#[serde(borrow)] Cow<'a, str>);

/// What is read of every record.
#[derive(Deserialize)]
struct EntityLine<'a> {
    #[serde(borrow)]
    record: Cow<'a, str>,
    #[serde(borrow, default)]
    doc: Cow<'a, str>,
    #[serde(borrow, default)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    date: Option<LineText<'a>>,
    #[serde(borrow, default)]
    entity: Option<LineText<'a>>,
    #[serde(borrow, default)]
    name: Option<LineText<'a>>,
    #[serde(borrow, default, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    candidates: Vec<LineText<'a>>,
    #[serde(borrow, default)]
    speaker: Option<SpeakerLine<'a>>,
    #[serde(borrow, default)]
    co_speakers: Vec<SpeakerLine<'a>>,
    #[serde(borrow, default)]
    source: Option<SourceLine<'a>>,
}

#[derive(Deserialize)]
struct SpeakerLine<'a> {
    #[serde(borrow, default)]
    id: Option<LineText<'a>>,
    #[serde(borrow, default)]
    name: Option<LineText<'a>>,
    #[serde(borrow, default, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    role: Option<LineText<'a>>,
    #[serde(borrow, default)]
    gender: Option<LineText<'a>>,
    #[serde(borrow, default)]
    gender_by: Option<LineText<'a>>,
}

#[derive(Deserialize)]
struct SourceLine<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

fn text<'t>(text: Option<&'t LineText<'_>>) -> Option<&'t str> {
    text.map(|text| &*text.0)
}

/// Adds the entities of a run folder, or of a file of records, which may be compressed.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Input`](crate::Error::Input) for a folder that holds no finished run;
/// [`Error::Record`](crate::Error::Record) for a line that is no record.
pub(super) fn read(path: &Path, lists: RoleLists<'_>, facts: &mut RunFacts) -> Result<()> {
    let RecordFiles { files, titles, .. } = record_files::open(path)?;
    for file in files.into_iter().chain(titles) {
        for chunk in file.chunks() {
            for (at, line) in chunk?.lines() {
                let line = serde_json::from_slice(line);
                let line = line.map_err(|error| file.wrong(at, format!("not a record: {error}")))?;
                add(&line, lists, facts);
            }
        }
    }
    facts.finish();
    Ok(())
}

fn add(line: &EntityLine<'_>, lists: RoleLists<'_>, facts: &mut RunFacts) {
    let named = |id, name, kind| NamedEntity { doc: &line.doc, id, name, kind };
    match &*line.record {
        "article" => facts.date(&line.doc, text(line.date.as_ref())),
        "mention" => {
            let Some((id, name)) = text(line.entity.as_ref()).zip(text(line.name.as_ref())) else { return };
            if let Some(entity) = facts.entity(named(id, name, &line.kind)) {
                facts.entities[entity as usize].ambiguous |= line.candidates.len() > 1;
            }
        }
        "claim" => {
            let alone = line.co_speakers.is_empty();
            let source = line.source.as_ref().map(|source| &*source.text).filter(|_| alone);
            for speaker in line.speaker.iter().chain(&line.co_speakers) {
                let Some((id, name)) = text(speaker.id.as_ref()).zip(text(speaker.name.as_ref())) else { continue };
                let Some(entity) = facts.entity(named(id, name, &speaker.kind)) else { continue };
                let told = text(speaker.gender_by.as_ref()) != GenderSource::GivenName.as_str().into();
                let (role, gender) = (text(speaker.role.as_ref()), text(speaker.gender.as_ref()).filter(|_| told));
                facts.speaks(entity, SpeakerFacts { claim: &line.id, role, gender, source }, lists);
            }
        }
        _ => {}
    }
}
