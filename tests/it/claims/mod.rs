//! Claims: who said what, and how the engine explains it.

mod cues;
mod examples;
mod explain;
mod seed;
mod speakers;
