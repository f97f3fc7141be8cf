//! The records as values, and the one description of their format: the JSON that is written and read, the JSON Schema and
//! its descriptions all follow from these types. The order of the fields is the order of the keys.
//!
//! A field that is `null` where there is nothing to say is an `Option`; one that is left out has `skip_serializing_if`.
//! Strings with a closed list of values name it for the schema; a test compares the lists with those of the engine.
//!
//! Texts are borrowed from the document where a record is written at once, and owned where it goes to a database.

use super::meta::MetaFields;
use super::offsets::{Offset, OffsetUnit};
use crate::error::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A text of a record.
pub type RecordText<'a> = Cow<'a, str>;

/// Everything that is written about one article.
#[derive(Debug, Clone, PartialEq)]
pub struct Records<'a> {
    /// What happened to the document.
    pub article: ArticleRecord<'a>,
    /// Its sentences, where they are wanted.
    pub sentences: Vec<SentenceRecord<'a>>,
    /// Its mentions, where they are wanted.
    pub mentions: Vec<MentionRecord<'a>>,
    /// Its claims, where they are wanted.
    pub claims: Vec<ClaimRecord<'a>>,
    /// The people, states and organizations that its mentions and claims refer to. They have no JSON record of their own.
    pub entities: Vec<EntityRecord<'a>>,
}

/// Someone said something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "claim")]
pub struct ClaimRecord<'a> {
    /// Stable: the same text under the same document id always yields the same id.
    #[schemars(regex(pattern = r"^[0-9a-f]{24}$"))]
    pub id: String,
    /// Id of the article.
    pub doc: RecordText<'a>,
    /// Unit of the offsets where it is not the default, code points.
    #[serde(default, skip_serializing_if = "is_default")]
    pub offsets: OffsetUnit,
    /// How much of the content is quoted: all, some, none.
    #[schemars(extend("enum" = ["direct", "mixed", "indirect"]))]
    pub kind: RecordText<'a>,
    /// Who is said to have said it, as written; null where no source is named.
    pub source: Option<SourceRecord<'a>>,
    /// Whom the source stands for, the first of several; null where that is open, and flags says why.
    pub speaker: Option<SpeakerRecord<'a>>,
    /// Who else speaks with the speaker, in text order ("Voss *and Lund*"); empty for most claims.
    #[serde(default)]
    pub co_speakers: Vec<SpeakerRecord<'a>>,
    /// The words that attribute.
    pub cue: CueRecord<'a>,
    /// To whom it was said; null where the text beside the cue does not say. Of a demand it may be part of the content.
    pub addressee: Option<PartRecord<'a>>,
    /// Where and when it was said: an event, a text, a channel, a place, a time; null where the text beside the cue does not
    /// say.
    pub occasion: Option<PartRecord<'a>>,
    /// What was said.
    pub content: PartRecord<'a>,
    /// Index of the sentence of the cue.
    pub sentence: u32,
    /// Index of the paragraph of the cue.
    pub paragraph: u32,
    /// The saying itself is denied: "did not say".
    pub negated: bool,
    /// Ids of the entities named in the content, in order, each once.
    pub mentions: Vec<RecordText<'a>>,
    /// How sure the engine is.
    #[schemars(range(min = 0, max = 1))]
    pub confidence: f32,
    /// The rule or model that made it.
    pub by: RecordText<'a>,
    /// What to know before trusting it.
    #[schemars(extend("items" = { "type": "string", "enum": ["no-source", "pronoun-unresolved", "nominal-unresolved", "ambiguous-speaker",
        "unclosed-quote", "inherited-source", "by-context"] }))]
    pub flags: Vec<RecordText<'a>>,
    /// Why it is a claim; only with --explain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Explanation<'a>>,
}

impl<'a> ClaimRecord<'a> {
    /// All who speak, in text order: the speaker and the co-speakers. Empty where the speaker is open.
    pub fn speakers(&self) -> impl Iterator<Item = &SpeakerRecord<'a>> {
        self.speaker.iter().chain(&self.co_speakers)
    }

    /// For whom they speak.
    #[must_use]
    pub fn on_behalf(&self) -> Option<&PrincipalRecord<'a>> {
        self.speaker.as_ref()?.on_behalf.as_ref()
    }

    /// The parts that are places in the text, with their key, text and spans, in the order in which databases number them.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &str, &[Offset])> {
        let source = self.source.iter().map(|one| ("source", &*one.text, one.spans.as_slice()));
        let cue = ("cue", &*self.cue.text, self.cue.spans.as_slice());
        let addressee = self.addressee.iter().map(|one| ("addressee", &*one.text, one.spans.as_slice()));
        let occasion = self.occasion.iter().map(|one| ("occasion", &*one.text, one.spans.as_slice()));
        let content = ("content", &*self.content.text, self.content.spans.as_slice());
        source.chain([cue]).chain(addressee).chain(occasion).chain([content])
    }
}

/// A part of a claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "part")]
pub struct PartRecord<'a> {
    /// As written; parts joined by a space.
    pub text: RecordText<'a>,
    /// In text order, not overlapping.
    #[schemars(length(min = 1))]
    pub spans: Vec<Offset>,
}

/// Who is said to have said it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "source")]
pub struct SourceRecord<'a> {
    /// As written; parts joined by a space.
    pub text: RecordText<'a>,
    /// In text order, not overlapping.
    #[schemars(length(min = 1))]
    pub spans: Vec<Offset>,
    /// How it refers to the speaker.
    #[schemars(extend("enum" = ["name", "pronoun", "relative", "nominal", null]))]
    pub form: Option<RecordText<'a>>,
}

/// The words that attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "cue")]
pub struct CueRecord<'a> {
    /// As written; parts joined by a space.
    pub text: RecordText<'a>,
    /// In text order, not overlapping.
    #[schemars(length(min = 1))]
    pub spans: Vec<Offset>,
    /// Dictionary form.
    pub lemma: RecordText<'a>,
    /// What kind of saying it means.
    #[schemars(extend("enum" = ["statement", "question", "denial", "promise", "demand", "criticism", "praise", "belief",
        "prediction", "knowledge", "emotion", "according-to", "intention", "evidence", "other"]))]
    pub class: RecordText<'a>,
}

/// Whom a source stands for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "speaker")]
pub struct SpeakerRecord<'a> {
    /// Id in the gazetteer, or local/… for a name that no gazetteer has, which holds within the article only: the same id in
    /// another article may be somebody else. Absent for group, unnamed and document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RecordText<'a>>,
    /// Its name; of a document, what the article calls it where it says whose it is ("Reuters/Ipsos poll"). Absent for group and
    /// unnamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<RecordText<'a>>,
    /// What it is.
    #[serde(rename = "type")]
    #[schemars(extend("enum" = ["person", "state", "organization", "group", "unnamed", "document"]))]
    pub kind: RecordText<'a>,
    /// Office, as the article or the gazetteer gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RecordText<'a>>,
    /// Id of the state it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<RecordText<'a>>,
    /// The first mention that names it in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Offset>,
    /// For whom the speaker speaks ("a *Voss Bank* spokesperson"), or who issued the document ("a *UN* report"); absent where the
    /// article does not say.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<PrincipalRecord<'a>>,
    /// How sure it is that this is the speaker, if the source is right: of a hundred speakers with 0.9, some ninety are right.
    /// Absent for co-speakers, and where nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1))]
    pub confidence: Option<f32>,
    /// A person's gender; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["female", "male"]))]
    pub gender: Option<RecordText<'a>>,
    /// How the gender is known: from the gazetteer, a title of the article ("Mrs."), a word for a relative ("her husband"), a
    /// pronoun that the article uses for the person, or the given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["gazetteer", "title", "relative", "pronoun", "given-name"]))]
    pub gender_by: Option<RecordText<'a>>,
}

/// The person, state or organization for which somebody speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "principal")]
pub struct PrincipalRecord<'a> {
    /// Id in the gazetteer, or local/… for a name that no gazetteer has.
    pub id: RecordText<'a>,
    /// Its name.
    pub name: RecordText<'a>,
    /// What it is.
    #[serde(rename = "type")]
    #[schemars(extend("enum" = ["person", "state", "organization"]))]
    pub kind: RecordText<'a>,
}

/// Why something is a claim; with --explain=features, also what weighed most in the trained engine, the heaviest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "why")]
pub struct Explanation<'a> {
    /// In words: what attributes the content, where the source is, and how the speaker is known.
    pub sentence: RecordText<'a>,
    /// The rule that made it; absent where the trained engine found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RecordText<'a>>,
    /// That a cue begins here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 5))]
    pub cue: Vec<Feature<'a>>,
    /// That the source begins where it does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 5))]
    pub source: Vec<Feature<'a>>,
    /// That the content begins where it does; absent where a rule has put it there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 5))]
    pub content: Vec<Feature<'a>>,
    /// That all of it together is a claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 5))]
    pub claim: Vec<Feature<'a>>,
}

/// A feature of the trained engine, and its weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "feature")]
pub struct Feature<'a> {
    /// In words.
    pub feature: RecordText<'a>,
    /// In log odds: above 0 it speaks for it, below against it.
    pub weight: f32,
}

/// A person, state or organization is named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "mention")]
pub struct MentionRecord<'a> {
    /// Id of the article.
    pub doc: RecordText<'a>,
    /// Unit of the offsets where it is not the default, code points.
    #[serde(default, skip_serializing_if = "is_default")]
    pub offsets: OffsetUnit,
    /// As written.
    pub text: RecordText<'a>,
    /// Its place: the keys `start` and `end`.
    #[serde(flatten)]
    pub place: Offset,
    /// What it names.
    #[serde(rename = "type")]
    #[schemars(extend("enum" = ["person", "state", "organization"]))]
    pub kind: RecordText<'a>,
    /// Id of the entity; null where several candidates remain.
    pub entity: Option<RecordText<'a>>,
    /// Its canonical name.
    pub name: Option<RecordText<'a>>,
    /// How it refers.
    #[schemars(extend("enum" = ["name", "alias", "demonym", "metonym", "title", "pronoun"]))]
    pub form: RecordText<'a>,
    /// How sure the engine is.
    #[schemars(range(min = 0, max = 1))]
    pub confidence: f32,
    /// Ids of the entities it may stand for, where more than one may be meant.
    pub candidates: Vec<RecordText<'a>>,
    /// The rule that made it.
    pub by: RecordText<'a>,
}

/// A sentence of the article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "sentence")]
pub struct SentenceRecord<'a> {
    /// Id of the article.
    pub doc: RecordText<'a>,
    /// Unit of the offsets where it is not the default, code points.
    #[serde(default, skip_serializing_if = "is_default")]
    pub offsets: OffsetUnit,
    /// 0-based, within the article.
    pub index: u32,
    /// 0-based index of its paragraph.
    pub paragraph: u32,
    /// Its place: the keys `start` and `end`.
    #[serde(flatten)]
    pub place: Offset,
    /// As written.
    pub text: RecordText<'a>,
}

/// What happened to a document, so that no claims differs from not processed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "article")]
pub struct ArticleRecord<'a> {
    /// Id of the article.
    pub doc: RecordText<'a>,
    /// Headline.
    pub title: Option<RecordText<'a>>,
    /// Date of publication in ISO 8601 with the precision that it has (2020-03), or as given where it is unclear.
    pub date: Option<RecordText<'a>>,
    /// Who published it.
    pub outlet: Option<RecordText<'a>>,
    /// Where it was published.
    pub url: Option<RecordText<'a>>,
    /// Who wrote it.
    pub author: Option<RecordText<'a>>,
    /// The fields of the input's record that are none of these; absent where there are none, or none were kept (--keep).
    #[serde(default, skip_serializing_if = "is_default")]
    pub meta: MetaFields,
    /// ISO 639-1 code of the text's language (en), or 639-3 where there is none; null where it is not clear.
    #[serde(default)]
    pub language: Option<RecordText<'a>>,
    /// Hash of the text's UTF-8: XXH3 with 128 bits, 32 hexadecimal digits.
    #[schemars(regex(pattern = r"^[0-9a-f]{32}$"))]
    pub text_hash: String,
    /// Length of the text in bytes of UTF-8.
    pub bytes: u64,
    /// Length of the text in code points.
    pub code_points: u64,
    /// What the input was decoded from: utf-8, utf-16le and the like, or its name in the WHATWG's Encoding Standard.
    pub encoding: RecordText<'a>,
    /// Invalid sequences that became U+FFFD while decoding.
    pub replacements: u32,
    /// How many were found.
    pub paragraphs: u32,
    /// How many were found.
    pub sentences: u32,
    /// How many quotations were found.
    pub quotes: u32,
    /// How many were found.
    pub mentions: u32,
    /// How many the mentions stand for.
    pub entities: u32,
    /// How many were found, of the classes asked for (--classes).
    pub claims: u32,
    /// What a reader should know.
    #[schemars(extend("items" = { "type": "string", "enum": ["empty-text", "replaced-bytes", "guessed-encoding", "mended-encoding",
        "damaged-encoding", "lost-characters", "mended-markup", "markup-in-text", "cut-text", "unclear-date", "not-english",
        "unclosed-quote", "long-sentence"] }))]
    pub warnings: Vec<RecordText<'a>>,
    /// The id of the first article with exactly this text, where it is not the first.
    // Stays the last key: it is known only after the record was written, and appended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<RecordText<'a>>,
}

/// An article, file or folder that could not be read or annotated; in the errors.jsonl of a run folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "error")]
pub struct ErrorRecord<'a> {
    /// The file or folder, as messages name it.
    pub path: RecordText<'a>,
    /// 1-based line or record in it; 0 for the whole of it.
    pub line: u64,
    /// What was wrong.
    pub cause: RecordText<'a>,
}

impl ErrorRecord<'_> {
    /// The record of an error.
    pub fn of(error: &Error) -> ErrorRecord<'static> {
        let place = error.place().unwrap_or_default();
        let path = place.path.to_string_lossy().into_owned().into();
        ErrorRecord { path, line: place.line, cause: error.cause().into() }
    }
}

/// Someone or something that the article names.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityRecord<'a> {
    /// Id in the gazetteer, or `local/…`.
    pub id: RecordText<'a>,
    /// Canonical name.
    pub name: RecordText<'a>,
    /// `person`, `state` or `organization`.
    pub kind: RecordText<'a>,
}

impl EntityRecord<'_> {
    /// True for a name that no gazetteer has: its id means something within the article only.
    pub fn is_local(&self) -> bool {
        self.id.starts_with("local/")
    }
}

/// For `skip_serializing_if`.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
