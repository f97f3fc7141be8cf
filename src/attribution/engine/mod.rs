//! The trained engine: triggers, cues, then source and content of each, then whether the whole is a claim. Needs the text and entity
//! layers of a document.
//!
//! ```text
//! Page ─ trigger ─→ words that may be cues ─ cue ─→ Cue ─ window, role, decode ─→ Candidate ─ claim ─→ Reading
//! ```
//! `cue` and `role` look twice: an [`Outline`] of few features reads everything and says where a label is clear; all features
//! are computed for the rest.

#![allow(
    clippy::cast_possible_wrap,
    clippy::float_cmp,
    clippy::needless_range_loop,
    clippy::single_range_in_vec_init,
    reason = "token offsets are far below 2³¹; marks of impossible scores are compared exactly; labels index several arrays at once; a run is a range"
)]

pub mod atom;
pub mod between;
pub mod claim;
pub mod cue;
pub mod decode;
mod explain;
mod file;
pub mod local;
mod model;
pub mod outline;
pub mod page;
pub mod role;
mod stages;
pub mod template;
pub mod trigger;
pub mod window;
pub mod words;

pub use model::{ClaimModel, CueModel, Model, Outline, RoleModel, TriggerModel};
pub use stages::{Buffers, StageScratch, mark_landmarks};
