//! The organizations of one article by the head word of their names, so that "the Commission" after "Federal Election
//! Commission" is that commission.

use crate::document::{Case, Gap};
use crate::gazetteer::LexicalView;
use crate::gazetteer::word_groups::WordGroup;
use rustc_hash::FxHashMap;

/// The organization that was last named with each head word.
#[derive(Debug, Default)]
pub(super) struct OrganizationsByHead<'t> {
    by_head: FxHashMap<&'t str, u32>,
}

impl<'t> OrganizationsByHead<'t> {
    /// Notes the organization named by tokens `start..end`, if its name has a head word and more.
    pub(super) fn add(&mut self, doc: LexicalView<'_, 't>, start: usize, end: usize, entity: u32) {
        let of = (start + 1..end).find(|&at| doc.lexicons.groups.has(doc.word(at), WordGroup::Subject));
        let head = of.unwrap_or(end) - 1;
        // "Justice Department", but not a name of one word.
        if end > start + 1 && doc.tokens[head].case == Case::Title && (of.is_some() || head > start) {
            self.by_head.insert(doc.word(head), entity);
        }
    }

    /// The organization that the capital at `at` refers to: "the Commission", with nothing after it that makes another name.
    pub(super) fn short(&self, doc: LexicalView<'_, 't>, at: usize) -> Option<u32> {
        let entity = *self.by_head.get(doc.word(at))?;
        let article = at > 0 && doc.tokens[at].gap == Gap::Space && matches!(doc.word(at - 1), "the" | "The");
        let goes_on = doc.tokens.get(at + 1).is_some_and(|next| {
            // "the Commission to investigate": this "to" is hardly ever a part of the name.
            let subject = doc.word(at + 1) != "to" && doc.lexicons.groups.has(doc.word(at + 1), WordGroup::Subject);
            next.gap == Gap::Space && (next.case.is_capital() || subject)
        });
        (article && !goes_on && doc.tokens[at].case == Case::Title).then_some(entity)
    }
}
