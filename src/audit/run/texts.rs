//! The texts of a run's articles. A run holds none, so that they are read again from where the run read them, behind the
//! page's back, into a file without a name.

use super::articles::Articles;
use crate::error::{Error, Result};
use crate::input::{InputReader, ReadEvent};
use crate::record::text_hash;
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The texts that have been read so far.
pub(crate) struct Texts {
    inner: Mutex<Inner>,
}

struct Inner {
    spool: File,
    end: u64,
    places: Vec<Place>,
    found: usize,
    /// How many are looked for.
    wanted: usize,
    /// Why reading ended, where it did not come to the end of the inputs.
    errors: Vec<String>,
    over: bool,
}

/// Where a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// No article with its id and hash has been read, yet.
    Unseen,
    /// One with its id has been read, of another text.
    Changed,
    /// In the spool.
    At { offset: u64, length: u32 },
}

/// What there is to show of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Text {
    /// The text that the run was made of.
    Here(String),
    /// Not read yet.
    Coming,
    /// The article has another text now.
    Changed,
    /// It is in none of the inputs.
    Missing,
}

/// How far the reading is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Progress {
    /// Articles whose text is here.
    pub(crate) found: usize,
    /// Articles of the run.
    pub(crate) articles: usize,
    /// Whether no more will come.
    pub(crate) over: bool,
    /// What could not be read: the first few.
    pub(crate) errors: Vec<String>,
}

/// How many errors are told.
const TOLD: usize = 20;

impl Texts {
    pub(super) fn new(articles: usize) -> Result<Self> {
        let spool = tempfile::tempfile().map_err(|error| Error::io(std::env::temp_dir(), error))?;
        let places = vec![Place::Unseen; articles];
        Ok(Self {
            inner: Mutex::new(Inner {
                spool,
                end: 0,
                places,
                found: 0,
                wanted: articles,
                errors: Vec::new(),
                over: false,
            }),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the articles, or those that are wanted only, until all are found or the inputs end.
    pub(crate) fn fill(&self, articles: &Articles, source: &mut InputReader, wanted: Option<&[bool]>) {
        if let Some(wanted) = wanted {
            self.lock().wanted = wanted.iter().filter(|&&wanted| wanted).count();
        }
        let batches = std::iter::from_fn(|| if self.lock().is_full() { None } else { source.next_batch() });
        batches.par_bridge().for_each(|batch| {
            batch.read(&mut |read| match read {
                ReadEvent::Article(article) => self.add(articles, &article.id, &article.text, wanted),
                ReadEvent::Failed(error) => self.tell(error.to_string()),
                ReadEvent::Warned(_) => {}
            });
        });
        self.lock().over = true;
    }

    fn add(&self, articles: &Articles, id: &str, text: &str, wanted: Option<&[bool]>) {
        let is_wanted = |article: &&u32| wanted.is_none_or(|wanted| wanted[**article as usize]);
        let ours: Vec<u32> = articles.of(id).iter().filter(is_wanted).copied().collect();
        if ours.is_empty() {
            return;
        }
        let hash = text_hash(text);
        let mut inner = self.lock();
        for article in ours {
            let open = !matches!(inner.places[article as usize], Place::At { .. });
            if !open {
                continue;
            }
            if *articles.all[article as usize].text_hash == *hash {
                match inner.push(text) {
                    Ok(place) => {
                        inner.places[article as usize] = place;
                        inner.found += 1;
                    }
                    Err(error) => inner.tell(Error::io(Path::new("temporary file of the texts"), error).to_string()),
                }
            } else {
                inner.places[article as usize] = Place::Changed;
            }
        }
    }

    fn tell(&self, error: String) {
        self.lock().tell(error);
    }

    /// The text of an article.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be read back.
    pub(crate) fn get(&self, article: usize) -> Result<Text> {
        let mut inner = self.lock();
        Ok(match inner.places[article] {
            Place::At { offset, length } => {
                let io = |error| Error::io(Path::new("temporary file of the texts"), error);
                let mut bytes = vec![0; length as usize];
                inner.spool.seek(SeekFrom::Start(offset)).map_err(io)?;
                inner.spool.read_exact(&mut bytes).map_err(io)?;
                Text::Here(String::from_utf8_lossy(&bytes).into_owned())
            }
            _ if !inner.over => Text::Coming,
            Place::Changed => Text::Changed,
            Place::Unseen => Text::Missing,
        })
    }

    /// How far the reading is.
    pub(crate) fn progress(&self) -> Progress {
        let inner = self.lock();
        let Inner { found, over, errors, places, .. } = &*inner;
        Progress { found: *found, articles: places.len(), over: *over, errors: errors.clone() }
    }
}

impl Inner {
    fn is_full(&self) -> bool {
        self.found == self.wanted
    }

    fn push(&mut self, text: &str) -> io::Result<Place> {
        self.spool.seek(SeekFrom::Start(self.end))?;
        self.spool.write_all(text.as_bytes())?;
        let place = Place::At { offset: self.end, length: text.len() as u32 };
        self.end += text.len() as u64;
        Ok(place)
    }

    fn tell(&mut self, error: String) {
        if self.errors.len() < TOLD {
            self.errors.push(error);
        }
    }
}
