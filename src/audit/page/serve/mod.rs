//! The page served on this machine, for looking at claims and deciding on them.
//!
//! The page (`src/audit/page/assets/`) asks for its data as JSON (`api`); every request has to pass `guard` first.
//! Decisions are on disk before they are answered (`decisions`).

mod api;
mod assets;
mod conflicts;
mod decisions;
mod guard;
mod server;
mod show;
mod state;
mod write;

pub use server::{ServeOptions, Server};
