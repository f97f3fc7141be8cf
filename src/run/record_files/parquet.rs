//! A Parquet file of claims as lines.

use super::files::{RecordFiles, unit_of_columns, wrong};
use super::spool::{LineSpool, unknown_article};
use crate::deadline::catch_panic;
use crate::error::{Error, Result};
use crate::record::ClaimRecord;
use crate::run::recipe::Recipe;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::{Field, Row};
use serde_json::{Map, Value};
use std::fs::File;
use std::path::Path;

/// Reads the claims, and what their rows say of their articles.
pub(super) fn read(path: &Path) -> Result<RecordFiles> {
    let file = File::open(path).map_err(|error| Error::io(path, error))?;
    let broken = |cause: &dyn std::fmt::Display| wrong(path, format!("cannot read this Parquet file: {cause}"));
    // Its reader may panic on a damaged file.
    let reader = catch_panic(|| SerializedFileReader::new(file)).map_err(|panic| broken(&panic))?;
    let reader = reader.map_err(|error| broken(&error))?;
    let recipe = recipe(&reader).map_err(|error| broken(&format!("it was written by another version: {error}")))?;
    let offsets = unit_of_columns(path, recipe.as_ref())?;
    let (mut claims, mut titles) = (LineSpool::new(path)?, LineSpool::new(path)?);
    let mut last = String::new();
    let mut rows =
        catch_panic(|| reader.get_row_iter(None)).map_err(|panic| broken(&panic))?.map_err(|error| broken(&error))?;
    let mut number = 0;
    while let Some(row) = catch_panic(|| rows.next()).map_err(|panic| broken(&panic))? {
        number += 1;
        let not_a_claim = |error: serde_json::Error| Error::record(path, number, format!("not a claim: {error}"));
        let value = object(row.map_err(|error| broken(&error))?).map_err(not_a_claim)?;
        let mut claim: ClaimRecord<'static> =
            serde_json::from_value(Value::Object(value.clone())).map_err(not_a_claim)?;
        claim.offsets = offsets;
        claims.record(&claim)?;
        if last != *claim.doc || number == 1 {
            let text = |key: &str| value.get(key).and_then(Value::as_str).map(|text| text.to_owned().into());
            let mut article = unknown_article(claim.doc.clone());
            (article.title, article.date) = (text("title"), text("date"));
            (article.outlet, article.url) = (text("outlet"), text("url"));
            titles.record(&article)?;
            last = claim.doc.into_owned();
        }
    }
    Ok(RecordFiles { files: vec![claims.finish()?], titles: Some(titles.finish()?), recipe })
}

/// How the file was made, as its metadata says.
fn recipe(reader: &SerializedFileReader<File>) -> serde_json::Result<Option<Recipe>> {
    let metadata = reader.metadata().file_metadata().key_value_metadata();
    let entry = metadata.into_iter().flatten().find(|entry| entry.key == Recipe::PARQUET_KEY);
    entry.and_then(|entry| entry.value.as_deref()).map(serde_json::from_str).transpose()
}

/// A row as a record: without the columns that are null where a record leaves a key out.
fn object(row: Row) -> serde_json::Result<Map<String, Value>> {
    let columns = row.into_columns().into_iter();
    let mut object: Map<String, Value> =
        columns.map(|(name, field)| (name, value(&field))).filter(|(_, value)| !value.is_null()).collect();
    if let Some(Value::String(why)) = object.get("why") {
        let why = serde_json::from_str(why)?;
        object.insert("why".to_owned(), why);
    }
    Ok(object)
}

fn value(field: &Field) -> Value {
    match field {
        Field::Bool(value) => (*value).into(),
        Field::Int(number) => (*number).into(),
        Field::Long(number) => (*number).into(),
        Field::UInt(number) => (*number).into(),
        Field::ULong(number) => (*number).into(),
        Field::Float(number) => (*number).into(),
        Field::Double(number) => (*number).into(),
        Field::Str(text) => text.as_str().into(),
        Field::Group(row) => {
            let columns = row.get_column_iter().map(|(name, field)| (name.clone(), value(field)));
            Value::Object(columns.filter(|(_, value)| !value.is_null()).collect())
        }
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        _ => Value::Null,
    }
}
