//! What every format gives the [`InputReader`](super::InputReader): parts in order, and the places between them.

use super::bytes::open::{ByteStream, Meter, OpenedBytes};
use super::{
    batch::BatchPart, bytes::limits::Limits, bytes::wide::WideText, field::fields::Mapping, file::InputFile,
    options::ReadOptions, position::FilePosition,
};
use crate::error::Error;
use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A file or member being read, on the reading thread. Where its parts are cut depends only on its content and the
/// options.
pub(super) trait ContainerReader: Send {
    /// The next part; `None` at the end. An error that ends the file is the last part.
    fn next(&mut self) -> Option<BatchPart>;

    /// True if nothing more will come. A reader may find that out only when it is asked for more; but after an error it
    /// must know.
    fn is_over(&self) -> bool;

    /// Where the next part starts.
    fn at(&self) -> FilePosition;
}

/// A file that is one part.
pub(super) struct SinglePart(pub(super) Option<BatchPart>);

impl ContainerReader for SinglePart {
    fn next(&mut self) -> Option<BatchPart> {
        self.0.take()
    }

    fn is_over(&self) -> bool {
        self.0.is_none()
    }

    fn at(&self) -> FilePosition {
        FilePosition::record(u64::from(self.0.is_none()))
    }
}

/// What all readers of an input share.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) options: Arc<ReadOptions>,
    /// Opens an archive member as if it were a file.
    pub(super) open: OpenContainer,
    /// The mapping logged last, so that a folder of similar files does not repeat it.
    logged: Mutex<Option<Mapping>>,
}

impl Context {
    pub(super) fn new(options: ReadOptions, open: OpenContainer) -> Self {
        Self { options: Arc::new(options), open, logged: Mutex::new(None) }
    }

    pub(super) fn limits(&self) -> Limits {
        Limits { ratio: self.options.max_ratio.max(1), nesting: self.options.max_nesting }
    }

    /// Logs the mapping of a file.
    pub(super) fn log(&self, mapping: &Mapping, path: &Path) {
        let mut last = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        mapping.log(path, last.as_ref() == Some(mapping));
        *last = Some(mapping.clone());
    }
}

/// A file that has been opened, for the reader of its format.
pub(super) struct OpenedInput<'a> {
    pub(super) item: &'a InputFile,
    /// The first bytes, which are no longer in the stream.
    pub(super) head: Vec<u8>,
    /// The error that reading them ended with.
    pub(super) broken: Option<io::Error>,
    pub(super) stream: ByteStream,
    /// Its size in bytes, if known without reading it.
    pub(super) size: Option<u64>,
    /// Its path, if it is a regular file and not compressed.
    pub(super) plain: Option<PathBuf>,
    /// Its path, if it is a regular gzip file.
    pub(super) gzip: Option<PathBuf>,
    pub(super) meter: Meter,
    /// The encoding that head and stream had before they were converted to UTF-8.
    pub(super) transcoded: Option<WideText>,
    pub(super) context: &'a Arc<Context>,
    /// How many archives it is nested in.
    pub(super) depth: u32,
}

impl OpenedInput<'_> {
    /// Reads on until `wanted` bytes are known, or the input ends.
    pub(super) fn read_on(&mut self, wanted: usize) {
        let missing = wanted.saturating_sub(self.head.len());
        if missing > 0 && self.broken.is_none() {
            self.broken = self.stream.by_ref().take(missing as u64).read_to_end(&mut self.head).err();
        }
    }

    /// A file with the same content that can seek, and the meter for what is read from it: the file itself, or an
    /// unnamed temporary copy, whose bytes have already been counted.
    pub(super) fn into_file(self) -> Result<(File, Meter), Error> {
        let io = |source| Error::io(&self.item.path, source);
        if let Some(path) = &self.plain {
            return Ok((File::open(path).map_err(io)?, self.meter));
        }
        if let Some(source) = self.broken {
            return Err(io(source));
        }
        let mut file = tempfile::tempfile().map_err(io)?;
        io::copy(&mut io::Cursor::new(self.head).chain(self.stream), &mut file).map_err(io)?;
        file.rewind().map_err(io)?;
        Ok((file, Meter::default()))
    }
}

/// Makes the reader for an opened file, given how many archives it is nested in.
pub(super) type OpenContainer = fn(&InputFile, OpenedBytes, &Arc<Context>, u32) -> Opening;

/// A reader, or why there is none.
pub(super) type Opening = Result<Box<dyn ContainerReader>, Error>;
