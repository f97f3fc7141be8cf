//! The text layer: tokens, paragraphs, sentences, quotations. Called by [`crate::pipeline`] before anything else.

use crate::document::Document;
use crate::gazetteer::Lexicons;

/// Fills `doc.tokens`, `doc.paragraphs`, `doc.sentences` and `doc.quotes`.
pub fn annotate(_doc: &mut Document<'_>, _lexicons: &Lexicons) {}
