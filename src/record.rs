//! The wire format `whosaid/1`: one JSON object per line, UTF-8, keys in a fixed order.
//!
//! Offsets are half-open and count Unicode code points of the article's text exactly as given after decoding; every record
//! that counts in another unit says so in `offsets`. `text` of several spans is their texts joined by one space.
//! `record.schema.json` beside this file is the JSON Schema.

mod build;
mod json;
mod offsets;
mod types;
mod write;

pub use offsets::Offset;
pub use types::{Article, Claim, Cue, Entity, Failure, Mention, Part, Records, Sentence, Source, Speaker, Text};

use crate::Resources;
use crate::document::Document;
use crate::pipeline::Depth;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Version of the format.
pub const SCHEMA: &str = "whosaid/1";

/// Which records to write. Within a document they come in this order.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CodePoints => "codepoints",
            Self::Bytes => "bytes",
            Self::Utf16 => "utf16",
        }
    }
}

/// Appends the records of one document to `out`, each ended by a line feed.
pub fn write_document(doc: &Document<'_>, resources: &Resources, emit: Emit, unit: OffsetUnit, out: &mut Vec<u8>) {
    let records = borrowed(doc, resources, emit, unit);
    if emit.articles {
        records.article.write(out);
    }
    records.sentences.iter().for_each(|sentence| sentence.write(out));
    records.mentions.iter().for_each(|mention| mention.write(out));
    records.claims.iter().for_each(|claim| claim.write(out));
}

/// Adds a key to the record that `out` ends with.
pub(crate) fn append_key(out: &mut Vec<u8>, key: &str, value: &str) {
    out.truncate(out.len() - b"}\n".len());
    let mut record = json::Object::go_on(out);
    record.string(key, value);
    record.end();
}

/// The records of one document as values that borrow its texts.
#[must_use]
pub fn borrowed<'d>(doc: &'d Document<'_>, resources: &'d Resources, emit: Emit, unit: OffsetUnit) -> Records<'d> {
    build::borrowed(doc, resources, emit, unit)
}

/// The records of one document as values that own their texts.
#[must_use]
pub fn records(doc: &Document<'_>, resources: &Resources, emit: Emit, unit: OffsetUnit) -> Records<'static> {
    build::owned(doc, resources, emit, unit)
}

/// Hash of a text, as `article` records and claim ids use it: XXH3 with 128 bits, as 32 hexadecimal digits.
#[must_use]
pub fn text_hash(text: &str) -> String {
    format!("{:032x}", text_hash_bits(text))
}

/// The number that [`text_hash`] writes.
#[must_use]
pub fn text_hash_bits(text: &str) -> u128 {
    xxh3_128(text.as_bytes())
}

/// Stable id of a claim: 24 hexadecimal digits of XXH3 over the document's id, its text hash, and the code points of the
/// cue and content spans. The same text under the same id always yields the same id.
#[must_use]
pub fn claim_id(doc: &str, text_hash: &str, cue: &[Offset], content: &[Offset]) -> String {
    let mut hasher = Xxh3::new();
    hasher.update(doc.as_bytes());
    hasher.update(b"\0");
    hasher.update(text_hash.as_bytes());
    for spans in [cue, content] {
        hasher.update(b"\0");
        for span in spans {
            hasher.update(&span.start.to_le_bytes());
            hasher.update(&span.end.to_le_bytes());
        }
    }
    format!("{:024x}", hasher.digest128() >> 32)
}
