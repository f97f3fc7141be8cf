//! A record with named fields, whatever the format, and the article it becomes.

use super::fields::{ArticleField, Mapping};
use crate::article::{Article, Encoding, Meta};
use crate::error::Place;
use crate::input::batch::ReadEvent;
use crate::input::bytes::decode::Decoded;
use crate::input::deliver::deliver;
use crate::input::file::InputFile;
use crate::input::options::ReadOptions;
use std::path::PathBuf;

/// A file of records and the mapping of its fields.
#[derive(Debug)]
pub(crate) struct RecordFile {
    pub(crate) path: PathBuf,
    pub(crate) stem: String,
    pub(crate) mapping: Mapping,
    /// The file's encoding, if it was converted to UTF-8 as a stream.
    transcoded: Option<Encoding>,
}

/// The values of a record that the mapping asks for.
#[derive(Debug, Default)]
pub(crate) struct FieldValues {
    pub(crate) values: [Option<FieldValue>; ArticleField::ALL.len()],
}

/// A value as a string.
#[derive(Debug, Clone)]
pub(crate) struct FieldValue {
    pub(crate) text: String,
    /// True for a string, false for a value converted to one.
    pub(crate) string: bool,
}

impl FieldValues {
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
    pub(crate) fn new(item: &InputFile, mapping: Mapping, transcoded: Option<Encoding>) -> Self {
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

    /// Delivers the article of a record. `decoded` says how the record was decoded.
    pub(crate) fn deliver(
        &self,
        mut record: FieldValues,
        text: String,
        number: u64,
        decoded: &Decoded<'_>,
        options: &ReadOptions,
        each: &mut dyn FnMut(ReadEvent),
    ) {
        let place = self.place(number);
        let (encoding, replacements) = decoded.account(self.transcoded, &text);
        let mut take = |slot| record.take(slot);
        let article = Article {
            id: take(ArticleField::Id).unwrap_or_else(|| format!("{}:{number}", self.stem)),
            text,
            meta: Meta {
                title: take(ArticleField::Title),
                date: take(ArticleField::Date),
                outlet: take(ArticleField::Outlet),
                url: take(ArticleField::Url),
                author: take(ArticleField::Author),
            },
            place,
            encoding,
            replacements,
        };
        deliver(article, options, each);
    }
}
