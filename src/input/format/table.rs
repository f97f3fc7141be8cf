//! CSV and TSV with a header: one article per row, with its fields found by the names in the header.
//!
//! Fields are separated by commas, tabs, semicolons or bars, whichever gives the header a text field. They may be
//! quoted with `"`, doubled or after a backslash inside ([`super::row`]), and may then span lines. A quotation mark in an unquoted field is an ordinary
//! character. A row must have as many fields as the header.

use super::row::{Dialect, RowFields, unquoted};
use crate::error::Error;
use crate::input::bytes::decode::{UTF8_BOM, decode_record};
use crate::input::cut::cutter::{RecordCutter, RecordSplitter};
use crate::input::cut::pieces::{PIECE, PieceReader as _, RawRecords, StreamPiece};
use crate::input::field::fields::{FieldName, Mapping, looked_for};
use crate::input::field::probe::{Fields, ValueKind};
use crate::input::field::record::{FieldValue, FieldValues, RecordFile};
use crate::input::reader::{OpenedInput, Opening, SinglePart};
use crate::input::{cut::records::RecordReader, deliver::Delivery, field::kept::KeptFields};
use memchr::{memchr, memchr_iter, memchr2, memchr3, memmem};
use std::collections::VecDeque;
use std::sync::Arc;

/// The possible delimiters, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// A table and the meaning of its columns.
struct DelimitedTable {
    file: RecordFile,
    dialect: Dialect,
    /// How many columns the header has.
    columns: usize,
    /// The columns needed, in order.
    wanted: Vec<WantedColumn>,
}

/// A column that is read.
struct WantedColumn {
    index: usize,
    /// What it holds, as a bit set.
    slots: u8,
    /// Its name, if it is kept as it is.
    kept: Option<String>,
}

/// True if the head of a file is the header of a table with a text field.
pub(crate) fn is_table(head: &[u8], chosen: &[FieldName]) -> bool {
    header(head, chosen).is_some_and(|(_, columns, found)| columns.len() > 1 && !matches!(found, Ok(None)))
}

/// Dialect, columns and mapping found in the first line of a file.
type TableHeader = (Dialect, Vec<String>, Result<Option<Mapping>, String>);

fn header(head: &[u8], chosen: &[FieldName]) -> Option<TableHeader> {
    let head = head.strip_prefix(UTF8_BOM).unwrap_or(head);
    // Spreadsheets on the Mac once wrote carriage returns alone.
    let returns_only = memchr(b'\n', head).is_none() && memchr(b'\r', head).is_some();
    let line_end = if returns_only { b'\r' } else { b'\n' };
    let read = |delimiter: u8| {
        let dialect = Dialect { line_end, ..Dialect::plain(delimiter) };
        let end = RowSplitter::new(dialect).end(head, 0).or_else(|| memchr(line_end, head)).unwrap_or(head.len());
        let row = RowFields { rest: Some(head[..end].trim_ascii_end()), dialect };
        let columns: Vec<String> = row.map(|field| String::from_utf8_lossy(&field).trim().to_owned()).collect();
        let found = Mapping::of(&fields_of(&columns), chosen);
        (dialect, columns, found)
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

/// The columns as fields, all of them strings.
fn fields_of(columns: &[String]) -> Fields {
    Fields::new(columns.iter().map(|name| (name.clone(), ValueKind::String)))
}

/// Reads the header.
pub(crate) fn open(mut input: OpenedInput<'_>) -> Opening {
    let path = input.item.path.clone();
    let options = Arc::clone(&input.context.options);
    let Some((dialect, columns, mapping)) = header(&input.head, &options.fields) else {
        log::warn!("{}: no readable records", path.display());
        return Ok(Box::new(SinglePart(None)));
    };
    let failed = |cause| Error::Input { path: path.clone(), cause };
    let Some(mapping) = mapping.map_err(failed)? else {
        let looked = looked_for(&options.fields);
        let columns = fields_of(&columns);
        return Err(failed(format!(
            "no text field in the header: looked for {looked}; the columns are {columns} (choose one with --field text=NAME)"
        )));
    };
    input.context.log(&mapping, &path);
    let wanted = wanted(&columns, &mapping, &options.keep).map_err(failed)?;
    input.read_on(PIECE);
    let dialect = Dialect { escapes: dialect.has_escapes(&input.head), ..dialect };
    if dialect.escapes {
        log::info!("{}: backslashes escape quotation marks", path.display());
    }
    let file = RecordFile::new(input.item, mapping, input.transcoded);
    let table = DelimitedTable { file, dialect, columns: columns.len(), wanted };
    let mut cutter =
        RecordCutter::new(RowSplitter::new(dialect), input.head, input.broken, input.stream, options.line_limit());
    let mut ahead = VecDeque::new();
    // A file with a header alone would otherwise be read without a word.
    while ahead.len() < 2 && ahead.iter().all(|piece| matches!(piece, StreamPiece::Whole(cut) if cut.ends.len() == 1)) {
        let Some(piece) = cutter.next().map_err(|source| Error::io(&path, source))? else {
            log::warn!("{}: no rows below the header", path.display());
            break;
        };
        ahead.push_back(piece);
    }
    let read = Arc::new(move |cut: RawRecords, out: &mut Delivery<'_>| table.read(&cut, out));
    Ok(Box::new(RecordReader { path, noun: "row", ahead, pieces: Box::new(cutter), ended: false, read, options }))
}

/// The columns that the mapping names, and those to keep. Two columns of the same name would be ambiguous.
fn wanted(columns: &[String], mapping: &Mapping, keep: &KeptFields) -> Result<Vec<WantedColumn>, String> {
    let column = |(index, name): (usize, &String)| {
        let slots = mapping.slots(name);
        let kept = (slots == 0 && !name.is_empty() && keep.wants(name)).then(|| name.clone());
        (slots != 0 || kept.is_some()).then_some(WantedColumn { index, slots, kept })
    };
    let wanted: Vec<WantedColumn> = columns.iter().enumerate().filter_map(column).collect();
    for one in &wanted {
        if wanted.iter().any(|other| other.index != one.index && other.slots & one.slots != 0) {
            return Err(format!("two columns are named {}", columns[one.index]));
        }
    }
    Ok(wanted)
}

impl DelimitedTable {
    fn read(&self, cut: &RawRecords, out: &mut Delivery<'_>) {
        let mut line = cut.number;
        let mut warned = false;
        for range in cut.records() {
            let row = &cut.bytes[range.clone()];
            let number = line;
            line += memchr_iter(self.dialect.line_end, row).count() as u64;
            let is_header = cut.offset == 0 && range.start == 0;
            if is_header || row.trim_ascii().is_empty() {
                continue;
            }
            if let Err(cause) = out.options.check_line("a row", row.len()) {
                out.failed(self.file.place(number), cause);
                continue;
            }
            let row = row.strip_suffix(&[self.dialect.line_end]).unwrap_or(row);
            let row = row.strip_suffix(b"\r").unwrap_or(row);
            let decoded = decode_record(row, None);
            let place = self.file.place(number);
            let warning = decoded.warning(&place, cut.offset + range.start as u64).filter(|_| !warned);
            warned |= warning.is_some();
            out.warned(warning);
            match self.record(&decoded.text) {
                Ok((record, text)) => self.file.deliver(record, text, number, &decoded, out),
                Err(cause) => out.failed(place, cause),
            }
        }
    }

    /// The fields needed of a row, and its text.
    fn record(&self, row: &str) -> Result<(FieldValues, String), String> {
        let mut record = FieldValues::default();
        let mut wanted = self.wanted.iter().peekable();
        let mut fields = RowFields { rest: Some(row.as_bytes()), dialect: self.dialect };
        let mut count = 0;
        while let Some(field) = fields.raw() {
            if let Some(column) = wanted.next_if(|column| column.index == count) {
                // A string cut at ASCII characters is still valid.
                let text = unquoted(field, self.dialect).into_owned();
                let text = String::from_utf8(text).map_err(|error| error.to_string())?;
                match &column.kept {
                    Some(name) => record.keep_text(name, &text),
                    None => record.set(column.slots, Some(FieldValue { text, string: true })),
                }
            }
            count += 1;
        }
        let escape = || memmem::find(row.as_bytes(), br#"\""#).is_some();
        if !self.dialect.escapes && escape() && self.dialect.has_escapes(row.as_bytes()) {
            return Err(
                "a backslash before a quotation mark: such tables are recognized by their first rows only".to_owned()
            );
        }
        if count != self.columns {
            return Err(format!("{count} fields, but the header has {}", self.columns));
        }
        let text = record.take_text().ok_or("no text")?;
        Ok((record, text))
    }
}

/// Finds the line ends that end a row.
#[derive(Debug)]
struct RowSplitter {
    dialect: Dialect,
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
    /// After a backslash that escapes, in a quoted field and outside one.
    QuotedEscape,
    PlainEscape,
}

impl RowSplitter {
    fn new(dialect: Dialect) -> Self {
        Self { dialect, state: RowState::Start }
    }
}

impl RecordSplitter for RowSplitter {
    fn end(&mut self, record: &[u8], from: usize) -> Option<usize> {
        let Dialect { delimiter, escapes, line_end } = self.dialect;
        let mut at = from;
        while let Some(&byte) = record.get(at) {
            self.state = match self.state {
                RowState::Quoted => {
                    at += self.dialect.find(b'"', &record[at..])?;
                    if record[at] == b'"' { RowState::Mark } else { RowState::QuotedEscape }
                }
                RowState::QuotedEscape => RowState::Quoted,
                RowState::PlainEscape => RowState::Plain,
                RowState::Start | RowState::Mark if byte == b'"' => RowState::Quoted,
                RowState::Start | RowState::Mark | RowState::Plain => {
                    let found = if escapes {
                        memchr3(delimiter, line_end, b'\\', &record[at..])
                    } else {
                        memchr2(delimiter, line_end, &record[at..])
                    };
                    let Some(end) = found else {
                        self.state = RowState::Plain;
                        return None;
                    };
                    at += end;
                    match record[at] {
                        found if found == line_end => {
                            self.restart();
                            return Some(at + 1);
                        }
                        b'\\' if escapes && delimiter != b'\\' => RowState::PlainEscape,
                        _ => RowState::Start,
                    }
                }
            };
            at += 1;
        }
        None
    }

    fn is_open(&self) -> bool {
        matches!(self.state, RowState::Quoted | RowState::QuotedEscape)
    }

    fn restart(&mut self) {
        self.state = RowState::Start;
    }

    fn resync(&self, broken: &[u8]) -> Option<usize> {
        memchr(self.dialect.line_end, broken).map(|end| end + 1)
    }

    fn counted(&self) -> Option<u8> {
        Some(self.dialect.line_end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::bytes::open::ByteStream;
    use crate::input::cut::cutter::split;
    use crate::input::cut::pieces::PIECE_RECORDS;

    #[test]
    fn rows_end_with_their_line_feed() {
        let lines = ["a,\"b\nc \"\"d\"\"\"\n", "5\" e,f\r\n", "\"x\" y\"\n", ",z\n", "\"open"];
        let text = lines.concat();
        for step in [1, 3, text.len()] {
            let mut rows = RowSplitter::new(Dialect::plain(b','));
            assert_eq!(split(&mut rows, &text, step), lines, "{step}");
            assert!(rows.is_open());
        }
        let lines = ["1,\"a \\\"b\\\",\nc\",d\\\ne\n", "2,\"\\\\\"\n", "3"];
        let text = lines.concat();
        for step in [1, 3, text.len()] {
            let mut rows = RowSplitter::new(Dialect { escapes: true, ..Dialect::plain(b',') });
            assert_eq!(split(&mut rows, &text, step), lines, "{step}");
        }
    }

    #[test]
    fn a_piece_stays_small_whatever_the_rows_are() {
        for text in ["2,x\n".repeat(400_000), format!("1,\"open\n{}", "2,x\n".repeat(400_000)), ",\n".repeat(300_000)] {
            let stream = ByteStream::new(std::io::Cursor::new(text.clone()));
            let splitter = RowSplitter::new(Dialect::plain(b','));
            let mut rows = RecordCutter::new(splitter, Vec::new(), None, stream, PIECE);
            let (mut next, mut rows_read, mut broken) = (0, 0, 0);
            while let Some(piece) = rows.next().unwrap() {
                let (number, offset) = piece.place();
                assert_eq!((number, offset), (1 + rows_read, next), "{text:.9}");
                match piece {
                    StreamPiece::Whole(cut) => {
                        assert!(cut.bytes.len() <= PIECE && cut.ends.len() <= PIECE_RECORDS, "{text:.9}");
                        assert_eq!(cut.count, cut.ends.len());
                        (next, rows_read) = (next + cut.bytes.len() as u64, rows_read + cut.count as u64);
                    }
                    StreamPiece::Broken { size, .. } => {
                        (next, rows_read, broken) = (next + size, rows_read + 1, broken + 1);
                    }
                }
            }
            assert_eq!((next, broken), (text.len() as u64, usize::from(text.starts_with('1'))), "{text:.9}");
        }
    }

    #[test]
    fn the_delimiter_is_the_one_that_yields_a_text() {
        let table = |head: &str| {
            let (dialect, columns, found) = header(head.as_bytes(), &[]).unwrap();
            (dialect.delimiter as char, columns.len(), found.unwrap().map(|mapping| mapping.to_string()))
        };
        let text = |id: &str| Some(format!("text=text{id}"));
        assert_eq!(table("id,text\n1,a"), (',', 2, text(" id=id")));
        assert_eq!(table("\u{feff}id\ttext, of course\ttext\n"), ('\t', 3, text(" id=id")));
        assert_eq!(table("\"text\";\"a,b\"\n"), (';', 2, text(" id=(file and line)")));
        assert_eq!(table("text\r\nThe harbour reopened."), (',', 1, text(" id=(file and line)")));
        assert_eq!(table("a;b;c,d\n"), (';', 3, None));
        assert_eq!(table("id\ttext\r1\tHe said, well, no.\r"), ('\t', 2, text(" id=id")));
        assert!(is_table(b"id,text\n", &[]) && !is_table(b"text\n", &[]) && !is_table(b"He said, well, no.\n", &[]));
    }
}
