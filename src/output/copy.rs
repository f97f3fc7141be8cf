//! Rows in the text format of PostgreSQL's COPY.

use super::sql;
use crate::record::RecordText;
use std::io::Write as _;

/// Rows, written column by column.
#[derive(Debug, Default)]
pub(super) struct CopyRows {
    rows: Vec<u8>,
    /// True behind the first column of a row.
    inside: bool,
}

impl CopyRows {
    fn column(&mut self) -> &mut Vec<u8> {
        if self.inside {
            self.rows.push(b'\t');
        }
        self.inside = true;
        &mut self.rows
    }

    pub(super) fn number(&mut self, number: impl Into<i64>) -> &mut Self {
        // Writing to memory does not fail.
        let _ = write!(self.column(), "{}", number.into());
        self
    }

    pub(super) fn number_or_null(&mut self, number: Option<i64>) -> &mut Self {
        match number {
            Some(number) => self.number(number),
            None => self.null(),
        }
    }

    pub(super) fn real(&mut self, number: f32) -> &mut Self {
        let _ = write!(self.column(), "{}", sql::real(number));
        self
    }

    pub(super) fn real_or_null(&mut self, number: Option<f32>) -> &mut Self {
        match number {
            Some(number) => self.real(number),
            None => self.null(),
        }
    }

    pub(super) fn boolean(&mut self, value: bool) -> &mut Self {
        self.column().push(if value { b't' } else { b'f' });
        self
    }

    pub(super) fn null(&mut self) -> &mut Self {
        self.column().extend_from_slice(b"\\N");
        self
    }

    pub(super) fn some(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    pub(super) fn json(&mut self, list: &[RecordText<'static>]) -> &mut Self {
        if list.is_empty() {
            self.column().extend_from_slice(b"[]");
            return self;
        }
        self.text(&sql::json(list))
    }

    /// A text; PostgreSQL keeps no NUL, and U+FFFD stands for it.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        let out = self.column();
        let bytes = text.as_bytes();
        let mut start = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            let escaped: &[u8] = match byte {
                b'\\' => b"\\\\",
                b'\t' => b"\\t",
                b'\n' => b"\\n",
                b'\r' => b"\\r",
                0 => "\u{fffd}".as_bytes(),
                _ => continue,
            };
            out.extend_from_slice(&bytes[start..at]);
            out.extend_from_slice(escaped);
            start = at + 1;
        }
        out.extend_from_slice(&bytes[start..]);
        self
    }

    pub(super) fn end(&mut self) {
        self.rows.push(b'\n');
        self.inside = false;
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_copy_takes_for_marks_is_escaped() {
        let mut rows = CopyRows::default();
        rows.number(-7).text("a\tb\\N\n\r\0“é").some(None).boolean(true).real(0.964).json(&["x".into()]).end();
        rows.text("").number_or_null(None).end();
        let written = String::from_utf8(rows.into_bytes()).unwrap();
        assert_eq!(written, "-7\ta\\tb\\\\N\\n\\r\u{fffd}“é\t\\N\tt\t0.964\t[\"x\"]\n\t\\N\n");
    }
}
