//! Label Studio's tasks: offsets count UTF-16 units, as JavaScript does. What people decided comes as an annotation, what
//! the run found as a prediction. The labels are `Source`, `Cue` and `Content`; relations lead from cue to source and content.

use super::{Page, Role};
use crate::record::OffsetUnit;
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let text = page.article.text.as_str();
    let units = super::told::points(text, OffsetUnit::Utf16);
    let mut result: Vec<Value> = Vec::new();
    for claim in page.claims {
        let mut first: Vec<(Role, String)> = Vec::new();
        for (role, places) in claim.parts() {
            for (index, place) in places.iter().enumerate() {
                let id = format!("{}-{}-{index}", claim.id, role.as_str());
                result.push(json!({
                    "id": id,
                    "from_name": "label",
                    "to_name": "text",
                    "type": "labels",
                    "value": {
                        "start": units(place.start),
                        "end": units(place.end),
                        "text": place.of(text),
                        "labels": [role.as_str()],
                    },
                    "meta": { "claim": [claim.id] },
                }));
                first.push((role, id));
            }
        }
        let hub = first.iter().find(|(role, _)| *role == Role::Cue).cloned();
        let Some((_, hub)) = hub.or_else(|| first.first().cloned()) else { continue };
        for (_, id) in first.iter().filter(|(_, id)| *id != hub) {
            result.push(
                json!({ "from_id": hub, "to_id": id, "type": "relation", "direction": "right", "labels": ["part"] }),
            );
        }
    }
    let meta = &page.article.meta;
    let data = json!({
        "text": text,
        "doc": page.article.id,
        "title": meta.title,
        "date": meta.date,
        "outlet": meta.outlet,
        "url": meta.url,
    });
    let task = if page.gold {
        json!({ "data": data, "annotations": [{ "result": result }] })
    } else {
        json!({ "data": data, "predictions": [{ "model_version": "whosaid", "result": result }] })
    };
    serde_json::to_writer(&mut *out, &task)?;
    Ok(())
}
