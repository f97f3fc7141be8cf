//! The articles in a JSON object.

use crate::input::field::fields::{ArticleField, Mapping};
use crate::input::field::{json, nested, probe::Fields, record::FieldValue, record::RecordFile};
use crate::input::{bytes::decode::Decoded, deliver::Delivery};

/// Reads the article of an object, or several where they are in a list of it.
pub(crate) fn read_object(file: &RecordFile, decoded: &Decoded<'_>, number: u64, out: &mut Delivery<'_>) {
    if file.mapping.nested {
        return read_nested(file, decoded, number, out);
    }
    let read = json::parse(&decoded.text, &file.mapping, &out.options.keep);
    let read = read.and_then(|mut record| match record.take_text() {
        Some(text) => Ok((record, text)),
        None => Err(no_text(&decoded.text, &file.mapping)),
    });
    match read {
        Ok((record, text)) => file.deliver(record, text, number, decoded, out),
        Err(cause) => out.failed(file.place(number), cause),
    }
}

/// The same where fields are named by paths.
fn read_nested(file: &RecordFile, decoded: &Decoded<'_>, number: u64, out: &mut Delivery<'_>) {
    let object = match serde_json::from_str(&decoded.text) {
        Ok(object) => object,
        Err(error) => return out.failed(file.place(number), crate::input::field::probe::cause(&error)),
    };
    let list = file.mapping.list();
    let Some(articles) = nested::articles(&object, &file.mapping) else {
        let list = list.unwrap_or_default();
        return out.failed(file.place(number), format!("\"{list}\" does not contain a list of articles"));
    };
    for (index, (key, article)) in articles.into_iter().enumerate() {
        let mut record = nested::values(article, &file.mapping, &out.options.keep);
        let Some(text) = record.take_text() else {
            let name = file.mapping.name(ArticleField::Text).unwrap_or_default();
            let of = list.map_or_else(String::new, |list| format!(" of {list}[{index}]"));
            out.failed(file.place(number), format!("the text field \"{name}\"{of} is missing or not a string"));
            continue;
        };
        let id = &mut record.values[ArticleField::Id as usize];
        if list.is_some() && id.as_ref().is_none_or(|id| id.text.is_empty()) {
            let text = key.map_or_else(|| format!("{}:{number}.{}", file.stem, index + 1), str::to_owned);
            *id = Some(FieldValue { text, string: true });
        }
        file.deliver(record, text, number, decoded, out);
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
