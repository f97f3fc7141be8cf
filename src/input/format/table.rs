//! CSV and TSV with a header: one article per row, with its fields found by the names in the header.
//!
//! Fields are separated by commas, tabs, semicolons or bars, whichever gives the header a text field. They may be
//! quoted with `"`, doubled inside, and may then span lines. A quotation mark in an unquoted field is an ordinary
//! character. A row must have as many fields as the header.

use crate::error::Error;
use crate::input::batch::ReadEvent;
use crate::input::bytes::decode::{UTF8_BOM, decode_record};
use crate::input::cut::cutter::{RecordCutter, RecordSplitter};
use crate::input::cut::pieces::{PieceReader as _, RawRecords, StreamPiece};
use crate::input::cut::records::RecordReader;
use crate::input::field::fields::{FieldName, Mapping, looked_for};
use crate::input::field::probe::Fields;
use crate::input::field::record::{FieldValue, FieldValues, RecordFile};
use crate::input::options::ReadOptions;
use crate::input::reader::{OpenedInput, Opening, SinglePart};
use memchr::{memchr, memchr_iter, memchr2};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

/// The possible delimiters, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// A table and the meaning of its columns.
struct DelimitedTable {
    file: RecordFile,
    delimiter: u8,
    /// How many columns the header has.
    columns: usize,
    /// The columns needed, each with what it holds as a bit set; in order.
    wanted: Vec<(usize, u8)>,
}

/// True if the head of a file is the header of a table with a text field.
pub(crate) fn is_table(head: &[u8], chosen: &[FieldName]) -> bool {
    header(head, chosen).is_some_and(|(_, columns, found)| columns.len() > 1 && !matches!(found, Ok(None)))
}

/// Delimiter, columns and mapping found in the first line of a file.
type TableHeader = (u8, Vec<String>, Result<Option<Mapping>, String>);

fn header(head: &[u8], chosen: &[FieldName]) -> Option<TableHeader> {
    let head = head.strip_prefix(UTF8_BOM).unwrap_or(head);
    let read = |delimiter: u8| {
        let end = RowSplitter::new(delimiter).end(head, 0).or_else(|| memchr(b'\n', head)).unwrap_or(head.len());
        let row = RowFields { rest: Some(head[..end].trim_ascii_end()), delimiter };
        let columns: Vec<String> = row.map(|field| String::from_utf8_lossy(&field).trim().to_owned()).collect();
        let found = Mapping::of(&Fields::of_columns(&columns), chosen);
        (delimiter, columns, found)
    };
    let mut all: Vec<_> = DELIMITERS.into_iter().map(read).filter(|(_, columns, _)| columns.len() > 1).collect();
    let best = all.iter().position(|(.., found)| !matches!(found, Ok(None)));
    // Without a text field: the delimiter that yields the most columns.
    let most = || all.iter().enumerate().rev().max_by_key(|(_, (_, columns, _))| columns.len()).map(|(index, _)| index);
    let index = best.or_else(most);
    match index {
        Some(index) => Some(all.swap_remove(index)),
        None => Some(read(b',')).filter(|(_, columns, _)| columns.iter().any(|name| !name.is_empty())),
    }
}

/// Reads the header.
pub(crate) fn open(input: OpenedInput<'_>) -> Opening {
    let path = input.item.path.clone();
    let options = Arc::clone(&input.context.options);
    let Some((delimiter, columns, mapping)) = header(&input.head, &options.fields) else {
        log::warn!("{}: no readable records", path.display());
        return Ok(Box::new(SinglePart(None)));
    };
    let failed = |cause| Error::Input { path: path.clone(), cause };
    let Some(mapping) = mapping.map_err(failed)? else {
        let looked = looked_for(&options.fields);
        let columns = Fields::of_columns(&columns);
        return Err(failed(format!(
            "no text field in the header: looked for {looked}; the columns are {columns} (choose one with --field text=NAME)"
        )));
    };
    input.context.log(&mapping, &path);
    let wanted = wanted(&columns, &mapping).map_err(failed)?;
    let file = RecordFile::new(input.item, mapping, input.transcoded);
    let table = DelimitedTable { file, delimiter, columns: columns.len(), wanted };
    let mut cutter =
        RecordCutter::new(RowSplitter::new(delimiter), input.head, input.broken, input.stream, options.line_limit());
    let mut ahead = VecDeque::new();
    // A file with a header alone would otherwise be read without a word.
    while ahead.len() < 2 && ahead.iter().all(|piece| matches!(piece, StreamPiece::Whole(cut) if cut.ends.len() == 1)) {
        let Some(piece) = cutter.next().map_err(|source| Error::io(&path, source))? else {
            log::warn!("{}: no rows below the header", path.display());
            break;
        };
        ahead.push_back(piece);
    }
    let read = Arc::new(move |cut: RawRecords, options: &ReadOptions, each: &mut dyn FnMut(ReadEvent)| {
        table.read(&cut, options, each);
    });
    Ok(Box::new(RecordReader { path, noun: "row", ahead, pieces: Box::new(cutter), ended: false, read, options }))
}

/// The columns that the mapping names. Two columns of the same name would be ambiguous.
fn wanted(columns: &[String], mapping: &Mapping) -> Result<Vec<(usize, u8)>, String> {
    let wanted: Vec<(usize, u8)> =
        columns.iter().map(|name| mapping.slots(name)).enumerate().filter(|&(_, slots)| slots != 0).collect();
    for &(column, slots) in &wanted {
        if wanted.iter().any(|&(other, same)| other != column && same & slots != 0) {
            return Err(format!("two columns are named {}", columns[column]));
        }
    }
    Ok(wanted)
}

impl DelimitedTable {
    fn read(&self, cut: &RawRecords, options: &ReadOptions, each: &mut dyn FnMut(ReadEvent)) {
        let mut line = cut.number;
        let mut warned = false;
        for range in cut.records() {
            let row = &cut.bytes[range.clone()];
            let number = line;
            line += memchr_iter(b'\n', row).count() as u64;
            let is_header = cut.offset == 0 && range.start == 0;
            if is_header || row.trim_ascii().is_empty() {
                continue;
            }
            if let Err(cause) = options.check_line("a row", row.len()) {
                each(ReadEvent::Failed(Error::Record { place: self.file.place(number), cause }));
                continue;
            }
            let row = row.strip_suffix(b"\n").unwrap_or(row);
            let row = row.strip_suffix(b"\r").unwrap_or(row);
            let decoded = decode_record(row, None);
            let place = self.file.place(number);
            if let Some(warning) = decoded.warning(&place, cut.offset + range.start as u64).filter(|_| !warned) {
                each(ReadEvent::Warned(warning));
                warned = true;
            }
            match self.record(&decoded.text) {
                Ok((record, text)) => self.file.deliver(record, text, number, &decoded, options, each),
                Err(cause) => each(ReadEvent::Failed(Error::Record { place, cause })),
            }
        }
    }

    /// The fields needed of a row, and its text.
    fn record(&self, row: &str) -> Result<(FieldValues, String), String> {
        let mut record = FieldValues::default();
        let mut wanted = self.wanted.iter().peekable();
        let mut fields = RowFields { rest: Some(row.as_bytes()), delimiter: self.delimiter };
        let mut count = 0;
        while let Some(field) = fields.raw() {
            if let Some(&(_, slots)) = wanted.next_if(|(column, _)| *column == count) {
                // A string cut at ASCII characters is still valid.
                let text = String::from_utf8(unquoted(field).into_owned()).map_err(|error| error.to_string())?;
                record.set(slots, Some(FieldValue { text, string: true }));
            }
            count += 1;
        }
        if count != self.columns {
            return Err(format!("{count} fields, but the header has {}", self.columns));
        }
        let text = record.take_text().ok_or("no text")?;
        Ok((record, text))
    }
}

/// The fields of a row, without its line end.
struct RowFields<'a> {
    /// What has not been read; `None` after the last field.
    rest: Option<&'a [u8]>,
    delimiter: u8,
}

impl<'a> RowFields<'a> {
    /// The next field with its quotation marks.
    fn raw(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let end = field_end(rest, self.delimiter);
        self.rest = rest.get(end + 1..);
        Some(&rest[..end])
    }
}

impl<'a> Iterator for RowFields<'a> {
    type Item = Cow<'a, [u8]>;

    /// The next field without its quotation marks.
    fn next(&mut self) -> Option<Self::Item> {
        self.raw().map(unquoted)
    }
}

/// Where the field at the beginning of a row ends.
fn field_end(row: &[u8], delimiter: u8) -> usize {
    let mut at = 0;
    if row.first() == Some(&b'"') {
        at = 1;
        while let Some(mark) = memchr(b'"', &row[at..]) {
            at += mark + 1;
            if row.get(at) != Some(&b'"') {
                // What is between the closing mark and the delimiter belongs to the field.
                return memchr(delimiter, &row[at..]).map_or(row.len(), |rest| at + rest);
            }
            at += 1;
        }
        return row.len();
    }
    memchr(delimiter, &row[at..]).unwrap_or(row.len())
}

fn unquoted(field: &[u8]) -> Cow<'_, [u8]> {
    let Some(mut rest) = field.strip_prefix(b"\"") else { return field.into() };
    if memchr(b'"', rest) == Some(rest.len() - 1) {
        return rest[..rest.len() - 1].into();
    }
    let mut out = Vec::with_capacity(rest.len());
    while let Some(mark) = memchr(b'"', rest) {
        out.extend_from_slice(&rest[..mark]);
        rest = &rest[mark + 1..];
        if let Some(after) = rest.strip_prefix(b"\"") {
            out.push(b'"');
            rest = after;
        } else {
            break;
        }
    }
    out.extend_from_slice(rest);
    out.into()
}

/// Finds the line feeds that end a row.
#[derive(Debug)]
struct RowSplitter {
    delimiter: u8,
    state: RowState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowState {
    /// At the beginning of a field.
    Start,
    /// In an unquoted field or part of one.
    Plain,
    Quoted,
    /// After a quotation mark in a quoted field: the closing one, or the first of two.
    Mark,
}

impl RowSplitter {
    fn new(delimiter: u8) -> Self {
        Self { delimiter, state: RowState::Start }
    }
}

impl RecordSplitter for RowSplitter {
    fn end(&mut self, record: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        while let Some(&byte) = record.get(at) {
            self.state = match self.state {
                RowState::Quoted => {
                    at += memchr(b'"', &record[at..])?;
                    RowState::Mark
                }
                RowState::Start | RowState::Mark if byte == b'"' => RowState::Quoted,
                RowState::Start | RowState::Mark | RowState::Plain => {
                    let Some(end) = memchr2(self.delimiter, b'\n', &record[at..]) else {
                        self.state = RowState::Plain;
                        return None;
                    };
                    at += end;
                    if record[at] == b'\n' {
                        self.restart();
                        return Some(at + 1);
                    }
                    RowState::Start
                }
            };
            at += 1;
        }
        None
    }

    fn is_open(&self) -> bool {
        self.state == RowState::Quoted
    }

    fn restart(&mut self) {
        self.state = RowState::Start;
    }

    fn resync(&self, broken: &[u8]) -> Option<usize> {
        memchr(b'\n', broken).map(|end| end + 1)
    }

    fn by_lines(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(row: &str) -> Vec<String> {
        let row = RowFields { rest: Some(row.as_bytes()), delimiter: b',' };
        row.map(|field| String::from_utf8(field.into_owned()).unwrap()).collect()
    }

    #[test]
    fn fields_of_a_row() {
        assert_eq!(fields("a,b"), ["a", "b"]);
        assert_eq!(fields(""), [""]);
        assert_eq!(fields("a,,\"\","), ["a", "", "", ""]);
        assert_eq!(fields("\"a,b\",\"c \"\"d\"\" e\",\"f\ng\""), ["a,b", "c \"d\" e", "f\ng"]);
        // Malformed fields are kept, not lost.
        assert_eq!(fields("5\" pipe,\"a\"b\"c,\"open, and"), ["5\" pipe", "ab\"c", "open, and"]);
    }

    #[test]
    fn rows_end_with_their_line_feed() {
        let text = "a,\"b\nc \"\"d\"\"\"\n5\" e,f\r\n\"x\" y\"\n,z\n\"open";
        for step in [1, 3, text.len()] {
            let (mut rows, mut start, mut found) = (RowSplitter::new(b','), 0, Vec::new());
            for end in (0..text.len()).step_by(step).map(|end| (end + step).min(text.len())) {
                let mut seen = (end - step.min(end)).max(start);
                while let Some(length) = rows.end(&text.as_bytes()[start..end], seen - start) {
                    found.push(&text[start..start + length]);
                    start += length;
                    seen = start;
                }
            }
            assert_eq!(found, ["a,\"b\nc \"\"d\"\"\"\n", "5\" e,f\r\n", "\"x\" y\"\n", ",z\n"], "{step}");
            assert!(rows.is_open());
        }
    }

    #[test]
    fn the_delimiter_is_the_one_that_yields_a_text() {
        let table = |head: &str| {
            let (delimiter, columns, found) = header(head.as_bytes(), &[]).unwrap();
            (delimiter as char, columns.len(), found.unwrap().map(|mapping| mapping.to_string()))
        };
        let text = |id: &str| Some(format!("text=text{id}"));
        assert_eq!(table("id,text\n1,a"), (',', 2, text(" id=id")));
        assert_eq!(table("\u{feff}id\ttext, of course\ttext\n"), ('\t', 3, text(" id=id")));
        assert_eq!(table("\"text\";\"a,b\"\n"), (';', 2, text(" id=(file and line)")));
        assert_eq!(table("text\r\nThe harbour reopened."), (',', 1, text(" id=(file and line)")));
        assert_eq!(table("a;b;c,d\n"), (';', 3, None));
        assert!(is_table(b"id,text\n", &[]) && !is_table(b"text\n", &[]) && !is_table(b"He said, well, no.\n", &[]));
    }
}
