//! A Parquet file of claims.
//!
//! While the run lasts its row groups stand in a file beside, `….parts`, each as a small Parquet file of its own behind the
//! one before; at the end they are put together, by copying, and the file appears under its name in one step. A run can be
//! gone on with after each of them.

use super::batch_output::{BatchOutput, Layout};
use super::columns::{CLAIMS, UNLIKE, claims};
use super::journal::{Journal, OpenedJournal};
use super::lock::lock;
use super::names::beside;
use super::sink::{OpenedSink, RunStatus, Sink, SinkSettings};
use crate::error::{Error, Result};
use crate::run::RunProgress;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes of [`SinkSettings::chunk`] for each claim of a row group: by default that is 100,000 claims, some ten megabytes.
const CLAIM: u64 = 40;

/// A Parquet file of claims.
pub(super) struct ParquetSink {
    path: PathBuf,
    target: String,
    parts: File,
    parts_path: PathBuf,
    /// Where each of the parts ends.
    ends: Vec<u64>,
    /// The row group that is being filled.
    group: Option<ArrowWriter<Vec<u8>>>,
    /// Claims in it.
    rows: usize,
    /// Claims with which it is full.
    full: usize,
    journal: Journal,
}

impl ParquetSink {
    pub(super) fn open(path: &Path, settings: &SinkSettings) -> Result<OpenedSink> {
        let target = path.display().to_string();
        let failed = |source| Error::Output { target: target.clone(), cause: source };
        let emit = settings.emit;
        if !emit.claims || emit.mentions || emit.sentences || emit.articles {
            return Err(Error::refused(&target, "a Parquet file holds claims only (a run folder holds all records)"));
        }
        let parts_path = beside(path, "parts");
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&parts_path);
        let parts = open.map_err(failed)?;
        lock(&parts, &target, "")?;
        let journal = match Journal::open(beside(path, "checkpoint"), &target, path.exists(), settings)? {
            OpenedJournal::Complete => {
                fs::remove_file(&parts_path).map_err(failed)?;
                return Ok(OpenedSink::Complete);
            }
            OpenedJournal::New(journal) | OpenedJournal::Unfinished(journal) => journal,
        };
        let ends = journal.last().lengths.clone();
        parts.set_len(ends.last().copied().unwrap_or(0)).map_err(failed)?;
        let path = path.to_owned();
        let full = usize::try_from(settings.chunk / CLAIM).unwrap_or(usize::MAX);
        let sink = Self { path, target, parts, parts_path, ends, group: None, rows: 0, full, journal };
        Ok(OpenedSink::Ready(Box::new(sink)))
    }

    fn add(&mut self, batch: &BatchOutput) -> Result<(), WriteError> {
        let batch = claims(&batch.rows).map_err(|error| WriteError::Parquet(error.into()))?;
        if batch.num_rows() > 0 {
            if self.group.is_none() {
                self.group = Some(ArrowWriter::try_new(Vec::new(), CLAIMS.clone(), Some(properties(None)))?);
            }
            if let Some(group) = &mut self.group {
                group.write(&batch)?;
            }
            self.rows += batch.num_rows();
        }
        Ok(())
    }

    /// Ends the row group. It is on the disk when this returns.
    fn end_group(&mut self) -> Result<(), WriteError> {
        if let Some(group) = self.group.take() {
            let part = group.into_inner()?;
            self.parts.seek(SeekFrom::End(0))?;
            self.parts.write_all(&part)?;
            self.parts.sync_data()?;
            self.ends.push(self.ends.last().copied().unwrap_or(0) + part.len() as u64);
            self.rows = 0;
        }
        Ok(())
    }

    /// Puts the parts together.
    fn assemble(&mut self) -> Result<(), WriteError> {
        if self.ends.is_empty() {
            // A file without claims has its columns all the same.
            let empty = ArrowWriter::try_new(Vec::new(), CLAIMS.clone(), Some(properties(None)))?.into_inner()?;
            self.parts.write_all(&empty)?;
            self.ends.push(empty.len() as u64);
        }
        let new = beside(&self.path, "new");
        let file = File::create(&new)?;
        let mut writer = None;
        let mut start = 0;
        for end in self.ends.clone() {
            let part = self.part(start, end)?;
            start = end;
            let metadata = ParquetMetaDataReader::new().parse_and_finish(&part)?;
            let writer = match &mut writer {
                Some(writer) => writer,
                none => none.insert(begin(file.try_clone()?, &metadata)?),
            };
            splice(writer, &part, &metadata)?;
        }
        if let Some(writer) = writer {
            writer.close()?;
        }
        file.sync_data()?;
        Ok(fs::rename(new, &self.path)?)
    }

    fn part(&mut self, start: u64, end: u64) -> io::Result<Bytes> {
        let mut part = vec![0; (end - start) as usize];
        self.parts.seek(SeekFrom::Start(start))?;
        self.parts.read_exact(&mut part)?;
        Ok(part.into())
    }

    fn failed(&self, error: WriteError) -> Error {
        let source = match error {
            WriteError::Io(source) => source,
            WriteError::Parquet(error) => io::Error::other(error),
        };
        Error::Output { target: self.target.clone(), cause: source }
    }
}

/// How columns are written. `metadata` is that of the first part, with the columns' types in Arrow's words.
fn properties(metadata: Option<&ParquetMetaData>) -> WriterProperties {
    let schema = metadata.and_then(|metadata| metadata.file_metadata().key_value_metadata().cloned());
    let schema: Option<Vec<KeyValue>> = schema;
    let mut builder = WriterProperties::builder()
        .set_created_by(concat!("whosaid ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(None)
        .set_key_value_metadata(schema);
    for column in UNLIKE {
        let path = ColumnPath::new(column.split('.').map(str::to_owned).collect());
        builder = builder.set_column_dictionary_enabled(path, false);
    }
    builder.build()
}

fn begin(file: File, metadata: &ParquetMetaData) -> Result<SerializedFileWriter<File>, ParquetError> {
    let schema = metadata.file_metadata().schema_descr().root_schema_ptr();
    SerializedFileWriter::new(file, schema, Arc::new(properties(Some(metadata))))
}

/// Copies the row groups of a part.
fn splice(writer: &mut SerializedFileWriter<File>, part: &Bytes, metadata: &ParquetMetaData) -> Result<(), WriteError> {
    for group in metadata.row_groups() {
        let mut copy = writer.next_row_group()?;
        for column in group.columns() {
            let closed = ColumnCloseResult {
                bytes_written: column.compressed_size() as u64,
                rows_written: group.num_rows() as u64,
                metadata: column.clone(),
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            };
            copy.append_column(part, closed)?;
        }
        copy.close()?;
    }
    Ok(())
}

impl Sink for ParquetSink {
    fn layout(&self) -> Layout {
        Layout::Rows
    }

    fn start(&self) -> RunProgress {
        self.journal.last().progress.clone()
    }

    fn write(&mut self, batch: BatchOutput, progress: &RunProgress) -> Result<()> {
        self.add(&batch).map_err(|error| self.failed(error))?;
        if self.rows >= self.full {
            self.end_group().map_err(|error| self.failed(error))?;
            self.journal.save(progress, self.ends.clone())?;
        } else if self.group.is_none() && self.journal.is_due() {
            self.journal.save(progress, self.ends.clone())?;
        }
        Ok(())
    }

    fn finish(&mut self, progress: &RunProgress, status: RunStatus) -> Result<()> {
        if status == RunStatus::Interrupted {
            // A row group that is not full is no place to go on from.
            return if self.group.is_none() { self.journal.save(progress, self.ends.clone()) } else { Ok(()) };
        }
        self.end_group().map_err(|error| self.failed(error))?;
        self.journal.save(progress, self.ends.clone())?;
        self.assemble().map_err(|error| self.failed(error))?;
        self.journal.remove()?;
        fs::remove_file(&self.parts_path).map_err(|source| self.failed(WriteError::Io(source)))
    }
}

enum WriteError {
    Io(io::Error),
    Parquet(ParquetError),
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<ParquetError> for WriteError {
    fn from(error: ParquetError) -> Self {
        Self::Parquet(error)
    }
}
