//! The rows of a transaction for PostgreSQL, by table.

use super::copy::CopyRows;
use super::sql::{self, EntityKeys, RowKeys, next_key};
use crate::record::{ArticleRecord, ClaimRecord, Records};
use postgres::Transaction;
use rustc_hash::FxHashMap;
use std::io::Write as _;

/// The rows of a transaction, by table.
#[derive(Default)]
pub(super) struct PostgresRows {
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

impl PostgresRows {
    /// No rows yet; the first get the keys after `keys`.
    pub(super) fn new(run: i64, keys: RowKeys) -> Self {
        Self { run, keys, ..Self::default() }
    }

    /// Adds the rows of an article; `key` is 0 for one that is to get its key.
    pub(super) fn add(&mut self, records: &Records<'static>, key: i64, known: &mut FxHashMap<String, i64>) {
        let key = if key > 0 { key } else { next_key(&mut self.keys.article) };
        self.article(key, &records.article);
        let local = self.add_entities(key, records, known);
        for one in &records.sentences {
            let row = self.sentences.number(key).number(one.index).number(one.paragraph);
            row.number(one.place.start).number(one.place.end).text(&one.text).end();
        }
        for (number, one) in records.mentions.iter().enumerate() {
            let entity = one.entity.as_deref().and_then(|id| local.get(id).copied());
            let row = self.mentions.number(key).number(number as i64).number(one.place.start).number(one.place.end);
            let row = row.text(&one.text).text(&one.kind).text(&one.form).number_or_null(entity);
            row.real(one.confidence).json(&one.candidates).text(&one.by).end();
        }
        for claim in &records.claims {
            let number = next_key(&mut self.keys.claim);
            self.claim(number, key, claim, &local);
        }
    }

    fn article(&mut self, key: i64, one: &ArticleRecord<'static>) {
        let row = self.articles.number(key).text(&one.doc).some(one.title.as_deref()).some(one.date.as_deref());
        let row = row
            .some(one.date.as_deref().and_then(crate::date::iso_day))
            .some(one.outlet.as_deref())
            .some(one.url.as_deref());
        let row = row.some(one.author.as_deref()).text(&one.text_hash);
        let row = row.number(one.bytes as i64).number(one.code_points as i64).text(&one.encoding);
        let row = row.number(one.replacements).number(one.paragraphs).number(one.sentences).number(one.quotes);
        let row = row.number(one.mentions).number(one.entities).number(one.claims).json(&one.warnings);
        row.some(one.duplicate_of.as_deref()).number(self.run).end();
    }

    fn add_entities<'r>(
        &mut self,
        key: i64,
        records: &'r Records<'static>,
        known: &mut FxHashMap<String, i64>,
    ) -> EntityKeys<'r> {
        let mut local = EntityKeys::default();
        for entity in sql::referred(records) {
            if let Some(&number) = known.get(&*entity.id) {
                local.insert(&entity.id, number);
                continue;
            }
            let number = next_key(&mut self.keys.entity);
            let of = entity.is_local().then_some(key);
            let row = self.entities.number(number).text(&entity.id).number_or_null(of);
            row.text(&entity.name).text(&entity.kind).end();
            if of.is_none() {
                known.insert(entity.id.clone().into_owned(), number);
            }
            local.insert(&entity.id, number);
        }
        local
    }

    fn claim(&mut self, number: i64, article: i64, claim: &ClaimRecord<'static>, local: &EntityKeys<'_>) {
        let speaker = claim.speaker.as_ref();
        let entity = speaker.and_then(|speaker| local.get(speaker.id.as_deref()?).copied());
        let on_behalf = claim.on_behalf().and_then(|principal| local.get(&*principal.id).copied());
        let row = self.claims.number(number).text(&claim.id).number(article).text(&claim.kind);
        let row = row.some(claim.source.as_ref().map(|source| &*source.text));
        let row = row.some(claim.source.as_ref().and_then(|source| source.form.as_deref()));
        let row = row.number_or_null(entity).some(speaker.map(|speaker| &*speaker.kind));
        let row = row.some(speaker.and_then(|speaker| speaker.role.as_deref()));
        let row = row.some(speaker.and_then(|speaker| speaker.state.as_deref()));
        let row = row.some(speaker.and_then(|speaker| speaker.gender.as_deref()));
        let row = row.some(speaker.and_then(|speaker| speaker.gender_by.as_deref())).number_or_null(on_behalf);
        let row = row.real_or_null(speaker.and_then(|speaker| speaker.confidence));
        let row = row.text(&claim.cue.text).text(&claim.cue.lemma).text(&claim.cue.class);
        let row = row.some(claim.addressee.as_ref().map(|one| &*one.text));
        let row = row.some(claim.occasion.as_ref().map(|one| &*one.text)).text(&claim.content.text);
        let row = row.number(claim.sentence).number(claim.paragraph).boolean(claim.negated).real(claim.confidence);
        row.text(&claim.by).json(&claim.flags).some(sql::why(claim).as_deref()).end();
        for (position, entity, speaker) in sql::speakers(claim, local) {
            let row = self.claim_speakers.number(number).number(position).number_or_null(entity).text(&speaker.kind);
            let row = row.some(speaker.role.as_deref()).some(speaker.state.as_deref());
            row.some(speaker.gender.as_deref()).some(speaker.gender_by.as_deref()).end();
        }
        for (part, span, place) in sql::spans(claim) {
            let row = self.claim_spans.number(number).text(part).number(span as i64);
            row.number(place.start).number(place.end).end();
        }
        for entity in claim.mentions.iter().filter_map(|id| local.get(&**id)) {
            self.claim_mentions.number(number).number(*entity).end();
        }
    }

    /// Sends all rows.
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
            // An error of the connection is told by `finish`.
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
