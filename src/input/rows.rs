//! Articles from records that are already in memory, such as Python dictionaries and Arrow tables. Fields are found by
//! name, as in files, but for each record alone.

use super::deliver::{Delivery, ReadEvent};
#[cfg(feature = "parquet")]
use super::field::arrow;
use super::field::fields::{ArticleField, Mapping};
use super::field::probe::{Fields, ValueKind};
use super::field::record::{FieldValue, FieldValues, RecordFile};
use super::format::{self, page::WebPage};
use super::{bytes::decode::Decoded, options::ReadOptions};
use crate::article::Article;
use crate::error::{Error, Place, Result};

/// A value of a record in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellValue {
    /// A string; the text must be one.
    String(String),
    /// A value that can be written as a string: a number, a date, the joined elements of a list.
    Made(String),
    /// A value that no article has: null, a boolean, an empty list.
    Nothing,
}

/// Why an article in memory was refused, and its id if it has one.
#[derive(Debug)]
pub struct RefusedRecord {
    /// The id.
    pub doc: Option<String>,
    /// Why.
    pub error: Error,
}

/// Where articles in memory come from, for messages: records are numbered from 1, and one without an id is called
/// `stem:number`.
#[derive(Debug, Clone)]
pub struct RecordOrigin {
    /// The path in messages.
    pub path: String,
    /// The start of ids.
    pub stem: String,
    /// True to refuse records without an id, where a number would mean nothing.
    pub ids_required: bool,
}

impl RecordOrigin {
    fn file(&self, mapping: Mapping) -> RecordFile {
        RecordFile::in_memory(self.path.as_str().into(), self.stem.clone(), mapping)
    }
}

/// The article of one record.
///
/// # Errors
/// A record without a text, with several, or with one that is too long ([`ReadOptions::max_article`]).
pub fn article(
    fields: Vec<(String, CellValue)>,
    origin: &RecordOrigin,
    number: u64,
    options: &ReadOptions,
) -> Result<Article, Box<RefusedRecord>> {
    let kinds = Fields::new(fields.iter().map(|(name, cell)| (name.clone(), cell.kind())));
    let mapping = Mapping::of(&kinds, &options.fields);
    let refused =
        |doc, cause: String| Box::new(RefusedRecord { doc, error: Error::record(&origin.path, number, cause) });
    let mapping = match mapping {
        Ok(Some(mapping)) => mapping,
        Ok(None) => {
            let id = ArticleField::Id
                .names()
                .iter()
                .find_map(|id| fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(id)));
            let doc = id.and_then(|(_, cell)| cell.clone().into_value()).map(|value| value.text);
            return Err(refused(doc, format!("no text field with a string; the fields are {kinds}")));
        }
        Err(cause) => return Err(refused(None, cause)),
    };
    let mut record = FieldValues::default();
    for (name, cell) in fields {
        let slots = mapping.slots(&name);
        if slots != 0 {
            record.set(slots, cell.into_value());
        } else if let Some(value) = cell.into_value().filter(|_| options.keep.wants(&name)) {
            record.keep_text(&name, &value.text);
        }
    }
    let mut read = None;
    read_record(&origin.file(mapping), record, origin, number, options, &mut |result| read = Some(result));
    read.unwrap_or_else(|| Err(refused(None, "nothing could be read".to_owned())))
}

/// The article of a page. Its id is `stem:number` where none is given.
///
/// # Errors
/// A page that cannot be parsed, or whose text is too long ([`ReadOptions::max_article`]).
pub fn page(
    html: &[u8],
    (id, url): (Option<String>, Option<String>),
    origin: &RecordOrigin,
    number: u64,
    options: &ReadOptions,
) -> Result<Article, Box<RefusedRecord>> {
    let doc = id.clone();
    let place = Place { path: origin.path.as_str().into(), line: number };
    let id = id.unwrap_or_else(|| format!("{}:{number}", origin.stem));
    let page = WebPage { bytes: html, offset: 0, declared: None, id, url, place: place.clone() };
    let mut read = None;
    format::page::read(
        page,
        &mut Delivery::new(options, &mut |event| match event {
            ReadEvent::Article(article) => read = Some(Ok(article)),
            ReadEvent::Failed(error) => read = Some(Err(error)),
            // The article has a warning of its own.
            ReadEvent::Warned(_) => {}
        }),
    );
    let nothing = || Err(Error::Record { place, cause: "nothing could be read".to_owned() });
    read.unwrap_or_else(nothing).map_err(|error| Box::new(RefusedRecord { doc, error }))
}

/// Delivers the article of a record, or why there is none.
fn read_record(
    file: &RecordFile,
    mut record: FieldValues,
    origin: &RecordOrigin,
    number: u64,
    options: &ReadOptions,
    each: &mut dyn FnMut(Result<Article, Box<RefusedRecord>>),
) {
    let doc =
        record.values[ArticleField::Id as usize].as_ref().map(|value| value.text.clone()).filter(|id| !id.is_empty());
    let refuse = |cause: String| {
        let error = Error::record(&origin.path, number, cause);
        Err(Box::new(RefusedRecord { doc: doc.clone(), error }))
    };
    if doc.is_none() && origin.ids_required {
        return each(refuse("it has no id".to_owned()));
    }
    let Some(text) = record.take_text() else { return each(refuse(file.null_text())) };
    let mut each = |read| match read {
        ReadEvent::Article(article) => each(Ok(article)),
        ReadEvent::Failed(error) => each(Err(Box::new(RefusedRecord { doc: doc.clone(), error }))),
        // The article's record says it too.
        ReadEvent::Warned(_) => {}
    };
    file.deliver(record, text, number, &Decoded::valid(""), &mut Delivery::new(options, &mut each));
}

impl CellValue {
    fn kind(&self) -> ValueKind {
        match self {
            Self::String(_) => ValueKind::String,
            Self::Made(_) => ValueKind::Number,
            Self::Nothing => ValueKind::Null,
        }
    }

    fn into_value(self) -> Option<FieldValue> {
        match self {
            Self::String(text) => Some(FieldValue { text, string: true }),
            Self::Made(text) => Some(FieldValue { text, string: false }),
            Self::Nothing => None,
        }
    }
}

/// The rows of Arrow tables with a known schema.
#[cfg(feature = "parquet")]
#[derive(Debug)]
pub struct ArrowRows {
    file: RecordFile,
    /// The columns needed, each with what it holds as a bit set.
    wanted: Vec<(usize, u8)>,
    origin: RecordOrigin,
    options: ReadOptions,
}

#[cfg(feature = "parquet")]
impl ArrowRows {
    /// Finds the columns by their names.
    ///
    /// # Errors
    /// [`Error::Input`] where no column, or more than one, could be the text.
    pub fn new(schema: &arrow_schema::Schema, origin: RecordOrigin, options: ReadOptions) -> Result<Self> {
        let failed = |cause: String| Error::Input { path: origin.path.as_str().into(), cause };
        let (mapping, wanted) = arrow::mapping(schema, &options, "").map_err(failed)?;
        Ok(Self { file: origin.file(mapping), wanted, origin, options })
    }

    /// Reads some rows of a batch, which are numbered from `first`, and delivers each article, or why there is none.
    pub fn read(
        &self,
        batch: &arrow_array::RecordBatch,
        rows: std::ops::Range<usize>,
        first: u64,
        each: &mut dyn FnMut(Result<Article, Box<RefusedRecord>>),
    ) {
        for (number, row) in (first..).zip(rows) {
            let mut record = FieldValues::default();
            for &(column, slots) in &self.wanted {
                arrow::take(&mut record, batch.schema_ref().field(column).name(), batch.column(column), row, slots);
            }
            read_record(&self.file, record, &self.origin, number, &self.options, each);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(ids_required: bool) -> RecordOrigin {
        RecordOrigin { path: "-".to_owned(), stem: "text".to_owned(), ids_required }
    }

    fn read(fields: &[(&str, CellValue)], ids_required: bool) -> Result<Article, Box<RefusedRecord>> {
        let fields = fields.iter().map(|(name, cell)| ((*name).to_owned(), cell.clone())).collect();
        article(fields, &origin(ids_required), 7, &ReadOptions::default())
    }

    fn string(text: &str) -> CellValue {
        CellValue::String(text.to_owned())
    }

    #[test]
    fn fields_are_found_by_name() {
        let fields =
            [("Body", string("a")), ("doc_id", CellValue::Made("12".to_owned())), ("domain", string("Herald"))];
        let article = read(&fields, true).unwrap();
        assert_eq!((&*article.text, &*article.id, article.meta.outlet.as_deref()), ("a", "12", Some("Herald")));
        assert_eq!(read(&[("text", string("a"))], false).unwrap().id, "text:7");
    }

    #[test]
    fn refusals_have_a_cause_and_an_id() {
        let said = |fields: &[(&str, CellValue)]| {
            read(fields, true).map_err(|refused| (refused.doc, refused.error.to_string()))
        };
        let (doc, cause) = said(&[("text", CellValue::Nothing), ("id", string("a1"))]).unwrap_err();
        assert_eq!(doc.as_deref(), Some("a1"));
        assert!(cause.starts_with("-:7: no text field with a string"), "{cause}");
        assert_eq!(said(&[("text", string("a"))]).unwrap_err().1, "-:7: it has no id");
        assert!(said(&[("text", string("a")), ("body", string("b"))]).unwrap_err().1.contains("both text and body"));
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn rows_of_a_batch() {
        use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
        use std::sync::Arc;
        let texts: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None, Some("c")]));
        let ids: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), Some(2), None]));
        let batch = RecordBatch::try_from_iter([("text", texts), ("id", ids)]).unwrap();
        let rows = ArrowRows::new(&batch.schema(), origin(true), ReadOptions::default()).unwrap();
        let mut read = Vec::new();
        rows.read(&batch, 0..3, 11, &mut |result| {
            read.push(result.map(|article| article.id).map_err(|refused| refused.error.to_string()));
        });
        let null = "-:12: the text field \"text\" is null, not a string".to_owned();
        assert_eq!(read, [Ok("1".to_owned()), Err(null), Err("-:13: it has no id".to_owned())]);
    }
}
