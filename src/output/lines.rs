//! Records as lines of a stream: standard output, or a file, which may be compressed.

use super::journal::{Found, Journal};
use super::lock::lock;
use super::stream::{Compression, Stream};
use super::{Ending, Mark, Opened, Parcel, Settings, Sink, parcel, target};
use crate::error::{Error, Result};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// A stream of lines and its name.
pub struct LineSink {
    target: String,
    stream: Stream,
    /// Where the run can be gone on with; `None` for a pipe or a device.
    journal: Option<Journal>,
}

impl LineSink {
    /// A sink over any writer; `target` is its name in messages.
    pub fn new(target: impl Into<String>, writer: impl Write + Send + 'static) -> Self {
        Self { target: target.into(), stream: Stream::pipe(writer), journal: None }
    }

    /// Standard output.
    #[must_use]
    pub fn stdout() -> Self {
        Self::new("standard output", io::stdout())
    }

    /// A file, compressed if its ending is `.gz` or `.zst`; what was there is gone, unless the run goes on.
    pub(super) fn open(path: &Path, settings: &Settings) -> Result<Opened> {
        let target = path.display().to_string();
        let failed = |source| Error::Output { target: target.clone(), source };
        let exists = path.exists();
        if exists && !path.is_file() {
            let device = OpenOptions::new().write(true).open(path).map_err(failed)?;
            return Ok(Opened::Ready(Box::new(Self::new(target, device))));
        }
        // Locked before the journal is looked at, but not created: an output without a journal is a complete one.
        let locked = if exists { Some(open_locked(path, &target)?) } else { None };
        let journal = match Journal::open(target::beside(path, "checkpoint"), &target, exists, settings)? {
            Found::Complete => return Ok(Opened::Complete),
            Found::New(journal) | Found::Unfinished(journal) => journal,
        };
        let file = match locked {
            Some(file) => file,
            None => open_locked(path, &target)?,
        };
        let length = journal.last().lengths.first().copied().unwrap_or(0);
        let stream = Stream::file(file, Compression::of(path), settings.chunk, length).map_err(failed)?;
        Ok(Opened::Ready(Box::new(Self { target, stream, journal: Some(journal) })))
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Output { target: self.target.clone(), source }
    }
}

fn open_locked(path: &Path, target: &str) -> Result<File> {
    let open = OpenOptions::new().write(true).create(true).truncate(false).open(path);
    let file = open.map_err(|source| Error::Output { target: target.to_owned(), source })?;
    lock(&file, target, "")?;
    Ok(file)
}

impl Sink for LineSink {
    fn start(&self) -> Mark {
        self.journal.as_ref().map(|journal| journal.last().mark.clone()).unwrap_or_default()
    }

    fn write(&mut self, parcel: Parcel, mark: &Mark) -> Result<()> {
        self.stream.write(&parcel.lines[parcel::CLAIMS]).map_err(|source| self.failed(source))?;
        let whole = self.stream.cut().map_err(|source| self.failed(source))?;
        if let Some(journal) = &mut self.journal
            && whole
            && journal.is_due()
        {
            let length = self.stream.length();
            let length = length.map_err(|source| Error::Output { target: self.target.clone(), source })?;
            journal.save(mark, vec![length])?;
        }
        Ok(())
    }

    fn finish(&mut self, mark: &Mark, ending: Ending) -> Result<()> {
        // A frame that is ended here, and not because it is long enough, is no place to go on from.
        let whole = self.stream.cut().map_err(|source| self.failed(source))?;
        let length = self.stream.length().map_err(|source| self.failed(source))?;
        self.stream.finish().map_err(|source| self.failed(source))?;
        match (&mut self.journal, ending) {
            (Some(journal), Ending::Done) => {
                self.stream.length().map_err(|source| Error::Output { target: self.target.clone(), source })?;
                journal.remove()
            }
            (Some(journal), Ending::Interrupted) if whole => journal.save(mark, vec![length]),
            (None, _) | (Some(_), Ending::Interrupted) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Form;

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
        let mut parcel = Parcel::new(Form::Lines, 0);
        parcel.line("{}");
        let error = LineSink::new("claims.jsonl", Full).write(parcel, &Mark::default()).unwrap_err();
        assert_eq!(error.to_string(), "cannot write claims.jsonl: no storage space");
        assert!(!error.is_broken_pipe());
    }
}
