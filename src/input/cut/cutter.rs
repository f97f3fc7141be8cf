//! Cuts a stream into records other than lines, whose ends a [`RecordSplitter`] finds: the reading thread's share of
//! the work on tables, arrays and files of several documents.
//!
//! A record that is too long or truncated costs only itself where the splitter can recognize the next one: reading
//! resumes there.

use super::pieces::{CutFault, PIECE, PIECE_RECORDS, PieceReader, RawRecords, StreamPiece, StreamRest};
use crate::input::bytes::open::ByteStream;
use memchr::memchr_iter;
use std::io;

/// Finds the ends of records.
pub(crate) trait RecordSplitter: Send {
    /// The end of the record at the beginning of `record`, if it is there: after its last byte. Bytes before `from`
    /// have been seen already. Afterwards it expects the next record.
    fn end(&mut self, record: &[u8], from: usize) -> Option<usize>;

    /// True inside a record that is incomplete.
    fn is_open(&self) -> bool;

    /// True if the enclosing structure has not been closed.
    fn is_unclosed(&self) -> bool {
        false
    }

    /// Expects a new record.
    fn restart(&mut self);

    /// Where the next record may start, given the bytes from the start of a broken one; never 0.
    fn resync(&self, broken: &[u8]) -> Option<usize>;

    /// The byte that ends a line, if records are numbered by the line they start on.
    fn counted(&self) -> Option<u8>;
}

/// The records of a text that a splitter sees in steps of `step` bytes, and what is left after them.
#[cfg(test)]
pub(crate) fn split<'t>(splitter: &mut impl RecordSplitter, text: &'t str, step: usize) -> Vec<&'t str> {
    let (mut start, mut found) = (0, Vec::new());
    for end in (0..text.len()).step_by(step).map(|end| (end + step).min(text.len())) {
        let mut seen = (end - step.min(end)).max(start);
        while let Some(length) = splitter.end(&text.as_bytes()[start..end], seen - start) {
            found.push(&text[start..start + length]);
            start += length;
            seen = start;
        }
    }
    found.push(&text[start..]);
    found
}

/// Reads pieces from a stream.
pub(crate) struct RecordCutter<S> {
    splitter: S,
    rest: StreamRest,
    /// What has been read but not taken; it starts with a record.
    held: Vec<u8>,
    /// Where records end in `held`.
    ends: Vec<usize>,
    /// How much of `held` the splitter has seen.
    seen: usize,
    limit: usize,
    number: u64,
    offset: u64,
    /// How many consecutive records were broken.
    failures: usize,
    /// True once the premature end of the stream has been reported.
    reported: bool,
}

/// After this many consecutive broken records, what has been read is dropped rather than searched again, which keeps
/// the time linear.
const MAX_FAILURES: usize = 64;

impl<S: RecordSplitter> RecordCutter<S> {
    /// `head` is what has already been read of the stream, and `broken` the error that reading it ended with; `limit`
    /// is the longest record to keep, in bytes.
    pub(crate) fn new(splitter: S, head: Vec<u8>, broken: Option<io::Error>, stream: ByteStream, limit: usize) -> Self {
        Self {
            splitter,
            rest: StreamRest::new(stream, broken),
            held: head,
            ends: Vec::new(),
            seen: 0,
            limit,
            number: 1,
            offset: 0,
            failures: 0,
            reported: false,
        }
    }

    fn scan(&mut self) {
        let mut start = self.ends.last().copied().unwrap_or(0);
        while self.seen < self.held.len() && self.ends.len() < PIECE_RECORDS {
            match self.splitter.end(&self.held[start..], self.seen - start) {
                Some(end) => {
                    start += end;
                    self.seen = start;
                    self.ends.push(start);
                }
                None => self.seen = self.held.len(),
            }
        }
    }

    /// Takes the first `end` bytes of `held`.
    fn take_piece(&mut self, end: usize) -> StreamPiece {
        let mut rest = Vec::with_capacity((self.held.len() - end).max(PIECE) + 64);
        rest.extend_from_slice(&self.held[end..]);
        let mut bytes = std::mem::replace(&mut self.held, rest);
        bytes.truncate(end);
        self.seen -= end;
        let ends = std::mem::take(&mut self.ends);
        let (number, offset) = (self.number, self.offset);
        let records = self.splitter.counted().map_or(ends.len(), |line_end| memchr_iter(line_end, &bytes).count());
        self.number += records as u64;
        self.offset += end as u64;
        self.failures = 0;
        StreamPiece::Whole(RawRecords { bytes, count: ends.len(), ends, number, offset })
    }

    /// Skips the record at the front, up to the next one if it can be found.
    fn skip_record(&mut self, fault: CutFault) -> StreamPiece {
        let (number, offset) = (self.number, self.offset);
        self.reported |= self.rest.ended;
        self.failures += 1;
        self.number += 1;
        let mut next = if self.failures <= MAX_FAILURES { self.splitter.resync(&self.held) } else { None };
        let mut size = 0;
        loop {
            let end = next.unwrap_or(self.held.len());
            size += end as u64;
            if let Some(line_end) = self.splitter.counted() {
                // The line that the next record starts on has been counted already.
                let lines = memchr_iter(line_end, &self.held[..end]).count() as u64;
                self.number += lines.saturating_sub(u64::from(next.is_some()));
            }
            self.held.drain(..end);
            if next.is_some() {
                break;
            }
            // Nothing in `held` starts a record: look for one in what follows.
            self.rest.fill(&mut self.held, PIECE);
            if self.held.is_empty() {
                break;
            }
            next = self.splitter.resync(&self.held);
        }
        // What follows may be as long as the longest record: it is read piece by piece.
        self.rest.give_back(std::mem::take(&mut self.held));
        self.seen = 0;
        self.offset += size;
        self.splitter.restart();
        StreamPiece::Broken { number, offset, size, fault }
    }
}

impl<S: RecordSplitter> PieceReader for RecordCutter<S> {
    fn next(&mut self) -> io::Result<Option<StreamPiece>> {
        let mut wanted = PIECE;
        loop {
            self.rest.fill(&mut self.held, wanted);
            self.scan();
            if let Some(&end) = self.ends.last() {
                return Ok(Some(self.take_piece(end)));
            }
            if self.rest.ended {
                if let Some(error) = self.rest.broken.take() {
                    self.held.clear();
                    return Err(error);
                }
                let (end, open) = (self.held.len(), self.splitter.is_open());
                if end == 0 && self.splitter.is_unclosed() && !self.reported {
                    self.reported = true;
                    let (number, offset) = self.place();
                    return Ok(Some(StreamPiece::Broken { number, offset, size: 0, fault: CutFault::Unclosed }));
                }
                if end > self.limit || open && end > 0 {
                    let fault = if open { CutFault::Unfinished } else { CutFault::TooLong };
                    return Ok(Some(self.skip_record(fault)));
                }
                self.ends.push(end);
                return Ok((end > 0).then(|| self.take_piece(end)));
            }
            if self.held.len() > self.limit {
                return Ok(Some(self.skip_record(CutFault::TooLong)));
            }
            wanted = self.held.len() * 2;
        }
    }

    fn place(&self) -> (u64, u64) {
        (self.number, self.offset)
    }
}
