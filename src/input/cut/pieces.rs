//! Streams cut into pieces of whole records for the workers: what [`LineCutter`](super::lines::LineCutter) and
//! [`RecordCutter`](super::cutter::RecordCutter) have in common.

use std::io;
use std::ops::Range;

/// How much to give a worker at a time, in bytes.
pub(crate) const PIECE: usize = 512 << 10;

/// Reads pieces from a stream. Where it cuts depends only on the content of the stream from the start of a piece on.
pub(crate) trait PieceReader: Send {
    /// The next piece; `None` at the end of the stream. If the stream fails, the error follows its last whole record
    /// and is the end.
    fn next(&mut self) -> io::Result<Option<StreamPiece>>;

    /// Number of the next record (or line), from 1, and its byte offset in the stream.
    fn place(&self) -> (u64, u64);

    /// Moves forward to the record with that number, which starts at byte `offset` of the stream. False if the stream
    /// ends before it.
    fn skip_to(&mut self, number: u64, offset: u64) -> bool;
}

/// A piece of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum StreamPiece {
    /// Whole records.
    Whole(RecordBlock),
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
pub(crate) struct RecordBlock {
    /// The records and what separates them.
    pub(crate) bytes: Vec<u8>,
    /// Where each record ends in `bytes` and the next one starts; empty for lines.
    pub(crate) ends: Vec<usize>,
    /// Number of the first record (or line), from 1.
    pub(crate) number: u64,
    /// Byte offset of `bytes` in the stream.
    pub(crate) offset: u64,
}

impl RecordBlock {
    /// The records, each as a range of `bytes`.
    pub(crate) fn records(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| start..end)
    }
}

impl StreamPiece {
    /// Number and byte offset of its first record.
    pub(crate) fn place(&self) -> (u64, u64) {
        match self {
            Self::Whole(RecordBlock { number, offset, .. }) | Self::Broken { number, offset, .. } => (*number, *offset),
        }
    }
}
