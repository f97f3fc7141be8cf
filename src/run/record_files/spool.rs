//! Lines on their way into an unnamed file.

use crate::error::{Error, Result};
use crate::record::Record;
#[cfg(any(feature = "parquet", feature = "audit"))]
use crate::record::{ArticleRecord, MetaFields, RecordText};
use crate::run::lines::LineFile;
use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// Lines on their way into an unnamed file, which messages call by the name of what they were read from.
pub(super) struct LineSpool {
    path: PathBuf,
    file: BufWriter<File>,
    line: Vec<u8>,
}

impl LineSpool {
    pub(super) fn new(path: &Path) -> Result<Self> {
        let file = tempfile::tempfile().map_err(spool_error)?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file), line: Vec::new() })
    }

    pub(super) fn record(&mut self, record: &impl Record) -> Result<()> {
        self.line.clear();
        record.write(&mut self.line);
        self.file.write_all(&self.line).map_err(spool_error)
    }

    #[cfg(feature = "audit")]
    pub(super) fn line(&mut self, line: &[u8]) -> Result<()> {
        let written = self.file.write_all(line).and_then(|()| self.file.write_all(b"\n"));
        written.map_err(spool_error)
    }

    pub(super) fn finish(self) -> Result<LineFile> {
        let Self { path, file, .. } = self;
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error).map_err(spool_error)?;
        file.rewind().map_err(spool_error)?;
        Ok(LineFile::of(path, file))
    }
}

fn spool_error(error: io::Error) -> Error {
    Error::io(std::env::temp_dir(), error)
}

/// The record of an article of which only its id is known.
#[cfg(any(feature = "parquet", feature = "audit"))]
pub(super) fn unknown_article(doc: RecordText<'_>) -> ArticleRecord<'_> {
    ArticleRecord {
        doc,
        title: None,
        date: None,
        outlet: None,
        url: None,
        author: None,
        meta: MetaFields::default(),
        language: None,
        text_hash: String::new(),
        bytes: 0,
        code_points: 0,
        encoding: "utf-8".into(),
        replacements: 0,
        paragraphs: 0,
        sentences: 0,
        quotes: 0,
        mentions: 0,
        entities: 0,
        claims: 0,
        warnings: Vec::new(),
        duplicate_of: None,
    }
}
