//! A file of lines, compressed or not, whose bytes depend on what is written and on where it is cut, and on nothing else.

use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StreamCompression {
    /// Not at all.
    None,
    /// gzip, in members.
    Gzip,
    /// zstd, in frames.
    Zstd,
}

impl StreamCompression {
    /// Inferred from a file's extension.
    pub(super) fn of(path: &Path) -> Self {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => Self::Gzip,
            Some("zst" | "zstd") => Self::Zstd,
            _ => Self::None,
        }
    }
}

type ByteSink = Box<dyn Write + Send>;

enum LineEncoder {
    Plain(ByteSink),
    Gzip(GzEncoder<ByteSink>),
    Zstd(zstd::Encoder<'static, ByteSink>),
    /// Between two frames of this compression.
    Idle(ByteSink, StreamCompression),
    /// After an error.
    Closed,
}

impl LineEncoder {
    fn finish(self) -> io::Result<ByteSink> {
        match self {
            Self::Plain(inner) | Self::Idle(inner, _) => Ok(inner),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
            Self::Closed => Err(io::Error::other("written to after an error")),
        }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Self::Idle(..) = self
            && let Self::Idle(inner, compression) = std::mem::replace(self, Self::Closed)
        {
            *self = match compression {
                StreamCompression::None => Self::Plain(inner),
                StreamCompression::Gzip => Self::Gzip(GzEncoder::new(inner, flate2::Compression::default())),
                StreamCompression::Zstd => Self::Zstd(zstd::Encoder::new(inner, zstd::DEFAULT_COMPRESSION_LEVEL)?),
            };
        }
        match self {
            Self::Plain(inner) => inner.write_all(bytes),
            Self::Gzip(encoder) => encoder.write_all(bytes),
            Self::Zstd(encoder) => encoder.write_all(bytes),
            Self::Idle(..) | Self::Closed => Err(io::Error::other("written to after an error")),
        }
    }
}

/// A stream of lines.
///
/// It keeps no buffer of its own: it is given hundreds of kilobytes at a time, and whole lines, so that an interrupted run
/// leaves no half line in a file that is not compressed.
pub(super) struct LineStream {
    encoder: LineEncoder,
    compression: StreamCompression,
    /// Bytes of lines in the frame that is open.
    frame: u64,
    /// Bytes of lines after which a compressed file begins a new member or frame, where a run can resume.
    chunk: u64,
    /// The file, for its length; `None` for a pipe.
    file: Option<File>,
}

impl LineStream {
    /// A pipe or a device.
    pub(super) fn pipe(inner: impl Write + Send + 'static) -> Self {
        Self {
            encoder: LineEncoder::Plain(Box::new(inner)),
            compression: StreamCompression::None,
            frame: 0,
            chunk: 0,
            file: None,
        }
    }

    /// A file, to be written from `length` on; anything after that is cut off.
    pub(super) fn file(mut file: File, compression: StreamCompression, chunk: u64, length: u64) -> io::Result<Self> {
        file.set_len(length)?;
        io::Seek::seek(&mut file, io::SeekFrom::Start(length))?;
        let inner: ByteSink = Box::new(file.try_clone()?);
        let encoder = match compression {
            StreamCompression::None => LineEncoder::Plain(inner),
            _ => LineEncoder::Idle(inner, compression),
        };
        Ok(Self { encoder, compression, frame: 0, chunk, file: Some(file) })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.frame += bytes.len() as u64;
        if bytes.is_empty() { Ok(()) } else { self.encoder.write_all(bytes) }
    }

    /// Ends the frame if it is long enough. True if a run can resume here.
    pub(super) fn cut(&mut self) -> io::Result<bool> {
        if self.compression == StreamCompression::None {
            return Ok(true);
        }
        if self.frame < self.chunk {
            return Ok(false);
        }
        self.end()?;
        Ok(true)
    }

    /// Ends the frame.
    fn end(&mut self) -> io::Result<()> {
        let inner = std::mem::replace(&mut self.encoder, LineEncoder::Closed).finish()?;
        self.encoder = LineEncoder::Idle(inner, self.compression);
        self.frame = 0;
        Ok(())
    }

    /// Bytes of the file, which are on the disk when this returns.
    pub(super) fn length(&self) -> io::Result<u64> {
        let Some(file) = &self.file else { return Ok(0) };
        file.sync_data()?;
        Ok(file.metadata()?.len())
    }

    /// Ends the file. A compressed one without any line gets an empty frame, because an empty file is not one.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if self.compression == StreamCompression::None {
            return match &mut self.encoder {
                LineEncoder::Plain(inner) => inner.flush(),
                _ => Ok(()),
            };
        }
        if self.length()? == 0 {
            self.encoder.write_all(&[])?;
        }
        self.end()
    }
}
