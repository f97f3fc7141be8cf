//! Scores against gold: attributions, speakers, sentence boundaries, names. Called by `cli` and `train`.
//!
//! What is measured is defined here and nowhere else: words, quotation marks and speech verbs of the metrics are read off the
//! text by [`page`], never taken from the pipeline's own layers, so that a change of the text layer cannot change what a
//! score means.

pub mod attribution;
pub mod boundary;
mod counts;
pub mod names;
pub mod page;
pub mod predicted;
pub mod reliability;
pub mod report;
pub mod speaker;
mod token_set;
pub mod worst;

pub use counts::Counts;
pub use token_set::TokenSet;
