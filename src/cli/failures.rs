//! Errors about inputs.

use super::{repeated::RepeatedMessages, terminal};
use crate::Error;
use serde_json::Map;

/// The errors so far.
#[derive(Debug, Default)]
pub(super) struct Failures(RepeatedMessages);

impl Failures {
    /// `all` prints each error, however many there are.
    pub(super) fn new(all: bool) -> Self {
        Self(RepeatedMessages::new(all))
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

    fn add(&mut self, error: &Error) -> bool {
        error.place().is_none_or(|place| self.0.add(&place, error.cause()))
    }

    /// Prints a line for each cause of which not every error was printed.
    pub(super) fn finish(&self) {
        for line in self.sums() {
            terminal::error(&line);
        }
    }

    fn sums(&self) -> impl Iterator<Item = String> {
        self.0.unprinted().map(|count| {
            let (number, types) = (count.number(), count.types());
            format!("{number} in all ({types}) for this reason: {}; -v lists them", count.cause)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::repeated::PRINTED;
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
        let mut all = Failures::new(true);
        assert!((1..100).all(|line| all.add(&Error::record("a.jsonl", line, "not JSON"))) && all.sums().count() == 0);
    }
}
