//! What this stage needs beside the document.

use super::name_model::NameModel;
use crate::gazetteer::{Gazetteer, Lexicons};

/// What tagging and linking need beside the document.
#[derive(Debug, Clone, Copy)]
pub struct EntityNeeds<'r> {
    /// Entities and their names.
    pub gazetteer: &'r Gazetteer,
    /// Word lists.
    pub lexicons: &'r Lexicons,
    /// Without one, names are those that gazetteers and rules find.
    pub name_model: Option<&'r NameModel>,
    /// What the lexicons say of each word, as the name model sees it; by [`WordId`](crate::document::WordId).
    pub name_codes: &'r [u32],
}
