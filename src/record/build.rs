//! A document as [`Records`].

use super::offsets::{Offsets, units};
use super::{Article, Claim, Cue, Entity, Mention, Offset, OffsetUnit, Part, Records, Sentence, Source, Speaker, Text};
use super::{Emit, claim_id, text_hash};
use crate::Resources;
use crate::attribution::MAX_SENTENCE;
use crate::claim::{self, SourceForm};
use crate::document::{self, Document};
use crate::span::Span;
use std::borrow::Cow;

/// The records of a document, with texts that it lends.
pub(super) fn borrowed<'d>(
    doc: &'d Document<'_>,
    resources: &'d Resources,
    emit: Emit,
    unit: OffsetUnit,
) -> Records<'d> {
    build(doc, resources, emit, unit, &Cow::Borrowed)
}

/// The records of a document, which it may leave behind.
pub(super) fn owned(doc: &Document<'_>, resources: &Resources, emit: Emit, unit: OffsetUnit) -> Records<'static> {
    build(doc, resources, emit, unit, &|text| Cow::Owned(text.to_owned()))
}

fn build<'d, 'r, F: Fn(&'d str) -> Text<'r>>(
    doc: &'d Document<'_>,
    resources: &'d Resources,
    emit: Emit,
    unit: OffsetUnit,
    own: &F,
) -> Records<'r> {
    let hash = text_hash(doc.text());
    let builder = Builder { doc, resources, offsets: Offsets::new(doc.text(), unit), unit, hash, own };
    let wanted = |wanted: bool, number: usize| 0..if wanted { number } else { 0 };
    Records {
        sentences: wanted(emit.sentences, doc.sentences.len()).map(|index| builder.sentence(index)).collect(),
        mentions: wanted(emit.mentions, doc.mentions.len()).map(|at| builder.mention(&doc.mentions[at])).collect(),
        claims: wanted(emit.claims, doc.claims.len()).map(|at| builder.claim(&doc.claims[at])).collect(),
        entities: doc.entities.iter().map(|entity| builder.entity(entity)).collect(),
        article: builder.article(),
    }
}

struct Builder<'d, 'a, 'o, F> {
    doc: &'d Document<'a>,
    resources: &'d Resources,
    offsets: Offsets<'d>,
    unit: OffsetUnit,
    hash: String,
    /// What is done to have a text of the document in a record.
    own: &'o F,
}

impl<'d, 'r, F: Fn(&'d str) -> Text<'r>> Builder<'d, '_, '_, F> {
    fn text(&self, text: &'d str) -> Text<'r> {
        (self.own)(text)
    }

    fn some(&self, text: Option<&'d str>) -> Option<Text<'r>> {
        text.map(self.own)
    }

    fn id(&self) -> Text<'r> {
        self.text(&self.doc.article.id)
    }

    fn article(&self) -> Article<'r> {
        let article = self.doc.article;
        let meta = &article.meta;
        let count = |number: usize| number as u32;
        Article {
            doc: self.id(),
            title: self.some(meta.title.as_deref()),
            date: self.some(meta.date.as_deref()),
            outlet: self.some(meta.outlet.as_deref()),
            url: self.some(meta.url.as_deref()),
            author: self.some(meta.author.as_deref()),
            text_hash: self.hash.clone(),
            bytes: article.text.len() as u64,
            code_points: u64::from(units(article.text.as_bytes(), OffsetUnit::CodePoints)),
            encoding: self.text(article.encoding.as_str()),
            replacements: article.replacements,
            paragraphs: count(self.doc.paragraphs.len()),
            sentences: count(self.doc.sentences.len()),
            quotes: count(self.doc.quotes.len()),
            mentions: count(self.doc.mentions.len()),
            entities: count(self.doc.entities.len()),
            claims: count(self.doc.claims.len()),
            warnings: self.warnings(),
            duplicate_of: None,
        }
    }

    fn warnings(&self) -> Vec<Text<'r>> {
        let mut warnings = Vec::new();
        if self.doc.tokens.is_empty() {
            warnings.push(Cow::Borrowed("empty-text"));
        }
        if self.doc.article.replacements > 0 {
            warnings.push(Cow::Borrowed("replaced-bytes"));
        }
        let open = self.doc.quotes.iter().zip(self.doc.quotes.iter().skip(1).map(Some).chain([None]));
        if open.into_iter().any(|(quote, next)| !quote.closed && !next.is_some_and(|next| next.continues)) {
            warnings.push(Cow::Borrowed("unclosed-quote"));
        }
        if self.doc.sentences.iter().any(|sentence| sentence.tokens.len() > MAX_SENTENCE) {
            warnings.push(Cow::Borrowed("long-sentence"));
        }
        warnings
    }

    fn sentence(&self, index: usize) -> Sentence<'r> {
        let sentence = &self.doc.sentences[index];
        Sentence {
            doc: self.id(),
            offsets: self.unit,
            index: index as u32,
            paragraph: sentence.paragraph,
            place: self.offsets.span(sentence.span),
            text: self.text(self.slice(sentence.span)),
        }
    }

    fn mention(&self, mention: &'d document::Mention) -> Mention<'r> {
        let entity = mention.entity.map(|entity| &self.doc.entities[entity as usize]);
        Mention {
            doc: self.id(),
            offsets: self.unit,
            text: self.text(self.slice(mention.span)),
            place: self.offsets.span(mention.span),
            kind: Cow::Borrowed(mention.kind.as_str()),
            entity: self.some(entity.map(|entity| &*entity.id)),
            name: self.some(entity.map(|entity| &*entity.name)),
            form: Cow::Borrowed(mention.form.as_str()),
            confidence: mention.confidence,
            candidates: mention.candidates.iter().map(|&entry| self.text(self.resources.gazetteer.id(entry))).collect(),
            by: Cow::Borrowed(mention.by.as_str()),
        }
    }

    fn entity(&self, entity: &'d document::Entity) -> Entity<'r> {
        Entity { id: self.text(&entity.id), name: self.text(&entity.name), kind: Cow::Borrowed(entity.kind.as_str()) }
    }

    fn claim(&self, claim: &'d claim::Claim) -> Claim<'r> {
        let cue = self.part(&claim.cue);
        let content = self.part(&claim.content);
        let source = (!claim.source.is_empty()).then(|| {
            let Part { text, spans } = self.part(&claim.source);
            Source { text, spans, form: claim.form.map(|form| Cow::Borrowed(SourceForm::as_str(form))) }
        });
        let some = |spans: &[Span]| (!spans.is_empty()).then(|| self.part(spans));
        Claim {
            id: self.claim_id(claim, &cue.spans, &content.spans),
            doc: self.id(),
            offsets: self.unit,
            kind: Cow::Borrowed(claim.kind.as_str()),
            source,
            speaker: claim.speaker.as_ref().map(|speaker| self.speaker(speaker)),
            cue: Cue {
                text: cue.text,
                spans: cue.spans,
                lemma: self.text(&claim.lemma),
                class: Cow::Borrowed(claim.class.as_str()),
            },
            addressee: some(&claim.addressee),
            occasion: some(&claim.occasion),
            content,
            sentence: claim.sentence,
            paragraph: claim.paragraph,
            negated: claim.negated,
            mentions: claim.mentions.iter().map(|&one| self.text(&self.doc.entities[one as usize].id)).collect(),
            confidence: claim.confidence,
            by: Cow::Borrowed(claim.by.as_str()),
            flags: claim.flags.iter().map(|flag| Cow::Borrowed(flag.as_str())).collect(),
            why: claim.why.as_deref().map(super::write::explained),
        }
    }

    /// Ids count code points whatever unit the record has, so that they do not depend on it.
    fn claim_id(&self, claim: &claim::Claim, cue: &[Offset], content: &[Offset]) -> String {
        let doc = &self.doc.article.id;
        if self.unit == OffsetUnit::CodePoints {
            return claim_id(doc, &self.hash, cue, content);
        }
        let points = Offsets::new(self.doc.text(), OffsetUnit::CodePoints);
        claim_id(doc, &self.hash, &points.spans(&claim.cue), &points.spans(&claim.content))
    }

    fn speaker(&self, speaker: &claim::Speaker) -> Speaker<'r> {
        let nameless = |kind: &'static str| Speaker { kind: Cow::Borrowed(kind), ..Speaker::default() };
        match speaker {
            claim::Speaker::Group => nameless("group"),
            claim::Speaker::Unnamed => nameless("unnamed"),
            claim::Speaker::Document => nameless("document"),
            claim::Speaker::Entity { entity, first } => {
                let entity = &self.doc.entities[*entity as usize];
                Speaker {
                    id: Some(self.text(&entity.id)),
                    name: Some(self.text(&entity.name)),
                    kind: Cow::Borrowed(entity.kind.as_str()),
                    role: self.some(entity.role.as_deref()),
                    state: self.some(entity.state.as_deref()),
                    first: Some(self.offsets.span(*first)),
                }
            }
        }
    }

    /// The texts of several spans, joined by one space, and their places.
    fn part(&self, spans: &[Span]) -> Part<'r> {
        let text = match spans {
            [span] => self.text(self.slice(*span)),
            spans => {
                let texts: Vec<&str> = spans.iter().map(|&span| self.slice(span)).collect();
                Cow::Owned(texts.join(" "))
            }
        };
        Part { text, spans: self.offsets.spans(spans) }
    }

    fn slice(&self, span: Span) -> &'d str {
        span.of(&self.doc.article.text)
    }
}
