//! Label Studio tasks: offsets count UTF-16 units, as JavaScript does. What people decided is an annotation, what the run
//! found is a prediction. The labels are `Source`, `Cue` and `Content`; relations lead from the cue to source and content.

use super::claim::{ExportArticle, ExportRole};
use crate::record::{Offset, OffsetMap, OffsetUnit};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(exported: &ExportArticle<'_>, out: &mut dyn Write) -> io::Result<()> {
    let text = exported.article.text.as_str();
    let units = OffsetMap::new(text, OffsetUnit::Utf16);
    let mut result: Vec<Value> = Vec::new();
    for claim in exported.claims {
        let mut first: Vec<(ExportRole, String)> = Vec::new();
        for (role, places) in claim.parts() {
            for (index, place) in places.iter().enumerate() {
                let Offset { start, end } = units.offset(*place);
                let id = format!("{}-{}-{index}", claim.id, role.as_str());
                result.push(json!({
                    "id": id,
                    "from_name": "label",
                    "to_name": "text",
                    "type": "labels",
                    "value": { "start": start, "end": end, "text": place.of(text), "labels": [role.as_str()] },
                    "meta": { "claim": [claim.id] },
                }));
                first.push((role, id));
            }
        }
        let hub = first.iter().find(|(role, _)| *role == ExportRole::Cue).cloned();
        let Some((_, hub)) = hub.or_else(|| first.first().cloned()) else { continue };
        for (_, id) in first.iter().filter(|(_, id)| *id != hub) {
            result.push(
                json!({ "from_id": hub, "to_id": id, "type": "relation", "direction": "right", "labels": ["part"] }),
            );
        }
    }
    let meta = &exported.article.meta;
    let data = json!({
        "text": text, "doc": exported.article.id, "title": meta.title, "date": meta.date, "outlet": meta.outlet,
        "url": meta.url,
    });
    let task = if exported.gold {
        json!({ "data": data, "annotations": [{ "result": result }] })
    } else {
        json!({ "data": data, "predictions": [{ "model_version": "whosaid", "result": result }] })
    };
    serde_json::to_writer(&mut *out, &task)?;
    Ok(())
}
