//! JSON Lines: one article per line, with its fields found by name.
//!
//! Unused fields are skipped without being built. A record without an id gets the file's path below the given root
//! without its extension, a colon and its line number, so that ids are unique within a run over one root.

use super::mapping_search::{MappingSearch, find_mapping};
use super::object::read_object;
use crate::error::Error;
use crate::input::batch::ReadEvent;
use crate::input::bytes::decode::{Decoded, UTF8_BOM, decode_record};
use crate::input::cut::lines::LineCutter;
use crate::input::cut::pieces::RawRecords;
use crate::input::cut::records::RecordReader;
use crate::input::field::record::RecordFile;
use crate::input::options::ReadOptions;
use crate::input::reader::{OpenedInput, Opening};
use memchr::memchr_iter;
use std::sync::Arc;

/// Reads until the fields are known.
pub(crate) fn open(input: OpenedInput<'_>) -> Opening {
    let options = Arc::clone(&input.context.options);
    let lines = LineCutter::new(input.head, input.broken, input.stream, options.line_limit());
    let mut scan = MappingSearch::new(&options.fields);
    let look = |cut: &RawRecords, scan: &mut MappingSearch| {
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
    let read = Arc::new(move |cut: RawRecords, options: &ReadOptions, each: &mut dyn FnMut(ReadEvent)| {
        read_lines(&file, &cut, options, each);
    });
    let path = input.item.path.clone();
    Ok(Box::new(RecordReader { path, noun: "line", ahead, pieces, ended: false, read, options }))
}

/// Reads whole lines.
fn read_lines(file: &RecordFile, cut: &RawRecords, options: &ReadOptions, each: &mut dyn FnMut(ReadEvent)) {
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
