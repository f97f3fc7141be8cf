//! A person's name in its parts, as they are compared across articles.

use crate::gazetteer::name_variants::{NameVariants, folded};
use crate::gazetteer::word_class::NamePart;
use crate::gazetteer::{Vocabulary, WordInfo};

/// A person's name. The words are [`folded`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ComparedName {
    /// The first word; empty where there is only a family name.
    pub(super) given: String,
    /// The words between, without particles and nicknames.
    pub(super) middle: Vec<String>,
    /// The last word, without a particle: "moualem" of "al-Moualem".
    pub(super) surname: String,
    /// "jr"; empty where there is none.
    pub(super) suffix: String,
    /// What all spellings of the given name have in common.
    pub(super) given_sound: String,
    /// The same of the family name.
    pub(super) surname_sound: String,
    /// The only word is a given name that is no family name: it names nobody outside its article.
    pub(super) given_alone: bool,
    /// A word of the name is not in the lists of given and family names.
    pub(super) unlisted: bool,
    /// There was a particle before the family name.
    pub(super) particle: bool,
}

impl ComparedName {
    /// The parts of a name.
    pub(super) fn new(name: &str, vocabulary: &Vocabulary, variants: &NameVariants) -> Self {
        let part = |word: &str| vocabulary.look_up(word).name_part;
        let is_particle = |word: &str| part(&word.to_lowercase()) == Some(NamePart::Particle);
        let mut words: Vec<&str> = name.split_whitespace().filter(|word| !is_nickname(word)).collect();
        let mut suffix = String::new();
        while let [.., last] = words[..]
            && words.len() > 1
            && part(last.trim_end_matches('.')) == Some(NamePart::Suffix)
        {
            suffix = folded(last);
            words.pop();
        }
        let last = words.pop().unwrap_or_default().trim_matches(',');
        // "al-Moualem"
        let bare = last.split_once('-').filter(|(first, rest)| is_particle(first) && !rest.is_empty());
        let mut particle = bare.is_some();
        let last = bare.map_or(last, |(_, rest)| rest);
        let mut words = words.into_iter();
        let given = words.next().unwrap_or_default();
        let rest: Vec<&str> = words.filter(|word| !is_particle(word) || word.ends_with('.')).collect();
        particle |= rest.len() + 2 < name.split_whitespace().count() && suffix.is_empty();
        // "Von Brandt", "Al Moualem": no given name.
        let is_given =
            variants.full_names(&folded(given)).next().is_some() || vocabulary.look_up(given).given.is_some();
        let only_particle = rest.is_empty() && is_particle(given) && !is_given;
        let given = if only_particle { "" } else { given };
        let (info, known) =
            (vocabulary.look_up(last), |info: &WordInfo| info.given.is_some() || info.surname.is_some());
        let (given, surname) = (folded(given), folded(last));
        Self {
            given_alone: given.is_empty() && info.given.is_some() && info.surname.is_none(),
            unlisted: !known(info),
            particle: particle || only_particle,
            given_sound: variants.sound(&given),
            surname_sound: variants.sound(&surname),
            middle: rest.iter().map(|word| folded(word)).collect(),
            given,
            surname,
            suffix,
        }
    }

    /// The form under which names are equal that differ by case, accents, hyphens, particles and nicknames only.
    pub(super) fn key(&self) -> String {
        let words = [&self.given].into_iter().chain(&self.middle).chain([&self.surname, &self.suffix]);
        let words: Vec<&str> = words.flat_map(|word| word.split(['-', ' '])).filter(|word| !word.is_empty()).collect();
        words.join(" ")
    }

    /// True for a given name of which there is only the first letter, or several.
    pub(super) fn is_initial(&self) -> bool {
        is_initial(&self.given)
    }

    /// How much a name says besides given and family name: "Owen John Dempsey" more than "Owen J. Dempsey".
    pub(super) fn fullness(&self) -> usize {
        self.middle.iter().map(String::len).sum::<usize>() + self.suffix.len()
    }

    /// True if the words between given and family name do not contradict each other.
    pub(super) fn middle_agrees(&self, other: &Self) -> bool {
        let pairs = self.middle.iter().zip(&other.middle);
        pairs.into_iter().all(|(one, other)| {
            one == other
                || is_initial(one) && other.starts_with(one.as_str())
                || is_initial(other) && one.starts_with(other.as_str())
        })
    }
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1
}

/// What stands in quotation marks or parentheses: Robert "Bo" Voss.
fn is_nickname(word: &str) -> bool {
    word.starts_with(['"', '“', '(', '‘', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Lexicons;

    #[test]
    fn parts() {
        let (lexicons, variants) = (Lexicons::embedded().unwrap(), NameVariants::embedded().unwrap());
        for (name, given, middle, surname, suffix) in [
            ("Owen Dempsey", "owen", "", "dempsey", ""),
            ("Owen John Dempsey", "owen", "john", "dempsey", ""),
            ("Owen J. Dempsey Jr.", "owen", "j", "dempsey", "jr"),
            ("O. Dempsey", "o", "", "dempsey", ""),
            ("Walid al-Moualem", "walid", "", "moualem", ""),
            ("Al-Moualem", "", "", "moualem", ""),
            ("Moualem", "", "", "moualem", ""),
            ("Ursula von der Leyen", "ursula", "", "leyen", ""),
            ("Robert “Bo” Voss", "robert", "", "voss", ""),
            ("Łukasz Żółtkiewski", "lukasz", "", "zoltkiewski", ""),
            ("Alexandria Ocasio-Cortez", "alexandria", "", "ocasio-cortez", ""),
            ("Al Dempsey", "al", "", "dempsey", ""),
            ("", "", "", "", ""),
        ] {
            let parts = ComparedName::new(name, &lexicons.vocabulary, &variants);
            let found = (&*parts.given, &*parts.middle.join(" "), &*parts.surname, &*parts.suffix);
            assert_eq!(found, (given, middle, surname, suffix), "{name}");
        }
        let key = |name| ComparedName::new(name, &lexicons.vocabulary, &variants).key();
        assert_eq!(key("Kim Jong Un"), key("Kim Jong-un"));
        assert_ne!(key("Lee Voss"), key("Lee Voss Jr."));
    }
}
