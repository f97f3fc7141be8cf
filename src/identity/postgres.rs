//! The entities of a PostgreSQL database.

use super::database::{
    ARTICLES, DROP, EntityRow, MENTIONS, SPEAKERS, SQL_TABLES, SpeakerColumns, identities, identity_entities,
};
use super::facts::{RoleLists, RunFacts};
use super::resolved::ResolvedRun;
use crate::error::Result;
use crate::output::postgres_client::{connect, failed, without_nul};
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::{Client, Row};

/// Rows written with one statement.
const ROWS: usize = 1000;

pub(super) fn read(url: &str, lists: RoleLists<'_>, facts: &mut RunFacts) -> Result<()> {
    let mut client = connect(url)?;
    fetch(&mut client, lists, facts).map_err(|error| failed(url, &error))
}

fn fetch(client: &mut Client, lists: RoleLists<'_>, facts: &mut RunFacts) -> Result<(), postgres::Error> {
    let none: [&str; 0] = [];
    let mut rows = client.query_raw(ARTICLES, none)?;
    while let Some(row) = rows.next()? {
        facts.date(row.try_get(0)?, row.try_get(1)?);
    }
    drop(rows);
    let mut rows = client.query_raw(MENTIONS, none)?;
    while let Some(row) = rows.next()? {
        entity(&row)?.mentioned(row.try_get(5)?, facts);
    }
    drop(rows);
    let mut rows = client.query_raw(SPEAKERS, none)?;
    while let Some(row) = rows.next()? {
        let (claim, role) = (row.try_get(5)?, row.try_get(6)?);
        let speaker = SpeakerColumns { claim, role, gender: row.try_get(7)?, source: row.try_get(8)? };
        entity(&row)?.speaks(&speaker, lists, facts);
    }
    drop(rows);
    facts.finish();
    Ok(())
}

fn entity(row: &Row) -> Result<EntityRow, postgres::Error> {
    let (doc, id, name) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    Ok(EntityRow { doc, id, name, kind: row.try_get(3)?, key: row.try_get(4)? })
}

pub(super) fn write(url: &str, resolved: &ResolvedRun<'_>) -> Result<()> {
    let mut client = connect(url)?;
    fill(&mut client, resolved).map_err(|error| failed(url, &error))
}

fn fill(client: &mut Client, resolved: &ResolvedRun<'_>) -> Result<(), postgres::Error> {
    let mut transaction = client.transaction()?;
    transaction.batch_execute(DROP)?;
    transaction.batch_execute(SQL_TABLES)?;
    let insert = transaction.prepare("INSERT INTO identities VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")?;
    for row in identities(resolved) {
        let entity = &row.entity;
        let (articles, claims) = (entity.articles.len() as i64, entity.claims.len() as i64);
        let (id, name) = (without_nul(&entity.id), without_nul(entity.name));
        let confidence = f64::from(entity.confidence);
        transaction.execute(
            &insert,
            &[
                &row.key, &id, &name, &entity.kind, &row.names, &row.roles, &entity.gender, &articles, &claims,
                &confidence,
            ],
        )?;
    }
    let insert = transaction
        .prepare("INSERT INTO identity_entities SELECT * FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS BIGINT[]))")?;
    for rows in identity_entities(resolved).chunks(ROWS) {
        let (entities, keys): (Vec<i64>, Vec<i64>) = rows.iter().copied().unzip();
        transaction.execute(&insert, &[&entities, &keys])?;
    }
    transaction.commit()
}
