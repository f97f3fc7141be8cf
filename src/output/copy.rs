//! Rows in the text format of PostgreSQL's COPY.

use super::rows::SqlValue;
use std::io::Write as _;

/// Rows of a table.
#[derive(Debug, Default)]
pub(super) struct CopyRows(Vec<u8>);

impl CopyRows {
    /// Adds a row.
    pub(super) fn row<const N: usize>(&mut self, values: [SqlValue<'_>; N]) {
        for (column, value) in values.into_iter().enumerate() {
            if column > 0 {
                self.0.push(b'\t');
            }
            // Writing to memory does not fail.
            let _ = match value {
                SqlValue::Null => self.0.write_all(b"\\N"),
                SqlValue::Integer(number) => write!(self.0, "{number}"),
                SqlValue::Real(number) => write!(self.0, "{number}"),
                SqlValue::Boolean(value) => self.0.write_all(if value { b"t" } else { b"f" }),
                SqlValue::Text(text) => {
                    self.text(&text);
                    Ok(())
                }
            };
        }
        self.0.push(b'\n');
    }

    /// PostgreSQL stores no NUL; U+FFFD takes its place.
    fn text(&mut self, text: &str) {
        let out = &mut self.0;
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
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_bytes_of_copy_are_escaped() {
        let mut rows = CopyRows::default();
        let text = "a\tb\\N\n\r\0“é";
        rows.row([(-7_i64).into(), text.into(), None::<i64>.into(), true.into(), 0.964_f32.into(), "[\"x\"]".into()]);
        rows.row(["".into(), None::<&str>.into()]);
        let written = String::from_utf8(rows.into_bytes()).unwrap();
        assert_eq!(written, "-7\ta\\tb\\\\N\\n\\r\u{fffd}“é\t\\N\tt\t0.964\t[\"x\"]\n\t\\N\n");
    }
}
