//! Texts that come again, each kept once.

use rustc_hash::FxHashMap;

/// Numbers for texts, in the order of their first use.
#[derive(Debug, Default)]
pub(crate) struct Names {
    all: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, u32>,
}

impl Names {
    /// The number of a text, which is new where it was not there.
    pub(super) fn add(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.all.len() as u32;
        self.all.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    /// Adds all of another list. What their numbers become.
    pub(super) fn merge(&mut self, other: &Self) -> Vec<u32> {
        other.all.iter().map(|text| self.add(text)).collect()
    }

    /// The number of a text.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// The text of a number.
    pub(crate) fn get(&self, number: u32) -> &str {
        &self.all[number as usize]
    }

    /// All texts, by number.
    pub(crate) fn all(&self) -> &[Box<str>] {
        &self.all
    }
}
