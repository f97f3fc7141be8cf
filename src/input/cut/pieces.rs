//! Streams cut into pieces of whole records for the workers: what [`LineCutter`](super::lines::LineCutter) and
//! [`RecordCutter`](super::cutter::RecordCutter) have in common.

use crate::input::bytes::open::ByteStream;
use std::collections::VecDeque;
use std::io::{self, Read as _};
use std::ops::Range;

/// How much to give a worker at a time, in bytes.
pub(crate) const PIECE: usize = 512 << 10;

/// The most records of a piece. However short a record is, its article, or the error about it, takes a kilobyte.
pub(crate) const PIECE_RECORDS: usize = 4 << 10;

/// Reads pieces from a stream. Where it cuts depends only on the content of the stream from the start of a piece on.
pub(crate) trait PieceReader: Send {
    /// The next piece; `None` at the end of the stream. If the stream fails, the error follows its last whole record
    /// and is the end.
    fn next(&mut self) -> io::Result<Option<StreamPiece>>;

    /// Number of the next record (or line), from 1, and its byte offset in the stream.
    fn place(&self) -> (u64, u64);
}

/// A piece of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum StreamPiece {
    /// Whole records.
    Whole(RawRecords),
    /// A record that was skipped.
    Broken {
        /// Its number, from 1.
        number: u64,
        /// Its byte offset in the stream.
        offset: u64,
        /// Its size in bytes, or how much was skipped.
        size: u64,
        /// Why.
        fault: CutFault,
    },
}

/// Why a record was skipped unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CutFault {
    /// It exceeds the limit.
    TooLong,
    /// The stream ends inside it.
    Unfinished,
    /// It is missing: the stream ends where another record or a closing bracket is expected.
    Unclosed,
}

/// Whole records of a stream, as they are there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RawRecords {
    /// The records and what separates them.
    pub(crate) bytes: Vec<u8>,
    /// Where each record ends in `bytes` and the next one starts; empty for lines.
    pub(crate) ends: Vec<usize>,
    /// How many records (or lines) there are.
    pub(crate) count: usize,
    /// Number of the first record (or line), from 1.
    pub(crate) number: u64,
    /// Byte offset of `bytes` in the stream.
    pub(crate) offset: u64,
}

impl RawRecords {
    /// The records, each as a range of `bytes`.
    pub(crate) fn records(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| start..end)
    }

    /// What it weighs in a batch, in bytes: so much that records as short as can be fill a batch when they fill a piece.
    pub(crate) fn weight(&self) -> usize {
        self.bytes.len() + self.count * (PIECE / PIECE_RECORDS)
    }
}

impl StreamPiece {
    /// Number and byte offset of its first record.
    pub(crate) fn place(&self) -> (u64, u64) {
        match self {
            Self::Whole(RawRecords { number, offset, .. }) | Self::Broken { number, offset, .. } => (*number, *offset),
        }
    }
}

/// The rest of a stream, of which the beginning has been read.
pub(super) struct StreamRest {
    stream: ByteStream,
    /// What was read and given back.
    again: VecDeque<u8>,
    /// True if the stream has nothing left, or failed.
    exhausted: bool,
    /// True if nothing is left to read.
    pub(super) ended: bool,
    /// The error that the stream ended with, to be reported after the whole records before it.
    pub(super) broken: Option<io::Error>,
}

impl StreamRest {
    /// `broken` is the error that reading the beginning ended with.
    pub(super) fn new(stream: ByteStream, broken: Option<io::Error>) -> Self {
        let exhausted = broken.is_some();
        Self { stream, again: VecDeque::new(), exhausted, ended: exhausted, broken }
    }

    /// Takes back what was read last, to be read again.
    pub(super) fn give_back(&mut self, bytes: Vec<u8>) {
        let mut again = VecDeque::from(bytes);
        again.append(&mut self.again);
        self.ended = self.exhausted && again.is_empty();
        self.again = again;
    }

    /// Reads until `bytes` is `wanted` long or the stream ends.
    pub(super) fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) {
        let missing = wanted.saturating_sub(bytes.len());
        if missing == 0 || self.ended {
            return;
        }
        // The margin keeps `read_to_end` from growing the buffer just to find out that nothing follows.
        bytes.reserve(missing + 64);
        bytes.extend(self.again.drain(..missing.min(self.again.len())));
        let missing = wanted - bytes.len();
        if missing > 0 && !self.exhausted {
            match self.stream.by_ref().take(missing as u64).read_to_end(bytes) {
                Ok(read) => self.exhausted = read < missing,
                // What was read before the error stays in the buffer.
                Err(error) => (self.exhausted, self.broken) = (true, Some(error)),
            }
        }
        self.ended = self.exhausted && self.again.is_empty();
    }
}
