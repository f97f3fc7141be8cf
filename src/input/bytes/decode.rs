//! From bytes to text. Nothing is lost silently: whatever is not text becomes U+FFFD and is counted.
//!
//! The encoding is decided by the first of these that says anything: a byte order mark; the NUL bytes of UTF-16 and UTF-32
//! ([`super::wide`]); the file itself (the header of an HTTP response, `<meta charset>`, an XML declaration); being valid
//! UTF-8; and finally statistics of the bytes, which `chardetng` judges as browsers do. Text that is mostly UTF-8 with
//! some damage is read as UTF-8 with replacements.

use super::wide::WideText;
use crate::article::{Article, Encoding, Meta, TextWarning};
use crate::error::Place;
use crate::input::warning::{Warning, WarningKind};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// UTF-8's byte order mark, which is not part of the text.
pub(crate) const UTF8_BOM: &[u8] = &[0xef, 0xbb, 0xbf];

/// The encoding that an input declares for itself.
pub(crate) type Declared = Option<&'static encoding_rs::Encoding>;

/// A decoded text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded<'a> {
    /// The text without a byte order mark.
    pub(crate) text: Cow<'a, str>,
    /// The encoding of the bytes.
    pub(crate) encoding: Encoding,
    /// True if the encoding was only guessed from the bytes.
    pub(crate) guessed: bool,
    /// How many invalid sequences became U+FFFD.
    pub(crate) replacements: u32,
    /// Byte offset of the first one.
    pub(crate) first: Option<u64>,
}

impl<'a> Decoded<'a> {
    /// Text that is already known to be UTF-8.
    pub(crate) fn valid(text: &'a str) -> Self {
        Self { text: text.into(), encoding: Encoding::Utf8, guessed: false, replacements: 0, first: None }
    }

    /// The article with a text that was decoded so. `transcoded` is the encoding of a file that was converted before it was
    /// cut into records.
    pub(crate) fn article(
        &self,
        transcoded: Option<WideText>,
        id: String,
        text: String,
        meta: Meta,
        place: Place,
    ) -> Article {
        let (encoding, replacements, guessed) = match transcoded {
            Some(wide) => (wide.encoding, text.matches(char::REPLACEMENT_CHARACTER).count() as u32, wide.mark == 0),
            None => (self.encoding, self.replacements, self.guessed),
        };
        let warnings = if guessed { vec![TextWarning::GuessedEncoding] } else { Vec::new() };
        Article { id, text, meta, place, encoding, replacements, warnings }
    }

    /// The warning that the decoding calls for, if any. `offset` is where the bytes start in the file.
    pub(crate) fn warning(&self, place: &Place, offset: u64) -> Option<Warning> {
        let kind = match self.first {
            Some(first) => WarningKind::Replaced { offset: offset + first },
            None if self.guessed => WarningKind::Guessed { encoding: self.encoding },
            None => return None,
        };
        Some(Warning { place: place.clone(), kind })
    }
}

/// The encoding with this label, as in `charset=` or `encoding=`. A label that was readable as ASCII cannot mean
/// UTF-16: it stands for UTF-8.
pub(crate) fn declared(label: &[u8]) -> Declared {
    let encoding = encoding_rs::Encoding::for_label(label)?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// Decodes a whole file.
pub(crate) fn decode(bytes: &[u8], declared: Declared) -> Decoded<'_> {
    if let Some(rest) = bytes.strip_prefix(UTF8_BOM) {
        let mut decoded = utf8(rest);
        decoded.first = decoded.first.map(|first| first + UTF8_BOM.len() as u64);
        return decoded;
    }
    let Some(wide) = WideText::of(bytes) else { return decode_record(bytes, declared) };
    let (text, replacements, first) = wide.decode(bytes);
    Decoded { text: text.into(), encoding: wide.encoding, guessed: wide.mark == 0, replacements, first }
}

/// Decodes a part of a file, where a byte order mark would be text.
pub(crate) fn decode_record(bytes: &[u8], declared: Declared) -> Decoded<'_> {
    if let Some(encoding) = declared {
        return if encoding == UTF_8 { utf8(bytes) } else { legacy(bytes, encoding, false) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded::valid(text);
    }
    match guess(bytes) {
        Some(encoding) => legacy(bytes, encoding, true),
        None => utf8(bytes),
    }
}

/// Guesses the encoding of bytes that are not valid UTF-8. `None` for damaged UTF-8, which has at least as many valid
/// multi-byte sequences as invalid ones.
fn guess(bytes: &[u8]) -> Declared {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if whole >= broken {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Some(detector.guess(None, Utf8Detection::Deny))
}

/// UTF-8 with each invalid sequence replaced.
fn utf8(bytes: &[u8]) -> Decoded<'_> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Decoded::valid(text),
        Err(error) => error,
    };
    let mut text = String::with_capacity(bytes.len() + 64);
    let mut replacements = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            replacements += 1;
        }
    }
    let first = Some(error.valid_up_to() as u64);
    Decoded { text: text.into(), encoding: Encoding::Utf8, guessed: false, replacements, first }
}

/// Any other encoding of the web platform.
fn legacy(bytes: &[u8], encoding: &'static encoding_rs::Encoding, guessed: bool) -> Decoded<'static> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16 + 64);
    let (mut read, mut replacements, mut first) = (0, 0, None);
    loop {
        let (result, more) = decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += more;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(bytes.len() - read + 64),
            DecoderResult::Malformed(..) => {
                text.reserve(64);
                text.push(char::REPLACEMENT_CHARACTER);
                replacements += 1;
                first.get_or_insert(read as u64 - 1);
            }
        }
    }
    Decoded { text: text.into(), encoding: Encoding::Legacy(encoding.name()), guessed, replacements, first }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, u32, Option<u64>) {
        let decoded = decode(bytes, None);
        (decoded.text.into_owned(), decoded.replacements, decoded.first)
    }

    #[test]
    fn a_byte_order_mark_is_not_text() {
        assert_eq!(decoded(b"\xef\xbb\xbfZo\xc3\xab"), ("Zoë".into(), 0, None));
        // Only the first one is a mark; a second is an ordinary character, U+FEFF.
        assert_eq!(decoded(b"\xef\xbb\xbf\xef\xbb\xbfa").0, "\u{feff}a");
    }

    #[test]
    fn each_invalid_sequence_is_replaced_and_counted() {
        // "Zoë" shows that this is UTF-8; the offset includes the byte order mark.
        assert_eq!(decoded(b"Zo\xc3\xab, caf\xe9"), ("Zoë, caf\u{fffd}".into(), 1, Some(9)));
        assert_eq!(decoded(b"\xef\xbb\xbfcaf\xe9 cr\xe8me"), ("caf\u{fffd} cr\u{fffd}me".into(), 2, Some(6)));
    }

    #[test]
    fn line_ends_and_nul_survive() {
        assert_eq!(decoded(b"a\r\nb\rc\0\n").0, "a\r\nb\rc\0\n");
    }

    #[test]
    fn a_declared_encoding_precedes_a_guess() {
        let latin2 = declared(b"ISO-8859-2");
        let said = decode(b"\xa3\xf3d\xbc", latin2);
        assert_eq!((&*said.text, said.encoding.as_str(), said.guessed), ("Łódź", "ISO-8859-2", false));
        // A byte order mark takes precedence over both.
        assert_eq!(decode("\u{feff}Łódź".as_bytes(), latin2).text, "Łódź");
        assert_eq!(declared(b"utf-16"), Some(UTF_8));
        assert_eq!(declared(b"no such thing"), None);
    }

    #[test]
    fn guessing_comes_last() {
        let text = b"Caf\xe9 cr\xe8me, she said: \x93The harbour is open.\x94";
        let guessed = decode(text, None);
        assert_eq!((&*guessed.text, guessed.replacements), ("Café crème, she said: “The harbour is open.”", 0));
        assert_eq!((guessed.encoding.as_str(), guessed.guessed), ("windows-1252", true));
        let place = Place::default();
        assert!(matches!(guessed.warning(&place, 0), Some(Warning { kind: WarningKind::Guessed { .. }, .. })));
    }

    #[test]
    fn bytes_invalid_in_an_encoding_are_counted() {
        let shift_jis = decode(b"\x82\xa0\xff\x82\xa2", declared(b"shift_jis"));
        assert_eq!((&*shift_jis.text, shift_jis.replacements, shift_jis.first), ("あ\u{fffd}い", 1, Some(2)));
    }
}
