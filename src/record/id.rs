//! Hashes of texts and the ids of claims.

use super::offsets::{Offset, OffsetMap, OffsetUnit};
use super::types::ClaimRecord;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Hash of a text, as `article` records and claim ids use it: XXH3 with 128 bits, as 32 hexadecimal digits.
pub fn text_hash(text: &str) -> String {
    format!("{:032x}", text_hash_bits(text))
}

/// The number that [`text_hash`] writes.
pub fn text_hash_bits(text: &str) -> u128 {
    xxh3_128(text.as_bytes())
}

/// Stable id of a claim: 24 hexadecimal digits of XXH3 over the document's id, its text hash, and the cue and content spans
/// in code points, whatever the unit of the record. The same text under the same id always yields the same id.
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
impl ClaimRecord<'_> {
    /// The id that the claim has in a text with this hash; `None` if the text does not have its places.
    pub fn id_in(&self, text: &str, text_hash: &str) -> Option<String> {
        let (unit, code_points) = (OffsetMap::new(text, self.offsets), OffsetMap::new(text, OffsetUnit::CodePoints));
        let places = |spans: &[Offset]| unit.spans(spans).map(|spans| code_points.offsets(&spans));
        Some(claim_id(&self.doc, text_hash, &places(&self.cue.spans)?, &places(&self.content.spans)?))
    }
}
