//! JSON that is not one object per line: an array of objects, or consecutive objects that may span lines. One article
//! per object, with its fields found by name as in JSON Lines.
//!
//! A record without an id gets the file's path below the given root without its extension, a colon and its number.
//! After a broken object, reading continues with the next one: at the brace after a line break inside a string, which
//! JSON forbids, or after `},`.

use super::mapping_search::{MappingSearch, find_mapping};
use super::object::read_object;
use crate::input::bytes::decode::{UTF8_BOM, decode_record};
use crate::input::cut::cutter::{RecordCutter, RecordSplitter};
use crate::input::reader::{OpenedInput, Opening};
use crate::input::{cut::pieces::RawRecords, cut::records::RecordReader, deliver::Delivery, field::record::RecordFile};
use memchr::{memchr, memchr_iter, memchr3};
use std::sync::Arc;

const NOUN: &str = "record";

/// Reads until the fields are known. `array` is true if the objects are in one, and a bracket must end the file.
pub(crate) fn open(input: OpenedInput<'_>, array: bool) -> Opening {
    let options = Arc::clone(&input.context.options);
    let objects = ObjectSplitter { unclosed: array, ..ObjectSplitter::default() };
    let cutter = RecordCutter::new(objects, input.head, input.broken, input.stream, options.line_limit());
    let look = |cut: &RawRecords, search: &mut MappingSearch<'_>| {
        let objects = cut.records().map(|range| object(&cut.bytes[range]).1);
        let mut objects = (cut.number..).zip(objects).filter(|(_, object)| object.starts_with(b"{"));
        search.feed(&mut objects)
    };
    let (mapping, ahead, pieces) = find_mapping(Box::new(cutter), look, input.item, input.context, NOUN)?;
    let file = RecordFile::new(input.item, mapping, input.transcoded);
    let read = Arc::new(move |cut: RawRecords, out: &mut Delivery<'_>| {
        for (number, range) in (cut.number..).zip(cut.records()) {
            read_one(&file, &cut.bytes[range.clone()], number, cut.offset + range.start as u64, out);
        }
    });
    let path = input.item.path.clone();
    Ok(Box::new(RecordReader { path, noun: NOUN, ahead, pieces, ended: false, read, options }))
}

/// Reads one object and what precedes it, or what follows the last one.
fn read_one(file: &RecordFile, bytes: &[u8], number: u64, offset: u64, out: &mut Delivery<'_>) {
    let (between, object) = object(bytes);
    let place = file.place(number);
    let stray = between.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']'));
    if stray.is_some() {
        let shown = String::from_utf8_lossy(between.trim_ascii());
        let shown: String = shown.chars().take(40).collect();
        out.failed(place.clone(), format!("expected a JSON object at byte {offset}, found {shown:?}"));
    }
    if let Err(cause) = out.options.check_line("a record", object.len()) {
        out.failed(place, cause);
    } else if !object.is_empty() {
        let decoded = decode_record(object, None);
        out.warned(decoded.warning(&place, offset + (bytes.len() - object.len()) as u64));
        read_object(file, &decoded, number, out);
    }
}

/// What precedes the object in a record, and the object.
fn object(record: &[u8]) -> (&[u8], &[u8]) {
    let record = record.strip_prefix(UTF8_BOM).unwrap_or(record);
    record.split_at(memchr(b'{', record).unwrap_or(record.len()))
}

/// Finds the braces that end an object.
#[derive(Debug, Default)]
struct ObjectSplitter {
    depth: u32,
    state: ObjectState,
    /// True in an array whose closing bracket has not been seen.
    unclosed: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum ObjectState {
    #[default]
    Outside,
    String,
    /// In a string, after a backslash.
    Escaped,
}

impl RecordSplitter for ObjectSplitter {
    fn end(&mut self, record: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        while let Some(&byte) = record.get(at) {
            match self.state {
                ObjectState::Outside => {
                    match byte {
                        b'{' => self.depth += 1,
                        b'"' if self.depth > 0 => self.state = ObjectState::String,
                        b'}' if self.depth == 1 => {
                            self.restart();
                            return Some(at + 1);
                        }
                        b']' if self.depth == 0 => self.unclosed = false,
                        b'}' => self.depth = self.depth.saturating_sub(1),
                        _ => {}
                    }
                    at += 1;
                }
                ObjectState::Escaped => {
                    self.state = ObjectState::String;
                    at += 1;
                }
                ObjectState::String => {
                    let found = memchr3(b'"', b'\\', b'\n', &record[at..])?;
                    at += found + 1;
                    match record[at - 1] {
                        b'"' => self.state = ObjectState::Outside,
                        b'\\' => self.state = ObjectState::Escaped,
                        // A string cannot span lines: the parser will report it.
                        _ => {
                            self.restart();
                            return Some(at);
                        }
                    }
                }
            }
        }
        None
    }

    fn is_open(&self) -> bool {
        self.depth > 0
    }

    fn restart(&mut self) {
        (self.depth, self.state) = (0, ObjectState::Outside);
    }

    fn is_unclosed(&self) -> bool {
        self.unclosed
    }

    fn resync(&self, broken: &[u8]) -> Option<usize> {
        let skip_space = |at: usize| at + broken[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        memchr_iter(b'}', broken).find_map(|brace| {
            let comma = skip_space(brace + 1);
            let next = skip_space(comma + usize::from(broken.get(comma) == Some(&b',')));
            let key = skip_space((next + 1).min(broken.len()));
            let found = next > brace + 1 && broken.get(next) == Some(&b'{') && broken.get(key) == Some(&b'"');
            found.then_some(next)
        })
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
    fn objects_end_with_their_brace() {
        let text = r#"[{"a": "}\"{", "b": {"c": [{}]}}, {"a": 1},{}]"#;
        let expected = [r#"[{"a": "}\"{", "b": {"c": [{}]}}"#, r#", {"a": 1}"#, ",{}", "]"];
        for step in [text.len(), 1] {
            assert_eq!(split(&mut ObjectSplitter::default(), text, step), expected, "{step}");
        }
    }

    #[test]
    fn reading_continues_after_a_broken_object() {
        // The quotation mark after "one" is missing: its line ends it, and the next object is whole.
        let text = "[\n{\"a\": \"one},\n{\"a\": \"two\"},\n{\"a\": \"three\"}]";
        assert_eq!(
            split(&mut ObjectSplitter::default(), text, text.len()),
            ["[\n{\"a\": \"one},\n", "{\"a\": \"two\"}", ",\n{\"a\": \"three\"}", "]"]
        );
        let line = br#"{"a": "one}, {"a": "two"}"#;
        assert_eq!(ObjectSplitter::default().resync(line), Some(13));
        assert_eq!(ObjectSplitter::default().resync(b"{\"a\": {}}"), None);
    }
}
