//! A SQLite database.
//!
//! A transaction holds the rows of some batches and, in `runs`, how far the run is with them: whatever happens, either both
//! are there or neither. An article that is there with the same text is left alone; one with another text is replaced.

use super::batch_output::{BatchOutput, Layout};
use super::sink::{OpenedSink, RunStatus, Sink, SinkSettings};
use super::sql::{self, EntityKeys, NextRun, RowKeys, RunRow, next_key};
use super::sql_schema::{self, SQLITE_SCHEMA};
use crate::error::{Error, Result};
use crate::record::{ArticleRecord, ClaimRecord, Records, SpeakerRecord};
use crate::run::RunProgress;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, ToSql, params};
use rustc_hash::FxHashMap;
use std::path::Path;

/// Version of the tables, kept in the database as `user_version`.
const TABLES: i64 = 2;

const INSERT_ARTICLE: &str =
    "INSERT INTO articles VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
     ?20, ?21, ?22)";
const INSERT_CLAIM: &str =
    "INSERT INTO claims VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
     ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)";

/// A SQLite database.
pub(super) struct SqliteSink {
    target: String,
    database: Connection,
    run: i64,
    start: RunProgress,
    keys: RowKeys,
    /// The last claim whose content can be searched for.
    indexed: i64,
    /// RowKeys of entities that a gazetteer has, by their id.
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
            _ => return Err(Error::refused(target, "it is a database with other tables than whosaid's").into()),
        }
        let (run, start) = match sql::next(runs(&database, target)?, settings, target)? {
            NextRun::Complete => return Ok(OpenedSink::Complete),
            NextRun::Resume(run) => (run.run, run.progress),
            NextRun::New => (new_run(&database, settings)?, RunProgress::default()),
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
        let entities = database
            .prepare("SELECT id, entity FROM entities WHERE article IS NULL")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let target = target.to_owned();
        let (indexed, chunk) = (keys.claim, settings.chunk);
        let sink = Self { target, database, run, start, keys, indexed, entities, bytes: 0, chunk, replaced: 0 };
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
        self.article(key, article)?;
        let local = self.entities(key, records)?;
        self.sentences(key, records)?;
        self.mentions(key, records, &local)?;
        for claim in &records.claims {
            let number = next_key(&mut self.keys.claim);
            self.claim(number, key, claim, &local)?;
        }
        Ok(())
    }

    fn sentences(&self, key: i64, records: &Records<'static>) -> rusqlite::Result<()> {
        let mut insert = self.cached("INSERT INTO sentences VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for sentence in &records.sentences {
            insert.execute(params![
                key, sentence.index, sentence.paragraph, sentence.place.start, sentence.place.end, &*sentence.text
            ])?;
        }
        Ok(())
    }

    fn mentions(&self, key: i64, records: &Records<'static>, local: &EntityKeys<'_>) -> rusqlite::Result<()> {
        let mut insert = self.cached("INSERT INTO mentions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")?;
        for (number, mention) in records.mentions.iter().enumerate() {
            insert.execute(params![
                key,
                number as i64,
                mention.place.start,
                mention.place.end,
                &*mention.text,
                &*mention.kind,
                &*mention.form,
                mention.entity.as_deref().and_then(|id| local.get(id)),
                sql::real(mention.confidence),
                sql::json(&mention.candidates),
                &*mention.by,
            ])?;
        }
        Ok(())
    }

    fn article(&self, key: i64, article: &ArticleRecord<'static>) -> rusqlite::Result<()> {
        self.cached(INSERT_ARTICLE)?.execute(params![
            key,
            &*article.doc,
            article.title.as_deref(),
            article.date.as_deref(),
            article.date.as_deref().and_then(crate::date::iso_day),
            article.outlet.as_deref(),
            article.url.as_deref(),
            article.author.as_deref(),
            article.text_hash,
            article.bytes as i64,
            article.code_points as i64,
            &*article.encoding,
            article.replacements,
            article.paragraphs,
            article.sentences,
            article.quotes,
            article.mentions,
            article.entities,
            article.claims,
            sql::json(&article.warnings),
            article.duplicate_of.as_deref(),
            self.run,
        ])?;
        Ok(())
    }

    /// Writes the entities that are new, and tells the keys of all.
    fn entities<'r>(&mut self, key: i64, records: &'r Records<'static>) -> rusqlite::Result<EntityKeys<'r>> {
        let mut local = EntityKeys::default();
        for entity in sql::referred(records) {
            if let Some(&known) = self.entities.get(&*entity.id) {
                local.insert(&entity.id, known);
                continue;
            }
            let number = next_key(&mut self.keys.entity);
            let of = entity.is_local().then_some(key);
            self.cached("INSERT INTO entities VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![number, &*entity.id, of, &*entity.name, &*entity.kind])?;
            if of.is_none() {
                self.entities.insert(entity.id.clone().into_owned(), number);
            }
            local.insert(&entity.id, number);
        }
        Ok(local)
    }

    fn claim(
        &self,
        number: i64,
        article: i64,
        claim: &ClaimRecord<'static>,
        local: &EntityKeys<'_>,
    ) -> rusqlite::Result<()> {
        let speaker = claim.speaker.as_ref();
        let entity = speaker.and_then(|speaker| local.get(speaker.id.as_deref()?));
        let on_behalf = claim.on_behalf().and_then(|principal| local.get(&*principal.id));
        self.cached(INSERT_CLAIM)?.execute(params![
            number,
            claim.id,
            article,
            &*claim.kind,
            claim.source.as_ref().map(|source| &*source.text),
            claim.source.as_ref().and_then(|source| source.form.as_deref()),
            entity,
            speaker.map(|speaker| &*speaker.kind),
            speaker.and_then(|speaker| speaker.role.as_deref()),
            speaker.and_then(|speaker| speaker.state.as_deref()),
            speaker.and_then(|speaker| speaker.gender.as_deref()),
            speaker.and_then(|speaker| speaker.gender_by.as_deref()),
            on_behalf,
            speaker.and_then(|speaker| speaker.confidence).map(sql::real),
            &*claim.cue.text,
            &*claim.cue.lemma,
            &*claim.cue.class,
            claim.addressee.as_ref().map(|one| &*one.text),
            claim.occasion.as_ref().map(|one| &*one.text),
            &*claim.content.text,
            claim.sentence,
            claim.paragraph,
            claim.negated,
            sql::real(claim.confidence),
            &*claim.by,
            sql::json(&claim.flags),
            sql::why(claim),
        ])?;
        let mut insert = self.cached("INSERT INTO claim_speakers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
        for (position, entity, SpeakerRecord { kind, role, state, gender, gender_by, .. }) in
            sql::speakers(claim, local)
        {
            let (role, state) = (role.as_deref(), state.as_deref());
            let (gender, by) = (gender.as_deref(), gender_by.as_deref());
            insert.execute(params![number, position, entity, &**kind, role, state, gender, by])?;
        }
        let mut insert = self.cached("INSERT INTO claim_spans VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for (part, span, place) in sql::spans(claim) {
            insert.execute(params![number, part, span as i64, place.start, place.end])?;
        }
        let mut insert = self.cached("INSERT INTO claim_mentions VALUES (?1, ?2)")?;
        for entity in claim.mentions.iter().filter_map(|id| local.get(&**id)) {
            insert.execute(params![number, entity])?;
        }
        Ok(())
    }

    /// Removes an article and all that hangs on it.
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
        let told = serde_json::to_string(progress).unwrap_or_default();
        let update = "UPDATE runs SET mark = ?2, documents = ?3, failed = ?4, claims = ?5 WHERE run = ?1";
        let failed = (counts.failed + counts.unread) as i64;
        self.cached(update)?.execute(params![self.run, told, counts.documents as i64, failed, counts.claims as i64])?;
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

    fn failed(&self, error: rusqlite::Error) -> Error {
        SqliteError::Sqlite(error).into_error(&self.target)
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
    let json = |value: serde_json::Result<String>| value.unwrap_or_default();
    database.execute(
        "INSERT INTO runs (recipe, command, mark, documents, failed, claims, started) VALUES (?1, ?2, ?3, 0, 0, 0, ?4)",
        params![
            json(serde_json::to_string(&settings.recipe)),
            json(serde_json::to_string(&settings.command)),
            json(serde_json::to_string(&RunProgress::default())),
            crate::date::utc_now(),
        ],
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
        }
        Ok(())
    }

    fn finish(&mut self, progress: &RunProgress, status: RunStatus) -> Result<()> {
        if self.replaced > 0 {
            log::info!("{}: {} articles replaced, because their text was another", self.target, self.replaced);
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
        finish(self).map_err(|error| self.failed(error))
    }
}

/// What can go wrong before there is a sink.
enum SqliteError {
    Sqlite(rusqlite::Error),
    Ours(Error),
}

impl From<rusqlite::Error> for SqliteError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<Error> for SqliteError {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
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
