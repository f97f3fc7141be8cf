//! The reader of every container that is a stream of records: lines, rows, elements, documents.

use super::batch::{Chunk, Read};
use super::pieces::{Cut, Fault, Piece, Pieces};
use super::position::At;
use super::reader::Reader;
use super::{Options, too_large};
use crate::error::{Error, Place};
use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// A stream of records on its way.
pub(super) struct Records {
    pub(super) path: PathBuf,
    /// What its records are called, in messages.
    pub(super) noun: &'static str,
    /// Pieces that were read to find out about the file.
    pub(super) ahead: VecDeque<Piece>,
    pub(super) pieces: Box<dyn Pieces>,
    pub(super) ended: bool,
    /// What a worker does with a piece.
    pub(super) read: Arc<ReadCut>,
    pub(super) options: Arc<Options>,
}

/// Hands on the articles of a piece.
pub(super) type ReadCut = dyn Fn(Cut, &Options, &mut dyn FnMut(Read)) + Send + Sync;

impl Reader for Records {
    fn next(&mut self) -> Option<Chunk> {
        if self.ended {
            return None;
        }
        let piece = if let Some(piece) = self.ahead.pop_front() {
            piece
        } else {
            match self.pieces.next() {
                Ok(piece) => piece?,
                Err(error) => {
                    self.ended = true;
                    let cause = format!("cannot read on after {} {}: {error}", self.noun, self.pieces.place().0 - 1);
                    return Some(Chunk::failed(Error::io(&self.path, io::Error::new(error.kind(), cause))));
                }
            }
        };
        Some(match piece {
            Piece::Whole(cut) => {
                let read = Arc::clone(&self.read);
                let place = Place { path: self.path.clone(), line: cut.number };
                Chunk::new(place, cut.bytes.len(), move |options, each| read(cut, options, each))
            }
            Piece::Broken { number, offset, size, fault } => Chunk::failed(self.broken(number, offset, size, fault)),
        })
    }

    fn is_over(&self) -> bool {
        self.ended
    }

    fn at(&self) -> At {
        let (number, offset) = self.ahead.front().map_or_else(|| self.pieces.place(), Piece::place);
        At { record: number - 1, offset, inside: None }
    }

    fn go_to(&mut self, at: &At) -> bool {
        while self.at().offset < at.offset && self.ahead.pop_front().is_some() {}
        let short = self.ahead.is_empty() && self.at().offset < at.offset;
        (!short || self.pieces.skip_to(at.record + 1, at.offset)) && self.at() == *at
    }
}

impl Records {
    fn broken(&self, number: u64, offset: u64, size: u64, fault: Fault) -> Error {
        let noun = self.noun;
        let cause = match fault {
            Fault::TooLong => too_large(&format!("a {noun}"), size, true, self.options.line_limit(), "--max-line"),
            Fault::Unfinished => {
                format!("a {noun} that does not end, at byte {offset}: {size} bytes from there on were passed over")
            }
            Fault::Unclosed => {
                format!("the file ends after {} {noun}s and should go on: it may have been cut", number - 1)
            }
        };
        Error::record(&self.path, number, cause)
    }
}
