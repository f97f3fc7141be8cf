//! Which sink, inferred from the name of the output.

use super::sink::{OpenedSink, SinkSettings};
use super::{batch_output::Layout, folder::FolderSink, lines::LineSink, names::without_password};
use crate::error::{Error, Result};
use crate::record::Emit;
use std::fmt;
use std::path::{Path, PathBuf};

/// The name of an output says nothing of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "no known type of output. Known are - (standard output), FILE.jsonl and FILE.csv (also with .gz or .zst after it), FILE.parquet, \
     FILE.sqlite, postgres://USER@HOST/DATABASE, and a folder (FOLDER/)"
)]
pub struct UnknownOutput;

/// An output as the user named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `-`
    Stdout,
    /// A file of lines, compressed where its extension is `.gz` or `.zst`.
    Lines(PathBuf),
    /// A file of comma-separated values, compressed likewise.
    Csv(PathBuf),
    /// A run folder.
    Folder(PathBuf),
    /// A Parquet file.
    Parquet(PathBuf),
    /// A SQLite database.
    Sqlite(PathBuf),
    /// A PostgreSQL database, by its URL.
    Postgres(String),
}

impl Target {
    /// Infers the sink from a name: `-`, the scheme of a URL, an extension; a folder, or a name that ends in `/` or
    /// has no extension, is a run folder.
    ///
    /// # Errors
    /// [`UnknownOutput`] for another extension.
    pub fn parse(name: &str) -> Result<Self, UnknownOutput> {
        let path = PathBuf::from(name);
        let extension = |path: &Path| path.extension().and_then(|found| found.to_str()).map(str::to_ascii_lowercase);
        if name == "-" {
            return Ok(Self::Stdout);
        } else if name.starts_with("postgres://") || name.starts_with("postgresql://") {
            return Ok(Self::Postgres(name.to_owned()));
        } else if name.ends_with('/') || path.is_dir() {
            return Ok(Self::Folder(path));
        } else if path.exists() && !path.is_file() {
            return Ok(Self::Lines(path));
        }
        let outer = extension(&path);
        let inner = match outer.as_deref() {
            Some("gz" | "zst" | "zstd") => extension(&path.with_extension("")),
            _ => outer.clone(),
        };
        match (inner.as_deref(), outer.as_deref()) {
            (Some("jsonl" | "ndjson"), _) => Ok(Self::Lines(path)),
            (Some("csv"), _) => Ok(Self::Csv(path)),
            (_, None) => Ok(Self::Folder(path)),
            (_, Some("parquet")) => Ok(Self::Parquet(path)),
            (_, Some("sqlite" | "sqlite3" | "db")) => Ok(Self::Sqlite(path)),
            (_, Some(_)) => Err(UnknownOutput),
        }
    }

    /// The path, if it is in the file system.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdout | Self::Postgres(_) => None,
            Self::Lines(path) | Self::Csv(path) | Self::Folder(path) | Self::Parquet(path) | Self::Sqlite(path) => {
                Some(path)
            }
        }
    }

    /// Which records it is made for, where the user does not say.
    pub fn usual(&self) -> Emit {
        let claims = Emit { claims: true, ..Emit::default() };
        match self {
            Self::Stdout | Self::Lines(_) | Self::Csv(_) | Self::Parquet(_) => claims,
            Self::Folder(_) => Emit { mentions: true, articles: true, ..claims },
            Self::Sqlite(_) | Self::Postgres(_) => Emit { mentions: true, articles: true, sentences: true, ..claims },
        }
    }

    /// Opens the sink.
    ///
    /// # Errors
    /// [`Error::Refused`] with the reason; [`Error::Output`] or [`Error::Database`] if it cannot be opened.
    pub fn open(&self, settings: &SinkSettings) -> Result<OpenedSink> {
        match self {
            Self::Stdout if settings.resume => Err(Error::refused(self, "standard output cannot be resumed")),
            Self::Stdout => Ok(OpenedSink::Ready(Box::new(LineSink::stdout()))),
            Self::Lines(path) => LineSink::open(path, Layout::Single, settings),
            Self::Csv(path) => LineSink::open(path, Layout::Csv, settings),
            Self::Folder(path) => FolderSink::open(path, settings),
            #[cfg(feature = "parquet")]
            Self::Parquet(path) => super::parquet::ParquetSink::open(path, settings),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(path) => super::sqlite::SqliteSink::open(path, settings),
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => super::postgres::PostgresSink::open(url, settings),
            #[cfg(not(feature = "parquet"))]
            Self::Parquet(_) => Err(Error::refused(self, Error::lacks_feature("write Parquet", "parquet"))),
            #[cfg(not(feature = "sqlite"))]
            Self::Sqlite(_) => Err(Error::refused(self, Error::lacks_feature("write SQLite", "sqlite"))),
            #[cfg(not(feature = "postgres"))]
            Self::Postgres(_) => Err(Error::refused(self, Error::lacks_feature("write to PostgreSQL", "postgres"))),
        }
    }
}

impl fmt::Display for Target {
    /// The name; of a URL only what is no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdout => f.write_str("standard output"),
            Self::Postgres(url) => f.write_str(&without_password(url)),
            Self::Lines(path) | Self::Csv(path) | Self::Folder(path) | Self::Parquet(path) | Self::Sqlite(path) => {
                path.display().fmt(f)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inferred_from_the_name() {
        for (name, target) in [
            ("-", Target::Stdout),
            ("claims.jsonl", Target::Lines("claims.jsonl".into())),
            ("a/claims.jsonl.zst", Target::Lines("a/claims.jsonl.zst".into())),
            ("claims.ndjson", Target::Lines("claims.ndjson".into())),
            ("claims.csv", Target::Csv("claims.csv".into())),
            ("2024.11/claims.CSV.gz", Target::Csv("2024.11/claims.CSV.gz".into())),
            ("out.parquet", Target::Parquet("out.parquet".into())),
            ("out.SQLite", Target::Sqlite("out.SQLite".into())),
            ("postgres://u@h/d", Target::Postgres("postgres://u@h/d".into())),
            ("out/", Target::Folder("out/".into())),
            ("no/such.folder/", Target::Folder("no/such.folder/".into())),
            ("out", Target::Folder("out".into())),
        ] {
            assert_eq!(Target::parse(name), Ok(target), "{name}");
        }
        assert!(matches!(Target::parse("/dev/null"), Ok(Target::Lines(_))));
        for unknown in
            ["a.xlsx", "a.txt", "a.json", "a.tsv", "a.gz", "a.csv.bz2", "a.parquet.gz", "a.jsonl.zip", "runs/2024.11"]
        {
            assert_eq!(Target::parse(unknown), Err(UnknownOutput), "{unknown}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        for url in
            ["postgres://me:secret@h:5/d?x=1", "postgresql://h:5/d?user=me&password=secret", "postgres://m:s/@h:5/d"]
        {
            let shown = Target::Postgres(url.into()).to_string();
            assert!(!shown.contains("secret") && !shown.contains("m:s"), "{shown}");
        }
        assert_eq!(Target::Postgres("postgres://me:secret@h:5/d".into()).to_string(), "postgres://h:5/d");
    }
}
