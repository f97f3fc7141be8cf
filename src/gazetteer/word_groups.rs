//! Small closed groups of words that the rules ask for. Data: `gazetteers/lexicons/word-groups.tsv`.

use super::tsv::{column_enum, each, embedded};
use crate::error::Result;
use rustc_hash::FxHashMap;

column_enum! {
    /// A group of words.
    WordGroup {
        Greeting = "greeting",
        Locative = "locative",
        Term = "term",
        Government = "government",
        Subject = "subject",
        NameLink = "name-link",
        NameGlue = "name-glue",
        Complement = "complement",
        Apposition = "apposition",
        OfficeOpener = "office-opener",
        OtherParticle = "other-particle",
        Definite = "definite",
        Indefinite = "indefinite",
        Someone = "someone",
        Quantifier = "quantifier",
        Number = "number",
        Approximation = "approximation",
        He = "he",
        She = "she",
        They = "they",
        It = "it",
        Speaker = "speaker",
        ReportingVerb = "reporting-verb",
        SubjectPronoun = "subject-pronoun",
        Limiting = "limiting",
        Nobody = "nobody",
        Unaddressed = "unaddressed",
        PartOfOrganization = "part-of-organization",
        Joining = "joining",
        Both = "both",
        Countries = "countries",
        Official = "official",
        Owner = "owner",
        Force = "force",
        PublicBody = "public-body",
        LegalForm = "legal-form",
        StateOffice = "state-office",
        KindBefore = "kind-before",
        KindAfter = "kind-after",
        BeforeMonth = "before-month",
        Representative = "representative",
        Spokesperson = "spokesperson",
        Rank = "rank",
        Issuing = "issuing",
        Utterance = "utterance",
        PluralVerb = "plural-verb",
        Lettered = "lettered",
        Unfinished = "unfinished",
        Viewpoint = "viewpoint",
        TurnLabel = "turn-label",
        StageLabel = "stage-label",
        ListLabel = "list-label",
        LinkLabel = "link-label",
        Offense = "offense",
        PlayVerb = "play-verb",
        PlayObject = "play-object",
        Work = "work",
        WorkVerb = "work-verb",
        Recall = "recall",
        Nonbusiness = "nonbusiness",
        Unspecific = "unspecific",
        Numerous = "numerous",
        Asking = "asking",
        Latter = "latter",
        Telling = "telling",
        SeldomNamed = "seldom-named",
        BeforePlace = "before-place",
        Thing = "thing",
        PageLabel = "page-label",
        AfterName = "after-name",
        Advocate = "advocate",
        Meeting = "meeting",
        Chief = "chief",
        OfField = "of-field",
        AnyKind = "any-kind",
        OwnPlace = "own-place",
        LocalOffice = "local-office",
        Portrayed = "portrayed",
        AnyOffice = "any-office",
        OfOfficer = "of-officer",
    }
}

/// Some of the groups, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct WordGroupSet(u128);

impl WordGroupSet {
    /// True if `group` is one of them.
    pub fn has(self, group: WordGroup) -> bool {
        self.0 >> group as u128 & 1 == 1
    }
}

/// The groups of each word.
#[derive(Debug, Default)]
pub struct WordGroups {
    by_word: FxHashMap<&'static str, WordGroupSet>,
}

impl WordGroups {
    /// The groups that are built into the program.
    ///
    /// # Errors
    /// A broken row, which is a defect of the build.
    pub fn embedded() -> Result<Self> {
        let mut all = Self::default();
        each(embedded!("word-groups.tsv"), ["word", "groups"], |[word, groups]| {
            for group in groups.split('|') {
                all.by_word.entry(word).or_default().0 |= 1 << WordGroup::parse(group)? as u128;
            }
            Some(())
        })?;
        Ok(all)
    }

    /// The words of a group.
    pub fn of(&self, group: WordGroup) -> impl Iterator<Item = &'static str> {
        self.by_word.iter().filter(move |(_, groups)| groups.has(group)).map(|(&word, _)| word)
    }

    /// True if `word`, in exactly this spelling, is in the group.
    pub fn has(&self, word: &str, group: WordGroup) -> bool {
        self.by_word.get(word).is_some_and(|groups| groups.has(group))
    }

    /// Every word with its groups.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static str, WordGroupSet)> {
        self.by_word.iter().map(|(&word, &groups)| (word, groups))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_words() {
        let groups = WordGroups::embedded().unwrap();
        for &group in WordGroup::ALL {
            assert!(groups.by_word.keys().any(|word| groups.has(word, group)), "no {}", group.as_str());
        }
        assert!(groups.has("Dear", WordGroup::Greeting) && !groups.has("dear", WordGroup::Greeting));
    }
}
