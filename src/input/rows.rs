//! Articles from records that are in memory already: the Python package's dictionaries and Arrow tables. Fields are found by
//! name, as in files. Each record is on its own: one that lacks something asks nobody what it is called elsewhere.

use super::fields::{Mapping, Slot};
#[cfg(feature = "parquet")]
use super::jsonl::looked_for;
use super::probe::{Fields, Kind};
use super::record::{File, Record, Value};
use super::{Options, Read, decode::Decoded};
use crate::article::Article;
use crate::error::{Error, Result};

/// A value of a record in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A string, which the text must be.
    String(String),
    /// What can be written as one: the digits of a number, a date, the parts of a list joined.
    Made(String),
    /// What no article has: null, true, an empty list.
    Nothing,
}

/// What an article in memory is refused for, and its id, where it has one.
#[derive(Debug)]
pub struct Refused {
    /// The id.
    pub doc: Option<String>,
    /// Why.
    pub error: Error,
}

/// Where articles in memory are said to be: records are numbered from 1, and one without an id is called `stem:number`.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The path in messages.
    pub path: String,
    /// The beginning of ids.
    pub stem: String,
    /// True where a record without an id is refused, because its number says nothing.
    pub ids_required: bool,
}

impl Origin {
    fn file(&self, mapping: Mapping) -> File {
        File::in_memory(self.path.as_str().into(), self.stem.clone(), mapping)
    }
}

/// The article of one record.
///
/// # Errors
/// A record without a text, with several, or with one that is too long ([`Options::max_article`]).
pub fn article(
    fields: Vec<(String, Cell)>,
    origin: &Origin,
    number: u64,
    options: &Options,
) -> Result<Article, Box<Refused>> {
    let kinds = Fields::new(fields.iter().map(|(name, cell)| (name.clone(), cell.kind())));
    let mapping = Mapping::of(&kinds, &options.fields);
    let refused = |doc, cause: String| Box::new(Refused { doc, error: Error::record(&origin.path, number, cause) });
    let mapping = match mapping {
        Ok(Some(mapping)) => mapping,
        Ok(None) => {
            let id =
                Slot::Id.names().iter().find_map(|id| fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(id)));
            let doc = id.and_then(|(_, cell)| cell.value()).map(|value| value.text);
            return Err(refused(doc, format!("no text field with a string; the fields are {kinds}")));
        }
        Err(cause) => return Err(refused(None, cause)),
    };
    let mut record = Record::default();
    for (name, cell) in fields {
        let slots = mapping.slots(&name);
        if slots != 0 {
            record.set(slots, cell.into_value());
        }
    }
    let mut read = None;
    read_record(&origin.file(mapping), record, origin, number, options, &mut |result| read = Some(result));
    read.unwrap_or_else(|| Err(refused(None, "nothing could be read".to_owned())))
}

/// Hands on the article of a record, or why there is none.
fn read_record(
    file: &File,
    mut record: Record,
    origin: &Origin,
    number: u64,
    options: &Options,
    each: &mut dyn FnMut(Result<Article, Box<Refused>>),
) {
    let doc = record.values[Slot::Id as usize].as_ref().map(|value| value.text.clone()).filter(|id| !id.is_empty());
    let refuse = |cause: String| {
        let error = Error::record(&origin.path, number, cause);
        Err(Box::new(Refused { doc: doc.clone(), error }))
    };
    if doc.is_none() && origin.ids_required {
        return each(refuse("it has no id".to_owned()));
    }
    let Some(text) = record.take_text() else {
        let name = file.mapping.name(Slot::Text).unwrap_or_default();
        return each(refuse(format!("the text field \"{name}\" is null, not a string")));
    };
    file.hand_on(record, text, number, &Decoded::valid(""), options, &mut |read| match read {
        Read::Article(article) => each(Ok(article)),
        Read::Failed(error) => each(Err(Box::new(Refused { doc: doc.clone(), error }))),
        // The article's record says it too.
        Read::Warned(_) => {}
    });
}

impl Cell {
    fn kind(&self) -> Kind {
        match self {
            Self::String(_) => Kind::String,
            Self::Made(_) => Kind::Number,
            Self::Nothing => Kind::Null,
        }
    }

    fn value(&self) -> Option<Value> {
        self.clone().into_value()
    }

    fn into_value(self) -> Option<Value> {
        match self {
            Self::String(text) => Some(Value { text, string: true }),
            Self::Made(text) => Some(Value { text, string: false }),
            Self::Nothing => None,
        }
    }
}

/// The rows of an Arrow table, of which the columns are known.
#[cfg(feature = "parquet")]
#[derive(Debug)]
pub struct Rows {
    file: File,
    /// The columns of use, each with what it is as a bit set of slots.
    wanted: Vec<(usize, u8)>,
    origin: Origin,
    options: Options,
}

#[cfg(feature = "parquet")]
impl Rows {
    /// Finds the columns by their names.
    ///
    /// # Errors
    /// [`Error::Input`] where no column, or more than one, could be the text.
    pub fn new(schema: &arrow_schema::Schema, origin: Origin, options: Options) -> Result<Self> {
        let failed = |cause: String| Error::Input { path: origin.path.as_str().into(), cause };
        let kinds =
            schema.fields().iter().map(|field| (field.name().clone(), super::parquet::kind_of(field.data_type())));
        let fields = Fields::new(kinds);
        let Some(mapping) = Mapping::of(&fields, &options.fields).map_err(failed)? else {
            let looked = looked_for(&options.fields);
            return Err(failed(format!("no text column with strings: looked for {looked}; the columns are {fields}")));
        };
        let slots = schema.fields().iter().map(|field| mapping.slots(field.name())).enumerate();
        let wanted = slots.filter(|&(_, slots)| slots != 0).collect();
        Ok(Self { file: origin.file(mapping), wanted, origin, options })
    }

    /// Reads some rows of a batch, the first of which has the number `first`, and hands on each article, or why there is none.
    pub fn read(
        &self,
        batch: &arrow_array::RecordBatch,
        rows: std::ops::Range<usize>,
        first: u64,
        each: &mut dyn FnMut(Result<Article, Box<Refused>>),
    ) {
        for (number, row) in (first..).zip(rows) {
            let mut record = Record::default();
            for &(column, slots) in &self.wanted {
                record.set(slots, super::parquet::value(batch.column(column), row));
            }
            read_record(&self.file, record, &self.origin, number, &self.options, each);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(ids_required: bool) -> Origin {
        Origin { path: "-".to_owned(), stem: "text".to_owned(), ids_required }
    }

    fn read(fields: &[(&str, Cell)], ids_required: bool) -> Result<Article, Box<Refused>> {
        let fields = fields.iter().map(|(name, cell)| ((*name).to_owned(), cell.clone())).collect();
        article(fields, &origin(ids_required), 7, &Options::default())
    }

    fn string(text: &str) -> Cell {
        Cell::String(text.to_owned())
    }

    #[test]
    fn fields_are_found_by_name() {
        let fields = [("Body", string("a")), ("doc_id", Cell::Made("12".to_owned())), ("domain", string("Herald"))];
        let article = read(&fields, true).unwrap();
        assert_eq!((&*article.text, &*article.id, article.meta.outlet.as_deref()), ("a", "12", Some("Herald")));
        assert_eq!(read(&[("text", string("a"))], false).unwrap().id, "text:7");
    }

    #[test]
    fn what_is_no_article_says_why_and_which() {
        let said =
            |fields: &[(&str, Cell)]| read(fields, true).map_err(|refused| (refused.doc, refused.error.to_string()));
        let (doc, cause) = said(&[("text", Cell::Nothing), ("id", string("a1"))]).unwrap_err();
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
        let rows = Rows::new(&batch.schema(), origin(true), Options::default()).unwrap();
        let mut read = Vec::new();
        rows.read(&batch, 0..3, 11, &mut |result| {
            read.push(result.map(|article| article.id).map_err(|refused| refused.error.to_string()));
        });
        let null = "-:12: the text field \"text\" is null, not a string".to_owned();
        assert_eq!(read, [Ok("1".to_owned()), Err(null), Err("-:13: it has no id".to_owned())]);
    }
}
