//! The wire format `whosaid/1`: one JSON object per line, UTF-8, keys in a fixed order.
//!
//! Offsets are half-open and count Unicode code points of the article's text exactly as given after decoding; every record
//! that counts in another unit says so in `offsets`. `text` of several spans is their texts joined by one space.
//!
//! | key | meaning |
//! |---|---|
//! | `schema` | [`SCHEMA`], the version; new keys may be added within it, and readers ignore those they do not know |
//! | `record` | the type of the record, [`RecordKind::as_str`] |
//!
//! All other keys are the fields of [`ClaimRecord`], [`MentionRecord`], [`SentenceRecord`], [`ArticleRecord`] and [`ErrorRecord`], in their order. A
//! claim, as an example:
//!
//! ```
//! # use whosaid::record::ClaimRecord;
//! let line = r#"{"schema":"whosaid/1","record":"claim","id":"870086d86e2555997e3175ad","doc":"a1","kind":"indirect",
//!     "source":{"text":"Ada Voss","spans":[{"start":0,"end":8}],"form":"name"},"speaker":{"type":"unnamed"},"co_speakers":[],
//!     "cue":{"text":"said","spans":[{"start":9,"end":13}],"lemma":"say","class":"statement"},
//!     "addressee":null,"occasion":null,"content":{"text":"the port is open","spans":[{"start":14,"end":30}]},
//!     "sentence":0,"paragraph":0,"negated":false,"mentions":[],"confidence":0.97,"by":"crf","flags":[]}"#;
//! let claim: ClaimRecord<'_> = serde_json::from_str(line).unwrap();
//! assert_eq!(claim.cue.lemma, "say");
//! ```

mod id;
mod json;
mod kind;
mod meta;
mod offsets;
mod schema;
mod types;

pub use id::{claim_id, text_hash, text_hash_bits};
pub use json::Record;
pub(crate) use json::append_key;
pub use kind::{Emit, Explain, RecordKind, SCHEMA};
pub use meta::MetaFields;
pub use offsets::{Offset, OffsetCache, OffsetMap, OffsetUnit};
pub use schema::json_schema;
pub(crate) use types::is_default;
pub use types::{
    ArticleRecord, ClaimRecord, CueRecord, EntityRecord, ErrorRecord, Explanation, Feature, MentionRecord, PartRecord,
    PrincipalRecord, RecordText, Records, SentenceRecord, SourceRecord, SpeakerRecord,
};
