//! From bytes to text. Nothing is lost silently: what is no text becomes U+FFFD and is counted.

use crate::article::Encoding;

/// UTF-8's byte order mark, which is decoding and not text.
pub(super) const UTF8_BOM: &[u8] = &[0xef, 0xbb, 0xbf];
const UTF16_LE_BOM: &[u8] = &[0xff, 0xfe];
const UTF16_BE_BOM: &[u8] = &[0xfe, 0xff];

/// A decoded text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text without a byte order mark.
    pub(super) text: String,
    /// What the bytes were.
    pub(super) encoding: Encoding,
    /// How many invalid sequences became U+FFFD.
    pub(super) replacements: u32,
    /// Byte offset of the first of them.
    pub(super) first: Option<u64>,
}

/// The encoding that a byte order mark announces; UTF-8 without one.
pub(super) fn encoding_of(bytes: &[u8]) -> Encoding {
    if bytes.starts_with(UTF16_LE_BOM) {
        Encoding::Utf16Le
    } else if bytes.starts_with(UTF16_BE_BOM) {
        Encoding::Utf16Be
    } else {
        Encoding::Utf8
    }
}

/// Decodes a whole file.
pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    match encoding_of(&bytes) {
        Encoding::Utf8 => utf8(bytes),
        encoding => utf16(&bytes, encoding),
    }
}

fn utf8(mut bytes: Vec<u8>) -> Decoded {
    let mark = if bytes.starts_with(UTF8_BOM) { UTF8_BOM.len() } else { 0 };
    if mark > 0 {
        bytes.drain(..mark);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, encoding: Encoding::Utf8, replacements: 0, first: None },
        Err(error) => {
            let first = (error.utf8_error().valid_up_to() + mark) as u64;
            let (text, replacements) = lossy(error.as_bytes());
            Decoded { text, encoding: Encoding::Utf8, replacements, first: Some(first) }
        }
    }
}

/// UTF-8 with each invalid sequence replaced, and how many those were.
pub(super) fn lossy(bytes: &[u8]) -> (String, u32) {
    let mut text = String::with_capacity(bytes.len() + 64);
    let mut replacements = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            replacements += 1;
        }
    }
    (text, replacements)
}

/// Decodes UTF-16 behind its byte order mark. Unpaired surrogates and an odd last byte are replaced.
fn utf16(bytes: &[u8], encoding: Encoding) -> Decoded {
    let (pairs, odd) = bytes[2..].as_chunks::<2>();
    let units = pairs.iter().map(|&pair| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes(pair),
        _ => u16::from_le_bytes(pair),
    });
    let mut decoded = Decoded { text: String::with_capacity(bytes.len()), encoding, replacements: 0, first: None };
    let mut offset = 2;
    for unit in char::decode_utf16(units) {
        if let Ok(char) = unit {
            decoded.text.push(char);
            offset += 2 * char.len_utf16() as u64;
        } else {
            decoded.replace(offset);
            offset += 2;
        }
    }
    if !odd.is_empty() {
        decoded.replace(offset);
    }
    decoded
}

impl Decoded {
    fn replace(&mut self, offset: u64) {
        self.text.push(char::REPLACEMENT_CHARACTER);
        self.replacements += 1;
        self.first.get_or_insert(offset);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, u32, Option<u64>) {
        let decoded = decode(bytes.to_vec());
        (decoded.text, decoded.replacements, decoded.first)
    }

    #[test]
    fn a_byte_order_mark_is_not_text() {
        assert_eq!(decoded(b"\xef\xbb\xbfZo\xc3\xab"), ("Zoë".into(), 0, None));
        // Only the first one is a mark; a second is U+FEFF, a character like any other.
        assert_eq!(decoded(b"\xef\xbb\xbf\xef\xbb\xbfa").0, "\u{feff}a");
    }

    #[test]
    fn each_invalid_sequence_is_replaced_and_counted() {
        // Latin-1 "caf\xe9 cr\xe8me", and the offset counts a byte order mark in.
        assert_eq!(decoded(b"caf\xe9 cr\xe8me"), ("caf\u{fffd} cr\u{fffd}me".into(), 2, Some(3)));
        assert_eq!(decoded(b"\xef\xbb\xbfcaf\xe9"), ("caf\u{fffd}".into(), 1, Some(6)));
    }

    #[test]
    fn line_ends_and_nul_survive() {
        assert_eq!(decoded(b"a\r\nb\rc\0\n").0, "a\r\nb\rc\0\n");
    }

    #[test]
    fn utf16_both_ways() {
        let little: Vec<u8> = "\u{feff}Zoë 🙂".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}Zoë 🙂".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(little.clone()).encoding, Encoding::Utf16Le);
        assert_eq!(decoded(&little), ("Zoë 🙂".into(), 0, None));
        assert_eq!(decoded(&big), ("Zoë 🙂".into(), 0, None));
        // Half of the pair is missing, then half of a unit.
        assert_eq!(decoded(&little[..little.len() - 2]), ("Zoë \u{fffd}".into(), 1, Some(10)));
        assert_eq!(decoded(b"\xff\xfea\0b"), ("a\u{fffd}".into(), 1, Some(4)));
    }
}
