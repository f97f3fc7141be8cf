//! What a role says of a person: the offices and trades it names, the worlds they belong to, the party.

use crate::gazetteer::Lexicons;
use crate::gazetteer::role_words::RoleKind;
use crate::gazetteer::role_worlds::{RoleWorlds, Worlds};
use crate::gazetteer::word_groups::WordGroup;
use xxhash_rust::xxh3::xxh3_64;

/// A word of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RoleSense {
    /// The same number for words that say the same.
    pub(super) sense: u64,
    /// The worlds it belongs to; none of a party.
    pub(super) worlds: Worlds,
    /// The place of an office that another place has too, by the first word of its name: "the mayor of Boden".
    pub(super) place: Option<u64>,
}

impl RoleSense {
    /// True for the name of a party.
    pub(super) fn is_party(&self) -> bool {
        self.worlds.is_empty()
    }

    /// True for the same office in another place.
    pub(super) fn is_elsewhere(&self, other: &Self) -> bool {
        self.sense == other.sense && self.place.zip(other.place).is_some_and(|(one, other)| one != other)
    }
}

/// Words after which a role says where somebody works or whose they are.
const ENDS: [&str; 11] = ["of", "at", "for", "from", "in", "with", "to", "who", "whose", "on", "by"];

/// What the words of a role or of a source say: "the goalkeeper", "Sen. Ada Voss", "a chest doctor at Voss Hospital".
pub(super) fn senses(text: &str, lexicons: &Lexicons, worlds: &RoleWorlds, each: &mut impl FnMut(RoleSense)) {
    // "the goalkeeper's brother" keeps no goal.
    let own = text.rfind("’s ").map(|at| at + "’s ".len()).or_else(|| text.rfind("'s ").map(|at| at + "'s ".len()));
    // Part of a name: neither "The" nor "Former".
    let names = |word: &str| {
        let known = lexicons.vocabulary.look_up(word);
        word.starts_with(char::is_uppercase) && known.function.is_none() && !known.title_modifier
    };
    for segment in text[own.unwrap_or(0)..].split([',', ';', '(']) {
        let mut words = segment.split(|letter: char| letter.is_whitespace() || letter == '/' || letter == '–');
        // The first of the capitals right before a word.
        let mut capital = None;
        while let Some(written) = words.next() {
            let before = capital;
            capital = if names(written) { capital.or(Some(written)) } else { None };
            let word = written.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '.').to_lowercase();
            if ENDS.contains(&&*word) {
                break;
            }
            let meaning = lexicons.role_words.sense(&word);
            let known = worlds.of(&word).or_else(|| word.rsplit_once('-').and_then(|(_, last)| worlds.of(last)));
            match known {
                Some(worlds) => {
                    let place = lexicons.groups.has(&word, WordGroup::LocalOffice).then(|| {
                        let mut after = words.clone();
                        let of = after.next() == Some("of");
                        before.or_else(|| after.find(|word| *word != "the").filter(|word| of && names(word)))
                    });
                    let place = place.flatten().map(|place| xxh3_64(place.to_lowercase().as_bytes()));
                    each(RoleSense { sense: meaning.id, worlds, place });
                }
                None if meaning.kind == Some(RoleKind::Party) => {
                    capital = None;
                    each(RoleSense { sense: meaning.id, worlds: Worlds::default(), place: None });
                }
                None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_roles_say() {
        let (lexicons, worlds) = (Lexicons::embedded().unwrap(), RoleWorlds::embedded().unwrap());
        let of = |text: &str| {
            let mut found = Vec::new();
            senses(text, &lexicons, &worlds, &mut |sense| found.push(sense.sense));
            found
        };
        assert_eq!(of("Sen."), of("the senator"));
        assert_eq!(of("the goalkeeper Owen Dempsey"), of("goalkeeper"));
        assert_eq!(of("a chest doctor at the home of the senator"), of("doctor"));
        assert!(of("the goalkeeper’s brother").is_empty());
        assert_eq!(of("actor and singer").len(), 2);
        assert_eq!(of("GOP senator"), of("Republican senator"));
        assert!(of("Ada Voss").is_empty());
    }

    #[test]
    fn an_office_has_its_place() {
        let (lexicons, worlds) = (Lexicons::embedded().unwrap(), RoleWorlds::embedded().unwrap());
        let of = |text: &str| {
            let mut found = Vec::new();
            senses(text, &lexicons, &worlds, &mut |sense| found.push(sense));
            found.into_iter().find(|sense| !sense.is_party()).unwrap()
        };
        let boden = of("the mayor of Boden");
        for text in
            ["Boden Mayor Ada Voss", "Former Boden mayor Ada Voss", "Mayor of Boden", "mayor of the Boden district"]
        {
            assert_eq!(of(text), boden, "{text}");
        }
        for text in ["the mayor", "The mayor", "Mayor Ada Voss", "Republican Mayor Ada Voss"] {
            assert!(of(text).place.is_none(), "{text}");
            assert!(!boden.is_elsewhere(&of(text)), "{text}");
        }
        assert!(boden.is_elsewhere(&of("Veld Mayor Ada Voss")) && boden.is_elsewhere(&of("the mayor of Veld")));
        assert!(!boden.is_elsewhere(&of("the governor of Veld")));
    }
}
