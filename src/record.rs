//! The wire format `whosaid/1`: one JSON object per line, UTF-8, keys in a fixed order.
//!
//! Offsets are half-open and count Unicode code points of the article's text exactly as given after decoding; every record
//! that counts in another unit says so in `offsets`. `text` of several spans is their texts joined by one space.
//! `record.schema.json` beside this file is the JSON Schema.

use crate::Resources;
use crate::attribution::MAX_SENTENCE;
use crate::claim::{Claim, Speaker};
use crate::document::{Document, Entity, Mention, Sentence};
use crate::pipeline::Depth;
use crate::span::Span;
use serde::Serialize;
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
    let writer = Writer { doc, resources, offsets: Offsets::new(doc.text(), unit), unit };
    if emit.articles {
        line(out, &writer.article());
    }
    if emit.sentences {
        for (index, sentence) in doc.sentences.iter().enumerate() {
            line(out, &writer.sentence(index, sentence));
        }
    }
    if emit.mentions {
        for mention in &doc.mentions {
            line(out, &writer.mention(mention));
        }
    }
    if emit.claims && !doc.claims.is_empty() {
        let text_hash = text_hash(doc.text());
        for claim in &doc.claims {
            line(out, &writer.claim(claim, &text_hash));
        }
    }
}

/// Hash of a text, as `article` records and claim ids use it: XXH3 with 128 bits, as 32 hexadecimal digits.
#[must_use]
pub fn text_hash(text: &str) -> String {
    format!("{:032x}", xxh3_128(text.as_bytes()))
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
    format!("{:032x}", hasher.digest128())[..24].to_owned()
}

fn line(out: &mut Vec<u8>, record: &impl Serialize) {
    // Writing to memory fails only for maps with keys that are no strings; these records have none.
    if serde_json::to_writer(&mut *out, record).is_ok() {
        out.push(b'\n');
    } else {
        debug_assert!(false, "a record that is no JSON");
    }
}

/// A place in a record, in the record's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Offset {
    /// First unit.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// Bytes to units. Counted once per document, in blocks, so that each offset costs one block at most.
struct Offsets<'t> {
    text: &'t str,
    unit: OffsetUnit,
    /// Units before each block of [`BLOCK`] bytes; empty where units are bytes.
    blocks: Vec<u32>,
}

const BLOCK: usize = 128;

impl<'t> Offsets<'t> {
    fn new(text: &'t str, unit: OffsetUnit) -> Self {
        let mut blocks = Vec::new();
        if unit != OffsetUnit::Bytes && !text.is_ascii() {
            let mut before = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                blocks.push(before);
                before += units(block, unit);
            }
            // An offset may stand at the very end of a last full block.
            blocks.push(before);
        }
        Self { text, unit, blocks }
    }

    fn at(&self, byte: u32) -> u32 {
        let block = byte as usize / BLOCK;
        match self.blocks.get(block) {
            Some(before) => before + units(&self.text.as_bytes()[block * BLOCK..byte as usize], self.unit),
            None => byte,
        }
    }

    fn span(&self, span: Span) -> Offset {
        Offset { start: self.at(span.start), end: self.at(span.end) }
    }

    fn spans(&self, spans: &[Span]) -> Vec<Offset> {
        spans.iter().map(|&span| self.span(span)).collect()
    }
}

/// Units that begin in these bytes: each char counts at its first byte, four-byte ones twice in UTF-16.
fn units(bytes: &[u8], unit: OffsetUnit) -> u32 {
    match unit {
        OffsetUnit::Bytes => bytes.len() as u32,
        OffsetUnit::CodePoints => count(bytes, |byte| byte & 0xc0 != 0x80),
        OffsetUnit::Utf16 => count(bytes, |byte| byte & 0xc0 != 0x80) + count(bytes, |byte| byte >= 0xf0),
    }
}

/// How many bytes `fit`. The counter of one byte per 128 lets the compiler count sixteen at a time.
fn count(bytes: &[u8], fit: impl Fn(u8) -> bool) -> u32 {
    bytes.chunks(128).map(|chunk| u32::from(chunk.iter().fold(0_u8, |sum, &byte| sum + u8::from(fit(byte))))).sum()
}

struct Writer<'d, 'a> {
    doc: &'d Document<'a>,
    resources: &'d Resources,
    offsets: Offsets<'a>,
    unit: OffsetUnit,
}

#[derive(Serialize)]
struct ArticleRecord<'d> {
    schema: &'static str,
    record: &'static str,
    doc: &'d str,
    title: Option<&'d str>,
    date: Option<&'d str>,
    outlet: Option<&'d str>,
    url: Option<&'d str>,
    author: Option<&'d str>,
    text_hash: String,
    bytes: usize,
    code_points: usize,
    encoding: &'static str,
    replacements: u32,
    paragraphs: usize,
    sentences: usize,
    quotes: usize,
    mentions: usize,
    entities: usize,
    claims: usize,
    warnings: Vec<&'static str>,
}

#[derive(Serialize)]
struct SentenceRecord<'d> {
    schema: &'static str,
    record: &'static str,
    doc: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    offsets: Option<&'static str>,
    index: usize,
    paragraph: u32,
    start: u32,
    end: u32,
    text: &'d str,
}

#[derive(Serialize)]
struct MentionRecord<'d> {
    schema: &'static str,
    record: &'static str,
    doc: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    offsets: Option<&'static str>,
    text: &'d str,
    start: u32,
    end: u32,
    r#type: &'static str,
    entity: Option<&'d str>,
    name: Option<&'d str>,
    form: &'static str,
    confidence: f32,
    candidates: Vec<&'d str>,
    by: &'static str,
}

#[derive(Serialize)]
struct ClaimRecord<'d> {
    schema: &'static str,
    record: &'static str,
    id: String,
    doc: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    offsets: Option<&'static str>,
    kind: &'static str,
    source: Option<SourcePart<'d>>,
    speaker: Option<SpeakerPart<'d>>,
    cue: CuePart<'d>,
    content: Part<'d>,
    sentence: u32,
    paragraph: u32,
    negated: bool,
    mentions: Vec<&'d str>,
    confidence: f32,
    by: &'static str,
    flags: Vec<&'static str>,
}

#[derive(Serialize)]
struct Part<'d> {
    text: Joined<'d>,
    spans: Vec<Offset>,
}

#[derive(Serialize)]
struct SourcePart<'d> {
    text: Joined<'d>,
    spans: Vec<Offset>,
    form: Option<&'static str>,
}

#[derive(Serialize)]
struct CuePart<'d> {
    text: Joined<'d>,
    spans: Vec<Offset>,
    lemma: &'d str,
    class: &'static str,
}

#[derive(Serialize)]
struct SpeakerPart<'d> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'d str>,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<Offset>,
}

/// The texts of several spans, joined by one space.
struct Joined<'d> {
    text: &'d str,
    spans: &'d [Span],
}

impl Serialize for Joined<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let [only] = self.spans {
            return serializer.serialize_str(only.of(self.text));
        }
        let parts: Vec<&str> = self.spans.iter().map(|span| span.of(self.text)).collect();
        serializer.serialize_str(&parts.join(" "))
    }
}

impl<'d, 'a> Writer<'d, 'a> {
    fn unit_name(&self) -> Option<&'static str> {
        (self.unit != OffsetUnit::CodePoints).then(|| self.unit.as_str())
    }

    fn joined(&self, spans: &'d [Span]) -> Joined<'d>
    where
        'a: 'd,
    {
        Joined { text: self.doc.text(), spans }
    }

    fn article(&self) -> ArticleRecord<'d> {
        let article = self.doc.article;
        let mut warnings = Vec::new();
        if self.doc.tokens.is_empty() {
            warnings.push("empty-text");
        }
        if article.replacements > 0 {
            warnings.push("replaced-bytes");
        }
        let open = self.doc.quotes.iter().zip(self.doc.quotes.iter().skip(1).map(Some).chain([None]));
        if open.into_iter().any(|(quote, next)| !quote.closed && !next.is_some_and(|next| next.continues)) {
            warnings.push("unclosed-quote");
        }
        if self.doc.sentences.iter().any(|sentence| sentence.tokens.len() > MAX_SENTENCE) {
            warnings.push("long-sentence");
        }
        ArticleRecord {
            schema: SCHEMA,
            record: "article",
            doc: &article.id,
            title: article.meta.title.as_deref(),
            date: article.meta.date.as_deref(),
            outlet: article.meta.outlet.as_deref(),
            url: article.meta.url.as_deref(),
            author: article.meta.author.as_deref(),
            text_hash: text_hash(&article.text),
            bytes: article.text.len(),
            code_points: units(article.text.as_bytes(), OffsetUnit::CodePoints) as usize,
            encoding: article.encoding.as_str(),
            replacements: article.replacements,
            paragraphs: self.doc.paragraphs.len(),
            sentences: self.doc.sentences.len(),
            quotes: self.doc.quotes.len(),
            mentions: self.doc.mentions.len(),
            entities: self.doc.entities.len(),
            claims: self.doc.claims.len(),
            warnings,
        }
    }

    fn sentence(&self, index: usize, sentence: &Sentence) -> SentenceRecord<'d> {
        let Offset { start, end } = self.offsets.span(sentence.span);
        SentenceRecord {
            schema: SCHEMA,
            record: "sentence",
            doc: &self.doc.article.id,
            offsets: self.unit_name(),
            index,
            paragraph: sentence.paragraph,
            start,
            end,
            text: sentence.span.of(self.doc.text()),
        }
    }

    fn mention(&self, mention: &Mention) -> MentionRecord<'d> {
        let Offset { start, end } = self.offsets.span(mention.span);
        let entity = mention.entity.map(|entity| &self.doc.entities[entity as usize]);
        MentionRecord {
            schema: SCHEMA,
            record: "mention",
            doc: &self.doc.article.id,
            offsets: self.unit_name(),
            text: mention.span.of(self.doc.text()),
            start,
            end,
            r#type: mention.kind.as_str(),
            entity: entity.map(|entity| entity.id.as_str()),
            name: entity.map(|entity| entity.name.as_str()),
            form: mention.form.as_str(),
            confidence: mention.confidence,
            candidates: mention.candidates.iter().map(|&entry| self.resources.gazetteer.id(entry)).collect(),
            by: mention.by,
        }
    }

    fn claim(&self, claim: &'d Claim, text_hash: &str) -> ClaimRecord<'d> {
        // Ids count code points whatever unit the record has, so that they do not depend on it.
        let cue = self.offsets.spans(&claim.cue);
        let content = self.offsets.spans(&claim.content);
        let id = if self.unit == OffsetUnit::CodePoints {
            claim_id(&self.doc.article.id, text_hash, &cue, &content)
        } else {
            let points = Offsets::new(self.doc.text(), OffsetUnit::CodePoints);
            claim_id(&self.doc.article.id, text_hash, &points.spans(&claim.cue), &points.spans(&claim.content))
        };
        ClaimRecord {
            schema: SCHEMA,
            record: "claim",
            id,
            doc: &self.doc.article.id,
            offsets: self.unit_name(),
            kind: claim.kind.as_str(),
            source: (!claim.source.is_empty()).then(|| SourcePart {
                text: self.joined(&claim.source),
                spans: self.offsets.spans(&claim.source),
                form: claim.form.map(crate::claim::SourceForm::as_str),
            }),
            speaker: claim.speaker.as_ref().map(|speaker| self.speaker(speaker)),
            cue: CuePart {
                text: self.joined(&claim.cue),
                spans: cue,
                lemma: &claim.lemma,
                class: claim.class.as_str(),
            },
            content: Part { text: self.joined(&claim.content), spans: content },
            sentence: claim.sentence,
            paragraph: claim.paragraph,
            negated: claim.negated,
            mentions: claim.mentions.iter().map(|&entity| self.doc.entities[entity as usize].id.as_str()).collect(),
            confidence: claim.confidence,
            by: claim.by,
            flags: claim.flags.iter().map(|flag| flag.as_str()).collect(),
        }
    }

    fn speaker(&self, speaker: &Speaker) -> SpeakerPart<'d> {
        let nameless = |name| SpeakerPart { id: None, name: None, r#type: name, role: None, state: None, first: None };
        match speaker {
            Speaker::Group => nameless("group"),
            Speaker::Unnamed => nameless("unnamed"),
            Speaker::Document => nameless("document"),
            Speaker::Entity { entity, first } => {
                let entity: &Entity = &self.doc.entities[*entity as usize];
                SpeakerPart {
                    id: Some(&entity.id),
                    name: Some(&entity.name),
                    r#type: entity.kind.as_str(),
                    role: entity.role.as_deref(),
                    state: entity.state.as_deref(),
                    first: Some(self.offsets.span(*first)),
                }
            }
        }
    }
}
