//! Mentions and whom they stand for. Called by [`crate::pipeline`] behind the text layer.

pub mod link;
pub mod mention;
mod people;
pub mod title;
pub mod unknown;

use crate::Resources;
use crate::document::Document;

/// Fills `doc.mentions` and `doc.entities`.
pub fn annotate(doc: &mut Document<'_>, resources: &Resources) {
    let tagged = mention::tag(doc, resources);
    link::link(doc, &tagged, resources);
}
