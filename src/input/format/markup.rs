//! News in XML or SGML: NITF, NewsML-G2, RCV1, Gigaword; one article per element, and from one to thousands of them in
//! a file.
//!
//! The reading thread cuts after the end tags of that element and leaves the rest to [`super::news`]. Where an end tag
//! is missing, two articles come in one piece, and the first is reported as unfinished.

use super::kind::{Markup, item_without_news};
use super::news::{self, Story};
use crate::deadline::{catch_panic, restart_clock};
use crate::error::Place;
use crate::input::bytes::decode::{Declared, declared, decode_record};
use crate::input::bytes::wide::WideText;
use crate::input::cut::cutter::{RecordCutter, RecordSplitter};
use crate::input::reader::{ContainerReader, OpenedInput};
use crate::input::{cut::pieces::RawRecords, cut::records::RecordReader, deliver::Delivery};
use memchr::memmem;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// A file and its markup language.
struct MarkupFile {
    path: PathBuf,
    stem: String,
    markup: Markup,
    declared: Declared,
    transcoded: Option<WideText>,
    /// The title of a feed.
    outlet: Option<String>,
}

/// Reads the encoding declaration.
pub(crate) fn open(input: OpenedInput<'_>, markup: Markup) -> Box<dyn ContainerReader> {
    let options = Arc::clone(&input.context.options);
    let path = input.item.path.clone();
    let declared = if input.transcoded.is_some() { None } else { declaration(&input.head) };
    let file = MarkupFile {
        path: path.clone(),
        stem: input.item.stem.clone(),
        markup,
        declared,
        transcoded: input.transcoded,
        outlet: feed_title(&input.head, markup),
    };
    let elements = ElementSplitter { name: markup.element(), open: false };
    let cutter = RecordCutter::new(elements, input.head, input.broken, input.stream, options.line_limit());
    let read = Arc::new(move |cut: RawRecords, out: &mut Delivery<'_>| file.read(&cut, out));
    let noun = "document";
    Box::new(RecordReader { path, noun, ahead: [].into(), pieces: Box::new(cutter), ended: false, read, options })
}

/// The title of a feed, which comes before its items.
fn feed_title(head: &[u8], markup: Markup) -> Option<String> {
    if !matches!(markup, Markup::Rss | Markup::Atom) {
        return None;
    }
    let end = element_starts(head, markup.element()).next()?;
    let start = element_starts(&head[..end], "title").next()?;
    let title = std::str::from_utf8(&head[start..end]).ok()?;
    let title = title.split_once('>')?.1.split_once("</")?.0.trim();
    let title = title.strip_prefix("<![CDATA[").and_then(|title| title.strip_suffix("]]>")).unwrap_or(title);
    Some(title.trim().to_owned()).filter(|title| !title.is_empty())
}

/// The encoding in the XML declaration at the beginning of a file.
pub(crate) fn declaration(head: &[u8]) -> Declared {
    let text = head.trim_ascii_start();
    let text = &text[..memmem::find(text, b"?>").filter(|_| text.starts_with(b"<?xml"))?];
    let value = text[memmem::find(text, b"encoding")? + b"encoding".len()..].trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    declared(&value[..value.iter().position(|byte| byte == quote)?])
}

impl MarkupFile {
    fn read(&self, cut: &RawRecords, out: &mut Delivery<'_>) {
        for (number, range) in (cut.number..).zip(cut.records()) {
            let bytes = &cut.bytes[range.clone()];
            let offset = cut.offset + range.start as u64;
            let mut starts = element_starts(bytes, self.markup.element()).peekable();
            if starts.peek().is_none() {
                // After the last article there is only the end tag of its parent, other items, or nothing.
                let rest = bytes.trim_ascii();
                if let Some(what) = self.other_item(rest) {
                    log::info!("{}: {what}, which has no text of an article", self.place(number));
                } else if !rest.is_empty() && !rest.starts_with(b"</") {
                    out.failed(self.place(number), format!("no <{}> after byte {offset}", self.markup.element()));
                }
                continue;
            }
            while let Some(start) = starts.next() {
                let end = starts.peek().copied().unwrap_or(bytes.len());
                let whole = Range { start, end };
                self.read_one(&bytes[whole], number, offset + start as u64, out);
            }
        }
    }

    /// What stands where a news item is missing, in a message of NewsML-G2.
    fn other_item(&self, rest: &[u8]) -> Option<&'static str> {
        let at = memmem::find(rest, b"Item").filter(|_| self.markup == Markup::NewsMl)?;
        let start = rest[..at].iter().rposition(|&byte| byte == b'<')?;
        item_without_news(&rest[start..])
    }

    fn place(&self, number: u64) -> Place {
        Place { path: self.path.clone(), line: number }
    }

    fn read_one(&self, bytes: &[u8], number: u64, offset: u64, out: &mut Delivery<'_>) {
        let place = self.place(number);
        if let Err(cause) = out.options.check_line("a document", bytes.len()) {
            return out.failed(place, cause);
        }
        let decoded = decode_record(bytes, self.declared);
        out.warned(decoded.warning(&place, offset));
        let depth = out.options.max_depth;
        restart_clock();
        let parsed = catch_panic(|| news::parse(&decoded.text, self.markup, depth));
        let mut story = match parsed.and_then(std::convert::identity) {
            Ok(Some(story)) => story,
            // An item without a text of its own: a picture, a package.
            Ok(None) => return log::info!("{place}: no text in this document"),
            Err(cause) => return out.failed(place, cause),
        };
        let id = story
            .id
            .take()
            .unwrap_or_else(|| if number == 1 { self.stem.clone() } else { format!("{}:{number}", self.stem) });
        let Story { text, mut meta, .. } = story;
        meta.outlet = meta.outlet.or_else(|| self.outlet.clone());
        out.article(decoded.article(self.transcoded, id, text, meta, place));
    }
}

/// Where the elements with this name start.
fn element_starts<'a>(bytes: &'a [u8], name: &'a str) -> impl Iterator<Item = usize> + 'a {
    memmem::find_iter(bytes, name.as_bytes()).filter_map(move |at| {
        let after = bytes.get(at + name.len());
        let ends = after.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
        let start = tag_start(bytes, at)?;
        (ends && bytes[start + 1] != b'/').then_some(start)
    })
}

/// Where the tag starts whose local name is at `at`.
fn tag_start(bytes: &[u8], at: usize) -> Option<usize> {
    let before = &bytes[at.saturating_sub(MAX_PREFIX)..at];
    let start = before.iter().rposition(|&byte| byte == b'<')?;
    let prefix = before[start + 1..].strip_prefix(b"/").unwrap_or(&before[start + 1..]);
    let is_prefix =
        prefix.is_empty() || prefix.strip_suffix(b":").is_some_and(|name| name.iter().all(u8::is_ascii_alphanumeric));
    is_prefix.then_some(at - before.len() + start)
}

/// The longest namespace prefix recognized, with `</` and `:`, in bytes.
const MAX_PREFIX: usize = 32;

/// Finds the end tags of an element.
struct ElementSplitter {
    name: &'static str,
    /// True once a record has anything but white space.
    open: bool,
}

impl ElementSplitter {
    fn find(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let length = self.name.len();
        memmem::find_iter(&bytes[from..], self.name).map(|at| from + at).find_map(|at| {
            let end = bytes.get(at + length) == Some(&b'>');
            let start = tag_start(bytes, at).filter(|&start| end && bytes[start + 1] == b'/');
            start.map(|_| at + length + 1)
        })
    }
}

impl RecordSplitter for ElementSplitter {
    fn end(&mut self, record: &[u8], from: usize) -> Option<usize> {
        // The tag may have started in what was seen before.
        let end = self.find(record, from.saturating_sub(self.name.len() + 1));
        self.open = end.is_none();
        end
    }

    fn is_open(&self) -> bool {
        // The worker looks at what follows the last article.
        false
    }

    fn restart(&mut self) {
        self.open = false;
    }

    fn resync(&self, broken: &[u8]) -> Option<usize> {
        self.find(broken, 0)
    }

    fn counted(&self) -> Option<u8> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::cut::cutter::split;

    #[test]
    fn the_declared_encoding() {
        let name = |head: &str| declaration(head.as_bytes()).map(encoding_rs::Encoding::name);
        assert_eq!(name("<?xml version=\"1.0\" encoding=\"iso-8859-1\" ?><a>"), Some("windows-1252"));
        assert_eq!(name("<?xml version='1.0' encoding = 'UTF-8'?><a>"), Some("UTF-8"));
        assert_eq!(name("<?xml version='1.0'?><a encoding='x'>"), None);
        assert_eq!(name("<a encoding='UTF-8'>"), None);
    }

    #[test]
    fn documents_end_with_their_tag() {
        let documents = ["<DOC id=\"1\">\n<DOCNO>a</DOCNO></DOC>", "\n<n:DOC></n:DOC>", "</DOCS></DOC >"];
        let text = documents.concat();
        for step in [1, text.len()] {
            let mut elements = ElementSplitter { name: "DOC", open: false };
            assert_eq!(split(&mut elements, &text, step), documents, "{step}");
        }
        assert_eq!(element_starts(text.as_bytes(), "DOC").collect::<Vec<_>>(), [0, 36]);
    }
}
