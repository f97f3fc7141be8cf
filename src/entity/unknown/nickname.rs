//! Nicknames in marks inside a name.

use super::context::UnknownNames;
use crate::document::{Case, Gap, TokenKind};
use crate::entity::people::is_opening_mark;

/// Most words of a nickname: “The Quiet Man”.
const MAX_NICKNAME: usize = 3;

impl UnknownNames<'_, '_> {
    /// End of a nickname in marks at `at`, if more of the name follows it: Ada “Bo” | Voss, Ada (Bo) | Voss, Ada (“The Boss”) | Voss.
    pub(super) fn nickname(&self, at: usize, limit: usize) -> Option<usize> {
        let tokens = &self.doc.tokens;
        let limit = limit.min(tokens.len());
        let inside = |index: usize| index < limit && tokens[index].gap == Gap::None;
        let closes = |open: usize, index: usize| match tokens[open].kind {
            TokenKind::Open => tokens[index].kind == TokenKind::Close,
            kind => tokens[index].kind == kind,
        };
        // Marks inside brackets.
        let marked = at + 1 < limit && is_opening_mark(tokens[at + 1].kind) && inside(at + 1);
        let open = at + usize::from(marked && tokens[at].kind == TokenKind::Open);
        let name = |index: &usize| {
            let joined = *index == open + 1 && inside(*index) || *index > open + 1 && tokens[*index].gap == Gap::Space;
            joined && tokens[*index].kind == TokenKind::Word && tokens[*index].case == Case::Title
        };
        let words = (open + 1..limit.min(open + 1 + MAX_NICKNAME)).take_while(name).count();
        let close = open + 1 + words;
        if words == 0 || tokens[at].gap != Gap::Space || !inside(close) || !closes(open, close) {
            return None;
        }
        let last = close + usize::from(open > at);
        let end = last + 1;
        if end >= limit || open > at && !(inside(last) && closes(at, last)) {
            return None;
        }
        let goes_on = tokens[end].gap == Gap::Space && tokens[end].case.is_capital() && self.can_name(end);
        // "J." may stand between the nickname and the family name.
        let initial = tokens[end].kind == TokenKind::Abbreviation;
        (goes_on && (initial || tokens[end].kind == TokenKind::Word)).then_some(end)
    }
}
