//! Numbers for repeated texts.

use rustc_hash::FxHashMap;

/// Texts that are stored once and numbered in the order of their first use.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    all: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, u32>,
}

impl Interner {
    /// The number of a text, which is added if it is new.
    pub(crate) fn add(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.all.len() as u32;
        self.all.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    /// Adds all texts of another list and returns their numbers here.
    #[cfg(feature = "audit")]
    pub(crate) fn merge(&mut self, other: &Self) -> Vec<u32> {
        other.all.iter().map(|text| self.add(text)).collect()
    }

    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    pub(crate) fn get(&self, number: u32) -> &str {
        &self.all[number as usize]
    }

    #[cfg(feature = "audit")]
    pub(crate) fn all(&self) -> &[Box<str>] {
        &self.all
    }
}
