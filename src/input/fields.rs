//! The fields of records: which name means what.

use super::probe::{Fields, Kind};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// What a field of a record can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// The text of the article.
    Text,
    /// Its id.
    Id,
    /// Headline.
    Title,
    /// Publication date.
    Date,
    /// Who published it.
    Outlet,
    /// Where it was published.
    Url,
    /// Who wrote it.
    Author,
}

impl Slot {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Text, Self::Id, Self::Title, Self::Date, Self::Outlet, Self::Url, Self::Author];

    /// Names of the field, the best first. Upper and lower case are the same.
    #[must_use]
    pub fn names(self) -> &'static [&'static str] {
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

    /// What the slot is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        ["text", "id", "title", "date", "outlet", "url", "author"][self as usize]
    }
}

/// The name that a user gives to a field: `text=story` for records that have the text in `story`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldName {
    /// What the field is.
    pub slot: Slot,
    /// Its name in the records, in exactly this spelling.
    pub name: String,
}

impl FromStr for FieldName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (label, name) = text.split_once('=').ok_or("this is WHAT=NAME, as in text=story")?;
        let labels = || Slot::ALL.map(Slot::label).join(", ");
        let slot = Slot::ALL.into_iter().find(|slot| slot.label() == label);
        let slot = slot.ok_or_else(|| format!("{label:?} is none of {}", labels()))?;
        if name.is_empty() { Err("no name of a field".to_owned()) } else { Ok(Self { slot, name: name.to_owned() }) }
    }
}

/// Which field of a file's records is what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Mapping {
    names: [Option<Box<str>>; Slot::ALL.len()],
}

impl Mapping {
    /// The mapping that a record gives, if it has a string in a text field. What the user has `chosen` holds. A record with
    /// several texts is ambiguous, which is an error.
    pub(super) fn of(fields: &Fields, chosen: &[FieldName]) -> Result<Option<Self>, String> {
        let mut mapping = Self::default();
        for FieldName { slot, name } in chosen {
            mapping.names[*slot as usize] = Some(name.as_str().into());
        }
        let known = fields.kind_of(mapping.name(Slot::Text).unwrap_or_default());
        if mapping.name(Slot::Text).is_some() && known != Some(Kind::String) {
            return Ok(None);
        }
        mapping.fill(fields, chosen)?;
        Ok(mapping.name(Slot::Text).is_some().then_some(mapping))
    }

    /// Adds what another record of the file has and the records before it did not.
    pub(super) fn fill(&mut self, fields: &Fields, chosen: &[FieldName]) -> Result<(), String> {
        if !chosen.iter().any(|field| field.slot == Slot::Text) {
            let mut texts = fields.named(Slot::Text.names(), |kind| kind == Kind::String);
            if let (Some(one), Some(two)) = (texts.next(), texts.next()) {
                return Err(format!("both {one} and {two} could be the text: choose with --field text={one}"));
            }
        }
        for slot in Slot::ALL {
            let usable = |kind: Kind| if slot == Slot::Text { kind == Kind::String } else { kind.may_have_value() };
            let name = &mut self.names[slot as usize];
            if name.is_none() {
                *name = fields.named(slot.names(), usable).next().map(Into::into);
            }
        }
        Ok(())
    }

    /// The name of the field that is `slot`.
    pub(super) fn name(&self, slot: Slot) -> Option<&str> {
        self.names[slot as usize].as_deref()
    }

    /// The slots that the field of that name fills, as a bit set.
    pub(super) fn slots(&self, field: &str) -> u8 {
        let filled = self.names.iter().enumerate().filter(|(_, name)| name.as_deref() == Some(field));
        filled.fold(0, |slots, (slot, _)| slots | 1 << slot)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(record: &str, chosen: &[&str]) -> Result<Option<String>, String> {
        let chosen: Vec<FieldName> = chosen.iter().map(|field| field.parse().unwrap()).collect();
        let mapping = Mapping::of(&Fields::parse(record).unwrap(), &chosen)?;
        Ok(mapping.map(|mapping| mapping.to_string()))
    }

    #[test]
    fn by_name_and_by_choice() {
        let found = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(mapping(r#"{"Body": "a", "URL": "b"}"#, &[]), found("text=Body id=URL url=URL"));
        assert_eq!(mapping(r#"{"story": "a", "id": 1}"#, &[]), Ok(None));
        assert_eq!(mapping(r#"{"story": "a", "id": 1, "text": "b"}"#, &["text=story"]), found("text=story id=id"));
        assert_eq!(mapping(r#"{"text": "a", "id": 1}"#, &["id=key"]), found("text=text id=key"));
        assert_eq!(mapping(r#"{"text": null, "content": "a"}"#, &[]), found("text=content id=(file and line)"));
    }

    #[test]
    fn two_texts_are_ambiguous() {
        let error = mapping(r#"{"content": "a", "body": "b"}"#, &[]).unwrap_err();
        assert_eq!(error, "both body and content could be the text: choose with --field text=body");
        assert!(mapping(r#"{"text": "a", "Text": "b"}"#, &[]).is_err());
        assert!(mapping(r#"{"content": "a", "body": "b"}"#, &["text=body"]).is_ok());
    }

    #[test]
    fn a_choice_names_what_and_which() {
        for wrong in ["text", "txt=story", "text="] {
            assert!(wrong.parse::<FieldName>().is_err(), "{wrong}");
        }
    }
}
