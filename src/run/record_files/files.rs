//! The lines of a run.

use crate::error::{Error, Result};
#[cfg(any(feature = "parquet", feature = "sqlite"))]
use crate::record::OffsetUnit;
use crate::run::lines::LineFile;
use crate::run::recipe::Recipe;
use std::path::{Path, PathBuf};

/// The records of a run.
#[derive(Default)]
pub(crate) struct RecordFiles {
    /// As they were written.
    pub(crate) files: Vec<LineFile>,
    /// What a Parquet file of claims knows of their articles: records without counts and without a hash of the text.
    pub(crate) titles: Option<LineFile>,
    /// How the run was made, where that is known.
    pub(crate) recipe: Option<Recipe>,
}

impl RecordFiles {
    /// Files of lines, which may be compressed with gzip or zstd.
    pub(crate) fn of_lines(paths: &[PathBuf], recipe: Option<Recipe>) -> Result<Self> {
        let files = paths.iter().map(|path| LineFile::open(path)).collect::<Result<_>>()?;
        Ok(Self { files, titles: None, recipe })
    }
}

/// The unit of the offsets in columns, which are numbers only: the one that the run was told.
///
/// # Errors
/// The unit is none of ours.
#[cfg(any(feature = "parquet", feature = "sqlite"))]
pub(super) fn unit_of_columns(path: &Path, recipe: Option<&Recipe>) -> Result<OffsetUnit> {
    let Some(unit) = recipe.and_then(|recipe| recipe.options.get("offsets")) else { return Ok(OffsetUnit::default()) };
    let known = serde_json::from_value(serde_json::Value::from(unit.as_str()));
    known.map_err(|error| wrong(path, format!("the offsets of its run are in an unknown unit: {error}")))
}

/// What is wrong with a run.
pub(super) fn wrong(path: &Path, cause: impl Into<String>) -> Error {
    Error::Input { path: path.to_owned(), cause: cause.into() }
}
