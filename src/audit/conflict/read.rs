//! The quotations of a run: their words as numbers, whom they are by, and where their records stand. The records themselves
//! are read again when a conflict is written, so that a run of millions fits into memory.

use super::index::Versions;
use super::record::Quote;
use super::speaker::Speakers;
use super::words::{Lists, quoted, said};
use crate::audit::decision::Named;
use crate::error::{Error, Result};
use crate::record::{Offset, OffsetUnit};
use crate::saved::{decompressed, files_of};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use xxhash_rust::xxh3::xxh3_128;

/// No speaker.
pub(super) const NOBODY: u32 = u32::MAX;

/// Bytes that are read at once; a longer line is read whole.
const CHUNK: usize = 16 << 20;

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    offset: u64,
    length: u32,
    file: u16,
}

/// A quotation, or a part of a claim that stands in quotation marks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occurrence {
    /// Which words.
    pub(super) version: u32,
    /// In which article.
    pub(super) doc: u32,
    /// By whom, or [`NOBODY`].
    pub(super) speaker: u32,
    /// The claim's record.
    pub(super) place: Place,
    /// Which part in quotation marks, for a claim that is `mixed`.
    pub(super) part: Option<u16>,
}

/// What is known of an article.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Doc {
    /// `YYYY-MM-DD` as a number, as far as the date is one.
    pub(super) date: Option<u32>,
    /// Its record.
    pub(super) place: Option<Place>,
}

/// How many quotations there were.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// Claims.
    pub claims: u64,
    /// Quotations that were compared.
    pub quotes: u64,
    /// Their different versions.
    pub versions: u64,
    /// Quotations that are too short or of too common words to be evidence.
    pub short: u64,
    /// Quotations that another one of the same article holds, as where somebody quotes somebody.
    pub nested: u64,
}

/// The quotations of a run.
#[derive(Default)]
pub(super) struct Quotations {
    pub(super) versions: Versions,
    pub(super) occurrences: Vec<Occurrence>,
    pub(super) docs: Vec<Doc>,
    pub(super) speakers: Speakers,
    pub(super) read: Read,
    files: Vec<(PathBuf, Mutex<File>)>,
    by_doc: FxHashMap<u128, u32>,
    by_words: FxHashMap<u128, u32>,
}

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow)]
    record: Cow<'a, str>,
    #[serde(borrow, default)]
    doc: Cow<'a, str>,
    #[serde(borrow, default)]
    kind: Cow<'a, str>,
    #[serde(default)]
    offsets: OffsetUnit,
    #[serde(default)]
    speaker: Option<Named>,
    #[serde(borrow, default)]
    content: Option<Content<'a>>,
    #[serde(default)]
    date: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    spans: Vec<Offset>,
}

/// A claim, as far as conflicts tell of it.
#[derive(Deserialize)]
struct Claim {
    id: String,
    doc: String,
    kind: String,
    #[serde(default)]
    offsets: OffsetUnit,
    speaker: Option<Named>,
    content: Words,
}

#[derive(Deserialize)]
struct Words {
    text: String,
    spans: Vec<Offset>,
}

/// An article, likewise.
#[derive(Default, Deserialize)]
struct Article {
    title: Option<String>,
    outlet: Option<String>,
    date: Option<String>,
    url: Option<String>,
}

/// A line, as far as it matters.
enum Line {
    Article { doc: u128, date: Option<u32> },
    Claim { doc: u128, speaker: Option<Named>, parts: Vec<Part>, short: u64 },
    Other,
}

struct Part {
    number: Option<u16>,
    words: Vec<u32>,
    /// Its first and one past its last unit.
    hull: Offset,
}

impl Quotations {
    /// Reads the quotations of run folders and files of records.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Input`] for a folder without records, [`Error::Record`] for a line that is no record.
    pub(super) fn open(paths: &[PathBuf], lists: &Lists) -> Result<Self> {
        let mut found = Self::default();
        for path in paths {
            for file in files(path)? {
                found.scan(file, lists)?;
            }
        }
        (found.by_doc, found.by_words) = (FxHashMap::default(), FxHashMap::default());
        found.read.quotes = found.occurrences.len() as u64;
        found.read.versions = found.versions.len() as u64;
        Ok(found)
    }

    fn scan(&mut self, path: PathBuf, lists: &Lists) -> Result<()> {
        let io = |error| Error::io(&path, error);
        let file = decompressed(&path).map_err(io)?;
        let number = u16::try_from(self.files.len()).map_err(|_| io(io::Error::other("more than 65,535 files")))?;
        let mut reader = BufReader::with_capacity(1 << 20, file.try_clone().map_err(io)?);
        let (mut line, mut offset) = (1, 0);
        let mut bytes = Vec::with_capacity(CHUNK + CHUNK / 4);
        // The quotations of the article whose records are being read.
        let mut same: (u128, Vec<(Occurrence, Offset)>) = (0, Vec::new());
        loop {
            bytes.clear();
            reader.by_ref().take(CHUNK as u64).read_to_end(&mut bytes).map_err(io)?;
            if bytes.is_empty() {
                break;
            }
            if bytes.last() != Some(&b'\n') {
                reader.read_until(b'\n', &mut bytes).map_err(io)?;
            }
            let mut places = Vec::new();
            let mut from = 0;
            for end in memchr::memchr_iter(b'\n', &bytes).chain([bytes.len()]) {
                if from < bytes.len() {
                    places.push((line + places.len() as u64, from, end.min(bytes.len())));
                }
                from = end + 1;
            }
            let read: Result<Vec<(u64, u32, Line)>> = places
                .par_iter()
                .filter(|(_, from, end)| !bytes[*from..*end].trim_ascii().is_empty())
                .map(|&(line, from, end)| {
                    let row = serde_json::from_slice(&bytes[from..end]);
                    let row = row.map_err(|error| Error::record(&path, line, format!("no record: {error}")))?;
                    Ok((offset + from as u64, (end - from) as u32, read(&row, lists)))
                })
                .collect();
            for (offset, length, line) in read? {
                self.add(line, Place { offset, length, file: number }, &mut same).ok_or_else(|| {
                    let cause = "these are more words than can be compared at once: 4 billion".to_owned();
                    Error::Input { path: path.clone(), cause }
                })?;
            }
            line += places.len() as u64;
            offset += bytes.len() as u64;
        }
        self.keep(&mut same.1);
        self.files.push((path, Mutex::new(file)));
        Ok(())
    }

    /// Takes in a line; `None` where the words of all do not fit into 32 bits.
    fn add(&mut self, line: Line, place: Place, same: &mut (u128, Vec<(Occurrence, Offset)>)) -> Option<()> {
        match line {
            Line::Other => {}
            Line::Article { doc, date } => {
                let doc = self.doc(doc) as usize;
                // The first of several with one id, as everywhere.
                if self.docs[doc].place.is_none() {
                    self.docs[doc] = Doc { date, place: Some(place) };
                }
            }
            Line::Claim { doc, speaker, parts, short } => {
                self.read.claims += 1;
                self.read.short += short;
                if same.0 != doc {
                    self.keep(&mut same.1);
                    same.0 = doc;
                }
                if parts.is_empty() {
                    return Some(());
                }
                let doc = self.doc(doc);
                let speaker = speaker.map_or(NOBODY, |speaker| self.speakers.number(speaker));
                for Part { number: part, words, hull } in parts {
                    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
                    let version = match self.by_words.entry(xxh3_128(&bytes)) {
                        Entry::Occupied(known) => *known.get(),
                        Entry::Vacant(new) => *new.insert(self.versions.push(&words)?),
                    };
                    same.1.push((Occurrence { version, doc, speaker, place, part }, hull));
                }
            }
        }
        Some(())
    }

    fn doc(&mut self, key: u128) -> u32 {
        let docs = &mut self.docs;
        *self.by_doc.entry(key).or_insert_with(|| {
            docs.push(Doc::default());
            docs.len() as u32 - 1
        })
    }

    /// Keeps the quotations of an article but for those that hold another one: where somebody quotes somebody, the words
    /// are those of the latter.
    fn keep(&mut self, quotes: &mut Vec<(Occurrence, Offset)>) {
        quotes.sort_by_key(|(_, hull)| hull.end - hull.start);
        let mut ends: std::collections::BTreeMap<u32, (u32, u32)> = std::collections::BTreeMap::new();
        let mut kept = Vec::new();
        for (occurrence, hull) in quotes.drain(..) {
            let inner = ends.range(..hull.end).next_back().filter(|(_, (end, _))| *end > hull.start);
            let holds = inner.is_some_and(|(_, &(_, version))| {
                let inner = self.versions.words(version);
                self.versions.words(occurrence.version).windows(inner.len()).any(|words| words == inner)
            });
            if holds {
                self.read.nested += 1;
            } else {
                ends.insert(hull.start, (hull.end, occurrence.version));
                kept.push(occurrence);
            }
        }
        kept.sort_by_key(|occurrence| (occurrence.place.offset, occurrence.part));
        self.occurrences.extend(kept);
    }

    /// The claim of a quotation, with what is known of its article, and of its words the text as it stands.
    pub(super) fn quote(&self, occurrence: &Occurrence) -> Result<(Quote, String)> {
        let claim: Claim = self.record(occurrence.place)?;
        let text = match occurrence.part {
            None => said(&claim.content.text).into_owned(),
            Some(part) => {
                let (from, to) = quoted(&claim.content.text).get(part as usize).copied().unwrap_or_default();
                said(&claim.content.text[from..to]).into_owned()
            }
        };
        let article = self.docs[occurrence.doc as usize].place.map(|place| self.record(place)).transpose()?;
        let Article { title, outlet, date, url } = article.unwrap_or_default();
        let Claim { id, doc, kind, offsets, speaker, content: Words { text: content, spans } } = claim;
        Ok((Quote { claim: id, doc, title, outlet, date, url, speaker, kind, text: content, spans, offsets }, text))
    }

    fn record<T: for<'de> Deserialize<'de>>(&self, Place { offset, length, file }: Place) -> Result<T> {
        let (path, file) = &self.files[file as usize];
        let mut line = vec![0; length as usize];
        let read = {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(&mut line))
        };
        read.map_err(|error| Error::io(path, error))?;
        serde_json::from_slice(&line).map_err(|error| Error::Input {
            path: path.clone(),
            cause: format!("the record at byte {offset}: {error}"),
        })
    }
}

/// The files of records of a run folder, also of one without `run.json`.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() || path.join("run.json").is_file() {
        return files_of(path);
    }
    let names = ["claims", "articles"]
        .iter()
        .flat_map(|name| ["", ".gz", ".zst"].map(|ending| format!("{name}.jsonl{ending}")));
    let found: Vec<PathBuf> = names.map(|name| path.join(name)).filter(|path| path.is_file()).collect();
    if found.is_empty() {
        let cause = "there is no run in this folder: neither run.json nor claims.jsonl".to_owned();
        return Err(Error::Input { path: path.to_owned(), cause });
    }
    Ok(found)
}

fn read(row: &Row<'_>, lists: &Lists) -> Line {
    let doc = xxh3_128(row.doc.as_bytes());
    if row.record == "article" {
        return Line::Article { doc, date: row.date.as_deref().and_then(crate::date::day_number) };
    }
    let Some(content) = row.content.as_ref().filter(|_| row.record == "claim") else { return Line::Other };
    let mut parts = Vec::new();
    let mut short = 0;
    let mut add = |part, text: &str, hull| match lists.numbers(&said(text)) {
        Some(words) => parts.push(Part { number: part, words, hull }),
        None => short += 1,
    };
    match &*row.kind {
        "direct" => {
            let start = content.spans.first().map_or(0, |span| span.start);
            let end = content.spans.last().map_or(0, |span| span.end);
            add(None, &content.text, Offset { start, end });
        }
        "mixed" => {
            for (part, (from, to)) in (0..=u16::MAX).zip(quoted(&content.text)) {
                let hull = Offset { start: place(content, from, row.offsets), end: place(content, to, row.offsets) };
                add(Some(part), &content.text[from..to], hull);
            }
        }
        _ => {}
    }
    Line::Claim { doc, speaker: row.speaker.clone(), parts, short }
}

/// Where a byte of the content stands in the article.
fn place(content: &Content<'_>, byte: usize, unit: OffsetUnit) -> u32 {
    let before = &content.text[..byte];
    let mut units = match unit {
        OffsetUnit::CodePoints => before.chars().count(),
        OffsetUnit::Bytes => before.len(),
        OffsetUnit::Utf16 => before.encode_utf16().count(),
    } as u32;
    for span in &content.spans {
        let length = span.end.saturating_sub(span.start);
        if units <= length {
            return span.start + units;
        }
        // The blank between the texts of two spans is in neither.
        units = (units - length).saturating_sub(1);
    }
    content.spans.last().map_or(0, |span| span.end)
}
