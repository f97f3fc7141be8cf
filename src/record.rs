//! The wire format `whosaid/1`: one JSON object per line, keys in a fixed order.

use crate::Resources;
use crate::document::Document;
use crate::pipeline::Depth;

/// Which records to write, in the order of the flags within a document: article, sentences, mentions, claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "one flag per record type")]
pub struct Emit {
    /// What happened to the document.
    pub articles: bool,
    /// One record per sentence.
    pub sentences: bool,
    /// One record per mention.
    pub mentions: bool,
    /// One record per claim.
    pub claims: bool,
}

impl Emit {
    /// How far the pipeline must go for these records.
    #[must_use]
    pub fn depth(self) -> Depth {
        if self.claims || self.articles {
            Depth::Claims
        } else if self.mentions {
            Depth::Entities
        } else {
            Depth::Text
        }
    }
}

/// Unit of the offsets in records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OffsetUnit {
    /// Unicode code points: Python string indices. The default.
    #[default]
    CodePoints,
    /// Bytes of the UTF-8 text.
    Bytes,
    /// UTF-16 code units: JavaScript string indices.
    Utf16,
}

/// Appends the records of one document to `out`, each ended by a line feed.
pub fn write_document(_doc: &Document<'_>, _resources: &Resources, _emit: Emit, _unit: OffsetUnit, _out: &mut Vec<u8>) {
}
