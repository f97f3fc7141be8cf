//! CoNLL columns with IOB2 tags, one word per line: names in treebank text (UNER) and in CoNLL-2003 style. Called by `eval`.
//!
//! The text of a sentence is its `# text` where given, with the words found in it in order, else the words joined by
//! spaces; each sentence of a document stands on its own line, because the format does not say how they were joined.

use super::types::{GoldName, NameClass, NamedText};
use crate::error::{Error, Result};
use crate::span::Span;
use std::fs;
use std::path::Path;

/// Reads a file.
///
/// # Errors
/// A file that cannot be read, a row without tag, a word that is not in its `# text`.
pub fn read(path: &Path) -> Result<Vec<NamedText>> {
    let source = fs::read_to_string(path).map_err(|source| Error::io(path, source))?;
    parse(&source, path)
}

/// Reads IOB2 from memory; `path` is for messages.
///
/// # Errors
/// As [`read`], without the file.
pub fn parse(source: &str, path: &Path) -> Result<Vec<NamedText>> {
    let mut documents: Vec<NamedText> = Vec::new();
    let mut id = "";
    let mut text: Option<&str> = None;
    let mut rows: Vec<(&str, &str)> = Vec::new();
    let mut new_document = true;
    for (index, line) in source.lines().chain([""]).enumerate() {
        let bad = |cause: String| Error::Data { path: path.to_owned(), line: index + 1, cause };
        if let Some(comment) = line.strip_prefix("# ") {
            if let Some(value) = comment.strip_prefix("newdoc") {
                (id, new_document) = (value.trim_start_matches(" id").trim_start_matches([' ', '=']), true);
            } else if let Some(value) = comment.strip_prefix("text = ") {
                text = Some(value);
            }
        } else if line.starts_with("-DOCSTART-") {
            (id, new_document) = ("", true);
        } else if line.trim().is_empty() {
            if !rows.is_empty() {
                if new_document || documents.is_empty() {
                    documents.push(NamedText { id: id.to_owned(), text: String::new(), names: Vec::new() });
                    new_document = false;
                }
                if let Some(document) = documents.last_mut() {
                    sentence(document, text, &rows).map_err(bad)?;
                }
            }
            rows.clear();
            text = None;
        } else {
            let cells: Vec<&str> = line.split(['\t', ' ']).filter(|cell| !cell.is_empty()).collect();
            // UNER numbers its words and adds columns after the tag; CoNLL-2003 has the word first and the tag last.
            let row = match cells.as_slice() {
                [number, form, tag, ..] if number.bytes().all(|b| b.is_ascii_digit()) && is_tag(tag) => (*form, *tag),
                [form, .., tag] if is_tag(tag) => (*form, *tag),
                _ => return Err(bad(format!("a word and its IOB2 tag expected, not {line:?}"))),
            };
            rows.push(row);
        }
    }
    Ok(documents)
}

fn is_tag(cell: &str) -> bool {
    cell == "O" || cell.starts_with("B-") || cell.starts_with("I-")
}

/// Adds a sentence to a document.
fn sentence(document: &mut NamedText, text: Option<&str>, rows: &[(&str, &str)]) -> Result<(), String> {
    let joined;
    let text = if let Some(text) = text {
        text
    } else {
        joined = rows.iter().map(|(form, _)| *form).collect::<Vec<_>>().join(" ");
        &joined
    };
    if !document.text.is_empty() {
        document.text.push('\n');
    }
    let base = document.text.len();
    let mut cursor = 0;
    let mut open: Option<(&str, Span)> = None;
    let mut close = |open: Option<(&str, Span)>| {
        if let Some((label, span)) = open
            && let Some(class) = NameClass::parse(label)
        {
            document.names.push(GoldName { span, class });
        }
    };
    for (form, tag) in rows {
        let skipped = text[cursor..].len() - text[cursor..].trim_start().len();
        let start = cursor + skipped;
        if !text[start..].starts_with(form) {
            return Err(format!("{form:?} is not at its place in {text:?}"));
        }
        cursor = start + form.len();
        let span = Span::new(base + start, base + cursor);
        match (tag.split_once('-'), &mut open) {
            (Some(("I", label)), Some((of, so_far))) if label == *of => *so_far = so_far.cover(span),
            (Some((_, label)), _) => close(open.replace((label, span))),
            (None, _) => close(open.take()),
        }
    }
    close(open);
    document.text.push_str(text.trim_end());
    Ok(())
}
