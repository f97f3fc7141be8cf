//! What tagging finds in a document, before it is linked.

use crate::document::{EntityKind, MentionForm, MentionRule};
use crate::gazetteer::Surface;
use crate::gazetteer::name_rules::AmbiguityRule;
use std::ops::Range;

/// A name before it is linked.
#[derive(Debug, Clone, Copy)]
pub struct FoundName<'g> {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// What it names.
    pub kind: EntityKind,
    /// The gazetteer's surfaces with this name; empty for a name known from its words alone.
    pub surfaces: &'g [Surface],
    /// The rule that made it.
    pub by: MentionRule,
}

impl FoundName<'_> {
    /// A name of the tokens `start..end` that no gazetteer has.
    pub fn local(start: usize, end: usize, kind: EntityKind, by: MentionRule) -> Self {
        Self { start, end, kind, surfaces: &[], by }
    }

    /// Its tokens.
    pub fn tokens(&self) -> Range<usize> {
        self.start..self.end
    }

    /// How it refers.
    pub fn form(&self) -> MentionForm {
        self.surfaces.first().map_or(MentionForm::Name, Surface::form)
    }

    /// What to do about a collision.
    pub fn rule(&self) -> Option<AmbiguityRule> {
        self.surfaces.first().and_then(Surface::rule)
    }

    /// True for a name of the gazetteer that is also something else, so that the article has to show that it is meant.
    pub fn needs_evidence(&self) -> bool {
        matches!(self.rule(), Some(AmbiguityRule::FullNameFirst | AmbiguityRule::StateContext))
    }
}

/// The names of a document, before they are linked.
#[derive(Debug)]
pub struct TaggedNames<'g> {
    /// All names, in text order; they do not overlap.
    pub names: Vec<FoundName<'g>>,
    /// The capitalized words outside of them, in text order, as tokens: short forms may be among them.
    pub loose: Vec<u32>,
}
