//! Opening an input and undoing its compression, told from the first bytes and never from the name.

use super::STDIN;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// zstd's skippable frames, which may stand first: `0x184D2A5?`, little endian.
const ZSTD_SKIPPABLE: &[u8] = &[0x2a, 0x4d, 0x18];

/// An opened input.
pub(super) struct Opened {
    /// Its bytes, decompressed.
    pub(super) stream: Stream,
    /// Size in bytes where the file is regular and not compressed.
    pub(super) size: Option<u64>,
    /// True for a regular file, which can be opened a second time.
    pub(super) regular: bool,
    /// How many bytes have been read of it, as it lies on disk.
    pub(super) meter: Meter,
}

/// A readable stream of decompressed bytes.
pub(super) struct Stream(Source);

enum Source {
    /// A file that is not compressed, in which one can jump.
    Plain(Metered<File>),
    Other(Box<dyn Read + Send>),
}

impl Stream {
    pub(super) fn new(read: impl Read + Send + 'static) -> Self {
        Self(Source::Other(Box::new(read)))
    }

    /// Passes over `count` bytes; fewer only at the end. Returns how many.
    pub(super) fn skip(&mut self, count: u64) -> io::Result<u64> {
        match &mut self.0 {
            Source::Plain(file) => file.skip(count),
            Source::Other(read) => io::copy(&mut read.take(count), &mut io::sink()),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Source::Plain(file) => file.read(buffer),
            Source::Other(read) => read.read(buffer),
        }
    }
}

/// Counts the bytes that are read below the decompression.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter(Arc<AtomicU64>);

impl Meter {
    fn add(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.meter.add(read as u64);
        Ok(read)
    }
}

impl Metered<File> {
    fn skip(&mut self, count: u64) -> io::Result<u64> {
        let here = self.inner.stream_position()?;
        let count = count.min(self.inner.metadata()?.len().saturating_sub(here));
        self.inner.seek(SeekFrom::Start(here + count))?;
        self.meter.add(count);
        Ok(count)
    }
}

/// Opens `path`, or standard input for `-`.
pub(super) fn open(path: &Path) -> io::Result<Opened> {
    let meter = Meter::default();
    if path == Path::new(STDIN) {
        let mut raw = Metered { inner: io::stdin(), meter: meter.clone() };
        let magic = first_bytes(&mut raw)?;
        let stream = decompress(&magic, Cursor::new(magic.clone()).chain(raw))?;
        return Ok(Opened { stream, size: None, regular: false, meter });
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let mut raw = Metered { inner: file, meter: meter.clone() };
    if !metadata.is_file() {
        let magic = first_bytes(&mut raw)?;
        let stream = decompress(&magic, Cursor::new(magic.clone()).chain(raw))?;
        return Ok(Opened { stream, size: None, regular: false, meter });
    }
    let magic = first_bytes(&mut raw.inner)?;
    raw.inner.rewind()?;
    if compression(&magic).is_none() {
        return Ok(Opened { stream: Stream(Source::Plain(raw)), size: Some(metadata.len()), regular: true, meter });
    }
    Ok(Opened { stream: decompress(&magic, raw)?, size: None, regular: true, meter })
}

fn first_bytes(read: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut magic = Vec::with_capacity(64);
    read.take(4).read_to_end(&mut magic)?;
    Ok(magic)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compression {
    Gzip,
    Zstd,
}

fn compression(magic: &[u8]) -> Option<Compression> {
    let skippable = magic.len() >= 4 && magic[0] & 0xf0 == 0x50 && &magic[1..4] == ZSTD_SKIPPABLE;
    if magic.starts_with(GZIP) {
        Some(Compression::Gzip)
    } else if magic.starts_with(ZSTD) || skippable {
        Some(Compression::Zstd)
    } else {
        None
    }
}

/// The decompressed stream. Several gzip members or zstd frames in a row are one stream.
fn decompress(magic: &[u8], raw: impl Read + Send + 'static) -> io::Result<Stream> {
    Ok(match compression(magic) {
        Some(Compression::Gzip) => {
            Stream::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(128 << 10, raw)))
        }
        Some(Compression::Zstd) => Stream::new(zstd::stream::read::Decoder::new(raw)?),
        None => Stream::new(raw),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(bytes: Vec<u8>) -> (String, bool) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        std::fs::write(&path, &bytes).unwrap();
        let mut opened = open(&path).unwrap();
        let mut text = String::new();
        opened.stream.read_to_string(&mut text).unwrap();
        assert_eq!(opened.meter.bytes(), bytes.len() as u64);
        (text, opened.size.is_none())
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn members_and_frames_in_a_row_are_one_stream() {
        assert_eq!(read([gzip("one "), gzip("two")].concat()), ("one two".into(), true));
        let frames = ["one ", "two"].map(|text| zstd::encode_all(text.as_bytes(), 1).unwrap()).concat();
        assert_eq!(read(frames.clone()), ("one two".into(), true));
        let skippable = [&[0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &frames].concat();
        assert_eq!(read(skippable), ("one two".into(), true));
    }

    #[test]
    fn plain_bytes_pass() {
        for text in ["", "a", "abc", "abcdefgh"] {
            assert_eq!(read(text.into()), (text.into(), false));
        }
    }

    #[test]
    fn passing_over_stops_at_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        for bytes in [b"0123456789".to_vec(), gzip("0123456789")] {
            std::fs::write(&path, bytes).unwrap();
            let mut opened = open(&path).unwrap();
            assert_eq!(opened.stream.skip(4).unwrap(), 4);
            let mut next = [0; 2];
            opened.stream.read_exact(&mut next).unwrap();
            assert_eq!(&next, b"45");
            assert_eq!(opened.stream.skip(9).unwrap(), 4);
        }
    }
}
