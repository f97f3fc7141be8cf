//! Mentions and whom they stand for. Called by [`crate::pipeline`] behind the text layer.

mod bodies;
pub mod link;
pub mod mention;
pub mod name_model;
mod people;
pub mod title;
pub mod unknown;

use crate::Resources;
use crate::document::Document;

/// Fills `doc.mentions` and `doc.entities`.
pub fn annotate(doc: &mut Document<'_>, resources: &Resources, memory: &mut mention::Memory) {
    let tagged = mention::tag(doc, resources, memory);
    link::link(doc, &tagged, resources);
}
