//! Mentions, and the entities that they refer to.
//!
//! ```text
//! tokens ─ mention ─→ names ─ link ─→ mentions, entities
//! ```

mod acronym_after;
pub mod found;
mod headline;
pub mod link;
mod listed;
pub mod mention;
pub mod name_model;
pub mod needs;
mod organizations;
mod people;
mod repeated;
pub mod title;
pub mod unknown;
mod unquote;

pub use needs::EntityNeeds;

use crate::document::Document;

/// Fills `doc.mentions` and `doc.entities`.
pub fn annotate(doc: &mut Document<'_>, needs: &EntityNeeds<'_>, buffers: &mut mention::TaggingBuffers) {
    let tagged = mention::tag(doc, needs, buffers);
    link::link(doc, &tagged, needs);
    unquote::nicknames(doc);
}
