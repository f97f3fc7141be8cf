//! UTF-16 and UTF-32, with or without a byte order mark.
//!
//! Without one they are recognized by their NUL bytes, which no other text has: ASCII characters have them at every second
//! byte, or at three of four, and always on the same side.

use crate::article::Encoding;
use encoding_rs::{UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// How many bytes of an input are looked at.
pub(crate) const HEAD: usize = 4096;

/// A wide encoding and the length of its byte order mark; 0 without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WideText {
    pub(crate) encoding: Encoding,
    pub(crate) mark: usize,
}

impl WideText {
    /// The encoding of the text that begins with these bytes, if it is a wide one.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let marked = |encoding, mark| Some(Self { encoding, mark });
        match bytes {
            // Also the mark of UTF-16 and a NUL, which no text begins with.
            [0xff, 0xfe, 0, 0, ..] => marked(Encoding::Utf32Le, 4),
            [0, 0, 0xfe, 0xff, ..] => marked(Encoding::Utf32Be, 4),
            [0xff, 0xfe, ..] => marked(Encoding::Utf16Le, 2),
            [0xfe, 0xff, ..] => marked(Encoding::Utf16Be, 2),
            _ => Self::without_mark(&bytes[..bytes.len().min(HEAD)]),
        }
    }

    fn without_mark(head: &[u8]) -> Option<Self> {
        if memchr::memchr(0, head).is_none() || is_narrow(head) {
            return None;
        }
        let found = [Encoding::Utf32Le, Encoding::Utf32Be, Encoding::Utf16Le, Encoding::Utf16Be]
            .into_iter()
            .find(|&encoding| is_plausible(head, encoding))?;
        Some(Self { encoding: found, mark: 0 })
    }

    /// Bytes of a code unit.
    fn unit(self) -> usize {
        if matches!(self.encoding, Encoding::Utf32Le | Encoding::Utf32Be) { 4 } else { 2 }
    }

    /// Decodes a whole text. Unpaired surrogates, numbers that are no characters and an incomplete unit at the end are
    /// replaced. Returns how many, and the byte offset of the first.
    pub(crate) fn decode(self, bytes: &[u8]) -> (String, u32, Option<u64>) {
        let (mut text, mut replacements, mut first) = (String::with_capacity(bytes.len()), 0, None);
        let mut offset = self.mark as u64;
        for (char, size) in chars(bytes.get(self.mark..).unwrap_or_default(), self.encoding) {
            text.push(char.unwrap_or_else(|| {
                replacements += 1;
                first.get_or_insert(offset);
                char::REPLACEMENT_CHARACTER
            }));
            offset += size;
        }
        (text, replacements, first)
    }
}

/// The characters of a text without its mark, each with its size in bytes; `None` for what is none.
fn chars(bytes: &[u8], encoding: Encoding) -> Box<dyn Iterator<Item = (Option<char>, u64)> + '_> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let (quads, rest) = bytes.as_chunks::<4>();
    let wide = matches!(encoding, Encoding::Utf32Le | Encoding::Utf32Be);
    let rest = if wide { rest } else { odd };
    let cut = (!rest.is_empty()).then_some((None, rest.len() as u64));
    if wide {
        let number = move |&quad: &[u8; 4]| match encoding {
            Encoding::Utf32Be => u32::from_be_bytes(quad),
            _ => u32::from_le_bytes(quad),
        };
        return Box::new(quads.iter().map(move |quad| (char::from_u32(number(quad)), 4)).chain(cut));
    }
    let units = pairs.iter().map(move |&pair| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes(pair),
        _ => u16::from_le_bytes(pair),
    });
    let chars = char::decode_utf16(units).map(|unit| match unit {
        Ok(char) => (Some(char), 2 * char.len_utf16() as u64),
        Err(_) => (None, 2),
    });
    Box::new(chars.chain(cut))
}

/// True for UTF-8 that has a few NULs in it. Of a wide text, at least a quarter is NULs, or other control characters.
fn is_narrow(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => return is_narrow(&head[..error.valid_up_to()]),
        Err(_) => return false,
    };
    let nuls = memchr::memchr_iter(0, head).count();
    nuls * 4 < head.len() && !text.contains(|char: char| char != '\0' && is_control(char))
}

/// True for control characters that no text has.
fn is_control(char: char) -> bool {
    char.is_control() && !matches!(char, '\t' | '\n' | '\r' | '\u{c}')
}

/// True if bytes with NULs among them read as text in this encoding: nothing invalid, no control characters, and hardly
/// anything but letters that belong together. The last character may be cut.
fn is_plausible(head: &[u8], encoding: Encoding) -> bool {
    let wide = matches!(encoding, Encoding::Utf32Le | Encoding::Utf32Be);
    let (mut all, mut ascii) = (0_usize, 0_usize);
    let mut chars = chars(head, encoding).peekable();
    while let Some((char, _)) = chars.next() {
        match char {
            // The head may end inside a pair.
            None if chars.peek().is_none() && all > 0 => break,
            None => return false,
            Some(char) if is_control(char) => return false,
            Some(char) => {
                all += 1;
                ascii += usize::from(char.is_ascii());
            }
        }
    }
    // Text in any script has spaces, digits or line ends. Four bytes that make a character are no accident.
    all > 1 && (wide || ascii * 20 >= all)
}

/// Converts a wide text to UTF-8 as a stream, for formats whose records are delimited by ASCII characters.
pub(crate) struct WideReader<R> {
    inner: R,
    broken: Option<io::Error>,
    text_of: WideText,
    /// Of UTF-16.
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> WideReader<R> {
    /// `head` is what has already been read, and `broken` the error that reading it ended with.
    pub(crate) fn new(text_of: WideText, mut head: Vec<u8>, broken: Option<io::Error>, inner: R) -> Self {
        let encoding = if text_of.encoding == Encoding::Utf16Be { UTF_16BE } else { UTF_16LE };
        let decoder = encoding.new_decoder_without_bom_handling();
        head.drain(..text_of.mark.min(head.len()));
        Self { inner, broken, text_of, decoder, raw: head, text: Vec::new(), given: 0, ended: false }
    }

    /// Decodes what has been read, and keeps what is incomplete.
    fn decode(&mut self) {
        if self.text_of.unit() == 4 {
            let whole = if self.ended { self.raw.len() } else { self.raw.len() / 4 * 4 };
            let text = WideText { mark: 0, ..self.text_of }.decode(&self.raw[..whole]).0;
            self.text = text.into_bytes();
            self.raw.drain(..whole);
            return;
        }
        let room = self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(self.raw.len() * 3 + 16);
        self.text.resize(room, 0);
        let (_, _, written, _) = self.decoder.decode_to_utf8(&self.raw, &mut self.text, self.ended);
        self.raw.clear();
        self.text.truncate(written);
    }
}

impl<R: Read> Read for WideReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            if self.raw.len() < self.text_of.unit() {
                if let Some(error) = self.broken.take() {
                    return Err(error);
                }
                self.ended = self.inner.by_ref().take(64 << 10).read_to_end(&mut self.raw)? == 0;
            }
            self.decode();
            self.given = 0;
        }
        let length = buffer.len().min(self.text.len() - self.given);
        buffer[..length].copy_from_slice(&self.text[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Encoding; 4] = [Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Utf32Le, Encoding::Utf32Be];

    fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
        match encoding {
            Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Encoding::Utf32Le => text.chars().flat_map(|char| u32::from(char).to_le_bytes()).collect(),
            _ => text.chars().flat_map(|char| u32::from(char).to_be_bytes()).collect(),
        }
    }

    #[test]
    fn with_and_without_a_mark() {
        for text in [
            "Zoë said: “Yes.” 🙂\n",
            "Он сказал: нет.\n",
            "総理は言った。\n2024年に\n",
            "<p>",
            "id,text\n1,a\n",
            "[{\"text\":1}]",
        ] {
            for encoding in ALL {
                for (mark, size) in [("", 0), ("\u{feff}", if ALL[..2].contains(&encoding) { 2 } else { 4 })] {
                    let bytes = encoded(&format!("{mark}{text}"), encoding);
                    let found = WideText::of(&bytes);
                    assert_eq!(found, Some(WideText { encoding, mark: size }), "{text} {encoding:?}");
                    assert_eq!(found.unwrap().decode(&bytes), (text.to_owned(), 0, None));
                }
            }
        }
    }

    #[test]
    fn other_bytes_are_not_wide() {
        let random: Vec<u8> = (0..4096_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for bytes in [
            &b""[..],
            b"a",
            b"The port",
            b"a\0",
            b"a\0b",
            b"port\0\0\0\0",
            b"a\r\nb\rc\0\n",
            "Zoë \0".as_bytes(),
            &random,
        ] {
            assert_eq!(WideText::of(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_character_is_replaced() {
        let little = encoded("\u{feff}Zoë 🙂", Encoding::Utf16Le);
        let decoded = |bytes: &[u8]| WideText::of(bytes).unwrap().decode(bytes);
        // Half of the pair is missing, then half of a code unit.
        assert_eq!(decoded(&little[..little.len() - 2]), ("Zoë \u{fffd}".into(), 1, Some(10)));
        assert_eq!(decoded(b"\xff\xfea\0b"), ("a\u{fffd}".into(), 1, Some(4)));
        assert_eq!(decoded(b"\xff\xfe\0\0a\0\0\0\0\xd8\0\0b\0"), ("a\u{fffd}\u{fffd}".into(), 2, Some(8)));
    }

    #[test]
    fn as_a_stream() {
        let text = "Zoë 🙂, she said.\n".repeat(20_000);
        for encoding in ALL {
            for mark in ["\u{feff}", ""] {
                let bytes = encoded(&format!("{mark}{text}"), encoding);
                let wide = WideText::of(&bytes).unwrap();
                for head in [6, 7, 4096] {
                    let mut out = String::new();
                    let mut reader = WideReader::new(wide, bytes[..head].to_vec(), None, &bytes[head..]);
                    reader.read_to_string(&mut out).unwrap();
                    assert!(out == text, "{encoding:?}");
                }
            }
        }
        let cut = encoded("\u{feff}Z", Encoding::Utf16Be);
        let mut out = String::new();
        WideReader::new(WideText::of(&cut).unwrap(), cut.clone(), None, &b"\0"[..]).read_to_string(&mut out).unwrap();
        assert_eq!(out, "Z\u{fffd}");
    }
}
