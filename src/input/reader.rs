//! What every container is to the [`Source`](super::Source): chunks one after another, and a place that can be gone back to.

use super::Options;
use super::batch::Chunk;
use super::fields::Mapping;
use super::open::{Meter, Stream};
use super::paths::Item;
use super::position::At;
use crate::article::Encoding;
use crate::error::Error;
use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A container that is being read, on the reading thread. Where its chunks are cut depends on its content and the options
/// alone.
pub(super) trait Reader: Send {
    /// The next chunk; `None` at the end. After an error that ends the file there is nothing more.
    fn next(&mut self) -> Option<Chunk>;

    /// True where it is known that nothing more will come. A reader may also find that out only when it is asked for more,
    /// but not after an error: that would be told again by who resumes there.
    fn is_over(&self) -> bool;

    /// Where the next chunk begins.
    fn at(&self) -> At;

    /// Goes forward to where an earlier reading of the same content was. What lies before it is dropped: it has been
    /// reported then. Containers that know a shorter way than reading override it. False if there is no such place.
    fn go_to(&mut self, at: &At) -> bool {
        while self.at() != *at {
            if self.next().is_none() {
                return self.at() == *at;
            }
        }
        true
    }
}

/// A container that is one chunk.
pub(super) struct Single(pub(super) Option<Chunk>);

impl Reader for Single {
    fn next(&mut self) -> Option<Chunk> {
        self.0.take()
    }

    fn is_over(&self) -> bool {
        self.0.is_none()
    }

    fn at(&self) -> At {
        At::record(u64::from(self.0.is_none()))
    }
}

/// What the readers of one source share.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) options: Arc<Options>,
    /// The mapping that was logged last, so that a folder of files of one kind does not repeat it.
    logged: Mutex<Option<Mapping>>,
}

impl Context {
    pub(super) fn new(options: Options) -> Self {
        Self { options: Arc::new(options), logged: Mutex::new(None) }
    }

    pub(super) fn limits(&self) -> Limits {
        Limits { ratio: self.options.max_ratio.max(1), nesting: self.options.max_nesting }
    }

    /// Says on the log which mapping a file has.
    pub(super) fn log(&self, mapping: &Mapping, path: &Path) {
        let mut last = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        mapping.log(path, last.as_ref() == Some(mapping));
        *last = Some(mapping.clone());
    }
}

/// The limits of what may be inside of an input.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// [`Options::max_ratio`].
    pub(super) ratio: u64,
    /// [`Options::max_nesting`].
    pub(super) nesting: u32,
}

/// A file that has been opened and looked at, for the container that it is.
pub(super) struct Input<'a> {
    pub(super) item: &'a Item,
    /// The first bytes, which the stream does not have any more.
    pub(super) head: Vec<u8>,
    /// What reading them ended with.
    pub(super) broken: Option<io::Error>,
    pub(super) stream: Stream,
    /// Its size in bytes where that is known without reading.
    pub(super) size: Option<u64>,
    /// The file, where it is regular and not compressed.
    pub(super) plain: Option<PathBuf>,
    /// The file, where it is regular and gzip.
    pub(super) gzip: Option<PathBuf>,
    pub(super) meter: Meter,
    /// The encoding that head and stream had before they were made UTF-8, if they were.
    pub(super) transcoded: Option<Encoding>,
    pub(super) context: &'a Arc<Context>,
    /// How many archives it is in.
    pub(super) depth: u32,
}

impl Input<'_> {
    /// An error of the file as a whole.
    #[cfg(not(feature = "parquet"))]
    pub(super) fn failed(&self, cause: impl Into<String>) -> Error {
        Error::Input { path: self.item.path.clone(), cause: cause.into() }
    }

    /// A file with the same content in which one can jump, and how to count what is read of it: the file itself, or one
    /// without a name that it is unpacked to, which is counted already.
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

/// A reader, or why there is none.
pub(super) type Opening = Result<Box<dyn Reader>, Error>;
