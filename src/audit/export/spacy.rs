//! The JSON lines of spaCy and Prodigy: one article per line with its `text` and `spans` in code points. Spans overlap,
//! so they are for the span categorizer. The spans of one claim share its id in `claim`.

use super::claim::ExportArticle;
use crate::record::{Offset, OffsetMap, OffsetUnit};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(exported: &ExportArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
    let text = exported.article.text.as_str();
    let points = OffsetMap::new(text, OffsetUnit::CodePoints);
    let mut spans: Vec<(u32, u32, Value)> = Vec::new();
    let mut claims = Vec::new();
    for claim in exported.claims {
        for (role, places) in claim.parts() {
            for place in places {
                let Offset { start, end } = points.offset(*place);
                let span =
                    json!({ "start": start, "end": end, "label": role.as_str().to_uppercase(), "claim": claim.id });
                spans.push((start, end, span));
            }
        }
        claims.push(json!({
            "id": claim.id, "kind": claim.kind, "speaker": claim.speaker, "co_speakers": claim.co_speakers,
            "for": claim.on_behalf, "speaker_confidence": claim.speaker_confidence, "gender": claim.gender,
            "gender_by": claim.gender_by, "confidence": claim.confidence, "by": claim.by,
        }));
    }
    spans.sort_by_key(|(start, end, _)| (*start, *end));
    let spans: Vec<Value> = spans.into_iter().map(|(.., span)| span).collect();
    let meta = &exported.article.meta;
    let mut line = json!({
        "text": text,
        "spans": spans,
        "claims": claims,
        "meta": { "doc": exported.article.id, "title": meta.title, "date": meta.date, "outlet": meta.outlet, "url": meta.url },
    });
    if exported.gold {
        line["answer"] = json!("accept");
    }
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}
