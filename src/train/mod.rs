//! Training of the attribution engine from annotated texts: the whole recipe, deterministic from a seed.
//! Nothing here is used when articles are read.
//!
//! The texts may come from several folders, whose texts count more or less. Both stages are jackknifed: what a later stage learns from was predicted by an earlier one that had not seen the text.

#![allow(
    clippy::needless_range_loop,
    clippy::single_range_in_vec_init,
    clippy::float_cmp,
    reason = "labels index several arrays at once; a run is a range; a gradient that was never set is exactly 0"
)]

mod card;
mod claims;
mod clusters;
mod corpus;
mod crf;
mod cues;
mod lexicon;
mod logistic;
pub mod names;
mod recipe;
mod roles;
mod shuffle;
mod triggers;

pub use card::{About, card, score_rows};
pub use corpus::{TrainingCorpus, TrainingFolder};
pub use recipe::{FolderScores, SilverFolder, Trained, TrainingFigures, TrainingRecipe, run, score};
