//! JSON objects as bytes, key by key. The records are a few shapes with fixed keys, written for every claim of every article:
//! a general serializer asks of every key and every byte of text in turn whether it must be escaped.

use super::{Offset, SCHEMA};
use std::io::Write;

/// An object that is being written. Keys are plain words.
pub(super) struct Object<'o> {
    out: &'o mut Vec<u8>,
    empty: bool,
    line: bool,
}

impl<'o> Object<'o> {
    /// A record: an object on a line of its own.
    pub(super) fn begin(out: &'o mut Vec<u8>, record: &str) -> Self {
        out.push(b'{');
        let mut object = Self { out, empty: true, line: true };
        object.string("schema", SCHEMA);
        object.string("record", record);
        object
    }

    /// An object that is no record.
    pub(super) fn nested(out: &'o mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true, line: false }
    }

    /// A record of which the end was taken off.
    pub(super) fn go_on(out: &'o mut Vec<u8>) -> Self {
        Self { out, empty: false, line: true }
    }

    pub(super) fn end(self) {
        self.out.extend_from_slice(if self.line { b"}\n" } else { b"}" });
    }

    fn key(&mut self, key: &str) {
        self.out.reserve(key.len() + 8);
        self.out.extend_from_slice(if self.empty { b"\"" } else { b",\"" });
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.empty = false;
    }

    pub(super) fn object(&mut self, key: &str) -> Object<'_> {
        self.key(key);
        self.out.push(b'{');
        Object { out: self.out, empty: true, line: false }
    }

    pub(super) fn string(&mut self, key: &str, value: &str) {
        self.key(key);
        quoted(self.out, value);
    }

    pub(super) fn string_or_null(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.string(key, value),
            None => self.null(key),
        }
    }

    pub(super) fn string_if_some(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.string(key, value);
        }
    }

    pub(super) fn null(&mut self, key: &str) {
        self.key(key);
        self.out.extend_from_slice(b"null");
    }

    pub(super) fn boolean(&mut self, key: &str, value: bool) {
        self.key(key);
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    pub(super) fn number(&mut self, key: &str, value: usize) {
        self.key(key);
        digits(self.out, value);
    }

    pub(super) fn real(&mut self, key: &str, value: f32) {
        self.key(key);
        // Writing to memory does not fail.
        let _ = serde_json::to_writer(&mut *self.out, &value);
    }

    pub(super) fn strings<'v>(&mut self, key: &str, values: impl IntoIterator<Item = &'v str>) {
        self.key(key);
        self.out.push(b'[');
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            quoted(self.out, value);
        }
        self.out.push(b']');
    }

    /// A value that is JSON already.
    pub(super) fn json(&mut self, key: &str, value: &str) {
        self.key(key);
        self.out.extend_from_slice(value.as_bytes());
    }

    /// The keys `start` and `end`.
    pub(super) fn place(&mut self, place: Offset) {
        self.number("start", place.start as usize);
        self.number("end", place.end as usize);
    }

    pub(super) fn places(&mut self, key: &str, places: &[Offset]) {
        self.objects(key, places, |mut object, &place| {
            object.place(place);
            object.end();
        });
    }

    /// An array of objects, each written by `write`, which also ends it.
    pub(super) fn objects<T>(&mut self, key: &str, values: &[T], write: impl Fn(Object<'_>, &T)) {
        self.key(key);
        self.out.push(b'[');
        for (index, value) in values.iter().enumerate() {
            self.out.extend_from_slice(if index > 0 { b",{" } else { b"{" });
            write(Object { out: self.out, empty: true, line: false }, value);
        }
        self.out.push(b']');
    }
}

fn digits(out: &mut Vec<u8>, mut value: usize) {
    let mut text = [0; 20];
    let mut at = text.len();
    loop {
        at -= 1;
        text[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&text[at..]);
}

fn quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    escaped(out, text);
    out.push(b'"');
}

/// The text with what JSON forbids in strings escaped, in the shortest way.
fn escaped(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut start = 0;
    while let Some(offset) = forbidden(&bytes[start..]) {
        let at = start + offset;
        out.extend_from_slice(&bytes[start..at]);
        let short = match bytes[at] {
            b'"' => b'"',
            b'\\' => b'\\',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            8 => b'b',
            12 => b'f',
            byte => {
                let _ = write!(out, "\\u{byte:04x}");
                0
            }
        };
        if short != 0 {
            out.extend_from_slice(&[b'\\', short]);
        }
        start = at + 1;
    }
    out.extend_from_slice(&bytes[start..]);
}

/// The first quotation mark, backslash or control character. Eight bytes at a time: most text has none for long.
fn forbidden(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // The lowest high bit that is set stands at the first byte below `limit`; those above it may be wrong.
    let below = |chunk: u64, limit: u64| chunk.wrapping_sub(limit * ONES) & !chunk;
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        let chunk = u64::from_le_bytes(*chunk);
        let equal = |byte: u8| below(chunk ^ (u64::from(byte) * ONES), 1);
        let found = (below(chunk, 0x20) | equal(b'"') | equal(b'\\')) & (0x80 * ONES);
        if found != 0 {
            return Some(index * 8 + (found.trailing_zeros() / 8) as usize);
        }
    }
    let at = rest.iter().position(|&byte| byte < 0x20 || matches!(byte, b'"' | b'\\'))?;
    Some(chunks.len() * 8 + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_serde_does() {
        let all: String = (0..0x250).filter_map(char::from_u32).chain("“Zoë” said: 🙂".chars()).collect();
        let texts = ["", "\"", "plain text without any marks at all", "a \"b\" \\ c\u{1}\u{7f}", "1234567\n1234567\t"];
        for text in texts.into_iter().chain([all.as_str()]) {
            for start in (0..text.len()).filter(|&start| text.is_char_boundary(start)) {
                let mut out = Vec::new();
                quoted(&mut out, &text[start..]);
                assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&text[start..]).unwrap());
            }
        }
    }

    #[test]
    fn numbers_are_written_in_full() {
        for value in [0, 7, 10, 1_234_567_890, usize::MAX] {
            let mut out = Vec::new();
            digits(&mut out, value);
            assert_eq!(out, value.to_string().as_bytes());
        }
    }
}
