//! The records of a run as files of JSON lines, whatever it was written to: a folder, a file of lines, a Parquet file or a
//! SQLite database. The last two become lines in unnamed files, so that everything that reads runs reads lines.

#[cfg(feature = "audit")]
mod by_kind;
mod files;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(any(feature = "parquet", feature = "sqlite", feature = "audit"))]
mod spool;
#[cfg(feature = "sqlite")]
mod sqlite;

pub(crate) use files::RecordFiles;

use super::info::RunInfo;
use crate::error::{Error, Result};
use crate::record::RecordKind;
use files::wrong;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Opens a run folder or a file.
///
/// # Errors
/// [`Error::Io`]; [`Error::Input`] for a folder that holds no finished run, for a file that does not hold whole records, and
/// for one that this build cannot read.
pub(crate) fn open(path: &Path) -> Result<RecordFiles> {
    if path.is_dir() {
        let Some(run) = RunInfo::read(path)? else {
            return Err(wrong(path, "there is no finished run in this folder (no run.json)"));
        };
        let names = run.files.keys().filter(|name| *name != RecordKind::Error.file_name());
        let lines = names.map(|name| path.join(name)).filter(|file| file.extension().is_some_and(|end| end == "jsonl"));
        return RecordFiles::of_lines(&lines.collect::<Vec<_>>(), Some(run.recipe));
    }
    match FileType::of(path)? {
        FileType::Lines => RecordFiles::of_lines(&[path.to_owned()], None),
        FileType::Csv => Err(wrong(
            path,
            "a CSV file holds only a part of each record; use JSON Lines, Parquet, SQLite or a run folder",
        )),
        #[cfg(feature = "parquet")]
        FileType::Parquet => parquet::read(path),
        #[cfg(feature = "sqlite")]
        FileType::Sqlite => sqlite::read(path),
        #[cfg(not(feature = "parquet"))]
        FileType::Parquet => Err(wrong(path, Error::lacks_feature("read Parquet", "parquet"))),
        #[cfg(not(feature = "sqlite"))]
        FileType::Sqlite => Err(wrong(path, Error::lacks_feature("read SQLite", "sqlite"))),
    }
}

/// What a file holds.
enum FileType {
    Lines,
    Csv,
    Parquet,
    Sqlite,
}

impl FileType {
    /// By its first bytes; a CSV file by its name.
    fn of(path: &Path) -> Result<Self> {
        let failed = |error| Error::io(path, error);
        let mut head = Vec::new();
        File::open(path).map_err(failed)?.take(16).read_to_end(&mut head).map_err(failed)?;
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let csv = [".csv", ".csv.gz", ".csv.zst"].iter().any(|ending| name.ends_with(ending));
        Ok(match &*head {
            [b'P', b'A', b'R', b'1', ..] => Self::Parquet,
            b"SQLite format 3\0" => Self::Sqlite,
            _ if csv => Self::Csv,
            _ => Self::Lines,
        })
    }
}
