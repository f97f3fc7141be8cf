//! Names and word lists: entries, the compiled matcher, lexicons. Data lives in `gazetteers/`, never in code.
//! Loaded by [`crate::resources`]; asked by [`crate::text`] (abbreviations), [`crate::entity`] and [`crate::attribution`].

pub mod cue;
pub mod lexicon;
pub mod tsv;

pub use lexicon::Lexicons;

/// Entities and their names.
#[derive(Debug, Default)]
pub struct Gazetteer {}
