//! The wire format `whosaid/1`: one JSON object per line, UTF-8, keys in a fixed order.
//!
//! Offsets are half-open and count Unicode code points of the article's text exactly as given after decoding; every record
//! that counts in another unit says so in `offsets`. `text` of several spans is their texts joined by one space.
//! `record.schema.json` beside this file is the JSON Schema.

mod json;
mod offsets;

pub use offsets::Offset;

use crate::Resources;
use crate::attribution::MAX_SENTENCE;
use crate::claim::{Claim, SourceForm, Speaker, Weighed, Why};
use crate::document::{Document, Entity, Mention, Sentence};
use crate::pipeline::Depth;
use crate::span::Span;
use json::Object;
use offsets::{Offsets, units};
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
        writer.article(out);
    }
    if emit.sentences {
        for (index, sentence) in doc.sentences.iter().enumerate() {
            writer.sentence(index, sentence, out);
        }
    }
    if emit.mentions {
        for mention in &doc.mentions {
            writer.mention(mention, out);
        }
    }
    if emit.claims && !doc.claims.is_empty() {
        let text_hash = text_hash(doc.text());
        for claim in &doc.claims {
            writer.claim(claim, &text_hash, out);
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
    format!("{:024x}", hasher.digest128() >> 32)
}

fn explain(why: &Why, mut part: Object<'_>) {
    match why {
        Why::Rule(rule) => part.string("rule", rule),
        Why::Features { cue, source, content, claim } => {
            for (step, features) in [("cue", cue), ("source", source), ("content", content), ("claim", claim)] {
                part.objects(step, features, |mut object, Weighed { feature, weight }| {
                    object.string("feature", feature);
                    object.real("weight", *weight);
                    object.end();
                });
            }
        }
    }
    part.end();
}

struct Writer<'d, 'a> {
    doc: &'d Document<'a>,
    resources: &'d Resources,
    offsets: Offsets<'a>,
    unit: OffsetUnit,
}

impl Writer<'_, '_> {
    fn article(&self, out: &mut Vec<u8>) {
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
        let meta = &article.meta;
        let mut record = Object::begin(out, "article");
        record.string("doc", &article.id);
        record.string_or_null("title", meta.title.as_deref());
        record.string_or_null("date", meta.date.as_deref());
        record.string_or_null("outlet", meta.outlet.as_deref());
        record.string_or_null("url", meta.url.as_deref());
        record.string_or_null("author", meta.author.as_deref());
        record.string("text_hash", &text_hash(&article.text));
        record.number("bytes", article.text.len());
        record.number("code_points", units(article.text.as_bytes(), OffsetUnit::CodePoints) as usize);
        record.string("encoding", article.encoding.as_str());
        record.number("replacements", article.replacements as usize);
        record.number("paragraphs", self.doc.paragraphs.len());
        record.number("sentences", self.doc.sentences.len());
        record.number("quotes", self.doc.quotes.len());
        record.number("mentions", self.doc.mentions.len());
        record.number("entities", self.doc.entities.len());
        record.number("claims", self.doc.claims.len());
        record.strings("warnings", warnings);
        record.end();
    }

    fn sentence(&self, index: usize, sentence: &Sentence, out: &mut Vec<u8>) {
        let mut record = Object::begin(out, "sentence");
        self.document(&mut record);
        record.number("index", index);
        record.number("paragraph", sentence.paragraph as usize);
        record.place(self.offsets.span(sentence.span));
        record.string("text", sentence.span.of(self.doc.text()));
        record.end();
    }

    fn mention(&self, mention: &Mention, out: &mut Vec<u8>) {
        let entity = mention.entity.map(|entity| &self.doc.entities[entity as usize]);
        let mut record = Object::begin(out, "mention");
        self.document(&mut record);
        record.string("text", mention.span.of(self.doc.text()));
        record.place(self.offsets.span(mention.span));
        record.string("type", mention.kind.as_str());
        record.string_or_null("entity", entity.map(|entity| &*entity.id));
        record.string_or_null("name", entity.map(|entity| &*entity.name));
        record.string("form", mention.form.as_str());
        record.real("confidence", mention.confidence);
        record.strings("candidates", mention.candidates.iter().map(|&entry| self.resources.gazetteer.id(entry)));
        record.string("by", mention.by);
        record.end();
    }

    fn claim(&self, claim: &Claim, text_hash: &str, out: &mut Vec<u8>) {
        // Ids count code points whatever unit the record has, so that they do not depend on it.
        let cue = self.offsets.spans(&claim.cue);
        let content = self.offsets.spans(&claim.content);
        let id = if self.unit == OffsetUnit::CodePoints {
            claim_id(&self.doc.article.id, text_hash, &cue, &content)
        } else {
            let points = Offsets::new(self.doc.text(), OffsetUnit::CodePoints);
            claim_id(&self.doc.article.id, text_hash, &points.spans(&claim.cue), &points.spans(&claim.content))
        };
        let mut record = Object::begin(out, "claim");
        record.string("id", &id);
        self.document(&mut record);
        record.string("kind", claim.kind.as_str());
        if claim.source.is_empty() {
            record.null("source");
        } else {
            let mut source = record.object("source");
            self.part(&mut source, &claim.source, &self.offsets.spans(&claim.source));
            source.string_or_null("form", claim.form.map(SourceForm::as_str));
            source.end();
        }
        match &claim.speaker {
            Some(speaker) => self.speaker(speaker, record.object("speaker")),
            None => record.null("speaker"),
        }
        let mut part = record.object("cue");
        self.part(&mut part, &claim.cue, &cue);
        part.string("lemma", &claim.lemma);
        part.string("class", claim.class.as_str());
        part.end();
        for (name, spans) in [("addressee", &claim.addressee), ("occasion", &claim.occasion)] {
            if spans.is_empty() {
                record.null(name);
            } else {
                let mut part = record.object(name);
                self.part(&mut part, spans, &self.offsets.spans(spans));
                part.end();
            }
        }
        let mut part = record.object("content");
        self.part(&mut part, &claim.content, &content);
        part.end();
        record.number("sentence", claim.sentence as usize);
        record.number("paragraph", claim.paragraph as usize);
        record.boolean("negated", claim.negated);
        let mentions = claim.mentions.iter().map(|&entity| &*self.doc.entities[entity as usize].id);
        record.strings("mentions", mentions);
        record.real("confidence", claim.confidence);
        record.string("by", claim.by);
        record.strings("flags", claim.flags.iter().map(|flag| flag.as_str()));
        if let Some(why) = &claim.why {
            explain(why, record.object("why"));
        }
        record.end();
    }

    fn speaker(&self, speaker: &Speaker, mut part: Object<'_>) {
        match speaker {
            Speaker::Group => part.string("type", "group"),
            Speaker::Unnamed => part.string("type", "unnamed"),
            Speaker::Document => part.string("type", "document"),
            Speaker::Entity { entity, first } => {
                let entity: &Entity = &self.doc.entities[*entity as usize];
                part.string("id", &entity.id);
                part.string("name", &entity.name);
                part.string("type", entity.kind.as_str());
                part.string_if_some("role", entity.role.as_deref());
                part.string_if_some("state", entity.state.as_deref());
                let mut place = part.object("first");
                place.place(self.offsets.span(*first));
                place.end();
            }
        }
        part.end();
    }

    /// The article's id, and the unit where it is not the usual one.
    fn document(&self, record: &mut Object<'_>) {
        record.string("doc", &self.doc.article.id);
        record.string_if_some("offsets", (self.unit != OffsetUnit::CodePoints).then(|| self.unit.as_str()));
    }

    /// The texts of several spans, joined by one space, and their places.
    fn part(&self, part: &mut Object<'_>, spans: &[Span], places: &[Offset]) {
        part.joined("text", spans.iter().map(|span| span.of(self.doc.text())));
        part.places("spans", places);
    }
}
