//! Claims to be scored: made by the pipeline, or read from claim records of any run.

use crate::claim::Speaker;
use crate::document::Document;
use crate::error::{Error, Place, Result};
use crate::gold::Attribution;
use crate::record::{Offset, OffsetMap, OffsetUnit};
use crate::span::Span;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A claim as far as scores look at it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Predicted {
    /// Its spans.
    pub spans: Attribution,
    /// Whom the source stands for.
    pub speaker: Option<PredictedSpeaker>,
    /// Who speaks with the speaker.
    pub co_speakers: Vec<PredictedSpeaker>,
    /// Name of whom they speak for.
    pub on_behalf: Option<String>,
    /// How sure the engine is of the speaker, 0 to 1; `None` where a record does not say.
    pub speaker_confidence: Option<f32>,
    /// How sure the engine is, 0 to 1; `None` where a record does not say.
    pub confidence: Option<f32>,
}

/// A claim's speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredictedSpeaker {
    /// `person`, `state`, `organization`, `group`, `unnamed` or `document`.
    pub kind: String,
    /// Canonical name, for the first three.
    pub name: Option<String>,
    /// The mention that names it in full.
    pub first: Option<Span>,
}

/// The claims of an annotated document.
#[must_use]
pub fn of_document(doc: &Document<'_>) -> Vec<Predicted> {
    let unnamed = |kind: &str| PredictedSpeaker { kind: kind.to_owned(), name: None, first: None };
    let speaker = |speaker: &Speaker| match speaker {
        Speaker::Entity { entity, first } => {
            let entity = &doc.entities[*entity as usize];
            PredictedSpeaker {
                kind: entity.kind.as_str().to_owned(),
                name: Some(entity.name.clone()),
                first: Some(*first),
            }
        }
        Speaker::Group => unnamed("group"),
        Speaker::Unnamed => unnamed("unnamed"),
        Speaker::Document => unnamed("document"),
    };
    doc.claims
        .iter()
        .map(|claim| Predicted {
            spans: Attribution {
                id: String::new(),
                source: claim.source.clone(),
                cue: claim.cue.clone(),
                content: claim.content.clone(),
            },
            speaker: claim.speaker.as_ref().map(speaker),
            co_speakers: claim.co_speakers.iter().map(speaker).collect(),
            on_behalf: claim.on_behalf.map(|entity| doc.entities[entity as usize].name.clone()),
            speaker_confidence: Some(claim.speaker_confidence).filter(|&sure| sure > 0.0),
            confidence: Some(claim.confidence),
        })
        .collect()
}

/// Claims read from records, by document.
#[derive(Debug, Default)]
pub struct Predictions {
    /// Document id to claims, in the order of the records.
    pub claims: BTreeMap<String, Vec<Predicted>>,
    /// Claims of documents that have no gold; they are not scored.
    pub elsewhere: usize,
    /// Claims whose own copy of the text is not what stands at their offsets: a sign that the run read other texts.
    pub text_differs: usize,
}

/// Reads claim records, one JSON object per line; records of other kinds are passed over. `texts` maps document ids to texts.
/// A record whose `doc` is a path below a root that the gold does not know is matched by its last component. Lines that
/// cannot be used are returned beside the claims.
///
/// # Errors
/// A file that cannot be read.
pub fn read_jsonl(path: &Path, texts: &BTreeMap<&str, &str>) -> Result<(Predictions, Vec<Error>)> {
    let source = fs::read(path).map_err(|source| Error::io(path, source))?;
    let mut found = Predictions::default();
    let mut errors = Vec::new();
    // Maps are made once per document and unit; records of a document stand together.
    let mut map: Option<(&str, OffsetUnit, OffsetMap<'_>)> = None;
    for (index, line) in source.split(|&byte| byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let bad =
            |cause: String| Error::Record { place: Place { path: path.to_owned(), line: index as u64 + 1 }, cause };
        let kind: AnyRecord = match serde_json::from_slice(line) {
            Ok(kind) => kind,
            Err(error) => {
                errors.push(bad(format!("no record: {error}")));
                continue;
            }
        };
        if kind.record != "claim" {
            continue;
        }
        let record: ScoredClaim = match serde_json::from_slice(line) {
            Ok(record) => record,
            Err(error) => {
                errors.push(bad(format!("no claim record: {error}")));
                continue;
            }
        };
        let last = record.doc.rsplit('/').next().unwrap_or_default();
        let known = texts.get_key_value(record.doc.as_str()).or_else(|| texts.get_key_value(last));
        let Some((&id, &text)) = known else {
            found.elsewhere += 1;
            continue;
        };
        let Some(unit) = unit(record.offsets.as_deref()) else {
            errors.push(bad(format!("unknown unit of offsets {:?}", record.offsets.unwrap_or_default())));
            continue;
        };
        if !matches!(&map, Some((of, in_unit, _)) if *of == id && *in_unit == unit) {
            map = Some((id, unit, OffsetMap::new(text, unit)));
        }
        let Some((_, _, offsets)) = &map else { continue };
        match record.resolve(offsets) {
            Ok(claim) => {
                found.text_differs += usize::from(record.differs(&claim, text));
                found.claims.entry(id.to_owned()).or_default().push(claim);
            }
            Err(cause) => errors.push(bad(cause)),
        }
    }
    Ok((found, errors))
}

fn unit(name: Option<&str>) -> Option<OffsetUnit> {
    match name {
        None | Some("codepoints" | "code-points" | "chars") => Some(OffsetUnit::CodePoints),
        Some("bytes") => Some(OffsetUnit::Bytes),
        Some("utf16" | "utf-16") => Some(OffsetUnit::Utf16),
        Some(_) => None,
    }
}

/// What tells records apart.
#[derive(Deserialize)]
struct AnyRecord {
    record: String,
}

/// The keys of a claim record that scores look at.
#[derive(Deserialize)]
struct ScoredClaim {
    doc: String,
    #[serde(default)]
    offsets: Option<String>,
    #[serde(default)]
    source: Option<ScoredPart>,
    #[serde(default)]
    cue: Option<ScoredPart>,
    #[serde(default)]
    content: Option<ScoredPart>,
    #[serde(default)]
    speaker: Option<ScoredSpeaker>,
    #[serde(default)]
    co_speakers: Vec<ScoredSpeaker>,
    #[serde(default)]
    confidence: Option<f32>,
}

#[derive(Deserialize)]
struct ScoredPart {
    #[serde(default)]
    text: Option<String>,
    spans: Vec<Offset>,
}

#[derive(Deserialize)]
struct ScoredSpeaker {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    first: Option<Offset>,
    #[serde(default, rename = "for")]
    on_behalf: Option<ScoredPrincipal>,
    #[serde(default)]
    confidence: Option<f32>,
}

#[derive(Deserialize)]
struct ScoredPrincipal {
    name: String,
}

impl ScoredClaim {
    fn resolve(&self, offsets: &OffsetMap<'_>) -> Result<Predicted, String> {
        let span = |place: Offset| {
            offsets
                .span(place)
                .ok_or_else(|| format!("{}..{} is no place in the text of {}", place.start, place.end, self.doc))
        };
        let spans = |part: &Option<ScoredPart>| -> Result<Vec<Span>, String> {
            let mut spans =
                part.iter().flat_map(|part| &part.spans).map(|&place| span(place)).collect::<Result<Vec<_>, _>>()?;
            spans.sort_unstable();
            Ok(spans)
        };
        let predicted = |speaker: &ScoredSpeaker| -> Result<PredictedSpeaker, String> {
            let first = speaker.first.map(span).transpose()?;
            Ok(PredictedSpeaker { kind: speaker.kind.clone(), name: speaker.name.clone(), first })
        };
        let speaker = self.speaker.as_ref();
        Ok(Predicted {
            spans: Attribution {
                id: String::new(),
                source: spans(&self.source)?,
                cue: spans(&self.cue)?,
                content: spans(&self.content)?,
            },
            speaker: speaker.map(predicted).transpose()?,
            co_speakers: self.co_speakers.iter().map(predicted).collect::<Result<_, _>>()?,
            on_behalf: speaker.and_then(|speaker| Some(speaker.on_behalf.as_ref()?.name.clone())),
            speaker_confidence: speaker.and_then(|speaker| speaker.confidence),
            confidence: self.confidence,
        })
    }

    /// True if a part in one piece carries another text than stands at its place.
    fn differs(&self, claim: &Predicted, text: &str) -> bool {
        let parts =
            [(&self.source, &claim.spans.source), (&self.cue, &claim.spans.cue), (&self.content, &claim.spans.content)];
        parts.into_iter().any(|(part, spans)| match (part.as_ref().and_then(|part| part.text.as_deref()), &spans[..]) {
            (Some(written), [span]) => written != span.of(text),
            _ => false,
        })
    }
}
