//! A table with one claim per row, as a run writes it (`output::csv`), with what people decided.

use super::claim::{ExportArticle, ExportClaim, ExportRole};
use crate::audit::review::SpeakerName;
use crate::output::csv_spans;
use crate::record::{OffsetMap, OffsetUnit};
use crate::span::Span;
use std::io::{self, Write};

pub(super) fn write(exported: &ExportArticle<'_>, table: &mut ::csv::Writer<impl Write>) -> io::Result<()> {
    let text = exported.article.text.as_str();
    let points = OffsetMap::new(text, OffsetUnit::CodePoints);
    let meta = &exported.article.meta;
    for claim in exported.claims {
        let part = |role: ExportRole| -> [String; 2] {
            let spans: &[Span] = claim.parts().find(|part| part.0 == role).map_or(&[], |part| part.1);
            let texts: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
            [texts.join(" "), csv_spans(&points.offsets(spans))]
        };
        let ExportClaim { kind, speaker, lemma, class, confidence, verdict, .. } = claim;
        let speaker = speaker.as_ref();
        let ([source, source_spans], [cue, cue_spans], [content, content_spans]) =
            (part(ExportRole::Source), part(ExportRole::Cue), part(ExportRole::Content));
        let number = |number: Option<f32>| number.map(|number| number.to_string()).unwrap_or_default();
        let others = |of: fn(&SpeakerName) -> Option<&str>| {
            claim.co_speakers.iter().map(|one| of(one).unwrap_or_default()).collect::<Vec<_>>().join("|")
        };
        let or_empty = |text: Option<&String>| text.cloned().unwrap_or_default();
        table.write_record([
            claim.id.clone(),
            exported.article.id.clone(),
            or_empty(meta.title.as_ref()),
            or_empty(meta.date.as_ref()),
            or_empty(meta.outlet.as_ref()),
            or_empty(meta.url.as_ref()),
            or_empty(kind.as_ref()),
            or_empty(speaker.and_then(|speaker| speaker.id.as_ref())),
            or_empty(speaker.and_then(|speaker| speaker.name.as_ref())),
            or_empty(speaker.map(|speaker| &speaker.kind)),
            or_empty(claim.gender.as_ref()),
            or_empty(claim.gender_by.as_ref()),
            number(claim.speaker_confidence),
            or_empty(claim.on_behalf.as_ref().and_then(|one| one.id.as_ref())),
            or_empty(claim.on_behalf.as_ref().and_then(|one| one.name.as_ref())),
            others(|one| one.id.as_deref()),
            others(|one| one.name.as_deref().or(Some(&one.kind))),
            source,
            source_spans,
            cue,
            cue_spans,
            or_empty(lemma.as_ref()),
            or_empty(class.as_ref()),
            content,
            content_spans,
            number(*confidence),
            claim.by.clone(),
            claim.flags.join("|"),
            verdict.map(|verdict| verdict.as_str().to_owned()).unwrap_or_default(),
            "codepoints".to_owned(),
        ])?;
    }
    Ok(())
}
