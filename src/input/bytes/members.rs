//! Gzip files in which each member is a record, as in web archives: decompressed as one stream that continues after a
//! corrupt member.

use super::limits::Limits;
use super::open::{Meter, Metered};
use flate2::bufread::GzDecoder;
use memchr::memmem;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

/// What a read returned.
pub(crate) enum MemberBytes {
    /// More bytes.
    Bytes,
    /// Something is missing here; what follows starts with a record.
    Gap(String),
    End,
}

/// The members of a file, as one stream.
pub(crate) struct GzipMembers {
    /// Reused for all members: creating one takes longer than decompressing the members of some archives.
    decoder: GzDecoder<FileSlot>,
    state: MemberState,
    /// Byte offset of the member that is being read.
    start: u64,
    /// What the content of each member starts with.
    magic: &'static [u8],
    given: u64,
    meter: Meter,
    limits: Limits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MemberState {
    Between,
    Inside,
    Ended,
}

type Raw = BufReader<TrackedFile>;

/// The file, which is taken out of the decoder between two members.
struct FileSlot(Option<Raw>);

impl Read for FileSlot {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.as_mut().map_or(Ok(0), |raw| raw.read(buffer))
    }
}

impl BufRead for FileSlot {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.as_mut().map_or(Ok(&[]), BufRead::fill_buf)
    }

    fn consume(&mut self, count: usize) {
        if let Some(raw) = &mut self.0 {
            raw.consume(count);
        }
    }
}

/// A file that knows its position.
struct TrackedFile {
    file: Metered<File>,
    at: u64,
}

impl Read for TrackedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for TrackedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}

/// The first three bytes of a gzip member.
const GZIP: &[u8] = &[0x1f, 0x8b, 8];

impl GzipMembers {
    /// `magic` is what each decompressed member starts with.
    pub(crate) fn new(file: File, magic: &'static [u8], meter: Meter, limits: Limits) -> Self {
        let file = Metered { inner: file, meter: meter.clone() };
        let raw = BufReader::with_capacity(128 << 10, TrackedFile { file, at: 0 });
        let decoder = GzDecoder::new(FileSlot(Some(raw)));
        Self { decoder, state: MemberState::Inside, start: 0, magic, given: 0, meter, limits }
    }

    /// Appends up to `wanted` bytes.
    pub(crate) fn read(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> io::Result<MemberBytes> {
        loop {
            if self.state == MemberState::Between {
                let mut slot = FileSlot(self.decoder.get_mut().0.take());
                if slot.fill_buf()?.is_empty() {
                    self.state = MemberState::Ended;
                } else {
                    let raw = slot.0.as_ref();
                    self.start = raw.map_or(0, |raw| raw.get_ref().at - raw.buffer().len() as u64);
                    self.decoder.reset(slot);
                    self.state = MemberState::Inside;
                }
            }
            if self.state == MemberState::Ended {
                return Ok(MemberBytes::End);
            }
            let before = bytes.len();
            let result = (&mut self.decoder).take(wanted as u64).read_to_end(bytes);
            let read = bytes.len() - before;
            self.given += read as u64;
            self.limits.check_ratio(self.given, self.meter.bytes())?;
            match result {
                // The decoder returns the same at the end of a member as after it.
                Ok(_) if read < wanted => self.state = MemberState::Between,
                Ok(_) => {}
                Err(error) => {
                    let cause = format!("corrupt gzip member at byte {}: {error}", self.start);
                    self.find_next()?;
                    return Ok(MemberBytes::Gap(cause));
                }
            }
            if read > 0 {
                return Ok(MemberBytes::Bytes);
            }
        }
    }

    /// Looks for the next member after the start of the corrupt one.
    fn find_next(&mut self) -> io::Result<()> {
        self.state = MemberState::Ended;
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
                    self.state = MemberState::Between;
                    return Ok(());
                }
            }
            // The magic bytes may span two windows.
            at += (window.len() - (GZIP.len() - 1)) as u64;
        }
    }
}
