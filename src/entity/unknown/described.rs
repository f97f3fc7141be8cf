//! Organizations whose kind stands beside the name: "energy regulator Ofgem", "the CTK news agency".

use super::context::UnknownNames;
use crate::document::{Case, Gap, TokenKind};
use crate::gazetteer::word_groups::WordGroup;

/// Most words of such a name.
const MOST_WORDS: usize = 4;

impl UnknownNames<'_, '_> {
    /// End of the capitals at `at`, if the noun before or after them says that they name an organization.
    #[must_use]
    pub fn described(&self, at: usize, limit: usize) -> Option<usize> {
        let doc = self.doc;
        let before = at > 0 && doc.tokens[at].gap == Gap::Space && doc.tokens[at - 1].case == Case::Lower;
        // Most capitals are after neither, and are not looked at any further.
        let kind_before = before && self.in_group(at - 1, WordGroup::KindBefore);
        if !kind_before && !self.after_article(at) {
            return None;
        }
        let may = |index: usize| {
            let known = doc.info(index);
            self.can_name(index)
                && !known.ends_title
                && !known.title_modifier
                && known.nominal.is_none()
                && doc.tokens[index].kind != TokenKind::Abbreviation
        };
        let run = (at..limit.min(at + MOST_WORDS + 1))
            .take_while(|&index| may(index) && (index == at || doc.tokens[index].gap == Gap::Space))
            .count();
        let end = at + run;
        let joined = doc.tokens.get(end).is_some_and(|next| {
            end < limit && next.gap <= Gap::Space && (next.case.is_capital() || next.kind == TokenKind::Hyphen)
        });
        let person = doc.info(at).given.is_some() || run > 1 && doc.info(end - 1).surname == Some(false);
        if run == 0 || run > MOST_WORDS || joined || person || doc.lexicons.places.contains(doc.word(at)) {
            return None;
        }
        let after = end < limit && doc.tokens[end].gap == Gap::Space && doc.tokens[end].case == Case::Lower;
        let noun = kind_before || after && self.after_article(at) && self.kind_follows(end, limit);
        noun.then_some(end)
    }

    /// End of the capitals at `at` that make an organization's name with the demonym before them, and that speak: "Scottish |
    /// Amicable said".
    #[must_use]
    pub fn after_demonym(&self, at: usize, limit: usize) -> Option<usize> {
        let doc = self.doc;
        let word = |index: usize| {
            let known = doc.info(index);
            doc.tokens[index].gap == Gap::Space
                && doc.tokens[index].kind == TokenKind::Word
                && doc.tokens[index].case == Case::Title
                && self.can_name(index)
                && known.given.is_none()
                && known.surname != Some(false)
                && !known.ends_title
                && !known.title_modifier
                && known.nominal.is_none()
                && !doc.lexicons.places.contains(doc.word(index))
        };
        let end = at + (at..limit.min(at + 2)).take_while(|&index| word(index)).count();
        let speaks = end < limit && doc.tokens[end].case == Case::Lower && doc.info(end).speech_verb;
        (end > at && speaks).then_some(end)
    }

    /// "newspaper", "news agency"
    fn kind_follows(&self, at: usize, limit: usize) -> bool {
        self.in_group(at, WordGroup::KindAfter)
            || self.doc.word(at) == "news" && at + 1 < limit && self.in_group(at + 1, WordGroup::KindBefore)
    }
}
