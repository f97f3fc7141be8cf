//! Records as lines of a stream.

use super::Sink;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// A stream of lines and its name.
///
/// It keeps no buffer of its own: the pipeline hands over hundreds of kilobytes at a time, and what it hands over is
/// whole records, so that an interrupted run leaves no half line.
pub struct LineSink {
    target: String,
    writer: Box<dyn Write + Send>,
}

impl LineSink {
    /// A sink over any writer; `target` is its name in messages.
    pub fn new(target: impl Into<String>, writer: impl Write + Send + 'static) -> Self {
        Self { target: target.into(), writer: Box::new(writer) }
    }

    /// Standard output.
    #[must_use]
    pub fn stdout() -> Self {
        Self::new("standard output", io::stdout())
    }

    /// A new file; what was there is gone.
    ///
    /// # Errors
    /// [`Error::Output`] if it cannot be created.
    pub fn create(path: &Path) -> Result<Self> {
        let target = path.display().to_string();
        match File::create(path) {
            Ok(file) => Ok(Self::new(target, file)),
            Err(source) => Err(Error::Output { target, source }),
        }
    }

    pub(super) fn write(&mut self, records: &[u8]) -> Result<()> {
        self.writer.write_all(records).map_err(|source| self.failed(source))
    }

    pub(super) fn finish(&mut self) -> Result<()> {
        self.writer.flush().map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Output { target: self.target.clone(), source }
    }
}

impl From<LineSink> for Sink {
    fn from(sink: LineSink) -> Self {
        Self::Lines(sink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_error_names_the_target() {
        let error = LineSink::new("claims.jsonl", Full).write(b"{}\n").unwrap_err();
        assert_eq!(error.to_string(), "cannot write claims.jsonl: no storage space");
        assert!(!error.is_broken_pipe());
    }
}
