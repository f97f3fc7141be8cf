//! What can go wrong, with what a user needs to act on it: which file, which record, and the cause.
//!
//! A message is complete: it includes its cause, so that no error has a [`std::error::Error::source`] to print after it.

use std::fmt;
use std::path::{Path, PathBuf};

/// Result of the library's fallible functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of the library. Document-level errors are collected and counted by a batch, never fatal to it
/// (see [`crate::pipeline`]).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An input that cannot be read at all.
    #[error("{}: {cause}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system reported. Part of the message, and so not a source as well.
        cause: std::io::Error,
    },
    /// An input that has nothing to read.
    #[error("{}: {cause}", path.display())]
    Input {
        /// The file, folder or pattern as the user gave it.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// One record of an input that cannot become an article; the records around it are unharmed.
    #[error("{place}: {cause}")]
    Record {
        /// Where the record is.
        place: Place,
        /// What is wrong with it.
        cause: String,
    },
    /// A row of a gazetteer or lexicon that cannot be used.
    #[error("{}:{line}: {cause}", path.display())]
    Data {
        /// The data file.
        path: PathBuf,
        /// 1-based line.
        line: usize,
        /// What is wrong with it.
        cause: String,
    },
    /// The worker threads could not be started.
    #[error("cannot start the worker threads: {cause}")]
    Threads {
        /// What the thread pool reported.
        cause: String,
    },
    /// An output that must not be written, or a run that cannot be resumed.
    #[error("{target}: {cause}")]
    Refused {
        /// The sink as the user named it, without secrets.
        target: String,
        /// Why.
        cause: String,
    },
    /// A database reported an error.
    #[error("{target}: {cause}")]
    Database {
        /// The database as the user named it, without secrets.
        target: String,
        /// What it reported.
        cause: String,
    },
    /// Records could not be written.
    #[error("cannot write {target}: {cause}")]
    Output {
        /// The sink as the user named it.
        target: String,
        /// What the operating system reported. Part of the message, and so not a source as well.
        cause: std::io::Error,
    },
}

impl Error {
    /// An I/O error at `path`.
    pub fn io(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Io { path: path.as_ref().to_owned(), cause: source }
    }

    /// An error of the record at `line` of `path` (0 for the file as a whole).
    pub fn record(path: impl AsRef<Path>, line: u64, cause: impl Into<String>) -> Self {
        Self::Record { place: Place { path: path.as_ref().to_owned(), line }, cause: cause.into() }
    }

    /// An error in writing to `target`.
    pub fn output(target: impl fmt::Display, cause: std::io::Error) -> Self {
        Self::Output { target: target.to_string(), cause }
    }

    /// The refusal to write `target`.
    pub fn refused(target: impl fmt::Display, cause: impl Into<String>) -> Self {
        Self::Refused { target: target.to_string(), cause: cause.into() }
    }

    /// Why this build cannot do `what`: it lacks a cargo feature.
    #[cfg(not(all(
        feature = "audit",
        feature = "html",
        feature = "parquet",
        feature = "postgres",
        feature = "sqlite"
    )))]
    pub(crate) fn lacks_feature(what: &str, feature: &str) -> String {
        format!("this build cannot {what}; build it with the cargo feature `{feature}`, which is on by default")
    }

    /// The same error, about the file at `path` where it was about something in it.
    pub fn in_file(self, path: &Path) -> Self {
        match self {
            Self::Input { cause, .. } => Self::Input { path: path.to_owned(), cause },
            other => other,
        }
    }

    /// Where it happened, if in an input.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Io { path, .. } | Self::Input { path, .. } => Some(Place { path: path.clone(), line: 0 }),
            Self::Record { place, .. } => Some(place.clone()),
            _ => None,
        }
    }

    /// What went wrong, without the place that [`Error::place`] gives.
    pub fn cause(&self) -> String {
        match self {
            Self::Io { cause, .. } => cause.to_string(),
            Self::Input { cause, .. } | Self::Record { cause, .. } => cause.clone(),
            other => other.to_string(),
        }
    }

    /// True if this is the reader of our output going away, which ends a run quietly.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output { cause, .. } if cause.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

/// Where a record is: the file, and the 1-based line or record in it (0 where the file is the record).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as the user would name it; `-` is standard input.
    pub path: PathBuf,
    /// 1-based line, or 0 for the file as a whole.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if self.line > 0 { write!(f, ":{}", self.line) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    #[test]
    fn a_message_has_its_cause_once() {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        for error in [Error::io("a.tsv", missing()), Error::Output { target: "a.tsv".to_owned(), cause: missing() }] {
            assert!(error.to_string().ends_with("a.tsv: entity not found"), "{error}");
            assert!(error.source().is_none());
        }
    }
}
