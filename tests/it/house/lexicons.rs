//! The word lists validate themselves: shape of every file, and what `cues.tsv` promises in its header.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use whosaid::claim::CueClass;

/// One word list as it stands on disk.
struct Table {
    name: String,
    columns: Vec<String>,
    /// 1-based line and cells.
    rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    /// Reads a list: `#` lines, one column line, rows. Panics where the file is not of that shape.
    fn read(path: &Path) -> Self {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        assert!(text.starts_with("# "), "{name}: no `#` header that says what belongs in it");
        assert!(text.ends_with('\n') && !text.contains('\r'), "{name}: lines end with LF, the last one too");
        let mut lines = text.lines().enumerate().map(|(i, line)| (i + 1, line)).skip_while(|(_, l)| l.starts_with('#'));
        let (_, head) = lines.next().unwrap_or_else(|| panic!("{name}: no column line"));
        let split = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
        let header: String = text.lines().take_while(|line| line.starts_with('#')).collect();
        for column in split(head) {
            assert!(header.contains(&column), "{name}: the header does not explain the column {column:?}");
        }
        let rows: Vec<_> = lines.map(|(number, line)| (number, split(line))).collect();
        assert!(!rows.is_empty(), "{name}: no rows");
        Self { name, columns: split(head), rows }
    }

    fn column(&self, name: &str) -> usize {
        self.columns
            .iter()
            .position(|column| column == name)
            .unwrap_or_else(|| panic!("{}: no column {name}", self.name))
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteers/lexicons")
}

fn tables() -> Vec<Table> {
    let mut paths: Vec<_> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| Table::read(path)).collect()
}

/// Columns that identify a row: the first one, or as many as listed here.
fn key_columns(name: &str) -> usize {
    match name {
        // A lemma or a form may be a verb and a noun.
        "cues.tsv" | "irregular-forms.tsv" => 2,
        _ => 1,
    }
}

#[test]
fn every_list_has_a_header_and_sorted_unique_rows_of_its_columns() {
    let tables = tables();
    assert!(!tables.is_empty(), "no word lists found");
    for table in &tables {
        let keys = key_columns(&table.name);
        let mut before: Option<&[String]> = None;
        for (line, cells) in &table.rows {
            let name = &table.name;
            assert_eq!(cells.len(), table.columns.len(), "{name}:{line}: wrong number of columns");
            for cell in cells {
                assert_eq!(cell.trim(), cell, "{name}:{line}: blanks around {cell:?}");
            }
            let key = &cells[..keys];
            assert!(!key[0].is_empty(), "{name}:{line}: empty first column");
            if let Some(before) = before {
                assert!(
                    before < key,
                    "{name}:{line}: {key:?} after {before:?}: rows are sorted in byte order and unique"
                );
            }
            before = Some(key);
        }
    }
}

const TYPES: [&str; 5] = ["verb", "noun", "adjective", "preposition", "adverb"];
const FRAMES: [&str; 15] = [
    "quote", "that", "object", "as", "to", "for", "of", "about", "on", "with", "wh", "addressee", "to-whom", "passive",
    "noun",
];
/// Surfaces that belong to two lemmas of one type: surface, the lemmas, why.
const SHARED_FORMS: &[(&str, [&str; 2], &str)] = &[];

#[test]
fn cues_keep_what_their_header_promises() {
    let cues = Table::read(&folder().join("cues.tsv"));
    assert_eq!(cues.columns, ["lemma", "type", "class", "forms", "frames", "example"]);
    let mut of_type: BTreeMap<&str, usize> = BTreeMap::new();
    for (line, cells) in &cues.rows {
        let [lemma, kind, class, forms, frames, example] = &cells[..] else { panic!("cues.tsv:{line}") };
        assert!(TYPES.contains(&kind.as_str()), "cues.tsv:{line}: unknown type {kind:?}");
        assert!(CueClass::parse(class).is_some(), "cues.tsv:{line}: unknown class {class:?}");
        *of_type.entry(kind).or_default() += 1;

        let forms: Vec<&str> = forms.split('|').collect();
        assert_eq!(forms[0], lemma, "cues.tsv:{line}: the lemma is the first form");
        assert_eq!(forms.iter().collect::<BTreeSet<_>>().len(), forms.len(), "cues.tsv:{line}: a form stands twice");
        for form in &forms {
            assert_eq!(form.to_lowercase(), *form, "cues.tsv:{line}: forms are in lower case");
            assert!(!form.is_empty() && form.trim() == *form, "cues.tsv:{line}: form {form:?}");
        }

        let places: Vec<_> = frames
            .split('|')
            .filter(|frame| !frame.is_empty())
            .map(|frame| FRAMES.iter().position(|known| *known == frame))
            .map(|place| place.unwrap_or_else(|| panic!("cues.tsv:{line}: unknown frame in {frames:?}")))
            .collect();
        assert!(places.is_sorted_by(|a, b| a < b), "cues.tsv:{line}: frames stand in the header's order, each once");
        assert_eq!(kind == "noun", frames == "noun", "cues.tsv:{line}: nouns have the frame noun, others have not");

        let sentence = example.to_lowercase();
        assert!(
            forms.iter().any(|form| has_words(&sentence, form)),
            "cues.tsv:{line}: the example does not show {lemma:?}: {example}"
        );
    }
    assert!(of_type["verb"] >= 350 && of_type["noun"] >= 60, "{of_type:?}");
}

/// True if `words` stand in `sentence` between word boundaries.
fn has_words(sentence: &str, words: &str) -> bool {
    sentence.match_indices(words).any(|(at, _)| {
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !inside(sentence[..at].chars().next_back()) && !inside(sentence[at + words.len()..].chars().next())
    })
}

#[test]
fn no_cue_form_belongs_to_two_lemmas_of_one_type() {
    let cues = Table::read(&folder().join("cues.tsv"));
    let (lemma, kind, forms) = (cues.column("lemma"), cues.column("type"), cues.column("forms"));
    let mut owners: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (_, cells) in &cues.rows {
        for form in cells[forms].split('|') {
            owners.entry((&cells[kind], form)).or_default().push(&cells[lemma]);
        }
    }
    assert!(owners.len() > 1000, "only {} forms", owners.len());
    let mut used = BTreeSet::new();
    for ((kind, form), lemmas) in owners.iter().filter(|(_, lemmas)| lemmas.len() > 1) {
        let reason = SHARED_FORMS.iter().find(|(shared, of, _)| shared == form && of[..] == lemmas[..]);
        assert!(
            reason.is_some(),
            "{kind} form {form:?} belongs to {lemmas:?}; merge them or explain it in SHARED_FORMS"
        );
        used.insert(*form);
    }
    for (form, ..) in SHARED_FORMS {
        assert!(used.contains(form), "SHARED_FORMS explains {form:?}, which is not shared");
    }
}
