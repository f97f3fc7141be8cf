//! Offsets of records: bytes inside, code points or UTF-16 units where they are written.

use super::OffsetUnit;
use crate::span::Span;
use serde::{Deserialize, Serialize};

/// A place in a record, in the record's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offset {
    /// First unit.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// Bytes to units. Counted once per document, in blocks, so that each offset costs one block at most.
pub(super) struct Offsets<'t> {
    text: &'t str,
    unit: OffsetUnit,
    /// Units before each block of [`BLOCK`] bytes; empty where units are bytes.
    blocks: Vec<u32>,
}

const BLOCK: usize = 128;

impl<'t> Offsets<'t> {
    pub(super) fn new(text: &'t str, unit: OffsetUnit) -> Self {
        let mut blocks = Vec::new();
        if unit != OffsetUnit::Bytes && !text.is_ascii() {
            let mut before = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                blocks.push(before);
                before += units(block, unit);
            }
            // An offset may stand at the very end of a last full block.
            blocks.push(before);
        }
        Self { text, unit, blocks }
    }

    fn at(&self, byte: u32) -> u32 {
        let block = byte as usize / BLOCK;
        match self.blocks.get(block) {
            Some(before) => before + units(&self.text.as_bytes()[block * BLOCK..byte as usize], self.unit),
            None => byte,
        }
    }

    pub(super) fn span(&self, span: Span) -> Offset {
        Offset { start: self.at(span.start), end: self.at(span.end) }
    }

    pub(super) fn spans(&self, spans: &[Span]) -> Vec<Offset> {
        spans.iter().map(|&span| self.span(span)).collect()
    }
}

/// Units that begin in these bytes: each char counts at its first byte, four-byte ones twice in UTF-16.
pub(super) fn units(bytes: &[u8], unit: OffsetUnit) -> u32 {
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
