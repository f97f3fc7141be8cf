//! Warnings about articles that were read all the same.

use super::repeated::RepeatedMessages;
use crate::input::Warning;

/// The warnings so far.
#[derive(Debug, Default)]
pub(super) struct Warnings(RepeatedMessages);

impl Warnings {
    /// `all` prints each warning, however many there are.
    pub(super) fn new(all: bool) -> Self {
        Self(RepeatedMessages::new(all))
    }

    /// Prints a warning, unless there were several of its code.
    pub(super) fn report(&mut self, warning: &Warning) {
        if self.add(warning) {
            log::warn!("{warning}");
        }
    }

    fn add(&mut self, warning: &Warning) -> bool {
        self.0.add(&warning.place, warning.kind.code().to_owned())
    }

    /// Prints a line for each code of which not every warning was printed.
    pub(super) fn finish(&self) {
        for line in self.sums() {
            log::warn!("{line}");
        }
    }

    fn sums(&self) -> impl Iterator<Item = String> {
        self.0
            .unprinted()
            .map(|count| format!("{} in all ({}): {}; -v lists them", count.number(), count.types(), count.cause))
    }
}

#[cfg(test)]
mod tests {
    use super::super::repeated::PRINTED;
    use super::*;
    use crate::error::Place;
    use crate::input::WarningKind;

    #[test]
    fn warnings_of_one_code_are_summed_up() {
        let mut warnings = Warnings::default();
        let foreign = |line| Warning {
            place: Place { path: "wire.jsonl".into(), line },
            kind: WarningKind::NotEnglish { language: if line % 2 == 0 { "de" } else { "fr" }.to_owned() },
        };
        let printed = (1..=1204).filter(|&line| warnings.add(&foreign(line))).count();
        assert_eq!(printed as u64, PRINTED);
        assert!(warnings.add(&Warning { kind: WarningKind::Empty, ..foreign(1) }));
        let sums: Vec<String> = warnings.sums().collect();
        assert_eq!(sums, ["1,204 articles in all (1,204 .jsonl): not-english; -v lists them"]);
    }
}
