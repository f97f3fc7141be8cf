//! Scores: how they are computed, and that they are the committed ones.

mod committed;
mod eval;
pub(crate) mod gold;
mod model;
