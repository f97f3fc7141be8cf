//! Articles below the surface of a JSON object: a list of them in a field (`NewsAPI`'s `articles[]`, a search engine's
//! `hits.hits[]`), an object that has them by their ids instead of a list, or the article in a field of its own (`_source`), with the metadata beside it in another.
//!
//! Names are then paths: `response.results[].fields.bodyText` is, of each object in the list `results` of `response`, the
//! field `bodyText` of `fields`; `articles[].body.blocks[].text` joins the texts of a second list as paragraphs.

use super::fields::{ArticleField, FieldName, Mapping};
use super::kept::KeptFields;
use super::probe::{Fields, ValueKind};
use super::record::{FieldValue, FieldValues};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Fields that hold the articles of a response, and those that hold a list of them.
const LISTS: [&str; 14] = [
    "articles", "results", "items", "docs", "documents", "data", "news", "stories", "hits", "value", "entries",
    "records", "posts", "response",
];

/// Fields that hold the article of an object.
const INNER: [&str; 6] = ["_source", "article", "fields", "document", "doc", "attributes"];

/// Fields that hold what is known about it.
const METADATA: [&str; 3] = ["metadata", "meta", "head"];

/// An article of a list, with its key where it is in an object instead.
pub(crate) type ListedArticle<'v> = (Option<&'v str>, &'v Value);

/// The mapping that an object suggests whose articles are not its own fields, or whose fields the user has `chosen` by path.
///
/// # Errors
/// Several fields could be the text.
pub(crate) fn mapping(object: &Value, chosen: &[FieldName]) -> Result<Option<Mapping>, String> {
    if let Some(list) = chosen.iter().find_map(|field| list_of(&field.name)) {
        let Some(all) = list_at(object, list) else { return Ok(None) };
        let inside: Vec<FieldName> = chosen.iter().map(|field| field.below(list)).collect();
        return Ok(of_list(&all, &inside)?.map(|mapping| mapping.in_list(list)));
    }
    if let Some(mapping) = of_object(object, chosen)? {
        return Ok(Some(mapping));
    }
    let mut found = Vec::new();
    for (path, all) in lists(object, "", 0) {
        if let Some(mapping) = of_list(&all, chosen)? {
            found.push(mapping.in_list(&path));
        }
    }
    if found.is_empty()
        && let Some(all) = members(object).filter(|all| all.len() > 1)
        && let Some(mapping) = of_list(&all, chosen)?
        && all.iter().all(|(_, article)| values(article, &mapping, &KeptFields::None).take_text().is_some())
    {
        return Ok(Some(mapping.in_list("")));
    }
    // Which of several lists is meant cannot be known.
    Ok(if found.len() == 1 { found.pop() } else { None })
}

/// The list in a path, `articles` of `articles[].content`.
fn list_of(path: &str) -> Option<&str> {
    path.split_once("[].").map(|(list, _)| list)
}

impl FieldName {
    /// The name of the field inside the objects of `list`.
    fn below(&self, list: &str) -> Self {
        let name = self.name.strip_prefix(list).and_then(|rest| rest.strip_prefix("[]."));
        Self { slot: self.slot, name: name.unwrap_or(&self.name).to_owned() }
    }
}

/// The lists of objects in fields that usually hold articles, each with its path.
fn lists<'v>(object: &'v Value, path: &str, depth: u32) -> Vec<(String, Vec<ListedArticle<'v>>)> {
    let mut found = Vec::new();
    for (key, value) in object.as_object().into_iter().flatten() {
        if !is_list_name(key) {
            continue;
        }
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let by_name = |fields: &Map<String, Value>| fields.keys().any(|key| is_list_name(key));
        if depth < 2 && value.as_object().is_some_and(by_name) {
            found.extend(lists(value, &path, depth + 1));
        } else if let Some(all) = members(value).filter(|all| all.first().is_some_and(|(_, first)| first.is_object())) {
            found.push((path, all));
        }
    }
    found
}

fn is_list_name(key: &str) -> bool {
    LISTS.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// What a list has in it, or an object that is used as one: all of its fields are objects.
fn members(value: &Value) -> Option<Vec<ListedArticle<'_>>> {
    match value {
        Value::Array(values) => Some(values.iter().map(|value| (None, value)).collect()),
        Value::Object(fields) if fields.values().all(Value::is_object) => {
            Some(fields.iter().map(|(key, value)| (Some(key.as_str()), value)).collect())
        }
        _ => None,
    }
}

/// How many objects of a list may add to the mapping of the first with a text.
const FILLERS: usize = 100;

/// The mapping of the objects in a list, of which the first may lack some fields.
fn of_list(all: &[ListedArticle<'_>], chosen: &[FieldName]) -> Result<Option<Mapping>, String> {
    for (index, (_, object)) in all.iter().enumerate().take(FILLERS) {
        if let Some(mut mapping) = of_object(object, chosen)? {
            all[index + 1..]
                .iter()
                .take(FILLERS)
                .filter_map(|(_, other)| other.as_object())
                .for_each(|other| fill(&mut mapping, other));
            return Ok(Some(mapping));
        }
    }
    Ok(None)
}

/// Adds parts that an object has, or what is known about it.
fn fill(mapping: &mut Mapping, object: &Map<String, Value>) {
    mapping.fill_from(&Fields::new(fields_of(object)), "");
    for key in METADATA.iter().chain(&INNER) {
        if let Some(Value::Object(fields)) = object.get(*key) {
            mapping.fill_from(&Fields::new(fields_of(fields)), key);
        }
    }
}

/// The mapping of an object with the text in a field of its own, or in one of an inner object.
fn of_object(object: &Value, chosen: &[FieldName]) -> Result<Option<Mapping>, String> {
    let Some(top) = object.as_object() else { return Ok(None) };
    let path = chosen.iter().find(|field| field.slot == ArticleField::Text && !top.contains_key(&field.name));
    let found = if let Some(text) = path {
        let mut fields = fields_of(top);
        if let Some(value) = text_at(object, &text.name) {
            fields.push((text.name.clone(), kind_of(&value)));
        }
        Mapping::of(&Fields::new(fields), chosen)?
    } else if let Some(mapping) = Mapping::of(&Fields::new(fields_of(top)), chosen)? {
        Some(mapping)
    } else {
        let mut inner = None;
        for key in INNER {
            if let (None, Some(Value::Object(fields))) = (&inner, top.get(key)) {
                inner = Mapping::of(&Fields::new(fields_of(fields)), chosen)?.map(|mapping| mapping.within(key));
            }
        }
        inner
    };
    let Some(mut mapping) = found else { return Ok(None) };
    fill(&mut mapping, top);
    Ok(Some(mapping))
}

/// True if an object has fields that only a path reaches and that may be of use.
pub(crate) fn has_metadata(fields: &Fields) -> bool {
    METADATA.iter().any(|key| fields.kind_of(key) == Some(ValueKind::Object))
}

fn fields_of(object: &Map<String, Value>) -> Vec<(String, ValueKind)> {
    object.iter().map(|(name, value)| (name.clone(), kind_of(value))).collect()
}

fn kind_of(value: &Value) -> ValueKind {
    match value {
        Value::Null => ValueKind::Null,
        Value::Bool(_) => ValueKind::Boolean,
        Value::Number(_) => ValueKind::Number,
        Value::String(text) => ValueKind::of_str(text),
        Value::Object(_) => ValueKind::Object,
        Value::Array(values) => ValueKind::of_list(values.first().map(kind_of)),
    }
}

/// The value at a path of names joined by dots; a name with a dot in it comes before a path.
fn value_at<'v>(object: &'v Value, path: &str) -> Option<&'v Value> {
    if let Some(value) = object.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    value_at(object.get(first)?, rest)
}

/// The text at a path, which may have a list of paragraphs in it: `body.blocks[].text`, `body.paragraphs[]`.
fn text_at<'v>(object: &'v Value, path: &str) -> Option<Cow<'v, Value>> {
    if let Some(value) = value_at(object, path.strip_suffix("[]").unwrap_or(path)) {
        return Some(Cow::Borrowed(value));
    }
    let (list, rest) = path.split_once("[].")?;
    let parts = list_at(object, list)?.iter().filter_map(|(_, part)| value_at(part, rest).cloned()).collect();
    Some(Cow::Owned(Value::Array(parts)))
}

/// What is in the list at a path; an empty path is the object itself.
fn list_at<'v>(object: &'v Value, path: &str) -> Option<Vec<ListedArticle<'v>>> {
    members(if path.is_empty() { object } else { value_at(object, path)? })
}

/// The articles of an object: the objects of the mapping's list, or the object itself.
pub(crate) fn articles<'v>(object: &'v Value, mapping: &Mapping) -> Option<Vec<ListedArticle<'v>>> {
    match mapping.list() {
        Some(path) => list_at(object, path),
        None => Some(vec![(None, object)]),
    }
}

/// The mapped fields of one of them.
pub(crate) fn values(object: &Value, mapping: &Mapping, keep: &KeptFields) -> FieldValues {
    let mut values = FieldValues::default();
    for slot in ArticleField::ALL {
        let Some(name) = mapping.name(slot) else { continue };
        let value = match slot {
            ArticleField::Text => text_at(object, name).map(|text| text_of(&text)),
            _ => value_at(object, name).map(field_of),
        };
        if let Some(value) = value {
            values.set(1 << slot as u8, value);
        }
    }
    for (name, value) in object.as_object().into_iter().flatten() {
        if keep.wants(name) && !mapping.reads(name) {
            values.keep(name, &value.to_string());
        }
    }
    values
}

/// A text: a string, or paragraphs.
fn text_of(value: &Value) -> Option<FieldValue> {
    match value {
        Value::String(_) => field_of(value),
        Value::Array(parts) => paragraphs(parts),
        _ => None,
    }
}

/// The text in a list of strings, or of objects with a text.
pub(crate) fn paragraphs(parts: &[Value]) -> Option<FieldValue> {
    let paragraph = |part: &Value| match part {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Object(object) => {
            let mut names = ArticleField::Text.names().iter().chain(&["paragraph", "value"]);
            names.find_map(|name| object.get(*name)?.as_str()).map(|text| text.trim().to_owned())
        }
        _ => None,
    };
    FieldValue::of_paragraphs(parts.iter().filter_map(paragraph))
}

fn field_of(value: &Value) -> Option<FieldValue> {
    match value {
        Value::String(text) => Some(FieldValue { text: text.clone(), string: true }),
        Value::Number(number) => Some(FieldValue { text: number.to_string(), string: false }),
        Value::Object(object) => object.get("name").and_then(field_of).map(|name| FieldValue { string: false, ..name }),
        Value::Array(parts) => {
            let parts: Vec<String> =
                parts.iter().filter_map(field_of).map(|part| part.text).filter(|part| !part.is_empty()).collect();
            (!parts.is_empty()).then(|| FieldValue { text: parts.join(", "), string: false })
        }
        Value::Null | Value::Bool(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, chosen: &[&str]) -> Result<Option<(String, Vec<String>)>, String> {
        let object: Value = serde_json::from_str(json).unwrap();
        let chosen: Vec<FieldName> = chosen.iter().map(|field| field.parse().unwrap()).collect();
        let Some(mapping) = mapping(&object, &chosen)? else { return Ok(None) };
        let texts = articles(&object, &mapping).unwrap().into_iter();
        let texts = texts.filter_map(|(_, one)| values(one, &mapping, &KeptFields::None).take_text()).collect();
        Ok(Some((mapping.to_string(), texts)))
    }

    #[test]
    fn known_shapes() {
        for (json, mapping, texts) in [
            (
                r#"{"status": "ok", "articles": [{"title": "A", "content": "a", "source": {"name": "P"}}, {"content": "b"}]}"#,
                "articles[]: text=content title=title outlet=source id=(file and line)",
                &["a", "b"][..],
            ),
            (
                r#"{"response": {"status": "ok", "results": [{"webUrl": "https://p/1", "fields": {"bodyText": "a"}}]}}"#,
                "response.results[]: text=fields.bodyText id=webUrl url=webUrl",
                &["a"],
            ),
            (
                r#"{"took": 1, "hits": {"total": 1, "hits": [{"_id": "7", "_source": {"text": "a", "title": "A"}}]}}"#,
                "hits.hits[]: text=_source.text id=_id title=_source.title",
                &["a"],
            ),
            (
                r#"{"status": "ok", "articles": {"x": {"title": "A", "content": "a"}, "y": {"content": "b"}}}"#,
                "articles[]: text=content title=title id=(file and line)",
                &["a", "b"],
            ),
            (r#"{"data": {"items": {"7": {"text": "a"}}}}"#, "data.items[]: text=text id=(file and line)", &["a"]),
            (r#"{"x": {"text": "a"}, "y": {"text": "b"}}"#, "[]: text=text id=(file and line)", &["a", "b"]),
            (r#"{"_id": "7", "_source": {"body": "a"}}"#, "text=_source.body id=_id", &["a"]),
            (
                r#"{"metadata": {"title": "T", "publisher": "P", "publish_date": "2021"}, "paragraphs": ["a\n", "b"]}"#,
                "text=paragraphs title=metadata.title date=metadata.publish_date outlet=metadata.publisher id=(file and line)",
                &["a\n\nb"],
            ),
        ] {
            let (found, read) = read(json, &[]).unwrap().unwrap();
            let sorted = |text: &str| {
                let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
                words.sort();
                words
            };
            assert_eq!(
                (sorted(&found), read),
                (sorted(mapping), texts.iter().map(|text| (*text).to_owned()).collect()),
                "{json}"
            );
        }
        let later =
            r#"{"articles": [{"content": null}, {"content": "a", "author": null}, {"content": "b", "author": "X"}]}"#;
        let (mapping, _) = read(later, &[]).map(Option::unwrap).unwrap_or_default();
        assert_eq!(mapping, "articles[]: text=content author=author id=(file and line)");
        for none in [
            r#"{"comments": [{"text": "a"}]}"#,
            r#"{"comments": {"text": "a"}}"#,
            r#"{"head": {"title": "A"}, "comment": {"text": "a"}}"#,
            r#"{"articles": {"page": 1, "x": {"text": "a"}}}"#,
            r#"{"articles": {}}"#,
        ] {
            assert_eq!(read(none, &[]), Ok(None), "{none}");
        }
        assert_eq!(read(r#"{"articles": [{"text": "a"}], "results": [{"text": "b"}]}"#, &[]), Ok(None));
    }

    #[test]
    fn paths_that_are_chosen() {
        let texts = |json: &str, chosen: &[&str]| read(json, chosen).unwrap().map(|(_, texts)| texts);
        assert_eq!(
            texts(r#"{"pages": [{"story": "a"}, {"story": "b"}]}"#, &["text=pages[].story"]),
            Some(vec!["a".into(), "b".into()])
        );
        assert_eq!(texts(r#"{"a": {"b": {"c": "x"}}}"#, &["text=a.b.c"]), Some(vec!["x".into()]));
        assert_eq!(texts(r#"{"parts": [{"text": "a"}, {"text": "b"}]}"#, &["text=parts"]), Some(vec!["a\n\nb".into()]));
        let blocks =
            r#"{"articles": [{"body": {"blocks": [{"t": "a"}, {"t": "b"}]}}, {"body": {"blocks": [{"t": "c"}]}}]}"#;
        let expected = Some(vec!["a\n\nb".to_owned(), "c".to_owned()]);
        assert_eq!(texts(blocks, &["text=articles[].body.blocks[].t"]), expected);
        assert_eq!(texts(r#"{"c": {"p": ["a", "b"]}}"#, &["text=c.p[]"]), Some(vec!["a\n\nb".into()]));
        let (mapping, _) = read(r#"{"p": [{"x": "a", "h": "T"}]}"#, &["text=p[].x", "title=p[].h"]).unwrap().unwrap();
        assert_eq!(mapping, "p[]: text=x title=h id=(file and line)");
        assert_eq!(texts(r#"{"a": 1}"#, &["text=b.c"]), None);
        let by_id = r#"{"feed": {"x": {"story": "a"}, "y": {"story": "b"}}}"#;
        assert_eq!(texts(by_id, &["text=feed[].story"]), Some(vec!["a".into(), "b".into()]));
    }
}
