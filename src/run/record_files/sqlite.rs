//! The tables of a SQLite database as lines, a file for each type of record.

use super::files::{RecordFiles, unit_of_columns, wrong};
use super::spool::LineSpool;
use crate::error::{Error, Result};
use crate::record::{
    ArticleRecord, ClaimRecord, CueRecord, MentionRecord, MetaFields, Offset, OffsetUnit, PartRecord, PrincipalRecord,
    RecordText, SentenceRecord, SourceRecord, SpeakerRecord,
};
use crate::run::lines::LineFile;
use crate::run::recipe::Recipe;
use rusqlite::types::{FromSql, Type};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Row};
use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Id, name and type of the entities, by their key.
type Entities = FxHashMap<i64, [String; 3]>;

/// Reads the records of a database of whosaid.
pub(super) fn read(path: &Path) -> Result<RecordFiles> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let failed = |error: rusqlite::Error| wrong(path, format!("cannot read this database: {error}"));
    let database = Connection::open_with_flags(path, flags).map_err(failed)?;
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name IN ('articles', 'claims', 'claim_spans', 'runs')";
    let tables: i64 = database.query_row(tables, [], |row| row.get(0)).map_err(failed)?;
    if tables < 4 {
        return Err(wrong(path, "the database has no tables of whosaid"));
    }
    Tables { path, database }.read().map_err(|error| match error {
        ReadError::Sqlite(error) => failed(error),
        ReadError::Ours(error) => error,
    })
}

#[derive(thiserror::Error, Debug)]
enum ReadError {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Ours(#[from] Error),
}

struct Tables<'p> {
    path: &'p Path,
    database: Connection,
}

impl Tables<'_> {
    fn read(&self) -> Result<RecordFiles, ReadError> {
        let recipe = self.recipe()?;
        let unit = unit_of_columns(self.path, recipe.as_ref())?;
        let entities = self.entities()?;
        let files = vec![
            self.articles()?,
            self.sentences(unit)?,
            self.mentions(unit, &entities)?,
            self.claims(unit, &entities)?,
        ];
        Ok(RecordFiles { files, titles: None, recipe })
    }

    /// That of the last run; they all make the same records.
    fn recipe(&self) -> Result<Option<Recipe>, ReadError> {
        let query = "SELECT recipe FROM runs ORDER BY run DESC LIMIT 1";
        Ok(self.database.query_row(query, [], |row| json(row, "recipe")).optional()?.flatten())
    }

    fn entities(&self) -> Result<Entities, ReadError> {
        let mut query = self.database.prepare("SELECT entity, id, name, type FROM entities")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?])))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The lines that `write` makes of the rows of a query.
    fn lines(
        &self,
        query: &str,
        mut write: impl FnMut(&Row<'_>, &mut LineSpool) -> Result<(), ReadError>,
    ) -> Result<LineFile, ReadError> {
        let mut spool = LineSpool::new(self.path)?;
        let mut query = self.database.prepare(query)?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            write(row, &mut spool)?;
        }
        Ok(spool.finish()?)
    }

    fn articles(&self) -> Result<LineFile, ReadError> {
        self.lines("SELECT * FROM articles ORDER BY article", |row, spool| {
            let meta: Option<String> = row.get("meta")?;
            spool.record(&ArticleRecord {
                doc: text(row, "doc")?,
                title: some(row, "title")?,
                date: some(row, "date")?,
                outlet: some(row, "outlet")?,
                url: some(row, "url")?,
                author: some(row, "author")?,
                meta: meta.as_deref().map_or_else(MetaFields::default, MetaFields::new),
                language: some(row, "language")?,
                text_hash: row.get("text_hash")?,
                bytes: count::<i64>(row, "bytes")?.unsigned_abs(),
                code_points: count::<i64>(row, "code_points")?.unsigned_abs(),
                encoding: text(row, "encoding")?,
                replacements: count(row, "replacements")?,
                paragraphs: count(row, "paragraphs")?,
                sentences: count(row, "sentence_count")?,
                quotes: count(row, "quote_count")?,
                mentions: count(row, "mention_count")?,
                entities: count(row, "entity_count")?,
                claims: count(row, "claim_count")?,
                warnings: list(row, "warnings")?,
                duplicate_of: some(row, "duplicate_of")?,
            })?;
            Ok(())
        })
    }

    fn sentences(&self, offsets: OffsetUnit) -> Result<LineFile, ReadError> {
        let query = "SELECT doc, s.* FROM sentences AS s JOIN articles USING (article) ORDER BY article, sentence";
        self.lines(query, |row, spool| {
            spool.record(&SentenceRecord {
                doc: text(row, "doc")?,
                offsets,
                index: count(row, "sentence")?,
                paragraph: count(row, "paragraph")?,
                place: place(row)?,
                text: text(row, "text")?,
            })?;
            Ok(())
        })
    }

    fn mentions(&self, offsets: OffsetUnit, entities: &Entities) -> Result<LineFile, ReadError> {
        let query = "SELECT doc, m.* FROM mentions AS m JOIN articles USING (article) ORDER BY article, mention";
        self.lines(query, |row, spool| {
            let entity = row.get::<_, Option<i64>>("entity")?.and_then(|key| entities.get(&key));
            spool.record(&MentionRecord {
                doc: text(row, "doc")?,
                offsets,
                text: text(row, "text")?,
                place: place(row)?,
                kind: text(row, "type")?,
                entity: entity.map(|[id, ..]| own(id)),
                name: entity.map(|[_, name, _]| own(name)),
                form: text(row, "form")?,
                confidence: row.get("confidence")?,
                candidates: list(row, "candidates")?,
                by: text(row, "made_by")?,
            })?;
            Ok(())
        })
    }

    fn claims(&self, offsets: OffsetUnit, entities: &Entities) -> Result<LineFile, ReadError> {
        let query = "SELECT doc, c.* FROM claims AS c JOIN articles USING (article) ORDER BY claim";
        let mut spans = self
            .database
            .prepare("SELECT part, span, start, \"end\" FROM claim_spans WHERE claim = ?1 ORDER BY span")?;
        let mut speakers = self.database.prepare("SELECT * FROM claim_speakers WHERE claim = ?1 ORDER BY position")?;
        let mut mentions =
            self.database.prepare("SELECT entity FROM claim_mentions WHERE claim = ?1 ORDER BY entity")?;
        self.lines(query, |row, spool| {
            let claim: i64 = row.get("claim")?;
            let places = spans.query_map([claim], |row| Ok((row.get(0)?, row.get(1)?, place(row)?)))?;
            let places: Vec<(String, u32, Offset)> = places.collect::<rusqlite::Result<_>>()?;
            let of = |part: &str| {
                places.iter().filter(|(name, ..)| name == part).map(|&(.., place)| place).collect::<Vec<_>>()
            };
            let first = |position: u32| {
                places.iter().find(|(name, span, _)| name == "speaker" && *span == position).map(|&(.., place)| place)
            };
            let part = |name: &str| -> rusqlite::Result<Option<PartRecord<'static>>> {
                Ok(some(row, name)?.map(|text| PartRecord { text, spans: of(name) }))
            };
            let mut all = Vec::new();
            let mut rows = speakers.query([claim])?;
            while let Some(row) = rows.next()? {
                all.push(SpeakerRecord { first: first(all.len() as u32), ..speaker(row, entities)? });
            }
            let mut all = all.into_iter();
            let principal = row.get::<_, Option<i64>>("speaker_for")?.and_then(|key| entities.get(&key));
            let mut main = all.next();
            if let Some(speaker) = &mut main {
                speaker.confidence = row.get("speaker_confidence")?;
                speaker.on_behalf =
                    principal.map(|[id, name, kind]| PrincipalRecord { id: own(id), name: own(name), kind: own(kind) });
            }
            let named =
                mentions.query_map([claim], |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
            let form = some(row, "source_form")?;
            spool.record(&ClaimRecord {
                id: row.get("id")?,
                doc: text(row, "doc")?,
                offsets,
                kind: text(row, "kind")?,
                source: part("source")?.map(|PartRecord { text, spans }| SourceRecord { text, spans, form }),
                speaker: main,
                co_speakers: all.collect(),
                cue: CueRecord {
                    text: text(row, "cue")?,
                    spans: of("cue"),
                    lemma: text(row, "lemma")?,
                    class: text(row, "class")?,
                },
                addressee: part("addressee")?,
                occasion: part("occasion")?,
                content: PartRecord { text: text(row, "content")?, spans: of("content") },
                sentence: count(row, "sentence")?,
                paragraph: count(row, "paragraph")?,
                negated: row.get("negated")?,
                mentions: named.iter().filter_map(|key| entities.get(key)).map(|[id, ..]| own(id)).collect(),
                confidence: row.get("confidence")?,
                by: text(row, "made_by")?,
                flags: list(row, "flags")?,
                why: json(row, "why")?,
            })?;
            Ok(())
        })
    }
}

fn speaker(row: &Row<'_>, entities: &Entities) -> rusqlite::Result<SpeakerRecord<'static>> {
    let entity = row.get::<_, Option<i64>>("speaker")?.and_then(|key| entities.get(&key));
    Ok(SpeakerRecord {
        id: entity.map(|[id, ..]| own(id)),
        name: match entity {
            Some([_, name, _]) => Some(own(name)),
            None => some(row, "name")?,
        },
        kind: text(row, "type")?,
        role: some(row, "role")?,
        state: some(row, "state")?,
        gender: some(row, "gender")?,
        gender_by: some(row, "gender_by")?,
        ..SpeakerRecord::default()
    })
}

fn place(row: &Row<'_>) -> rusqlite::Result<Offset> {
    Ok(Offset { start: count(row, "start")?, end: count(row, "end")? })
}

fn text(row: &Row<'_>, column: &str) -> rusqlite::Result<RecordText<'static>> {
    row.get::<_, String>(column).map(Into::into)
}

fn some(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<RecordText<'static>>> {
    Ok(row.get::<_, Option<String>>(column)?.map(Into::into))
}

fn count<T: FromSql>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    row.get(column)
}

fn own(text: &str) -> RecordText<'static> {
    text.to_owned().into()
}

fn list(row: &Row<'_>, column: &str) -> rusqlite::Result<Vec<RecordText<'static>>> {
    let texts: Option<Vec<String>> = json(row, column)?;
    Ok(texts.into_iter().flatten().map(Into::into).collect())
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let parsed = text.map(|text| serde_json::from_str(&text)).transpose();
    parsed.map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}
