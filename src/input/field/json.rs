//! Picks fields out of a JSON object without building the rest.

use super::fields::{ArticleField, Mapping};
use super::kept::KeptFields;
use super::nested::paragraphs;
use super::probe::{OBJECT, cause};
use super::record::{FieldValue, FieldValues};
use serde::Deserialize;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Picks the mapped fields of one object.
pub(crate) fn parse(object: &str, mapping: &Mapping, keep: &KeptFields) -> Result<FieldValues, String> {
    let mut deserializer = serde_json::Deserializer::from_str(object);
    let record = deserializer.deserialize_map(RecordVisitor { mapping, keep });
    record.and_then(|record| deserializer.end().map(|()| record)).map_err(|error| cause(&error))
}

struct RecordVisitor<'m> {
    mapping: &'m Mapping,
    keep: &'m KeptFields,
}

/// A key, borrowed where it has no escapes.
#[derive(Deserialize)]
struct FieldKey<'k>(#[serde(borrow)] Cow<'k, str>);

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = FieldValues;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(OBJECT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FieldValues, A::Error> {
        let mut record = FieldValues::default();
        let mut seen = 0;
        while let Some(FieldKey(key)) = map.next_key()? {
            let slots = self.mapping.slots(&key);
            if slots == 0 {
                if self.keep.wants(&key) {
                    record.keep(&key, map.next_value::<&RawValue>()?.get());
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
                continue;
            }
            // Which of the two is meant cannot be known; where a line feed was lost, two records may have become one.
            if seen & slots != 0 {
                let twice = ArticleField::ALL.into_iter().find(|&slot| slots & 1 << slot as u8 != 0);
                let name = twice.and_then(|slot| self.mapping.name(slot)).unwrap_or_default();
                return Err(A::Error::custom(format_args!("the key {name:?} occurs twice")));
            }
            seen |= slots;
            let is_text = slots & 1 << ArticleField::Text as u8 != 0;
            let value = if is_text { map.next_value_seed(TextSeed)? } else { map.next_value_seed(ValueSeed)? };
            record.set(slots, value);
        }
        Ok(record)
    }
}

/// A string, the digits of a number, the `name` of an object, or the joined elements of an array; nothing for other
/// values.
struct ValueSeed;

impl<'de> DeserializeSeed<'de> for ValueSeed {
    type Value = Option<FieldValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The text: a string, or paragraphs in an array of strings or of objects with a text.
struct TextSeed;

impl<'de> DeserializeSeed<'de> for TextSeed {
    type Value = Option<FieldValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TextSeed {
    type Value = Option<FieldValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        ValueSeed.visit_str(text)
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        ValueSeed.visit_string(text)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        let parts = Vec::<Value>::deserialize(SeqAccessDeserializer::new(seq))?;
        Ok(paragraphs(&parts))
    }
}

/// Integers up to this are exact in a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl<'de> Visitor<'de> for ValueSeed {
    type Value = Option<FieldValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(FieldValue { text: text.to_owned(), string: true }))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(FieldValue { text, string: true }))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(FieldValue { text: number.to_string(), string: false }))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(FieldValue { text: number.to_string(), string: false }))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        // A number too long for a double has lost digits, and two ids could become one.
        Ok((number.abs() < EXACT).then(|| FieldValue { text: number.to_string(), string: false }))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut name = None;
        while let Some(FieldKey(key)) = map.next_key()? {
            if key == "name" {
                name = map.next_value_seed(ValueSeed)?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(name.map(|value| FieldValue { string: false, ..value }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut joined = String::new();
        while let Some(part) = seq.next_element_seed(ValueSeed)? {
            let Some(part) = part.filter(|part| !part.text.is_empty()) else { continue };
            if !joined.is_empty() {
                joined.push_str(", ");
            }
            joined.push_str(&part.text);
        }
        Ok((!joined.is_empty()).then_some(FieldValue { text: joined, string: false }))
    }
}
