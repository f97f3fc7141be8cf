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

use crate::deadline::{check_deadline, refuse};
use crate::document::Document;
use rules::Rules;

/// Texts above this size, in bytes, must be made of words, so that the memory for a text is bounded.
const LONG_TEXT: usize = 1 << 20;
/// Fewest bytes of such a text for so many tokens: 5 for 2. English news has 26 for 5.
const LEAST_BYTES: (usize, usize) = (2, 5);

/// Fills `doc.tokens`, `doc.hashes`, `doc.paragraphs`, `doc.sentences` and `doc.quotes`.
pub fn annotate(doc: &mut Document<'_>, rules: &Rules) {
    annotate_with(doc, rules, &mut Landmarks::default());
}

/// [`annotate`] with lists that are used again for each document.
pub fn annotate_with(doc: &mut Document<'_>, rules: &Rules, landmarks: &mut Landmarks) {
    let bytes = doc.text().len();
    token::tokenize(doc, landmarks, &rules.abbreviations, &|tokens| {
        check_deadline();
        if bytes > LONG_TEXT && tokens * LEAST_BYTES.1 > bytes * LEAST_BYTES.0 {
            let (most, of) = LEAST_BYTES;
            refuse(|| format!("{bytes} bytes with more than {most} tokens in {of} bytes: not an article"));
        }
    });
    paragraph::split(doc, landmarks, rules);
    sentence::split(doc, landmarks, rules);
    quote::find(doc, landmarks);
}
