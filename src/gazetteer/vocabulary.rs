//! Every word of every lexicon in one table, so that a token is looked up once and all later questions about it are array
//! accesses. Built by [`super::lexicon`]; [`Vocabulary::mark`] is the first thing that happens to a document behind the
//! text layer.
//!
//! A word is found by the hash of its normal form, which the tokenizer leaves; how it is spelled picks one of the row's
//! answers. Words of which the lexicons say the same share one answer, so that what is asked again and again fits the
//! first cache.

use super::cue::CueList;
use super::hash::foldable;
use super::lexicon::{Function, GivenName, HeadPosition, NamePart, Nominal, NotName};
use crate::document::{Case, Document, Token, WordId};
use crate::text::form;
use rustc_hash::FxHashMap;

/// What the lexicons know about a word as it is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[allow(clippy::struct_excessive_bools, reason = "each is one lexicon's answer")]
pub struct WordInfo {
    /// Closed word class; also of a capitalised function word.
    pub function: Option<Function>,
    /// A given name.
    pub given: Option<GivenName>,
    /// A family name, and whether it is a common word too.
    pub surname: Option<bool>,
    /// The head of an organization's name.
    pub head: Option<HeadPosition>,
    /// No (part of a) name, though capitalised.
    pub not_name: Option<NotName>,
    /// "von", "Jr.".
    pub name_part: Option<NamePart>,
    /// The head of a source without a name; also capitalised.
    pub nominal: Option<Nominal>,
    /// Opens a sentence behind an abbreviation.
    pub opener: bool,
    /// A verb form that can stand beside a quotation.
    pub speech_verb: bool,
    /// May stand before a title.
    pub title_modifier: bool,
    /// The last word of a title.
    pub ends_title: bool,
    /// The cues that begin with it, also capitalised (see [`super::cue::Cues::find`]).
    pub cues: CueList,
    /// "Thursday".
    pub weekday: bool,
    /// "Peninsula".
    pub geographic: bool,
}

/// What the lexicons say of a form in each spelling, as numbers of answers; 0 where they do not have it.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    /// Hash of the form; 0 in an empty row.
    hash: u64,
    lower: u16,
    title: u16,
    upper: u16,
    /// In capitals it may be a word set so, rather than an acronym.
    folds: bool,
}

/// The words; see above.
#[derive(Debug)]
pub struct Vocabulary {
    /// An open-addressing table.
    rows: Vec<Row>,
    /// What spellings with a capital inside mean, "McCain": too few for a place in each row.
    mixed: FxHashMap<Box<str>, u16>,
    /// The answers.
    infos: Vec<WordInfo>,
}

/// How a word is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Spelling {
    Lower,
    Title,
    Upper,
    Mixed,
}

impl Spelling {
    fn of(word: &str) -> Self {
        let mut letters = word.chars();
        let capital = letters.next().is_some_and(char::is_uppercase);
        let inner = letters.any(char::is_uppercase);
        let small = word.contains(char::is_lowercase);
        match (capital, inner) {
            (true, _) if !small => Self::Upper,
            (_, true) => Self::Mixed,
            (true, false) => Self::Title,
            (false, false) => Self::Lower,
        }
    }
}

/// Where the row with this hash stands, or the empty row where it would.
#[inline]
fn find(rows: &[Row], hash: u64) -> usize {
    let mask = rows.len() - 1;
    let mut at = (hash >> 20) as usize & mask;
    while rows[at].hash != hash && rows[at].hash != 0 {
        at = (at + 1) & mask;
    }
    at
}

impl Vocabulary {
    /// What is known about a word of a marked document.
    #[inline]
    #[must_use]
    pub fn info(&self, word: WordId) -> &WordInfo {
        &self.infos[word.0 as usize]
    }

    /// What is known about a word as it is written.
    #[must_use]
    pub fn look_up(&self, word: &str) -> &WordInfo {
        let row = self.rows[find(&self.rows, form::hash_of_word(word))];
        let answer = match Spelling::of(word) {
            Spelling::Lower => row.lower,
            Spelling::Title => row.title,
            Spelling::Upper => row.upper,
            Spelling::Mixed => self.mixed.get(word).copied().unwrap_or(0),
        };
        self.info(WordId(u32::from(answer)))
    }

    /// Fills `doc.words`.
    pub fn mark(&self, doc: &mut Document<'_>) {
        let mut words = Vec::with_capacity(doc.tokens.len());
        for (token, &hash) in doc.tokens.iter().zip(&doc.hashes) {
            words.push(self.id(*token, hash, doc.text()));
        }
        doc.words = words;
    }

    #[inline]
    fn id(&self, token: Token, hash: u64, text: &str) -> WordId {
        if token.mixed {
            return WordId(u32::from(self.mixed.get(token.span().of(text)).copied().unwrap_or(0)));
        }
        let row = self.rows[find(&self.rows, hash)];
        WordId(u32::from(match token.case {
            Case::Lower | Case::None => row.lower,
            Case::Title => row.title,
            Case::Upper => row.upper,
        }))
    }
}

/// A vocabulary that is being filled.
#[derive(Debug)]
pub(super) struct Builder {
    vocabulary: Vocabulary,
    used: usize,
    numbers: FxHashMap<WordInfo, u16>,
}

impl Builder {
    /// An empty one. English names fill a good half of the rows that it begins with.
    pub(super) fn new() -> Self {
        // Answer 0 is that of words that no lexicon has.
        let infos = vec![WordInfo::default()];
        let vocabulary = Vocabulary { rows: vec![Row::default(); 1 << 16], mixed: FxHashMap::default(), infos };
        Self { vocabulary, used: 0, numbers: FxHashMap::from_iter([(WordInfo::default(), 0)]) }
    }

    /// Adds to what is known about a word as it is written.
    pub(super) fn add(&mut self, word: &str, fill: impl FnOnce(&mut WordInfo)) {
        // Marks and numbers are asked about like words, which saves a branch, and are never to be found.
        if !word.starts_with(|first: char| first.is_alphabetic() || first == '\'') {
            return;
        }
        let spelling = Spelling::of(word);
        let at = if spelling == Spelling::Mixed { 0 } else { self.row(word) };
        let Vocabulary { rows, mixed, infos } = &mut self.vocabulary;
        let answer = match spelling {
            Spelling::Lower => &mut rows[at].lower,
            Spelling::Title => &mut rows[at].title,
            Spelling::Upper => &mut rows[at].upper,
            Spelling::Mixed => mixed.entry(word.into()).or_default(),
        };
        let mut info = infos[usize::from(*answer)];
        fill(&mut info);
        *answer = *self.numbers.entry(info).or_insert_with(|| {
            infos.push(info);
            // The lexicons have some thousand different answers; a test counts them.
            u16::try_from(infos.len() - 1).unwrap_or(0)
        });
    }

    /// Adds to a word in lower case and to the same word capitalised at the start of a sentence.
    pub(super) fn add_both(&mut self, word: &str, fill: impl Fn(&mut WordInfo)) {
        self.add(word, &fill);
        let mut letters = word.chars();
        if let Some(first) = letters.next().filter(|first| first.is_lowercase()) {
            let capitalised: String = first.to_uppercase().chain(letters).collect();
            self.add(&capitalised, fill);
        }
    }

    /// The vocabulary. A word in capitals that no lexicon has is taken for a capitalised one: headlines.
    pub(super) fn finish(mut self) -> Vocabulary {
        for row in self.vocabulary.rows.iter_mut().filter(|row| row.folds && row.upper == 0) {
            row.upper = row.title;
        }
        self.vocabulary
    }

    /// Where the row of the form of `word` stands; a new one if need be.
    fn row(&mut self, word: &str) -> usize {
        let rows = &mut self.vocabulary.rows;
        let hash = form::hash_of_word(word);
        let at = find(rows, hash);
        if rows[at].hash == hash {
            return at;
        }
        self.used += 1;
        if self.used * 4 > rows.len() * 3 {
            let mut grown = vec![Row::default(); rows.len() * 2];
            for row in rows.iter().filter(|row| row.hash != 0) {
                let at = find(&grown, row.hash);
                grown[at] = *row;
            }
            *rows = grown;
        }
        let at = find(rows, hash);
        rows[at] = Row { hash, folds: foldable(word), ..Row::default() };
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_has_its_own_answer() {
        let mut words = Builder::new();
        words.add_both("will", |info| info.opener = true);
        words.add("Will", |info| info.surname = Some(true));
        words.add("McCain", |info| info.surname = Some(false));
        words.add("NATO", |info| info.geographic = true);
        words.add("1st", |info| info.opener = true);
        let words = words.finish();
        let surname = |word: &str| words.look_up(word).surname;
        assert_eq!(["will", "Will", "WILL", "wiLL"].map(surname), [None, Some(true), Some(true), None]);
        assert_eq!(["will", "Will", "WILL"].map(|word| words.look_up(word).opener), [true; 3]);
        assert_eq!(["McCain", "Mccain", "MCCAIN"].map(surname), [Some(false), None, None]);
        assert_eq!(["NATO", "Nato", "nato"].map(|word| words.look_up(word).geographic), [true, false, false]);
        assert!(!words.look_up("1st").opener);
    }

    #[test]
    fn the_answers_can_be_numbered() {
        let words = crate::gazetteer::Lexicons::embedded().unwrap().vocabulary;
        assert!(words.infos.len() < usize::from(u16::MAX) / 2, "{}", words.infos.len());
    }
}
