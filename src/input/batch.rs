//! What the reading thread hands to a worker, and the worker's half of the reading.

use super::position::Position;
use super::{Options, Warning};
use crate::article::Article;
use crate::error::{Error, Place};
use std::fmt;
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
    chunks: Vec<Chunk>,
    options: Arc<Options>,
    weight: usize,
    end: Position,
    consumed: u64,
}

/// A part of a batch: where it begins, about how much it is, and how to read it.
pub(super) struct Chunk {
    place: Place,
    weight: usize,
    read: Box<Reading>,
}

/// What a worker does with a chunk: hands its articles, and what is wrong with it, to the function given.
type Reading = dyn FnOnce(&Options, &mut dyn FnMut(Read)) + Send;

impl Chunk {
    /// `weight` is what it holds, in bytes.
    pub(super) fn new(
        place: Place,
        weight: usize,
        read: impl FnOnce(&Options, &mut dyn FnMut(Read)) + Send + 'static,
    ) -> Self {
        Self { place, weight, read: Box::new(read) }
    }

    /// What could not be read; a chunk so that it is reported in its place.
    pub(super) fn failed(error: Error) -> Self {
        let place = error.place().unwrap_or_else(|| Place { path: error.to_string().into(), line: 0 });
        Self::new(place, 1 << 10, |_, each| each(Read::Failed(error)))
    }

    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    pub(super) fn read(self, options: &Options, each: &mut dyn FnMut(Read)) {
        (self.read)(options, each);
    }
}

impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunk").field("place", &self.place).field("weight", &self.weight).finish_non_exhaustive()
    }
}

impl Batch {
    pub(super) fn new(chunks: Vec<Chunk>, options: Arc<Options>, end: Position, consumed: u64) -> Self {
        let weight = chunks.iter().map(Chunk::weight).sum();
        Self { chunks, options, weight, end, consumed }
    }

    /// Estimated size in bytes of what it holds.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.weight
    }

    /// Where its first article stands, for messages about the batch as a whole.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.chunks.first().map(|chunk| chunk.place.clone())
    }

    /// Where the next batch begins: [`Source::resume`](super::Source::resume) goes on from here.
    #[must_use]
    pub fn end(&self) -> &Position {
        &self.end
    }

    /// How many bytes of the inputs, as they lie on disk, have been read from their beginning to the end of this batch;
    /// for progress, against the sum of [`total_size`](super::total_size). Readers read ahead, so it is not exact.
    #[must_use]
    pub fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Reads the batch: calls `each` for every article and for everything that is wrong, in input order.
    pub fn read(self, each: &mut dyn FnMut(Read)) {
        for chunk in self.chunks {
            chunk.read(&self.options, each);
        }
    }
}
