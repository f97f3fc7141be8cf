//! Claims as columns: what a Parquet file holds.
//!
//! The columns are the keys of claim records, parts of a claim as structs, their spans as lists of structs. They are followed
//! by the names of the entities in `mentions`, and the title, the date, the outlet and the URL of the article, so that one
//! file answers who said what about whom, where and when.

use super::arrow_column::{ArrowColumn, column, nested, split};
use super::speaker_columns;
use crate::record::{ArticleRecord, ClaimRecord, Explanation, Offset, PartRecord, RecordText, Records};
use arrow_array::{BooleanArray, Float32Array, ListArray, StringArray, StructArray, UInt32Array, UInt64Array};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, Field};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Columns in which nearly every value is different, so that a dictionary would not help.
pub(super) const UNLIKE: [&str; 5] = ["id", "content.text", "addressee.text", "occasion.text", "why"];

/// The columns of the claims of some documents, a row each, in order.
pub(super) fn claims(documents: &[Records<'static>]) -> Result<Vec<ArrowColumn>, ArrowError> {
    let rows: Vec<ClaimOfArticle<'_>> =
        documents.iter().flat_map(|one| one.claims.iter().map(|claim| (&one.article, claim))).collect();
    let rows = ColumnRows(&rows);
    let why = |why: &Explanation<'_>| serde_json::to_string(why).unwrap_or_default();
    let why: StringArray = rows.0.iter().map(|(_, claim)| claim.why.as_ref().map(why)).collect();
    Ok(vec![
        rows.text("id", |(_, claim)| &claim.id),
        rows.text("doc", |(article, _)| &article.doc),
        rows.text("kind", |(_, claim)| &claim.kind),
        rows.source()?,
        speaker_columns::speaker(&rows.0.iter().map(|(_, claim)| claim.speaker.as_ref()).collect::<Vec<_>>())?,
        speaker_columns::co_speakers(rows.0.iter().map(|(_, claim)| claim.co_speakers.as_slice()))?,
        rows.cue()?,
        rows.part("addressee", true, |(_, claim)| claim.addressee.as_ref())?,
        rows.part("occasion", true, |(_, claim)| claim.occasion.as_ref())?,
        rows.part("content", false, |(_, claim)| Some(&claim.content))?,
        rows.number("sentence", |(_, claim)| claim.sentence),
        rows.number("paragraph", |(_, claim)| claim.paragraph),
        column("negated", false, rows.0.iter().map(|(_, claim)| Some(claim.negated)).collect::<BooleanArray>()),
        rows.texts("mentions", |(_, claim)| &claim.mentions)?,
        rows.real("confidence", |(_, claim)| claim.confidence),
        rows.text("by", |(_, claim)| &claim.by),
        rows.texts("flags", |(_, claim)| &claim.flags)?,
        column("why", true, why),
        names(documents)?,
        rows.optional("title", |(article, _)| article.title.as_deref()),
        rows.optional("date", |(article, _)| article.date.as_deref()),
        rows.optional("outlet", |(article, _)| article.outlet.as_deref()),
        rows.optional("url", |(article, _)| article.url.as_deref()),
    ])
}

/// The names of the entities in each claim's content, in the order of their ids.
fn names(documents: &[Records<'static>]) -> Result<ArrowColumn, ArrowError> {
    let mut lengths = Vec::new();
    let mut all = Vec::new();
    for records in documents {
        let names: FxHashMap<&str, &str> = records.entities.iter().map(|entity| (&*entity.id, &*entity.name)).collect();
        for claim in &records.claims {
            lengths.push(claim.mentions.len());
            all.extend(claim.mentions.iter().map(|id| names.get(&**id).copied().unwrap_or_default()));
        }
    }
    text_lists("mention_names", lengths, all)
}

type ClaimOfArticle<'r> = (&'r ArticleRecord<'static>, &'r ClaimRecord<'static>);
fn text_lists(
    name: &str,
    lengths: impl IntoIterator<Item = usize>,
    values: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<ArrowColumn, ArrowError> {
    lists(name, lengths, StringArray::from_iter_values(values))
}

fn lists(
    name: &str,
    lengths: impl IntoIterator<Item = usize>,
    values: impl arrow_array::Array + 'static,
) -> Result<ArrowColumn, ArrowError> {
    let item = Arc::new(Field::new("item", values.data_type().clone(), false));
    let lengths = OffsetBuffer::from_lengths(lengths);
    Ok(column(name, false, ListArray::try_new(item, lengths, Arc::new(values), None)?))
}

/// Rows that columns are made of, each from a function of the row.
pub(super) struct ColumnRows<'r, T>(pub(super) &'r [T]);

impl<'r, T: Copy> ColumnRows<'r, T> {
    fn each<V>(&self, of: impl Fn(T) -> V) -> impl Iterator<Item = V> {
        self.0.iter().map(move |row| of(*row))
    }

    pub(super) fn text(&self, name: &str, of: impl Fn(T) -> &'r str) -> ArrowColumn {
        column(name, false, StringArray::from_iter_values(self.each(of)))
    }

    pub(super) fn optional(&self, name: &str, of: impl Fn(T) -> Option<&'r str>) -> ArrowColumn {
        column(name, true, self.each(of).collect::<StringArray>())
    }

    pub(super) fn number(&self, name: &str, of: impl Fn(T) -> u32) -> ArrowColumn {
        column(name, false, UInt32Array::from_iter_values(self.each(of)))
    }

    pub(super) fn long(&self, name: &str, of: impl Fn(T) -> u64) -> ArrowColumn {
        column(name, false, UInt64Array::from_iter_values(self.each(of)))
    }

    pub(super) fn real(&self, name: &str, of: impl Fn(T) -> f32) -> ArrowColumn {
        column(name, false, Float32Array::from_iter_values(self.each(of)))
    }

    pub(super) fn texts(
        &self,
        name: &str,
        of: impl Fn(T) -> &'r [RecordText<'static>],
    ) -> Result<ArrowColumn, ArrowError> {
        text_lists(name, self.each(|row| of(row).len()), self.each(&of).flatten())
    }

    fn spans(&self, of: impl Fn(T) -> &'r [Offset]) -> Result<ArrowColumn, ArrowError> {
        let all = || self.each(&of).flatten();
        let starts = UInt32Array::from_iter_values(all().map(|span| span.start));
        let ends = UInt32Array::from_iter_values(all().map(|span| span.end));
        let (fields, columns) = split(vec![column("start", false, starts), column("end", false, ends)]);
        lists("spans", self.each(|row| of(row).len()), StructArray::try_new(fields, columns, None)?)
    }

    /// A struct that is null in the rows where `is_some` is false.
    fn nested(
        &self,
        name: &str,
        nullable: bool,
        columns: Vec<ArrowColumn>,
        is_some: impl Fn(T) -> bool,
    ) -> Result<ArrowColumn, ArrowError> {
        nested(name, nullable, columns, self.each(is_some).collect())
    }
}

impl<'r> ColumnRows<'r, ClaimOfArticle<'r>> {
    fn part(
        &self,
        name: &str,
        nullable: bool,
        of: impl Fn(ClaimOfArticle<'r>) -> Option<&'r PartRecord<'static>>,
    ) -> Result<ArrowColumn, ArrowError> {
        let columns = vec![
            self.text("text", |row| of(row).map_or("", |part| &part.text)),
            self.spans(|row| of(row).map_or(&[], |part| &part.spans))?,
        ];
        self.nested(name, nullable, columns, |row| of(row).is_some())
    }

    fn source(&self) -> Result<ArrowColumn, ArrowError> {
        let of = |(_, claim): ClaimOfArticle<'r>| claim.source.as_ref();
        let columns = vec![
            self.text("text", |row| of(row).map_or("", |source| &source.text)),
            self.spans(|row| of(row).map_or(&[], |source| &source.spans))?,
            self.optional("form", |row| of(row)?.form.as_deref()),
        ];
        self.nested("source", true, columns, |row| of(row).is_some())
    }

    fn cue(&self) -> Result<ArrowColumn, ArrowError> {
        let columns = vec![
            self.text("text", |(_, claim)| &claim.cue.text),
            self.spans(|(_, claim)| &claim.cue.spans)?,
            self.text("lemma", |(_, claim)| &claim.cue.lemma),
            self.text("class", |(_, claim)| &claim.cue.class),
        ];
        self.nested("cue", false, columns, |_| true)
    }
}
