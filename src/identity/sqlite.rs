//! The entities of a SQLite database.

use super::database::{
    self, ARTICLES, DROP, EntityRow, MENTIONS, SPEAKERS, SQL_TABLES, SpeakerColumns, identities, identity_entities,
};
use super::facts::{RoleLists, RunFacts};
use super::resolved::ResolvedRun;
use crate::error::{Error, Result};
use rusqlite::{Connection, OpenFlags, Row, params};
use std::path::Path;

fn open(path: &Path, flags: OpenFlags) -> Result<Connection> {
    Connection::open_with_flags(path, flags).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &rusqlite::Error) -> Error {
    Error::Database { target: path.display().to_string(), cause: error.to_string() }
}

pub(super) fn read(path: &Path, lists: RoleLists<'_>, facts: &mut RunFacts) -> Result<()> {
    let database = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let each = |query: &str, take: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<()>| -> Result<()> {
        let read = || -> rusqlite::Result<()> {
            let mut statement = database.prepare(query)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                take(row)?;
            }
            Ok(())
        };
        let mut read = read;
        read().map_err(|error| failed(path, &error))
    };
    each(ARTICLES, &mut |row| {
        let (doc, date): (String, Option<String>) = (row.get(0)?, row.get(1)?);
        facts.date(&doc, date.as_deref());
        Ok(())
    })?;
    each(MENTIONS, &mut |row| {
        let candidates: String = row.get(5)?;
        entity(row)?.mentioned(&candidates, facts);
        Ok(())
    })?;
    each(SPEAKERS, &mut |row| {
        let speaker =
            SpeakerColumns { claim: row.get(5)?, role: row.get(6)?, gender: row.get(7)?, source: row.get(8)? };
        entity(row)?.speaks(&speaker, lists, facts);
        Ok(())
    })?;
    facts.finish();
    Ok(())
}

fn entity(row: &Row<'_>) -> rusqlite::Result<EntityRow> {
    Ok(EntityRow { doc: row.get(0)?, id: row.get(1)?, name: row.get(2)?, kind: row.get(3)?, key: row.get(4)? })
}

pub(super) fn write(path: &Path, resolved: &ResolvedRun<'_>) -> Result<()> {
    let mut database = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    fill(&mut database, resolved).map_err(|error| failed(path, &error))
}

fn fill(database: &mut Connection, resolved: &ResolvedRun<'_>) -> rusqlite::Result<()> {
    let transaction = database.transaction()?;
    transaction.execute_batch(DROP)?;
    transaction.execute_batch(SQL_TABLES)?;
    let mut insert = transaction.prepare("INSERT INTO identities VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
    for database::IdentityRow { key, entity, names, roles } in identities(resolved) {
        let (articles, claims) = (entity.articles.len() as i64, entity.claims.len() as i64);
        let confidence = f64::from(entity.confidence);
        insert.execute(params![
            key, entity.id, entity.name, entity.kind, names, roles, entity.gender, articles, claims, confidence
        ])?;
    }
    drop(insert);
    let mut insert = transaction.prepare("INSERT INTO identity_entities VALUES (?1, ?2)")?;
    for row in identity_entities(resolved) {
        insert.execute([row.0, row.1])?;
    }
    drop(insert);
    transaction.commit()
}
