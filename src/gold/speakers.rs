//! Speakers of annotated articles as names: one JSON object for each attribution, with `doc`, `source` (spans in code
//! points), `speaker_type`, `speaker_name` and `form`. The name of a speaker is gold wherever its article has it; other names
//! of the article are not marked.

use super::types::{GoldName, NameClass, NamedText};
use crate::error::{Error, Result};
use crate::gazetteer::Lexicons;
use crate::gazetteer::word_class::NamePart;
use crate::gazetteer::word_groups::WordGroup;
use crate::record::{Offset, OffsetMap, OffsetUnit};
use crate::span::Span;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Between the names of joint speakers.
const JOINT: &str = " | ";

#[derive(Deserialize)]
struct SpeakerRow {
    doc: String,
    source: Option<Vec<[u32; 2]>>,
    speaker_type: String,
    speaker_name: Option<String>,
    form: String,
}

/// Reads `table` and its texts, `DOC.txt` in `texts`.
///
/// # Errors
/// A file that cannot be read, or a row that is not an attribution of its text.
pub fn read(table: &Path, texts: &Path, lexicons: &Lexicons) -> Result<Vec<NamedText>> {
    let source = fs::read_to_string(table).map_err(|error| Error::io(table, error))?;
    let mut articles: BTreeMap<String, Vec<SpeakerRow>> = BTreeMap::new();
    for (line, row) in (1..).zip(source.lines()).filter(|(_, row)| !row.is_empty()) {
        let row: SpeakerRow = serde_json::from_str(row).map_err(|error| Error::Data {
            path: table.to_owned(),
            line,
            cause: error.to_string(),
        })?;
        articles.entry(row.doc.clone()).or_default().push(row);
    }
    let mut found = Vec::new();
    for (id, rows) in articles {
        let path = texts.join(format!("{id}.txt"));
        let text = fs::read_to_string(&path).map_err(|error| Error::io(&path, error))?;
        let names = occurrences(&text, &forms(&rows, &text, lexicons));
        found.push(NamedText { id, text, names, partial: true });
    }
    Ok(found)
}

/// The forms in which the article names its speakers, the longest first.
fn forms(rows: &[SpeakerRow], text: &str, lexicons: &Lexicons) -> Vec<(String, NameClass)> {
    let offsets = OffsetMap::new(text, OffsetUnit::CodePoints);
    let mut forms: Vec<(String, NameClass)> = Vec::new();
    for row in rows {
        let Some(class) = NameClass::parse(&row.speaker_type) else { continue };
        for name in row.speaker_name.as_deref().unwrap_or_default().split(JOINT) {
            let name = ["the ", "The ", "a ", "an "]
                .iter()
                .fold(name.trim(), |name, word| name.strip_prefix(word).unwrap_or(name));
            // "Utah's governor" and "Leeds police" are descriptions.
            let last = name.rsplit(' ').next().unwrap_or_default();
            let proper = |word: &str| word.starts_with(|letter: char| letter.is_uppercase() || letter.is_numeric());
            if !proper(name) || !proper(last) {
                continue;
            }
            forms.push((name.to_owned(), class));
            if class == NameClass::Person {
                let is_suffix = |word: &&str| lexicons.vocabulary.look_up(word).name_part != Some(NamePart::Suffix);
                forms.extend(name.split(' ').rfind(is_suffix).map(|word| (word.to_owned(), class)));
            }
            let source = row.source.iter().flatten().filter(|_| row.form == "name");
            for &[start, end] in source {
                let Some(span) = offsets.span(Offset { start, end }) else { continue };
                forms.extend(short_form(span.of(text), name, lexicons).map(|form| (form, class)));
            }
        }
    }
    forms.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
    forms.dedup_by(|a, b| a.0 == b.0);
    forms.retain(|(form, _)| form.chars().count() > 1);
    forms
}

/// The beginning or the initials of `name` in a source: "Quill" for "Quill Peat Co.", "QPA" for "Quill Peat Agency".
fn short_form(source: &str, name: &str, lexicons: &Lexicons) -> Option<String> {
    let source: Vec<&str> = source.split_whitespace().map(bare).collect();
    let words: Vec<&str> = name.split(' ').collect();
    let legal = |word: &&&str| !lexicons.groups.has(word, WordGroup::LegalForm);
    let initials = |words: &[&str]| {
        let capitals = words.iter().filter(legal).filter_map(|word| word.chars().next());
        capitals.filter(|letter| letter.is_uppercase()).collect::<String>()
    };
    let all = initials(&words);
    let mut tail = all.chars();
    tail.next();
    let acronym = source.iter().find(|word| word.len() > 1 && (**word == all || **word == tail.as_str()));
    if let Some(acronym) = acronym {
        return Some((*acronym).to_owned());
    }
    let start = source.iter().position(|word| *word == words[0])?;
    let shared = source[start..].iter().zip(&words).take_while(|(a, b)| a == b).count();
    (shared < words.len()).then(|| source[start..start + shared].join(" "))
}

/// A word without the marks around it and without its possessive.
fn bare(word: &str) -> &str {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// Where the forms stand in the text as whole words; longer forms first.
fn occurrences(text: &str, forms: &[(String, NameClass)]) -> Vec<GoldName> {
    let mut names: Vec<GoldName> = Vec::new();
    for (form, class) in forms {
        for (start, _) in text.match_indices(form.as_str()) {
            let span = Span::new(start, start + form.len());
            let joins = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '-');
            let inside = joins(text[..start].chars().next_back()) || joins(text[start + form.len()..].chars().next());
            if !inside && !names.iter().any(|name| name.span.overlaps(span)) {
                names.push(GoldName { span, class: *class });
            }
        }
    }
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_speakers() {
        let lexicons = Lexicons::embedded().unwrap();
        let row = |name: &str, kind: &str, source: Option<[u32; 2]>| SpeakerRow {
            doc: "a".to_owned(),
            source: source.map(|span| vec![span]),
            speaker_type: kind.to_owned(),
            speaker_name: Some(name.to_owned()),
            form: "name".to_owned(),
        };
        let text =
            "Ada Voss Jr. left. Quill said Voss was right. The QPA said so. Voss-Peat is not Quill Peat Co. Vossen.";
        let rows = [
            row("Ada Voss Jr.", "person", None),
            row("Quill Peat Co.", "organization", Some([19, 24])),
            row("Quill Peat Agency", "organization", Some([46, 53])),
            row("Leeds police", "organization", None),
        ];
        let names = occurrences(text, &forms(&rows, text, &lexicons));
        let found: Vec<_> = names.iter().map(|name| (name.span.of(text), name.class.as_str())).collect();
        assert_eq!(
            found,
            [("Ada Voss Jr.", "PER"), ("Quill", "ORG"), ("Voss", "PER"), ("QPA", "ORG"), ("Quill Peat Co.", "ORG")]
        );
    }
}
