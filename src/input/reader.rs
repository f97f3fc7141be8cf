//! What every container is to the [`Source`](super::Source): chunks one after another, and a place that can be gone back to.

use super::Options;
use super::batch::Chunk;
use super::fields::Mapping;
use super::position::At;
use crate::error::Error;
use std::path::Path;
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

    /// Says on the log which mapping a file has.
    pub(super) fn log(&self, mapping: &Mapping, path: &Path) {
        let mut last = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        mapping.log(path, last.as_ref() == Some(mapping));
        *last = Some(mapping.clone());
    }
}

/// A reader, or why there is none.
pub(super) type Opening = Result<Box<dyn Reader>, Error>;
