//! JSON that is not one object per line: an array of objects, or objects one after another, printed over several lines or
//! not. One article per object, its fields found by name as in JSON Lines; called by [`super::source`].
//!
//! A record without an id of its own gets the file's path below the given root without its ending, a colon and its number.
//! Where an object is broken, reading goes on with the next one: at the brace behind a line break inside of a string, which
//! JSON forbids, or behind `},`.

use super::Options;
use super::batch::Read;
use super::cut::{Cutter, Splitter};
use super::decode::{UTF8_BOM, decode_record};
use super::jsonl::{Scan, find_mapping, read_object};
use super::pieces::Cut;
use super::reader::{Input, Opening};
use super::record::File;
use super::records::Records;
use crate::error::Error;
use memchr::{memchr, memchr_iter, memchr3};
use std::sync::Arc;

const NOUN: &str = "record";

/// Reads so far that the fields are known. `array` tells whether the objects are in one, and a bracket must end the file.
pub(super) fn open(input: Input<'_>, array: bool) -> Opening {
    let options = Arc::clone(&input.context.options);
    let objects = Objects { unclosed: array, ..Objects::default() };
    let cutter = Cutter::new(objects, input.head, input.broken, input.stream, options.line_limit());
    let mut scan = Scan::new(&options.fields);
    let look = |cut: &Cut, scan: &mut Scan| {
        let objects = cut.records().map(|range| object(&cut.bytes[range]).1);
        let mut objects = (cut.number..).zip(objects).filter(|(_, object)| object.starts_with(b"{"));
        scan.feed(&mut objects)
    };
    let (mapping, ahead, pieces) = find_mapping(Box::new(cutter), &mut scan, look, &input.item.path)?;
    if let Some(mapping) = &mapping {
        input.context.log(mapping, &input.item.path);
    } else {
        scan.into_error(&input.item.path, NOUN)?;
    }
    let file = File::new(input.item, mapping.unwrap_or_default(), input.transcoded);
    let read = Arc::new(move |cut: Cut, options: &Options, each: &mut dyn FnMut(Read)| {
        for (number, range) in (cut.number..).zip(cut.records()) {
            read_one(&file, &cut.bytes[range.clone()], number, cut.offset + range.start as u64, options, each);
        }
    });
    let path = input.item.path.clone();
    Ok(Box::new(Records { path, noun: NOUN, ahead, pieces, ended: false, read, options }))
}

/// Reads one object with what stands before it, or what stands behind the last.
fn read_one(file: &File, bytes: &[u8], number: u64, offset: u64, options: &Options, each: &mut dyn FnMut(Read)) {
    let (between, object) = object(bytes);
    let failed = |cause: String| Read::Failed(Error::Record { place: file.place(number), cause });
    let stray = between.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']'));
    if stray.is_some() {
        let shown = String::from_utf8_lossy(between.trim_ascii());
        let shown: String = shown.chars().take(40).collect();
        each(failed(format!("at byte {offset} there is {shown:?}, not a JSON object")));
    }
    if let Err(cause) = options.check_line("a record", object.len()) {
        each(failed(cause));
    } else if !object.is_empty() {
        let decoded = decode_record(object, None);
        let place = file.place(number);
        let start = offset + (bytes.len() - object.len()) as u64;
        if let Some(warning) = decoded.warning(&place, start) {
            each(Read::Warned(warning));
        }
        read_object(file, &decoded, number, options, each);
    }
}

/// What stands before the object in a record, and the object.
fn object(record: &[u8]) -> (&[u8], &[u8]) {
    let record = record.strip_prefix(UTF8_BOM).unwrap_or(record);
    record.split_at(memchr(b'{', record).unwrap_or(record.len()))
}

/// Finds the braces that end an object.
#[derive(Debug, Default)]
struct Objects {
    depth: u32,
    state: State,
    /// True in an array whose closing bracket has not been seen.
    unclosed: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Outside,
    String,
    /// In a string, behind a backslash.
    Escaped,
}

impl Splitter for Objects {
    fn end(&mut self, record: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        while let Some(&byte) = record.get(at) {
            match self.state {
                State::Outside => {
                    match byte {
                        b'{' => self.depth += 1,
                        b'"' if self.depth > 0 => self.state = State::String,
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
                State::Escaped => {
                    self.state = State::String;
                    at += 1;
                }
                State::String => {
                    let found = memchr3(b'"', b'\\', b'\n', &record[at..])?;
                    at += found + 1;
                    match record[at - 1] {
                        b'"' => self.state = State::Outside,
                        b'\\' => self.state = State::Escaped,
                        // No string goes over the end of a line: the parser will say so.
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
        (self.depth, self.state) = (0, State::Outside);
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

    fn by_lines(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records of a text that is shown to the splitter in steps of `step` bytes.
    fn split(text: &str, step: usize) -> Vec<&str> {
        let (mut objects, mut start, mut found) = (Objects::default(), 0, Vec::new());
        for end in (0..text.len()).step_by(step).map(|end| (end + step).min(text.len())) {
            let mut seen = end - step.min(end);
            while let Some(length) = objects.end(&text.as_bytes()[start..end], seen.max(start) - start) {
                found.push(&text[start..start + length]);
                start += length;
                seen = start;
            }
        }
        found.push(&text[start..]);
        found
    }

    #[test]
    fn objects_end_with_their_brace() {
        let text = r#"[{"a": "}\"{", "b": {"c": [{}]}}, {"a": 1},{}]"#;
        let expected = [r#"[{"a": "}\"{", "b": {"c": [{}]}}"#, r#", {"a": 1}"#, ",{}", "]"];
        for step in [text.len(), 1] {
            assert_eq!(split(text, step), expected, "{step}");
        }
    }

    #[test]
    fn after_a_broken_object_comes_the_next() {
        // The quotation mark behind "one" is missing: its line ends it, and the next object is whole.
        let text = "[\n{\"a\": \"one},\n{\"a\": \"two\"},\n{\"a\": \"three\"}]";
        assert_eq!(split(text, text.len()), ["[\n{\"a\": \"one},\n", "{\"a\": \"two\"}", ",\n{\"a\": \"three\"}", "]"]);
        let line = br#"{"a": "one}, {"a": "two"}"#;
        assert_eq!(Objects::default().resync(line), Some(13));
        assert_eq!(Objects::default().resync(b"{\"a\": {}}"), None);
    }
}
