//! Errors of one cause, of which there may be thousands: the first are printed at once, and the rest are summed up at the end.

use super::numbers::grouped;
use super::terminal;
use crate::Error;
use serde_json::Map;
use std::collections::BTreeMap;

/// How many errors of one cause are printed.
const PRINTED: u64 = 3;
/// How many types of files are named in a sum.
const NAMED: usize = 4;

/// The errors so far.
#[derive(Debug, Default)]
pub(super) struct Failures {
    /// Whether each is printed.
    all: bool,
    causes: Vec<(String, FailureCount)>,
}

/// How often something failed for one cause.
#[derive(Debug, Default)]
struct FailureCount {
    /// As the first error says it.
    cause: String,
    /// Files of which nothing, or nothing more, could be read.
    files: u64,
    /// Articles in files.
    articles: u64,
    /// By the extension of their file.
    types: BTreeMap<String, u64>,
}

impl Failures {
    /// `all` prints each error, however many there are.
    pub(super) fn new(all: bool) -> Self {
        Self { all: all || terminal::is_json(), causes: Vec::new() }
    }

    /// Prints an error, unless there were several of its cause.
    pub(super) fn report(&mut self, error: &Error) {
        if self.add(error) {
            let mut fields = Map::new();
            if let Some(place) = error.place() {
                fields.insert("path".to_owned(), place.path.to_string_lossy().into());
                fields.insert("line".to_owned(), place.line.into());
            }
            terminal::error_with(error, fields);
        }
    }

    /// Counts an error, and returns whether it is to be printed.
    fn add(&mut self, error: &Error) -> bool {
        let Some(place) = error.place().filter(|_| !self.all) else { return true };
        let cause = error.cause();
        let key = without_numbers(&cause);
        let known = self.causes.iter().position(|(known, _)| *known == key);
        let known = known.unwrap_or_else(|| {
            self.causes.push((key, FailureCount { cause, ..FailureCount::default() }));
            self.causes.len() - 1
        });
        let count = &mut self.causes[known].1;
        *if place.line > 0 { &mut count.articles } else { &mut count.files } += 1;
        let extension = place.path.extension().map(|extension| format!(".{}", extension.to_string_lossy()));
        *count.types.entry(extension.unwrap_or_default()).or_default() += 1;
        count.files + count.articles <= PRINTED
    }

    /// Prints a line for each cause of which not every error was printed.
    pub(super) fn finish(&self) {
        for line in self.sums() {
            terminal::error(&line);
        }
    }

    fn sums(&self) -> impl Iterator<Item = String> {
        let many = self.causes.iter().filter(|(_, count)| count.files + count.articles > PRINTED);
        many.map(|(_, count)| count.line())
    }
}

impl FailureCount {
    fn line(&self) -> String {
        let what = match (self.files, self.articles) {
            (files, 0) => format!("{} files", grouped(files)),
            (0, articles) => format!("{} articles", grouped(articles)),
            (files, articles) => format!("{} files and {} articles", grouped(files), grouped(articles)),
        };
        let mut types: Vec<(&str, u64)> = self.types.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        types.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
        let rest: u64 = types.iter().skip(NAMED).map(|(_, count)| count).sum();
        let named = types.iter().take(NAMED).map(|(name, count)| {
            format!("{} {}", grouped(*count), if name.is_empty() { "without an extension" } else { name })
        });
        let others = (rest > 0).then(|| format!("{} others", grouped(rest)));
        let types: Vec<String> = named.chain(others).collect();
        format!("{what} in all ({}) for this reason: {}; -v lists them", types.join(", "), self.cause)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_one_cause_are_summed_up() {
        let mut failures = Failures::default();
        let mut printed = 0;
        for number in 0..304 {
            let ending = if number % 20 == 0 { "png" } else { "jpg" };
            let error = Error::record(format!("photos/{number}.{ending}"), 0, format!("byte {number} is no text"));
            printed += u64::from(failures.add(&error));
        }
        for line in 1..=2 {
            assert!(failures.add(&Error::record("a.jsonl", line, "not JSON")));
        }
        assert_eq!(printed, PRINTED);
        let sums: Vec<String> = failures.sums().collect();
        assert_eq!(sums, ["304 files in all (288 .jpg, 16 .png) for this reason: byte 0 is no text; -v lists them"]);
        assert!(failures.add(&Error::refused("out", "not about an input")));
        let mut all = Failures { all: true, ..Failures::default() };
        assert!((1..100).all(|line| all.add(&Error::record("a.jsonl", line, "not JSON"))) && all.sums().count() == 0);
    }
}
