//! The text layer: tokens, paragraphs, sentences, quotations.
//!
//! The tokenizer is the only pass over the bytes. It leaves [`Landmarks`]: the few tokens at which a paragraph, a sentence
//! or a quotation can begin or end. The later passes look at those alone.

pub mod form;
pub mod hidden;
mod landmarks;
pub mod paragraph;
pub mod quote;
pub mod rules;
pub mod sentence;
pub mod token;

pub use landmarks::Landmarks;

use crate::document::Document;
use rules::Rules;

/// Fills `doc.tokens`, `doc.hashes`, `doc.paragraphs`, `doc.sentences` and `doc.quotes`.
pub fn annotate(doc: &mut Document<'_>, rules: &Rules) {
    annotate_with(doc, rules, &mut Landmarks::default());
}

/// [`annotate`] with lists that are used again for each document.
pub fn annotate_with(doc: &mut Document<'_>, rules: &Rules, landmarks: &mut Landmarks) {
    token::tokenize(doc, landmarks, &rules.abbreviations);
    paragraph::split(doc, landmarks, rules);
    sentence::split(doc, landmarks, rules);
    quote::find(doc, landmarks);
}
