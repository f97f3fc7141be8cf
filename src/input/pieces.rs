//! Streams cut into pieces of whole records, for workers: what [`Lines`](super::lines::Lines) and
//! [`Cutter`](super::cut::Cutter) have in common.

use std::io;
use std::ops::Range;

/// How much to hand to a worker at once, in bytes.
pub(super) const PIECE: usize = 512 << 10;

/// Reads pieces from a stream. Where it cuts depends on the content of the stream alone, from the beginning of a piece on.
pub(super) trait Pieces: Send {
    /// The next piece; `None` at the end of the stream. A stream that breaks off is an error after its last whole record,
    /// and the end then.
    fn next(&mut self) -> io::Result<Option<Piece>>;

    /// Number of the next record (or line), from 1, and its byte offset in the stream.
    fn place(&self) -> (u64, u64);

    /// Goes forward to the record of that number, which begins at byte `offset` of the stream. False if the stream does not
    /// get there.
    fn skip_to(&mut self, number: u64, offset: u64) -> bool;
}

/// A piece of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Whole records.
    Whole(Cut),
    /// A record that was skipped.
    Broken {
        /// Its number, from 1.
        number: u64,
        /// Its byte offset in the stream.
        offset: u64,
        /// Its size in bytes, or how much was skipped.
        size: u64,
        /// Why.
        fault: Fault,
    },
}

/// Why a record was skipped without being looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is over the limit.
    TooLong,
    /// The stream ends in the middle of it.
    Unfinished,
    /// There is none: the stream ends where another one or the end of all should be.
    Unclosed,
}

/// Whole records of a stream, as they stand there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// The records with what stands between them.
    pub(super) bytes: Vec<u8>,
    /// Where each ends in `bytes`, and the next begins; empty for lines, which say so themselves.
    pub(super) ends: Vec<usize>,
    /// Number of the first record (or line), from 1.
    pub(super) number: u64,
    /// Byte offset of `bytes` in the stream.
    pub(super) offset: u64,
}

impl Cut {
    /// The records, each as a range of `bytes`.
    pub(super) fn records(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| start..end)
    }
}

impl Piece {
    /// Number and byte offset of its first record.
    pub(super) fn place(&self) -> (u64, u64) {
        match self {
            Self::Whole(Cut { number, offset, .. }) | Self::Broken { number, offset, .. } => (*number, *offset),
        }
    }
}
