//! Patterns for spaCy's entity ruler, JSON Lines: `label`, `pattern` (a text, or a list of tokens), `id`. Patterns with one
//! id are the names of one entity. Of token patterns, `TEXT`, `ORTH` and `LOWER` with a plain text are taken; a `LOWER`
//! word is written with a capital, because names are looked for only at capitals.

use super::draft::{EntityDraft, TableWriter};
use super::{open::ListInput, options::ImportOptions};
use crate::error::Result;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct PatternLine {
    label: String,
    pattern: Pattern,
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Pattern {
    Text(String),
    Tokens(Vec<Map<String, Value>>),
}

pub(super) fn read(input: ListInput, options: &ImportOptions<'_>, table: &mut TableWriter<'_>) -> Result<()> {
    let mut drafts: Vec<(EntityDraft, usize)> = Vec::new();
    let mut by_id: FxHashMap<(String, String), usize> = FxHashMap::default();
    let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
    let mut capitalized = 0;
    for line in input.texts() {
        let (line, number) = line?;
        let PatternLine { label, pattern, id } = match serde_json::from_str(&line) {
            Ok(read) => read,
            Err(error) => {
                table.wrong(number, format!("not a pattern: {error}"));
                continue;
            }
        };
        let Some(kind) = options.types.get("spacy", &label).or(options.kind) else {
            *left_out.entry(label).or_default() += 1;
            continue;
        };
        let name = match pattern {
            Pattern::Text(text) => text,
            Pattern::Tokens(tokens) => match words(&tokens) {
                Ok((name, lower)) => {
                    capitalized += usize::from(lower);
                    name
                }
                Err(cause) => {
                    table.wrong(number, cause);
                    continue;
                }
            },
        };
        let key = id.map(|id| (id, label));
        if let Some(&known) = key.as_ref().and_then(|key| by_id.get(key)) {
            drafts[known].0.also_called(&name);
            continue;
        }
        let mut draft = EntityDraft { kind: Some(kind), canonical: name, ..EntityDraft::default() };
        if let Some(key) = key {
            draft.id.clone_from(&key.0);
            by_id.insert(key, drafts.len());
        }
        drafts.push((draft, number));
    }
    for (label, count) in left_out {
        table.note(&format!("skipped {count} patterns with the label {label}"));
    }
    if capitalized > 0 {
        table.note(&format!("capitalized {capitalized} patterns in lower case"));
    }
    drafts.into_iter().try_for_each(|(draft, line)| table.push(draft, line))
}

/// The name that a list of tokens spells, and whether it was in lower case.
fn words(tokens: &[Map<String, Value>]) -> Result<(String, bool), String> {
    let mut name: Vec<String> = Vec::with_capacity(tokens.len());
    let mut lower = false;
    for token in tokens {
        let mut keys = token.iter();
        let (Some((key, value)), None) = (keys.next(), keys.next()) else {
            return Err(format!("a token of one condition expected, found {}", Value::Object(token.clone())));
        };
        let text = value.as_str().ok_or_else(|| format!("{key} must be a text, found {value}"))?;
        match key.to_ascii_uppercase().as_str() {
            "TEXT" | "ORTH" => name.push(text.to_owned()),
            "LOWER" => {
                lower = true;
                let mut letters = text.chars();
                name.push(letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect());
            }
            other => return Err(format!("{other} in a token pattern: only TEXT, ORTH and LOWER are names")),
        }
    }
    Ok((joined(&name), lower))
}

/// spaCy's tokens as a text: punctuation follows the word before it without a space.
fn joined(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        let clitic = word.starts_with(['\'', '’', '-', '.', ',']);
        if !text.is_empty() && !clitic && !text.ends_with('-') {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}
