//! The lines of `conflicts.jsonl`: contradictions across articles.

use crate::audit::review::SpeakerName;
use crate::record::{Offset, OffsetUnit, SCHEMA};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

/// Name of the conflicts file in a run folder.
pub const CONFLICTS_FILE: &str = "conflicts.jsonl";

/// Most quotes listed in a record; [`Conflict::omitted`] counts the rest.
pub const MAX_QUOTES: usize = 100;

named_enum! {
    /// The kind of a conflict record.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum ConflictClass {
        /// Articles name different speakers for the same words.
        Misattribution = "misattribution",
        /// Articles give the same speaker different words.
        Alteration = "alteration",
        /// One article names no speaker, another one does.
        Orphan = "orphan",
        /// Not a conflict: where an utterance shared by several articles appeared first.
        FirstSeen = "first-seen",
    }
}

named_enum! {
    /// How words were changed, most serious first.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum WordingChange {
        /// A "not" or the like was added or removed.
        Negation = "negation",
        /// A number was changed.
        Number = "number",
        /// Words were replaced.
        Substitution = "substitution",
        /// Words were added.
        Insertion = "insertion",
        /// Words were left out.
        Cut = "cut",
    }
}

/// A conflict record, one line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// [`SCHEMA`].
    pub schema: String,
    /// `conflict`.
    pub record: String,
    /// 24 hexadecimal digits: the same quotes always yield the same id.
    pub id: String,
    /// The kind of conflict.
    pub class: ConflictClass,
    /// Of a misattribution: the majority's quotes first, then by date. Of an alteration: the version compared against first
    /// (see [`Conflict::diff`]), then the changed one. Of an orphan: the quotes without a speaker first.
    pub quotes: Vec<ConflictQuote>,
    /// Quotes of the same utterance beyond the [`MAX_QUOTES`] listed.
    pub omitted: u64,
    /// The speakers, most quoted first; compatible names are merged.
    pub speakers: Vec<SpeakerCount>,
    /// The speaker of more than half of the quotes that name one.
    pub majority: Option<SpeakerName>,
    /// Index into [`Conflict::quotes`] of the earliest quote; `None` if none has a date.
    pub first: Option<u32>,
    /// The most serious change; for an alteration only.
    pub change: Option<WordingChange>,
    /// Word diff from the first quote to the changed one; for an alteration only.
    pub diff: Vec<DiffPiece>,
    /// The speaker proposed for the quotes without one; for an orphan only, `None` if the other quotes disagree.
    pub proposal: Option<Proposal>,
}

/// One occurrence of the utterance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConflictQuote {
    /// The claim's id.
    pub claim: String,
    /// The article's id.
    pub doc: String,
    /// The headline; like everything about the article `None` if the run has no `article` records.
    pub title: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// The date as in the article.
    pub date: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// The speaker, the first of several.
    pub speaker: Option<SpeakerName>,
    /// Who speaks with them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub co_speakers: Vec<SpeakerName>,
    /// `direct`, or `mixed`, of which only the quoted parts were compared.
    pub kind: String,
    /// The content.
    pub text: String,
    /// Spans of the content.
    pub spans: Vec<Offset>,
    /// The unit of `spans`.
    #[serde(default, skip_serializing_if = "crate::record::is_default")]
    pub offsets: OffsetUnit,
}

/// A speaker with the quotes attributed to them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpeakerCount {
    /// `None` for quotes without a speaker.
    pub speaker: Option<SpeakerName>,
    /// Number of quotes.
    pub quotes: u64,
    /// The outlets, sorted.
    pub outlets: Vec<String>,
    /// The earliest date.
    pub first: Option<String>,
    /// The latest date.
    pub last: Option<String>,
}

/// A piece of a word diff. The `from` of all pieces, joined by spaces, are the words of the first quote, the `to` those of
/// the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffPiece {
    /// Words of the first quote; empty if words were added.
    pub from: String,
    /// Words of the other; empty if words were removed.
    pub to: String,
    /// The change; `None` if the words are the same.
    pub change: Option<WordingChange>,
}

/// A proposed speaker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The speaker.
    pub speaker: SpeakerName,
    /// Number of quotes that name this speaker.
    pub quotes: u64,
    /// Number of quotes that name somebody else.
    pub against: u64,
}

impl Conflict {
    /// A record of `quotes` with the other fields empty. Its id depends on class and claims only.
    pub fn new(class: ConflictClass, quotes: Vec<ConflictQuote>) -> Self {
        let mut claims: Vec<&str> = quotes.iter().map(|quote| quote.claim.as_str()).collect();
        claims.sort_unstable();
        let key = format!("{}\0{}", class.as_str(), claims.join("\0"));
        Self {
            schema: SCHEMA.to_owned(),
            record: "conflict".to_owned(),
            id: format!("{:024x}", xxh3_128(key.as_bytes()) >> 32),
            class,
            quotes,
            omitted: 0,
            speakers: Vec::new(),
            majority: None,
            first: None,
            change: None,
            diff: Vec::new(),
            proposal: None,
        }
    }
}
