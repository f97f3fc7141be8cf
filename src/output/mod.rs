//! Where records go: one file per sink. Called by [`crate::pipeline`], which hands over whole batches, in order.
//!
//! | `-o` | sink | file |
//! |---|---|---|
//! | `-`, `claims.jsonl`, `.jsonl.gz`, `.jsonl.zst`, a device | a stream of lines | `lines` |
//! | `out/` | a run folder: a file for each type of record, `run.json` | `folder` |
//! | `out.parquet` | claims as columns | `parquet` |
//! | `out.sqlite` | tables | `sqlite` |
//! | `postgres://…` | the same tables | `postgres` |
//!
//! [`Target`] tells which from the name. Every sink but a pipe can be gone on with after an interruption at any moment: it
//! writes down now and then how far the run is ([`Mark`]), together with how much of its own files belongs to that, and
//! [`Target::open`] puts both back. What stands in a file is cut by batches alone, never by time, so that the bytes of an
//! interrupted run are those of one that was not.

#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "postgres")]
mod copy;
mod folder;
mod journal;
mod lines;
mod lock;
mod mark;
mod merge;
mod parcel;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "postgres")]
mod postgres;
mod recipe;
mod run;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;
mod stream;
#[cfg(feature = "parquet")]
mod tables;
mod target;

pub use folder::FolderSink;
pub use lines::LineSink;
pub use mark::{Mark, Summary};
pub use merge::merge;
pub use parcel::{Form, Parcel};
pub use recipe::Recipe;
pub use run::Run;
#[cfg(feature = "parquet")]
pub use tables::{Failed, Table};
pub use target::{DEFAULT_CHUNK, Opened, Settings, Target};

use crate::error::Result;

/// The SQL that makes the tables and views in a SQLite database.
pub const SQLITE_SCHEMA: &str = include_str!("schema.sqlite.sql");

/// The SQL that makes them in PostgreSQL.
pub const POSTGRES_SCHEMA: &str = include_str!("schema.postgres.sql");

/// A sink for records.
pub trait Sink: Send {
    /// What it wants batches as.
    fn form(&self) -> Form {
        Form::Lines
    }

    /// How far the run is that it goes on with; nothing for a new one.
    fn start(&self) -> Mark {
        Mark::default()
    }

    /// Takes the records of a batch, after which the run is as far as `mark`.
    ///
    /// # Errors
    /// [`crate::Error::Output`] or [`crate::Error::Database`], which name the sink. See [`crate::Error::is_broken_pipe`].
    fn write(&mut self, parcel: Parcel, mark: &Mark) -> Result<()>;

    /// Makes sure that everything has arrived: the run has ended at `mark`, for good or for now.
    ///
    /// # Errors
    /// As [`Sink::write`].
    fn finish(&mut self, mark: &Mark, ending: Ending) -> Result<()>;
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// At the end of its inputs.
    Done,
    /// It was told to stop, and can be gone on with.
    Interrupted,
}
