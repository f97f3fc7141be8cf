//! Opens an input and undoes its compression, which is detected from the first bytes and never from the name.

use super::limits::Limits;
use crate::compression::{Codec, first_bytes};
use crate::input::file::STDIN;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// An opened input or archive member.
pub(crate) struct OpenedBytes {
    /// Its decompressed bytes.
    pub(crate) stream: ByteStream,
    /// Size in bytes, for regular files that are not compressed and for archive members.
    pub(crate) size: Option<u64>,
    /// The path of a regular, uncompressed file, for readers that seek.
    pub(crate) plain: Option<PathBuf>,
    /// The path of a regular gzip file, for readers that treat its members separately.
    pub(crate) gzip: Option<PathBuf>,
    /// Counts the bytes read from it, as stored on disk.
    pub(crate) meter: Meter,
}

/// A readable stream of decompressed bytes.
pub(crate) struct ByteStream(StreamKind);

enum StreamKind {
    /// An uncompressed file, which can seek.
    Plain(Metered<File>),
    Other(Box<dyn Read + Send>),
}

impl ByteStream {
    pub(crate) fn new(read: impl Read + Send + 'static) -> Self {
        Self(StreamKind::Other(Box::new(read)))
    }

    /// Skips `count` bytes, or fewer at the end. Returns how many.
    pub(crate) fn skip(&mut self, count: u64) -> io::Result<u64> {
        match &mut self.0 {
            StreamKind::Plain(file) => file.skip(count),
            StreamKind::Other(read) => io::copy(&mut read.take(count), &mut io::sink()),
        }
    }
}

impl Read for ByteStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            StreamKind::Plain(file) => file.read(buffer),
            StreamKind::Other(read) => read.read(buffer),
        }
    }
}

/// Counts the bytes read below the decompression.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter(Arc<AtomicU64>);

impl Meter {
    pub(crate) fn add(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Starts from zero, for a file that is read again from its beginning.
    pub(crate) fn reset(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A reader whose bytes are counted.
pub(crate) struct Metered<R> {
    pub(crate) inner: R,
    pub(crate) meter: Meter,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.meter.add(read as u64);
        Ok(read)
    }
}

impl<R: Seek> Seek for Metered<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
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
pub(crate) fn open(path: &Path, limits: Limits) -> io::Result<OpenedBytes> {
    if path == Path::new(STDIN) {
        return open_stream(io::stdin(), None, limits);
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return open_stream(file, None, limits);
    }
    let meter = Meter::default();
    let mut raw = Metered { inner: file, meter: meter.clone() };
    let head = first_bytes(&mut raw.inner)?;
    raw.inner.rewind()?;
    let path = path.to_owned();
    Ok(match Codec::detect(&head) {
        None => {
            let stream = ByteStream(StreamKind::Plain(raw));
            OpenedBytes { stream, size: Some(metadata.len()), plain: Some(path), gzip: None, meter }
        }
        Some(codec) => {
            let stream = decompress(raw, limits)?;
            OpenedBytes { stream, size: None, plain: None, gzip: (codec == Codec::Gzip).then_some(path), meter }
        }
    })
}

/// Opens a stream: a pipe, or an archive member whose size is known from the archive.
pub(crate) fn open_stream(
    raw: impl Read + Send + 'static,
    size: Option<u64>,
    limits: Limits,
) -> io::Result<OpenedBytes> {
    let meter = Meter::default();
    let mut raw = Metered { inner: raw, meter: meter.clone() };
    let head = first_bytes(&mut raw)?;
    let size = size.filter(|_| Codec::detect(&head).is_none());
    let stream = decompress(Cursor::new(head).chain(raw), limits)?;
    Ok(OpenedBytes { stream, size, plain: None, gzip: None, meter })
}

/// Undoes the compression of a stream, as many layers as allowed. Consecutive gzip members, zstd frames or bzip2
/// streams are one stream.
fn decompress(raw: impl Read + Send + 'static, limits: Limits) -> io::Result<ByteStream> {
    let mut stream = ByteStream::new(raw);
    for _ in 0..limits.nesting {
        let head = first_bytes(&mut stream)?;
        let codec = Codec::detect(&head);
        let raw = Cursor::new(head).chain(stream);
        let Some(codec) = codec else { return Ok(ByteStream::new(raw)) };
        let meter = Meter::default();
        let decoder = codec.decoder(Metered { inner: raw, meter: meter.clone() })?;
        stream = ByteStream::new(limit_ratio(decoder, meter, limits));
    }
    Ok(stream)
}

/// Limits the output of a decoder to a multiple of its input, which `meter` counts.
pub(crate) fn limit_ratio(decoder: Box<dyn Read + Send>, meter: Meter, limits: Limits) -> RatioLimited {
    RatioLimited { decoder, meter, given: 0, limits }
}

/// Decompressed bytes, up to a multiple of the compressed ones.
pub(crate) struct RatioLimited {
    decoder: Box<dyn Read + Send>,
    meter: Meter,
    given: u64,
    limits: Limits,
}

impl Read for RatioLimited {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.given += read as u64;
        self.limits.check_ratio(self.given, self.meter.bytes())?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::super::limits::UNCHECKED;
    use super::*;
    use std::io::Write;

    const LIMITS: Limits = Limits { ratio: 1000, nesting: 2 };

    fn read(bytes: &[u8]) -> (String, bool) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        let mut opened = open(&path, LIMITS).unwrap();
        let mut text = String::new();
        opened.stream.read_to_string(&mut text).unwrap();
        assert_eq!(opened.meter.bytes(), bytes.len() as u64);
        let mut piped = String::new();
        let bytes = bytes.to_vec();
        open_stream(Cursor::new(bytes), None, LIMITS).unwrap().stream.read_to_string(&mut piped).unwrap();
        assert_eq!(piped, text);
        (text, opened.size.is_none())
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn bzip2(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn consecutive_members_and_frames_are_one_stream() {
        assert_eq!(read(&[gzip(b"one "), gzip(b"two")].concat()), ("one two".into(), true));
        assert_eq!(read(&[bzip2(b"one "), bzip2(b"two")].concat()), ("one two".into(), true));
        assert_eq!(read(&bzip2(b"")), (String::new(), true));
        let frames = ["one ", "two"].map(|text| zstd::encode_all(text.as_bytes(), 1).unwrap()).concat();
        assert_eq!(read(&frames), ("one two".into(), true));
        let skippable = [&[0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &frames].concat();
        assert_eq!(read(&skippable), ("one two".into(), true));
    }

    #[test]
    fn plain_bytes_are_unchanged() {
        for text in ["", "a", "abc", "abcdefgh", "BZh9 is a name", "BZh91AY"] {
            assert_eq!(read(text.as_bytes()), (text.into(), false));
        }
    }

    #[test]
    fn as_many_layers_as_the_limit_allows() {
        assert_eq!(read(&gzip(&bzip2(b"one"))), ("one".into(), true));
        let mut thrice = Vec::new();
        let bytes = Cursor::new(gzip(&gzip(&gzip(b"one"))));
        open_stream(bytes, None, LIMITS).unwrap().stream.read_to_end(&mut thrice).unwrap();
        assert_eq!(thrice, gzip(b"one"));
    }

    #[test]
    fn a_decompression_bomb_is_abandoned() {
        let bomb = zstd::encode_all(io::repeat(0).take(UNCHECKED * 4), 1).unwrap();
        let mut stream = open_stream(Cursor::new(bomb.clone()), None, LIMITS).unwrap().stream;
        let error = io::copy(&mut stream, &mut io::sink()).unwrap_err();
        assert!(error.to_string().contains("--max-ratio"), "{error}");
        let limits = Limits { ratio: 1 << 20, ..LIMITS };
        let mut stream = open_stream(Cursor::new(bomb), None, limits).unwrap().stream;
        assert_eq!(io::copy(&mut stream, &mut io::sink()).unwrap(), UNCHECKED * 4);
    }

    #[test]
    fn skipping_stops_at_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        for bytes in [b"0123456789".to_vec(), gzip(b"0123456789")] {
            std::fs::write(&path, bytes).unwrap();
            let mut opened = open(&path, LIMITS).unwrap();
            assert_eq!(opened.stream.skip(4).unwrap(), 4);
            let mut next = [0; 2];
            opened.stream.read_exact(&mut next).unwrap();
            assert_eq!(&next, b"45");
            assert_eq!(opened.stream.skip(9).unwrap(), 4);
        }
    }
}
