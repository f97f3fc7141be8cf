//! A document as records: what the text says of each layer, with offsets in the unit asked for.

use super::language::{ENGLISH, language};
use crate::attribution::MAX_SENTENCE;
use crate::claim::{self, Rule, SourceForm, Weighed, Why};
use crate::deadline::tick;
use crate::document::{self, Depth, Document};
use crate::gazetteer::Gazetteer;
use crate::input::{NOT_ENGLISH, WarningKind};
use crate::output::{BatchOutput, Layout};
use crate::record::{
    ArticleRecord, ClaimRecord, CueRecord, Emit, EntityRecord, Explain, Explanation, Feature, MentionRecord,
    MetaFields, Offset, OffsetMap, OffsetUnit, PartRecord, PrincipalRecord, Record as _, RecordText, Records,
    SentenceRecord, SourceRecord, SpeakerRecord, claim_id, text_hash,
};
use crate::resources::Resources;
use crate::span::Span;
use std::borrow::Cow;

/// How far the pipeline must go for these records.
pub fn depth(emit: Emit, explain: Explain) -> Depth {
    if emit.claims && explain != Explain::No {
        if explain == Explain::Features { Depth::Weighed } else { Depth::Explained }
    } else if emit.claims || emit.articles {
        Depth::Claims
    } else if emit.mentions {
        Depth::Entities
    } else {
        Depth::Text
    }
}

/// Adds the records of one document to a batch's output. Returns where its article record ends, where it has one, and what is
/// to be said about the article.
pub(super) fn add_records(
    output: &mut BatchOutput,
    doc: &Document<'_>,
    resources: &Resources,
    emit: Emit,
    unit: OffsetUnit,
) -> (Option<usize>, Option<WarningKind>) {
    if output.layout() == Layout::Rows {
        let records = owned(doc, resources, emit, unit);
        let warning = not_english(&records);
        output.add_rows(records);
        return (None, warning);
    }
    let records = borrowed(doc, resources, emit, unit);
    (output.add_lines(&records, emit), not_english(&records))
}

fn not_english(records: &Records<'_>) -> Option<WarningKind> {
    let language = records.article.language.as_deref().filter(|language| *language != ENGLISH)?;
    Some(WarningKind::NotEnglish { language: language.to_owned() })
}

/// Appends the records of one document to `out`, each ended by a line feed.
pub fn write_document(doc: &Document<'_>, resources: &Resources, emit: Emit, unit: OffsetUnit, out: &mut Vec<u8>) {
    let records = borrowed(doc, resources, emit, unit);
    if emit.articles {
        records.article.write(out);
    }
    records.sentences.iter().for_each(|sentence| sentence.write(out));
    records.mentions.iter().for_each(|mention| mention.write(out));
    records.claims.iter().for_each(|claim| claim.write(out));
}

/// The records of a document, with texts borrowed from it.
pub(super) fn borrowed<'d>(
    doc: &'d Document<'_>,
    resources: &'d Resources,
    emit: Emit,
    unit: OffsetUnit,
) -> Records<'d> {
    build(doc, resources, emit, unit, &Cow::Borrowed)
}

/// The records of a document, with texts of their own.
pub(super) fn owned(doc: &Document<'_>, resources: &Resources, emit: Emit, unit: OffsetUnit) -> Records<'static> {
    build(doc, resources, emit, unit, &|text| Cow::Owned(text.to_owned()))
}

fn build<'d, 'r, F: Fn(&'d str) -> RecordText<'r>>(
    doc: &'d Document<'_>,
    resources: &'d Resources,
    emit: Emit,
    unit: OffsetUnit,
    own: &F,
) -> Records<'r> {
    let hash = text_hash(doc.text());
    let offsets = OffsetMap::new(doc.text(), unit);
    let code_points =
        (unit != OffsetUnit::CodePoints && emit.claims).then(|| OffsetMap::new(doc.text(), OffsetUnit::CodePoints));
    let language = if emit.articles || emit.claims { language(doc, &resources.lexicons.vocabulary) } else { None };
    let gazetteer = &resources.gazetteer;
    let builder = RecordBuilder { doc, gazetteer, offsets, code_points, hash, language, own };
    let wanted = |wanted: bool, number: usize| 0..if wanted { number } else { 0 };
    Records {
        sentences: wanted(emit.sentences, doc.sentences.len()).map(|index| builder.sentence(index)).collect(),
        mentions: wanted(emit.mentions, doc.mentions.len()).map(|at| builder.mention(&doc.mentions[at])).collect(),
        claims: wanted(emit.claims, doc.claims.len()).map(|at| builder.claim(&doc.claims[at])).collect(),
        entities: doc.entities.iter().map(|entity| builder.entity(entity)).collect(),
        article: builder.article(),
    }
}

struct RecordBuilder<'d, 'a, 'o, F> {
    doc: &'d Document<'a>,
    gazetteer: &'d Gazetteer,
    offsets: OffsetMap<'d>,
    /// For the ids of claims, where the records count in another unit.
    code_points: Option<OffsetMap<'d>>,
    hash: String,
    language: Option<&'static str>,
    /// Borrows a text of the document, or copies it.
    own: &'o F,
}

impl<'d, 'r, F: Fn(&'d str) -> RecordText<'r>> RecordBuilder<'d, '_, '_, F> {
    fn text(&self, text: &'d str) -> RecordText<'r> {
        (self.own)(text)
    }

    fn some(&self, text: Option<&'d str>) -> Option<RecordText<'r>> {
        text.map(self.own)
    }

    fn id(&self) -> RecordText<'r> {
        self.text(&self.doc.article.id)
    }

    fn article(&self) -> ArticleRecord<'r> {
        let article = self.doc.article;
        let meta = &article.meta;
        let count = |number: usize| number as u32;
        ArticleRecord {
            doc: self.id(),
            title: self.some(meta.title.as_deref()),
            date: self.some(meta.date.as_deref()),
            outlet: self.some(meta.outlet.as_deref()),
            url: self.some(meta.url.as_deref()),
            author: self.some(meta.author.as_deref()),
            meta: meta.other.as_deref().map_or_else(MetaFields::default, MetaFields::new),
            language: self.language.map(Cow::Borrowed),
            text_hash: self.hash.clone(),
            bytes: article.text.len() as u64,
            code_points: u64::from(OffsetUnit::CodePoints.length(&article.text)),
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

    fn warnings(&self) -> Vec<RecordText<'r>> {
        let mut warnings = Vec::new();
        if self.doc.tokens.is_empty() {
            warnings.push(Cow::Borrowed("empty-text"));
        }
        if self.doc.article.replacements > 0 {
            warnings.push(Cow::Borrowed("replaced-bytes"));
        }
        warnings.extend(self.doc.article.warnings.iter().map(|warning| Cow::Borrowed(warning.as_str())));
        if self.language.is_some_and(|language| language != ENGLISH) {
            warnings.push(Cow::Borrowed(NOT_ENGLISH));
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

    fn sentence(&self, index: usize) -> SentenceRecord<'r> {
        tick();
        let sentence = &self.doc.sentences[index];
        SentenceRecord {
            doc: self.id(),
            offsets: self.offsets.unit(),
            index: index as u32,
            paragraph: sentence.paragraph,
            place: self.offsets.offset(sentence.span),
            text: self.text(self.slice(sentence.span)),
        }
    }

    fn mention(&self, mention: &'d document::Mention) -> MentionRecord<'r> {
        tick();
        let entity = mention.entity.map(|entity| &self.doc.entities[entity as usize]);
        MentionRecord {
            doc: self.id(),
            offsets: self.offsets.unit(),
            text: self.text(self.slice(mention.span)),
            place: self.offsets.offset(mention.span),
            kind: Cow::Borrowed(mention.kind.as_str()),
            entity: self.some(entity.map(|entity| &*entity.id)),
            name: self.some(entity.map(|entity| &*entity.name)),
            form: Cow::Borrowed(mention.form.as_str()),
            confidence: mention.confidence,
            candidates: mention.candidates.iter().map(|&entry| self.text(self.gazetteer.id(entry))).collect(),
            by: Cow::Borrowed(mention.by.as_str()),
        }
    }

    fn entity(&self, entity: &'d document::Entity) -> EntityRecord<'r> {
        tick();
        EntityRecord {
            id: self.text(&entity.id),
            name: self.text(&entity.name),
            kind: Cow::Borrowed(entity.kind.as_str()),
        }
    }

    fn claim(&self, claim: &'d claim::Claim) -> ClaimRecord<'r> {
        tick();
        let cue = self.part(&claim.cue);
        let content = self.part(&claim.content);
        let source = (!claim.source.is_empty()).then(|| {
            let PartRecord { text, spans } = self.part(&claim.source);
            SourceRecord { text, spans, form: claim.form.map(|form| Cow::Borrowed(SourceForm::as_str(form))) }
        });
        let some = |spans: &[Span]| (!spans.is_empty()).then(|| self.part(spans));
        ClaimRecord {
            id: self.claim_id(claim, &cue.spans, &content.spans),
            doc: self.id(),
            offsets: self.offsets.unit(),
            kind: Cow::Borrowed(claim.kind.as_str()),
            source,
            speaker: claim.speaker.as_ref().map(|speaker| SpeakerRecord {
                name: claim.document.map(|span| self.text(self.slice(span))).or_else(|| self.speaker(speaker).name),
                on_behalf: claim.on_behalf.map(|entity| self.principal(entity)),
                confidence: Some(claim.speaker_confidence).filter(|&sure| sure > 0.0),
                ..self.speaker(speaker)
            }),
            co_speakers: claim.co_speakers.iter().map(|speaker| self.speaker(speaker)).collect(),
            cue: CueRecord {
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
            why: claim.why.as_deref().map(|why| self.explanation(claim, why)),
        }
    }

    /// Ids count code points whatever unit the record has, so that they do not depend on it.
    fn claim_id(&self, claim: &claim::Claim, cue: &[Offset], content: &[Offset]) -> String {
        let doc = &self.doc.article.id;
        match &self.code_points {
            None => claim_id(doc, &self.hash, cue, content),
            Some(map) => claim_id(doc, &self.hash, &map.offsets(&claim.cue), &map.offsets(&claim.content)),
        }
    }

    fn explanation(&self, claim: &claim::Claim, why: &'d Why) -> Explanation<'r> {
        let features = |weighed: &'d [Weighed]| -> Vec<Feature<'r>> {
            weighed.iter().map(|one| Feature { feature: self.text(&one.feature), weight: one.weight }).collect()
        };
        let mut explanation = Explanation { sentence: self.text(&why.sentence), ..Explanation::default() };
        explanation.rule = Some(claim.by).filter(|&by| by != Rule::Engine).map(|by| Cow::Borrowed(by.as_str()));
        if let Some(heaviest) = &why.features {
            explanation.cue = features(&heaviest.cue);
            explanation.source = features(&heaviest.source);
            explanation.content = features(&heaviest.content);
            explanation.claim = features(&heaviest.claim);
        }
        explanation
    }

    fn speaker(&self, speaker: &claim::Speaker) -> SpeakerRecord<'r> {
        let nameless = |kind: &'static str| SpeakerRecord { kind: Cow::Borrowed(kind), ..SpeakerRecord::default() };
        match speaker {
            claim::Speaker::Group => nameless("group"),
            claim::Speaker::Unnamed => nameless("unnamed"),
            claim::Speaker::Document => nameless("document"),
            claim::Speaker::Entity { entity, first } => {
                let entity = &self.doc.entities[*entity as usize];
                SpeakerRecord {
                    id: Some(self.text(&entity.id)),
                    name: Some(self.text(&entity.name)),
                    kind: Cow::Borrowed(entity.kind.as_str()),
                    role: self.some(entity.role.as_deref()),
                    state: self.some(entity.state.as_deref()),
                    first: Some(self.offsets.offset(*first)),
                    gender: entity.gender.as_str().map(Cow::Borrowed),
                    gender_by: entity.gender_by.map(|by| Cow::Borrowed(by.as_str())),
                    ..SpeakerRecord::default()
                }
            }
        }
    }

    fn principal(&self, entity: u32) -> PrincipalRecord<'r> {
        let entity = &self.doc.entities[entity as usize];
        PrincipalRecord {
            id: self.text(&entity.id),
            name: self.text(&entity.name),
            kind: Cow::Borrowed(entity.kind.as_str()),
        }
    }

    /// The texts of several spans, joined by one space, and their places.
    fn part(&self, spans: &[Span]) -> PartRecord<'r> {
        let text = match spans {
            [span] => self.text(self.slice(*span)),
            spans => {
                let texts: Vec<&str> = spans.iter().map(|&span| self.slice(span)).collect();
                Cow::Owned(texts.join(" "))
            }
        };
        PartRecord { text, spans: self.offsets.offsets(spans) }
    }

    fn slice(&self, span: Span) -> &'d str {
        span.of(&self.doc.article.text)
    }
}
