//! Claims as rows of comma-separated values (RFC 4180): what `-o FILE.csv` writes, in the columns of `whosaid audit export`. Texts are
//! exactly those of the article, even where a spreadsheet would take them for a formula.

use crate::record::{ArticleRecord, ClaimRecord, Offset, RecordText, Records, SpeakerRecord};

/// The columns, the same for a run and for what people made of it.
pub(crate) const COLUMNS: [&str; 30] = [
    "claim", "doc", "title", "date", "outlet", "url", "kind", "speaker_id", "speaker", "speaker_type",
    "speaker_gender", "speaker_gender_by", "speaker_confidence", "speaker_for_id", "speaker_for", "co_speaker_ids",
    "co_speakers", "source", "source_spans", "cue", "cue_spans", "cue_lemma", "cue_class", "content", "content_spans",
    "confidence", "by", "flags", "verdict", "offsets",
];

/// The first line.
pub(super) fn header() -> String {
    COLUMNS.join(",") + "\n"
}

/// Appends the claims of a document, a row each.
pub(super) fn write(records: &Records<'_>, out: &mut Vec<u8>) {
    for claim in &records.claims {
        for (column, cell) in row(claim, &records.article).iter().enumerate() {
            if column > 0 {
                out.push(b',');
            }
            write_cell(cell, out);
        }
        out.push(b'\n');
    }
}

/// A text is quoted only where it has to be.
fn write_cell(text: &str, out: &mut Vec<u8>) {
    if text.contains([',', '"', '\r', '\n']) {
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

fn row(claim: &ClaimRecord<'_>, article: &ArticleRecord<'_>) -> [String; COLUMNS.len()] {
    let (source, speaker, principal) = (claim.source.as_ref(), claim.speaker.as_ref(), claim.on_behalf());
    let text = |text: Option<&RecordText<'_>>| text.map(ToString::to_string).unwrap_or_default();
    let co_speakers =
        |of: fn(&SpeakerRecord<'_>) -> String| claim.co_speakers.iter().map(of).collect::<Vec<_>>().join("|");
    [
        claim.id.clone(),
        claim.doc.to_string(),
        text(article.title.as_ref()),
        text(article.date.as_ref()),
        text(article.outlet.as_ref()),
        text(article.url.as_ref()),
        claim.kind.to_string(),
        text(speaker.and_then(|speaker| speaker.id.as_ref())),
        text(speaker.and_then(|speaker| speaker.name.as_ref())),
        text(speaker.map(|speaker| &speaker.kind)),
        text(speaker.and_then(|speaker| speaker.gender.as_ref())),
        text(speaker.and_then(|speaker| speaker.gender_by.as_ref())),
        speaker.and_then(|speaker| speaker.confidence).map(|number| number.to_string()).unwrap_or_default(),
        text(principal.map(|one| &one.id)),
        text(principal.map(|one| &one.name)),
        co_speakers(|one| one.id.as_deref().unwrap_or_default().to_owned()),
        co_speakers(|one| one.name.as_ref().unwrap_or(&one.kind).to_string()),
        text(source.map(|source| &source.text)),
        spans(source.map_or(&[], |source| &source.spans)),
        claim.cue.text.to_string(),
        spans(&claim.cue.spans),
        claim.cue.lemma.to_string(),
        claim.cue.class.to_string(),
        claim.content.text.to_string(),
        spans(&claim.content.spans),
        claim.confidence.to_string(),
        claim.by.to_string(),
        claim.flags.iter().map(|flag| &**flag).collect::<Vec<_>>().join("|"),
        // That of a reviewer, who comes later.
        String::new(),
        claim.offsets.as_str().to_owned(),
    ]
}

/// Spans in one cell: `3-9;12-20`.
pub(crate) fn spans(spans: &[Offset]) -> String {
    spans.iter().map(|Offset { start, end }| format!("{start}-{end}")).collect::<Vec<_>>().join(";")
}
