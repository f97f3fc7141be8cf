//! Given names: whom one alone refers to, and relatives whose given name is in no list.

use super::linker::{LinkTarget, Linker};
use crate::document::{Case, Gap, TokenKind, WordId};

impl Linker<'_, '_, '_> {
    /// True if a known family name follows a capitalized word that is in no list: a relative with a given name that is not
    /// listed. Between other capitals, as in headlines, it may be any word.
    pub(super) fn has_unheard_given_name(&self, at: usize, surname: &str) -> bool {
        let doc = self.doc;
        let Some(before) = at.checked_sub(1).filter(|_| doc.tokens[at].gap == Gap::Space) else { return false };
        let capital = |index: usize| doc.tokens[index].is_word() && doc.tokens[index].case.is_capital();
        let joined = before > 0 && doc.tokens[before].gap == Gap::Space && capital(before - 1);
        let goes_on = doc.tokens.get(at + 1).is_some_and(|next| next.gap == Gap::Space && next.case.is_capital());
        let word = doc.word(before);
        !joined
            && !goes_on
            && doc.words[before] == WordId(0)
            && doc.tokens[before].kind == TokenKind::Word
            && doc.tokens[before].case == Case::Title
            && !word.ends_with("ing")
            && !word.ends_with("ed")
            && self.mentions.last().is_none_or(|last| last.tokens.end() <= before)
            && self.people.with_surname(surname).next().is_some()
    }

    /// The only person in the article with this given name: "his wife, Ada".
    pub(super) fn only_given(&self, given: &str) -> Option<u32> {
        let mut people = self.people.with_given(given);
        let first = people.next()?;
        people.next().is_none().then_some(first.entity)
    }

    /// Whom a given name alone refers to, where it can only be one person.
    pub(super) fn given_name_of(&self, given: &str, at: usize) -> Option<LinkTarget> {
        let known = self.doc.info(at).given;
        let opens = self.doc.sentences[self.doc.sentence_of(at)].tokens.start() == at;
        let speaks = self.doc.tokens.get(at + 1).is_some_and(|next| next.case == Case::Lower)
            && self.doc.info(at + 1).speech_verb;
        // "Will" at the start of a sentence is a verb, unless he said something.
        if !speaks && known.map_or(self.doc.words[at] != WordId(0), |name| name.common && opens) {
            return None;
        }
        let mut people = self.people.with_given(given);
        let (first, second) = (people.next()?, people.next());
        (second.is_none() && first.introduced < at).then_some(LinkTarget::One(first.entity))
    }
}
