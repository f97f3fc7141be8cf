//! The text layer: tokens, paragraphs, sentences, quotations. Called by [`crate::pipeline`] before anything else.
//!
//! The tokenizer is the only pass over the bytes. It leaves [`Landmarks`]: the few tokens at which a paragraph, a sentence
//! or a quotation can begin or end. The later passes look at those alone.

pub mod form;
pub mod paragraph;
pub mod quote;
pub mod rules;
pub mod sentence;
pub mod token;

use crate::document::Document;
use rules::Rules;

/// Token indices at which something can begin or end, each list ascending.
#[derive(Debug, Default)]
pub struct Landmarks {
    /// Tokens with a line break before them.
    pub breaks: Vec<u32>,
    /// Terminals, abbreviations and bullets: a sentence may end here.
    pub stops: Vec<u32>,
    /// Quotation marks.
    pub marks: Vec<u32>,
}

impl Landmarks {
    fn clear(&mut self) {
        self.breaks.clear();
        self.stops.clear();
        self.marks.clear();
    }
}

/// Fills `doc.tokens`, `doc.hashes`, `doc.paragraphs`, `doc.sentences` and `doc.quotes`.
pub fn annotate(doc: &mut Document<'_>, rules: &Rules) {
    annotate_with(doc, rules, &mut Landmarks::default());
}

/// [`annotate`] with lists that are used again for each document.
pub fn annotate_with(doc: &mut Document<'_>, rules: &Rules, landmarks: &mut Landmarks) {
    token::tokenize(doc, landmarks, &rules.abbreviations);
    paragraph::split(doc, landmarks);
    sentence::split(doc, landmarks, rules);
    quote::find(doc, landmarks);
}
