//! Offsets of records: bytes inside the program, code points or UTF-16 units in records that say so.

use crate::span::Span;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// Unit of the offsets in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "unit")]
pub enum OffsetUnit {
    /// Unicode code points: Python string indices. The default.
    #[default]
    CodePoints,
    /// Bytes of the UTF-8 text.
    Bytes,
    /// UTF-16 code units: JavaScript string indices.
    Utf16,
}

impl OffsetUnit {
    /// The name in records and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CodePoints => "codepoints",
            Self::Bytes => "bytes",
            Self::Utf16 => "utf16",
        }
    }

    /// How many units a text has.
    pub fn length(self, text: &str) -> u32 {
        units(text.as_bytes(), self)
    }
}

/// A place in the article's text.
///
/// Half-open, in the record's unit. Reading one checks that it does not end before it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "span")]
pub struct Offset {
    /// First position.
    pub start: u32,
    /// One past the last position.
    pub end: u32,
}

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Unchecked {
            start: u32,
            end: u32,
        }
        let Unchecked { start, end } = Unchecked::deserialize(deserializer)?;
        if start > end {
            return Err(D::Error::custom(format_args!("a span from {start} to {end} runs backwards")));
        }
        Ok(Self { start, end })
    }
}

/// Translates between the byte spans of a text and offsets in a unit, both ways.
///
/// The text is counted once, in blocks of 128 bytes, so that each translation looks at one block.
#[derive(Debug, Clone)]
pub struct OffsetMap<'t> {
    text: &'t str,
    unit: OffsetUnit,
    /// Units before each block of [`BLOCK`] bytes; empty where units are bytes.
    blocks: Vec<u32>,
}

const BLOCK: usize = 128;

impl<'t> OffsetMap<'t> {
    /// A map for `text` and offsets in `unit`.
    pub fn new(text: &'t str, unit: OffsetUnit) -> Self {
        let mut blocks = Vec::new();
        if unit != OffsetUnit::Bytes && !text.is_ascii() {
            let mut before = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                blocks.push(before);
                before += units(block, unit);
            }
            // An offset may be at the very end of a last full block.
            blocks.push(before);
        }
        Self { text, unit, blocks }
    }

    /// The unit of its offsets.
    pub fn unit(&self) -> OffsetUnit {
        self.unit
    }

    /// The offsets of a byte span of the text.
    pub fn offset(&self, span: Span) -> Offset {
        Offset { start: self.units_before(span.start), end: self.units_before(span.end) }
    }

    /// The offsets of several byte spans.
    pub fn offsets(&self, spans: &[Span]) -> Vec<Offset> {
        spans.iter().map(|&span| self.offset(span)).collect()
    }

    /// The byte span of an offset, or `None` where it runs backwards, leaves the text or cuts a character.
    pub fn span(&self, Offset { start, end }: Offset) -> Option<Span> {
        if start > end {
            return None;
        }
        Some(Span { start: self.byte_of(start)?, end: self.byte_of(end)? })
    }

    /// The byte spans of several offsets; `None` where one of them has none.
    pub fn spans(&self, offsets: &[Offset]) -> Option<Vec<Span>> {
        offsets.iter().map(|&offset| self.span(offset)).collect()
    }

    fn units_before(&self, byte: u32) -> u32 {
        let block = byte as usize / BLOCK;
        match self.blocks.get(block) {
            Some(before) => before + units(&self.text.as_bytes()[block * BLOCK..byte as usize], self.unit),
            None => byte,
        }
    }

    fn byte_of(&self, offset: u32) -> Option<u32> {
        if self.blocks.is_empty() {
            return self.text.is_char_boundary(offset as usize).then_some(offset);
        }
        // The last block that begins at the offset or before it; characters may begin in one block and end in the next.
        let block = self.blocks.partition_point(|&before| before <= offset).checked_sub(1)?;
        let mut left = offset - self.blocks[block];
        let mut at = (block * BLOCK).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        for char in self.text[at..].chars() {
            if left == 0 {
                break;
            }
            let width = if self.unit == OffsetUnit::Utf16 { char.len_utf16() as u32 } else { 1 };
            left = left.checked_sub(width)?;
            at += char.len_utf8();
        }
        (left == 0).then_some(at as u32)
    }
}

/// The map of one document, for records that may count in one unit or another: made for the unit that was asked for last.
#[derive(Debug, Clone)]
pub struct OffsetCache<'t> {
    map: OffsetMap<'t>,
}

impl<'t> OffsetCache<'t> {
    /// A cache for `text`.
    pub fn new(text: &'t str) -> Self {
        // The map of bytes costs nothing to make.
        Self { map: OffsetMap::new(text, OffsetUnit::Bytes) }
    }

    /// The map for a unit.
    pub fn map(&mut self, unit: OffsetUnit) -> &OffsetMap<'t> {
        if self.map.unit != unit {
            self.map = OffsetMap::new(self.map.text, unit);
        }
        &self.map
    }
}

/// Units that begin in these bytes: each char counts at its first byte, four-byte ones twice in UTF-16.
fn units(bytes: &[u8], unit: OffsetUnit) -> u32 {
    match unit {
        OffsetUnit::Bytes => bytes.len() as u32,
        OffsetUnit::CodePoints => count(bytes, |byte| byte & 0xc0 != 0x80),
        OffsetUnit::Utf16 => count(bytes, |byte| byte & 0xc0 != 0x80) + count(bytes, |byte| byte >= 0xf0),
    }
}

/// How many bytes `fit`. The counter of one byte per 128 lets the compiler count sixteen at a time.
fn count(bytes: &[u8], fit: impl Fn(u8) -> bool) -> u32 {
    bytes.chunks(128).map(|chunk| u32::from(chunk.iter().fold(0_u8, |sum, &byte| sum + u8::from(fit(byte))))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str, unit: OffsetUnit, start: u32, end: u32) -> Option<Span> {
        OffsetMap::new(text, unit).span(Offset { start, end })
    }

    #[test]
    fn every_unit_finds_the_same_word() {
        let text = "Zoë 🙂 said";
        for (unit, start, end) in
            [(OffsetUnit::CodePoints, 6, 10), (OffsetUnit::Bytes, 10, 14), (OffsetUnit::Utf16, 7, 11)]
        {
            assert_eq!(span(text, unit, start, end).map(|span| span.of(text)), Some("said"), "{unit:?}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_span() {
        let text = "Zoë 🙂";
        assert_eq!(span(text, OffsetUnit::Utf16, 3, 2), None, "backwards");
        assert_eq!(span(text, OffsetUnit::Utf16, 0, 7), None, "past the end");
        assert_eq!(span(text, OffsetUnit::Utf16, 0, 5), None, "half of a surrogate pair");
        assert_eq!(span("é", OffsetUnit::Bytes, 0, 1), None, "half of a character");
        assert_eq!(span("ab", OffsetUnit::CodePoints, 1, 3), None, "past the end of ASCII");
    }

    #[test]
    fn every_boundary_there_and_back() {
        let texts = ["", "ab", "Zoë 🙂 said ", &"é🙂a“".repeat(100), &"🙂".repeat(64), &"x".repeat(256)];
        for text in texts {
            for unit in [OffsetUnit::CodePoints, OffsetUnit::Bytes, OffsetUnit::Utf16] {
                let map = OffsetMap::new(text, unit);
                for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
                    let whole = Span::new(at, text.len());
                    let offset = map.offset(whole);
                    assert_eq!((offset.start, offset.end), (unit.length(&text[..at]), unit.length(text)));
                    assert_eq!(map.span(offset), Some(whole), "{unit:?} {at} of {text}");
                }
            }
        }
    }

    #[test]
    fn a_record_whose_span_runs_backwards_is_an_error() {
        assert!(serde_json::from_str::<Offset>(r#"{"start":3,"end":3}"#).is_ok());
        let error = serde_json::from_str::<Offset>(r#"{"start":3,"end":2}"#).unwrap_err();
        assert!(error.to_string().starts_with("a span from 3 to 2 runs backwards"), "{error}");
    }
}
