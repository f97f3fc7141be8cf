//! The bodies of one article by the word that heads their names, so that "the Commission" behind "Federal Election Commission"
//! is that commission. Called by [`super::link`].

use crate::document::{Case, Document, Gap};
use rustc_hash::FxHashMap;

/// The body that was last named with each head.
#[derive(Debug, Default)]
pub(super) struct Bodies<'t> {
    by_head: FxHashMap<&'t str, u32>,
}

impl<'t> Bodies<'t> {
    /// Notes a body named by tokens `start..end`, if its name has a word for what it is and more.
    pub(super) fn add(&mut self, doc: &Document<'t>, start: usize, end: usize, entity: u32) {
        let of = (start + 1..end).find(|&at| matches!(doc.word(at), "of" | "for" | "on" | "to"));
        let head = of.unwrap_or(end) - 1;
        // "Justice Department", but not "U.S. Justice Department (DOJ)" by its brackets, nor a name of one word.
        if end > start + 1 && doc.tokens[head].case == Case::Title && (of.is_some() || head > start) {
            self.by_head.insert(doc.word(head), entity);
        }
    }

    /// The body that the capital at `at` stands for: "the Commission", with nothing behind it that makes another name.
    pub(super) fn short(&self, doc: &Document<'t>, at: usize) -> Option<u32> {
        let entity = *self.by_head.get(doc.word(at))?;
        let article = at > 0 && doc.tokens[at].gap == Gap::Space && matches!(doc.word(at - 1), "the" | "The");
        let goes_on = doc.tokens.get(at + 1).is_some_and(|next| {
            next.gap == Gap::Space && (next.case.is_capital() || matches!(doc.word(at + 1), "of" | "for" | "on"))
        });
        (article && !goes_on && doc.tokens[at].case == Case::Title).then_some(entity)
    }
}
