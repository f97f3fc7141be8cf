//! Names and word lists: entities, the compiled matcher, lexicons. Data lives in `gazetteers/`, never in code.
//!
//! A list of entities, whatever its format ([`import`]), is a table ([`tsv`]); tables are compiled ([`compile`](mod@compile))
//! into bytes that are used where they lie ([`compiled`]); one or several such make a [`Gazetteer`] ([`layers`]), which finds
//! their names ([`matcher`]).

pub mod check;
pub mod circumstance;
pub mod compile;
pub mod compiled;
pub mod cue;
pub mod entry;
pub mod format;
pub mod hash;
pub mod import;
pub mod layers;
pub mod lemma;
pub mod lexicon;
pub mod load;
pub mod lookup;
mod map;
pub mod matcher;
pub mod name_rules;
pub mod name_variants;
pub mod offices;
pub mod packed_rows;
pub mod page_furniture;
pub mod role_words;
pub mod role_worlds;
pub mod speaker_confidence;
pub mod titles;
pub mod trie;
pub mod tsv;
pub mod view;
pub mod vocabulary;
pub mod word_class;
pub mod word_groups;

pub use compile::{SourceTable, compile};
pub use compiled::Compiled;
pub use entry::{GazetteerEntry, HeldRole};
pub use format::{SourceFile, Surface};
pub use layers::Gazetteer;
pub use lexicon::Lexicons;
pub use matcher::NameMatch;
pub use view::LexicalView;
pub use vocabulary::{Vocabulary, WordInfo};
