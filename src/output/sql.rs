//! What the databases have in common: which runs they hold, and how a record becomes rows.

use super::sink::SinkSettings;
use crate::error::{Error, Result};
use crate::record::{ClaimRecord, EntityRecord, Offset, RecordText, Records};
use crate::run::{Recipe, RunProgress};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Why a database of an earlier version is refused.
pub(super) const OLD_TABLES: &str =
    "its tables were made by an earlier version of whosaid; extract the articles again, into a new database";

/// A row of `runs`.
pub(super) struct RunRow {
    pub(super) run: i64,
    pub(super) recipe: Recipe,
    pub(super) mark: DatabaseMark,
    pub(super) finished: bool,
}

/// How far a run is, and what the database had then.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct DatabaseMark {
    #[serde(flatten)]
    pub(super) progress: RunProgress,
    /// The last key of `articles`; 0 where there was none.
    pub(super) last_article: i64,
}

impl DatabaseMark {
    pub(super) fn new(progress: &RunProgress, last_article: i64) -> Self {
        Self { progress: progress.clone(), last_article }
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Refuses to go on in a database whose last article is before the one that was there.
    pub(super) fn check(&self, last_article: i64, target: &str) -> Result<()> {
        if last_article >= self.last_article {
            return Ok(());
        }
        let cause = format!(
            "cannot resume its interrupted run: it had articles up to number {}, and has them up to {last_article}",
            self.last_article
        );
        Err(Error::refused(target, cause))
    }
}

impl RunRow {
    /// From its columns.
    pub(super) fn parse(run: i64, recipe: &str, mark: &str, finished: bool, target: &str) -> Result<Self> {
        let read = || -> serde_json::Result<Self> {
            Ok(Self { run, recipe: serde_json::from_str(recipe)?, mark: serde_json::from_str(mark)?, finished })
        };
        read().map_err(|error| Error::refused(target, format!("its run {run} was written by another version: {error}")))
    }
}

/// What a new run records of itself, as JSON: its recipe, its command line, and how far it is.
pub(super) fn new_run(settings: &SinkSettings) -> [String; 3] {
    let [recipe, command] = [serde_json::to_string(&settings.recipe), serde_json::to_string(&settings.command)];
    [recipe.unwrap_or_default(), command.unwrap_or_default(), DatabaseMark::default().json()]
}

/// What to do in a database that holds these runs, the latest first.
pub(super) enum NextRun {
    New,
    Resume(Box<RunRow>),
    Complete,
}

/// Decides it, or refuses.
pub(super) fn next(runs: Vec<RunRow>, settings: &SinkSettings, target: &str) -> Result<NextRun> {
    let recipe = &settings.recipe;
    if let Some(why) = runs.iter().find_map(|run| recipe.method_differs_from(&run.recipe)) {
        let cause = format!("it holds records that this run would not make: {why}; use another database");
        return Err(Error::refused(target, cause));
    }
    if !settings.resume {
        return Ok(NextRun::New);
    }
    let mut unfinished = None;
    for run in runs {
        match recipe.differs_from(&run.recipe) {
            None if run.finished => return Ok(NextRun::Complete),
            None => return Ok(NextRun::Resume(Box::new(run))),
            Some(why) if !run.finished => unfinished = unfinished.or(Some(why)),
            Some(_) => {}
        }
    }
    match unfinished {
        Some(why) => Err(Error::refused(target, format!("cannot resume its interrupted run: {why}"))),
        None => Ok(NextRun::New),
    }
}

/// The keys that rows get, one after another, so that they are the same however often a run was interrupted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RowKeys {
    pub(super) article: i64,
    pub(super) entity: i64,
    pub(super) claim: i64,
}

/// The key after `key`, which becomes that.
pub(super) fn next_key(key: &mut i64) -> i64 {
    *key += 1;
    *key
}

/// The keys of the entities that a document names, by their id.
pub(super) type EntityKeys<'r> = FxHashMap<&'r str, i64>;

/// Those entities of a document that its rows refer to, each once.
pub(super) fn referred<'r>(records: &'r Records<'static>) -> Vec<&'r EntityRecord<'static>> {
    let mut used: FxHashSet<&str> = records.mentions.iter().filter_map(|mention| mention.entity.as_deref()).collect();
    for claim in &records.claims {
        used.extend(claim.speakers().filter_map(|speaker| speaker.id.as_deref()));
        used.extend(claim.on_behalf().map(|principal| &*principal.id));
        used.extend(claim.mentions.iter().map(|id| &**id));
    }
    records.entities.iter().filter(|entity| used.remove(&*entity.id)).collect()
}

/// The spans of a claim, with the name of their part and their number in it.
pub(super) fn spans<'c>(
    claim: &'c ClaimRecord<'static>,
) -> impl Iterator<Item = (&'static str, usize, Offset)> + use<'c> {
    let named = claim.speakers().enumerate();
    let named = named.filter_map(|(position, speaker)| Some(("speaker", position, speaker.first?)));
    let parts = claim
        .parts()
        .flat_map(|(part, _, spans)| spans.iter().enumerate().map(move |(number, span)| (part, number, *span)));
    named.chain(parts)
}

/// Why it is a claim, as JSON.
pub(super) fn why(claim: &ClaimRecord<'static>) -> Option<String> {
    claim.why.as_ref().and_then(|why| serde_json::to_string(why).ok())
}

/// A list as a JSON array.
pub(super) fn json(list: &[RecordText<'static>]) -> String {
    if list.is_empty() {
        return "[]".to_owned();
    }
    let texts: Vec<serde_json::Value> = list.iter().map(|text| (&**text).into()).collect();
    serde_json::Value::from(texts).to_string()
}

/// JSON without NULs, of which the JSON of PostgreSQL has none; U+FFFD takes their place.
pub(super) fn without_nul(json: &str) -> Cow<'_, str> {
    if !json.contains(r"\u0000") {
        return json.into();
    }
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let escape = &rest[at..rest.len().min(at + 2)];
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix(r"\u0000") {
            out.push(char::REPLACEMENT_CHARACTER);
            rest = after;
        } else {
            out.push_str(escape);
            rest = &rest[escape.len()..];
        }
    }
    (out + rest).into()
}

/// A confidence with the digits that it has, which the nearest double does not.
pub(super) fn real(confidence: f32) -> f64 {
    (f64::from(confidence) * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_nul_in_json() {
        assert_eq!(without_nul(r#"{"a": "x\u0000\\u0000\n\u0000"}"#), "{\"a\": \"x\u{fffd}\\\\u0000\\n\u{fffd}\"}");
        assert_eq!(without_nul("{}"), "{}");
    }
}
