//! The claims of a run as columns: what lists, searches and filters need. The rest is read from the file when a claim is
//! shown.

use super::articles::RunArticles;
use crate::error::Result;
use crate::record::{Offset, claim_id};
use crate::run::interner::Interner;
use crate::run::lines::{LineFile, LinePlace};
use serde::Deserialize;
use std::borrow::Cow;
use xxhash_rust::xxh3::xxh3_64;

/// The claims of a run, in the order of their records.
#[derive(Debug, Default)]
pub(crate) struct ClaimColumns {
    pub(crate) at: Vec<LinePlace>,
    pub(crate) id: Vec<u64>,
    /// Index into [`RunArticles::all`].
    pub(crate) article: Vec<u32>,
    /// Numbers of values in [`ClaimValues`].
    pub(crate) kind: Vec<u8>,
    pub(crate) class: Vec<u8>,
    pub(crate) rule: Vec<u16>,
    /// Index into [`ClaimColumns::speakers`]; 0 for no speaker.
    pub(crate) speaker: Vec<u32>,
    /// Claims with the co-speakers that they have, sorted.
    co_speakers: Vec<(u32, u32)>,
    /// One bit for each flag in [`ClaimValues::flags`].
    pub(crate) flags: Vec<u32>,
    pub(crate) confidence: Vec<f32>,
    pub(crate) lists: ClaimValues,
    pub(crate) speakers: Vec<RunSpeaker>,
    /// The text to search, in lower case: content, source, speaker and cue of each claim, separated by [`PART`].
    pub(crate) text: Vec<u8>,
    /// Where the text of each claim starts, and the length of all.
    pub(crate) text_at: Vec<u64>,
    /// Hash of the id, and the claim, sorted.
    by_id: Vec<(u64, u32)>,
    /// The claims of article `a` are `by_article[starts[a]..starts[a + 1]]`.
    by_article: Vec<u32>,
    starts: Vec<u32>,
}

/// Separates the parts of a claim's text, and claims. Search terms cannot contain it.
pub(crate) const PART: u8 = 0x1f;

#[derive(Debug, Default)]
pub(crate) struct ClaimValues {
    pub(crate) kinds: Interner,
    pub(crate) classes: Interner,
    pub(crate) rules: Interner,
    pub(crate) flags: Interner,
    /// `id`, `type` and `name`, separated by tabs; missing parts are empty.
    speakers: Interner,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RunSpeaker {
    pub(crate) id: Option<Box<str>>,
    pub(crate) name: Option<Box<str>>,
    /// Empty for no speaker.
    pub(crate) kind: Box<str>,
    /// Number of claims of which it is the speaker.
    pub(crate) claims: u32,
    /// Number of claims of which it is a co-speaker.
    pub(crate) joint: u32,
}

/// A text, borrowed if it has no escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct BorrowedText<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
struct ClaimRow<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    doc: Cow<'a, str>,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    source: Option<TextRow<'a>>,
    #[serde(borrow)]
    speaker: Option<SpeakerFields<'a>>,
    #[serde(borrow, default)]
    co_speakers: Vec<SpeakerFields<'a>>,
    cue: CueRow<'a>,
    content: ContentRow<'a>,
    confidence: f32,
    #[serde(borrow)]
    by: Cow<'a, str>,
    flags: Vec<BorrowedText<'a>>,
}

#[derive(Deserialize)]
struct TextRow<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

#[derive(Deserialize)]
struct CueRow<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow)]
    class: Cow<'a, str>,
    spans: Vec<Offset>,
}

#[derive(Deserialize)]
struct ContentRow<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    spans: Vec<Offset>,
}

#[derive(Deserialize)]
struct SpeakerFields<'a> {
    #[serde(borrow, default)]
    id: Option<BorrowedText<'a>>,
    #[serde(borrow, default)]
    name: Option<BorrowedText<'a>>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
}

impl ClaimColumns {
    pub(super) fn read(lines: &LineFile, articles: &RunArticles) -> Result<Self> {
        let parts = lines.map(|chunk| {
            let mut part = Self::default();
            let mut key = String::new();
            for (at, line) in chunk.lines() {
                part.add(at, line, articles, &mut key).map_err(|cause| (at, cause))?;
            }
            Ok(part)
        })?;
        let mut claims = Self::default();
        claims.lists.speakers.add("\t\t");
        claims.text.reserve(parts.iter().map(|part| part.text.len()).sum());
        for part in parts {
            claims.append(part);
        }
        claims.finish(articles.all.len());
        Ok(claims)
    }

    fn add(&mut self, at: LinePlace, line: &[u8], articles: &RunArticles, key: &mut String) -> Result<(), String> {
        let row: ClaimRow<'_> = serde_json::from_slice(line).map_err(|error| format!("not a claim record: {error}"))?;
        let article = match articles.of(&row.doc) {
            [] => return Err(format!("there is no article record of {}", row.doc)),
            [one] => *one,
            // The inputs repeat this id: the claim's own id tells which text it belongs to.
            several => {
                let is = |&&one: &&u32| {
                    let hash = &articles.all[one as usize].text_hash;
                    claim_id(&row.doc, hash, &row.cue.spans, &row.content.spans) == *row.id
                };
                *several.iter().find(is).unwrap_or(&several[0])
            }
        };
        let lists = &mut self.lists;
        let mut flags = 0;
        for flag in &row.flags {
            let bit = lists.flags.add(&flag.0);
            flags |= 1_u32.checked_shl(bit).ok_or("more than 32 different flags")?;
        }
        let few = |number: u32| u8::try_from(number).map_err(|_| "more than 256 kinds or classes".to_owned());
        self.kind.push(few(lists.kinds.add(&row.kind))?);
        self.class.push(few(lists.classes.add(&row.cue.class))?);
        self.rule.push(u16::try_from(lists.rules.add(&row.by)).map_err(|_| "more than 65,536 rules")?);
        self.speaker.push(match &row.speaker {
            Some(speaker) => lists.speakers.add(speaker.write_key(key)),
            None => lists.speakers.add("\t\t"),
        });
        let claim = self.at.len() as u32;
        let others = row.co_speakers.iter().map(|one| (claim, lists.speakers.add(one.write_key(key))));
        self.co_speakers.extend(others);
        self.flags.push(flags);
        self.at.push(at);
        self.id.push(xxh3_64(row.id.as_bytes()));
        self.article.push(article);
        self.confidence.push(row.confidence);
        self.text_at.push(self.text.len() as u64);
        let source = row.source.as_ref().map_or("", |source| &source.text);
        let names = row.speaker.iter().chain(&row.co_speakers).filter_map(|speaker| Some(&*speaker.name.as_ref()?.0));
        for part in [&row.content.text, source].into_iter().chain(names).chain([&*row.cue.text]) {
            push_lower(part, &mut self.text);
            self.text.push(PART);
        }
        Ok(())
    }

    fn append(&mut self, part: Self) {
        let kinds = self.lists.kinds.merge(&part.lists.kinds);
        let classes = self.lists.classes.merge(&part.lists.classes);
        let rules = self.lists.rules.merge(&part.lists.rules);
        let speakers = self.lists.speakers.merge(&part.lists.speakers);
        let flags = self.lists.flags.merge(&part.lists.flags);
        let before = self.at.len() as u32;
        let others = part.co_speakers.iter().map(|&(claim, number)| (before + claim, speakers[number as usize]));
        self.co_speakers.extend(others);
        self.at.extend(part.at);
        self.id.extend(part.id);
        self.article.extend(part.article);
        self.confidence.extend(part.confidence);
        self.kind.extend(part.kind.iter().map(|&number| kinds[number as usize] as u8));
        self.class.extend(part.class.iter().map(|&number| classes[number as usize] as u8));
        self.rule.extend(part.rule.iter().map(|&number| rules[number as usize] as u16));
        self.speaker.extend(part.speaker.iter().map(|&number| speakers[number as usize]));
        let moved = |bits: u32| flags.iter().enumerate().fold(0, |all, (bit, &to)| all | (bits >> bit & 1) << to);
        self.flags.extend(part.flags.iter().map(|&bits| moved(bits)));
        let start = self.text.len() as u64;
        self.text_at.extend(part.text_at.iter().map(|at| start + at));
        self.text.extend(part.text);
    }

    fn finish(&mut self, articles: usize) {
        self.text_at.push(self.text.len() as u64);
        let some = |text: &str| (!text.is_empty()).then(|| text.into());
        self.speakers = Vec::with_capacity(self.lists.speakers.all().len());
        for key in self.lists.speakers.all() {
            let mut parts = key.splitn(3, '\t');
            let mut next = || parts.next().unwrap_or_default();
            let (id, kind, name) = (next(), next(), next());
            self.speakers.push(RunSpeaker { id: some(id), name: some(name), kind: kind.into(), claims: 0, joint: 0 });
        }
        for &speaker in &self.speaker {
            self.speakers[speaker as usize].claims += 1;
        }
        for &(_, speaker) in &self.co_speakers {
            self.speakers[speaker as usize].joint += 1;
        }
        self.by_id = self.id.iter().copied().zip(0..).collect();
        rayon::slice::ParallelSliceMut::par_sort_unstable(self.by_id.as_mut_slice());
        self.starts = vec![0; articles + 1];
        for &article in &self.article {
            self.starts[article as usize + 1] += 1;
        }
        for at in 1..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
        let mut next = self.starts.clone();
        self.by_article = vec![0; self.article.len()];
        for (claim, &article) in self.article.iter().enumerate() {
            let place = &mut next[article as usize];
            self.by_article[*place as usize] = claim as u32;
            *place += 1;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.at.len()
    }

    /// The claims of an article, in the order of their records.
    pub(crate) fn of(&self, article: usize) -> &[u32] {
        &self.by_article[self.starts[article] as usize..self.starts[article + 1] as usize]
    }

    /// The claims whose id has the same hash.
    pub(crate) fn with_id(&self, id: &str) -> impl Iterator<Item = u32> + use<'_> {
        let hash = xxh3_64(id.as_bytes());
        let start = self.by_id.partition_point(|&(other, _)| other < hash);
        self.by_id[start..].iter().take_while(move |&&(other, _)| other == hash).map(|&(_, claim)| claim)
    }

    /// The speaker of a claim and whoever speaks with them, as indices into [`ClaimColumns::speakers`].
    pub(crate) fn speakers_of(&self, claim: u32) -> impl Iterator<Item = u32> + use<'_> {
        let start = self.co_speakers.partition_point(|&(other, _)| other < claim);
        let others = self.co_speakers[start..].iter().take_while(move |&&(other, _)| other == claim);
        std::iter::once(self.speaker[claim as usize]).chain(others.map(|&(_, speaker)| speaker))
    }

    /// The text to search.
    pub(crate) fn text(&self, claim: u32) -> &[u8] {
        &self.text[self.text_at[claim as usize] as usize..self.text_at[claim as usize + 1] as usize]
    }

    /// The speakers with a key: an id, or `type:` and the type of speakers without an id.
    pub(crate) fn speakers_called(&self, called: &str) -> Vec<u32> {
        let is = |speaker: &RunSpeaker| match called.strip_prefix("type:") {
            Some(kind) => speaker.id.is_none() && *speaker.kind == *kind,
            None => speaker.id.as_deref() == Some(called),
        };
        (0..).zip(&self.speakers).filter(|(_, speaker)| is(speaker)).map(|(number, _)| number).collect()
    }
}

impl SpeakerFields<'_> {
    /// The key in [`ClaimValues::speakers`], written over `key`.
    fn write_key<'k>(&self, key: &'k mut String) -> &'k str {
        let text =
            |text: &Option<BorrowedText<'_>>| text.as_ref().map_or_else(String::new, |text| text.0.replace('\t', " "));
        key.clear();
        key.push_str(&text(&self.id));
        key.push('\t');
        key.push_str(&self.kind);
        key.push('\t');
        key.push_str(&text(&self.name));
        key
    }
}

impl RunSpeaker {
    /// Its key, see [`ClaimColumns::speakers_called`].
    pub(crate) fn called(&self) -> String {
        self.id.as_ref().map_or_else(|| format!("type:{}", self.kind), ToString::to_string)
    }
}

pub(crate) fn push_lower(text: &str, out: &mut Vec<u8>) {
    if text.is_ascii() {
        out.extend(text.bytes().map(|byte| byte.to_ascii_lowercase()));
        return;
    }
    let mut buffer = [0; 4];
    for char in text.chars() {
        if char.is_ascii() {
            out.push(char.to_ascii_lowercase() as u8);
        } else {
            for lower in char.to_lowercase() {
                out.extend_from_slice(lower.encode_utf8(&mut buffer).as_bytes());
            }
        }
    }
}
