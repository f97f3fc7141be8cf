//! What contradicts itself across the articles of a run: one utterance with two speakers, with changed words, or without a
//! speaker. Called by `whosaid audit conflicts`.

mod record;

pub use record::{Change, Class, Conflict, MAX_QUOTES, NAME, Piece, Proposal, Quote, Side};
