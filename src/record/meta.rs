//! Fields that records of the input had and nothing here reads.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Fields by name: a JSON object, which is kept as it was written.
#[derive(Debug, Clone, Default)]
pub struct MetaFields(Option<Box<RawValue>>);

impl MetaFields {
    /// The fields of a JSON object; none for anything else.
    pub fn new(json: &str) -> Self {
        let object = Some(json).filter(|json| json.trim_start().starts_with('{'));
        Self(object.and_then(|json| RawValue::from_string(json.to_owned()).ok()))
    }

    /// The object; `None` where there are no fields.
    pub fn as_json(&self) -> Option<&str> {
        self.0.as_deref().map(RawValue::get)
    }
}

impl PartialEq for MetaFields {
    fn eq(&self, other: &Self) -> bool {
        self.as_json() == other.as_json()
    }
}

impl Serialize for MetaFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for MetaFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|raw| Self::new(raw.get()))
    }
}

impl JsonSchema for MetaFields {
    fn schema_name() -> Cow<'static, str> {
        "meta".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_object_is_kept_as_it_is() {
        let json = r#"{"a":1e400,"b":{"c":[12345678901234567890123]}}"#;
        let fields: MetaFields = serde_json::from_str(json).unwrap();
        assert_eq!((fields.as_json(), serde_json::to_string(&fields).unwrap().as_str()), (Some(json), json));
        assert_eq!(MetaFields::new("[1]"), MetaFields::default());
        assert_eq!(MetaFields::new("{broken"), MetaFields::default());
    }
}
