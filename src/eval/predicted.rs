//! Claims to be scored: made by the pipeline, or read from claim records of any run.

use crate::claim::{Flag, Speaker};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::gold::Attribution;
use crate::record::{Offset, OffsetCache, OffsetMap, OffsetUnit, SpeakerRecord};
use crate::run::RecordHeader;
use crate::span::Span;
use serde::Deserialize;
use std::{collections::BTreeMap, fs, path::Path};

/// A claim as far as scores look at it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Predicted {
    /// Its spans.
    pub spans: Attribution,
    /// Who is meant by the source.
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

/// The claims of an annotated document, without those that only their context attributes: gold marks none of these.
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
        .filter(|claim| !claim.flags.contains(&Flag::ByContext))
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
    /// Claims whose own text differs from the one at their offsets: a sign that the run read other texts.
    pub text_differs: usize,
}

/// Reads claim records, one JSON object per line; other records are skipped, and claims with the flag `by-context`. `texts` maps document ids to texts. A record whose
/// `doc` is a path below a root that gold does not know is matched by its last component. Lines that cannot be used are
/// returned beside the claims.
///
/// # Errors
/// A file that cannot be read.
pub fn read_jsonl(path: &Path, texts: &BTreeMap<&str, &str>) -> Result<(Predictions, Vec<Error>)> {
    let source = fs::read(path).map_err(|source| Error::io(path, source))?;
    let mut found = Predictions::default();
    let mut errors = Vec::new();
    // Records of a document are consecutive.
    let mut last = None;
    for (number, line) in (1..).zip(source.split(|&byte| byte == b'\n')) {
        if !line.trim_ascii().is_empty()
            && let Err(cause) = found.add(line, texts, &mut last)
        {
            errors.push(Error::record(path, number, cause));
        }
    }
    Ok((found, errors))
}

impl Predictions {
    /// Adds a record; `last` is the document of the last one, with its offsets.
    fn add<'t>(
        &mut self,
        line: &[u8],
        texts: &BTreeMap<&'t str, &'t str>,
        last: &mut Option<(&'t str, OffsetCache<'t>)>,
    ) -> Result<(), String> {
        let header: RecordHeader<'_> =
            serde_json::from_slice(line).map_err(|error| format!("not a record: {error}"))?;
        if header.record != "claim" {
            return Ok(());
        }
        let record: ScoredClaim =
            serde_json::from_slice(line).map_err(|error| format!("not a claim record: {error}"))?;
        if record.flags.iter().any(|flag| flag == Flag::ByContext.as_str()) {
            return Ok(());
        }
        let name = record.doc.rsplit('/').next().unwrap_or_default();
        let known = texts.get_key_value(record.doc.as_str()).or_else(|| texts.get_key_value(name));
        let Some((&id, &text)) = known else {
            self.elsewhere += 1;
            return Ok(());
        };
        let unit = match record.offsets.as_deref() {
            None | Some("codepoints" | "code-points" | "chars") => OffsetUnit::CodePoints,
            Some("bytes") => OffsetUnit::Bytes,
            Some("utf16" | "utf-16") => OffsetUnit::Utf16,
            Some(other) => return Err(format!("unknown unit of offsets {other:?}")),
        };
        let (_, offsets) = match last {
            Some(same) if same.0 == id => same,
            other => other.insert((id, OffsetCache::new(text))),
        };
        let claim = record.resolve(offsets.map(unit))?;
        self.text_differs += usize::from(record.differs(&claim, text));
        self.claims.entry(id.to_owned()).or_default().push(claim);
        Ok(())
    }
}

/// The keys of a claim record that scores look at. Records of other systems may lack the rest, or all that is optional here.
#[derive(Deserialize)]
struct ScoredClaim {
    doc: String,
    offsets: Option<String>,
    source: Option<ScoredPart>,
    cue: Option<ScoredPart>,
    content: Option<ScoredPart>,
    #[serde(default)]
    speaker: Option<SpeakerRecord<'static>>,
    #[serde(default)]
    co_speakers: Vec<SpeakerRecord<'static>>,
    #[serde(default)]
    confidence: Option<f32>,
    #[serde(default)]
    flags: Vec<String>,
}

#[derive(Deserialize)]
struct ScoredPart {
    text: Option<String>,
    spans: Vec<Offset>,
}

impl ScoredClaim {
    fn resolve(&self, offsets: &OffsetMap<'_>) -> Result<Predicted, String> {
        let span = |place: Offset| {
            let found = offsets.span(place);
            found.ok_or_else(|| format!("{}..{} is not in the text of {}", place.start, place.end, self.doc))
        };
        let spans = |part: &Option<ScoredPart>| -> Result<Vec<Span>, String> {
            let mut spans =
                part.iter().flat_map(|part| &part.spans).map(|&place| span(place)).collect::<Result<Vec<_>, _>>()?;
            spans.sort_unstable();
            Ok(spans)
        };
        let predicted = |speaker: &SpeakerRecord<'_>| -> Result<PredictedSpeaker, String> {
            let first = speaker.first.map(span).transpose()?;
            let name = speaker.name.as_ref().map(ToString::to_string);
            Ok(PredictedSpeaker { kind: speaker.kind.to_string(), name, first })
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
            on_behalf: speaker.and_then(|speaker| Some(speaker.on_behalf.as_ref()?.name.to_string())),
            speaker_confidence: speaker.and_then(|speaker| speaker.confidence),
            confidence: self.confidence,
        })
    }

    /// True if a part with a single span has another text than its span.
    fn differs(&self, claim: &Predicted, text: &str) -> bool {
        let parts =
            [(&self.source, &claim.spans.source), (&self.cue, &claim.spans.cue), (&self.content, &claim.spans.content)];
        parts.into_iter().any(|(part, spans)| match (part.as_ref().and_then(|part| part.text.as_deref()), &spans[..]) {
            (Some(written), [span]) => written != span.of(text),
            _ => false,
        })
    }
}
