//! The reader of every format that is a stream of records: lines, rows, elements, objects.

use super::pieces::{CutFault, PieceReader, RawRecords, StreamPiece};
use crate::error::{Error, Place};
use crate::input::{
    batch::BatchPart, bytes::limits::too_large, deliver::Delivery, options::ReadOptions, position::FilePosition,
    reader::ContainerReader,
};
use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// A stream of records.
pub(crate) struct RecordReader {
    pub(crate) path: PathBuf,
    /// What a record is called in messages.
    pub(crate) noun: &'static str,
    /// Pieces that were read to find out about the file.
    pub(crate) ahead: VecDeque<StreamPiece>,
    pub(crate) pieces: Box<dyn PieceReader>,
    pub(crate) ended: bool,
    /// How a worker reads a piece.
    pub(crate) read: Arc<ReadBlock>,
    pub(crate) options: Arc<ReadOptions>,
}

/// Reads the articles of a piece.
pub(crate) type ReadBlock = dyn Fn(RawRecords, &mut Delivery<'_>) + Send + Sync;

impl ContainerReader for RecordReader {
    fn next(&mut self) -> Option<BatchPart> {
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
                    let cause = format!("cannot read past {} {}: {error}", self.noun, self.pieces.place().0 - 1);
                    return Some(BatchPart::failed(Error::io(&self.path, io::Error::new(error.kind(), cause))));
                }
            }
        };
        Some(match piece {
            StreamPiece::Whole(cut) => {
                let read = Arc::clone(&self.read);
                let place = Place { path: self.path.clone(), line: cut.number };
                BatchPart::new(place, cut.weight(), move |out| read(cut, out))
            }
            StreamPiece::Broken { number, offset, size, fault } => {
                BatchPart::failed(self.broken(number, offset, size, fault))
            }
        })
    }

    fn is_over(&self) -> bool {
        self.ended
    }

    fn at(&self) -> FilePosition {
        let (number, offset) = self.ahead.front().map_or_else(|| self.pieces.place(), StreamPiece::place);
        FilePosition { record: number - 1, offset, inside: None }
    }
}

impl RecordReader {
    fn broken(&self, number: u64, offset: u64, size: u64, fault: CutFault) -> Error {
        let noun = self.noun;
        let cause = match fault {
            CutFault::TooLong => too_large(&format!("a {noun}"), size, true, self.options.line_limit(), "--max-line"),
            CutFault::Unfinished => {
                format!("unterminated {noun} at byte {offset}: skipped {size} bytes")
            }
            CutFault::Unclosed => {
                format!("the file ends after {} {noun}s, before its end: it may have been truncated", number - 1)
            }
        };
        Error::record(&self.path, number, cause)
    }
}
