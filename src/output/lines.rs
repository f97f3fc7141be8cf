//! Records as lines of a stream: standard output, or a file, which may be compressed.

use super::batch_output::{BatchOutput, Layout};
use super::sink::{OpenedSink, RunStatus, Sink, SinkSettings};
use super::stream::{LineStream, StreamCompression};
use super::{csv, growing::GrowingFile, journal::Journal, lock::lock};
use crate::compression::decompressed;
use crate::error::{Error, Result};
use crate::run::RunProgress;
use crate::run::file::beside;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::Path;

/// A stream of lines and its name.
pub struct LineSink {
    target: String,
    layout: Layout,
    stream: LineStream,
    /// The checkpoints to resume from; `None` for a pipe or a device.
    journal: Option<Journal>,
}

impl LineSink {
    /// A sink over any writer; `target` is its name in messages.
    pub fn new(target: impl Into<String>, writer: impl Write + Send + 'static) -> Self {
        Self { target: target.into(), layout: Layout::Single, stream: LineStream::pipe(writer), journal: None }
    }

    /// Standard output.
    pub fn stdout() -> Self {
        Self::new("standard output", io::stdout())
    }

    /// A file, compressed if its extension is `.gz` or `.zst`; what was there is overwritten, unless the run is resumed.
    pub(super) fn open(path: &Path, layout: Layout, settings: &SinkSettings) -> Result<OpenedSink> {
        let target = path.display().to_string();
        if layout == Layout::Csv && !settings.emit.is_claims_only() {
            return Err(Error::refused(&target, "a CSV file holds claims only (a run folder holds all records)"));
        }
        let failed = |error| Error::output(&target, error);
        let exists = path.exists();
        if exists && !path.is_file() {
            let device = OpenOptions::new().write(true).open(path).map_err(failed)?;
            return Ok(OpenedSink::Ready(Box::new(Self::new(target, device))));
        }
        // Locked before the journal is read, but not created: an output without a journal is a complete one.
        let locked = if exists { Some(open_locked(path, &target)?) } else { None };
        let Some(journal) = Journal::open(beside(path, "checkpoint"), &target, exists, settings)? else {
            // No more is known of a complete output than how it ends.
            if let Err(why) = check_end(path) {
                let cause = format!(
                    "no run is left to be resumed, but the output is not complete: {why}; remove it, and run again"
                );
                return Err(Error::refused(&target, cause));
            }
            return Ok(OpenedSink::Complete);
        };
        let file = match locked {
            Some(file) => file,
            None => open_locked(path, &target)?,
        };
        let mark = journal.last.files.first().copied().unwrap_or_default();
        let file = GrowingFile::resume(file, path, mark, &target)?;
        let mut stream = LineStream::file(file, StreamCompression::of(path), settings.chunk);
        if layout == Layout::Csv && mark.length == 0 {
            stream.write(csv::header().as_bytes()).map_err(failed)?;
        }
        Ok(OpenedSink::Ready(Box::new(Self { target, layout, stream, journal: Some(journal) })))
    }
}

/// Checks that a file ends as a complete output does: after a whole line, and where it is compressed, after a whole stream.
fn check_end(path: &Path) -> Result<(), String> {
    let last = |mut file: File| {
        let mut last = [b'\n'];
        if StreamCompression::of(path) != StreamCompression::None {
            let (mut text, mut part) = (decompressed(file)?, vec![0; 64 << 10]);
            loop {
                match text.read(&mut part)? {
                    0 => break,
                    length => last = [part[length - 1]],
                }
            }
        } else if file.metadata()?.len() > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        Ok(last)
    };
    let last = File::open(path).and_then(last).map_err(|error| format!("it cannot be read to its end ({error})"))?;
    if last == *b"\n" { Ok(()) } else { Err("its last line is cut".to_owned()) }
}

fn open_locked(path: &Path, target: &str) -> Result<File> {
    let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let file = open.map_err(|error| Error::output(target, error))?;
    lock(&file, target, "")?;
    Ok(file)
}

impl Sink for LineSink {
    fn layout(&self) -> Layout {
        self.layout
    }

    fn start(&self) -> RunProgress {
        self.journal.as_ref().map(|journal| journal.last.progress.clone()).unwrap_or_default()
    }

    fn write(&mut self, batch: BatchOutput, progress: &RunProgress) -> Result<()> {
        self.stream.write(batch.all_lines()).map_err(|error| Error::output(&self.target, error))?;
        let whole = self.stream.cut().map_err(|error| Error::output(&self.target, error))?;
        if let Some(journal) = &mut self.journal
            && whole
            && journal.is_due()
        {
            let mark = self.stream.mark().map_err(|error| Error::output(&self.target, error))?;
            journal.save(progress, mark.into_iter().collect())?;
        }
        batch.recycle();
        Ok(())
    }

    fn finish(&mut self, progress: &RunProgress, status: RunStatus) -> Result<()> {
        // A run cannot resume after a frame that ends here only because the run does.
        let whole = self.stream.cut().map_err(|error| Error::output(&self.target, error))?;
        let mark = self.stream.mark().map_err(|error| Error::output(&self.target, error))?;
        self.stream.finish().map_err(|error| Error::output(&self.target, error))?;
        match (&mut self.journal, status) {
            (Some(journal), RunStatus::Done) => {
                self.stream.mark().map_err(|error| Error::output(&self.target, error))?;
                journal.remove()
            }
            (Some(journal), RunStatus::Interrupted) if whole => journal.save(progress, mark.into_iter().collect()),
            (None, _) | (Some(_), RunStatus::Interrupted) => Ok(()),
        }
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
        let mut batch = BatchOutput::new(Layout::Single, 0);
        batch.line("{}");
        let error = LineSink::new("claims.jsonl", Full).write(batch, &RunProgress::default()).unwrap_err();
        assert_eq!(error.to_string(), "cannot write claims.jsonl: no storage space");
        assert!(!error.is_broken_pipe());
    }
}
