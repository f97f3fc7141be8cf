//! The rows of a transaction of PostgreSQL, by table.

use super::copy::CopyRows;
use super::rows;
use super::sql::{RowKeys, next_key};
use crate::record::Records;
use postgres::Transaction;
use rustc_hash::FxHashMap;
use std::convert::Infallible;
use std::io::Write as _;

/// The tables that articles fill; each refers only to those before it.
const TABLES: [&str; 8] =
    ["articles", "entities", "sentences", "mentions", "claims", "claim_speakers", "claim_spans", "claim_mentions"];

/// The rows of a transaction, by table.
pub(super) struct TableRows {
    run: i64,
    keys: RowKeys,
    tables: [(&'static str, CopyRows); TABLES.len()],
}

impl TableRows {
    /// No rows; those of `run` that are added get the keys after `keys`.
    pub(super) fn new(run: i64, keys: RowKeys) -> Self {
        Self { run, keys, tables: TABLES.map(|table| (table, CopyRows::default())) }
    }

    /// Adds an article under its key, or under a new one where that is 0; `known` are the keys of entities in gazetteers.
    pub(super) fn add(&mut self, records: &Records<'static>, key: i64, known: &mut FxHashMap<String, i64>) {
        let Self { run, keys, tables } = self;
        let key = if key > 0 { key } else { next_key(&mut keys.article) };
        let Ok(()) = rows::insert_article(records, *run, key, keys, known, |table, row| -> Result<(), Infallible> {
            if let Some((_, rows)) = tables.iter_mut().find(|(name, _)| *name == table) {
                rows.row(row);
            }
            Ok(())
        });
    }

    /// The last key of an article, of all in the database.
    pub(super) fn last_article(&self) -> i64 {
        self.keys.article
    }

    /// Writes all rows.
    pub(super) fn copy(self, transaction: &mut Transaction<'_>) -> Result<(), postgres::Error> {
        for (table, rows) in self.tables {
            let rows = rows.into_bytes();
            if rows.is_empty() {
                continue;
            }
            let mut writer = transaction.copy_in(&format!("COPY {table} FROM STDIN"))?;
            // `finish` reports an error of the connection.
            let written = writer.write_all(&rows);
            match (written, writer.finish()) {
                (_, Err(error)) => return Err(error),
                (Err(error), Ok(_)) => log::error!("{table}: {error}"),
                (Ok(()), Ok(_)) => {}
            }
        }
        Ok(())
    }
}
