//! The records as values: built from a document for the sinks, read back from JSON by whoever checks or compares runs.
//!
//! Texts are borrowed from the document where the record is written at once, and owned where it goes to a database.

use super::{Offset, OffsetUnit};
use crate::error::Error;
use serde::Deserialize;
use std::borrow::Cow;

/// A text of a record.
pub type Text<'a> = Cow<'a, str>;

/// All that is written about one article.
#[derive(Debug, Clone, PartialEq)]
pub struct Records<'a> {
    /// What happened to the document.
    pub article: Article<'a>,
    /// Its sentences, where they are wanted.
    pub sentences: Vec<Sentence<'a>>,
    /// Its mentions, where they are wanted.
    pub mentions: Vec<Mention<'a>>,
    /// Its claims, where they are wanted.
    pub claims: Vec<Claim<'a>>,
    /// Whom mentions and claims stand for. They have no JSON record of their own.
    pub entities: Vec<Entity<'a>>,
}

/// An `article` record: what happened to the document.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the JSON Schema, which describes them")]
pub struct Article<'a> {
    pub doc: Text<'a>,
    pub title: Option<Text<'a>>,
    pub date: Option<Text<'a>>,
    pub outlet: Option<Text<'a>>,
    pub url: Option<Text<'a>>,
    pub author: Option<Text<'a>>,
    pub text_hash: String,
    pub bytes: u64,
    pub code_points: u64,
    pub encoding: Text<'a>,
    pub replacements: u32,
    pub paragraphs: u32,
    pub sentences: u32,
    pub quotes: u32,
    pub mentions: u32,
    pub entities: u32,
    pub claims: u32,
    pub warnings: Vec<Text<'a>>,
    /// The id of the first article with exactly this text, where it is not the first.
    #[serde(default)]
    pub duplicate_of: Option<Text<'a>>,
}

/// A `sentence` record.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Sentence<'a> {
    pub doc: Text<'a>,
    #[serde(default)]
    pub offsets: OffsetUnit,
    pub index: u32,
    pub paragraph: u32,
    #[serde(flatten)]
    pub place: Offset,
    pub text: Text<'a>,
}

/// A `mention` record.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Mention<'a> {
    pub doc: Text<'a>,
    #[serde(default)]
    pub offsets: OffsetUnit,
    pub text: Text<'a>,
    #[serde(flatten)]
    pub place: Offset,
    #[serde(rename = "type")]
    pub kind: Text<'a>,
    pub entity: Option<Text<'a>>,
    pub name: Option<Text<'a>>,
    pub form: Text<'a>,
    pub confidence: f32,
    pub candidates: Vec<Text<'a>>,
    pub by: Text<'a>,
}

/// A `claim` record.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Claim<'a> {
    pub id: String,
    pub doc: Text<'a>,
    #[serde(default)]
    pub offsets: OffsetUnit,
    pub kind: Text<'a>,
    pub source: Option<Source<'a>>,
    pub speaker: Option<Speaker<'a>>,
    pub cue: Cue<'a>,
    pub addressee: Option<Part<'a>>,
    pub occasion: Option<Part<'a>>,
    pub content: Part<'a>,
    pub sentence: u32,
    pub paragraph: u32,
    pub negated: bool,
    pub mentions: Vec<Text<'a>>,
    pub confidence: f32,
    pub by: Text<'a>,
    pub flags: Vec<Text<'a>>,
    /// Why it is one, as JSON; not read back.
    #[serde(skip)]
    pub why: Option<String>,
}

/// A part of a claim: the texts of its spans, joined by one space, and their places.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Part<'a> {
    pub text: Text<'a>,
    pub spans: Vec<Offset>,
}

/// Who is said to have said it, as written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Source<'a> {
    pub text: Text<'a>,
    pub spans: Vec<Offset>,
    pub form: Option<Text<'a>>,
}

/// The words that attribute.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Cue<'a> {
    pub text: Text<'a>,
    pub spans: Vec<Offset>,
    pub lemma: Text<'a>,
    pub class: Text<'a>,
}

/// Whom a source stands for. All but `kind` is there for those with a name only.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Speaker<'a> {
    #[serde(default)]
    pub id: Option<Text<'a>>,
    #[serde(default)]
    pub name: Option<Text<'a>>,
    #[serde(rename = "type")]
    pub kind: Text<'a>,
    #[serde(default)]
    pub role: Option<Text<'a>>,
    #[serde(default)]
    pub state: Option<Text<'a>>,
    #[serde(default)]
    pub first: Option<Offset>,
}

/// An `error` record: an article, file or folder that could not be read or annotated.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as above")]
pub struct Failure<'a> {
    pub path: Text<'a>,
    /// 1-based line or record; 0 for the whole of it.
    pub line: u64,
    pub cause: Text<'a>,
}

impl Failure<'_> {
    /// What an error has to say.
    #[must_use]
    pub fn of(error: &Error) -> Failure<'static> {
        let place = error.place().unwrap_or_default();
        let said = error.to_string();
        let cause = said.strip_prefix(&format!("{place}: ")).unwrap_or(&said).to_owned();
        Failure { path: place.path.to_string_lossy().into_owned().into(), line: place.line, cause: cause.into() }
    }
}

/// Someone or something that the article names.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "as above")]
pub struct Entity<'a> {
    pub id: Text<'a>,
    pub name: Text<'a>,
    pub kind: Text<'a>,
}

impl Entity<'_> {
    /// True for a name that no gazetteer has: its id means something within the article only.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.id.starts_with("local/")
    }
}
