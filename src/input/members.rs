//! Gzip files of which each member is a record, as web archives are: decompressed as one stream that goes on behind a
//! broken member. Called by [`super::warc`].

use super::open::{Meter, Metered};
use super::reader::Limits;
use flate2::bufread::GzDecoder;
use memchr::memmem;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

/// Bytes of a stream, and where it has holes.
pub(super) enum Next {
    /// So many more bytes.
    Bytes,
    /// Something is missing from here on; what follows begins with a record.
    Gap(String),
    End,
}

/// The members of a file.
pub(super) struct Members {
    state: State,
    /// Byte offset of the member that is being read.
    start: u64,
    /// What a member begins with.
    magic: &'static [u8],
    given: u64,
    meter: Meter,
    limits: Limits,
}

type Raw = BufReader<Metered<File>>;

enum State {
    Between(Raw),
    Inside(Box<GzDecoder<Raw>>),
    Ended,
}

/// The first three bytes of a gzip member.
const GZIP: &[u8] = &[0x1f, 0x8b, 8];

impl Members {
    /// `magic` is what every member begins with once it is decompressed.
    pub(super) fn new(file: File, magic: &'static [u8], meter: Meter, limits: Limits) -> Self {
        let raw = BufReader::with_capacity(128 << 10, Metered { inner: file, meter: meter.clone() });
        Self { state: State::Between(raw), start: 0, magic, given: 0, meter, limits }
    }

    /// Appends up to `wanted` bytes.
    pub(super) fn read(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> io::Result<Next> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Ok(Next::End),
                State::Between(mut raw) => {
                    let next = raw.fill_buf()?;
                    if next.is_empty() {
                        return Ok(Next::End);
                    }
                    self.start = raw.stream_position()?;
                    self.state = State::Inside(Box::new(GzDecoder::new(raw)));
                }
                State::Inside(mut decoder) => {
                    let before = bytes.len();
                    bytes.resize(before + wanted, 0);
                    match decoder.read(&mut bytes[before..]) {
                        Ok(0) => {
                            bytes.truncate(before);
                            self.state = State::Between(decoder.into_inner());
                        }
                        Ok(read) => {
                            bytes.truncate(before + read);
                            self.state = State::Inside(decoder);
                            self.given += read as u64;
                            self.check()?;
                            return Ok(Next::Bytes);
                        }
                        Err(error) => {
                            bytes.truncate(before);
                            let cause = format!("a gzip member is broken, at byte {}: {error}", self.start);
                            self.state = self.find_next(decoder.into_inner())?;
                            return Ok(Next::Gap(cause));
                        }
                    }
                }
            }
        }
    }

    fn check(&self) -> io::Result<()> {
        let limit = self.limits.ratio;
        if self.given > super::open::ALWAYS && self.given / limit > self.meter.bytes() {
            let cause = format!("more than {limit} times as long decompressed (--max-ratio)");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, cause));
        }
        Ok(())
    }

    /// Looks behind the beginning of the broken member for another one.
    fn find_next(&self, mut raw: Raw) -> io::Result<State> {
        let mut at = self.start + 1;
        let mut window = Vec::new();
        loop {
            raw.seek(SeekFrom::Start(at))?;
            window.clear();
            raw.by_ref().take(64 << 10).read_to_end(&mut window)?;
            if window.len() < GZIP.len() {
                return Ok(State::Ended);
            }
            for found in memmem::find_iter(&window, GZIP) {
                let candidate = at + found as u64;
                raw.seek(SeekFrom::Start(candidate))?;
                let mut begins = vec![0; self.magic.len()];
                let is_member = GzDecoder::new(&mut raw).read_exact(&mut begins).is_ok() && begins == self.magic;
                if is_member {
                    raw.seek(SeekFrom::Start(candidate))?;
                    return Ok(State::Between(raw));
                }
            }
            // The first bytes may stand across the end of the window.
            at += (window.len() - (GZIP.len() - 1)) as u64;
        }
    }
}
