//! From the offsets that files carry to byte spans. Called by the readers of gold and of claims.

use crate::record::OffsetUnit;
use crate::span::Span;

/// Looks up byte offsets of a text by offsets of another unit.
#[derive(Debug)]
pub struct OffsetMap {
    /// `bytes[n]` is the byte at which unit `n` starts; the last entry is the length. `None` where units are bytes,
    /// which holds for every ASCII text.
    bytes: Option<Vec<u32>>,
    /// Length of the text in bytes.
    text_len: u32,
}

/// Marks the second unit of a surrogate pair, where no span may begin or end.
const INSIDE: u32 = u32::MAX;

impl OffsetMap {
    /// A map for `text` and offsets in `unit`.
    #[must_use]
    pub fn new(text: &str, unit: OffsetUnit) -> Self {
        let text_len = text.len() as u32;
        if text.is_ascii() {
            return Self { bytes: None, text_len };
        }
        let mut bytes = Vec::with_capacity(text.len() + 1);
        for (at, c) in text.char_indices() {
            bytes.push(at as u32);
            let more = match unit {
                OffsetUnit::CodePoints => 0,
                OffsetUnit::Bytes => c.len_utf8() - 1,
                OffsetUnit::Utf16 => c.len_utf16() - 1,
            };
            bytes.extend(std::iter::repeat_n(INSIDE, more));
        }
        bytes.push(text_len);
        Self { bytes: Some(bytes), text_len }
    }

    /// The byte span of `start..end`, or `None` where it runs backwards, leaves the text or cuts a character.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        if start > end {
            return None;
        }
        Some(Span { start: self.byte(start)?, end: self.byte(end)? })
    }

    fn byte(&self, offset: usize) -> Option<u32> {
        match &self.bytes {
            Some(bytes) => bytes.get(offset).copied().filter(|&byte| byte != INSIDE),
            None => (offset <= self.text_len as usize).then_some(offset as u32),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_finds_the_same_word() {
        let text = "Zoë 🙂 said";
        for (unit, start, end) in
            [(OffsetUnit::CodePoints, 6, 10), (OffsetUnit::Bytes, 10, 14), (OffsetUnit::Utf16, 7, 11)]
        {
            let span = OffsetMap::new(text, unit).span(start, end).expect("inside the text");
            assert_eq!(span.of(text), "said", "{unit:?}");
        }
    }

    #[test]
    fn refuses_what_is_no_span() {
        let map = OffsetMap::new("Zoë 🙂", OffsetUnit::Utf16);
        assert_eq!(map.span(3, 2), None, "backwards");
        assert_eq!(map.span(0, 7), None, "past the end");
        assert_eq!(map.span(0, 5), None, "half of a surrogate pair");
        assert_eq!(OffsetMap::new("é", OffsetUnit::Bytes).span(0, 1), None, "half of a character");
        assert_eq!(OffsetMap::new("ab", OffsetUnit::CodePoints).span(1, 3), None, "past the end of ASCII");
    }
}
