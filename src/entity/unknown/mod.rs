//! Names that no gazetteer has, known by their words: people by a title or a given name, organizations by a head word, and
//! what the words around a name say about it.

mod before_name;
mod context;
mod described;
mod inverted;
mod nickname;
mod organization;
mod person;

pub use context::UnknownNames;
