//! A SQLite database.
//!
//! A transaction holds the rows of some batches and, in `runs`, how far the run is with them: whatever happens, either both
//! are there or neither. An article that is there with the same text is left alone; one with another text is replaced.

use super::batch_output::{BatchOutput, Layout};
use super::rows::{self, SqlValue};
use super::sink::{OpenedSink, RunStatus, Sink, SinkSettings};
use super::sql::{self, DatabaseMark, NextRun, RowKeys, RunRow, next_key};
use super::sql_schema::{self, SQLITE_SCHEMA};
use crate::error::{Error, Result};
use crate::file_state::FileState;
use crate::record::Records;
use crate::run::RunProgress;
use crate::run::file::sync_folder_of;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, ToSql, params, params_from_iter};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// Version of the tables, kept in the database as `user_version`.
const TABLES: i64 = 3;

/// A SQLite database.
pub(super) struct SqliteSink {
    target: String,
    /// The file, and its state when it was opened; `None` where the name stands for something else.
    file: Option<(PathBuf, FileState)>,
    database: Connection,
    run: i64,
    start: RunProgress,
    keys: RowKeys,
    /// The last claim whose content can be searched for.
    indexed: i64,
    /// Keys of entities that a gazetteer has, by their id.
    entities: FxHashMap<String, i64>,
    /// Bytes of text in the transaction.
    bytes: u64,
    /// Bytes of text after which it ends. Not time, so that everything in the database comes out the same, however often the
    /// run was interrupted.
    chunk: u64,
    replaced: u64,
}

impl SqliteSink {
    pub(super) fn open(path: &Path, settings: &SinkSettings) -> Result<OpenedSink> {
        let target = path.display().to_string();
        let opened = Self::try_open(path, settings, &target);
        opened.map_err(|error| error.into_error(&target))
    }

    fn try_open(path: &Path, settings: &SinkSettings, target: &str) -> Result<OpenedSink, SqliteError> {
        let database = Connection::open(path)?;
        database.set_prepared_statement_cache_capacity(32);
        // One process at a time, which a killed one is not: the lock is the operating system's.
        database.execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
             PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000; BEGIN IMMEDIATE;",
        )?;
        let version: i64 = database.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let tables: i64 = database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        match version {
            TABLES => {}
            0 if tables == 0 => {
                database.execute_batch(sql_schema::tables(SQLITE_SCHEMA))?;
                database.pragma_update(None, "user_version", TABLES)?;
            }
            1..TABLES => return Err(Error::refused(target, sql::OLD_TABLES).into()),
            _ => return Err(Error::refused(target, "the database has tables that are not whosaid's").into()),
        }
        let (run, mark) = match sql::next(runs(&database, target)?, settings, target)? {
            NextRun::Complete => return Ok(OpenedSink::Complete),
            NextRun::Resume(run) => (run.run, run.mark),
            NextRun::New => (new_run(&database, settings)?, DatabaseMark::default()),
        };
        database.execute_batch("COMMIT; BEGIN IMMEDIATE;")?;
        let greatest = |column: &str, table: &str| {
            let query = format!("SELECT coalesce(max({column}), 0) FROM {table}");
            database.query_row(&query, [], |row| row.get::<_, i64>(0))
        };
        let keys = RowKeys {
            article: greatest("article", "articles")?,
            entity: greatest("entity", "entities")?,
            claim: greatest("claim", "claims")?,
        };
        mark.check(keys.article, target)?;
        let entities = database
            .prepare("SELECT id, entity FROM entities WHERE article IS NULL")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let file = FileState::of(path).map(|file| (path.to_owned(), file));
        let sink = Self {
            target: target.to_owned(),
            file,
            database,
            run,
            start: mark.progress,
            keys,
            indexed: keys.claim,
            entities,
            bytes: 0,
            chunk: settings.chunk,
            replaced: 0,
        };
        Ok(OpenedSink::Ready(Box::new(sink)))
    }

    fn load(&mut self, records: &Records<'static>) -> rusqlite::Result<()> {
        let article = &records.article;
        let known = self
            .cached("SELECT article, text_hash FROM articles WHERE doc = ?1")?
            .query_row([&article.doc], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
            .optional()?;
        let key = match known {
            Some((_, hash)) if hash == article.text_hash => return Ok(()),
            Some((key, _)) => {
                self.delete(key)?;
                self.replaced += 1;
                key
            }
            None => next_key(&mut self.keys.article),
        };
        let Self { database, run, keys, entities, .. } = self;
        rows::insert_article(records, *run, key, keys, entities, |table, row| {
            let statement = format!("INSERT INTO {table} VALUES (?{})", ", ?".repeat(row.len() - 1));
            database.prepare_cached(&statement)?.execute(params_from_iter(row)).map(drop)
        })
    }

    /// Removes an article and everything that refers to it.
    fn delete(&self, article: i64) -> rusqlite::Result<()> {
        let forget = "INSERT INTO contents (contents, rowid, content)
                      SELECT 'delete', claim, content FROM claims WHERE article = ?1 AND claim <= ?2";
        self.cached(forget)?.execute([article, self.indexed])?;
        let claims = "(SELECT claim FROM claims WHERE article = ?1)";
        for table in ["claim_mentions", "claim_spans", "claim_speakers"] {
            self.cached(&format!("DELETE FROM {table} WHERE claim IN {claims}"))?.execute([article])?;
        }
        for table in ["claims", "mentions", "sentences", "entities", "articles"] {
            self.cached(&format!("DELETE FROM {table} WHERE article = ?1"))?.execute([article])?;
        }
        Ok(())
    }

    fn errors(&self, batch: &BatchOutput) -> rusqlite::Result<()> {
        for failure in &batch.failures {
            let values: [&dyn ToSql; 4] = [&self.run, &&*failure.path, &(failure.line as i64), &&*failure.cause];
            self.cached("INSERT INTO errors VALUES (?1, ?2, ?3, ?4)")?.execute(values)?;
        }
        Ok(())
    }

    /// Ends the transaction with how far the run is.
    fn commit(&mut self, progress: &RunProgress) -> rusqlite::Result<()> {
        let counts = &progress.summary;
        let mark = DatabaseMark::new(progress, self.keys.article).json();
        let update = "UPDATE runs SET mark = ?2, documents = ?3, failed = ?4, claims = ?5 WHERE run = ?1";
        let failed = (counts.failed + counts.unread) as i64;
        self.cached(update)?.execute(params![self.run, mark, counts.documents as i64, failed, counts.claims as i64])?;
        // All at once: after every statement that also writes another table, the index would write what it has gathered.
        let index = "INSERT INTO contents (rowid, content) SELECT claim, content FROM claims WHERE claim > ?1";
        self.cached(index)?.execute([self.indexed])?;
        self.indexed = self.keys.claim;
        self.bytes = 0;
        self.database.execute_batch("COMMIT; BEGIN IMMEDIATE;")
    }

    fn cached(&self, statement: &str) -> rusqlite::Result<CachedStatement<'_>> {
        self.database.prepare_cached(statement)
    }

    /// SQLite would go on writing to a file that has lost its name.
    fn check_file(&self) -> Result<()> {
        let Some((path, before)) = &self.file else { return Ok(()) };
        if FileState::of(path).is_some_and(|now| now.is_same_file(before)) {
            return Ok(());
        }
        let cause = "it was removed or replaced while it was written".to_owned();
        Err(Error::Database { target: self.target.clone(), cause })
    }

    fn failed(&self, error: rusqlite::Error) -> Error {
        // If SQLite has noticed it, it says something else.
        if let Err(removed) = self.check_file() {
            return removed;
        }
        SqliteError::Sqlite(error).into_error(&self.target)
    }
}

impl ToSql for SqlValue<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Value::Null),
            Self::Integer(number) => (*number).into(),
            Self::Real(number) => (*number).into(),
            Self::Boolean(value) => (*value).into(),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::from(&**text)),
        })
    }
}

fn runs(database: &Connection, target: &str) -> Result<Vec<RunRow>, SqliteError> {
    let mut query = database.prepare("SELECT run, recipe, mark, finished IS NOT NULL FROM runs ORDER BY run DESC")?;
    let mut rows = query.query([])?;
    let mut runs = Vec::new();
    while let Some(row) = rows.next()? {
        let (recipe, progress): (String, String) = (row.get(1)?, row.get(2)?);
        runs.push(RunRow::parse(row.get(0)?, &recipe, &progress, row.get(3)?, target)?);
    }
    Ok(runs)
}

fn new_run(database: &Connection, settings: &SinkSettings) -> rusqlite::Result<i64> {
    let [recipe, command, progress] = sql::new_run(settings);
    database.execute(
        "INSERT INTO runs (recipe, command, mark, documents, failed, claims, started) VALUES (?1, ?2, ?3, 0, 0, 0, ?4)",
        params![recipe, command, progress, crate::date::utc_now()],
    )?;
    Ok(database.last_insert_rowid())
}

impl Sink for SqliteSink {
    fn layout(&self) -> Layout {
        Layout::Rows
    }

    fn start(&self) -> RunProgress {
        self.start.clone()
    }

    fn write(&mut self, batch: BatchOutput, progress: &RunProgress) -> Result<()> {
        let written = batch.rows.iter().try_for_each(|records| {
            self.bytes += records.article.bytes;
            self.load(records)
        });
        written.and_then(|()| self.errors(&batch)).map_err(|error| self.failed(error))?;
        if self.bytes >= self.chunk {
            self.commit(progress).map_err(|error| self.failed(error))?;
            self.check_file()?;
        }
        Ok(())
    }

    fn finish(&mut self, progress: &RunProgress, status: RunStatus) -> Result<()> {
        if self.replaced > 0 {
            log::info!("{}: {} articles replaced, because their text has changed", self.target, self.replaced);
        }
        let finish = |sink: &mut Self| -> rusqlite::Result<()> {
            if status == RunStatus::Done {
                sink.database.execute_batch(sql_schema::late_indexes(SQLITE_SCHEMA))?;
                let update = "UPDATE runs SET finished = ?2 WHERE run = ?1";
                sink.database.execute(update, params![sink.run, crate::date::utc_now()])?;
            }
            sink.commit(progress)?;
            // The next reader finds one file, and no lock.
            sink.database.execute_batch("COMMIT; PRAGMA optimize; PRAGMA journal_mode = DELETE;")
        };
        finish(self).map_err(|error| self.failed(error))?;
        self.check_file()?;
        let Some((path, _)) = &self.file else { return Ok(()) };
        sync_folder_of(path).map_err(|error| Error::output(&self.target, error))
    }
}

/// What can go wrong before there is a sink.
#[derive(Debug, thiserror::Error)]
enum SqliteError {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Ours(#[from] Error),
}

impl SqliteError {
    fn into_error(self, target: &str) -> Error {
        match self {
            Self::Ours(error) => error,
            Self::Sqlite(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {
                Error::refused(target, "another process is using it")
            }
            Self::Sqlite(error) => Error::Database { target: target.to_owned(), cause: error.to_string() },
        }
    }
}
