//! The text layer: tokens, sentences, quotations, and what holds for every text.

mod layer;
mod properties;
