//! What the words around a name say about it.

use crate::document::{Case, Gap, TokenKind};
use crate::entity::people::is_opening_mark;
use crate::gazetteer::LexicalView;
use crate::gazetteer::word_class::{Function, NamePart, Refers};
use crate::gazetteer::word_groups::WordGroup;

/// Most tokens between the noun of an office and the name of its holder.
pub(super) const MAX_OFFICE: usize = 9;

/// Finds names by capitals and word lists.
pub struct UnknownNames<'d, 'a> {
    pub(crate) doc: LexicalView<'d, 'a>,
}

impl<'d, 'a> UnknownNames<'d, 'a> {
    /// Finds the names of `doc`.
    pub fn new(doc: LexicalView<'d, 'a>) -> Self {
        Self { doc }
    }
}

impl UnknownNames<'_, '_> {
    /// False if nothing after the capital at `at` could make a longer name of it, and it heads no organization's name.
    pub fn may_go_on(&self, at: usize, limit: usize) -> bool {
        if at + 1 >= limit {
            return false;
        }
        let next = self.doc.tokens[at + 1];
        next.gap <= Gap::Space
            && (next.case.is_capital()
                || next.kind == TokenKind::Hyphen
                || next.kind == TokenKind::Other
                || is_opening_mark(next.kind)
                || self.doc.info(at + 1).name_part.is_some()
                || self.doc.info(at).head.is_some())
    }

    /// "the Voss administration".
    pub fn governs(&self, at: usize, end: usize, limit: usize) -> bool {
        self.after_article(at) && end < limit && self.in_group(end, WordGroup::Term)
    }

    /// True if the context points to a person whose given name is unknown: a verb of saying beside the name, an age or an
    /// apposition after it, or a role before it.
    #[must_use]
    pub fn introduced(&self, at: usize, end: usize, limit: usize) -> bool {
        let speaks = end < limit && self.doc.info(end).speech_verb
            || at > 0 && self.doc.tokens[at].gap == Gap::Space && self.doc.info(at - 1).speech_verb;
        let age = end + 1 < limit
            && self.doc.tokens[end].kind == TokenKind::Comma
            && (self.doc.tokens[end + 1].kind == TokenKind::Number
                || self.in_group(end + 1, WordGroup::Apposition) && !self.describes_thing(end + 1, limit)
                || self.office_follows(end + 1, limit));
        // "Orla Quillfeather and Ann Lee"
        let joined = end + 2 < limit
            && self.doc.word(end) == "and"
            && self.doc.info(end + 1).given.is_some_and(|given| !given.common)
            && self.doc.tokens[end + 2].case == Case::Title;
        // "Voss et al."
        let first_author = end + 1 < limit && self.doc.word(end) == "et" && self.doc.word(end + 1).starts_with("al");
        speaks
            || age
            || joined
            || first_author
            || self.after_role(at)
            || self.after_office(at)
            || self.governs(at, end, limit)
    }

    /// "…, the group of chemicals that": the noun of the phrase at `at` is not one for a person.
    fn describes_thing(&self, at: usize, limit: usize) -> bool {
        let inside = |index: &usize| {
            let function = self.doc.info(*index).function;
            let own = *index == at || function.is_none() || function == Some(Function::Adjective);
            own && (self.doc.tokens[*index].is_word() || self.doc.tokens[*index].kind == TokenKind::Hyphen)
        };
        let head = (at..limit.min(at + MAX_OFFICE)).take_while(inside).last();
        let nominal = head.filter(|&head| head > at).and_then(|head| self.doc.info(head).nominal);
        nominal.is_some_and(|nominal| matches!(nominal.refers, Refers::Organization | Refers::Document | Refers::Group))
    }

    /// "…, executive director of": a noun for one person follows the comma, with only modifiers before it.
    pub(super) fn office_follows(&self, at: usize, limit: usize) -> bool {
        (at..limit.min(at + 3)).take_while(|&index| self.doc.tokens[index].is_word()).any(|index| {
            let nominal = self.doc.info(index).nominal;
            nominal.is_some_and(|nominal| !nominal.plural && nominal.refers == Refers::Person)
        })
    }

    /// "the head of the assay office, Annelore Dreyhaupt": a noun for one person opens the phrase before the comma.
    pub(super) fn after_office(&self, at: usize) -> bool {
        if at < 3 || self.doc.tokens[at].gap != Gap::Space || self.doc.tokens[at - 1].kind != TokenKind::Comma {
            return false;
        }
        let phrase =
            (at.saturating_sub(MAX_OFFICE)..at - 1).rev().take_while(|&index| self.doc.tokens[index].is_word());
        phrase.filter(|&index| self.doc.tokens[index].case == Case::Lower).any(|index| {
            let nominal = self.doc.info(index).nominal;
            let of = index + 1 < at - 1 && matches!(self.doc.word(index + 1), "of" | "for" | "at");
            of && nominal.is_some_and(|nominal| !nominal.plural && nominal.refers == Refers::Person)
        })
    }

    /// "negotiator Annelore Dreyhaupt": a lower-case noun for one person precedes the name.
    pub(super) fn after_role(&self, at: usize) -> bool {
        at > 0
            && self.doc.tokens[at].gap == Gap::Space
            && self.doc.tokens[at - 1].case == Case::Lower
            && self.doc.info(at - 1).nominal.is_some_and(|nominal| !nominal.plural && nominal.refers == Refers::Person)
    }

    /// "the Ross Ice Shelf": a name with an article is not a person's, unless a noun follows it.
    pub(super) fn after_article(&self, at: usize) -> bool {
        at > 0 && self.doc.tokens[at].gap == Gap::Space && matches!(self.doc.word(at - 1), "the" | "The")
    }

    /// True if token `index` is a family name and not a common word.
    pub fn is_surname(&self, index: usize) -> bool {
        self.doc.info(index).surname == Some(false)
    }

    /// True if token `index` is "Jr.", "III" and the like.
    pub fn is_suffix(&self, index: usize) -> bool {
        self.doc.info(index).name_part == Some(NamePart::Suffix)
    }

    pub(super) fn is_particle(&self, index: usize) -> bool {
        self.doc.info(index).name_part == Some(NamePart::Particle)
    }

    pub(super) fn is_organization_head(&self, index: usize) -> bool {
        let known = self.doc.info(index);
        known.head.is_some() && known.surname.is_none()
    }

    /// True if a capitalized word may be part of a name at all.
    pub(super) fn can_name(&self, index: usize) -> bool {
        let token = self.doc.tokens[index];
        let known = self.doc.info(index);
        token.is_word() && token.case.is_capital() && known.not_name.is_none() && !known.opener
    }

    pub(super) fn starts_sentence(&self, at: usize) -> bool {
        let sentence = self.doc.sentence_of(at);
        self.doc.sentences.get(sentence).is_some_and(|sentence| sentence.tokens.start() == at)
    }

    pub(super) fn in_group(&self, index: usize, group: WordGroup) -> bool {
        // Marks are not in the vocabulary.
        if self.doc.tokens[index].is_word() {
            self.doc.info(index).groups.has(group)
        } else {
            self.doc.lexicons.groups.has(self.doc.word(index), group)
        }
    }
}
