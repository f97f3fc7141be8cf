//! The lines of `conflicts.jsonl`: what contradicts itself across articles. Written by `whosaid audit conflicts`, read by
//! the page.

use crate::audit::decision::Named;
use crate::record::{Offset, OffsetUnit, SCHEMA};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

/// The file's name in a run folder.
pub const NAME: &str = "conflicts.jsonl";

/// How many quotes of an utterance a record carries at most; [`Conflict::omitted`] counts the rest.
pub const MAX_QUOTES: usize = 100;

/// What is to be said of an utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Articles name different speakers for the same words.
    Misattribution,
    /// Articles give the same speaker other words.
    Alteration,
    /// An article names no speaker, another one does.
    Orphan,
    /// No conflict: several articles have the utterance, and this is where it stood first.
    FirstSeen,
}

impl Class {
    /// Every class, in the order of [`Ord`].
    pub const ALL: [Self; 4] = [Self::Misattribution, Self::Alteration, Self::Orphan, Self::FirstSeen];

    /// The name in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Misattribution => "misattribution",
            Self::Alteration => "alteration",
            Self::Orphan => "orphan",
            Self::FirstSeen => "first-seen",
        }
    }
}

/// How words were changed; the gravest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// A "not" or its like is gone or new.
    Negation,
    /// A number is another one.
    Number,
    /// Words stand for other words.
    Substitution,
    /// Words were added.
    Insertion,
    /// Words were left out.
    Cut,
}

impl Change {
    /// The name in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Negation => "negation",
            Self::Number => "number",
            Self::Substitution => "substitution",
            Self::Insertion => "insertion",
            Self::Cut => "cut",
        }
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// [`SCHEMA`].
    pub schema: String,
    /// `conflict`.
    pub record: String,
    /// 24 hexadecimal digits: the same quotes always yield the same id.
    pub id: String,
    /// What it is.
    pub class: Class,
    /// Where several outlets have an utterance by several speakers: those of the majority first, then by date. Where words
    /// were changed: the version that is compared with first (see [`Conflict::diff`]), then the changed one. Where a speaker
    /// is missing: the quotes without one first.
    pub quotes: Vec<Quote>,
    /// Quotes of the same utterance that are not among [`Conflict::quotes`], because there are very many.
    pub omitted: u64,
    /// Who is said to have said it, by the number of quotes; those with compatible names are one.
    pub speakers: Vec<Side>,
    /// The speaker whom more than half of the quotes with a speaker name.
    pub majority: Option<Named>,
    /// Index in [`Conflict::quotes`] of the quote with the earliest date; none where none has a date.
    pub first: Option<u32>,
    /// The gravest change of words; for an alteration only.
    pub change: Option<Change>,
    /// How the words of the first quote become those of the changed one; for an alteration only.
    pub diff: Vec<Piece>,
    /// Whom a quote without a speaker is proposed to be by; for an orphan only, and none where those who name one disagree.
    pub proposal: Option<Proposal>,
}

/// One place where the utterance stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// The claim's id.
    pub claim: String,
    /// The article's id.
    pub doc: String,
    /// The article's headline, as all that is said of articles none where the run has no `article` records.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When, as the article has it.
    pub date: Option<String>,
    /// Where.
    pub url: Option<String>,
    /// Who is said to have said it.
    pub speaker: Option<Named>,
    /// `direct`, or `mixed`, of which only what stands in quotation marks was compared.
    pub kind: String,
    /// The content.
    pub text: String,
    /// Where it stands.
    pub spans: Vec<Offset>,
    /// What `spans` count.
    #[serde(default, skip_serializing_if = "is_default")]
    pub offsets: OffsetUnit,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_default(unit: &OffsetUnit) -> bool {
    *unit == OffsetUnit::default()
}

/// A speaker and where the words are his or hers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// None for quotes without a speaker.
    pub speaker: Option<Named>,
    /// How many quotes say so.
    pub quotes: u64,
    /// In which outlets, each once, in the order of their names.
    pub outlets: Vec<String>,
    /// The earliest date.
    pub first: Option<String>,
    /// The latest date.
    pub last: Option<String>,
}

/// A piece of a word diff. The pieces' `from`, joined by spaces, are the words of the one quote, their `to` those of the
/// other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Words of the first quote; empty where words were added.
    pub from: String,
    /// Words of the other; empty where words were left out.
    pub to: String,
    /// What happened; none where both have the same words.
    pub change: Option<Change>,
}

/// Who is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The speaker.
    pub speaker: Named,
    /// How many quotes name him or her.
    pub quotes: u64,
    /// How many name somebody else.
    pub against: u64,
}

impl Conflict {
    /// A record of `quotes` with nothing else said; its id is that of its class and claims.
    #[must_use]
    pub fn new(class: Class, quotes: Vec<Quote>) -> Self {
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
