//! Messages of one cause, of which there may be thousands: the first are printed at once, and the rest are summed up at the end.

use super::numbers::grouped;
use super::terminal;
use crate::error::Place;
use std::collections::BTreeMap;

/// How many messages of one cause are printed.
pub(super) const PRINTED: u64 = 3;
/// How many types of files are named in a sum.
const NAMED: usize = 4;

/// How often there was a message, by its cause.
#[derive(Debug, Default)]
pub(super) struct RepeatedMessages {
    /// Whether each is printed.
    all: bool,
    causes: Vec<(String, MessageCount)>,
}

/// How often there was a message of one cause.
#[derive(Debug, Default)]
pub(super) struct MessageCount {
    /// As the first message says it.
    pub(super) cause: String,
    /// Files as a whole.
    files: u64,
    /// Articles in files.
    articles: u64,
    /// By the extension of their file.
    types: BTreeMap<String, u64>,
}

impl RepeatedMessages {
    /// `all` prints each message, however many there are.
    pub(super) fn new(all: bool) -> Self {
        Self { all: all || terminal::is_json(), causes: Vec::new() }
    }

    /// Counts a message, and returns whether it is to be printed. Only the numbers in messages of one cause may differ.
    pub(super) fn add(&mut self, place: &Place, cause: String) -> bool {
        if self.all {
            return true;
        }
        let key = without_numbers(&cause);
        let known = self.causes.iter().position(|(known, _)| *known == key);
        let known = known.unwrap_or_else(|| {
            self.causes.push((key, MessageCount { cause, ..MessageCount::default() }));
            self.causes.len() - 1
        });
        let count = &mut self.causes[known].1;
        *if place.line > 0 { &mut count.articles } else { &mut count.files } += 1;
        let extension = place.path.extension().map(|extension| format!(".{}", extension.to_string_lossy()));
        *count.types.entry(extension.unwrap_or_default()).or_default() += 1;
        count.files + count.articles <= PRINTED
    }

    /// The causes of which not every message was printed.
    pub(super) fn unprinted(&self) -> impl Iterator<Item = &MessageCount> {
        self.causes.iter().map(|(_, count)| count).filter(|count| count.files + count.articles > PRINTED)
    }
}

impl MessageCount {
    /// "304 files and 2 articles"
    pub(super) fn number(&self) -> String {
        match (self.files, self.articles) {
            (files, 0) => format!("{} files", grouped(files)),
            (0, articles) => format!("{} articles", grouped(articles)),
            (files, articles) => format!("{} files and {} articles", grouped(files), grouped(articles)),
        }
    }

    /// "288 .jpg, 16 .png"
    pub(super) fn types(&self) -> String {
        let mut types: Vec<(&str, u64)> = self.types.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        types.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
        let rest: u64 = types.iter().skip(NAMED).map(|(_, count)| count).sum();
        let named = types.iter().take(NAMED).map(|(name, count)| {
            format!("{} {}", grouped(*count), if name.is_empty() { "without an extension" } else { name })
        });
        let others = (rest > 0).then(|| format!("{} others", grouped(rest)));
        named.chain(others).collect::<Vec<String>>().join(", ")
    }
}

/// A cause with every number replaced, so that only what is wrong counts, and not where.
fn without_numbers(cause: &str) -> String {
    let mut out = String::with_capacity(cause.len());
    for char in cause.chars() {
        match char {
            '0'..='9' if out.ends_with('#') => {}
            '0'..='9' => out.push('#'),
            char => out.push(char),
        }
    }
    out
}
