//! Which field of a record is which part of an article.

use super::probe::{Fields, ValueKind};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A part of an article that a field can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArticleField {
    /// The text of the article.
    Text,
    /// Its identifier.
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

impl ArticleField {
    /// All of them, in the order of their bits in a set.
    pub const ALL: [Self; 7] = [Self::Text, Self::Id, Self::Title, Self::Date, Self::Outlet, Self::Url, Self::Author];

    /// The names recognized for it, in order of preference and in any case.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Text => &[
                "text", "body", "content", "articleBody", "maintext", "full_text", "bodyText", "paragraphs",
                "story_text", "article_text",
            ],
            Self::Id => &["id", "doc_id", "uuid", "_id", "article_id", "guid", "stories_id", "url"],
            Self::Title => &["title", "headline", "webTitle"],
            Self::Date => &[
                "date", "published", "publishedAt", "date_publish", "publish_date", "pub_date", "pubDate",
                "published_at", "date_published", "datePublished", "published_date", "publication_date",
                "webPublicationDate", "seendate",
            ],
            Self::Outlet => &[
                "media_name", "publication", "sitename", "site_name", "meta_site_name", "source_hostname", "source",
                "domain", "outlet", "publisher", "source_domain", "hostname", "newspaper", "source_url",
            ],
            // `source` only where it is an address.
            Self::Url => &["url", "link", "web_url", "webUrl", "canonical_url", "source"],
            Self::Author => &["author", "byline", "authors", "creator"],
        }
    }

    /// Its name in options and messages.
    pub fn label(self) -> &'static str {
        ["text", "id", "title", "date", "outlet", "url", "author"][self as usize]
    }
}

/// A field name chosen by the user: `text=story` for records that have the text in `story`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldName {
    /// Which part of the article.
    pub slot: ArticleField,
    /// The field's name in the records, spelled exactly so.
    pub name: String,
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.slot.label(), self.name)
    }
}

impl FromStr for FieldName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (label, name) = text.split_once('=').ok_or("expected FIELD=NAME, as in text=story")?;
        let labels = || ArticleField::ALL.map(ArticleField::label).join(", ");
        let slot = ArticleField::ALL.into_iter().find(|slot| slot.label() == label);
        let slot = slot.ok_or_else(|| format!("{label:?} is not one of {}", labels()))?;
        if name.is_empty() { Err("the field has no name".to_owned()) } else { Ok(Self { slot, name: name.to_owned() }) }
    }
}

/// Which fields of a file's records hold which parts of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mapping {
    names: [Option<Box<str>>; ArticleField::ALL.len()],
    /// The path to the list that the articles are in; the names are those of the objects in it.
    list: Option<Box<str>>,
    /// True if some names are paths, which only a look at the whole object resolves.
    pub(crate) nested: bool,
}

impl Mapping {
    /// The mapping that a record suggests, if it has a string in a text field; what the user has `chosen` takes
    /// precedence.
    ///
    /// # Errors
    /// A record in which several fields could be the text.
    pub(crate) fn of(fields: &Fields, chosen: &[FieldName]) -> Result<Option<Self>, String> {
        let mut mapping = Self::default();
        for FieldName { slot, name } in chosen {
            mapping.names[*slot as usize] = Some(name.as_str().into());
        }
        let known = fields.kind_of(mapping.name(ArticleField::Text).unwrap_or_default());
        if mapping.name(ArticleField::Text).is_some() && !known.is_some_and(ValueKind::may_be_text) {
            return Ok(None);
        }
        mapping.fill(fields, chosen)?;
        Ok(mapping.name(ArticleField::Text).is_some().then_some(mapping))
    }

    /// Adds parts that this record has and earlier ones of the file did not.
    pub(crate) fn fill(&mut self, fields: &Fields, chosen: &[FieldName]) -> Result<(), String> {
        if !chosen.iter().any(|field| field.slot == ArticleField::Text) {
            let mut texts = fields.named(ArticleField::Text.names(), ValueKind::is_string);
            if let (Some(one), Some(two)) = (texts.next(), texts.next()) {
                return Err(format!("both {one} and {two} could be the text: choose with --field text={one}"));
            }
        }
        self.fill_from(fields, "");
        Ok(())
    }

    /// Adds parts that the fields of an object have, which is itself in the field `within`.
    pub(crate) fn fill_from(&mut self, fields: &Fields, within: &str) {
        for slot in ArticleField::ALL {
            let usable =
                |kind: ValueKind| if slot == ArticleField::Text { kind.is_string() } else { kind.may_have_value() };
            if self.names[slot as usize].is_some() {
                continue;
            }
            let mut found = fields.named(slot.names(), usable).filter(|name| {
                let ambiguous = slot == ArticleField::Url && name.eq_ignore_ascii_case("source");
                !ambiguous || fields.kind_of(name) == Some(ValueKind::Url)
            });
            let name = found.next().or_else(|| {
                let lists = slot == ArticleField::Text;
                fields.named(slot.names(), ValueKind::may_be_text).find(|_| lists)
            });
            self.names[slot as usize] =
                name.map(|name| if within.is_empty() { name.into() } else { format!("{within}.{name}").into() });
        }
        // Where nothing else tells articles apart, their addresses do.
        if self.names[ArticleField::Id as usize].is_none() {
            let address = self.names[ArticleField::Url as usize].clone();
            self.names[ArticleField::Id as usize] = address;
        }
    }

    /// The same for objects in the field `outer`.
    pub(crate) fn within(mut self, outer: &str) -> Self {
        for name in self.names.iter_mut().flatten() {
            *name = format!("{outer}.{name}").into();
        }
        self
    }

    /// The same for the objects of a list.
    pub(crate) fn in_list(mut self, path: &str) -> Self {
        self.list = Some(path.into());
        self
    }

    /// The path to the list that the articles are in.
    pub(crate) fn list(&self) -> Option<&str> {
        self.list.as_deref()
    }

    /// Notes whether names are paths, given the fields of an object.
    pub(crate) fn look_for_paths(&mut self, fields: &Fields) {
        let path = |name: &str| name.contains('.') && fields.kind_of(name).is_none();
        self.nested = self.list.is_some() || self.names.iter().flatten().any(|name| path(name));
    }

    /// True if an article takes something from the field with this name, or from inside it.
    pub(crate) fn reads(&self, field: &str) -> bool {
        let inside = |name: &str| name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.names.iter().flatten().any(|name| inside(name))
    }

    /// The name of the field that holds `slot`.
    pub(crate) fn name(&self, slot: ArticleField) -> Option<&str> {
        self.names[slot as usize].as_deref()
    }

    /// What the field with this name holds, as a bit set.
    pub(crate) fn slots(&self, field: &str) -> u8 {
        let filled = self.names.iter().enumerate().filter(|(_, name)| name.as_deref() == Some(field));
        filled.fold(0, |slots, (slot, _)| slots | 1 << slot)
    }

    /// Logs the mapping of a file, at debug level if it is `repeated`.
    pub(crate) fn log(&self, path: &Path, repeated: bool) {
        let level = if repeated { log::Level::Debug } else { log::Level::Info };
        log::log!(level, "{}: {self}", path.display());
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(list) = &self.list {
            write!(f, "{list}[]: ")?;
        }
        let found = ArticleField::ALL.into_iter().filter_map(|slot| self.name(slot).map(|name| (slot, name)));
        for (index, (slot, name)) in found.enumerate() {
            write!(f, "{}{}={name}", if index > 0 { " " } else { "" }, slot.label())?;
        }
        if self.name(ArticleField::Id).is_none() { f.write_str(" id=(file and line)") } else { Ok(()) }
    }
}

/// The names looked for in a text field.
pub(crate) fn looked_for(chosen: &[FieldName]) -> String {
    match chosen.iter().rev().find(|field| field.slot == ArticleField::Text) {
        Some(field) => field.name.clone(),
        None => ArticleField::Text.names().join(", "),
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
    fn fields_are_found_by_name_and_by_choice() {
        let found = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(mapping(r#"{"Body": "a", "URL": "b"}"#, &[]), found("text=Body id=URL url=URL"));
        assert_eq!(mapping(r#"{"story": "a", "id": 1}"#, &[]), Ok(None));
        assert_eq!(mapping(r#"{"story": "a", "id": 1, "text": "b"}"#, &["text=story"]), found("text=story id=id"));
        assert_eq!(mapping(r#"{"text": "a", "id": 1}"#, &["id=key"]), found("text=text id=key"));
        assert_eq!(mapping(r#"{"text": null, "content": "a"}"#, &[]), found("text=content id=(file and line)"));
    }

    #[test]
    fn marks_between_words_do_not_matter_and_an_address_is_an_id() {
        let found = |text: &str| Ok(Some(text.to_owned()));
        let sheet = r#"{"Full Text": "a", "Author(s)": "b", "Article ID": 1, "Publication-Date": "2024"}"#;
        assert_eq!(mapping(sheet, &[]), found("text=Full Text id=Article ID date=Publication-Date author=Author(s)"));
        assert_eq!(mapping(r#"{"text": "a", "link": "b"}"#, &[]), found("text=text id=link url=link"));
        assert_eq!(mapping(r#"{"text": "a", "_title": "b"}"#, &[]), found("text=text id=(file and line)"));
    }

    #[test]
    fn two_texts_are_ambiguous() {
        let error = mapping(r#"{"content": "a", "body": "b"}"#, &[]).unwrap_err();
        assert_eq!(error, "both body and content could be the text: choose with --field text=body");
        assert!(mapping(r#"{"text": "a", "Text": "b"}"#, &[]).is_err());
        assert!(mapping(r#"{"content": "a", "body": "b"}"#, &["text=body"]).is_ok());
    }

    #[test]
    fn a_choice_needs_a_part_and_a_name() {
        for wrong in ["text", "txt=story", "text="] {
            assert!(wrong.parse::<FieldName>().is_err(), "{wrong}");
        }
    }
}
