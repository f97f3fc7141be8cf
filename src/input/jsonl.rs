//! JSON Lines: one article per line, its fields found by name.
//!
//! The first record with a string in a text field decides for the whole file which field is what; what it lacks besides
//! the text, the next records may add. The choice is logged.
//! Fields of no use are skipped without being built. A record without an id of its own gets the file's path below the
//! given root without its ending, a colon and its line number, so that ids are unique within a run over one root.

use super::batch::{Chunk, Read};
use super::decode::{UTF8_BOM, lossy};
use super::fields::{Record, Slot};
use super::lines::{Lines, Piece};
use super::open::Stream;
use super::paths::Item;
use super::position::At;
use super::probe::Fields;
use super::reader::{Context, Opening, Reader};
use super::{Options, Warning, WarningKind, too_large};
use crate::article::{Article, Encoding, Meta};
use crate::error::{Error, Place};
use memchr::memchr_iter;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use super::fields::Mapping;

/// A file and what its fields are.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    stem: String,
    mapping: Mapping,
}

impl File {
    pub(super) fn new(item: &Item, mapping: Mapping) -> Self {
        Self { path: item.path.clone(), stem: item.stem.clone(), mapping }
    }

    /// The place of a line.
    pub(super) fn place(&self, line: u64) -> Place {
        Place { path: self.path.clone(), line }
    }
}

/// A file on its way.
struct Lined {
    file: Arc<File>,
    /// Pieces that were read to find the fields.
    ahead: VecDeque<Piece>,
    lines: Lines,
    ended: bool,
    options: Arc<Options>,
}

/// Reads so far that the fields are known. `head` is what has been read of the stream already, and `broken` what that
/// ended with.
pub(super) fn open(
    item: &Item,
    head: Vec<u8>,
    broken: Option<io::Error>,
    stream: Stream,
    context: &Context,
) -> Opening {
    let options = Arc::clone(&context.options);
    let mut lines = Lines::new(head, broken, stream, options.line_limit());
    let mut scan = Scan::default();
    let mut ahead = VecDeque::new();
    let mapping = loop {
        let Some(piece) = lines.next().map_err(|source| Error::io(&item.path, source))? else { break None };
        let found = match &piece {
            Piece::Lines { bytes, line, .. } => scan.feed(bytes, *line),
            Piece::TooLong { .. } => None,
        };
        ahead.push_back(piece);
        if found.is_some() || scan.is_over() {
            break found;
        }
    };
    let mapping = match mapping {
        Some(mapping) => {
            context.log(&mapping, &item.path);
            mapping
        }
        None => {
            scan.into_error(&item.path)?;
            // Only lines that are too long to be looked at can be left; they say so themselves.
            Mapping::default()
        }
    };
    let file = Arc::new(File::new(item, mapping));
    Ok(Box::new(Lined { file, ahead, lines, ended: false, options }))
}

impl Reader for Lined {
    fn next(&mut self) -> Option<Chunk> {
        if self.ended {
            return None;
        }
        let piece = match self.ahead.pop_front() {
            Some(piece) => piece,
            None => match self.lines.next() {
                Ok(piece) => piece?,
                Err(error) => {
                    self.ended = true;
                    let cause = format!("cannot read on after line {}: {error}", self.lines.line() - 1);
                    return Some(Chunk::failed(Error::io(&self.file.path, io::Error::new(error.kind(), cause))));
                }
            },
        };
        Some(match piece {
            Piece::Lines { bytes, line, offset } => {
                let file = Arc::clone(&self.file);
                Chunk::new(file.place(line), bytes.len(), move |options, each| {
                    read_lines(&file, &bytes, (line, offset), options, each);
                })
            }
            Piece::TooLong { line, size, .. } => {
                Chunk::failed(line_too_long(&self.file.path, line, size, &self.options))
            }
        })
    }

    fn at(&self) -> At {
        let (line, offset) = match self.ahead.front() {
            Some(&(Piece::Lines { line, offset, .. } | Piece::TooLong { line, offset, .. })) => (line, offset),
            None => (self.lines.line(), self.lines.offset()),
        };
        At { record: line - 1, offset, inside: None }
    }

    fn is_over(&self) -> bool {
        self.ended
    }

    fn go_to(&mut self, at: &At) -> bool {
        while self.at().offset < at.offset && self.ahead.pop_front().is_some() {}
        if self.ahead.is_empty() && self.at().offset < at.offset && !self.lines.skip_to(at.record + 1, at.offset) {
            return false;
        }
        while self.at() != *at {
            if self.at().offset > at.offset || self.next().is_none() {
                return false;
            }
        }
        true
    }
}

/// The refusal of a line that is over the limit.
pub(super) fn line_too_long(path: &Path, line: u64, size: u64, options: &Options) -> Error {
    let (limit, line_limit) = (options.text_limit(), options.line_limit());
    let cause = format!("{}, which allows lines of {line_limit}", too_large("a line", size, true, limit));
    Error::record(path, line, cause)
}

/// Reads a whole file that was loaded because its name promised a text.
pub(super) fn read_whole(item: &Item, bytes: &[u8], options: &Options, each: &mut dyn FnMut(Read)) {
    let mut scan = Scan::default();
    match scan.feed(bytes, 1) {
        Some(mapping) => {
            mapping.log(&item.path, false);
            read_lines(&File::new(item, mapping), bytes, (1, 0), options, each);
        }
        None => {
            if let Err(error) = scan.into_error(&item.path) {
                each(Read::Failed(error));
            }
        }
    }
}

/// Reads whole lines, of which the first is `at.0` (1-based) and begins at byte `at.1` of the file.
pub(super) fn read_lines(
    file: &File,
    bytes: &[u8],
    (first, offset): (u64, u64),
    options: &Options,
    each: &mut dyn FnMut(Read),
) {
    let valid = std::str::from_utf8(bytes).ok();
    let mut warned = false;
    for (number, (start, end)) in (first..).zip(line_ends(bytes)) {
        if end - start > options.line_limit() {
            each(Read::Failed(line_too_long(&file.path, number, (end - start) as u64, options)));
            continue;
        }
        let place = file.place(number);
        let (line, replacements) = match valid {
            Some(text) => (Cow::Borrowed(&text[start..end]), 0),
            None => match std::str::from_utf8(&bytes[start..end]) {
                Ok(line) => (Cow::Borrowed(line), 0),
                Err(error) => {
                    if !warned {
                        let offset = offset + (start + error.valid_up_to()) as u64;
                        each(Read::Warned(Warning { place: place.clone(), kind: WarningKind::Replaced { offset } }));
                        warned = true;
                    }
                    let (line, replacements) = lossy(&bytes[start..end]);
                    (Cow::Owned(line), replacements)
                }
            },
        };
        let line = if number == 1 { line.strip_prefix('\u{feff}').unwrap_or(&line) } else { &line };
        if line.bytes().all(|byte| byte.is_ascii_whitespace()) {
            continue;
        }
        match article(line, &place, file, options) {
            Ok(mut article) => {
                article.replacements = replacements;
                if article.text.trim().is_empty() {
                    each(Read::Warned(Warning { place, kind: WarningKind::Empty }));
                }
                each(Read::Article(article));
            }
            Err(cause) => each(Read::Failed(Error::Record { place, cause })),
        }
    }
}

/// Start and end of each line, without its line feed.
fn line_ends(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let last = (!bytes.is_empty() && !bytes.ends_with(b"\n")).then_some(bytes.len());
    memchr_iter(b'\n', bytes).chain(last).scan(0, |start, end| {
        let line = (*start, end);
        *start = end + 1;
        Some(line)
    })
}

fn article(line: &str, place: &Place, file: &File, options: &Options) -> Result<Article, String> {
    let mut record = Record::parse(line, &file.mapping)?;
    let Some(text) = record.take_text() else {
        let fields = Fields::parse(line)?;
        let name = file.mapping.name(Slot::Text).unwrap_or_default();
        return Err(match fields.kind_of(name) {
            Some(kind) => format!("the text field \"{name}\" is {kind}, not a string"),
            None => format!("no text field \"{name}\"; the fields are {fields}"),
        });
    };
    let limit = options.text_limit();
    if text.len() > limit {
        return Err(too_large("a text", text.len() as u64, true, limit));
    }
    let mut take = |slot| record.take(slot);
    Ok(Article {
        id: take(Slot::Id).unwrap_or_else(|| format!("{}:{}", file.stem, place.line)),
        text,
        meta: Meta {
            title: take(Slot::Title),
            date: take(Slot::Date),
            outlet: take(Slot::Outlet),
            url: take(Slot::Url),
            author: take(Slot::Author),
        },
        place: place.clone(),
        encoding: Encoding::Utf8,
        replacements: 0,
    })
}

/// The search for the first record that tells a file's fields.
#[derive(Debug, Default)]
pub(super) struct Scan {
    records: usize,
    bytes: usize,
    seen: Fields,
    /// The first line that is no JSON object, and why.
    broken: Option<(u64, String)>,
}

impl Scan {
    /// Where the search is given up.
    const MAX_RECORDS: usize = 1000;
    const MAX_BYTES: usize = 8 << 20;
    /// How many records after the deciding one may add to it.
    const FILLERS: usize = 100;

    /// Looks at more lines of the file, of which the first is number `line`.
    pub(super) fn feed(&mut self, bytes: &[u8], line: u64) -> Option<Mapping> {
        let mut lines = (line..).zip(line_ends(bytes));
        while let Some((number, (start, end))) = lines.next() {
            let line = &bytes[start..end];
            let line = if number == 1 { line.strip_prefix(UTF8_BOM).unwrap_or(line) } else { line };
            if self.is_over() {
                return None;
            }
            self.bytes += line.len();
            if line.trim_ascii().is_empty() {
                continue;
            }
            match Fields::parse(&String::from_utf8_lossy(line)) {
                Ok(fields) => {
                    self.records += 1;
                    if let Some(mut mapping) = Mapping::of(&fields) {
                        for (start, end) in lines.map(|(_, line)| line).take(Self::FILLERS) {
                            if let Ok(fields) = Fields::parse(&String::from_utf8_lossy(&bytes[start..end])) {
                                mapping.fill(&fields);
                            }
                        }
                        return Some(mapping);
                    }
                    self.seen.merge(fields);
                }
                Err(cause) => {
                    self.broken.get_or_insert((number, cause));
                }
            }
        }
        None
    }

    /// True where it is to be given up.
    pub(super) fn is_over(&self) -> bool {
        self.records >= Self::MAX_RECORDS || self.bytes >= Self::MAX_BYTES
    }

    /// What is wrong with a file that the search has found nothing in. A file without any line is not wrong, only empty.
    pub(super) fn into_error(self, path: &Path) -> Result<(), Error> {
        let cause = match (self.records, self.broken) {
            (0, None) => {
                log::warn!("{}: no records that can be read", path.display());
                return Ok(());
            }
            (0, Some((line, cause))) => {
                format!(
                    "no line is a JSON object, the first of them is line {line}: {cause} (JSON Lines have one object per line)"
                )
            }
            (records, _) => format!(
                "no text field with a string in the first {records} records: looked for {}; the fields are {}",
                Slot::Text.names().join(", "),
                self.seen
            ),
        };
        Err(Error::Input { path: path.to_owned(), cause })
    }
}
