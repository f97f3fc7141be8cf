//! Scores against gold: attributions, speakers, sentence boundaries, names.
//!
//! The metrics find words, quotation marks and speech verbs in the text themselves ([`scored_text`]) and never use the
//! pipeline's layers, so that a change to the text layer cannot change what a score means.

pub mod attribution;
pub mod boundary;
mod counts;
mod gold_speaker;
pub mod names;
pub mod predicted;
pub mod reliability;
pub mod report;
pub mod scored_text;
pub mod speaker;
mod token_set;
pub mod worst;

pub use counts::Counts;
pub use token_set::TokenSet;
