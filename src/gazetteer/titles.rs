//! Titles and offices of one or more words: "Mr.", "Foreign Minister". Data: `gazetteers/lexicons/titles.tsv`.

use super::tsv::{embedded, map};
use super::word_class::{Title, TitleKind};
use crate::document::Gender;
use crate::error::Result;
use rustc_hash::FxHashMap;

/// Titles by their last word, longest first; each with the words before it, the last one first.
#[derive(Debug, Default)]
pub struct Titles {
    by_last: FxHashMap<&'static str, Vec<(Vec<&'static str>, Title)>>,
}

impl Titles {
    /// The titles that are built into the program.
    ///
    /// # Errors
    /// A broken row, which is a defect of the build.
    pub fn embedded() -> Result<Self> {
        let rows = map(embedded!("titles.tsv"), ["title", "kind", "gender"], |[_, kind, gender]| {
            Some(Title { kind: TitleKind::parse(kind)?, gender: Gender::parse(gender)? })
        })?;
        let mut titles = Self::default();
        for (phrase, title) in rows {
            let mut words = phrase.rsplit(' ');
            let last = words.next().unwrap_or(phrase);
            titles.by_last.entry(last).or_default().push((words.collect(), title));
        }
        for list in titles.by_last.values_mut() {
            list.sort_by_key(|(before, _)| std::cmp::Reverse(before.len()));
        }
        Ok(titles)
    }

    /// The longest title that ends in `word(0)`, preceded by `word(1)`, `word(2)` and so on, and its number of words.
    pub fn find<'w>(&self, word: impl Fn(usize) -> Option<&'w str>) -> Option<(Title, usize)> {
        let titles = self.by_last.get(word(0)?)?;
        let fits = |before: &[&str]| before.iter().zip(1..).all(|(expected, k)| word(k) == Some(*expected));
        titles.iter().find(|(before, _)| fits(before)).map(|(before, title)| (*title, before.len() + 1))
    }

    /// The last words of all titles.
    pub(super) fn last_words(&self) -> impl Iterator<Item = &'static str> {
        self.by_last.keys().copied()
    }
}
