//! A file of lines, compressed or not, whose bytes depend on what is written and on where it is cut, and on nothing else.

use super::growing::{FileMark, GrowingFile};
use flate2::write::GzEncoder;
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
        let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
        match extension.as_deref() {
            Some("gz") => Self::Gzip,
            Some("zst" | "zstd") => Self::Zstd,
            _ => Self::None,
        }
    }
}

/// Where the bytes go.
enum ByteSink {
    /// A pipe or a device.
    Pipe(Box<dyn Write + Send>),
    File(Box<GrowingFile>),
}

impl Write for ByteSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Pipe(inner) => inner.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Pipe(inner) => inner.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

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
            Self::Closed => Err(Self::closed()),
        }
    }

    fn closed() -> io::Error {
        io::Error::other("written to after an error")
    }

    fn inner(&self) -> Option<&ByteSink> {
        match self {
            Self::Plain(inner) | Self::Idle(inner, _) => Some(inner),
            Self::Gzip(encoder) => Some(encoder.get_ref()),
            Self::Zstd(encoder) => Some(encoder.get_ref()),
            Self::Closed => None,
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
            Self::Idle(..) | Self::Closed => Err(Self::closed()),
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
}

impl LineStream {
    /// A pipe or a device.
    pub(super) fn pipe(inner: impl Write + Send + 'static) -> Self {
        Self {
            encoder: LineEncoder::Plain(ByteSink::Pipe(Box::new(inner))),
            compression: StreamCompression::None,
            frame: 0,
            chunk: 0,
        }
    }

    /// A file.
    pub(super) fn file(file: GrowingFile, compression: StreamCompression, chunk: u64) -> Self {
        let inner = ByteSink::File(Box::new(file));
        let encoder = match compression {
            StreamCompression::None => LineEncoder::Plain(inner),
            _ => LineEncoder::Idle(inner, compression),
        };
        Self { encoder, compression, frame: 0, chunk }
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

    /// How long the file is and how it ends, on the disk when this returns; `None` for a pipe.
    pub(super) fn mark(&self) -> io::Result<Option<FileMark>> {
        match self.encoder.inner() {
            Some(ByteSink::File(file)) => file.mark().map(Some),
            Some(ByteSink::Pipe(_)) => Ok(None),
            None => Err(LineEncoder::closed()),
        }
    }

    /// Ends the file. A compressed one without any line gets an empty frame, because an empty file is not one.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if self.compression == StreamCompression::None {
            return match &mut self.encoder {
                LineEncoder::Plain(inner) => inner.flush(),
                _ => Ok(()),
            };
        }
        if self.mark()?.is_none_or(|mark| mark.length == 0) {
            self.encoder.write_all(&[])?;
        }
        self.end()
    }
}
