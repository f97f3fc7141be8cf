//! Claims: who said what, and how the engine explains it.

mod bodies;
mod contents;
mod cues;
mod examples;
mod explain;
mod introduced;
mod marked;
mod on_behalf;
mod seed;
mod several;
mod speakers;
