//! Checks the records of a run against the articles: every offset, text, hash and id.
//!
//! It uses the wire format and the readers only, never how claims are found.

use crate::article::Article;
use crate::error::{Error, Result};
use crate::input::{InputReader, ReadEvent};
use crate::record::{
    self, ClaimRecord, MentionRecord, Offset, OffsetCache, OffsetMap, OffsetUnit, SentenceRecord, claim_id, text_hash,
};
use crate::run::{RecordHeader, RecordStore, StoredLine};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The result.
#[derive(Debug, Default)]
pub struct Verification {
    /// Articles that have records.
    pub articles: u64,
    /// Records that are true to their article.
    pub records: u64,
    /// Records that are not.
    pub failed: u64,
    /// The first of them.
    pub failures: Vec<FailedRecord>,
    /// Articles and files that could not be read.
    pub unread: Vec<Error>,
}

/// A record that is not true to its article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FailedRecord {
    /// Its file.
    pub path: PathBuf,
    /// Its 1-based line.
    pub line: u64,
    /// What is wrong with it.
    pub cause: String,
}

/// How many failures are named.
pub const NAMED: usize = 100;

/// Checks all records of `saved` against the articles of `source`, on all threads of the pool that it is called from. Where
/// several articles have one id, a record is checked against each and is right if one of them agrees.
///
/// # Errors
/// Where the records cannot be read; articles that cannot are listed in the verdict.
pub fn verify(saved: &RecordStore, source: &mut InputReader) -> Result<Verification> {
    let blocks: Vec<Mutex<BlockState>> = (0..saved.blocks()).map(|_| Mutex::new(BlockState::Untouched)).collect();
    let unread = Mutex::new(Vec::new());
    let articles = std::iter::from_fn(|| source.next_batch()).par_bridge().map(|batch| {
        let mut result = Ok(0);
        batch.read(&mut |read| match read {
            ReadEvent::Article(article) => match (check_article(saved, &article, &blocks), &mut result) {
                (Ok(found), Ok(articles)) => *articles += u64::from(found),
                (Err(error), Ok(_)) => result = Err(error),
                (_, Err(_)) => {}
            },
            ReadEvent::Failed(error) => unread.lock().unwrap_or_else(PoisonError::into_inner).push(error),
            ReadEvent::Warned(_) => {}
        });
        result
    });
    let articles = articles.try_reduce(|| 0, |one, other| Ok(one + other))?;
    let unread = unread.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut verdict = Verification { articles, unread, ..Verification::default() };
    for (index, state) in blocks.into_iter().enumerate() {
        let records = saved.read(index)?.len() as u64;
        let failures = match state.into_inner().unwrap_or_else(PoisonError::into_inner) {
            BlockState::Checked(failures) => failures,
            BlockState::Untouched => orphans(&saved.read(index)?),
        };
        verdict.failed += failures.len() as u64;
        verdict.records += records - failures.len() as u64;
        verdict.failures.extend(failures.into_values());
        if verdict.failures.len() > 2 * NAMED {
            verdict.failures.sort();
            verdict.failures.truncate(NAMED);
        }
    }
    verdict.failures.sort();
    verdict.failures.truncate(NAMED);
    Ok(verdict)
}

enum BlockState {
    /// No article with its id was read.
    Untouched,
    /// The records that no article so far agrees with, by their line.
    Checked(BTreeMap<u64, FailedRecord>),
}

/// The records of an article that does not exist.
fn orphans(lines: &[StoredLine<'_>]) -> BTreeMap<u64, FailedRecord> {
    let failure = |line: &StoredLine<'_>| {
        let doc = serde_json::from_str::<RecordHeader<'_>>(&line.json).ok().and_then(|header| header.doc);
        let cause = format!("no article has the id {}", doc.unwrap_or_default());
        (line.line, FailedRecord { path: line.path.to_owned(), line: line.line, cause })
    };
    lines.iter().map(failure).collect()
}

/// Checks the records of one article. True if there are any.
fn check_article(saved: &RecordStore, article: &Article, blocks: &[Mutex<BlockState>]) -> Result<bool> {
    let mut checker = ArticleChecker::new(article);
    let mut found = false;
    let mut claims = 0;
    let mut promised = None;
    for block in saved.of(&article.id) {
        let lines = saved.read(block)?;
        let mut failures = BTreeMap::new();
        let mut ours = false;
        for line in &lines {
            let cause = match serde_json::from_str::<RecordHeader<'_>>(&line.json) {
                Ok(header) if header.doc.as_deref() != Some(&article.id) => continue,
                Ok(header) => {
                    ours = true;
                    claims += u32::from(header.record == "claim");
                    checker.check(&header.record, &line.json, &mut promised)
                }
                Err(error) => Err(error.to_string()),
            };
            if let Err(cause) = cause {
                failures.insert(line.line, FailedRecord { path: line.path.to_owned(), line: line.line, cause });
            }
        }
        if !ours {
            continue;
        }
        found = true;
        let mut state = blocks[block].lock().unwrap_or_else(PoisonError::into_inner);
        *state = match std::mem::replace(&mut *state, BlockState::Untouched) {
            BlockState::Untouched => BlockState::Checked(failures),
            // Another article with this id: either may agree.
            BlockState::Checked(mut before) => {
                before.retain(|line, _| failures.contains_key(line));
                BlockState::Checked(before)
            }
        };
    }
    if let Some(promised) = promised.filter(|&promised| saved.has_claims && promised != claims)
        && let Some(block) = saved.of(&article.id).next()
        && let Some(first) = saved.read(block)?.first()
        && let BlockState::Checked(failures) = &mut *blocks[block].lock().unwrap_or_else(PoisonError::into_inner)
    {
        let cause = format!("its article record counts {promised} claims, but there are {claims}");
        failures.entry(first.line).or_insert(FailedRecord { path: first.path.to_owned(), line: first.line, cause });
    }
    Ok(found)
}

/// An article, with what is computed of it once.
struct ArticleChecker<'a> {
    article: &'a Article,
    hash: String,
    offsets: OffsetCache<'a>,
    /// For the ids of claims.
    code_points: OffsetMap<'a>,
}

impl<'a> ArticleChecker<'a> {
    fn new(article: &'a Article) -> Self {
        let text = article.text.as_str();
        let code_points = OffsetMap::new(text, OffsetUnit::CodePoints);
        Self { article, hash: text_hash(text), offsets: OffsetCache::new(text), code_points }
    }

    /// Checks a record; `promised` becomes the number of claims in an article record.
    fn check(&mut self, kind: &str, json: &str, promised: &mut Option<u32>) -> Result<(), String> {
        match kind {
            "article" => {
                let record: record::ArticleRecord<'_> = parse(json)?;
                *promised = Some(record.claims);
                self.article(&record)
            }
            "sentence" => {
                let record: SentenceRecord<'_> = parse(json)?;
                self.part(record.offsets, "sentence", &record.text, &[record.place])
            }
            "mention" => {
                let record: MentionRecord<'_> = parse(json)?;
                self.part(record.offsets, "mention", &record.text, &[record.place])
            }
            "claim" => self.claim(&parse(json)?),
            other => Err(format!("unknown type of record: {other}")),
        }
    }

    fn article(&self, record: &record::ArticleRecord<'_>) -> Result<(), String> {
        let text = &self.article.text;
        equal("text_hash", &record.text_hash, &self.hash)?;
        equal("bytes", &record.bytes, &(text.len() as u64))?;
        equal("code_points", &record.code_points, &(text.chars().count() as u64))?;
        equal("encoding", &&*record.encoding, &self.article.encoding.as_str())?;
        equal("replacements", &record.replacements, &self.article.replacements)
    }

    fn claim(&mut self, claim: &ClaimRecord<'_>) -> Result<(), String> {
        let unit = claim.offsets;
        for (key, text, spans) in claim.parts() {
            self.part(unit, key, text, spans)?;
        }
        for first in claim.speakers().filter_map(|speaker| speaker.first) {
            self.slice(unit, "speaker's first mention", first)?;
        }
        let cue = self.in_code_points(unit, &claim.cue.spans)?;
        let content = self.in_code_points(unit, &claim.content.spans)?;
        equal("id", &claim.id, &claim_id(&self.article.id, &self.hash, &cue, &content))
    }

    /// Checks that the spans are in order and apart, and that their texts, joined by one space, are `text`.
    fn part(&mut self, unit: OffsetUnit, name: &str, text: &str, spans: &[Offset]) -> Result<(), String> {
        if spans.is_empty() {
            return Err(format!("the {name} has no span"));
        }
        if spans.windows(2).any(|pair| pair[0].end > pair[1].start) {
            return Err(format!("the spans of the {name} are not in order, or overlap"));
        }
        let texts = spans.iter().map(|&span| self.slice(unit, name, span)).collect::<Result<Vec<_>, _>>()?;
        let there = texts.join(" ");
        if there == text {
            Ok(())
        } else {
            Err(format!("the {name} is {text:?}, but the text at its place is {there:?}"))
        }
    }

    fn slice(&mut self, unit: OffsetUnit, name: &str, offset: Offset) -> Result<&'a str, String> {
        let Offset { start, end } = offset;
        let span = self.offsets.map(unit).span(offset).filter(|span| !span.is_empty());
        let span =
            span.ok_or_else(|| format!("the {name} is at {start} to {end}, which is not a place in the text"))?;
        Ok(span.of(&self.article.text))
    }

    /// Ids count code points, whatever the record's unit.
    fn in_code_points(&mut self, unit: OffsetUnit, offsets: &[Offset]) -> Result<Vec<Offset>, String> {
        let spans = self.offsets.map(unit).spans(offsets).ok_or("a span is not a place in the text")?;
        Ok(self.code_points.offsets(&spans))
    }
}

fn parse<'j, T: serde::Deserialize<'j>>(json: &'j str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| format!("not a record of this version: {error}"))
}

fn equal<T: PartialEq + std::fmt::Debug>(name: &str, said: &T, is: &T) -> Result<(), String> {
    if said == is { Ok(()) } else { Err(format!("{name} is {said:?}, expected {is:?}")) }
}
