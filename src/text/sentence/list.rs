//! Lists on one line: "1. Bread 2. Milk".

use super::SentenceSplitter;
use crate::document::{Case, Gap, TokenKind};
use std::ops::Range;

/// How the items of a list on one line are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ListMarker {
    /// 1 for "1.", "1)" or "a."; counts up with each item.
    ordinal: u32,
    letters: bool,
    /// ".", ")" or ".)".
    tail: Tail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
    Period,
    Bracket,
    Both,
}

impl SentenceSplitter<'_, '_> {
    /// "1. First item", "• 9. …", "a. …": the number of a list item, not a sentence.
    pub(super) fn list_number(&self, start: usize, stop: usize) -> bool {
        let before = self.token(stop - 1);
        let first = stop == start + 1 || stop == start + 2 && self.token(start).kind == TokenKind::Other;
        first && (before.kind == TokenKind::Number || before.case == Case::Lower && before.span().len() == 1)
    }

    /// The marker of a list item at `index`, if one is there.
    pub(super) fn list_marker(&self, index: usize, paragraph: &Range<usize>) -> Option<ListMarker> {
        if index + 2 >= paragraph.end {
            return None;
        }
        let (token, word) = (self.token(index), self.doc.word(index));
        let next = self.token(index + 1);
        let ordinal = match token.kind {
            TokenKind::Number => word.parse().ok()?,
            TokenKind::Word if token.case == Case::Lower && word.len() == 1 => u32::from(word.as_bytes()[0] - b'a') + 1,
            _ => return None,
        };
        let tail = match next.kind {
            _ if next.gap != Gap::None => return None,
            TokenKind::Close => Tail::Bracket,
            TokenKind::Terminal if self.doc.word(index + 1) == "." => {
                let third = self.token(index + 2);
                if third.kind == TokenKind::Close && third.gap == Gap::None { Tail::Both } else { Tail::Period }
            }
            _ => return None,
        };
        Some(ListMarker { ordinal, letters: token.kind == TokenKind::Word, tail })
    }

    /// The later items of a list that begins a paragraph with item 1: token indices, ascending.
    pub(super) fn list_items(&self, first: ListMarker, paragraph: &Range<usize>) -> Vec<usize> {
        let mut items = Vec::new();
        let mut last = first;
        if first.ordinal != 1 {
            return items;
        }
        for index in paragraph.start + 1..paragraph.end {
            let next = ListMarker { ordinal: last.ordinal + 1, ..last };
            if self.list_marker(index, paragraph) == Some(next) && self.token(index).gap != Gap::None {
                items.push(index);
                last = next;
            }
        }
        items
    }
}
