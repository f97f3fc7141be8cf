//! Names with the family name first: "Voss, Ada".

use super::context::UnknownNames;
use crate::document::{Case, Gap, TokenKind, WordId};
use crate::gazetteer::word_groups::WordGroup;

impl UnknownNames<'_, '_> {
    /// End of a name with the family name first, if one begins at `at`: "Voss, Ada" in double quotes, as mail programs write
    /// it, or in a list of books, "Voss, Ada. Letters from …". `known` tells whether the gazetteer has a person with the family
    /// name at `at` and this given name.
    #[must_use]
    pub fn inverted(&self, at: usize, limit: usize, known: impl Fn(&str) -> bool) -> Option<usize> {
        let tokens = &self.doc.tokens;
        let comma = at + 2 < limit.min(tokens.len())
            && tokens[at + 1].kind == TokenKind::Comma
            && tokens[at + 2].gap == Gap::Space
            && tokens[at + 2].case == Case::Title
            && self.can_name(at);
        if !comma {
            return None;
        }
        let known = known(self.doc.word(at + 2));
        if self.doc.info(at + 2).given.is_none() && !known {
            return None;
        }
        let (family, given) = (self.doc.info(at), self.doc.info(at + 2).given);
        let next = tokens.get(at + 3);
        let quoted = at > 0
            && tokens[at - 1].kind == TokenKind::DoubleQuote
            && tokens[at].gap == Gap::None
            && next.is_some_and(|next| next.kind == TokenKind::DoubleQuote && next.gap == Gap::None);
        // Elsewhere only as a sentence of its own, so that "Voss, Ada and …" in a list is not one name.
        let before = at > 0 && {
            let kind = tokens[at - 1].kind;
            matches!(kind, TokenKind::Colon | TokenKind::Semicolon | TokenKind::DoubleQuote)
                || self.doc.word(at - 1) == "and"
        };
        let ends = |end: usize| {
            tokens.get(end).is_none_or(|next| {
                matches!(next.kind, TokenKind::Terminal | TokenKind::Semicolon) || self.doc.word(end) == "and"
            })
        };
        let after = next.is_some() && (ends(at + 3) || self.doc.info(at + 3).speech_verb);
        let unheard = self.doc.words[at] == WordId(0);
        let surname = (family.surname.is_some() || unheard) && family.given.is_none_or(|given| given.common);
        let listed =
            !given.is_some_and(|given| given.common) && surname && (before || self.starts_sentence(at)) && after;
        if quoted || listed {
            return Some(at + 3);
        }
        // "Voss, Ada B. told": with an initial.
        let initial =
            tokens.get(at + 3).is_some_and(|next| next.kind == TokenKind::Abbreviation && next.span().len() == 2);
        let end = at + 3 + usize::from(initial);
        let speaks =
            tokens.get(end).is_some_and(|_| self.doc.info(end).speech_verb || self.in_group(end, WordGroup::Telling));
        if known && (before || self.starts_sentence(at)) && (ends(end) || speaks) {
            return Some(end);
        }
        // A line of a list of books: any family name, and a second given name.
        let line = at == 0 || tokens[at].gap > Gap::Space;
        let second = tokens.get(at + 3).is_some_and(|next| next.gap == Gap::Space && next.case.is_capital());
        let end = at + 3 + usize::from(second && self.can_name(at + 3));
        // "Ada, Ira and Bo"
        let single = family.given.is_none_or(|given| given.common)
            || tokens.get(end).is_some_and(|next| next.kind == TokenKind::Terminal);
        (line && (surname || family.surname.is_some() || family.given.is_some()) && single && ends(end)).then_some(end)
    }
}
