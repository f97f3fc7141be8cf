//! Mentions and whom they stand for. Called by [`crate::pipeline`] behind the text layer.

mod bodies;
pub mod link;
pub mod mention;
mod people;
pub mod title;
pub mod unknown;

use crate::Resources;
use crate::document::Document;

/// Fills `doc.mentions` and `doc.entities`. `starts` is a list that is used again for each document.
pub fn annotate(doc: &mut Document<'_>, resources: &Resources, starts: &mut Vec<u32>) {
    let tagged = mention::tag(doc, resources, starts);
    link::link(doc, &tagged, resources);
}
