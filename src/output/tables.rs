//! Records as Arrow tables, one for each type of record: what the Python package hands to Arrow, pandas and Spark. Claims are
//! those of a Parquet file (`columns`); the others have the keys of their JSON records.

use super::columns::{CLAIMS, TEXT_ITEM, claims, optional, text};
use crate::record::{ArticleRecord, ErrorRecord, MentionRecord, RecordKind, RecordText, Records, SentenceRecord};
use arrow_array::{ArrayRef, Float32Array, ListArray, RecordBatch, StringArray, UInt32Array, UInt64Array};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use std::sync::{Arc, LazyLock};

/// What could not be read or annotated, with the id of the article where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedArticle {
    /// The id.
    pub doc: Option<String>,
    /// Where and why.
    pub failure: ErrorRecord<'static>,
}

static MENTIONS: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        text("doc"),
        text("text"),
        number("start"),
        number("end"),
        text("type"),
        optional("entity"),
        optional("name"),
        text("form"),
        Field::new("confidence", DataType::Float32, false),
        Field::new("candidates", DataType::List(TEXT_ITEM.clone()), false),
        text("by"),
    ]))
});

static SENTENCES: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        text("doc"),
        number("index"),
        number("paragraph"),
        number("start"),
        number("end"),
        text("text"),
    ]))
});

static ARTICLES: LazyLock<SchemaRef> = LazyLock::new(|| {
    let mut fields = vec![text("doc")];
    fields.extend(["title", "date", "outlet", "url", "author"].map(optional));
    fields.push(text("text_hash"));
    fields.extend(["bytes", "code_points"].map(|name| Field::new(name, DataType::UInt64, false)));
    fields.push(text("encoding"));
    let counts = ["replacements", "paragraphs", "sentences", "quotes", "mentions", "entities", "claims"];
    fields.extend(counts.map(number));
    fields.push(Field::new("warnings", DataType::List(TEXT_ITEM.clone()), false));
    Arc::new(Schema::new(fields))
});

static ERRORS: LazyLock<SchemaRef> = LazyLock::new(|| {
    let line = Field::new("line", DataType::UInt64, false);
    Arc::new(Schema::new(vec![optional("doc"), text("path"), line, text("cause")]))
});

fn number(name: &str) -> Field {
    Field::new(name, DataType::UInt32, false)
}

/// The columns of a type of record.
#[must_use]
pub fn arrow_schema(kind: RecordKind) -> SchemaRef {
    let schema = match kind {
        RecordKind::Claim => &CLAIMS,
        RecordKind::Mention => &MENTIONS,
        RecordKind::Sentence => &SENTENCES,
        RecordKind::Article => &ARTICLES,
        RecordKind::Error => &ERRORS,
    };
    SchemaRef::clone(schema)
}

/// The records of a type, a row each.
///
/// # Errors
/// More text than offsets of 32 bits can address.
pub fn record_batch(
    kind: RecordKind,
    documents: &[Records<'static>],
    failed: &[FailedArticle],
) -> Result<RecordBatch, ArrowError> {
    match kind {
        RecordKind::Claim => claims(documents),
        RecordKind::Mention => mentions(&documents.iter().flat_map(|one| &one.mentions).collect::<Vec<_>>()),
        RecordKind::Sentence => sentences(&documents.iter().flat_map(|one| &one.sentences).collect::<Vec<_>>()),
        RecordKind::Article => articles(&documents.iter().map(|one| &one.article).collect::<Vec<_>>()),
        RecordKind::Error => errors(failed),
    }
}

fn mentions(rows: &[&MentionRecord<'static>]) -> Result<RecordBatch, ArrowError> {
    let columns = vec![
        texts(rows, |row| &row.doc),
        texts(rows, |row| &row.text),
        numbers(rows, |row| row.place.start),
        numbers(rows, |row| row.place.end),
        texts(rows, |row| &row.kind),
        optionals(rows, |row| row.entity.as_deref()),
        optionals(rows, |row| row.name.as_deref()),
        texts(rows, |row| &row.form),
        Arc::new(Float32Array::from_iter_values(rows.iter().map(|row| row.confidence))),
        lists(rows, |row| &row.candidates)?,
        texts(rows, |row| &row.by),
    ];
    RecordBatch::try_new(MENTIONS.clone(), columns)
}

fn sentences(rows: &[&SentenceRecord<'static>]) -> Result<RecordBatch, ArrowError> {
    let columns = vec![
        texts(rows, |row| &row.doc),
        numbers(rows, |row| row.index),
        numbers(rows, |row| row.paragraph),
        numbers(rows, |row| row.place.start),
        numbers(rows, |row| row.place.end),
        texts(rows, |row| &row.text),
    ];
    RecordBatch::try_new(SENTENCES.clone(), columns)
}

fn articles(rows: &[&ArticleRecord<'static>]) -> Result<RecordBatch, ArrowError> {
    let columns = vec![
        texts(rows, |row| &row.doc),
        optionals(rows, |row| row.title.as_deref()),
        optionals(rows, |row| row.date.as_deref()),
        optionals(rows, |row| row.outlet.as_deref()),
        optionals(rows, |row| row.url.as_deref()),
        optionals(rows, |row| row.author.as_deref()),
        texts(rows, |row| &row.text_hash),
        Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.bytes))),
        Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.code_points))),
        texts(rows, |row| &row.encoding),
        numbers(rows, |row| row.replacements),
        numbers(rows, |row| row.paragraphs),
        numbers(rows, |row| row.sentences),
        numbers(rows, |row| row.quotes),
        numbers(rows, |row| row.mentions),
        numbers(rows, |row| row.entities),
        numbers(rows, |row| row.claims),
        lists(rows, |row| &row.warnings)?,
    ];
    RecordBatch::try_new(ARTICLES.clone(), columns)
}

fn errors(rows: &[FailedArticle]) -> Result<RecordBatch, ArrowError> {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(rows.iter().map(|row| row.doc.as_deref()).collect::<StringArray>()),
        Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &*row.failure.path))),
        Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.failure.line))),
        Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &*row.failure.cause))),
    ];
    RecordBatch::try_new(ERRORS.clone(), columns)
}

fn texts<'r, T>(rows: &[&'r T], of: impl Fn(&'r T) -> &'r str) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(rows.iter().map(|row| of(row))))
}

fn optionals<'r, T>(rows: &[&'r T], of: impl Fn(&'r T) -> Option<&'r str>) -> ArrayRef {
    Arc::new(rows.iter().map(|row| of(row)).collect::<StringArray>())
}

fn numbers<'r, T>(rows: &[&'r T], of: impl Fn(&'r T) -> u32) -> ArrayRef {
    Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| of(row))))
}

fn lists<'r, T>(rows: &[&'r T], of: impl Fn(&'r T) -> &'r [RecordText<'static>]) -> Result<ArrayRef, ArrowError> {
    let lengths = OffsetBuffer::from_lengths(rows.iter().map(|row| of(row).len()));
    let values = StringArray::from_iter_values(rows.iter().flat_map(|row| of(row)));
    Ok(Arc::new(ListArray::try_new(TEXT_ITEM.clone(), lengths, Arc::new(values), None)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::pipeline::{PipelineOptions, Workspace, records};
    use crate::record::Emit;
    use crate::resources::{ResourceOptions, Resources};

    #[test]
    fn a_row_for_each_record() {
        let (resources, _) = Resources::load(&ResourceOptions::default()).unwrap();
        let options = PipelineOptions { emit: Emit::ALL, ..PipelineOptions::new() };
        let text = "“The port is open,” Transport Minister Ada Voss said. Russia agreed.";
        let article = crate::Article::new("a1", text);
        let records = records(&article, &resources, &options, &mut Workspace::default()).unwrap();
        let failure = ErrorRecord::of(&Error::record("news", 3, "no text"));
        let failed = [FailedArticle { doc: Some("a2".to_owned()), failure }];
        let counts = [records.claims.len(), records.mentions.len(), records.sentences.len(), 1, 1];
        assert!(counts.iter().all(|&count| count > 0), "{counts:?}");
        let documents = [records];
        for (kind, count) in RecordKind::ALL.into_iter().zip(counts) {
            let batch = record_batch(kind, &documents, &failed).unwrap();
            assert_eq!((batch.num_rows(), batch.schema()), (count, arrow_schema(kind)), "{}", kind.as_str());
        }
    }
}
