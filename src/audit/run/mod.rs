//! A run folder opened for random access.
//!
//! The claims are indexed in memory as columns (about 300 bytes each, most of it the text to search in). The records stay in
//! their files, and the articles' texts are read from the inputs in the background (`texts`).

mod articles;
mod claims;
mod opened;
mod query;
mod texts;

pub(super) use claims::RunSpeaker;
pub use opened::AuditedRun;
pub(super) use query::{ClaimQuery, Facets};
pub(super) use texts::ArticleText;
