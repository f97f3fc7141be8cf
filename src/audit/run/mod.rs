//! A run folder opened for random access. Called by [`super::serve`] and [`super::report`].
//!
//! The claims are indexed in memory as columns (about 300 bytes each, most of it the text to search in); the records
//! themselves stay in their files, and the articles' texts are read from the inputs when there is time (`texts`).

mod articles;
mod claims;
mod lines;
mod names;
mod query;
mod texts;

pub(crate) use articles::Articles;
pub(crate) use claims::{Claims, Speaker};
pub(crate) use query::{Facets, Query};
pub(crate) use texts::{Text, Texts};

use crate::error::{Error, Result};
use crate::input::{InputReader, ReadOptions};
use crate::output;
use crate::record::{Claim, Mention};
use lines::{At, Lines};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Where the mentions of each article stand, by its id: stretches of lines.
type Places = FxHashMap<Box<str>, Vec<At>>;

/// A finished run, opened.
pub struct Run {
    folder: PathBuf,
    pub(crate) about: output::Run,
    pub(crate) articles: Articles,
    pub(crate) claims: Claims,
    claim_lines: Lines,
    mention_lines: Option<Lines>,
    /// Read when they are first asked for.
    mentions: OnceLock<Result<Places, String>>,
    pub(crate) texts: Texts,
}

#[derive(Deserialize)]
struct Doc<'a> {
    #[serde(borrow)]
    doc: Cow<'a, str>,
}

impl Run {
    /// Opens the folder of a finished run with claims and articles.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Input`] where it is no such folder; [`Error::Record`] for a line that is no record, or a claim
    /// of an article that has none.
    pub fn open(folder: &Path) -> Result<Self> {
        let wrong = |cause: &str| Error::Input { path: folder.to_owned(), cause: cause.to_owned() };
        let about =
            output::Run::read(folder)?.ok_or_else(|| wrong("there is no finished run in this folder (no run.json)"))?;
        let file = |name: &str| {
            let there = about.files.contains_key(name).then(|| Lines::open(&folder.join(name)));
            there.transpose()
        };
        let needed = "the audit needs claims.jsonl and articles.jsonl: extract with --emit claims,mentions,articles";
        let claim_lines = file("claims.jsonl")?.ok_or_else(|| wrong(needed))?;
        let articles = Articles::read(&file("articles.jsonl")?.ok_or_else(|| wrong(needed))?)?;
        let claims = Claims::read(&claim_lines, &articles)?;
        let texts = Texts::new(articles.all.len())?;
        let mention_lines = file("mentions.jsonl")?;
        let mentions = OnceLock::new();
        Ok(Self { folder: folder.to_owned(), about, articles, claims, claim_lines, mention_lines, mentions, texts })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many articles and claims it has.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.articles.all.len(), self.claims.len())
    }

    /// Reads the texts of the articles from `inputs`, or from where the run read them if there are none. Takes as long as
    /// reading takes: for a thread of its own.
    pub fn read_texts(&self, inputs: Vec<PathBuf>, options: ReadOptions) {
        self.read_some_texts(inputs, options, None);
    }

    /// Reads the texts of those articles that are wanted, by their number, or of all.
    pub(crate) fn read_some_texts(&self, inputs: Vec<PathBuf>, options: ReadOptions, wanted: Option<&[bool]>) {
        let theirs = || self.about.recipe.inputs.iter().map(|input| PathBuf::from(&input.path)).collect();
        let inputs = if inputs.is_empty() { theirs() } else { inputs };
        self.texts.fill(&self.articles, &mut InputReader::new(inputs, options), wanted);
    }

    /// The record of a claim.
    pub(crate) fn claim(&self, claim: u32) -> Result<Claim<'static>> {
        let at = self.claims.at[claim as usize];
        let json = self.claim_lines.read(at)?;
        serde_json::from_str(&json).map_err(|error| self.claim_lines.wrong(at, error.to_string()))
    }

    /// The number of the claim with an id.
    pub(crate) fn find(&self, id: &str) -> Result<Option<u32>> {
        for claim in self.claims.with_id(id) {
            if self.claim(claim)?.id == id {
                return Ok(Some(claim));
            }
        }
        Ok(None)
    }

    /// The mentions of an article; `None` where the run has no records of them.
    pub(crate) fn mentions(&self, article: usize) -> Result<Option<Vec<Mention<'static>>>> {
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

/// The stretches of lines of each article.
fn mention_places(lines: &Lines) -> Result<Places> {
    let parts = lines.map(|chunk| {
        let mut blocks: Vec<(Box<str>, At)> = Vec::new();
        for (at, line) in chunk.lines() {
            let row: Doc<'_> =
                serde_json::from_slice(line).map_err(|error| (at, format!("no mention record: {error}")))?;
            match blocks.last_mut() {
                Some((doc, block)) if **doc == *row.doc => {
                    block.length = (at.offset - block.offset) as u32 + at.length;
                }
                _ => blocks.push(((*row.doc).into(), at)),
            }
        }
        Ok(blocks)
    })?;
    let mut places = Places::default();
    for (doc, block) in parts.into_iter().flatten() {
        places.entry(doc).or_default().push(block);
    }
    Ok(places)
}
