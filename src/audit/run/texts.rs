//! The texts of a run's articles. A run has none, so they are read again from the run's inputs, in the background, into an
//! unnamed file.

use super::articles::RunArticles;
use crate::error::{Error, Result};
use crate::input::{InputReader, ReadEvent};
use crate::record::text_hash;
use rayon::prelude::*;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fs::File, path::Path};

pub(crate) struct ArticleTexts {
    inner: Mutex<TextSpool>,
}

struct TextSpool {
    spool: File,
    end: u64,
    places: Vec<SpoolPlace>,
    found: usize,
    /// How many texts are wanted.
    wanted: usize,
    /// What could not be read.
    errors: Vec<String>,
    over: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SpoolPlace {
    /// No article with this id has been read yet.
    Unseen,
    /// An article with this id has been read, with another text.
    Changed,
    /// In the spool.
    At { offset: u64, length: u32 },
}

/// What is known of an article's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ArticleText {
    /// The text of the run.
    Here(String),
    /// Not read yet.
    Coming,
    /// The article's text has changed.
    Changed,
    /// The article is not in the inputs.
    Missing,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct ReadingProgress {
    /// Articles whose text was found.
    pub(crate) found: usize,
    pub(crate) articles: usize,
    pub(crate) over: bool,
    /// The first few errors.
    pub(crate) errors: Vec<String>,
}

const MAX_ERRORS: usize = 20;

/// Whether a text with a hash is that of an article, by its index.
type IsText<'i> = dyn Fn(u32, &str, &str) -> bool + Sync + 'i;

impl ArticleTexts {
    pub(super) fn new(articles: usize) -> Result<Self> {
        let spool = tempfile::tempfile().map_err(|error| Error::io(std::env::temp_dir(), error))?;
        let places = vec![SpoolPlace::Unseen; articles];
        let errors = Vec::new();
        Ok(Self {
            inner: Mutex::new(TextSpool { spool, end: 0, places, found: 0, wanted: articles, errors, over: false }),
        })
    }

    fn lock(&self) -> MutexGuard<'_, TextSpool> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads all articles, or only the wanted ones, until they are found or the inputs end.
    /// `is_text` says if a text, with this hash, is that of an article.
    pub(crate) fn fill(
        &self,
        articles: &RunArticles,
        source: &mut InputReader,
        wanted: Option<&[bool]>,
        is_text: &IsText<'_>,
    ) {
        if let Some(wanted) = wanted {
            self.lock().wanted = wanted.iter().filter(|&&wanted| wanted).count();
        }
        let batches = std::iter::from_fn(|| {
            let inner = self.lock();
            let full = inner.found == inner.wanted;
            drop(inner);
            if full { None } else { source.next_batch() }
        });
        batches.par_bridge().for_each(|batch| {
            batch.read(&mut |read| match read {
                ReadEvent::Article(article) => self.add(articles, &article.id, &article.text, wanted, is_text),
                ReadEvent::Failed(error) => self.lock().record_error(error.to_string()),
                ReadEvent::Warned(_) => {}
            });
        });
        self.lock().over = true;
    }

    fn add(&self, articles: &RunArticles, id: &str, text: &str, wanted: Option<&[bool]>, is_text: &IsText<'_>) {
        let is_wanted = |article: &&u32| wanted.is_none_or(|wanted| wanted[**article as usize]);
        let ours: Vec<u32> = articles.of(id).iter().filter(is_wanted).copied().collect();
        if ours.is_empty() {
            return;
        }
        let hash = text_hash(text);
        for article in ours {
            let same = is_text(article, text, &hash);
            let mut inner = self.lock();
            if matches!(inner.places[article as usize], SpoolPlace::At { .. }) {
                continue;
            }
            if same {
                match inner.push(text) {
                    Ok(place) => {
                        inner.places[article as usize] = place;
                        inner.found += 1;
                    }
                    Err(error) => {
                        inner.record_error(Error::io(Path::new("temporary file of the texts"), error).to_string());
                    }
                }
            } else {
                inner.places[article as usize] = SpoolPlace::Changed;
            }
        }
    }

    /// The text of an article.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be read back.
    pub(crate) fn get(&self, article: usize) -> Result<ArticleText> {
        let mut inner = self.lock();
        Ok(match inner.places[article] {
            SpoolPlace::At { offset, length } => {
                let io = |error| Error::io(Path::new("temporary file of the texts"), error);
                let mut bytes = vec![0; length as usize];
                inner.spool.seek(SeekFrom::Start(offset)).map_err(io)?;
                inner.spool.read_exact(&mut bytes).map_err(io)?;
                ArticleText::Here(String::from_utf8_lossy(&bytes).into_owned())
            }
            _ if !inner.over => ArticleText::Coming,
            SpoolPlace::Changed => ArticleText::Changed,
            SpoolPlace::Unseen => ArticleText::Missing,
        })
    }

    pub(crate) fn progress(&self) -> ReadingProgress {
        let inner = self.lock();
        let TextSpool { found, over, errors, places, .. } = &*inner;
        ReadingProgress { found: *found, articles: places.len(), over: *over, errors: errors.clone() }
    }
}

impl TextSpool {
    fn push(&mut self, text: &str) -> io::Result<SpoolPlace> {
        self.spool.seek(SeekFrom::Start(self.end))?;
        self.spool.write_all(text.as_bytes())?;
        let place = SpoolPlace::At { offset: self.end, length: text.len() as u32 };
        self.end += text.len() as u64;
        Ok(place)
    }

    fn record_error(&mut self, error: String) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        }
    }
}
