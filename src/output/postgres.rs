//! A PostgreSQL database, filled with COPY.
//!
//! As in `sqlite`, a transaction holds the rows of some batches and how far the run is with them. Several runs, such as the
//! shards of one, may write at the same time: their transactions come one after another.

use super::batch_output::{BatchOutput, Layout};
use super::names::without_password;
use super::postgres_client::{connect, failed, without_nul};
use super::sink::{OpenedSink, RunStatus, Sink, SinkSettings};
use super::sql::{self, DatabaseMark, NextRun, RowKeys, RunRow};
use super::sql_schema::{self, POSTGRES_SCHEMA};
use super::table_rows::TableRows;
use crate::error::{Error, Result};
use crate::record::{ErrorRecord, Records};
use crate::run::RunProgress;
use postgres::{Client, Transaction};
use rustc_hash::{FxHashMap, FxHashSet};
use std::mem;
use std::thread;
use std::time::{Duration, Instant};
use xxhash_rust::xxh3::xxh3_64;

/// The advisory lock under which rows get their keys.
const LOADING: i64 = 0x7768_6f73_6169_6400;

/// How long to wait until the session of a killed run ends.
const PATIENCE: Duration = Duration::from_secs(10);

/// A PostgreSQL database.
pub(super) struct PostgresSink {
    target: String,
    client: Client,
    run: i64,
    /// What the last transaction has recorded.
    mark: DatabaseMark,
    /// What the next transaction will write.
    pending: Vec<Records<'static>>,
    failures: Vec<ErrorRecord<'static>>,
    /// Bytes of text in it.
    bytes: u64,
    /// Bytes of text after which it is written.
    chunk: u64,
    /// Keys of entities that a gazetteer has, by their id, as far as this run has met them.
    entities: FxHashMap<String, i64>,
    replaced: u64,
}

impl PostgresSink {
    pub(super) fn open(url: &str, settings: &SinkSettings) -> Result<OpenedSink> {
        let target = without_password(url);
        let failed = |error: postgres::Error| failed(&target, &error);
        let mut client = connect(url)?;
        // The rows refer to each other by construction; checking each of them takes most of the server's time.
        if let Err(error) = client.batch_execute("SET session_replication_role = replica") {
            log::debug!("{target}: every reference is checked, which is slower: {error}");
        }
        make_tables(&mut client, &target)?;
        lock(&mut client, settings, &target)?;
        let (run, mark) = match sql::next(runs(&mut client, &target)?, settings, &target)? {
            NextRun::Complete => return Ok(OpenedSink::Complete),
            NextRun::Resume(run) => (run.run, run.mark),
            NextRun::New => (new_run(&mut client, settings).map_err(failed)?, DatabaseMark::default()),
        };
        let last = client.query_one("SELECT coalesce(max(article), 0) FROM articles", &[]).map_err(failed)?;
        mark.check(last.get(0), &target)?;
        Ok(OpenedSink::Ready(Box::new(Self {
            target,
            client,
            run,
            mark,
            pending: Vec::new(),
            failures: Vec::new(),
            bytes: 0,
            chunk: settings.chunk,
            entities: FxHashMap::default(),
            replaced: 0,
        })))
    }

    /// Writes what is pending, with how far the run is.
    fn flush(&mut self, progress: &RunProgress, status: Option<RunStatus>) -> Result<(), postgres::Error> {
        let mut last_article = self.mark.last_article;
        let mut transaction = self.client.transaction()?;
        let done = status == Some(RunStatus::Done);
        // Before any table is touched, so that runs that write at the same time wait for each other in one order.
        if done || !self.pending.is_empty() {
            transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOADING])?;
        }
        if !self.pending.is_empty() {
            let todo = todo(&mut transaction, mem::take(&mut self.pending))?;
            if !todo.replaced.is_empty() {
                delete(&mut transaction, &todo.replaced)?;
                self.replaced += todo.replaced.len() as u64;
            }
            let mut tables = TableRows::new(self.run, keys(&mut transaction)?);
            find_entities(&mut transaction, &todo.articles, &mut self.entities)?;
            // Each article leaves the memory when its rows are there.
            for (records, key) in todo.articles {
                tables.add(&records, key, &mut self.entities);
            }
            last_article = tables.last_article();
            tables.copy(&mut transaction)?;
        }
        let failed = (progress.summary.failed + progress.summary.unread) as i64;
        let mark = DatabaseMark::new(progress, last_article);
        let (documents, claims) = (progress.summary.documents as i64, progress.summary.claims as i64);
        transaction.execute(
            "UPDATE runs SET mark = $2::text::jsonb, documents = $3, failed = $4, claims = $5 WHERE run = $1",
            &[&self.run, &mark.json(), &documents, &failed, &claims],
        )?;
        for failure in self.failures.drain(..) {
            transaction.execute(
                "INSERT INTO errors VALUES ($1, $2, $3, $4)",
                &[&self.run, &without_nul(&failure.path), &(failure.line as i64), &without_nul(&failure.cause)],
            )?;
        }
        if done {
            // Looked for first: only the owner of the tables may make them, and others may load.
            let missing = "SELECT to_regclass(quote_ident(current_schema()) || '.claims_speaker') IS NULL";
            if transaction.query_one(missing, &[])?.get(0) {
                transaction.batch_execute(sql_schema::late_indexes(POSTGRES_SCHEMA))?;
            }
            transaction.execute("UPDATE runs SET finished = now() WHERE run = $1", &[&self.run])?;
        }
        transaction.commit()?;
        self.mark = mark;
        self.bytes = 0;
        Ok(())
    }
}

impl Sink for PostgresSink {
    fn layout(&self) -> Layout {
        Layout::Rows
    }

    fn start(&self) -> RunProgress {
        self.mark.progress.clone()
    }

    fn write(&mut self, mut batch: BatchOutput, progress: &RunProgress) -> Result<()> {
        self.bytes += batch.rows.iter().map(|records| records.article.bytes).sum::<u64>();
        self.pending.append(&mut batch.rows);
        self.failures.append(&mut batch.failures);
        if self.bytes >= self.chunk {
            self.flush(progress, None).map_err(|error| failed(&self.target, &error))?;
        }
        Ok(())
    }

    fn finish(&mut self, progress: &RunProgress, status: RunStatus) -> Result<()> {
        self.flush(progress, Some(status)).map_err(|error| failed(&self.target, &error))?;
        if self.replaced > 0 {
            log::info!("{}: {} articles replaced, because their text has changed", self.target, self.replaced);
        }
        Ok(())
    }
}

fn make_tables(client: &mut Client, target: &str) -> Result<()> {
    let make = |client: &mut Client| -> Result<Option<&'static str>, postgres::Error> {
        let mut transaction = client.transaction()?;
        transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOADING])?;
        let query = "SELECT count(*) FILTER (WHERE table_name = 'runs' AND column_name = 'recipe'),
                            count(*) FILTER (WHERE table_name = 'claim_speakers' AND column_name = 'name'), count(*)
                     FROM information_schema.columns
                     WHERE table_schema = current_schema() AND table_name IN ('runs', 'articles', 'claims', 'claim_speakers')";
        let row = transaction.query_one(query, &[])?;
        let (ours, current, all): (i64, i64, i64) = (row.get(0), row.get(1), row.get(2));
        if all == 0 {
            transaction.batch_execute(sql_schema::tables(POSTGRES_SCHEMA))?;
        }
        transaction.commit()?;
        Ok(match (all, ours, current) {
            (0, ..) | (_, 1, 1) => None,
            (_, 1, _) => Some(sql::OLD_TABLES),
            _ => Some("it has tables named runs, articles or claims that are not whosaid's"),
        })
    };
    match make(client) {
        Ok(None) => Ok(()),
        Ok(Some(why)) => Err(Error::refused(target, why)),
        Err(error) => Err(failed(target, &error)),
    }
}

/// Makes sure that no other process writes this run. The session of one that was killed may live a little longer.
fn lock(client: &mut Client, settings: &SinkSettings, target: &str) -> Result<()> {
    let recipe = serde_json::to_vec(&settings.recipe).unwrap_or_default();
    let key = xxh3_64(&recipe) as i64;
    let begun = Instant::now();
    loop {
        let row = client.query_one("SELECT pg_try_advisory_lock($1)", &[&key]);
        if row.map_err(|error| failed(target, &error))?.get::<_, bool>(0) {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            return Err(Error::refused(target, "another process is writing this run into it"));
        }
        thread::sleep(Duration::from_millis(100));
    }
}

fn runs(client: &mut Client, target: &str) -> Result<Vec<RunRow>> {
    let query = "SELECT run, recipe::text, mark::text, finished IS NOT NULL FROM runs ORDER BY run DESC";
    let rows = client.query(query, &[]).map_err(|error| failed(target, &error))?;
    rows.iter().map(|row| RunRow::parse(row.get(0), row.get(1), row.get(2), row.get(3), target)).collect()
}

fn new_run(client: &mut Client, settings: &SinkSettings) -> Result<i64, postgres::Error> {
    let [recipe, command, progress] = sql::new_run(settings);
    let mut transaction = client.transaction()?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOADING])?;
    let row = transaction.query_one(
        "INSERT INTO runs (run, recipe, command, mark, documents, failed, claims, started)
         SELECT coalesce(max(run), 0) + 1, $1::text::jsonb, $2::text::jsonb, $3::text::jsonb, 0, 0, 0, now() FROM runs
         RETURNING run",
        &[&recipe, &command, &progress],
    )?;
    transaction.commit()?;
    Ok(row.get(0))
}

/// What of the pending articles is to be written.
struct PendingArticles {
    /// With their key; 0 for those that are to get one.
    articles: Vec<(Records<'static>, i64)>,
    /// Keys of articles that are there with another text.
    replaced: Vec<i64>,
}

fn todo(transaction: &mut Transaction<'_>, pending: Vec<Records<'static>>) -> Result<PendingArticles, postgres::Error> {
    let docs: Vec<String> = pending.iter().map(|records| without_nul(&records.article.doc)).collect();
    let query = "SELECT doc, article, text_hash FROM articles WHERE doc = ANY($1)";
    let mut known: FxHashMap<String, (i64, String)> = FxHashMap::default();
    for row in transaction.query(query, &[&docs])? {
        known.insert(row.get(0), (row.get(1), row.get(2)));
    }
    // The last text of each article that is not the one before it.
    let mut last: FxHashMap<&str, usize> = FxHashMap::default();
    for (index, (doc, records)) in docs.iter().zip(&pending).enumerate() {
        let before = match last.get(doc.as_str()) {
            Some(&before) => Some(&pending[before].article.text_hash),
            None => known.get(doc).map(|(_, hash)| hash),
        };
        if before != Some(&records.article.text_hash) {
            last.insert(doc, index);
        }
    }
    let mut todo = PendingArticles { articles: Vec::new(), replaced: Vec::new() };
    for (index, (doc, records)) in docs.iter().zip(pending).enumerate() {
        if last.get(doc.as_str()) == Some(&index) {
            let key = known.get(doc).map_or(0, |(key, _)| *key);
            todo.articles.push((records, key));
            todo.replaced.extend((key > 0).then_some(key));
        }
    }
    Ok(todo)
}

/// Removes articles and everything that refers to them.
fn delete(transaction: &mut Transaction<'_>, articles: &[i64]) -> Result<(), postgres::Error> {
    for table in ["claim_mentions", "claim_spans", "claim_speakers"] {
        let claims = "(SELECT claim FROM claims WHERE article = ANY($1))";
        transaction.execute(&format!("DELETE FROM {table} WHERE claim IN {claims}"), &[&articles])?;
    }
    for table in ["claims", "mentions", "sentences", "entities", "articles"] {
        transaction.execute(&format!("DELETE FROM {table} WHERE article = ANY($1)"), &[&articles])?;
    }
    Ok(())
}

fn keys(transaction: &mut Transaction<'_>) -> Result<RowKeys, postgres::Error> {
    let query =
        "SELECT (SELECT coalesce(max(article), 0) FROM articles), (SELECT coalesce(max(entity), 0) FROM entities),
                 (SELECT coalesce(max(claim), 0) FROM claims)";
    let row = transaction.query_one(query, &[])?;
    Ok(RowKeys { article: row.get(0), entity: row.get(1), claim: row.get(2) })
}

/// Looks up the entities of gazetteers that this run has not met, which others may have written.
fn find_entities(
    transaction: &mut Transaction<'_>,
    articles: &[(Records<'static>, i64)],
    entities: &mut FxHashMap<String, i64>,
) -> Result<(), postgres::Error> {
    let all = articles.iter().flat_map(|(records, _)| &records.entities).filter(|entity| !entity.is_local());
    let new: FxHashSet<&str> = all.map(|entity| &*entity.id).filter(|id| !entities.contains_key(*id)).collect();
    let new: Vec<&str> = new.into_iter().collect();
    let rows = transaction.query("SELECT id, entity FROM entities WHERE article IS NULL AND id = ANY($1)", &[&new])?;
    for row in &rows {
        entities.insert(row.get(0), row.get(1));
    }
    Ok(())
}
