//! The article in a JSON object.

use crate::input::field::fields::{ArticleField, Mapping};
use crate::input::{
    bytes::decode::Decoded, deliver::Delivery, field::json, field::probe::Fields, field::record::RecordFile,
};

/// Reads the article of an object.
pub(crate) fn read_object(file: &RecordFile, decoded: &Decoded<'_>, number: u64, out: &mut Delivery<'_>) {
    let read = json::parse(&decoded.text, &file.mapping).and_then(|mut record| match record.take_text() {
        Some(text) => Ok((record, text)),
        None => Err(no_text(&decoded.text, &file.mapping)),
    });
    match read {
        Ok((record, text)) => file.deliver(record, text, number, decoded, out),
        Err(cause) => out.failed(file.place(number), cause),
    }
}

/// Why a valid object has no text.
fn no_text(object: &str, mapping: &Mapping) -> String {
    let name = mapping.name(ArticleField::Text).unwrap_or_default();
    match Fields::parse(object).map(|fields| (fields.kind_of(name), fields)) {
        Ok((Some(kind), _)) => format!("the text field \"{name}\" is {kind}, not a string"),
        Ok((None, fields)) => format!("no text field \"{name}\"; the fields are {fields}"),
        Err(cause) => cause,
    }
}
