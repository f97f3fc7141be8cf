//! The fields of a row of a table.
//!
//! A quotation mark in a quoted field is doubled, or, in a table that does so, preceded by a backslash; there a backslash
//! also escapes a delimiter, a line end and itself.

use memchr::{memchr, memchr2};
use std::borrow::Cow;

/// How a table separates and quotes its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// True if a backslash escapes what follows it.
    pub(crate) escapes: bool,
    /// What rows end with: a line feed, or a carriage return where there is no line feed.
    pub(crate) line_end: u8,
}

impl Dialect {
    /// Fields with this delimiter and doubled quotation marks.
    pub(crate) fn plain(delimiter: u8) -> Self {
        Self { delimiter, escapes: false, line_end: b'\n' }
    }

    /// The first of a byte and, in a table with escapes, a backslash.
    pub(crate) fn find(self, byte: u8, rows: &[u8]) -> Option<usize> {
        if self.escapes { memchr2(byte, b'\\', rows) } else { memchr(byte, rows) }
    }

    /// True if a quoted field in the rows has a quotation mark after a backslash that cannot be its end: something other
    /// than a delimiter or a line end follows.
    pub(crate) fn has_escapes(self, rows: &[u8]) -> bool {
        let Self { delimiter, line_end, .. } = self;
        let mut at = 0;
        let mut starts = true;
        while at < rows.len() {
            if !starts || rows[at] != b'"' {
                let Some(end) = memchr2(delimiter, line_end, &rows[at..]) else { return false };
                at += end + 1;
                starts = true;
                continue;
            }
            // In a quoted field.
            at += 1;
            while let Some(mark) = memchr(b'"', &rows[at..]) {
                at += mark + 1;
                match rows.get(at) {
                    Some(b'"') => at += 1,
                    Some(&next) if next == delimiter || matches!(next, b'\n' | b'\r') => break,
                    Some(_) if is_escaped(&rows[..at - 1]) => return true,
                    _ => break,
                }
            }
            if memchr(b'"', &rows[at.min(rows.len())..]).is_none() && rows.get(at).is_none() {
                return false;
            }
            starts = false;
        }
        false
    }
}

/// True if what follows is escaped: an odd number of backslashes comes before it.
fn is_escaped(before: &[u8]) -> bool {
    before.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

/// The fields of a row, without its line end.
pub(crate) struct RowFields<'a> {
    /// What has not been read; `None` after the last field.
    pub(crate) rest: Option<&'a [u8]>,
    pub(crate) dialect: Dialect,
}

impl<'a> RowFields<'a> {
    /// The next field with its quotation marks.
    pub(crate) fn raw(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let end = field_end(rest, self.dialect);
        self.rest = rest.get(end + 1..);
        Some(&rest[..end])
    }
}

impl<'a> Iterator for RowFields<'a> {
    type Item = Cow<'a, [u8]>;

    /// The next field without its quotation marks.
    fn next(&mut self) -> Option<Self::Item> {
        self.raw().map(|field| unquoted(field, self.dialect))
    }
}

/// Where the field at the beginning of a row ends.
fn field_end(row: &[u8], dialect: Dialect) -> usize {
    let delimiter = dialect.delimiter;
    let mut at = 0;
    if row.first() == Some(&b'"') {
        at = 1;
        while let Some(mark) = dialect.find(b'"', &row[at..]) {
            at += mark + 1;
            if row[at - 1] == b'\\' {
                at = (at + 1).min(row.len());
                continue;
            }
            if row.get(at) != Some(&b'"') {
                // What is between the closing mark and the delimiter belongs to the field.
                return memchr(delimiter, &row[at..]).map_or(row.len(), |rest| at + rest);
            }
            at += 1;
        }
        return row.len();
    }
    while let Some(end) = dialect.find(delimiter, &row[at..]) {
        if row[at + end] == delimiter {
            return at + end;
        }
        at = (at + end + 2).min(row.len());
    }
    row.len()
}

/// A field without its quotation marks and escapes.
pub(crate) fn unquoted(field: &[u8], dialect: Dialect) -> Cow<'_, [u8]> {
    let (quoted, mut rest) = match field.strip_prefix(b"\"") {
        Some(rest) => (true, rest),
        None => (false, field),
    };
    let escapes = dialect.escapes && memchr(b'\\', rest).is_some();
    if !quoted && !escapes {
        return field.into();
    }
    if quoted && !escapes && memchr(b'"', rest) == Some(rest.len().wrapping_sub(1)) {
        return rest[..rest.len() - 1].into();
    }
    let mut out = Vec::with_capacity(rest.len());
    let mark = if quoted { b'"' } else { b'\\' };
    while let Some(found) = memchr2(mark, if escapes { b'\\' } else { mark }, rest) {
        out.extend_from_slice(&rest[..found]);
        let (special, after) = (rest[found], &rest[found + 1..]);
        rest = after;
        if special == b'\\' {
            match after.first() {
                Some(&next) if next == dialect.delimiter || matches!(next, b'"' | b'\\' | b'\n' | b'\r') => {
                    out.push(next);
                    rest = &after[1..];
                }
                _ => out.push(b'\\'),
            }
        } else if let Some(after) = after.strip_prefix(b"\"") {
            out.push(b'"');
            rest = after;
        } else {
            break;
        }
    }
    out.extend_from_slice(rest);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(row: &str, escapes: bool) -> Vec<String> {
        let dialect = Dialect { escapes, ..Dialect::plain(b',') };
        let row = RowFields { rest: Some(row.as_bytes()), dialect };
        row.map(|field| String::from_utf8(field.into_owned()).unwrap()).collect()
    }

    #[test]
    fn fields_of_a_row() {
        for escapes in [false, true] {
            assert_eq!(fields("a,b", escapes), ["a", "b"]);
            assert_eq!(fields("", escapes), [""]);
            assert_eq!(fields("\"", escapes), [""]);
            assert_eq!(fields("a,,\"\",", escapes), ["a", "", "", ""]);
            assert_eq!(fields("\"a,b\",\"c \"\"d\"\" e\",\"f\ng\"", escapes), ["a,b", "c \"d\" e", "f\ng"]);
            // Malformed fields are kept, not lost.
            assert_eq!(fields("5\" pipe,\"a\"b\"c,\"open, and", escapes), ["5\" pipe", "ab\"c", "open, and"]);
        }
        assert_eq!(fields(r#"C:\,"D:\",x"#, false), [r"C:\", r"D:\", "x"]);
    }

    #[test]
    fn fields_with_backslashes() {
        let row = r#"1,"She said \"no\", and \\ \n, \"yes\"",a\,b,"\"x\"","it\, too""#;
        assert_eq!(fields(row, true), ["1", r#"She said "no", and \ \n, "yes""#, "a,b", "\"x\"", "it, too"]);
        assert_eq!(fields(r#""a\"#, true), [r"a\"]);
    }

    #[test]
    fn backslashes_that_are_escapes() {
        let has = |rows: &str| Dialect::plain(b',').has_escapes(rows.as_bytes());
        for rows in ["1,\"She said \\\"no\\\" twice.\"\n", "\"a\",\"b\"\n1,\"x \\\"y\"\n", "\"\\\"x\\\" y\",1\n"] {
            assert!(has(rows), "{rows}");
        }
        for rows in [
            "a,b\n",
            "1,\"C:\\\",2\n\"D:\\\"\n",
            "1,\"he said \"\"no\\\"\"\"\n",
            "5\\\" pipe,x\n",
            "1,\"a\\\\\"b\n",
            "",
            "\"",
            "\"a\\\"",
        ] {
            assert!(!has(rows), "{rows}");
        }
    }
}
