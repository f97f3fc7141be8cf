//! The quotations of a run: their words as numbers, their speakers, and where their records are. The records themselves are
//! read again when a conflict is written, so that a run of millions fits in memory.

use super::words::{WordLists, quoted, said};
use super::{index::Versions, record::ConflictQuote, speaker::SpeakerTable};
use crate::audit::review::SpeakerName;
use crate::error::{Error, Result};
use crate::record::{ArticleRecord, ClaimRecord, Offset, OffsetUnit};
use crate::run::lines::{LineFile, LinePlace};
use crate::run::record_files::{self, RecordFiles};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::{borrow::Cow, collections::BTreeMap, collections::hash_map::Entry};
use xxhash_rust::xxh3::xxh3_128;

pub(super) const NOBODY: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
pub(super) struct RecordPlace {
    offset: u64,
    length: u32,
    file: u16,
}

/// A quotation, or a quoted part of a mixed claim.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occurrence {
    /// Number of its words in [`Versions`].
    pub(super) version: u32,
    /// Index into [`Quotations::docs`].
    pub(super) doc: u32,
    /// Number of the speaker or of those who speak together, or [`NOBODY`].
    pub(super) speaker: u32,
    pub(super) place: RecordPlace,
    /// Index of the quoted part of a `mixed` claim.
    pub(super) part: Option<u16>,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DocInfo {
    /// The date as a number, such as 20261124.
    pub(super) date: Option<u32>,
    pub(super) place: Option<RecordPlace>,
}

/// Number of quotations.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct QuotationCounts {
    /// Claims.
    pub claims: u64,
    /// Quotations compared.
    pub quotes: u64,
    /// Their distinct wordings.
    pub versions: u64,
    /// Quotations too short, or with words too common, to compare.
    pub short: u64,
    /// Quotations left out because they contain another one of the same article.
    pub nested: u64,
}

#[derive(Default)]
pub(super) struct Quotations {
    pub(super) versions: Versions,
    pub(super) occurrences: Vec<Occurrence>,
    pub(super) docs: Vec<DocInfo>,
    pub(super) speakers: SpeakerTable,
    pub(super) read: QuotationCounts,
    files: Vec<LineFile>,
    by_doc: FxHashMap<u128, u32>,
    by_words: FxHashMap<u128, u32>,
}

/// What is read of every record. Texts are borrowed, because this runs over whole files.
#[derive(Deserialize)]
struct RecordRow<'a> {
    #[serde(borrow)]
    record: Cow<'a, str>,
    #[serde(borrow, default)]
    doc: Cow<'a, str>,
    #[serde(borrow, default)]
    kind: Cow<'a, str>,
    #[serde(default)]
    offsets: OffsetUnit,
    #[serde(default)]
    speaker: Option<SpeakerName>,
    #[serde(default)]
    co_speakers: Vec<SpeakerName>,
    #[serde(borrow, default)]
    content: Option<QuotedContent<'a>>,
    #[serde(default)]
    date: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct QuotedContent<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    spans: Vec<Offset>,
}

/// What matters of a line.
enum RecordLine {
    Article { doc: u128, date: Option<u32> },
    Claim { doc: u128, speakers: Vec<SpeakerName>, parts: Vec<QuotedPart>, short: u64 },
    Other,
}

struct QuotedPart {
    number: Option<u16>,
    words: Vec<u32>,
    /// From its first span to its last.
    extent: Offset,
}

impl Quotations {
    /// Reads the quotations of run folders and files of records.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Input`] for a folder without records, [`Error::Record`] for a line that is not a record.
    pub(super) fn open(paths: &[PathBuf], lists: &WordLists) -> Result<Self> {
        let mut found = Self::default();
        for path in paths {
            let RecordFiles { files, titles, .. } = files(path)?;
            for file in files.into_iter().chain(titles) {
                found.scan(file, lists)?;
            }
        }
        (found.by_doc, found.by_words) = (FxHashMap::default(), FxHashMap::default());
        found.read.quotes = found.occurrences.len() as u64;
        found.read.versions = found.versions.len() as u64;
        Ok(found)
    }

    fn scan(&mut self, file: LineFile, lists: &WordLists) -> Result<()> {
        let wrong = |cause: &str| Error::Input { path: file.path().to_owned(), cause: cause.to_owned() };
        let number = u16::try_from(self.files.len()).map_err(|_| wrong("more than 65,535 files"))?;
        // The quotations of the article whose records are being read.
        let mut same: (u128, Vec<(Occurrence, Offset)>) = (0, Vec::new());
        for chunk in file.chunks() {
            let chunk = chunk?;
            let lines: Vec<(LinePlace, &[u8])> = chunk.lines().collect();
            let read: Result<Vec<(LinePlace, RecordLine)>> = lines
                .into_par_iter()
                .filter(|(_, line)| !line.trim_ascii().is_empty())
                .map(|(at, line)| {
                    let row = serde_json::from_slice(line);
                    let row = row.map_err(|error| file.wrong(at, format!("not a record: {error}")))?;
                    Ok((at, read(&row, lists)))
                })
                .collect();
            for (LinePlace { offset, length }, line) in read? {
                let added = self.add(line, RecordPlace { offset, length, file: number }, &mut same);
                added.ok_or_else(|| wrong("too many words to compare at once: the limit is 4 billion"))?;
            }
        }
        self.keep(&mut same.1);
        self.files.push(file);
        Ok(())
    }

    /// Adds a line; `None` if the total number of words does not fit in 32 bits.
    fn add(
        &mut self,
        line: RecordLine,
        place: RecordPlace,
        same: &mut (u128, Vec<(Occurrence, Offset)>),
    ) -> Option<()> {
        match line {
            RecordLine::Other => {}
            RecordLine::Article { doc, date } => {
                let doc = self.doc(doc) as usize;
                // The first of several articles with one id, as everywhere.
                if self.docs[doc].place.is_none() {
                    self.docs[doc] = DocInfo { date, place: Some(place) };
                }
            }
            RecordLine::Claim { doc, speakers, parts, short } => {
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
                let speaker = self.speakers.joint(speakers.into_iter()).unwrap_or(NOBODY);
                for QuotedPart { number: part, words, extent } in parts {
                    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
                    let version = match self.by_words.entry(xxh3_128(&bytes)) {
                        Entry::Occupied(known) => *known.get(),
                        Entry::Vacant(new) => *new.insert(self.versions.push(&words)?),
                    };
                    same.1.push((Occurrence { version, doc, speaker, place, part }, extent));
                }
            }
        }
        Some(())
    }

    fn doc(&mut self, key: u128) -> u32 {
        let docs = &mut self.docs;
        *self.by_doc.entry(key).or_insert_with(|| {
            docs.push(DocInfo::default());
            docs.len() as u32 - 1
        })
    }

    /// Keeps the quotations of an article except those that contain another one: if somebody quotes somebody else, the words
    /// belong to the latter.
    fn keep(&mut self, quotes: &mut Vec<(Occurrence, Offset)>) {
        quotes.sort_by_key(|(_, extent)| extent.end - extent.start);
        let mut ends: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        let mut kept = Vec::new();
        for (occurrence, extent) in quotes.drain(..) {
            let inner = ends.range(..extent.end).next_back().filter(|(_, (end, _))| *end > extent.start);
            let holds = inner.is_some_and(|(_, &(_, version))| {
                let inner = self.versions.words(version);
                self.versions.words(occurrence.version).windows(inner.len()).any(|words| words == inner)
            });
            if holds {
                self.read.nested += 1;
            } else {
                ends.insert(extent.start, (extent.end, occurrence.version));
                kept.push(occurrence);
            }
        }
        kept.sort_by_key(|occurrence| (occurrence.place.offset, occurrence.part));
        self.occurrences.extend(kept);
    }

    /// The claim of a quotation with its article, and the quoted text.
    pub(super) fn quote(&self, occurrence: &Occurrence) -> Result<(ConflictQuote, String)> {
        let claim: ClaimRecord<'_> = self.record(occurrence.place)?;
        let content = claim.content.text.into_owned();
        let text = match occurrence.part {
            None => said(&content).into_owned(),
            Some(part) => {
                let (from, to) = quoted(&content).get(part as usize).copied().unwrap_or_default();
                said(&content[from..to]).into_owned()
            }
        };
        let article = self.docs[occurrence.doc as usize].place.map(|place| self.record(place)).transpose()?;
        let (title, outlet, date, url) = article.map_or_else(Default::default, |article: ArticleRecord<'_>| {
            (article.title, article.outlet, article.date, article.url)
        });
        let own = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
        let quote = ConflictQuote {
            claim: claim.id,
            doc: claim.doc.into_owned(),
            title: own(title),
            outlet: own(outlet),
            date: own(date),
            url: own(url),
            speaker: claim.speaker.as_ref().map(SpeakerName::of),
            co_speakers: claim.co_speakers.iter().map(SpeakerName::of).collect(),
            kind: claim.kind.into_owned(),
            text: content,
            spans: claim.content.spans,
            offsets: claim.offsets,
        };
        Ok((quote, text))
    }

    fn record<T: for<'de> Deserialize<'de>>(&self, RecordPlace { offset, length, file }: RecordPlace) -> Result<T> {
        let (file, at) = (&self.files[file as usize], LinePlace { offset, length });
        serde_json::from_str(&file.read(at)?).map_err(|error| file.wrong(at, error.to_string()))
    }
}

/// The record files of a run folder, even without `run.json`.
fn files(path: &Path) -> Result<RecordFiles> {
    if !path.is_dir() || path.join("run.json").is_file() {
        return record_files::open(path);
    }
    let names = ["claims", "articles"]
        .iter()
        .flat_map(|name| ["", ".gz", ".zst"].map(|ending| format!("{name}.jsonl{ending}")));
    let found: Vec<PathBuf> = names.map(|name| path.join(name)).filter(|path| path.is_file()).collect();
    if found.is_empty() {
        let cause = "not a run folder: it has neither run.json nor claims.jsonl".to_owned();
        return Err(Error::Input { path: path.to_owned(), cause });
    }
    RecordFiles::of_lines(&found, None)
}

fn read(row: &RecordRow<'_>, lists: &WordLists) -> RecordLine {
    let doc = xxh3_128(row.doc.as_bytes());
    if row.record == "article" {
        return RecordLine::Article { doc, date: row.date.as_deref().and_then(crate::date::day_number) };
    }
    let Some(content) = row.content.as_ref().filter(|_| row.record == "claim") else { return RecordLine::Other };
    let mut parts = Vec::new();
    let mut short = 0;
    let mut add = |part, text: &str, extent| match lists.numbers(&said(text)) {
        Some(words) => parts.push(QuotedPart { number: part, words, extent }),
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
                let extent = Offset { start: place(content, from, row.offsets), end: place(content, to, row.offsets) };
                add(Some(part), &content.text[from..to], extent);
            }
        }
        _ => {}
    }
    let speakers = row.speaker.iter().chain(&row.co_speakers).cloned().collect();
    RecordLine::Claim { doc, speakers, parts, short }
}

/// The article offset of a byte of the content.
fn place(content: &QuotedContent<'_>, byte: usize, unit: OffsetUnit) -> u32 {
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
        // The space between the texts of two spans is in neither.
        units = (units - length).saturating_sub(1);
    }
    content.spans.last().map_or(0, |span| span.end)
}
