//! The text layer: tokens, sentences, quotations, and what holds for every text.

mod complexity;
mod layer;
mod memory;
mod properties;
