//! Proves the records of a run against the articles: every offset, text, hash and id. Called by `whosaid verify`.
//!
//! It knows the wire format and the readers only, never how claims are found.

use crate::article::Article;
use crate::error::{Error, Result};
use crate::gold::OffsetMap;
use crate::input::{InputReader, ReadEvent};
use crate::record::{self, Claim, Mention, Offset, OffsetUnit, Sentence, claim_id, text_hash};
use crate::saved::{Header, Line, Saved};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// What came of it.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Articles that have records.
    pub articles: u64,
    /// Records that hold.
    pub records: u64,
    /// Records that do not.
    pub failed: u64,
    /// The first of them.
    pub failures: Vec<Failure>,
    /// Articles and files that could not be read.
    pub unread: Vec<Error>,
}

/// A record that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
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
/// several articles have one id, a record holds if it does of one of them.
///
/// # Errors
/// Where the records cannot be read; articles that cannot are listed in the verdict.
pub fn verify(saved: &Saved, source: &mut InputReader) -> Result<Verdict> {
    // What is still open of each block: nothing was found wrong with it yet in any article, or this.
    let blocks: Vec<Mutex<State>> = (0..saved.blocks()).map(|_| Mutex::new(State::Untouched)).collect();
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
    let mut verdict = Verdict { articles, unread, ..Verdict::default() };
    for (index, state) in blocks.into_iter().enumerate() {
        let records = saved.read(index)?.len() as u64;
        let failures = match state.into_inner().unwrap_or_else(PoisonError::into_inner) {
            State::Checked(failures) => failures,
            State::Untouched => orphans(&saved.read(index)?),
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

/// What is known of a block.
enum State {
    /// No article with its id was read.
    Untouched,
    /// The records that hold of no article so far, by their line.
    Checked(BTreeMap<u64, Failure>),
}

/// The records of an article that does not exist.
fn orphans(lines: &[Line<'_>]) -> BTreeMap<u64, Failure> {
    let failure = |line: &Line<'_>| {
        let doc = serde_json::from_str::<Header<'_>>(&line.json).ok().and_then(|header| header.doc);
        let cause = format!("no article is called {}", doc.unwrap_or_default());
        (line.line, Failure { path: line.path.to_owned(), line: line.line, cause })
    };
    lines.iter().map(failure).collect()
}

/// Checks the records of one article. True if there are any.
fn check_article(saved: &Saved, article: &Article, blocks: &[Mutex<State>]) -> Result<bool> {
    let mut checker = Checker::new(article);
    let mut found = false;
    let mut claims = 0;
    let mut promised = None;
    for block in saved.of(&article.id) {
        let lines = saved.read(block)?;
        let mut failures = BTreeMap::new();
        let mut ours = false;
        for line in &lines {
            let cause = match serde_json::from_str::<Header<'_>>(&line.json) {
                Ok(header) if header.doc.as_deref() != Some(&article.id) => continue,
                Ok(header) => {
                    ours = true;
                    claims += u32::from(header.record == "claim");
                    checker.check(&header.record, &line.json, &mut promised)
                }
                Err(error) => Err(error.to_string()),
            };
            if let Err(cause) = cause {
                failures.insert(line.line, Failure { path: line.path.to_owned(), line: line.line, cause });
            }
        }
        if !ours {
            continue;
        }
        found = true;
        let mut state = blocks[block].lock().unwrap_or_else(PoisonError::into_inner);
        *state = match std::mem::replace(&mut *state, State::Untouched) {
            State::Untouched => State::Checked(failures),
            // Another article with this id: what holds of either holds.
            State::Checked(mut before) => {
                before.retain(|line, _| failures.contains_key(line));
                State::Checked(before)
            }
        };
    }
    if let Some(promised) = promised.filter(|&promised| saved.has_claims() && promised != claims)
        && let Some(block) = saved.of(&article.id).next()
        && let Some(first) = saved.read(block)?.first()
        && let State::Checked(failures) = &mut *blocks[block].lock().unwrap_or_else(PoisonError::into_inner)
    {
        let cause = format!("its article record counts {promised} claims, and there are {claims}");
        failures.entry(first.line).or_insert(Failure { path: first.path.to_owned(), line: first.line, cause });
    }
    Ok(found)
}

/// An article, with what is computed of it once.
struct Checker<'a> {
    article: &'a Article,
    hash: String,
    /// In the unit of the records that were read last.
    map: Option<(OffsetUnit, OffsetMap)>,
}

impl<'a> Checker<'a> {
    fn new(article: &'a Article) -> Self {
        Self { article, hash: text_hash(&article.text), map: None }
    }

    /// Checks a record; `promised` becomes the number of claims that an article record tells.
    fn check(&mut self, kind: &str, json: &str, promised: &mut Option<u32>) -> Result<(), String> {
        match kind {
            "article" => {
                let record: record::Article<'_> = parse(json)?;
                *promised = Some(record.claims);
                self.article(&record)
            }
            "sentence" => {
                let record: Sentence<'_> = parse(json)?;
                self.part(record.offsets, "the sentence", &record.text, &[record.place])
            }
            "mention" => {
                let record: Mention<'_> = parse(json)?;
                self.part(record.offsets, "the mention", &record.text, &[record.place])
            }
            "claim" => self.claim(&parse(json)?),
            other => Err(format!("no type of record: {other}")),
        }
    }

    fn article(&self, record: &record::Article<'_>) -> Result<(), String> {
        let text = &self.article.text;
        equal("text_hash", &record.text_hash, &self.hash)?;
        equal("bytes", &record.bytes, &(text.len() as u64))?;
        equal("code_points", &record.code_points, &(text.chars().count() as u64))?;
        equal("encoding", &&*record.encoding, &self.article.encoding.as_str())?;
        equal("replacements", &record.replacements, &self.article.replacements)
    }

    fn claim(&mut self, claim: &Claim<'_>) -> Result<(), String> {
        let unit = claim.offsets;
        if let Some(source) = &claim.source {
            self.part(unit, "the source", &source.text, &source.spans)?;
        }
        if let Some(first) = claim.speaker.as_ref().and_then(|speaker| speaker.first) {
            self.slice(unit, "the speaker's first mention", first)?;
        }
        self.part(unit, "the cue", &claim.cue.text, &claim.cue.spans)?;
        self.part(unit, "the content", &claim.content.text, &claim.content.spans)?;
        for (name, part) in [("the addressee", &claim.addressee), ("the occasion", &claim.occasion)] {
            if let Some(part) = part {
                self.part(unit, name, &part.text, &part.spans)?;
            }
        }
        let cue = self.in_code_points(unit, &claim.cue.spans)?;
        let content = self.in_code_points(unit, &claim.content.spans)?;
        equal("id", &claim.id, &claim_id(&self.article.id, &self.hash, &cue, &content))
    }

    /// The spans are in order and apart, and their texts, joined by one space, are `text`.
    fn part(&mut self, unit: OffsetUnit, name: &str, text: &str, spans: &[Offset]) -> Result<(), String> {
        if spans.is_empty() {
            return Err(format!("{name} has no span"));
        }
        if spans.windows(2).any(|pair| pair[0].end > pair[1].start) {
            return Err(format!("the spans of {name} are not in order, or overlap"));
        }
        let texts = spans.iter().map(|&span| self.slice(unit, name, span)).collect::<Result<Vec<_>, _>>()?;
        let there = texts.join(" ");
        if there == text { Ok(()) } else { Err(format!("{name} is {text:?}, and at its place stands {there:?}")) }
    }

    fn slice(&mut self, unit: OffsetUnit, name: &str, Offset { start, end }: Offset) -> Result<&'a str, String> {
        let article = self.article;
        let span = self.map(unit).span(start as usize, end as usize);
        let span = span.filter(|span| span.start < span.end);
        span.map(|span| span.of(&article.text))
            .ok_or_else(|| format!("{name} stands at {start} to {end}, which is no place in the text"))
    }

    fn map(&mut self, unit: OffsetUnit) -> &OffsetMap {
        if self.map.as_ref().is_none_or(|(of, _)| *of != unit) {
            self.map = None;
        }
        let text = &self.article.text;
        &self.map.get_or_insert_with(|| (unit, OffsetMap::new(text, unit))).1
    }

    /// Ids count code points, whatever the record's unit.
    fn in_code_points(&mut self, unit: OffsetUnit, spans: &[Offset]) -> Result<Vec<Offset>, String> {
        if unit == OffsetUnit::CodePoints {
            return Ok(spans.to_vec());
        }
        let text = &self.article.text;
        let points = |byte: u32| text[..byte as usize].chars().count() as u32;
        let map = self.map(unit);
        let one = |span: &Offset| {
            let span = map.span(span.start as usize, span.end as usize)?;
            Some(Offset { start: points(span.start), end: points(span.end) })
        };
        spans.iter().map(one).collect::<Option<_>>().ok_or_else(|| "a span is no place in the text".to_owned())
    }
}

fn parse<'j, T: serde::Deserialize<'j>>(json: &'j str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| format!("no record of this version: {error}"))
}

fn equal<T: PartialEq + std::fmt::Debug>(name: &str, said: &T, is: &T) -> Result<(), String> {
    if said == is { Ok(()) } else { Err(format!("{name} is {said:?}, and should be {is:?}")) }
}
