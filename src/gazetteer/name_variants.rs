//! Ways to write a name: short forms of given names ("Bill" for "William") and spellings in Latin script ("Zelensky",
//! "Zelenskiy").

use super::tsv::{column_enum, each, embedded, items, map};
use crate::error::Result;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

column_enum! {
    /// Where a spelling is replaced.
    SpellingPlace {
        Part = "part",
        Word = "word",
    }
}

/// Short forms and spellings.
#[derive(Debug)]
pub struct NameVariants {
    /// Full names by their short form, separated by `|`.
    short_names: FxHashMap<&'static str, &'static str>,
    words: FxHashMap<&'static str, &'static str>,
    /// By their first byte, the longest first.
    parts: FxHashMap<u8, Vec<(&'static str, &'static str)>>,
}

impl NameVariants {
    /// The lists that are built into the program.
    ///
    /// # Errors
    /// A broken row: a defect of the build, which the tests would have caught.
    pub fn embedded() -> Result<Self> {
        let mut words = FxHashMap::default();
        let mut parts: FxHashMap<u8, Vec<(&str, &str)>> = FxHashMap::default();
        each(embedded!("transliterations.tsv"), ["from", "to", "where"], |[from, to, place]| {
            match SpellingPlace::parse(place)? {
                SpellingPlace::Word => drop(words.insert(from, to)),
                SpellingPlace::Part => parts.entry(*from.as_bytes().first()?).or_default().push((from, to)),
            }
            Some(())
        })?;
        for rows in parts.values_mut() {
            rows.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        }
        Ok(Self { short_names: short_names()?, words, parts })
    }

    /// The full names that a short form stands for.
    pub fn full_names(&self, short: &str) -> impl Iterator<Item = &'static str> + use<> {
        items(self.short_names.get(short).copied().unwrap_or_default())
    }

    /// What all spellings of a name have in common. `name` is [`folded`].
    pub fn sound(&self, name: &str) -> String {
        let mut rest = self.words.get(name).copied().unwrap_or(name);
        let mut sound = String::with_capacity(rest.len());
        while let Some(letter) = rest.chars().next() {
            let rows = self.parts.get(&rest.as_bytes()[0]).map_or(&[][..], Vec::as_slice);
            let row = rows.iter().find_map(|(from, to)| Some((rest.strip_prefix(from)?, *to)));
            let one = &rest[..letter.len_utf8()];
            let (after, to) = row.unwrap_or((&rest[letter.len_utf8()..], one));
            for letter in to.chars() {
                if !sound.ends_with(letter) {
                    sound.push(letter);
                }
            }
            rest = after;
        }
        sound
    }
}

/// Full given names by their short form, separated by `|`.
///
/// # Errors
/// As [`NameVariants::embedded`].
pub fn short_names() -> Result<FxHashMap<&'static str, &'static str>> {
    map(embedded!("short-names.tsv"), ["word", "names"], |[_, names]| Some(names))
}

/// A name in lower case, without accents, marks and periods.
pub fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.chars().filter(|letter| *letter != '.').map(|letter| letter.to_ascii_lowercase()).collect();
    }
    let mut folded = String::with_capacity(name.len());
    for letter in name.nfd().filter(|letter| *letter != '.' && !is_combining_mark(*letter)) {
        match letter {
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ß' => folded.push_str("ss"),
            'þ' | 'Þ' => folded.push_str("th"),
            '’' | '‘' | 'ʻ' | 'ʼ' => folded.push('\''),
            '‐' | '‑' => folded.push('-'),
            other => folded.extend(other.to_lowercase()),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name() {
        let variants = NameVariants::embedded().unwrap();
        let sound = |name: &str| variants.sound(&folded(name));
        for (one, other) in [
            ("Zelensky", "Zelenskiy"),
            ("Zelenskyy", "Zelensky"),
            ("Müller", "Mueller"),
            ("Sergey", "Sergei"),
            ("Moualem", "Muallem"),
            ("Mohamed", "Muhammad"),
            ("Żółtkiewski", "Zoltkiewski"),
            ("Brüggen", "Brueggen"),
            ("Philippa", "Filipa"),
            ("Petroff", "Petrov"),
        ] {
            assert_eq!(sound(one), sound(other), "{one} {other}");
        }
        for (one, other) in [("Lee", "Li"), ("Anderson", "Andersen"), ("Hansen", "Jansen"), ("Smith", "Smythe")] {
            assert_ne!(sound(one), sound(other), "{one} {other}");
        }
    }

    #[test]
    fn full_names_of_short_forms() {
        let variants = NameVariants::embedded().unwrap();
        assert!(variants.full_names("bill").eq(["william"]));
        assert_eq!(variants.full_names("william").next(), None);
    }
}
