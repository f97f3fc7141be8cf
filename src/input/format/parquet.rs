//! Parquet: one article per row, with its fields found by column name.
//!
//! Only the columns needed are read, some rows at a time, on the reading thread; workers turn them into articles. A
//! corrupt row group is reported, and reading continues with the next. Besides strings, an article takes numbers, times
//! (as ISO 8601), the elements of a list and the `name` of a structure.

use crate::deadline::catch_panic;
use crate::error::{Error, Place};
use crate::input::field::record::{FieldValues, RecordFile};
use crate::input::reader::{ContainerReader, OpenedInput, Opening};
use crate::input::{
    batch::BatchPart, bytes::decode::Decoded, bytes::open::Meter, cut::pieces::PIECE, deliver::Delivery, field::arrow,
    position::FilePosition,
};
use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use std::fmt::Display;
use std::sync::Arc;

/// A file being read.
struct ParquetRows {
    file: Arc<RecordFile>,
    /// What each column read holds, as a bit set, in the order of the file.
    wanted: Arc<[u8]>,
    content: std::fs::File,
    metadata: ArrowReaderMetadata,
    mask: ProjectionMask,
    /// The row group being read, and how many rows to take at a time.
    group: usize,
    step: usize,
    rows: Option<ParquetRecordBatchReader>,
    /// How many rows come before, and how many of them are in the row group.
    row: u64,
    inside: u64,
    meter: Meter,
}

/// The most rows taken at a time, however short they are.
const MAX_ROWS: usize = 4096;

/// Opens a file, which is copied to a temporary one if its input cannot seek.
pub(crate) fn open(input: OpenedInput<'_>) -> Opening {
    let (item, context, transcoded) = (input.item, input.context, input.transcoded);
    let failed = |cause: String| Error::Input { path: item.path.clone(), cause };
    let broken = |cause: &dyn Display| failed(format!("cannot read this Parquet file: {cause}"));
    let (content, meter) = input.into_file()?;
    // The types that Arrow's writer noted may differ from those of the file; strings are all that is needed.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = catch_panic(|| ArrowReaderMetadata::load(&content, options))
        .map_err(|panic| broken(&panic))?
        .map_err(|error| broken(&error))?;
    let schema = metadata.schema();
    let hint = " (choose one with --field text=NAME)";
    let (mapping, wanted) = arrow::mapping(schema, &context.options, hint).map_err(failed)?;
    context.log(&mapping, &item.path);
    let mask = ProjectionMask::roots(metadata.parquet_schema(), wanted.iter().map(|&(column, _)| column));
    let wanted = wanted.iter().map(|&(_, slots)| slots).collect();
    let file = Arc::new(RecordFile::new(item, mapping, transcoded));
    let (group, step, rows, row, inside) = (0, 0, None, 0, 0);
    Ok(Box::new(ParquetRows { file, wanted, content, metadata, mask, group, step, rows, row, inside, meter }))
}

impl ParquetRows {
    fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    fn rows_in_group(&self) -> u64 {
        u64::try_from(self.metadata.metadata().row_group(self.group).num_rows()).unwrap_or(0)
    }

    /// Starts the row group, after those of its rows that have been read.
    fn start_group(&mut self) -> Result<(), String> {
        let group = self.metadata.metadata().row_group(self.group);
        let size = group.columns().iter().enumerate().filter(|(leaf, _)| self.mask.leaf_included(*leaf));
        let size: i64 = size.map(|(_, column)| column.uncompressed_size()).sum();
        let a_row = usize::try_from(size).unwrap_or(0) / (self.rows_in_group() as usize).max(1);
        self.step = (PIECE / a_row.max(1)).clamp(1, MAX_ROWS);
        let content = self.content.try_clone().map_err(|error| error.to_string())?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(content, self.metadata.clone())
            .with_row_groups(vec![self.group])
            .with_projection(self.mask.clone())
            .with_batch_size(self.step)
            .with_offset(self.inside as usize);
        self.meter.add(u64::try_from(group.compressed_size()).unwrap_or(0));
        let rows = catch_panic(|| builder.build())?.map_err(|error| error.to_string())?;
        self.rows = Some(rows);
        Ok(())
    }

    /// The next rows of the row group; `None` at its end.
    fn next_rows(&mut self) -> Result<Option<RecordBatch>, String> {
        if self.rows.is_none() {
            self.start_group()?;
        }
        let Some(rows) = &mut self.rows else { return Ok(None) };
        match catch_panic(|| rows.next())? {
            Some(batch) => batch.map(Some).map_err(|error| error.to_string()),
            None if self.inside < self.rows_in_group() => {
                Err(format!("it has {} rows instead of {}", self.inside, self.rows_in_group()))
            }
            None => Ok(None),
        }
    }

    /// Moves to the next row group.
    fn next_group(&mut self) {
        self.row += self.rows_in_group().saturating_sub(self.inside);
        (self.rows, self.inside) = (None, 0);
        self.group += 1;
    }
}

impl ContainerReader for ParquetRows {
    fn next(&mut self) -> Option<BatchPart> {
        while self.group < self.groups() {
            match self.next_rows() {
                Ok(Some(batch)) => {
                    let first = self.row + 1;
                    self.row += batch.num_rows() as u64;
                    self.inside += batch.num_rows() as u64;
                    let (file, wanted) = (Arc::clone(&self.file), Arc::clone(&self.wanted));
                    let place = Place { path: file.path.clone(), line: first };
                    let weight = batch.get_array_memory_size().min(4 * PIECE);
                    return Some(BatchPart::new(place, weight, move |out| {
                        read_rows(&file, &wanted, &batch, first, out);
                    }));
                }
                Ok(None) => self.next_group(),
                Err(cause) => {
                    let (from, to) = (self.row + 1, self.row + self.rows_in_group().saturating_sub(self.inside));
                    let cause =
                        format!("skipped rows {from} to {to}, the rest of row group {}: {cause}", self.group + 1);
                    self.next_group();
                    return Some(BatchPart::failed(Error::record(&self.file.path, from, cause)));
                }
            }
        }
        None
    }

    fn is_over(&self) -> bool {
        self.group >= self.groups()
    }

    fn at(&self) -> FilePosition {
        FilePosition::record(self.row)
    }
}

fn read_rows(file: &RecordFile, wanted: &[u8], batch: &RecordBatch, first: u64, out: &mut Delivery<'_>) {
    for (number, row) in (first..).zip(0..batch.num_rows()) {
        let mut record = FieldValues::default();
        let schema = batch.schema_ref();
        for ((column, field), &slots) in batch.columns().iter().zip(schema.fields()).zip(wanted) {
            arrow::take(&mut record, field.name(), column, row, slots);
        }
        match record.take_text() {
            Some(text) => file.deliver(record, text, number, &Decoded::valid(""), out),
            None => out.failed(file.place(number), file.null_text()),
        }
    }
}
