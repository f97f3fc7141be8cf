//! The fields of a JSON record: which name means what, and picking the values without building the rest.

use super::probe::{Fields, Kind};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::path::Path;

/// What a field of a record can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Text,
    Id,
    Title,
    Date,
    Outlet,
    Url,
    Author,
}

impl Slot {
    const ALL: [Self; 7] = [Self::Text, Self::Id, Self::Title, Self::Date, Self::Outlet, Self::Url, Self::Author];

    /// Names of the field, the best first.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["text", "body", "content", "articleBody", "maintext", "full_text"],
            Self::Id => &["id", "doc_id", "uuid", "url"],
            Self::Title => &["title", "headline"],
            Self::Date => &["date", "published", "publishedAt", "date_publish"],
            Self::Outlet => &["source", "domain", "outlet", "publisher"],
            Self::Url => &["url", "link"],
            Self::Author => &["author", "byline"],
        }
    }

    fn label(self) -> &'static str {
        ["text", "id", "title", "date", "outlet", "url", "author"][self as usize]
    }
}

/// Which field of a file's records is what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    names: [Option<&'static str>; Slot::ALL.len()],
}

impl Mapping {
    /// The mapping that a record gives, if it has a string in a text field.
    pub(super) fn of(fields: &Fields) -> Option<Self> {
        let mut mapping = Self { names: [None; Slot::ALL.len()] };
        mapping.fill(fields);
        mapping.name(Slot::Text).is_some().then_some(mapping)
    }

    /// Adds what another record of the file has and the records before it did not.
    pub(super) fn fill(&mut self, fields: &Fields) {
        for slot in Slot::ALL {
            let usable = |kind: Kind| if slot == Slot::Text { kind == Kind::String } else { kind.may_have_value() };
            let mut names = slot.names().iter().copied();
            let name = &mut self.names[slot as usize];
            *name = name.or_else(|| names.find(|name| fields.kind_of(name).is_some_and(usable)));
        }
    }

    /// The name of the field that is `slot`.
    pub(super) fn name(&self, slot: Slot) -> Option<&'static str> {
        self.names[slot as usize]
    }

    /// Says on the log which mapping a file has; only to those who want to know, where it is `repeated`.
    pub(super) fn log(&self, path: &Path, repeated: bool) {
        let level = if repeated { log::Level::Debug } else { log::Level::Info };
        log::log!(level, "{}: {self}", path.display());
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = Slot::ALL.into_iter().filter_map(|slot| self.name(slot).map(|name| (slot, name)));
        for (index, (slot, name)) in found.enumerate() {
            write!(f, "{}{}={name}", if index > 0 { " " } else { "" }, slot.label())?;
        }
        if self.name(Slot::Id).is_none() { f.write_str(" id=(file and line)") } else { Ok(()) }
    }
}

/// The values of a record that a mapping asks for.
#[derive(Debug, Default)]
pub(super) struct Record {
    values: [Option<Value>; Slot::ALL.len()],
}

/// A value in the only shape that is of use, a string.
#[derive(Debug, Clone)]
struct Value {
    text: String,
    /// True for a JSON string, false for what was made from something else.
    string: bool,
}

impl Record {
    /// Picks the mapped fields of one line.
    pub(super) fn parse(line: &str, mapping: &Mapping) -> Result<Self, String> {
        let mut deserializer = serde_json::Deserializer::from_str(line);
        let record = RecordSeed(mapping).deserialize(&mut deserializer);
        record.and_then(|record| deserializer.end().map(|()| record)).map_err(|error| cause(&error))
    }

    /// The text, which only a string can be.
    pub(super) fn take_text(&mut self) -> Option<String> {
        self.values[Slot::Text as usize].take().filter(|value| value.string).map(|value| value.text)
    }

    /// Another value, if it is not empty.
    pub(super) fn take(&mut self, slot: Slot) -> Option<String> {
        self.values[slot as usize].take().map(|value| value.text).filter(|text| !text.is_empty())
    }
}

/// The parser's message with the column only: the line is the record's, which stands before the message.
pub(super) fn cause(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match message.strip_suffix(&place) {
        Some(cause) if error.column() > 0 => format!("{cause} at column {}", error.column()),
        Some(cause) => cause.to_owned(),
        None => message,
    }
}

/// What a line must be, in messages.
pub(super) const OBJECT: &str = "a JSON object";

struct RecordSeed<'m>(&'m Mapping);

impl<'de> DeserializeSeed<'de> for RecordSeed<'_> {
    type Value = Record;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_> {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(OBJECT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut record = Record::default();
        while let Some(slots) = map.next_key_seed(KeySeed(self.0))? {
            if slots == 0 {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = map.next_value_seed(ValueSeed)?;
            // One field may be both, as `url` may be the id.
            let mut wanted = (0..Slot::ALL.len()).filter(|slot| slots & (1 << slot) != 0).peekable();
            while let Some(slot) = wanted.next() {
                if wanted.peek().is_none() {
                    record.values[slot] = value;
                    break;
                }
                record.values[slot].clone_from(&value);
            }
        }
        Ok(record)
    }
}

/// The slots that a key fills, as a bit set.
struct KeySeed<'m>(&'m Mapping);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = u8;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u8, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = u8;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E>(self, key: &str) -> Result<u8, E> {
        let filled = self.0.names.iter().enumerate().filter(|(_, name)| **name == Some(key));
        Ok(filled.fold(0, |slots, (slot, _)| slots | 1 << slot))
    }
}

/// A string, the digits of a number, the `name` of an object, the parts of an array joined; nothing for the rest.
struct ValueSeed;

impl<'de> DeserializeSeed<'de> for ValueSeed {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Whole numbers up to here are exact in a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl<'de> Visitor<'de> for ValueSeed {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Value { text: text.to_owned(), string: true }))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(Value { text, string: true }))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(Value { text: number.to_string(), string: false }))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Value { text: number.to_string(), string: false }))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        // A number too long for a double has lost digits, and two ids might become one.
        Ok((number.abs() < EXACT).then(|| Value { text: number.to_string(), string: false }))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut name = None;
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if key == "name" {
                name = map.next_value_seed(ValueSeed)?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(name.map(|value| Value { string: false, ..value }))
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
        Ok((!joined.is_empty()).then_some(Value { text: joined, string: false }))
    }
}
