//! JSON Lines: one article per line, its fields found by name. Called by [`super::source`]; [`super::values`] shares what
//! it does with an object.
//!
//! The first record with a string in a text field decides for the whole file which field is what; what it lacks besides
//! the text, the next records may add. The choice is logged.
//! Fields of no use are skipped without being built. A record without an id of its own gets the file's path below the
//! given root without its ending, a colon and its line number, so that ids are unique within a run over one root.

use super::batch::Read;
use super::decode::{Decoded, UTF8_BOM, decode_record};
use super::fields::{FieldName, Mapping, Slot};
use super::lines::Lines;
use super::pieces::{Cut, Piece, Pieces};
use super::probe::Fields;
use super::reader::{Input, Opening};
use super::record::File;
use super::records::Records;
use super::{Options, json};
use crate::error::{Error, Result};
use memchr::memchr_iter;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

/// Reads so far that the fields are known.
pub(super) fn open(input: Input<'_>) -> Opening {
    let options = Arc::clone(&input.context.options);
    let lines = Lines::new(input.head, input.broken, input.stream, options.line_limit());
    let mut scan = Scan::new(&options.fields);
    let look = |cut: &Cut, scan: &mut Scan| {
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
    let file = File::new(input.item, mapping.unwrap_or_default(), input.transcoded);
    let read = Arc::new(move |cut: Cut, options: &Options, each: &mut dyn FnMut(Read)| {
        read_lines(&file, &cut, options, each);
    });
    let path = input.item.path.clone();
    Ok(Box::new(Records { path, noun: "line", ahead, pieces, ended: false, read, options }))
}

/// What is known of a file whose first pieces were looked at: its fields, those pieces, and the rest.
pub(super) type Found = (Option<Mapping>, VecDeque<Piece>, Box<dyn Pieces>);

/// Reads pieces until `look` finds the fields in one, or the search is over.
pub(super) fn find_mapping(
    mut pieces: Box<dyn Pieces>,
    scan: &mut Scan,
    look: impl Fn(&Cut, &mut Scan) -> Result<Option<Mapping>, String>,
    path: &Path,
) -> Result<Found> {
    let mut ahead = VecDeque::new();
    while let Some(piece) = pieces.next().map_err(|source| Error::io(path, source))? {
        let found = match &piece {
            Piece::Whole(cut) => look(cut, scan).map_err(|cause| Error::Input { path: path.to_owned(), cause })?,
            Piece::Broken { .. } => None,
        };
        ahead.push_back(piece);
        if found.is_some() || scan.is_over() {
            return Ok((found, ahead, pieces));
        }
    }
    Ok((None, ahead, pieces))
}

/// Reads whole lines.
fn read_lines(file: &File, cut: &Cut, options: &Options, each: &mut dyn FnMut(Read)) {
    let bytes = &cut.bytes[..];
    let valid = std::str::from_utf8(bytes).ok();
    let mut warned = false;
    for (number, (start, end)) in (cut.number..).zip(line_ends(bytes)) {
        let place = file.place(number);
        if let Err(cause) = options.check_line("a line", end - start) {
            each(Read::Failed(Error::Record { place, cause }));
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
            each(Read::Warned(warning));
            warned = true;
        }
        read_object(file, &decoded, number, options, each);
    }
}

/// Hands on the article of an object.
pub(super) fn read_object(
    file: &File,
    decoded: &Decoded<'_>,
    number: u64,
    options: &Options,
    each: &mut dyn FnMut(Read),
) {
    let read = json::parse(&decoded.text, &file.mapping).and_then(|mut record| match record.take_text() {
        Some(text) => Ok((record, text)),
        None => Err(no_text(&decoded.text, &file.mapping)),
    });
    match read {
        Ok((record, text)) => file.hand_on(record, text, number, decoded, options, each),
        Err(cause) => each(Read::Failed(Error::Record { place: file.place(number), cause })),
    }
}

/// Why an object that can be parsed has no text.
fn no_text(object: &str, mapping: &Mapping) -> String {
    let name = mapping.name(Slot::Text).unwrap_or_default();
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

/// The search for the first record that tells a file's fields.
#[derive(Debug)]
pub(super) struct Scan<'o> {
    /// What the user has chosen.
    chosen: &'o [FieldName],
    records: usize,
    bytes: usize,
    seen: Fields,
    /// The first record that is no JSON object, and why.
    broken: Option<(u64, String)>,
}

impl<'o> Scan<'o> {
    /// Where the search is given up.
    const MAX_RECORDS: usize = 1000;
    const MAX_BYTES: usize = 8 << 20;
    /// How many records after the deciding one may add to it.
    const FILLERS: usize = 100;

    pub(super) fn new(chosen: &'o [FieldName]) -> Self {
        Self { chosen, records: 0, bytes: 0, seen: Fields::default(), broken: None }
    }

    /// Looks at more records of the file, each with its number. An error where it is ambiguous what the text is.
    pub(super) fn feed(&mut self, records: &mut dyn Iterator<Item = (u64, &[u8])>) -> Result<Option<Mapping>, String> {
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

    /// True where it is to be given up.
    pub(super) fn is_over(&self) -> bool {
        self.records >= Self::MAX_RECORDS || self.bytes >= Self::MAX_BYTES
    }

    /// What is wrong with a file that the search has found nothing in, whose records are called `noun`. A file without any
    /// record is not wrong, only empty.
    pub(super) fn into_error(self, path: &Path, noun: &str) -> Result<()> {
        let cause = match (self.records, self.broken) {
            (0, None) => {
                log::warn!("{}: no records that can be read", path.display());
                return Ok(());
            }
            (0, Some((number, cause))) => {
                format!("no {noun} is a JSON object, the first of them is {noun} {number}: {cause}")
            }
            (records, _) => format!(
                "no text field with a string in the first {records} records: looked for {}; the fields are {} (--field \
                 text=NAME chooses one)",
                looked_for(self.chosen),
                self.seen
            ),
        };
        Err(Error::Input { path: path.to_owned(), cause })
    }
}

/// The names that a text field may have.
pub(super) fn looked_for(chosen: &[FieldName]) -> String {
    match chosen.iter().rev().find(|field| field.slot == Slot::Text) {
        Some(field) => field.name.clone(),
        None => Slot::Text.names().join(", "),
    }
}
