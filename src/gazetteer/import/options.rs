//! What an import needs to know beside the list itself.

use super::{states::StateIndex, types::TypeNames};
use crate::document::EntityKind;

/// What an import needs to know.
#[derive(Debug)]
pub struct ImportOptions<'o> {
    /// The type of entries that do not say theirs.
    pub kind: Option<EntityKind>,
    /// Whose labels and aliases to take of what has several languages: "en".
    pub language: String,
    /// What other formats call persons, states and organizations.
    pub types: TypeNames,
    /// The states by their codes and names.
    pub states: &'o StateIndex,
}
