//! Names and word lists: entries, the compiled matcher, lexicons. Data lives in `gazetteers/`, never in code.
//! Loaded by [`crate::resources`]; asked by [`crate::entity`] and [`crate::attribution`].

pub mod circumstance;
pub mod cue;
pub mod entry;
pub mod hash;
pub mod lemma;
pub mod lexicon;
pub mod matcher;
pub mod role_words;
pub mod tsv;
pub mod vocabulary;

pub use entry::{Entry, Gazetteer, Role, Surface};
pub use lexicon::Lexicons;
pub use matcher::Match;
pub use vocabulary::{Vocabulary, WordInfo};
