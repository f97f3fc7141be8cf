//! Capitals that stand before a name and are no part of it: "In June | Joel Hartman", "NYPD Chief | Omar Reid".

use super::context::UnknownNames;
use crate::document::{Case, Gap, TokenKind, WordId};
use crate::gazetteer::circumstance::CircumstanceKind;
use crate::gazetteer::word_class::NotName;

/// Most capitals before a name that are looked at.
const MOST_BEFORE: usize = 4;
/// Letters after the first that the prefix of a name has at most: `LaToya`, `DeShawn`, `MacArthur`.
const PREFIX: usize = 3;

impl UnknownNames<'_, '_> {
    /// True if the capital at `at` is no part of the name that begins with a given name after it.
    pub(super) fn is_before_name(&self, at: usize, limit: usize) -> bool {
        let mut index = at;
        while index < limit && index < at + MOST_BEFORE && self.is_outside(index, limit) {
            index += 1;
            if index + 1 >= limit || self.doc.tokens[index].gap != Gap::Space {
                return false;
            }
            let known = self.doc.info(index);
            let next = self.doc.tokens[index + 1];
            let name = known.given.is_some_and(|given| !given.common || self.is_camel_case(at)) && self.can_name(index);
            if name && next.gap == Gap::Space && next.case.is_capital() && self.can_name(index + 1) {
                return true;
            }
        }
        false
    }

    /// "Chad Smith": a person whose given name is a state's.
    #[must_use]
    pub fn bears_name_of_state(&self, at: usize, end: usize) -> bool {
        let last = self.doc.info(end - 1);
        let thing = last.geographic || last.head.is_some() || last.nominal.is_some() || last.ends_title;
        let family = last.surname.is_some() || self.introduced(at, end, self.limit_at(at));
        self.doc.info(at).given.is_some() && family && end == at + 2 && !thing
    }

    /// One past the last token of the sentence.
    fn limit_at(&self, at: usize) -> usize {
        self.doc.sentences[self.doc.sentence_of(at)].tokens.end()
    }

    /// A capital that begins no name before a given name: a month after its preposition, an acronym, a noun for an office, a
    /// participle that opens the sentence.
    fn is_outside(&self, at: usize, limit: usize) -> bool {
        let (token, known, word) = (self.doc.tokens[at], self.doc.info(at), self.doc.word(at));
        if token.kind != TokenKind::Word || !token.case.is_capital() {
            return false;
        }
        let opens = self.starts_sentence(at);
        if known.circumstance.is_some_and(|it| it.kind == CircumstanceKind::Month) {
            return !opens && self.after_time(at);
        }
        if known.surname.is_some() || known.given.is_some() {
            return false;
        }
        let acronym = token.case == Case::Upper && word.len() > 1;
        let mixed_next = self.doc.tokens.get(at + 1).is_some_and(|next| at + 1 < limit && next.case == Case::Title);
        let office = known.ends_title || known.title_modifier || known.nominal.is_some();
        acronym && mixed_next
            || self.is_camel_case(at)
            || office
            || known.head.is_some()
            || known.not_name == Some(NotName::OfPerson)
            || opens && word.ends_with("ing")
    }

    /// `CommSec | Ada Voss`: a capital inside a word in no list, after more letters than a name's prefix has (`DeShawn`).
    fn is_camel_case(&self, at: usize) -> bool {
        let inner = || self.doc.word(at).bytes().skip(1).position(|letter| letter.is_ascii_uppercase());
        self.doc.tokens[at].mixed && self.doc.words[at] == WordId(0) && inner().is_some_and(|place| place >= PREFIX)
    }

    /// "in | June", "last | June"
    fn after_time(&self, at: usize) -> bool {
        at > 0 && self.doc.tokens[at].gap == Gap::Space && {
            let known = self.doc.info(at - 1);
            known.function.is_some() || known.circumstance.is_some() || known.opener
        }
    }
}
