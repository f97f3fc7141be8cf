//! A record with named fields, whatever the format, and the article it becomes.

use super::fields::{ArticleField, Mapping};
use super::url::{host, is_url};
use crate::article::Meta;
use crate::error::Place;
use crate::input::{bytes::decode::Decoded, bytes::wide::WideText, deliver::Delivery, file::InputFile};
use serde_json::Value;
use std::path::PathBuf;

/// A file of records and the mapping of its fields.
#[derive(Debug)]
pub(crate) struct RecordFile {
    pub(crate) path: PathBuf,
    pub(crate) stem: String,
    pub(crate) mapping: Mapping,
    /// The file's encoding, if it was converted to UTF-8 as a stream.
    transcoded: Option<WideText>,
}

/// The values of a record that the mapping asks for.
#[derive(Debug, Default)]
pub(crate) struct FieldValues {
    pub(crate) values: [Option<FieldValue>; ArticleField::ALL.len()],
    /// Other fields, as the inside of a JSON object.
    kept: String,
}

/// A value as a string.
#[derive(Debug, Clone)]
pub(crate) struct FieldValue {
    pub(crate) text: String,
    /// True for a string, false for a value converted to one.
    pub(crate) string: bool,
}

impl FieldValue {
    /// A text from its paragraphs, if it has any.
    pub(crate) fn of_paragraphs(paragraphs: impl Iterator<Item = String>) -> Option<Self> {
        let paragraphs: Vec<String> = paragraphs.filter(|paragraph| !paragraph.is_empty()).collect();
        (!paragraphs.is_empty()).then(|| Self { text: paragraphs.join("\n\n"), string: true })
    }
}

impl FieldValues {
    /// Keeps another field, whose value is given as JSON.
    pub(crate) fn keep(&mut self, name: &str, json: &str) {
        let separator = if self.kept.is_empty() { "" } else { "," };
        self.kept.push_str(separator);
        self.kept.push_str(&Value::from(name).to_string());
        self.kept.push(':');
        // A record is a line.
        match serde_json::from_str::<Value>(json) {
            Ok(value) if json.contains(['\n', '\r']) => self.kept.push_str(&value.to_string()),
            _ => self.kept.push_str(json),
        }
    }

    /// Keeps another field, whose value is a string.
    pub(crate) fn keep_text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.keep(name, &Value::from(text).to_string());
        }
    }

    /// The fields that are kept, as a JSON object.
    pub(crate) fn take_kept(&mut self) -> Option<String> {
        (!self.kept.is_empty()).then(|| format!("{{{}}}", std::mem::take(&mut self.kept)))
    }

    /// Sets everything in a bit set to `value`: one field may hold several parts, as `url` may also be the id.
    pub(crate) fn set(&mut self, slots: u8, value: Option<FieldValue>) {
        let mut wanted = (0..ArticleField::ALL.len()).filter(|slot| slots & (1 << slot) != 0).peekable();
        while let Some(slot) = wanted.next() {
            if wanted.peek().is_none() {
                self.values[slot] = value;
                return;
            }
            self.values[slot].clone_from(&value);
        }
    }

    /// The text, which must be a string.
    pub(crate) fn take_text(&mut self) -> Option<String> {
        self.values[ArticleField::Text as usize].take().filter(|value| value.string).map(|value| value.text)
    }

    /// Another part, if it is not empty.
    fn take(&mut self, slot: ArticleField) -> Option<String> {
        self.values[slot as usize].take().map(|value| value.text).filter(|text| !text.is_empty())
    }
}

impl RecordFile {
    pub(crate) fn new(item: &InputFile, mapping: Mapping, transcoded: Option<WideText>) -> Self {
        Self { path: item.path.clone(), stem: item.stem.clone(), mapping, transcoded }
    }

    /// Records that do not come from a file.
    pub(crate) fn in_memory(path: PathBuf, stem: String, mapping: Mapping) -> Self {
        Self { path, stem, mapping, transcoded: None }
    }

    /// The place of the record with this number.
    pub(crate) fn place(&self, number: u64) -> Place {
        Place { path: self.path.clone(), line: number }
    }

    /// What is wrong with a record that has no value for the text.
    pub(crate) fn null_text(&self) -> String {
        format!(
            "the text field \"{}\" is null, not a string",
            self.mapping.name(ArticleField::Text).unwrap_or_default()
        )
    }

    /// Delivers the article of a record. `decoded` says how the record was decoded.
    pub(crate) fn deliver(
        &self,
        mut record: FieldValues,
        text: String,
        number: u64,
        decoded: &Decoded<'_>,
        out: &mut Delivery<'_>,
    ) {
        let mut take = |slot| record.take(slot);
        let id = take(ArticleField::Id).unwrap_or_else(|| format!("{}:{number}", self.stem));
        let mut meta = Meta {
            title: take(ArticleField::Title),
            date: take(ArticleField::Date),
            outlet: take(ArticleField::Outlet),
            url: take(ArticleField::Url),
            author: take(ArticleField::Author),
            other: record.take_kept(),
        };
        if let Some(address) = meta.outlet.take_if(|outlet| is_url(outlet)) {
            meta.outlet = host(&address);
            meta.url.get_or_insert(address);
        }
        if let Some(domain) = meta.outlet.as_deref().and_then(|outlet| outlet.strip_prefix("www.")) {
            meta.outlet = Some(domain.to_owned());
        }
        out.article(decoded.article(self.transcoded, id, text, meta, self.place(number)));
    }
}
