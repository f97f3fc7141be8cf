//! Word lists. The files in `gazetteers/lexicons/` say in their headers what belongs in them; this reads them.

use super::cue::Cues;
use super::tsv::Table;
use crate::error::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

/// Every word list, loaded once.
#[derive(Debug)]
pub struct Lexicons {
    /// Words that keep their period.
    pub abbreviations: Abbreviations,
    /// Words that open a sentence behind an abbreviation.
    pub sentence_openers: WordSet,
    /// Words that attribute.
    pub cues: Cues,
}

/// A set of words, matched exactly.
pub type WordSet = FxHashSet<&'static str>;

/// Whether an abbreviation can end a sentence; the classes of `abbreviations.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "explained in the header of the lexicon")]
pub enum AbbreviationClass {
    Title,
    Suffix,
    Number,
    Date,
    Place,
    Inner,
    Other,
}

/// The abbreviations by their written form, last period included.
#[derive(Debug, Default)]
pub struct Abbreviations {
    classes: FxHashMap<&'static str, AbbreviationClass>,
}

impl Abbreviations {
    /// The class of `word`, which ends in a period; `None` if the lexicon does not have it.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<AbbreviationClass> {
        self.classes.get(word).copied()
    }
}

macro_rules! embedded {
    ($name:literal) => {
        (Path::new(concat!("gazetteers/lexicons/", $name)), include_str!(concat!("../../gazetteers/lexicons/", $name)))
    };
}

impl Lexicons {
    /// The lexicons that are built into the program.
    ///
    /// # Errors
    /// A lexicon with a broken row: a defect of the build, which the tests would have caught.
    pub fn embedded() -> Result<Self> {
        Ok(Self {
            abbreviations: abbreviations(embedded!("abbreviations.tsv"))?,
            sentence_openers: words(embedded!("sentence-openers.tsv"))?,
            cues: {
                let (path, text) = embedded!("cues.tsv");
                Cues::parse(path, text)?
            },
        })
    }
}

fn words((path, text): (&'static Path, &'static str)) -> Result<WordSet> {
    let table = Table::parse(path, text, &["word"])?;
    let column = table.column("word");
    table.rows().map(|row| Ok(row?.get(column))).collect()
}

fn abbreviations((path, text): (&'static Path, &'static str)) -> Result<Abbreviations> {
    let table = Table::parse(path, text, &["abbreviation", "class"])?;
    let (word, class) = (table.column("abbreviation"), table.column("class"));
    let mut classes = FxHashMap::default();
    for row in table.rows() {
        let row = row?;
        let parsed = match row.get(class) {
            "title" => AbbreviationClass::Title,
            "suffix" => AbbreviationClass::Suffix,
            "number" => AbbreviationClass::Number,
            "date" => AbbreviationClass::Date,
            "place" => AbbreviationClass::Place,
            "inner" => AbbreviationClass::Inner,
            "other" => AbbreviationClass::Other,
            other => return Err(table.error(row.line, format!("unknown class {other:?}"))),
        };
        classes.insert(row.get(word), parsed);
    }
    Ok(Abbreviations { classes })
}
