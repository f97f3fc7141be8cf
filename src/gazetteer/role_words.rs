//! Words of offices and trades, compared by what they mean: `gazetteers/lexicons/role-words.tsv`. They
//! resolve "the Republican nominee".

use super::tsv::column_enum;
use rustc_hash::FxHashMap;

column_enum! {
    /// What a word does in the description of an office.
    RoleKind {
        Office = "office",
        Party = "party",
        Rank = "rank",
        Time = "time",
    }
}

/// What a word means, as a number: equal for words that say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    /// Hash of the word that represents all words of the same sense.
    pub id: u64,
    /// What the lexicon says; `None` for a word that it does not have.
    pub kind: Option<RoleKind>,
}

/// The lexicon.
#[derive(Debug, Default)]
pub struct RoleWords {
    senses: FxHashMap<u64, Sense>,
}

impl RoleWords {
    /// Adds a row.
    pub(super) fn insert(&mut self, word: &str, sense: &str, kind: RoleKind) {
        self.senses.insert(key(word), Sense { id: key(sense), kind: Some(kind) });
    }

    /// The sense of a word in any case of letters; a word that the lexicon does not have means itself.
    pub fn sense(&self, word: &str) -> Sense {
        let id = key(word);
        self.senses.get(&id).copied().unwrap_or(Sense { id, kind: None })
    }
}

/// FNV-1a of the word in lower case.
fn key(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_sense_are_equal_in_any_case() {
        let mut words = RoleWords::default();
        words.insert("sen.", "senator", RoleKind::Office);
        assert_eq!(words.sense("Sen.").id, words.sense("Senator").id);
        assert_ne!(words.sense("senator").id, words.sense("governor").id);
        assert_eq!(words.sense("Senator").kind, None);
    }
}
