//! Claims.

use crate::Resources;
use crate::document::Document;

/// Fills `doc.claims`.
pub fn annotate(_doc: &mut Document<'_>, _resources: &Resources) {}
