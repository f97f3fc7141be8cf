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
    /// One for all members: making it takes longer than the members of some archives.
    decoder: GzDecoder<Slot>,
    state: State,
    /// Byte offset of the member that is being read.
    start: u64,
    /// What a member begins with.
    magic: &'static [u8],
    given: u64,
    meter: Meter,
    limits: Limits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Between,
    Inside,
    Ended,
}

type Raw = BufReader<Tracked>;

/// The file, which the decoder gives back between two members.
struct Slot(Option<Raw>);

impl Read for Slot {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.as_mut().map_or(Ok(0), |raw| raw.read(buffer))
    }
}

impl BufRead for Slot {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.as_mut().map_or(Ok(&[]), BufRead::fill_buf)
    }

    fn consume(&mut self, count: usize) {
        if let Some(raw) = &mut self.0 {
            raw.consume(count);
        }
    }
}

/// A file that knows where it is.
struct Tracked {
    file: Metered<File>,
    at: u64,
}

impl Read for Tracked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Tracked {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}

/// The first three bytes of a gzip member.
const GZIP: &[u8] = &[0x1f, 0x8b, 8];

impl Members {
    /// `magic` is what every member begins with once it is decompressed.
    pub(super) fn new(file: File, magic: &'static [u8], meter: Meter, limits: Limits) -> Self {
        let file = Metered { inner: file, meter: meter.clone() };
        let raw = BufReader::with_capacity(128 << 10, Tracked { file, at: 0 });
        let decoder = GzDecoder::new(Slot(Some(raw)));
        Self { decoder, state: State::Inside, start: 0, magic, given: 0, meter, limits }
    }

    /// Appends up to `wanted` bytes.
    pub(super) fn read(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> io::Result<Next> {
        loop {
            if self.state == State::Between {
                let mut slot = Slot(self.decoder.get_mut().0.take());
                if slot.fill_buf()?.is_empty() {
                    self.state = State::Ended;
                } else {
                    let raw = slot.0.as_ref();
                    self.start = raw.map_or(0, |raw| raw.get_ref().at - raw.buffer().len() as u64);
                    self.decoder.reset(slot);
                    self.state = State::Inside;
                }
            }
            if self.state == State::Ended {
                return Ok(Next::End);
            }
            let before = bytes.len();
            let result = (&mut self.decoder).take(wanted as u64).read_to_end(bytes);
            let read = bytes.len() - before;
            self.given += read as u64;
            self.check()?;
            match result {
                // The decoder says the same of a member that ends as of one whose end is asked for again.
                Ok(_) if read < wanted => self.state = State::Between,
                Ok(_) => {}
                Err(error) => {
                    let cause = format!("a gzip member is broken, at byte {}: {error}", self.start);
                    self.find_next()?;
                    return Ok(Next::Gap(cause));
                }
            }
            if read > 0 {
                return Ok(Next::Bytes);
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
    fn find_next(&mut self) -> io::Result<()> {
        self.state = State::Ended;
        let Some(raw) = &mut self.decoder.get_mut().0 else { return Ok(()) };
        let mut at = self.start + 1;
        let mut window = Vec::new();
        loop {
            raw.seek(SeekFrom::Start(at))?;
            window.clear();
            raw.take(64 << 10).read_to_end(&mut window)?;
            if window.len() < GZIP.len() {
                return Ok(());
            }
            for found in memmem::find_iter(&window, GZIP) {
                let candidate = at + found as u64;
                raw.seek(SeekFrom::Start(candidate))?;
                let mut begins = vec![0; self.magic.len()];
                let is_member = GzDecoder::new(&mut *raw).read_exact(&mut begins).is_ok() && begins == self.magic;
                if is_member {
                    raw.seek(SeekFrom::Start(candidate))?;
                    self.state = State::Between;
                    return Ok(());
                }
            }
            // The first bytes may stand across the end of the window.
            at += (window.len() - (GZIP.len() - 1)) as u64;
        }
    }
}
