//! What a role says of a person: the offices and trades it names, the worlds they belong to, the party.

use crate::gazetteer::Lexicons;
use crate::gazetteer::role_words::RoleKind;
use crate::gazetteer::role_worlds::{RoleWorlds, Worlds};

/// A word of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RoleSense {
    /// The same number for words that say the same.
    pub(super) sense: u64,
    /// The worlds it belongs to; none of a party.
    pub(super) worlds: Worlds,
}

impl RoleSense {
    /// True for the name of a party.
    pub(super) fn is_party(&self) -> bool {
        self.worlds.is_empty()
    }
}

/// Words after which a role says where somebody works or whose they are.
const ENDS: [&str; 11] = ["of", "at", "for", "from", "in", "with", "to", "who", "whose", "on", "by"];

/// What the words of a role or of a source say: "the goalkeeper", "Sen. Ada Voss", "a chest doctor at Voss Hospital".
pub(super) fn senses(text: &str, lexicons: &Lexicons, worlds: &RoleWorlds, each: &mut impl FnMut(RoleSense)) {
    // "the goalkeeper's brother" keeps no goal.
    let own = text.rfind("’s ").map(|at| at + "’s ".len()).or_else(|| text.rfind("'s ").map(|at| at + "'s ".len()));
    for segment in text[own.unwrap_or(0)..].split([',', ';', '(']) {
        for word in segment.split(|letter: char| letter.is_whitespace() || letter == '/' || letter == '–') {
            let word = word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '.').to_lowercase();
            if ENDS.contains(&&*word) {
                break;
            }
            let meaning = lexicons.role_words.sense(&word);
            let known = worlds.of(&word).or_else(|| word.rsplit_once('-').and_then(|(_, last)| worlds.of(last)));
            match known {
                Some(worlds) => each(RoleSense { sense: meaning.id, worlds }),
                None if meaning.kind == Some(RoleKind::Party) => {
                    each(RoleSense { sense: meaning.id, worlds: Worlds::default() });
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
}
