//! Claims as columns: what a Parquet file holds.
//!
//! The columns are the keys of claim records, parts of a claim as structs, their spans as lists of structs. Behind them stand
//! the names of the entities in `mentions`, and the title, the date, the outlet and the URL of the article, so that one file
//! answers who said what about whom, where and when.

use crate::record::{Article, Claim, Offset, Part, Records, Text};
use arrow_array::{
    ArrayRef, BooleanArray, Float32Array, ListArray, RecordBatch, StringArray, StructArray, UInt32Array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use rustc_hash::FxHashMap;
use std::sync::{Arc, LazyLock};

/// The columns.
pub(super) static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        text("id"),
        text("doc"),
        text("kind"),
        Field::new("source", DataType::Struct(SOURCE.clone()), true),
        Field::new("speaker", DataType::Struct(SPEAKER.clone()), true),
        Field::new("cue", DataType::Struct(CUE.clone()), false),
        Field::new("addressee", DataType::Struct(PART.clone()), true),
        Field::new("occasion", DataType::Struct(PART.clone()), true),
        Field::new("content", DataType::Struct(PART.clone()), false),
        Field::new("sentence", DataType::UInt32, false),
        Field::new("paragraph", DataType::UInt32, false),
        Field::new("negated", DataType::Boolean, false),
        Field::new("mentions", DataType::List(TEXT_ITEM.clone()), false),
        Field::new("confidence", DataType::Float32, false),
        text("by"),
        Field::new("flags", DataType::List(TEXT_ITEM.clone()), false),
        optional("why"),
        Field::new("mention_names", DataType::List(TEXT_ITEM.clone()), false),
        optional("title"),
        optional("date"),
        optional("outlet"),
        optional("url"),
    ]))
});

/// Columns of which nearly every value is another, so that a dictionary of them is of no use.
pub(super) const UNLIKE: [&str; 5] = ["id", "content.text", "addressee.text", "occasion.text", "why"];

static SPAN: LazyLock<Fields> = LazyLock::new(|| {
    let number = |name| Field::new(name, DataType::UInt32, false);
    vec![number("start"), number("end")].into()
});
static SPAN_ITEM: LazyLock<Arc<Field>> =
    LazyLock::new(|| Arc::new(Field::new("item", DataType::Struct(SPAN.clone()), false)));
pub(super) static TEXT_ITEM: LazyLock<Arc<Field>> = LazyLock::new(|| Arc::new(text("item")));
static PART: LazyLock<Fields> = LazyLock::new(|| vec![text("text"), spans_field()].into());
static SOURCE: LazyLock<Fields> = LazyLock::new(|| vec![text("text"), spans_field(), optional("form")].into());
static CUE: LazyLock<Fields> = LazyLock::new(|| vec![text("text"), spans_field(), text("lemma"), text("class")].into());
static SPEAKER: LazyLock<Fields> = LazyLock::new(|| {
    let first = Field::new("first", DataType::Struct(SPAN.clone()), true);
    vec![optional("id"), optional("name"), text("type"), optional("role"), optional("state"), first].into()
});

pub(super) fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, false)
}

pub(super) fn optional(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

fn spans_field() -> Field {
    Field::new("spans", DataType::List(SPAN_ITEM.clone()), false)
}

/// The claims of some documents, a row each.
pub(super) fn columns(documents: &[Records<'static>]) -> Result<RecordBatch, ArrowError> {
    let rows: Vec<Row<'_>> =
        documents.iter().flat_map(|one| one.claims.iter().map(|claim| (&one.article, claim))).collect();
    let rows = Rows(&rows);
    RecordBatch::try_new(
        SCHEMA.clone(),
        vec![
            rows.text(|(_, claim)| &claim.id),
            rows.text(|(article, _)| &article.doc),
            rows.text(|(_, claim)| &claim.kind),
            rows.source()?,
            rows.speaker()?,
            rows.cue()?,
            rows.part(|(_, claim)| claim.addressee.as_ref())?,
            rows.part(|(_, claim)| claim.occasion.as_ref())?,
            rows.part(|(_, claim)| Some(&claim.content))?,
            rows.number(|(_, claim)| claim.sentence),
            rows.number(|(_, claim)| claim.paragraph),
            Arc::new(rows.0.iter().map(|(_, claim)| Some(claim.negated)).collect::<BooleanArray>()),
            rows.texts(|(_, claim)| &claim.mentions)?,
            Arc::new(Float32Array::from_iter_values(rows.0.iter().map(|(_, claim)| claim.confidence))),
            rows.text(|(_, claim)| &claim.by),
            rows.texts(|(_, claim)| &claim.flags)?,
            rows.optional(|(_, claim)| claim.why.as_deref()),
            names(documents)?,
            rows.optional(|(article, _)| article.title.as_deref()),
            rows.optional(|(article, _)| article.date.as_deref()),
            rows.optional(|(article, _)| article.outlet.as_deref()),
            rows.optional(|(article, _)| article.url.as_deref()),
        ],
    )
}

/// The names of the entities that each claim's content names, in the order of their ids.
fn names(documents: &[Records<'static>]) -> Column {
    let mut lengths = Vec::new();
    let mut all = Vec::new();
    for records in documents {
        let names: FxHashMap<&str, &str> = records.entities.iter().map(|entity| (&*entity.id, &*entity.name)).collect();
        for claim in &records.claims {
            lengths.push(claim.mentions.len());
            all.extend(claim.mentions.iter().map(|id| names.get(&**id).copied().unwrap_or_default()));
        }
    }
    let values = StringArray::from_iter_values(all);
    let lengths = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(ListArray::try_new(TEXT_ITEM.clone(), lengths, Arc::new(values), None)?))
}

type Row<'r> = (&'r Article<'static>, &'r Claim<'static>);
type Column = Result<ArrayRef, ArrowError>;

struct Rows<'r>(&'r [Row<'r>]);

impl<'r> Rows<'r> {
    fn text(&self, of: impl Fn(&Row<'r>) -> &'r str) -> ArrayRef {
        Arc::new(StringArray::from_iter_values(self.0.iter().map(of)))
    }

    fn optional(&self, of: impl Fn(&Row<'r>) -> Option<&'r str>) -> ArrayRef {
        Arc::new(self.0.iter().map(of).collect::<StringArray>())
    }

    fn number(&self, of: impl Fn(&Row<'r>) -> u32) -> ArrayRef {
        Arc::new(UInt32Array::from_iter_values(self.0.iter().map(of)))
    }

    fn texts(&self, of: impl Fn(&Row<'r>) -> &'r [Text<'static>]) -> Column {
        let lengths = OffsetBuffer::from_lengths(self.0.iter().map(|row| of(row).len()));
        let values = StringArray::from_iter_values(self.0.iter().flat_map(&of));
        Ok(Arc::new(ListArray::try_new(TEXT_ITEM.clone(), lengths, Arc::new(values), None)?))
    }

    fn spans(&self, of: impl Fn(&Row<'r>) -> &'r [Offset]) -> Column {
        let lengths = OffsetBuffer::from_lengths(self.0.iter().map(|row| of(row).len()));
        let all = || self.0.iter().flat_map(&of);
        let starts = UInt32Array::from_iter_values(all().map(|span| span.start));
        let ends = UInt32Array::from_iter_values(all().map(|span| span.end));
        let values = StructArray::try_new(SPAN.clone(), vec![Arc::new(starts), Arc::new(ends)], None)?;
        Ok(Arc::new(ListArray::try_new(SPAN_ITEM.clone(), lengths, Arc::new(values), None)?))
    }

    /// A struct that is null where `is_some` says no.
    fn nested(&self, fields: &Fields, columns: Vec<ArrayRef>, is_some: impl Fn(&Row<'r>) -> bool) -> Column {
        let nulls = self.0.iter().map(is_some).collect::<NullBuffer>();
        Ok(Arc::new(StructArray::try_new(fields.clone(), columns, Some(nulls))?))
    }

    fn part(&self, of: impl Fn(&Row<'r>) -> Option<&'r Part<'static>>) -> Column {
        let columns = vec![
            self.text(|row| of(row).map_or("", |part| &part.text)),
            self.spans(|row| of(row).map_or(&[], |part| &part.spans))?,
        ];
        self.nested(&PART, columns, |row| of(row).is_some())
    }

    fn source(&self) -> Column {
        let of = |(_, claim): &Row<'r>| claim.source.as_ref();
        let columns = vec![
            self.text(|row| of(row).map_or("", |source| &source.text)),
            self.spans(|row| of(row).map_or(&[], |source| &source.spans))?,
            self.optional(|row| of(row)?.form.as_deref()),
        ];
        self.nested(&SOURCE, columns, |row| of(row).is_some())
    }

    fn cue(&self) -> Column {
        let columns = vec![
            self.text(|(_, claim)| &claim.cue.text),
            self.spans(|(_, claim)| &claim.cue.spans)?,
            self.text(|(_, claim)| &claim.cue.lemma),
            self.text(|(_, claim)| &claim.cue.class),
        ];
        self.nested(&CUE, columns, |_| true)
    }

    fn speaker(&self) -> Column {
        let of = |(_, claim): &Row<'r>| claim.speaker.as_ref();
        let first = |row: &Row<'r>| of(row)?.first;
        let bound =
            |end: bool| self.number(|row| first(row).map_or(0, |place| if end { place.end } else { place.start }));
        let columns = vec![
            self.optional(|row| of(row)?.id.as_deref()),
            self.optional(|row| of(row)?.name.as_deref()),
            self.text(|row| of(row).map_or("", |speaker| &speaker.kind)),
            self.optional(|row| of(row)?.role.as_deref()),
            self.optional(|row| of(row)?.state.as_deref()),
            self.nested(&SPAN, vec![bound(false), bound(true)], |row| first(row).is_some())?,
        ];
        self.nested(&SPEAKER, columns, |row| of(row).is_some())
    }
}
