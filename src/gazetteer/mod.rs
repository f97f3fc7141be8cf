//! Names and word lists: entries, the compiled matcher, lexicons. Data lives in `gazetteers/`, never in code.

/// Word lists.
#[derive(Debug, Default)]
pub struct Lexicons {}

/// Entities and their names.
#[derive(Debug, Default)]
pub struct Gazetteer {}
