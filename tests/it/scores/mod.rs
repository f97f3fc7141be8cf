//! Scores: how they are computed, and that they are the committed ones.

mod committed;
mod eval;
mod fixtures;
mod gold;
mod model;
