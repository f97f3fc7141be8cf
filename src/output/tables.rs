//! Records as Arrow tables, one for each type of record: what the Python package hands to Arrow, pandas and Spark. Claims are
//! those of a Parquet file (`columns`); the others have the keys of their JSON records.

use super::arrow_column::{ArrowColumn, split};
use super::columns::{ColumnRows, claims};
use crate::record::{ArticleRecord, ErrorRecord, MentionRecord, RecordKind, Records, SentenceRecord};
use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, Fields, Schema, SchemaRef};
use std::sync::{Arc, LazyLock};

/// What could not be read or annotated, with the id of the article where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedArticle {
    /// The id.
    pub doc: Option<String>,
    /// Where and why.
    pub failure: ErrorRecord<'static>,
}

/// The columns of a type of record.
pub fn arrow_schema(kind: RecordKind) -> SchemaRef {
    static SCHEMAS: LazyLock<[SchemaRef; RecordKind::ALL.len()]> = LazyLock::new(|| {
        // Without records there is nothing that could fail.
        let fields = |kind| columns(kind, &[], &[]).map_or_else(|_| Fields::empty(), |columns| split(columns).0);
        RecordKind::ALL.map(|kind| Arc::new(Schema::new(fields(kind))))
    });
    SchemaRef::clone(&SCHEMAS[kind as usize])
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
    RecordBatch::try_new(arrow_schema(kind), split(columns(kind, documents, failed)?).1)
}

fn columns(
    kind: RecordKind,
    documents: &[Records<'static>],
    failed: &[FailedArticle],
) -> Result<Vec<ArrowColumn>, ArrowError> {
    match kind {
        RecordKind::Claim => claims(documents),
        RecordKind::Mention => mentions(&documents.iter().flat_map(|one| &one.mentions).collect::<Vec<_>>()),
        RecordKind::Sentence => Ok(sentences(&documents.iter().flat_map(|one| &one.sentences).collect::<Vec<_>>())),
        RecordKind::Article => articles(&documents.iter().map(|one| &one.article).collect::<Vec<_>>()),
        RecordKind::Error => Ok(errors(&failed.iter().collect::<Vec<_>>())),
    }
}

fn mentions<'r>(rows: &'r [&'r MentionRecord<'static>]) -> Result<Vec<ArrowColumn>, ArrowError> {
    let rows = ColumnRows(rows);
    Ok(vec![
        rows.text("doc", |row| &row.doc),
        rows.text("text", |row| &row.text),
        rows.number("start", |row| row.place.start),
        rows.number("end", |row| row.place.end),
        rows.text("type", |row| &row.kind),
        rows.optional("entity", |row| row.entity.as_deref()),
        rows.optional("name", |row| row.name.as_deref()),
        rows.text("form", |row| &row.form),
        rows.real("confidence", |row| row.confidence),
        rows.texts("candidates", |row| &row.candidates)?,
        rows.text("by", |row| &row.by),
    ])
}

fn sentences<'r>(rows: &'r [&'r SentenceRecord<'static>]) -> Vec<ArrowColumn> {
    let rows = ColumnRows(rows);
    vec![
        rows.text("doc", |row| &row.doc),
        rows.number("index", |row| row.index),
        rows.number("paragraph", |row| row.paragraph),
        rows.number("start", |row| row.place.start),
        rows.number("end", |row| row.place.end),
        rows.text("text", |row| &row.text),
    ]
}

fn articles<'r>(rows: &'r [&'r ArticleRecord<'static>]) -> Result<Vec<ArrowColumn>, ArrowError> {
    let rows = ColumnRows(rows);
    Ok(vec![
        rows.text("doc", |row| &row.doc),
        rows.optional("title", |row| row.title.as_deref()),
        rows.optional("date", |row| row.date.as_deref()),
        rows.optional("outlet", |row| row.outlet.as_deref()),
        rows.optional("url", |row| row.url.as_deref()),
        rows.optional("author", |row| row.author.as_deref()),
        rows.optional("meta", |row| row.meta.as_json()),
        rows.optional("language", |row| row.language.as_deref()),
        rows.text("text_hash", |row| &row.text_hash),
        rows.long("bytes", |row| row.bytes),
        rows.long("code_points", |row| row.code_points),
        rows.text("encoding", |row| &row.encoding),
        rows.number("replacements", |row| row.replacements),
        rows.number("paragraphs", |row| row.paragraphs),
        rows.number("sentences", |row| row.sentences),
        rows.number("quotes", |row| row.quotes),
        rows.number("mentions", |row| row.mentions),
        rows.number("entities", |row| row.entities),
        rows.number("claims", |row| row.claims),
        rows.texts("warnings", |row| &row.warnings)?,
    ])
}

fn errors<'r>(rows: &'r [&'r FailedArticle]) -> Vec<ArrowColumn> {
    let rows = ColumnRows(rows);
    vec![
        rows.optional("doc", |row| row.doc.as_deref()),
        rows.text("path", |row| &row.failure.path),
        rows.long("line", |row| row.failure.line),
        rows.text("cause", |row| &row.failure.cause),
    ]
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
        let options = PipelineOptions { emit: Emit::ALL, ..PipelineOptions::default() };
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
