//! A finished run opened for random access: claims and articles as columns, records by place.

use super::{articles::RunArticles, claims::ClaimColumns, texts::ArticleTexts};
use crate::error::{Error, Result};
use crate::input::{InputReader, ReadOptions};
use crate::record::{ClaimRecord, MentionRecord, RecordKind};
use crate::run::RunInfo;
use crate::run::lines::{LineFile, LinePlace};
use crate::run::record_files;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::{borrow::Cow, sync::OnceLock};

/// Where the mentions of each article are in the file, by its id: runs of lines.
type MentionPlaces = FxHashMap<Box<str>, Vec<LinePlace>>;

/// A finished run, open for reading.
pub struct AuditedRun {
    path: PathBuf,
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
    /// Opens a finished run with claims and articles: its folder, or a file of JSON lines, a Parquet file or a SQLite database.
    /// Without article records, the articles are those of the claims.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Input`] if there is no such run; [`Error::Record`] for a line that is not a record, or a claim
    /// whose article has none.
    pub fn open(path: &Path) -> Result<Self> {
        let wrong = |cause: &str| Error::Input { path: path.to_owned(), cause: cause.to_owned() };
        let needed = "the audit needs claims and articles: extract with --emit claims,mentions,articles";
        let (about, claims, articles, mention_lines) = if path.is_dir() {
            let about =
                RunInfo::read(path)?.ok_or_else(|| wrong("there is no finished run in this folder (no run.json)"))?;
            let file = |kind: RecordKind| {
                let name = kind.file_name();
                let there = about.files.contains_key(name).then(|| LineFile::open(&path.join(name)));
                there.transpose()
            };
            let files = (file(RecordKind::Claim)?, file(RecordKind::Article)?, file(RecordKind::Mention)?);
            (about, files.0, files.1, files.2)
        } else {
            let mut records = record_files::open(path)?;
            let (claims, articles) = (records.only(RecordKind::Claim)?, records.articles()?);
            let mentions = records.only(RecordKind::Mention)?;
            (RunInfo::of_file(path, records.recipe), claims, articles, mentions)
        };
        let claim_lines = claims.ok_or_else(|| wrong(needed))?;
        let articles = RunArticles::read(&articles.ok_or_else(|| wrong(needed))?)?;
        let claims = ClaimColumns::read(&claim_lines, &articles)?;
        let texts = ArticleTexts::new(articles.all.len())?;
        let (path, mentions) = (path.to_owned(), OnceLock::new());
        Ok(Self { path, about, articles, claims, claim_lines, mention_lines, mentions, texts })
    }

    /// Its folder, or the file that it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it is called.
    pub(crate) fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
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
        let source = &mut InputReader::new(inputs, options);
        self.texts.fill(&self.articles, source, wanted, &|article, text, hash| self.is_text(article, text, hash));
    }

    /// True if a text with this hash is that of the article. Where the run has no hash of it, the ids of its claims tell.
    fn is_text(&self, article: u32, text: &str, hash: &str) -> bool {
        let known = &*self.articles.all[article as usize].text_hash;
        if !known.is_empty() {
            return known == hash;
        }
        let Some(&claim) = self.claims.of(article as usize).first() else { return true };
        self.claim(claim).is_ok_and(|claim| claim.id_in(text, hash).is_some_and(|id| id == claim.id))
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
            Err(cause) => return Err(Error::Input { path: lines.path().to_owned(), cause: cause.clone() }),
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
