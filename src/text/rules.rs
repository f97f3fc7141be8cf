//! The word lists that the text layer works with. Filled by [`crate::gazetteer::lexicon`] from `gazetteers/lexicons/`.

use rustc_hash::{FxHashMap, FxHashSet};

/// A set of words, matched exactly.
pub type WordSet = FxHashSet<&'static str>;

/// What the tokenizer and the sentence splitter know about words.
#[derive(Debug, Default)]
pub struct Rules {
    /// Words that keep their period.
    pub abbreviations: Abbreviations,
    /// Words that open a sentence after an abbreviation.
    pub sentence_openers: WordSet,
    /// Verb forms that can be beside a quotation.
    pub speech_verbs: WordSet,
    /// Nouns with a letter after them, in lower case: "vitamin C".
    pub lettered: WordSet,
    /// Words that no line of prose ends with, in lower case: "the", "of".
    pub unfinished: WordSet,
}

/// Whether an abbreviation can end a sentence; the classes of `abbreviations.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "explained in the header of the lexicon")]
pub enum AbbreviationClass {
    Title,
    Street,
    Suffix,
    Number,
    Word,
    Date,
    Place,
    Inner,
    Other,
}

impl AbbreviationClass {
    /// The class that the lexicon calls `name`.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "title" => Self::Title,
            "street" => Self::Street,
            "suffix" => Self::Suffix,
            "number" => Self::Number,
            "word" => Self::Word,
            "date" => Self::Date,
            "place" => Self::Place,
            "inner" => Self::Inner,
            "other" => Self::Other,
            _ => return None,
        })
    }
}

/// The abbreviations by their written form, last period included.
#[derive(Debug, Default)]
pub struct Abbreviations {
    classes: FxHashMap<&'static str, AbbreviationClass>,
}

impl Abbreviations {
    /// The class of `word`, which ends in a period; `None` if the lexicon does not have it.
    pub fn get(&self, word: &str) -> Option<AbbreviationClass> {
        self.classes.get(word).copied()
    }
}

impl FromIterator<(&'static str, AbbreviationClass)> for Abbreviations {
    fn from_iter<I: IntoIterator<Item = (&'static str, AbbreviationClass)>>(rows: I) -> Self {
        Self { classes: rows.into_iter().collect() }
    }
}
