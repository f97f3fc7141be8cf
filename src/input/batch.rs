//! Batches: what the reading thread gives to a worker, and the worker's half of the reading.

use super::deliver::{Delivery, ReadEvent};
use super::{ids::BatchTurn, options::ReadOptions, position::Position};
use crate::deadline::{catch_panic, panic_message};
use crate::error::{Error, Place};
use std::fmt;
use std::sync::Arc;

/// Articles that have been found but not yet read, in input order: about half a megabyte, enough to keep a worker busy
/// and little enough that no corpus is ever held in memory.
#[derive(Debug)]
pub struct Batch {
    parts: Vec<BatchPart>,
    options: Arc<ReadOptions>,
    weight: usize,
    end: Position,
    consumed: u64,
    turn: BatchTurn,
}

/// A part of a batch: where it starts, roughly how large it is, and how to read it.
pub(super) struct BatchPart {
    place: Place,
    weight: usize,
    read: Box<ReadPart>,
}

/// Reads a part: delivers its articles, and whatever went wrong.
type ReadPart = dyn FnOnce(&mut Delivery<'_>) + Send;

impl BatchPart {
    /// `weight` is its size in bytes.
    pub(super) fn new(place: Place, weight: usize, read: impl FnOnce(&mut Delivery<'_>) + Send + 'static) -> Self {
        Self { place, weight, read: Box::new(read) }
    }

    /// Something that could not be read, as a part so that it is reported in its place.
    pub(super) fn failed(error: Error) -> Self {
        let place = error.place().unwrap_or_else(|| Place { path: error.to_string().into(), line: 0 });
        Self::new(place, 1 << 10, |out| out.error(error))
    }

    /// Something found out when a file had been read. It weighs nothing, so that batches are the same without it.
    pub(super) fn late(error: Error) -> Self {
        Self { weight: 0, ..Self::failed(error) }
    }

    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    pub(super) fn read(self, out: &mut Delivery<'_>) {
        (self.read)(out);
    }
}

impl fmt::Debug for BatchPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchPart").field("place", &self.place).field("weight", &self.weight).finish_non_exhaustive()
    }
}

impl Batch {
    pub(super) fn new(
        parts: Vec<BatchPart>,
        options: Arc<ReadOptions>,
        end: Position,
        consumed: u64,
        turn: BatchTurn,
    ) -> Self {
        let weight = parts.iter().map(BatchPart::weight).sum();
        Self { parts, options, weight, end, consumed, turn }
    }

    /// Estimated size in bytes of what it holds.
    pub fn weight(&self) -> usize {
        self.weight
    }

    /// Where the next batch starts. A reader of the same inputs comes to the same places again.
    pub fn end(&self) -> &Position {
        &self.end
    }

    /// How many bytes of the inputs, as stored on disk, have been read up to the end of this batch; for progress,
    /// against [`total_size`](super::total_size). Readers read ahead, so it is not exact.
    pub fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Reads the batch: calls `each` for every article, and for everything that went wrong, in input order. No article has the id of
    /// an earlier one, so this waits until the batches before it have been read, or dropped: read them in order, or each on
    /// a thread of its own.
    pub fn read(self, each: &mut dyn FnMut(ReadEvent)) {
        let mut events = Vec::new();
        for part in self.parts {
            let place = part.place.clone();
            let read = catch_panic(|| part.read(&mut Delivery::new(&self.options, &mut |event| events.push(event))));
            if let Err(panic) = read {
                let cause = format!("articles from here on could not be read: {}", panic_message(&panic));
                events.push(ReadEvent::Failed(Error::Record { place, cause }));
            }
        }
        self.turn.assign(events).into_iter().for_each(each);
    }
}
