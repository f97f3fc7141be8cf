//! JSON Lines: one article per line, with its fields found by name.
//!
//! The first record with a string in a text field determines the mapping of the whole file; the records after it may
//! add fields that it lacks. The mapping is logged. Unused fields are skipped without being built. A record without an
//! id gets the file's path below the given root without its extension, a colon and its line number, so that ids are
//! unique within a run over one root.

use crate::error::{Error, Result};
use crate::input::batch::ReadEvent;
use crate::input::bytes::decode::{Decoded, UTF8_BOM, decode_record};
use crate::input::cut::lines::LineCutter;
use crate::input::cut::pieces::{PieceReader, RecordBlock, StreamPiece};
use crate::input::cut::records::RecordReader;
use crate::input::field::fields::{ArticleField, FieldName, Mapping, looked_for};
use crate::input::field::json;
use crate::input::field::probe::Fields;
use crate::input::field::record::RecordFile;
use crate::input::options::ReadOptions;
use crate::input::reader::{OpenedInput, Opening};
use memchr::memchr_iter;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

/// Reads until the fields are known.
pub(crate) fn open(input: OpenedInput<'_>) -> Opening {
    let options = Arc::clone(&input.context.options);
    let lines = LineCutter::new(input.head, input.broken, input.stream, options.line_limit());
    let mut scan = MappingSearch::new(&options.fields);
    let look = |cut: &RecordBlock, scan: &mut MappingSearch| {
        let mut lines = (cut.number..).zip(line_ends(&cut.bytes));
        let mut objects = lines.by_ref().map(|(number, (start, end))| (number, line(number, &cut.bytes[start..end])));
        scan.feed(&mut objects)
    };
    let (mapping, ahead, pieces) = find_mapping(Box::new(lines), &mut scan, look, &input.item.path)?;
    if let Some(mapping) = &mapping {
        input.context.log(mapping, &input.item.path);
    } else {
        scan.into_error(&input.item.path, "line")?;
    }
    let file = RecordFile::new(input.item, mapping.unwrap_or_default(), input.transcoded);
    let read = Arc::new(move |cut: RecordBlock, options: &ReadOptions, each: &mut dyn FnMut(ReadEvent)| {
        read_lines(&file, &cut, options, each);
    });
    let path = input.item.path.clone();
    Ok(Box::new(RecordReader { path, noun: "line", ahead, pieces, ended: false, read, options }))
}

/// The mapping of a file, the pieces read to find it, and the rest.
pub(crate) type FoundMapping = (Option<Mapping>, VecDeque<StreamPiece>, Box<dyn PieceReader>);

/// Reads pieces until `look` finds the mapping in one, or the search ends.
pub(crate) fn find_mapping(
    mut pieces: Box<dyn PieceReader>,
    scan: &mut MappingSearch,
    look: impl Fn(&RecordBlock, &mut MappingSearch) -> Result<Option<Mapping>, String>,
    path: &Path,
) -> Result<FoundMapping> {
    let mut ahead = VecDeque::new();
    while let Some(piece) = pieces.next().map_err(|source| Error::io(path, source))? {
        let found = match &piece {
            StreamPiece::Whole(cut) => {
                look(cut, scan).map_err(|cause| Error::Input { path: path.to_owned(), cause })?
            }
            StreamPiece::Broken { .. } => None,
        };
        ahead.push_back(piece);
        if found.is_some() || scan.is_over() {
            return Ok((found, ahead, pieces));
        }
    }
    Ok((None, ahead, pieces))
}

/// Reads whole lines.
fn read_lines(file: &RecordFile, cut: &RecordBlock, options: &ReadOptions, each: &mut dyn FnMut(ReadEvent)) {
    let bytes = &cut.bytes[..];
    let valid = std::str::from_utf8(bytes).ok();
    let mut warned = false;
    for (number, (start, end)) in (cut.number..).zip(line_ends(bytes)) {
        let place = file.place(number);
        if let Err(cause) = options.check_line("a line", end - start) {
            each(ReadEvent::Failed(Error::Record { place, cause }));
            continue;
        }
        let bytes = line(number, &bytes[start..end]);
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let decoded = match valid {
            Some(text) => Decoded::valid(&text[end - bytes.len()..end]),
            None => decode_record(bytes, None),
        };
        if let Some(warning) = decoded.warning(&place, cut.offset + start as u64).filter(|_| !warned) {
            each(ReadEvent::Warned(warning));
            warned = true;
        }
        read_object(file, &decoded, number, options, each);
    }
}

/// Reads the article of an object.
pub(crate) fn read_object(
    file: &RecordFile,
    decoded: &Decoded<'_>,
    number: u64,
    options: &ReadOptions,
    each: &mut dyn FnMut(ReadEvent),
) {
    let read = json::parse(&decoded.text, &file.mapping).and_then(|mut record| match record.take_text() {
        Some(text) => Ok((record, text)),
        None => Err(no_text(&decoded.text, &file.mapping)),
    });
    match read {
        Ok((record, text)) => file.hand_on(record, text, number, decoded, options, each),
        Err(cause) => each(ReadEvent::Failed(Error::Record { place: file.place(number), cause })),
    }
}

/// Why a valid object has no text.
fn no_text(object: &str, mapping: &Mapping) -> String {
    let name = mapping.name(ArticleField::Text).unwrap_or_default();
    match Fields::parse(object).map(|fields| (fields.kind_of(name), fields)) {
        Ok((Some(kind), _)) => format!("the text field \"{name}\" is {kind}, not a string"),
        Ok((None, fields)) => format!("no text field \"{name}\"; the fields are {fields}"),
        Err(cause) => cause,
    }
}

/// A line without the byte order mark that only the first may have.
fn line(number: u64, bytes: &[u8]) -> &[u8] {
    if number == 1 { bytes.strip_prefix(UTF8_BOM).unwrap_or(bytes) } else { bytes }
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

/// The search for the first record that determines a file's mapping.
#[derive(Debug)]
pub(crate) struct MappingSearch<'o> {
    /// The field names that the user has chosen.
    chosen: &'o [FieldName],
    records: usize,
    bytes: usize,
    seen: Fields,
    /// The first record that is not a JSON object, and why.
    broken: Option<(u64, String)>,
}

impl<'o> MappingSearch<'o> {
    /// Limits of the search.
    const MAX_RECORDS: usize = 1000;
    const MAX_BYTES: usize = 8 << 20;
    /// How many records after the first may add to the mapping.
    const FILLERS: usize = 100;

    pub(crate) fn new(chosen: &'o [FieldName]) -> Self {
        Self { chosen, records: 0, bytes: 0, seen: Fields::default(), broken: None }
    }

    /// Looks at more records of the file, each with its number.
    ///
    /// # Errors
    /// Several fields could be the text.
    pub(crate) fn feed(&mut self, records: &mut dyn Iterator<Item = (u64, &[u8])>) -> Result<Option<Mapping>, String> {
        while let Some((number, record)) = records.next() {
            if self.is_over() {
                return Ok(None);
            }
            self.bytes += record.len();
            if record.trim_ascii().is_empty() {
                continue;
            }
            match Fields::parse(&String::from_utf8_lossy(record)) {
                Ok(fields) => {
                    self.records += 1;
                    if let Some(mut mapping) = Mapping::of(&fields, self.chosen)? {
                        for (_, record) in records.take(Self::FILLERS) {
                            if let Ok(fields) = Fields::parse(&String::from_utf8_lossy(record)) {
                                mapping.fill(&fields, self.chosen)?;
                            }
                        }
                        return Ok(Some(mapping));
                    }
                    self.seen.merge(fields);
                }
                Err(cause) => {
                    self.broken.get_or_insert((number, cause));
                }
            }
        }
        Ok(None)
    }

    /// True once the search has reached its limits.
    pub(crate) fn is_over(&self) -> bool {
        self.records >= Self::MAX_RECORDS || self.bytes >= Self::MAX_BYTES
    }

    /// The error for a file in which no mapping was found; its records are called `noun`. A file without records is
    /// only empty.
    pub(crate) fn into_error(self, path: &Path, noun: &str) -> Result<()> {
        let cause = match (self.records, self.broken) {
            (0, None) => {
                log::warn!("{}: no readable records", path.display());
                return Ok(());
            }
            (0, Some((number, cause))) => {
                format!("no {noun} is a JSON object; {noun} {number}, the first: {cause}")
            }
            (records, _) => format!(
                "no text field with a string in the first {records} records: looked for {}; the fields are {} (choose \
                 one with --field text=NAME)",
                looked_for(self.chosen),
                self.seen
            ),
        };
        Err(Error::Input { path: path.to_owned(), cause })
    }
}
