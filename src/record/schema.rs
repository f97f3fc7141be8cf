//! The JSON Schema of the records, made from their types.

use super::kind::{RecordKind, SCHEMA};
use super::types::{ArticleRecord, ClaimRecord, ErrorRecord, MentionRecord, SentenceRecord};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of every type of record.
pub fn json_schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let records = [
        generator.subschema_for::<ClaimRecord<'_>>(),
        generator.subschema_for::<MentionRecord<'_>>(),
        generator.subschema_for::<SentenceRecord<'_>>(),
        generator.subschema_for::<ArticleRecord<'_>>(),
        generator.subschema_for::<ErrorRecord<'_>>(),
    ];
    let mut definitions = generator.take_definitions(true);
    for kind in RecordKind::ALL {
        if let Some(Value::Object(record)) = definitions.get_mut(kind.as_str()) {
            add_header(record, kind);
        }
    }
    definitions.values_mut().for_each(tidy);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "description": "One JSON object per line. Offsets are half-open and count Unicode code points of the article's text \
            exactly as given after decoding, unless `offsets` names another unit. New keys may be added within version 1; \
            readers ignore those they do not know.",
        "oneOf": records,
        "$defs": definitions,
    })
}

/// Adds the keys that every record begins with.
fn add_header(record: &mut Map<String, Value>, kind: RecordKind) {
    record.insert("title".to_owned(), kind.as_str().into());
    for (key, value) in [("record", kind.as_str()), ("schema", SCHEMA)] {
        if let Some(Value::Object(properties)) = record.get_mut("properties") {
            properties.insert(key.to_owned(), json!({ "const": value }));
        }
        if let Some(Value::Array(required)) = record.get_mut("required") {
            required.insert(0, key.into());
        }
    }
}

/// Says in the schema what the types cannot: a key that may be left out is never null. Descriptions become one line.
fn tidy(schema: &mut Value) {
    if let Value::Object(object) = schema {
        if let Some(Value::String(description)) = object.get_mut("description") {
            *description = description.replace('\n', " ");
        }
        let required = object.get("required").cloned().unwrap_or_default();
        let is_required = |key: &str| required.as_array().is_some_and(|all| all.iter().any(|one| one == key));
        if let Some(Value::Object(properties)) = object.get_mut("properties") {
            for (_, property) in properties.iter_mut().filter(|(key, _)| !is_required(key)) {
                not_null(property);
            }
        }
        object.values_mut().for_each(tidy);
    } else if let Value::Array(all) = schema {
        all.iter_mut().for_each(tidy);
    }
}

fn not_null(property: &mut Value) {
    let Value::Object(property) = property else { return };
    if let Some(Value::Array(types)) = property.get_mut("type") {
        types.retain(|one| one != "null");
        if let [only] = types.as_mut_slice() {
            let only = only.take();
            property.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(mut alternatives)) = property.remove("anyOf") {
        alternatives.retain(|one| one["type"] != "null");
        match alternatives.pop() {
            Some(Value::Object(only)) if alternatives.is_empty() => property.extend(only),
            last => {
                alternatives.extend(last);
                property.insert("anyOf".to_owned(), alternatives.into());
            }
        }
    }
}
