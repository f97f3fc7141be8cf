//! A Parquet file of claims.
//!
//! During the run, its row groups are kept in a second file, `….parts`, as a sequence of small Parquet files. At the end they
//! are copied into one, which appears under its name in one step. A run can resume after each of them.

use super::batch_output::{BatchOutput, Layout};
use super::growing::{FileMark, GrowingFile};
use super::sink::{OpenedSink, RunStatus, Sink, SinkSettings};
use super::tables::{arrow_schema, record_batch};
use super::{columns::UNLIKE, journal::Journal, lock::lock};
use crate::error::{Error, Result};
use crate::record::RecordKind;
use crate::run::file::{self, beside};
use crate::run::{Recipe, RunProgress};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes of [`SinkSettings::chunk`] for each claim of a row group: by default that is 100,000 claims, some ten megabytes.
const CLAIM: u64 = 40;

/// A Parquet file of claims.
pub(super) struct ParquetSink {
    path: PathBuf,
    target: String,
    parts: GrowingFile,
    parts_path: PathBuf,
    /// Where each of the parts ends.
    ends: Vec<FileMark>,
    /// The row group that is being filled.
    group: Option<ArrowWriter<Vec<u8>>>,
    /// Claims in it.
    rows: usize,
    /// Claims with which it is full.
    full: usize,
    journal: Journal,
    /// How the run is made, for the file's metadata.
    recipe: String,
}

impl ParquetSink {
    pub(super) fn open(path: &Path, settings: &SinkSettings) -> Result<OpenedSink> {
        let target = path.display().to_string();
        let failed = |error| Error::output(&target, error);
        if !settings.emit.is_claims_only() {
            return Err(Error::refused(&target, "a Parquet file holds claims only (a run folder holds all records)"));
        }
        let parts_path = beside(path, "parts");
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&parts_path);
        let parts = open.map_err(failed)?;
        lock(&parts, &target, "")?;
        let Some(journal) = Journal::open(beside(path, "checkpoint"), &target, path.exists(), settings)? else {
            file::remove(&parts_path).map_err(failed)?;
            // No more is known of a complete output than that it can be opened.
            let file = File::open(path).map_err(failed)?;
            if let Err(error) = ParquetMetaDataReader::new().parse_and_finish(&file) {
                let cause = format!(
                    "no run is left to be resumed, but the output is not complete ({error}); remove it, and run again"
                );
                return Err(Error::refused(&target, cause));
            }
            return Ok(OpenedSink::Complete);
        };
        let ends = journal.last.files.clone();
        let parts = GrowingFile::resume(parts, &parts_path, ends.last().copied().unwrap_or_default(), &target)?;
        let path = path.to_owned();
        let full = usize::try_from(settings.chunk / CLAIM).unwrap_or(usize::MAX);
        let recipe = serde_json::to_string(&settings.recipe).unwrap_or_default();
        let sink = Self { path, target, parts, parts_path, ends, group: None, rows: 0, full, journal, recipe };
        Ok(OpenedSink::Ready(Box::new(sink)))
    }

    fn add(&mut self, batch: &BatchOutput) -> io::Result<()> {
        let batch = record_batch(RecordKind::Claim, &batch.rows, &[]).map_err(io::Error::other)?;
        if batch.num_rows() > 0 {
            let group = match &mut self.group {
                Some(group) => group,
                none => none.insert(new_group()?),
            };
            group.write(&batch)?;
            self.rows += batch.num_rows();
        }
        Ok(())
    }

    /// Ends the row group. It is on the disk when this returns.
    fn end_group(&mut self) -> io::Result<()> {
        if let Some(group) = self.group.take() {
            let part = group.into_inner()?;
            self.append(&part)?;
            self.rows = 0;
        }
        Ok(())
    }

    fn append(&mut self, part: &[u8]) -> io::Result<()> {
        self.parts.write_all(part)?;
        self.ends.push(self.parts.mark()?);
        Ok(())
    }

    /// Puts the parts together.
    fn assemble(&mut self) -> io::Result<()> {
        if self.ends.is_empty() {
            // A file without claims has its columns all the same.
            self.append(&new_group()?.into_inner()?)?;
        }
        let new = beside(&self.path, "new");
        let whole = File::create(&new)?;
        let mut writer = None;
        let mut start = 0;
        for end in self.ends.clone() {
            let part: Bytes = self.parts.read(start, end.length)?.into();
            start = end.length;
            let metadata = ParquetMetaDataReader::new().parse_and_finish(&part)?;
            let writer = match &mut writer {
                Some(writer) => writer,
                none => none.insert(begin(whole.try_clone()?, &metadata, &self.recipe)?),
            };
            splice(writer, &part, &metadata)?;
        }
        if let Some(writer) = writer {
            writer.close()?;
        }
        whole.sync_data()?;
        file::rename(&new, &self.path)
    }
}

fn new_group() -> Result<ArrowWriter<Vec<u8>>, ParquetError> {
    ArrowWriter::try_new(Vec::new(), arrow_schema(RecordKind::Claim), Some(properties(None)))
}

/// How columns are written, and what the file says of itself.
fn properties(metadata: Option<Vec<KeyValue>>) -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_created_by(concat!("whosaid ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(None)
        .set_key_value_metadata(metadata);
    for column in UNLIKE {
        let path = ColumnPath::new(column.split('.').map(str::to_owned).collect());
        builder = builder.set_column_dictionary_enabled(path, false);
    }
    builder.build()
}

/// Begins the file. `metadata` is that of the first part, with the columns' types in Arrow's words.
fn begin(file: File, metadata: &ParquetMetaData, recipe: &str) -> Result<SerializedFileWriter<File>, ParquetError> {
    let schema = metadata.file_metadata().schema_descr().root_schema_ptr();
    let mut about = metadata.file_metadata().key_value_metadata().cloned().unwrap_or_default();
    about.push(KeyValue::new(Recipe::PARQUET_KEY.to_owned(), recipe.to_owned()));
    SerializedFileWriter::new(file, schema, Arc::new(properties(Some(about))))
}

/// Copies the row groups of a part.
fn splice(writer: &mut SerializedFileWriter<File>, part: &Bytes, metadata: &ParquetMetaData) -> io::Result<()> {
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
        self.journal.last.progress.clone()
    }

    fn write(&mut self, batch: BatchOutput, progress: &RunProgress) -> Result<()> {
        self.add(&batch).map_err(|error| Error::output(&self.target, error))?;
        if self.rows >= self.full {
            self.end_group().map_err(|error| Error::output(&self.target, error))?;
            self.journal.save(progress, self.ends.clone())?;
        } else if self.group.is_none() && self.journal.is_due() {
            self.journal.save(progress, self.ends.clone())?;
        }
        Ok(())
    }

    fn finish(&mut self, progress: &RunProgress, status: RunStatus) -> Result<()> {
        if status == RunStatus::Interrupted {
            // A run cannot resume inside a row group that is not full.
            return if self.group.is_none() { self.journal.save(progress, self.ends.clone()) } else { Ok(()) };
        }
        self.end_group().map_err(|error| Error::output(&self.target, error))?;
        self.journal.save(progress, self.ends.clone())?;
        self.assemble().map_err(|error| Error::output(&self.target, error))?;
        self.journal.remove()?;
        file::remove(&self.parts_path).map_err(|error| Error::output(&self.target, error))
    }
}
