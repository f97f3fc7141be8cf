//! A record with named fields, whatever the container, and the article that it becomes.

use super::fields::{Mapping, Slot};
use super::paths::Item;
use super::{Options, Read, Warning, WarningKind, decode::Decoded, too_large};
use crate::article::{Article, Encoding, Meta};
use crate::error::{Error, Place};
use std::path::PathBuf;

/// A file of records and what their fields are.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) stem: String,
    pub(super) mapping: Mapping,
    /// The encoding that the file was in before it was made UTF-8 as a stream, if it was.
    transcoded: Option<Encoding>,
}

/// The values of a record that a mapping asks for.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) values: [Option<Value>; Slot::ALL.len()],
}

/// A value in the only shape that is of use, a string.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) text: String,
    /// True for a string, false for what was made from something else.
    pub(super) string: bool,
}

impl Record {
    /// Fills the slots of a bit set: one field may be several things, as `url` may be the id.
    pub(super) fn set(&mut self, slots: u8, value: Option<Value>) {
        let mut wanted = (0..Slot::ALL.len()).filter(|slot| slots & (1 << slot) != 0).peekable();
        while let Some(slot) = wanted.next() {
            if wanted.peek().is_none() {
                self.values[slot] = value;
                return;
            }
            self.values[slot].clone_from(&value);
        }
    }

    /// The text, which only a string can be.
    pub(super) fn take_text(&mut self) -> Option<String> {
        self.values[Slot::Text as usize].take().filter(|value| value.string).map(|value| value.text)
    }

    /// Another value, if it is not empty.
    fn take(&mut self, slot: Slot) -> Option<String> {
        self.values[slot as usize].take().map(|value| value.text).filter(|text| !text.is_empty())
    }
}

impl File {
    pub(super) fn new(item: &Item, mapping: Mapping, transcoded: Option<Encoding>) -> Self {
        Self { path: item.path.clone(), stem: item.stem.clone(), mapping, transcoded }
    }

    /// Records that are in no file.
    pub(super) fn in_memory(path: PathBuf, stem: String, mapping: Mapping) -> Self {
        Self { path, stem, mapping, transcoded: None }
    }

    /// The place of a line or record.
    pub(super) fn place(&self, number: u64) -> Place {
        Place { path: self.path.clone(), line: number }
    }

    /// Hands on the article of a record whose text is `text`, or the refusal of one that is too long. `decoded` tells how
    /// the record was decoded.
    pub(super) fn hand_on(
        &self,
        mut record: Record,
        text: String,
        number: u64,
        decoded: &Decoded<'_>,
        options: &Options,
        each: &mut dyn FnMut(Read),
    ) {
        let place = self.place(number);
        let limit = options.text_limit();
        if text.len() > limit {
            let cause = too_large("a text", text.len() as u64, true, limit, "--max-article");
            return each(Read::Failed(Error::Record { place, cause }));
        }
        if text.trim().is_empty() {
            each(Read::Warned(Warning { place: place.clone(), kind: WarningKind::Empty }));
        }
        let (encoding, replacements) = match self.transcoded {
            Some(encoding) => (encoding, text.matches(char::REPLACEMENT_CHARACTER).count() as u32),
            None => (decoded.encoding, decoded.replacements),
        };
        let mut take = |slot| record.take(slot);
        each(Read::Article(Article {
            id: take(Slot::Id).unwrap_or_else(|| format!("{}:{number}", self.stem)),
            text,
            meta: Meta {
                title: take(Slot::Title),
                date: take(Slot::Date),
                outlet: take(Slot::Outlet),
                url: take(Slot::Url),
                author: take(Slot::Author),
            },
            place,
            encoding,
            replacements,
        }));
    }
}
