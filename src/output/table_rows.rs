//! The rows of a transaction of PostgreSQL, by table.

use super::copy::CopyRows;
use super::rows;
use super::sql::{self, EntityKeys, RowKeys, next_key};
use crate::record::Records;
use postgres::Transaction;
use rustc_hash::FxHashMap;
use std::io::Write as _;

/// The rows of a transaction, by table.
#[derive(Default)]
pub(super) struct TableRows {
    run: i64,
    keys: RowKeys,
    articles: CopyRows,
    entities: CopyRows,
    sentences: CopyRows,
    mentions: CopyRows,
    claims: CopyRows,
    claim_speakers: CopyRows,
    claim_spans: CopyRows,
    claim_mentions: CopyRows,
}

impl TableRows {
    /// No rows; those of `run` that come get the keys after `keys`.
    pub(super) fn new(run: i64, keys: RowKeys) -> Self {
        Self { run, keys, ..Self::default() }
    }

    /// Adds an article under its key, or under a new one where that is 0; `known` are the keys of entities in gazetteers.
    pub(super) fn add(&mut self, records: &Records<'static>, key: i64, known: &mut FxHashMap<String, i64>) {
        let key = if key > 0 { key } else { next_key(&mut self.keys.article) };
        self.articles.row(rows::article(key, self.run, &records.article));
        let entities = self.add_entities(key, records, known);
        for sentence in &records.sentences {
            self.sentences.row(rows::sentence(key, sentence));
        }
        for (number, mention) in (0..).zip(&records.mentions) {
            self.mentions.row(rows::mention(key, number, mention, &entities));
        }
        for claim in &records.claims {
            let number = next_key(&mut self.keys.claim);
            self.claims.row(rows::claim(number, key, claim, &entities));
            rows::speakers(number, claim, &entities).for_each(|row| self.claim_speakers.row(row));
            for (part, span, place) in sql::spans(claim) {
                self.claim_spans.row([
                    number.into(),
                    part.into(),
                    (span as i64).into(),
                    place.start.into(),
                    place.end.into(),
                ]);
            }
            for entity in claim.mentions.iter().filter_map(|id| entities.get(&**id)) {
                self.claim_mentions.row([number.into(), (*entity).into()]);
            }
        }
    }

    fn add_entities<'r>(
        &mut self,
        key: i64,
        records: &'r Records<'static>,
        known: &mut FxHashMap<String, i64>,
    ) -> EntityKeys<'r> {
        let mut keys = EntityKeys::default();
        for entity in sql::referred(records) {
            if let Some(&number) = known.get(&*entity.id) {
                keys.insert(&entity.id, number);
                continue;
            }
            let number = next_key(&mut self.keys.entity);
            let article = entity.is_local().then_some(key);
            self.entities.row(rows::entity(number, article, entity));
            if article.is_none() {
                known.insert(entity.id.clone().into_owned(), number);
            }
            keys.insert(&entity.id, number);
        }
        keys
    }

    /// Writes all rows.
    pub(super) fn copy(self, transaction: &mut Transaction<'_>) -> Result<(), postgres::Error> {
        for (table, rows) in [
            ("articles", self.articles),
            ("entities", self.entities),
            ("sentences", self.sentences),
            ("mentions", self.mentions),
            ("claims", self.claims),
            ("claim_speakers", self.claim_speakers),
            ("claim_spans", self.claim_spans),
            ("claim_mentions", self.claim_mentions),
        ] {
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
