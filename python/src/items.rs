//! Python's strings and dictionaries as articles.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use whosaid::Error;
use whosaid::article::Article;
use whosaid::input::rows::{self, CellValue, RecordOrigin, RefusedRecord};
use whosaid::input::{ArticleField, ReadOptions};

/// The names of each field of an article, preferred names first.
pub(crate) fn field_names(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let names = PyDict::new(py);
    for slot in ArticleField::ALL {
        names.set_item(slot.label(), PyTuple::new(py, slot.names())?)?;
    }
    Ok(names)
}

/// True for one article, false for a collection.
pub(crate) fn is_article(item: &Bound<'_, PyAny>) -> bool {
    item.is_instance_of::<PyString>() || item.cast::<PyMapping>().is_ok()
}

/// Reads a string or dictionary as an article.
pub(crate) fn article(
    item: &Bound<'_, PyAny>,
    origin: &RecordOrigin,
    number: u64,
    options: &ReadOptions,
) -> Result<Article, Box<RefusedRecord>> {
    let refused =
        |cause: String| Box::new(RefusedRecord { doc: None, error: Error::record(&origin.path, number, cause) });
    if let Ok(mapping) = item.cast::<PyMapping>()
        && let Some(html) = page(mapping, options).map_err(|error| refused(message(error)))?
    {
        let text = |name: &str| mapping.get_item(name).ok().and_then(|value| value.extract::<String>().ok());
        return rows::page(&html, (text("id"), text("url")), origin, number, options);
    }
    let fields = if let Ok(text) = item.cast::<PyString>() {
        let chosen = options.fields.iter().find(|field| field.slot == ArticleField::Text);
        let name = chosen.map_or("text", |field| &field.name).to_owned();
        string(text).map(|text| vec![(name, CellValue::String(text))])
    } else if let Ok(mapping) = item.cast::<PyMapping>() {
        fields(mapping, options)
    } else {
        let kind = item.get_type().to_string();
        Err(format!("an article is a string or a dictionary, not {kind}"))
    };
    rows::article(fields.map_err(refused)?, origin, number, options)
}

/// The page in a dictionary with the key `html` and without a text, as a string or as bytes.
fn page(mapping: &Bound<'_, PyMapping>, options: &ReadOptions) -> PyResult<Option<Vec<u8>>> {
    let chosen = options.fields.iter().any(|field| field.slot == ArticleField::Text);
    if chosen || !mapping.contains("html")? || mapping.contains("text")? {
        return Ok(None);
    }
    let html = mapping.get_item("html")?;
    match html.cast::<PyString>() {
        Ok(text) => Ok(Some(text.to_str()?.as_bytes().to_vec())),
        Err(_) => html.extract::<Vec<u8>>().map(Some),
    }
}

/// The fields that an article may have.
fn fields(mapping: &Bound<'_, PyMapping>, options: &ReadOptions) -> Result<Vec<(String, CellValue)>, String> {
    let is_of_use = |name: &str| {
        let usual =
            || ArticleField::ALL.iter().flat_map(|slot| slot.names()).any(|known| known.eq_ignore_ascii_case(name));
        options.fields.iter().any(|field| field.name == name) || usual()
    };
    let mut fields = Vec::new();
    for item in mapping.items().map_err(message)? {
        let (name, value) = item.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>().map_err(message)?;
        let Ok(name) = name.cast::<PyString>().map_err(PyErr::from).and_then(|name| Ok(name.to_str()?.to_owned()))
        else {
            continue;
        };
        if is_of_use(&name) {
            let cell = cell(&value).map_err(|cause| format!("the field \"{name}\": {cause}"))?;
            fields.push((name, cell));
        }
    }
    Ok(fields)
}

/// Reads a value as in a JSON record; times become ISO 8601.
fn cell(value: &Bound<'_, PyAny>) -> Result<CellValue, String> {
    if value.is_none() || value.is_instance_of::<PyBool>() {
        return Ok(CellValue::Nothing);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return string(text).map(CellValue::String);
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        let number = number.value();
        return Ok(if number.is_finite() { CellValue::Made(number.to_string()) } else { CellValue::Nothing });
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let mut parts = Vec::new();
        for part in value.try_iter().map_err(message)? {
            match cell(&part.map_err(message)?)? {
                CellValue::String(part) | CellValue::Made(part) if !part.is_empty() => parts.push(part),
                _ => {}
            }
        }
        return Ok(if parts.is_empty() { CellValue::Nothing } else { CellValue::Made(parts.join(", ")) });
    }
    if let Ok(mapping) = value.cast::<PyMapping>() {
        return match mapping.get_item("name") {
            Ok(name) => Ok(match cell(&name)? {
                CellValue::String(name) => CellValue::Made(name),
                other => other,
            }),
            Err(_) => Ok(CellValue::Nothing),
        };
    }
    // A value that is not equal to itself (pandas' NaT, or NA, which raises) is missing.
    if !value.is_instance_of::<PyInt>() && !value.eq(value).unwrap_or(false) {
        return Ok(CellValue::Nothing);
    }
    let text = match value.getattr_opt("isoformat").map_err(message)? {
        Some(isoformat) => isoformat.call0().map_err(message)?.str(),
        None => value.str(),
    };
    string(&text.map_err(message)?).map(CellValue::Made)
}

/// The text of a string; lone surrogates are an error.
fn string(text: &Bound<'_, PyString>) -> Result<String, String> {
    text.to_str().map(str::to_owned).map_err(|error| format!("not valid Unicode: {error}"))
}

fn message(error: PyErr) -> String {
    error.to_string()
}
