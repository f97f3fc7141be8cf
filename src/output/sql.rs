//! What the databases have in common: which runs they hold, and how a record becomes rows.

use super::{Mark, Recipe, Settings};
use crate::error::{Error, Result};
use crate::record::{Claim, Entity, Offset, Records, Text};
use rustc_hash::{FxHashMap, FxHashSet};
use std::time::{SystemTime, UNIX_EPOCH};

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

/// The day of a date as given, where it begins with one that exists, as `YYYY-MM-DD`.
pub(super) fn day(date: Option<&str>) -> Option<&str> {
    let day = date?.get(..10)?;
    let shape = day.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return None;
    }
    let number = |range: std::ops::Range<usize>| day[range].parse::<u32>().ok();
    let (year, month, of_month) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return None,
    };
    (year > 0 && (1..=last).contains(&of_month)).then_some(day)
}

/// The time, in UTC, as databases write it.
pub(super) fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // The civil calendar, by H. Hinnant's `civil_from_days`: eras of 400 years that begin in March.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}+00")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_exist() {
        assert_eq!(day(Some("2024-02-29T10:00:00Z")), Some("2024-02-29"));
        assert_eq!(day(Some("2023-12-31")), Some("2023-12-31"));
        for none in ["2023-02-29", "2023-13-01", "2023-00-01", "2023-01-00", "0000-01-01", "07-11-2024", "2024-1-1", ""]
        {
            assert_eq!(day(Some(none)), None, "{none}");
        }
        assert_eq!(day(None), None);
    }

    #[test]
    fn the_time_is_a_day_that_exists() {
        let now = now();
        assert!(day(Some(&now)).is_some() && now.len() == 22 && now.as_str() > "2024-01-01", "{now}");
    }
}
