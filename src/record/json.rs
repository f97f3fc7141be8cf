//! Records as lines of JSON.

use super::kind::{RecordKind, SCHEMA};
use super::types::{ArticleRecord, ClaimRecord, ErrorRecord, MentionRecord, SentenceRecord};
use serde::Serialize;

/// A type of record, as a value that can be written.
pub trait Record: Serialize {
    /// Which type it is.
    const KIND: RecordKind;

    /// Appends the record as a line.
    fn write(&self, out: &mut Vec<u8>) {
        let line = Line { schema: SCHEMA, record: Self::KIND, content: self };
        // Writing to memory does not fail, and neither do records, which have no keys but strings.
        let _ = serde_json::to_writer(&mut *out, &line);
        out.push(b'\n');
    }
}

macro_rules! records {
    ($($type:ident: $kind:ident,)*) => {$(
        impl Record for $type<'_> {
            const KIND: RecordKind = RecordKind::$kind;
        }
    )*};
}
records! { ClaimRecord: Claim, MentionRecord: Mention, SentenceRecord: Sentence, ArticleRecord: Article, ErrorRecord: Error, }

#[derive(Serialize)]
struct Line<'r, T: ?Sized> {
    schema: &'static str,
    record: RecordKind,
    #[serde(flatten)]
    content: &'r T,
}

/// Adds a key to the record that `out` ends with.
pub(crate) fn append_key(out: &mut Vec<u8>, key: &str, value: &str) {
    out.truncate(out.len() - b"}\n".len());
    out.extend_from_slice(b",\"");
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(b"\":");
    let _ = serde_json::to_writer(&mut *out, value);
    out.extend_from_slice(b"}\n");
}
