//! Records as lines of a stream: standard output, or a file, which may be compressed.

use super::batch_output::BatchOutput;
use super::journal::{Journal, OpenedJournal};
use super::lock::lock;
use super::names::beside;
use super::sink::{OpenedSink, RunStatus, Sink, SinkSettings};
use super::stream::{LineStream, StreamCompression};
use crate::error::{Error, Result};
use crate::run::RunProgress;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// A stream of lines and its name.
pub struct LineSink {
    target: String,
    stream: LineStream,
    /// Where the run can be gone on with; `None` for a pipe or a device.
    journal: Option<Journal>,
}

impl LineSink {
    /// A sink over any writer; `target` is its name in messages.
    pub fn new(target: impl Into<String>, writer: impl Write + Send + 'static) -> Self {
        Self { target: target.into(), stream: LineStream::pipe(writer), journal: None }
    }

    /// Standard output.
    #[must_use]
    pub fn stdout() -> Self {
        Self::new("standard output", io::stdout())
    }

    /// A file, compressed if its status is `.gz` or `.zst`; what was there is gone, unless the run goes on.
    pub(super) fn open(path: &Path, settings: &SinkSettings) -> Result<OpenedSink> {
        let target = path.display().to_string();
        let failed = |source| Error::Output { target: target.clone(), cause: source };
        let exists = path.exists();
        if exists && !path.is_file() {
            let device = OpenOptions::new().write(true).open(path).map_err(failed)?;
            return Ok(OpenedSink::Ready(Box::new(Self::new(target, device))));
        }
        // Locked before the journal is looked at, but not created: an output without a journal is a complete one.
        let locked = if exists { Some(open_locked(path, &target)?) } else { None };
        let journal = match Journal::open(beside(path, "checkpoint"), &target, exists, settings)? {
            OpenedJournal::Complete => return Ok(OpenedSink::Complete),
            OpenedJournal::New(journal) | OpenedJournal::Unfinished(journal) => journal,
        };
        let file = match locked {
            Some(file) => file,
            None => open_locked(path, &target)?,
        };
        let length = journal.last().lengths.first().copied().unwrap_or(0);
        let stream = LineStream::file(file, StreamCompression::of(path), settings.chunk, length).map_err(failed)?;
        Ok(OpenedSink::Ready(Box::new(Self { target, stream, journal: Some(journal) })))
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Output { target: self.target.clone(), cause: source }
    }
}

fn open_locked(path: &Path, target: &str) -> Result<File> {
    let open = OpenOptions::new().write(true).create(true).truncate(false).open(path);
    let file = open.map_err(|source| Error::Output { target: target.to_owned(), cause: source })?;
    lock(&file, target, "")?;
    Ok(file)
}

impl Sink for LineSink {
    fn start(&self) -> RunProgress {
        self.journal.as_ref().map(|journal| journal.last().progress.clone()).unwrap_or_default()
    }

    fn write(&mut self, batch: BatchOutput, progress: &RunProgress) -> Result<()> {
        self.stream.write(batch.all_lines()).map_err(|source| self.failed(source))?;
        let whole = self.stream.cut().map_err(|source| self.failed(source))?;
        if let Some(journal) = &mut self.journal
            && whole
            && journal.is_due()
        {
            let length = self.stream.length();
            let length = length.map_err(|source| Error::Output { target: self.target.clone(), cause: source })?;
            journal.save(progress, vec![length])?;
        }
        Ok(())
    }

    fn finish(&mut self, progress: &RunProgress, status: RunStatus) -> Result<()> {
        // A frame that is ended here, and not because it is long enough, is no place to go on from.
        let whole = self.stream.cut().map_err(|source| self.failed(source))?;
        let length = self.stream.length().map_err(|source| self.failed(source))?;
        self.stream.finish().map_err(|source| self.failed(source))?;
        match (&mut self.journal, status) {
            (Some(journal), RunStatus::Done) => {
                self.stream.length().map_err(|source| Error::Output { target: self.target.clone(), cause: source })?;
                journal.remove()
            }
            (Some(journal), RunStatus::Interrupted) if whole => journal.save(progress, vec![length]),
            (None, _) | (Some(_), RunStatus::Interrupted) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Layout;

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
        let mut batch = BatchOutput::new(Layout::Single, 0);
        batch.line("{}");
        let error = LineSink::new("claims.jsonl", Full).write(batch, &RunProgress::default()).unwrap_err();
        assert_eq!(error.to_string(), "cannot write claims.jsonl: no storage space");
        assert!(!error.is_broken_pipe());
    }
}
