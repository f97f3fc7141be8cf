//! Looks at a record without building its values: which fields it has and of what type. For finding a file's mapping,
//! and for messages.

use super::url::is_url;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What a record must be, in messages.
pub(crate) const OBJECT: &str = "a JSON object";

/// The fields of records, each with the type of its value.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, ValueKind)>);

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueKind {
    String,
    /// A string that is an address.
    Url,
    Number,
    Boolean,
    Null,
    /// A list that begins with a string or an object; of anything else.
    Strings,
    Objects,
    Array,
    Object,
}

impl ValueKind {
    /// True if a [`FieldValues`](super::record::FieldValues) may take a value from it.
    pub(crate) fn may_have_value(self) -> bool {
        !matches!(self, Self::Null | Self::Boolean)
    }

    pub(crate) fn is_string(self) -> bool {
        matches!(self, Self::String | Self::Url)
    }

    /// True for a string, and for a list of paragraphs.
    pub(crate) fn may_be_text(self) -> bool {
        self.is_string() || matches!(self, Self::Strings | Self::Objects)
    }

    pub(crate) fn of_str(text: &str) -> Self {
        if is_url(text) { Self::Url } else { Self::String }
    }

    /// The type of a list, given that of its first element.
    pub(crate) fn of_list(first: Option<Self>) -> Self {
        match first {
            Some(Self::String | Self::Url) => Self::Strings,
            Some(Self::Object) => Self::Objects,
            _ => Self::Array,
        }
    }
}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String | Self::Url => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Null => "null",
            Self::Array | Self::Strings | Self::Objects => "an array",
            Self::Object => "an object",
        })
    }
}

/// True for names that differ by case, spaces and marks only: `full_text`, `fullText`, `Full Text`.
pub(crate) fn is_same_name(one: &str, other: &str) -> bool {
    fn letters(name: &str) -> impl Iterator<Item = u8> {
        let letters = name.bytes().filter(|byte| !matches!(byte, b' ' | b'_' | b'-' | b'(' | b')'));
        letters.map(|byte| byte.to_ascii_lowercase())
    }
    one.eq_ignore_ascii_case(other) || letters(one).eq(letters(other)) && !other.starts_with('_')
}

impl Fields {
    /// How many names a message lists.
    const LISTED: usize = 20;

    /// The fields of one object.
    pub(crate) fn parse(line: &str) -> Result<Self, String> {
        let mut deserializer = serde_json::Deserializer::from_str(line);
        let fields = deserializer.deserialize_map(FieldsVisitor);
        fields.and_then(|fields| deserializer.end().map(|()| fields)).map_err(|error| cause(&error))
    }

    /// The type of the field with this name.
    pub(crate) fn kind_of(&self, name: &str) -> Option<ValueKind> {
        self.0.iter().rev().find(|(field, _)| field == name).map(|&(_, kind)| kind)
    }

    /// Fields that are already known.
    pub(crate) fn new(fields: impl IntoIterator<Item = (String, ValueKind)>) -> Self {
        Self(fields.into_iter().collect())
    }

    /// Fields that have one of these names, in any case and with any marks between words, and a `usable` type: in the order of the names, exact spelling
    /// first.
    pub(crate) fn named<'a>(
        &'a self,
        names: &'a [&str],
        usable: impl Fn(ValueKind) -> bool,
    ) -> impl Iterator<Item = &'a str> {
        let is = |(_, kind): &&(String, ValueKind)| usable(*kind);
        let mut found: Vec<(usize, bool, &str)> = Vec::new();
        for (field, _) in self.0.iter().filter(is) {
            if let Some(rank) = names.iter().position(|name| is_same_name(name, field)) {
                found.push((rank, names[rank] != field, field));
            }
        }
        found.sort_by_key(|&(rank, other, _)| (rank, other));
        found.dedup();
        found.into_iter().map(|(.., field)| field)
    }

    /// Adds fields not yet present.
    pub(crate) fn merge(&mut self, other: Self) {
        for (name, kind) in other.0 {
            if self.0.len() <= Self::LISTED && self.kind_of(&name).is_none() {
                self.0.push((name, kind));
            }
        }
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (index, (name, _)) in self.0.iter().take(Self::LISTED).enumerate() {
            write!(f, "{}{name}", if index > 0 { ", " } else { "" })?;
        }
        if self.0.len() > Self::LISTED { f.write_str(", …") } else { Ok(()) }
    }
}

/// The parser's message with its column only: the line is that of the record, which precedes the message.
pub(crate) fn cause(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match message.strip_suffix(&place) {
        Some(cause) if error.column() > 0 => format!("{cause} at column {}", error.column()),
        Some(cause) => cause.to_owned(),
        None => message,
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(OBJECT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(entry) = map.next_entry::<String, ValueKind>()? {
            fields.push(entry);
        }
        Ok(Fields(fields))
    }
}

/// The methods of a visitor for values of one kind whatever they are.
macro_rules! kinds {
    ($($visit:ident($value:ty): $kind:ident),*) => {
        $(fn $visit<E>(self, _: $value) -> Result<ValueKind, E> {
            Ok(ValueKind::$kind)
        })*
    };
}

impl<'de> serde::Deserialize<'de> for ValueKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KindVisitor;

        impl<'de> Visitor<'de> for KindVisitor {
            type Value = ValueKind;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_str<E>(self, text: &str) -> Result<ValueKind, E> {
                Ok(ValueKind::of_str(text))
            }

            kinds! { visit_u64(u64): Number, visit_i64(i64): Number, visit_f64(f64): Number, visit_bool(bool): Boolean }

            fn visit_unit<E>(self) -> Result<ValueKind, E> {
                Ok(ValueKind::Null)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ValueKind, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(ValueKind::Object)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ValueKind, A::Error> {
                let first = seq.next_element::<ValueKind>()?;
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(ValueKind::of_list(first))
            }
        }

        deserializer.deserialize_any(KindVisitor)
    }
}
