//! What the reading thread hands to a worker, and the worker's half of the reading.

use super::paths::Item;
use super::{Options, Warning, jsonl, text};
use crate::article::Article;
use crate::error::{Error, Place};
use std::sync::Arc;

/// What comes out of an input.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "nearly all are articles, and each is used at once")]
pub enum Read {
    /// An article.
    Article(Article),
    /// A record or file that is none.
    Failed(Error),
    /// Something to know about the article that follows.
    Warned(Warning),
}

/// Some articles that have been found but not read, in input order: about half a megabyte, so that a worker is busy for
/// a while and no corpus is ever held.
#[derive(Debug)]
pub struct Batch {
    pub(super) chunks: Vec<Chunk>,
    pub(super) options: Arc<Options>,
    /// Estimated size in bytes.
    pub(super) weight: usize,
}

/// A part of a batch.
#[derive(Debug)]
pub(super) enum Chunk {
    /// Whole lines of a JSON Lines file.
    JsonLines { file: Arc<jsonl::File>, bytes: Vec<u8>, line: u64, offset: u64 },
    /// A text file.
    TextFile(Item),
    /// A text that had to be read already, because it is a pipe.
    Text { item: Item, bytes: Vec<u8> },
    /// What could not be read; here so that it is reported in its place.
    Failed(Error),
}

/// The share of a batch that a file takes whose size is not known before it is read, in bytes.
const FILE_WEIGHT: usize = 32 << 10;

impl Batch {
    pub(super) fn new(options: Arc<Options>) -> Self {
        Self { chunks: Vec::new(), options, weight: 0 }
    }

    pub(super) fn push(&mut self, chunk: Chunk) {
        self.weight += match &chunk {
            Chunk::JsonLines { bytes, .. } | Chunk::Text { bytes, .. } => bytes.len(),
            Chunk::TextFile(_) => FILE_WEIGHT,
            Chunk::Failed(_) => 1 << 10,
        };
        self.chunks.push(chunk);
    }

    /// Estimated size in bytes of what it holds.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.weight
    }

    /// Where its first article stands, for messages about the batch as a whole.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.chunks.first().map(|chunk| match chunk {
            Chunk::JsonLines { file, line, .. } => file.place(*line),
            Chunk::TextFile(item) | Chunk::Text { item, .. } => Place { path: item.path.clone(), line: 0 },
            Chunk::Failed(error) => Place { path: error.to_string().into(), line: 0 },
        })
    }

    /// Reads the batch: calls `each` for every article and for everything that is wrong, in input order.
    pub fn read(self, each: &mut dyn FnMut(Read)) {
        for chunk in self.chunks {
            match chunk {
                Chunk::JsonLines { file, bytes, line, offset } => {
                    jsonl::read_lines(&file, &bytes, (line, offset), &self.options, each);
                }
                Chunk::TextFile(item) => text::read_file(&item, &self.options, each),
                Chunk::Text { item, bytes } => text::read_bytes(&item, bytes, &self.options, each),
                Chunk::Failed(error) => each(Read::Failed(error)),
            }
        }
    }
}
