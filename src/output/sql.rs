//! What the databases have in common: which runs they hold, and how a record becomes rows.

use super::{Mark, Recipe, Settings};
use crate::error::{Error, Result};
use crate::record::{Claim, Entity, Offset, Records, Text};
use rustc_hash::{FxHashMap, FxHashSet};

/// A row of `runs`.
pub(super) struct RunRow {
    pub(super) run: i64,
    pub(super) recipe: Recipe,
    pub(super) mark: Mark,
    pub(super) finished: bool,
}

impl RunRow {
    /// From its columns.
    pub(super) fn parse(run: i64, recipe: &str, mark: &str, finished: bool, target: &str) -> Result<Self> {
        let read = || -> serde_json::Result<Self> {
            Ok(Self { run, recipe: serde_json::from_str(recipe)?, mark: serde_json::from_str(mark)?, finished })
        };
        read().map_err(|error| Error::refused(target, format!("run {run} in it is not one of this version: {error}")))
    }
}

/// What to do in a database that holds these runs, the latest first.
pub(super) enum Next {
    New,
    GoOn(Box<RunRow>),
    Complete,
}

/// Decides it, or refuses.
pub(super) fn next(runs: Vec<RunRow>, settings: &Settings, target: &str) -> Result<Next> {
    let recipe = &settings.recipe;
    if let Some(why) = runs.iter().find_map(|run| recipe.method_differs_from(&run.recipe)) {
        let cause = format!("it holds records that this run would not make: {why}; use another database");
        return Err(Error::refused(target, cause));
    }
    if !settings.resume {
        return Ok(Next::New);
    }
    let mut unfinished = None;
    for run in runs {
        match recipe.differs_from(&run.recipe) {
            None if run.finished => return Ok(Next::Complete),
            None => return Ok(Next::GoOn(Box::new(run))),
            Some(why) if !run.finished => unfinished = unfinished.or(Some(why)),
            Some(_) => {}
        }
    }
    match unfinished {
        Some(why) => Err(Error::refused(target, format!("its interrupted run cannot be gone on with: {why}"))),
        None => Ok(Next::New),
    }
}

/// The keys that rows get, one after another, so that they are the same however often a run was interrupted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Keys {
    pub(super) article: i64,
    pub(super) entity: i64,
    pub(super) claim: i64,
}

/// Adds one and tells it.
pub(super) fn next_key(key: &mut i64) -> i64 {
    *key += 1;
    *key
}

/// The keys of the entities that a document names, by their id.
pub(super) type Local<'r> = FxHashMap<&'r str, i64>;

/// Those entities of a document that its rows refer to, each once.
pub(super) fn referred<'r>(records: &'r Records<'static>) -> Vec<&'r Entity<'static>> {
    let mut used: FxHashSet<&str> = records.mentions.iter().filter_map(|mention| mention.entity.as_deref()).collect();
    for claim in &records.claims {
        used.extend(claim.speaker.as_ref().and_then(|speaker| speaker.id.as_deref()));
        used.extend(claim.mentions.iter().map(|id| &**id));
    }
    records.entities.iter().filter(|entity| used.remove(&*entity.id)).collect()
}

/// The spans of a claim, with the name of their part and their number in it.
pub(super) fn spans<'c>(claim: &'c Claim<'static>) -> impl Iterator<Item = (&'static str, usize, Offset)> + use<'c> {
    let part = |name: &'static str, spans: Option<&'c [Offset]>| {
        spans.unwrap_or_default().iter().enumerate().map(move |(number, span)| (name, number, *span))
    };
    let first = claim.speaker.as_ref().and_then(|speaker| speaker.first);
    part("source", claim.source.as_ref().map(|source| source.spans.as_slice()))
        .chain(first.into_iter().map(|span| ("speaker", 0, span)))
        .chain(part("cue", Some(&claim.cue.spans)))
        .chain(part("addressee", claim.addressee.as_ref().map(|one| one.spans.as_slice())))
        .chain(part("occasion", claim.occasion.as_ref().map(|one| one.spans.as_slice())))
        .chain(part("content", Some(&claim.content.spans)))
}

/// A list as a JSON array.
pub(super) fn json(list: &[Text<'static>]) -> String {
    if list.is_empty() {
        return "[]".to_owned();
    }
    let texts: Vec<serde_json::Value> = list.iter().map(|text| (&**text).into()).collect();
    serde_json::Value::from(texts).to_string()
}

/// A confidence with the digits that it has, which the nearest double does not.
pub(super) fn real(confidence: f32) -> f64 {
    (f64::from(confidence) * 1e6).round() / 1e6
}

/// With which the indexes of a schema begin that are made when a run is complete.
const LATE: &str = "CREATE INDEX IF NOT EXISTS";

/// The tables and views of a schema, with the indexes that loading needs.
pub(super) fn tables(schema: &str) -> &str {
    &schema[..schema.find(LATE).unwrap_or(schema.len())]
}

/// The indexes that only questions need.
pub(super) fn late_indexes(schema: &str) -> &str {
    &schema[schema.find(LATE).unwrap_or(schema.len())..]
}
