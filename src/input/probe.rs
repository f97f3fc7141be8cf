//! A look at a record that builds none of its values: which fields it has and what is in them. For finding a file's
//! mapping, and for messages.

use super::json::{OBJECT, cause};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The fields that records have, with the kind of their value.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, Kind)>);

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    String,
    Number,
    Boolean,
    Null,
    Array,
    Object,
}

impl Kind {
    /// True if a [`Record`](super::record::Record) may find something in it.
    pub(super) fn may_have_value(self) -> bool {
        !matches!(self, Self::Null | Self::Boolean)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Null => "null",
            Self::Array => "an array",
            Self::Object => "an object",
        })
    }
}

impl Fields {
    /// How many names a message lists.
    const LISTED: usize = 20;

    /// The fields of one line.
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        let mut deserializer = serde_json::Deserializer::from_str(line);
        let fields = FieldsVisitor.deserialize(&mut deserializer);
        fields.and_then(|fields| deserializer.end().map(|()| fields)).map_err(|error| cause(&error))
    }

    /// What the field of that name holds.
    pub(super) fn kind_of(&self, name: &str) -> Option<Kind> {
        self.0.iter().rev().find(|(field, _)| field == name).map(|&(_, kind)| kind)
    }

    /// Fields that are known already.
    pub(super) fn new(fields: impl Iterator<Item = (String, Kind)>) -> Self {
        Self(fields.collect())
    }

    /// The fields of a table, all of them strings.
    pub(super) fn of_columns(columns: &[String]) -> Self {
        Self(columns.iter().map(|name| (name.clone(), Kind::String)).collect())
    }

    /// Fields that have one of these names, in whatever case, and whose value is `usable`: in the order of the names, the
    /// very spelling first.
    pub(super) fn named<'a>(
        &'a self,
        names: &'a [&str],
        usable: impl Fn(Kind) -> bool,
    ) -> impl Iterator<Item = &'a str> {
        let is = |(_, kind): &&(String, Kind)| usable(*kind);
        let mut found: Vec<(usize, bool, &str)> = Vec::new();
        for (field, _) in self.0.iter().filter(is) {
            if let Some(rank) = names.iter().position(|name| name.eq_ignore_ascii_case(field)) {
                found.push((rank, names[rank] != field, field));
            }
        }
        found.sort_by_key(|&(rank, other, _)| (rank, other));
        found.dedup();
        found.into_iter().map(|(.., field)| field)
    }

    /// Adds the fields that are new.
    pub(super) fn merge(&mut self, other: Self) {
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

struct FieldsVisitor;

impl<'de> DeserializeSeed<'de> for FieldsVisitor {
    type Value = Fields;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(OBJECT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(entry) = map.next_entry::<String, Kind>()? {
            fields.push(entry);
        }
        Ok(Fields(fields))
    }
}

impl<'de> serde::Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KindVisitor;

        impl<'de> Visitor<'de> for KindVisitor {
            type Value = Kind;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_str<E>(self, _: &str) -> Result<Kind, E> {
                Ok(Kind::String)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Kind, E> {
                Ok(Kind::Number)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Kind, E> {
                Ok(Kind::Number)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Kind, E> {
                Ok(Kind::Number)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Kind, E> {
                Ok(Kind::Boolean)
            }

            fn visit_unit<E>(self) -> Result<Kind, E> {
                Ok(Kind::Null)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Kind::Object)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Kind, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Kind::Array)
            }
        }

        deserializer.deserialize_any(KindVisitor)
    }
}
