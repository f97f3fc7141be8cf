//! W3C Web Annotations (Recommendation of 23 February 2017), one JSON-LD object per line: each claim is an annotation, each
//! span of it a target with a `TextPositionSelector` (code points) and a `TextQuoteSelector`.

use super::claim::{ExportArticle, ExportClaim};
use crate::audit::review::SpeakerName;
use crate::record::{Offset, OffsetMap, OffsetUnit};
use crate::span::Span;
use serde_json::{Value, json};
use std::io::{self, Write};

/// How many code points of context a quote selector has on each side.
const AROUND: usize = 32;

pub(super) fn write(exported: &ExportArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
    let text = exported.article.text.as_str();
    let points = OffsetMap::new(text, OffsetUnit::CodePoints);
    for claim in exported.claims {
        let target = |role: &str, span: &Span| {
            let Offset { start, end } = points.offset(*span);
            json!({
                "type": "SpecificResource",
                "source": source(exported),
                "role": role,
                "selector": [
                    { "type": "TextPositionSelector", "start": start, "end": end },
                    quote(text, *span),
                ],
            })
        };
        let targets: Vec<Value> = claim
            .parts()
            .flat_map(|(role, spans)| spans.iter().map(move |span| (role, span)))
            .map(|(role, span)| target(role.as_str(), span))
            .collect();
        let annotation = json!({
            "@context": [
                "http://www.w3.org/ns/anno.jsonld",
                { "role": "urn:whosaid:role", "whosaid": "urn:whosaid:" },
            ],
            "id": format!("urn:whosaid:claim:{}", claim.id),
            "type": "Annotation",
            "motivation": if exported.gold { "assessing" } else { "identifying" },
            "creator": { "type": "Software", "name": "whosaid", "nickname": claim.by },
            "body": body(claim),
            "target": targets,
        });
        serde_json::to_writer(&mut *out, &annotation)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The article's address, or a name made of its id.
fn source(exported: &ExportArticle<'_>) -> Value {
    let name = || format!("urn:whosaid:article:{}", exported.article.id);
    json!({ "id": exported.article.meta.url.clone().unwrap_or_else(name), "type": "Text", "whosaid:doc": exported.article.id })
}

fn quote(text: &str, span: Span) -> Value {
    let before = &text[..span.start as usize];
    let start = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let after = &text[span.end as usize..];
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    json!({ "type": "TextQuoteSelector", "exact": span.of(text), "prefix": &before[start..], "suffix": &after[..end] })
}

fn body(claim: &ExportClaim) -> Vec<Value> {
    let mut body = Vec::new();
    if let Some(kind) = &claim.kind {
        body.push(json!({ "type": "TextualBody", "purpose": "classifying", "value": kind }));
    }
    for (position, speaker) in claim.speaker.iter().chain(&claim.co_speakers).enumerate() {
        let mut named = identifying(speaker);
        if let Some(principal) = claim.on_behalf.as_ref().filter(|_| position == 0) {
            named["whosaid:for"] = identifying(principal);
        }
        body.push(named);
    }
    body
}

/// A body that says who it is.
fn identifying(who: &SpeakerName) -> Value {
    let mut named =
        json!({ "type": "TextualBody", "purpose": "identifying", "value": who.name, "whosaid:type": who.kind });
    if let Some(id) = &who.id {
        named["whosaid:entity"] = json!(id);
    }
    named
}
