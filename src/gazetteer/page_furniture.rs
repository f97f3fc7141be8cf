//! What stands on the page of an article and is no part of it. Data: `gazetteers/lexicons/page-furniture.tsv`.

use super::tsv::{column_enum, each, embedded};
use crate::error::Result;
use rustc_hash::FxHashMap;

column_enum! {
    /// What a word of the list says.
    FurnitureKind {
        Class = "class",
        Label = "label",
        Credit = "credit",
        Agency = "agency",
        Heading = "heading",
        Invite = "invite",
        InviteWord = "invite-word",
        Paywall = "paywall",
        Contact = "contact",
        Bio = "bio",
    }
}

/// The words, by what they say.
#[derive(Debug, Default)]
pub struct PageFurniture {
    by_word: FxHashMap<&'static str, u16>,
    /// The same, the longest first.
    by_kind: [Vec<&'static str>; FurnitureKind::ALL.len()],
}

impl PageFurniture {
    /// The list that is built into the program.
    ///
    /// # Errors
    /// A broken row, which is a defect of the build.
    pub fn embedded() -> Result<Self> {
        let mut all = Self::default();
        each(embedded!("page-furniture.tsv"), ["word", "kinds"], |[word, kinds]| {
            for kind in kinds.split('|') {
                let kind = FurnitureKind::parse(kind)?;
                *all.by_word.entry(word).or_default() |= 1 << kind as u8;
                all.by_kind[kind as usize].push(word);
            }
            Some(())
        })?;
        for words in &mut all.by_kind {
            words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        Ok(all)
    }

    /// True if `word` is in the list as one of this kind.
    pub fn has(&self, word: &str, kind: FurnitureKind) -> bool {
        self.by_word.get(word).is_some_and(|kinds| kinds >> kind as u8 & 1 == 1)
    }

    /// What follows the longest words of this kind that `text` begins with.
    pub fn after<'t>(&self, text: &'t str, kind: FurnitureKind) -> Option<&'t str> {
        let is_end = |rest: &&str| rest.chars().next().is_none_or(|next| !next.is_alphanumeric() && next != '-');
        self.words(kind).find_map(|word| text.strip_prefix(word).filter(|rest| word.ends_with(':') || is_end(rest)))
    }

    /// The words of a kind, the longest first.
    pub fn words(&self, kind: FurnitureKind) -> impl Iterator<Item = &'static str> {
        self.by_kind[kind as usize].iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words() {
        let furniture = PageFurniture::embedded().unwrap();
        for &kind in FurnitureKind::ALL {
            assert!(furniture.words(kind).all(|word| furniture.has(word, kind)), "{}", kind.as_str());
            assert!(furniture.words(kind).count() > 5, "{}", kind.as_str());
        }
        assert_eq!(furniture.after("read more about: the port", FurnitureKind::Label), Some(": the port"));
        assert_eq!(furniture.after("readings", FurnitureKind::Label), None);
    }
}
