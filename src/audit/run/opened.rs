//! A finished run opened for random access: claims and articles as columns, records by place.

use super::{articles::RunArticles, claims::ClaimColumns, texts::ArticleTexts};
use crate::error::{Error, Result};
use crate::input::{InputReader, ReadOptions};
use crate::record::{ClaimRecord, MentionRecord};
use crate::run::RunInfo;
use crate::run::lines::{LineFile, LinePlace};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::{borrow::Cow, sync::OnceLock};

/// Where the mentions of each article are in the file, by its id: runs of lines.
type MentionPlaces = FxHashMap<Box<str>, Vec<LinePlace>>;

/// A finished run, open for reading.
pub struct AuditedRun {
    folder: PathBuf,
    pub(crate) about: RunInfo,
    pub(crate) articles: RunArticles,
    pub(crate) claims: ClaimColumns,
    claim_lines: LineFile,
    mention_lines: Option<LineFile>,
    /// Read on first use.
    mentions: OnceLock<Result<MentionPlaces, String>>,
    pub(crate) texts: ArticleTexts,
}

#[derive(Deserialize)]
struct DocRow<'a> {
    #[serde(borrow)]
    doc: Cow<'a, str>,
}

impl AuditedRun {
    /// Opens the folder of a finished run with claims and articles.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Input`] if the folder is not such a run; [`Error::Record`] for a line that is not a record, or a
    /// claim whose article has none.
    pub fn open(folder: &Path) -> Result<Self> {
        let wrong = |cause: &str| Error::Input { path: folder.to_owned(), cause: cause.to_owned() };
        let about =
            RunInfo::read(folder)?.ok_or_else(|| wrong("there is no finished run in this folder (no run.json)"))?;
        let file = |name: &str| {
            let there = about.files.contains_key(name).then(|| LineFile::open(&folder.join(name)));
            there.transpose()
        };
        let needed = "the audit needs claims.jsonl and articles.jsonl: extract with --emit claims,mentions,articles";
        let claim_lines = file("claims.jsonl")?.ok_or_else(|| wrong(needed))?;
        let articles = RunArticles::read(&file("articles.jsonl")?.ok_or_else(|| wrong(needed))?)?;
        let claims = ClaimColumns::read(&claim_lines, &articles)?;
        let texts = ArticleTexts::new(articles.all.len())?;
        let mention_lines = file("mentions.jsonl")?;
        let mentions = OnceLock::new();
        Ok(Self { folder: folder.to_owned(), about, articles, claims, claim_lines, mention_lines, mentions, texts })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The number of articles and of claims.
    pub fn size(&self) -> (usize, usize) {
        (self.articles.all.len(), self.claims.len())
    }

    /// Reads the texts of the articles from `inputs`, or from the inputs of the run if empty. Blocks until all are read.
    pub fn read_texts(&self, inputs: Vec<PathBuf>, options: ReadOptions) {
        self.read_some_texts(inputs, options, None);
    }

    /// Reads the texts of the wanted articles, by index, or of all.
    pub(crate) fn read_some_texts(&self, inputs: Vec<PathBuf>, options: ReadOptions, wanted: Option<&[bool]>) {
        let theirs = || self.about.recipe.inputs.iter().map(|input| PathBuf::from(&input.path)).collect();
        let inputs = if inputs.is_empty() { theirs() } else { inputs };
        self.texts.fill(&self.articles, &mut InputReader::new(inputs, options), wanted);
    }

    pub(crate) fn claim(&self, claim: u32) -> Result<ClaimRecord<'static>> {
        let at = self.claims.at[claim as usize];
        let json = self.claim_lines.read(at)?;
        serde_json::from_str(&json).map_err(|error| self.claim_lines.wrong(at, error.to_string()))
    }

    /// The index of the claim with an id.
    pub(crate) fn find(&self, id: &str) -> Result<Option<u32>> {
        for claim in self.claims.with_id(id) {
            if self.claim(claim)?.id == id {
                return Ok(Some(claim));
            }
        }
        Ok(None)
    }

    /// The mentions of an article; `None` if the run has no mention records.
    pub(crate) fn mentions(&self, article: usize) -> Result<Option<Vec<MentionRecord<'static>>>> {
        let Some(lines) = &self.mention_lines else { return Ok(None) };
        let places = self.mentions.get_or_init(|| mention_places(lines).map_err(|error| error.to_string()));
        let places = match places {
            Ok(places) => places.get(&self.articles.all[article].doc).map_or(&[][..], Vec::as_slice),
            Err(cause) => return Err(Error::Input { path: self.folder.join("mentions.jsonl"), cause: cause.clone() }),
        };
        let mut mentions = Vec::new();
        for &block in places {
            for json in lines.read(block)?.lines() {
                mentions.push(serde_json::from_str(json).map_err(|error| lines.wrong(block, error.to_string()))?);
            }
        }
        Ok(Some(mentions))
    }
}

fn mention_places(lines: &LineFile) -> Result<MentionPlaces> {
    let parts = lines.map(|chunk| {
        let mut blocks: Vec<(Box<str>, LinePlace)> = Vec::new();
        for (at, line) in chunk.lines() {
            let row: DocRow<'_> =
                serde_json::from_slice(line).map_err(|error| (at, format!("not a mention record: {error}")))?;
            match blocks.last_mut() {
                Some((doc, block)) if **doc == *row.doc => {
                    block.length = (at.offset - block.offset) as u32 + at.length;
                }
                _ => blocks.push(((*row.doc).into(), at)),
            }
        }
        Ok(blocks)
    })?;
    let mut places = MentionPlaces::default();
    for (doc, block) in parts.into_iter().flatten() {
        places.entry(doc).or_default().push(block);
    }
    Ok(places)
}
