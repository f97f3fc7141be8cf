//! Mentions and whom they stand for.

use crate::Resources;
use crate::document::Document;

/// Fills `doc.mentions` and `doc.entities`.
pub fn annotate(_doc: &mut Document<'_>, _resources: &Resources) {}
