//! The reading thread's half: from inputs to batches.

use super::batch::{Batch, BatchPart};
use super::bytes::open::{Meter, open};
use super::ids::{BatchTurn, UniqueIds};
use super::position::{Identity, Position};
use super::reader::{ContainerReader, Context};
use super::{
    cut::pieces::PIECE, deliver::ReadEvent, file::InputFile, format::reader_of, options::ReadOptions, paths::InputFiles,
};
use crate::deadline::{catch_panic, panic_message};
use crate::error::{Error, Place, Result};
use crate::file_state::FileState;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The inputs of a run: files, folders, patterns and `-`.
pub struct InputReader {
    files: InputFiles,
    context: Arc<Context>,
    /// How many files have been started.
    started: u64,
    /// The file started last.
    path: PathBuf,
    /// Its identity, once it was asked for.
    identity: Option<Identity>,
    /// Its reader, until its end.
    current: Option<Current>,
    /// Bytes of the files that have been read completely.
    consumed: u64,
    /// The files of records that have been read completely.
    read: Vec<FileWatch>,
    ids: Arc<UniqueIds>,
    /// How many batches there have been.
    batches: u64,
}

/// The file being read.
struct Current {
    reader: Box<dyn ContainerReader>,
    meter: Meter,
    /// Its size in bytes; 0 if unknown.
    size: u64,
    watch: FileWatch,
}

/// A file that must not change while it is read.
struct FileWatch {
    path: PathBuf,
    /// `None` for what is not a regular file.
    before: Option<FileState>,
}

impl FileWatch {
    fn start(path: &Path) -> Self {
        Self { path: path.to_owned(), before: FileState::of(path) }
    }

    /// The error if the file has changed.
    fn end(&self) -> Option<Error> {
        let change = self.before?.change(FileState::of(&self.path).as_ref())?;
        let cause =
            format!("file changed while it was read: {change}. Its records may be incomplete: extract it again");
        Some(Error::Input { path: self.path.clone(), cause })
    }
}

impl Current {
    fn consumed(&self) -> u64 {
        match self.size {
            0 => self.meter.bytes(),
            size if self.reader.is_over() => size,
            // Searching a corrupt archive for its next good member reads some bytes twice.
            size => self.meter.bytes().min(size),
        }
    }
}

/// The least weight of a file that a worker opens, in bytes: opening it takes time too.
const FILE_WEIGHT: usize = 32 << 10;

impl InputReader {
    /// Nothing is opened before the first batch is requested.
    pub fn new(inputs: Vec<PathBuf>, options: ReadOptions) -> Self {
        let files = InputFiles::new(inputs, &options);
        let ids = Arc::new(UniqueIds::new(files.root()));
        let context = Arc::new(Context::new(options, reader_of));
        let path = PathBuf::new();
        Self {
            files,
            context,
            started: 0,
            path,
            identity: None,
            current: None,
            consumed: 0,
            read: Vec::new(),
            ids,
            batches: 0,
        }
    }

    /// The next batch in input order; `None` at the end of the last input.
    pub fn next_batch(&mut self) -> Option<Batch> {
        let mut parts = Vec::new();
        let mut weight = 0;
        while weight < PIECE {
            let part = if let Some(current) = &mut self.current {
                // A reader that panics ends its file, not the run.
                match catch_panic(|| current.reader.next()) {
                    Ok(Some(part)) => part,
                    Ok(None) => {
                        self.consumed += if current.size > 0 { current.size } else { current.meter.bytes() };
                        let changed = current.watch.end();
                        let read = self.current.take().map(|current| current.watch);
                        let Some(error) = changed else {
                            self.read.extend(read);
                            continue;
                        };
                        BatchPart::late(error)
                    }
                    Err(panic) => {
                        self.consumed += current.size;
                        self.current = None;
                        BatchPart::failed(panicked(&self.path, &panic))
                    }
                }
            } else {
                let Some(item) = self.files.next() else { break };
                match self.start_next(item) {
                    Ok(Some(part)) => part,
                    Ok(None) => continue,
                    Err(error) => BatchPart::failed(error),
                }
            };
            weight += part.weight();
            parts.push(part);
        }
        if parts.is_empty() {
            return None;
        }
        let consumed = self.consumed + self.current.as_ref().map_or(0, Current::consumed);
        let turn = BatchTurn::new(&self.ids, self.batches);
        self.batches += 1;
        Some(Batch::new(parts, Arc::clone(&self.context.options), self.position(), consumed, turn))
    }

    /// The files of records that have changed since they were read, for the end of a run: a reader may be far ahead of what is done
    /// with its articles.
    pub(crate) fn changed_files(&mut self) -> Vec<Error> {
        self.read.drain(..).filter_map(|watch| watch.end()).collect()
    }

    /// All articles in order, read on the calling thread.
    pub fn articles(mut self) -> impl Iterator<Item = ReadEvent> {
        std::iter::from_fn(move || self.next_batch()).flat_map(|batch| {
            let mut all = Vec::new();
            batch.read(&mut |read| all.push(read));
            all
        })
    }

    fn position(&mut self) -> Position {
        let identity = self.identity.get_or_insert_with(|| Identity::of(&self.path)).clone();
        let current = self.current.as_ref().filter(|current| !current.reader.is_over());
        let at = current.map(|current| current.reader.at());
        Position { file: self.started - 1, identity, at }
    }

    /// Starts the next file. In a folder, files that are single articles by their names are left to the workers.
    fn start_next(&mut self, item: Result<InputFile>) -> Result<Option<BatchPart>> {
        self.started += 1;
        self.identity = None;
        let item = item.inspect_err(|error| self.path = error.place().unwrap_or_default().path)?;
        self.path.clone_from(&item.path);
        if item.is_walked_article() && item.size() <= self.context.options.text_limit() as u64 {
            self.consumed += item.size();
            return Ok(Some(article_file(item, Arc::clone(&self.context))));
        }
        let started = self.start(&item);
        if started.is_err() {
            self.consumed += item.size();
        }
        started.map(|()| None)
    }

    /// Opens a file and detects its format.
    fn start(&mut self, item: &InputFile) -> Result<()> {
        let watch = FileWatch::start(&item.path);
        let opened = open(&item.path, self.context.limits()).map_err(|source| Error::io(&item.path, source))?;
        let meter = opened.meter.clone();
        let reader = catch_panic(|| reader_of(item, opened, &self.context, 0));
        let reader = reader.map_err(|panic| panicked(&item.path, &panic))??;
        self.current = Some(Current { reader, meter, size: item.size(), watch });
        Ok(())
    }
}

/// The error for a reader that panicked.
fn panicked(path: &Path, panic: &str) -> Error {
    Error::Input { path: path.to_owned(), cause: panic_message(panic) }
}

/// A file in a folder, opened by a worker.
fn article_file(item: InputFile, context: Arc<Context>) -> BatchPart {
    let place = Place { path: item.path.clone(), line: 0 };
    // What a worker holds at a time is no more than about one file.
    let weight = FILE_WEIGHT.max(item.size() as usize);
    BatchPart::new(place, weight, move |out| {
        let watch = FileWatch::start(&item.path);
        let opened = open(&item.path, context.limits()).map_err(|source| Error::io(&item.path, source));
        match opened.and_then(|opened| reader_of(&item, opened, &context, 0)) {
            Ok(mut reader) => {
                while let Some(part) = reader.next() {
                    part.read(out);
                }
            }
            Err(error) => out.error(error),
        }
        if let Some(error) = watch.end() {
            out.error(error);
        }
    })
}
