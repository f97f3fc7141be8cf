//! News as XML or SGML: NITF, NewsML-G2, RCV1, Gigaword; one article per element of a kind, of which a file has one or
//! thousands. Called by [`super::source`].
//!
//! The reading thread cuts behind the end tags of that element and leaves everything else to [`super::news`]. Where an end
//! tag is missing, two articles come in one piece, and the first is named as unfinished.

use super::Options;
use super::batch::Read;
use super::cut::{Cutter, Splitter};
use super::decode::{Declared, declared, decode_record};
use super::news;
use super::pieces::Cut;
use super::reader::{Input, Reader};
use super::records::Records;
use super::{Warning, WarningKind, too_large};
use crate::article::{Article, Encoding};
use crate::error::{Error, Place};
use memchr::memmem;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// A way to mark up news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    Nitf,
    NewsMl,
    Rcv1,
    /// The SGML of the Gigaword corpora.
    Gigaword,
}

impl Markup {
    /// All of them, for messages.
    pub(super) const NAMES: &str = "NITF, NewsML-G2, RCV1 and Gigaword";

    /// The kind that the first element of a text tells.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        match first_element(text)? {
            b"nitf" => Some(Self::Nitf),
            b"newsMessage" | b"newsItem" => Some(Self::NewsMl),
            b"newsitem" => Some(Self::Rcv1),
            b"DOC" => Some(Self::Gigaword),
            _ => None,
        }
    }

    /// The element that is an article.
    fn element(self) -> &'static str {
        match self {
            Self::Nitf => "nitf",
            Self::NewsMl => "newsItem",
            Self::Rcv1 => "newsitem",
            Self::Gigaword => "DOC",
        }
    }
}

/// The local name of the first element of a text, behind declarations and comments.
pub(super) fn first_element(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text;
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<?") {
            b"?>"
        } else if rest.starts_with(b"<!DOCTYPE") || rest.starts_with(b"<!doctype") {
            b">"
        } else {
            break;
        };
        rest = &rest[memmem::find(rest, end)? + end.len()..];
    }
    let name = rest.strip_prefix(b"<")?;
    let name = &name[..name.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))?];
    name.rsplit(|&byte| byte == b':').next()
}

/// A file and how it is marked up.
struct File {
    path: PathBuf,
    stem: String,
    markup: Markup,
    declared: Declared,
    transcoded: Option<Encoding>,
}

/// Reads the declaration of the encoding.
pub(super) fn open(input: Input<'_>, markup: Markup) -> Box<dyn Reader> {
    let options = Arc::clone(&input.context.options);
    let path = input.item.path.clone();
    let declared = if input.transcoded.is_some() { None } else { declaration(&input.head) };
    let file =
        File { path: path.clone(), stem: input.item.stem.clone(), markup, declared, transcoded: input.transcoded };
    let elements = Elements { name: markup.element(), open: false };
    let cutter = Cutter::new(elements, input.head, input.broken, input.stream, options.line_limit());
    let read = Arc::new(move |cut: Cut, options: &Options, each: &mut dyn FnMut(Read)| file.read(&cut, options, each));
    let noun = "document";
    Box::new(Records { path, noun, ahead: [].into(), pieces: Box::new(cutter), ended: false, read, options })
}

/// The encoding in the XML declaration at the beginning of a file.
pub(super) fn declaration(head: &[u8]) -> Declared {
    let text = head.trim_ascii_start();
    let text = &text[..memmem::find(text, b"?>").filter(|_| text.starts_with(b"<?xml"))?];
    let value = text[memmem::find(text, b"encoding")? + b"encoding".len()..].trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    declared(&value[..value.iter().position(|byte| byte == quote)?])
}

impl File {
    fn read(&self, cut: &Cut, options: &Options, each: &mut dyn FnMut(Read)) {
        for (number, range) in (cut.number..).zip(cut.records()) {
            let bytes = &cut.bytes[range.clone()];
            let offset = cut.offset + range.start as u64;
            let mut starts = element_starts(bytes, self.markup.element()).peekable();
            if starts.peek().is_none() {
                // Behind the last article there is the end of what it stands in, or nothing.
                let rest = bytes.trim_ascii();
                if !rest.is_empty() && !rest.starts_with(b"</") {
                    self.fail(number, format!("no <{}> from byte {offset} on", self.markup.element()), each);
                }
                continue;
            }
            while let Some(start) = starts.next() {
                let end = starts.peek().copied().unwrap_or(bytes.len());
                let whole = Range { start, end };
                self.read_one(&bytes[whole], number, offset + start as u64, options, each);
            }
        }
    }

    fn fail(&self, number: u64, cause: String, each: &mut dyn FnMut(Read)) {
        each(Read::Failed(Error::Record { place: Place { path: self.path.clone(), line: number }, cause }));
    }

    fn read_one(&self, bytes: &[u8], number: u64, offset: u64, options: &Options, each: &mut dyn FnMut(Read)) {
        if let Err(cause) = options.check_line("a document", bytes.len()) {
            return self.fail(number, cause, each);
        }
        let place = Place { path: self.path.clone(), line: number };
        let decoded = decode_record(bytes, self.declared);
        if let Some(warning) = decoded.warning(&place, offset) {
            each(Read::Warned(warning));
        }
        let story = match news::parse(&decoded.text, self.markup, options.max_depth) {
            Ok(Some(story)) => story,
            // An item without a text of its own: a picture, a package.
            Ok(None) => return log::info!("{place}: no text in this document"),
            Err(cause) => return self.fail(number, cause, each),
        };
        let limit = options.text_limit();
        if story.text.len() > limit {
            return self.fail(number, too_large("a text", story.text.len() as u64, true, limit, "--max-article"), each);
        }
        if story.text.is_empty() {
            each(Read::Warned(Warning { place: place.clone(), kind: WarningKind::Empty }));
        }
        let (encoding, replacements) = match self.transcoded {
            Some(encoding) => (encoding, story.text.matches(char::REPLACEMENT_CHARACTER).count() as u32),
            None => (decoded.encoding, decoded.replacements),
        };
        let id =
            story.id.unwrap_or_else(|| if number == 1 { self.stem.clone() } else { format!("{}:{number}", self.stem) });
        each(Read::Article(Article { id, text: story.text, meta: story.meta, place, encoding, replacements }));
    }
}

/// Where the elements of that name begin.
fn element_starts<'a>(bytes: &'a [u8], name: &'a str) -> impl Iterator<Item = usize> + 'a {
    memmem::find_iter(bytes, name.as_bytes()).filter_map(move |at| {
        let after = bytes.get(at + name.len());
        let ends = after.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
        let start = tag_start(bytes, at)?;
        (ends && bytes[start + 1] != b'/').then_some(start)
    })
}

/// Where the tag begins whose local name begins at `at`.
fn tag_start(bytes: &[u8], at: usize) -> Option<usize> {
    let before = &bytes[at.saturating_sub(MAX_PREFIX)..at];
    let start = before.iter().rposition(|&byte| byte == b'<')?;
    let prefix = before[start + 1..].strip_prefix(b"/").unwrap_or(&before[start + 1..]);
    let is_prefix =
        prefix.is_empty() || prefix.strip_suffix(b":").is_some_and(|name| name.iter().all(u8::is_ascii_alphanumeric));
    is_prefix.then_some(at - before.len() + start)
}

/// The longest prefix of a namespace that is looked for, with what stands around it, in bytes.
const MAX_PREFIX: usize = 32;

/// Finds the end tags of an element.
struct Elements {
    name: &'static str,
    /// True if something of a record has been seen that is no white space.
    open: bool,
}

impl Elements {
    fn find(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let length = self.name.len();
        memmem::find_iter(&bytes[from..], self.name).map(|at| from + at).find_map(|at| {
            let end = bytes.get(at + length) == Some(&b'>');
            let start = tag_start(bytes, at).filter(|&start| end && bytes[start + 1] == b'/');
            start.map(|_| at + length + 1)
        })
    }
}

impl Splitter for Elements {
    fn end(&mut self, record: &[u8], from: usize) -> Option<usize> {
        // The tag may have begun in what was shown before.
        let end = self.find(record, from.saturating_sub(self.name.len() + 1));
        self.open = end.is_none();
        end
    }

    fn is_open(&self) -> bool {
        // What stands behind the last article is looked at by the worker.
        false
    }

    fn restart(&mut self) {
        self.open = false;
    }

    fn resync(&self, broken: &[u8]) -> Option<usize> {
        self.find(broken, 0)
    }

    fn by_lines(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_from_the_first_element() {
        for (text, markup) in [
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE nitf SYSTEM \"x\">\n<!-- a > b --><nitf>", Some(Markup::Nitf)),
            ("<newsitem itemid=\"1\">", Some(Markup::Rcv1)),
            ("<n:newsMessage xmlns:n=\"x\">", Some(Markup::NewsMl)),
            ("<newsItem>", Some(Markup::NewsMl)),
            ("<DOC id=\"A\" type=\"story\" >", Some(Markup::Gigaword)),
            ("<DOCUMENT>", None),
            ("<nitf", None),
            ("<?xml version", None),
        ] {
            assert_eq!(Markup::of(text.as_bytes()), markup, "{text}");
        }
    }

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
        let text = b"<DOC id=\"1\">\n<DOCNO>a</DOCNO></DOC>\n<n:DOC></n:DOC></DOCS></DOC >";
        for step in [1, text.len()] {
            let (mut elements, mut start, mut ends) = (Elements { name: "DOC", open: false }, 0, Vec::new());
            for end in (0..text.len()).step_by(step).map(|end| (end + step).min(text.len())) {
                let mut seen = (end - step.min(end)).max(start);
                while let Some(length) = elements.end(&text[start..end], seen - start) {
                    start += length;
                    seen = start;
                    ends.push(start);
                }
            }
            assert_eq!(ends, [35, 51], "{step}");
        }
        assert_eq!(element_starts(text, "DOC").collect::<Vec<_>>(), [0, 36]);
    }
}
