//! Records as JSON: the keys in their fixed order.

use super::json::Object;
use super::{Article, Claim, Failure, Mention, Offset, OffsetUnit, Sentence, Speaker, Text};
use crate::claim::{Weighed, Why};

impl Article<'_> {
    /// Appends the record as a line.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = Object::begin(out, "article");
        record.string("doc", &self.doc);
        record.string_or_null("title", self.title.as_deref());
        record.string_or_null("date", self.date.as_deref());
        record.string_or_null("outlet", self.outlet.as_deref());
        record.string_or_null("url", self.url.as_deref());
        record.string_or_null("author", self.author.as_deref());
        record.string("text_hash", &self.text_hash);
        record.number("bytes", self.bytes as usize);
        record.number("code_points", self.code_points as usize);
        record.string("encoding", &self.encoding);
        record.number("replacements", self.replacements as usize);
        record.number("paragraphs", self.paragraphs as usize);
        record.number("sentences", self.sentences as usize);
        record.number("quotes", self.quotes as usize);
        record.number("mentions", self.mentions as usize);
        record.number("entities", self.entities as usize);
        record.number("claims", self.claims as usize);
        record.strings("warnings", self.warnings.iter().map(|warning| &**warning));
        record.string_if_some("duplicate_of", self.duplicate_of.as_deref());
        record.end();
    }
}

impl Sentence<'_> {
    /// Appends the record as a line.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = Object::begin(out, "sentence");
        document(&mut record, &self.doc, self.offsets);
        record.number("index", self.index as usize);
        record.number("paragraph", self.paragraph as usize);
        record.place(self.place);
        record.string("text", &self.text);
        record.end();
    }
}

impl Mention<'_> {
    /// Appends the record as a line.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = Object::begin(out, "mention");
        document(&mut record, &self.doc, self.offsets);
        record.string("text", &self.text);
        record.place(self.place);
        record.string("type", &self.kind);
        record.string_or_null("entity", self.entity.as_deref());
        record.string_or_null("name", self.name.as_deref());
        record.string("form", &self.form);
        record.real("confidence", self.confidence);
        record.strings("candidates", self.candidates.iter().map(|candidate| &**candidate));
        record.string("by", &self.by);
        record.end();
    }
}

impl Claim<'_> {
    /// Appends the record as a line.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = Object::begin(out, "claim");
        record.string("id", &self.id);
        document(&mut record, &self.doc, self.offsets);
        record.string("kind", &self.kind);
        match &self.source {
            Some(source) => {
                let mut object = part(&mut record, "source", &source.text, &source.spans);
                object.string_or_null("form", source.form.as_deref());
                object.end();
            }
            None => record.null("source"),
        }
        match &self.speaker {
            Some(speaker) => speaker.write(record.object("speaker")),
            None => record.null("speaker"),
        }
        let mut cue = part(&mut record, "cue", &self.cue.text, &self.cue.spans);
        cue.string("lemma", &self.cue.lemma);
        cue.string("class", &self.cue.class);
        cue.end();
        for (name, optional) in [("addressee", &self.addressee), ("occasion", &self.occasion)] {
            match optional {
                Some(one) => part(&mut record, name, &one.text, &one.spans).end(),
                None => record.null(name),
            }
        }
        part(&mut record, "content", &self.content.text, &self.content.spans).end();
        record.number("sentence", self.sentence as usize);
        record.number("paragraph", self.paragraph as usize);
        record.boolean("negated", self.negated);
        record.strings("mentions", self.mentions.iter().map(|mention| &**mention));
        record.real("confidence", self.confidence);
        record.string("by", &self.by);
        record.strings("flags", self.flags.iter().map(|flag| &**flag));
        if let Some(why) = &self.why {
            record.json("why", why);
        }
        record.end();
    }
}

impl Failure<'_> {
    /// Appends the record as a line.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut record = Object::begin(out, "error");
        record.string("path", &self.path);
        record.number("line", self.line as usize);
        record.string("cause", &self.cause);
        record.end();
    }
}

impl Speaker<'_> {
    fn write(&self, mut object: Object<'_>) {
        object.string_if_some("id", self.id.as_deref());
        object.string_if_some("name", self.name.as_deref());
        object.string("type", &self.kind);
        object.string_if_some("role", self.role.as_deref());
        object.string_if_some("state", self.state.as_deref());
        if let Some(first) = self.first {
            let mut place = object.object("first");
            place.place(first);
            place.end();
        }
        object.end();
    }
}

/// The article's id, and the unit where it is not the usual one.
fn document(record: &mut Object<'_>, doc: &Text<'_>, unit: OffsetUnit) {
    record.string("doc", doc);
    record.string_if_some("offsets", (unit != OffsetUnit::CodePoints).then(|| unit.as_str()));
}

fn part<'o>(record: &'o mut Object<'_>, key: &str, text: &Text<'_>, spans: &[Offset]) -> Object<'o> {
    let mut object = record.object(key);
    object.string("text", text);
    object.places("spans", spans);
    object
}

/// Why a claim is one, as a JSON object.
pub(super) fn explained(why: &Why) -> String {
    let mut out = Vec::new();
    let mut object = Object::nested(&mut out);
    match why {
        Why::Rule(rule) => object.string("rule", rule.as_str()),
        Why::Features { cue, source, content, claim } => {
            for (step, features) in [("cue", cue), ("source", source), ("content", content), ("claim", claim)] {
                object.objects(step, features, |mut object, Weighed { feature, weight }| {
                    object.string("feature", feature);
                    object.real("weight", *weight);
                    object.end();
                });
            }
        }
    }
    object.end();
    // Only strings went in.
    String::from_utf8_lossy(&out).into_owned()
}
