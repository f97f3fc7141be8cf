//! Where records go: one file per sink. They take whole batches, in input order.
//!
//! | `-o` | sink | file |
//! |---|---|---|
//! | `-`, `claims.jsonl`, `.jsonl.gz`, `.jsonl.zst`, a device | a stream of lines | `lines` |
//! | `claims.csv`, `.csv.gz`, `.csv.zst` | claims as rows, likewise | `lines`, `csv` |
//! | `out/` | a run folder: a file for each type of record, `run.json` | `folder` |
//! | `out.parquet` | claims as columns | `parquet` |
//! | `out.sqlite` | tables | `sqlite` |
//! | `postgres://…` | the same tables | `postgres` |
//!
//! [`Target`] infers the sink from the name. Every sink but a pipe can resume after an interruption at any moment: now and then
//! it writes a checkpoint ([`crate::run::RunProgress`]) with how much of its own files belongs to it, and [`Target::open`]
//! restores both. Files are divided by batches alone, never by time, so that an interrupted run writes the same bytes as
//! one that was not.

#[cfg(feature = "parquet")]
mod arrow_column;
mod batch_output;
#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "postgres")]
mod copy;
mod csv;
mod folder;
mod growing;
mod journal;
mod lines;
mod lock;
mod merge;
mod names;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "postgres")]
pub(crate) mod postgres_client;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod rows;
mod sink;
#[cfg(feature = "parquet")]
mod speaker_columns;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
mod sql_schema;
#[cfg(feature = "sqlite")]
mod sqlite;
mod stream;
#[cfg(feature = "postgres")]
mod table_rows;
#[cfg(feature = "parquet")]
mod tables;
mod target;

pub use batch_output::{BatchOutput, Layout, LineBuffers};
pub(crate) use csv::{COLUMNS as CSV_COLUMNS, spans as csv_spans};
pub use folder::FolderSink;
pub use lines::LineSink;
pub use merge::merge;
pub use sink::{DEFAULT_CHUNK, OpenedSink, RunStatus, Sink, SinkSettings};
pub use sql_schema::{POSTGRES_SCHEMA, SQLITE_SCHEMA};
#[cfg(feature = "parquet")]
pub use tables::{FailedArticle, arrow_schema, record_batch};
pub use target::{Target, UnknownOutput};
