//! The types of records, and which of them a run writes.

use serde::{Deserialize, Serialize};

/// Version of the format: the value of `schema` in every record.
pub const SCHEMA: &str = "whosaid/1";

/// A type of record. Streams, files, tables and messages are in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordKind {
    /// Who said what.
    Claim,
    /// A name in the text.
    Mention,
    /// A sentence of an article.
    Sentence,
    /// What happened to an article.
    Article,
    /// What could not be read or annotated.
    Error,
}

impl RecordKind {
    /// Every type.
    pub const ALL: [Self; 5] = [Self::Claim, Self::Mention, Self::Sentence, Self::Article, Self::Error];

    /// Those that [`Emit`] chooses from.
    pub const EMITTED: [Self; 4] = [Self::Claim, Self::Mention, Self::Sentence, Self::Article];

    /// The value of `record` in a record of this type.
    pub fn as_str(self) -> &'static str {
        ["claim", "mention", "sentence", "article", "error"][self as usize]
    }

    /// The name of many: of a table, and with `--emit`.
    pub fn plural(self) -> &'static str {
        ["claims", "mentions", "sentences", "articles", "errors"][self as usize]
    }

    /// The file of a run folder that holds them.
    pub fn file_name(self) -> &'static str {
        ["claims.jsonl", "mentions.jsonl", "sentences.jsonl", "articles.jsonl", "errors.jsonl"][self as usize]
    }
}

/// Which records to write. The records of a document are written in the order of these fields.
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
    /// All types of records.
    pub const ALL: Self = Self { articles: true, sentences: true, mentions: true, claims: true };

    /// Whether claims are written, and nothing else (but errors).
    pub fn is_claims_only(self) -> bool {
        self == Self { claims: true, ..Self::default() }
    }

    /// Whether records of a type are written; errors always are.
    pub fn has(self, kind: RecordKind) -> bool {
        match kind {
            RecordKind::Claim => self.claims,
            RecordKind::Mention => self.mentions,
            RecordKind::Sentence => self.sentences,
            RecordKind::Article => self.articles,
            RecordKind::Error => true,
        }
    }
}

/// How claims explain why they were extracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Explain {
    /// They do not.
    #[default]
    No,
    /// In a sentence for people.
    Sentence,
    /// Also with the features that weighed most in the trained engine.
    Features,
}

impl FromIterator<RecordKind> for Emit {
    fn from_iter<I: IntoIterator<Item = RecordKind>>(kinds: I) -> Self {
        let mut emit = Self::default();
        for kind in kinds {
            match kind {
                RecordKind::Claim => emit.claims = true,
                RecordKind::Mention => emit.mentions = true,
                RecordKind::Sentence => emit.sentences = true,
                RecordKind::Article => emit.articles = true,
                RecordKind::Error => {}
            }
        }
        emit
    }
}
