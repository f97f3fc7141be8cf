//! Cuts a stream into pieces of whole lines, looking only at line feeds: the reading thread's share of the work on JSON
//! Lines.

use super::pieces::{CutFault, PIECE, PIECE_RECORDS, PieceReader, RawRecords, StreamPiece, StreamRest};
use crate::input::bytes::open::ByteStream;
use memchr::{memchr, memchr_iter, memrchr};
use std::io;

/// Reads pieces from a stream.
pub(crate) struct LineCutter {
    rest: StreamRest,
    /// The beginning of a line whose end has not been read yet.
    carry: Vec<u8>,
    limit: usize,
    line: u64,
    offset: u64,
}

impl LineCutter {
    /// `head` is what has already been read of the stream, and `broken` the error that reading it ended with; `limit`
    /// is the longest line to keep, in bytes.
    pub(crate) fn new(head: Vec<u8>, broken: Option<io::Error>, stream: ByteStream, limit: usize) -> Self {
        Self { rest: StreamRest::new(stream, broken), carry: head, limit, line: 1, offset: 0 }
    }

    fn piece(&mut self, bytes: Vec<u8>) -> StreamPiece {
        let (line, offset) = (self.line, self.offset);
        let count = memchr_iter(b'\n', &bytes).count();
        self.line += count as u64;
        self.offset += bytes.len() as u64;
        StreamPiece::Whole(RawRecords { bytes, ends: Vec::new(), count, number: line, offset })
    }

    /// Skips the rest of a line that is too long.
    fn skip(&mut self, mut bytes: Vec<u8>) -> StreamPiece {
        let mut size = bytes.len() as u64;
        let mut found = false;
        while !self.rest.ended {
            bytes.clear();
            self.rest.fill(&mut bytes, PIECE);
            if let Some(end) = memchr(b'\n', &bytes) {
                size += end as u64;
                self.carry = bytes.split_off(end + 1);
                found = true;
                break;
            }
            size += bytes.len() as u64;
        }
        let (line, offset) = (self.line, self.offset);
        self.line += 1;
        self.offset += size + u64::from(found);
        StreamPiece::Broken { number: line, offset, size, fault: CutFault::TooLong }
    }
}

impl PieceReader for LineCutter {
    fn next(&mut self) -> io::Result<Option<StreamPiece>> {
        let mut bytes = std::mem::take(&mut self.carry);
        let mut wanted = PIECE;
        // Bytes before this contain no line feed.
        let mut searched = 0;
        loop {
            self.rest.fill(&mut bytes, wanted);
            if let Some(end) = memrchr(b'\n', &bytes[searched..]) {
                let last = searched + end;
                let end = memchr_iter(b'\n', &bytes[..last]).nth(PIECE_RECORDS - 1).unwrap_or(last) + 1;
                if !self.rest.ended || self.rest.broken.is_some() || end <= last {
                    self.carry.reserve(PIECE + 64);
                    self.carry.extend_from_slice(&bytes[end..]);
                    bytes.truncate(end);
                }
                return Ok(Some(self.piece(bytes)));
            }
            if let Some(error) = self.rest.broken.take() {
                return Err(error);
            }
            if bytes.len() > self.limit {
                return Ok(Some(self.skip(bytes)));
            }
            if self.rest.ended {
                return Ok((!bytes.is_empty()).then(|| self.piece(bytes)));
            }
            searched = bytes.len();
            wanted = bytes.len() * 2;
        }
    }

    fn place(&self) -> (u64, u64) {
        (self.line, self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read};

    fn pieces(text: &str, limit: usize) -> Vec<StreamPiece> {
        let mut lines = LineCutter::new(Vec::new(), None, ByteStream::new(Cursor::new(text.to_owned())), limit);
        std::iter::from_fn(|| lines.next().unwrap()).collect()
    }

    #[test]
    fn pieces_are_whole_lines_that_join_to_the_stream() {
        let text: String = (0..40_000).flat_map(|i| [format!("line {i} "), "x".repeat(i % 97), "\n".into()]).collect();
        let mut joined = Vec::new();
        for piece in pieces(text.strip_suffix('\n').unwrap(), 1 << 20) {
            let StreamPiece::Whole(RawRecords { bytes, number: line, offset, .. }) = piece else {
                panic!("no line is too long")
            };
            assert!(bytes.starts_with(format!("line {} ", line - 1).as_bytes()));
            assert_eq!(offset as usize, joined.len());
            joined.extend(bytes);
        }
        joined.push(b'\n');
        assert!(joined == text.as_bytes());
    }

    #[test]
    fn a_line_over_the_limit_is_skipped_and_its_size_reported() {
        let long = "y".repeat(3 * PIECE + 5);
        let found = pieces(&format!("a\n{long}\nb\n{long}"), PIECE);
        let line = |text: &str, number, offset| {
            StreamPiece::Whole(RawRecords { bytes: text.into(), ends: Vec::new(), count: 1, number, offset })
        };
        let long_line = |number, offset, size| StreamPiece::Broken { number, offset, size, fault: CutFault::TooLong };
        let size = long.len() as u64;
        assert_eq!(
            found,
            [line("a\n", 1, 0), long_line(2, 2, size), line("b\n", 3, size + 3), long_line(4, size + 5, size)]
        );
    }

    #[test]
    fn a_line_longer_than_a_piece_but_within_the_limit_is_kept() {
        let long = "y".repeat(3 * PIECE);
        let found = pieces(&format!("{long}\nb"), 4 * PIECE);
        let lines: Vec<usize> = found
            .iter()
            .map(|piece| match piece {
                StreamPiece::Whole(cut) => cut.bytes.len(),
                StreamPiece::Broken { .. } => 0,
            })
            .collect();
        assert_eq!(lines.iter().sum::<usize>(), long.len() + 2);
    }

    /// Returns what it has and then fails.
    struct Breaks(Cursor<String>);

    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::ErrorKind::UnexpectedEof.into()),
                read => Ok(read),
            }
        }
    }

    #[test]
    fn a_broken_stream_yields_its_whole_lines_first() {
        let cut = |text: &str| ByteStream::new(Breaks(Cursor::new(text.to_owned())));
        let mut lines = LineCutter::new(Vec::new(), None, cut("a\nb\nhalf"), PIECE);
        assert_eq!(
            lines.next().unwrap(),
            Some(StreamPiece::Whole(RawRecords {
                bytes: b"a\nb\n".into(),
                ends: Vec::new(),
                count: 2,
                number: 1,
                offset: 0
            }))
        );
        assert_eq!((lines.next().unwrap_err().kind(), lines.place().0), (io::ErrorKind::UnexpectedEof, 3));
        assert_eq!(lines.next().unwrap(), None);
    }

    #[test]
    fn an_empty_stream_has_no_pieces() {
        assert_eq!(pieces("", 10), []);
    }
}
