//! The inputs as a sequence of batches: the reading thread's half.

use super::batch::{Batch, Chunk, Read};
use super::container::{Container, HEAD, sniff};
use super::decode::{Utf16, encoding_of};
use super::open::{Meter, Opened, Stream, open};
use super::paths::{Files, Item};
use super::pieces::PIECE;
use super::position::{Identity, Position};
use super::reader::{Context, Input, Opening, Reader};
use super::{Options, archive, html, jsonl, markup, table, text, values, warc};
use crate::article::Encoding;
use crate::error::{Error, Place, Result};
use crate::guard::guarded;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The inputs of a run: files, folders, patterns and `-`.
pub struct Source {
    files: Files,
    context: Arc<Context>,
    /// How many files have been begun.
    begun: u64,
    /// The file that was begun last.
    path: PathBuf,
    /// Its reader, until it is at its end.
    current: Option<Current>,
    /// Bytes of the files that have been read to their end.
    consumed: u64,
}

/// The file being read.
struct Current {
    reader: Box<dyn Reader>,
    meter: Meter,
    /// Its size in bytes, where it has one.
    size: u64,
}

impl Current {
    fn consumed(&self) -> u64 {
        match self.size {
            0 => self.meter.bytes(),
            size if self.reader.is_over() => size,
            // Looking for the next good member of a broken archive reads some bytes twice.
            size => self.meter.bytes().min(size),
        }
    }
}

/// The share of a batch that a file takes whose size is not known before it is read, in bytes.
const FILE_WEIGHT: usize = 32 << 10;

impl Source {
    /// Nothing is opened before the first batch is asked for.
    #[must_use]
    pub fn new(inputs: Vec<PathBuf>, options: Options) -> Self {
        let files = Files::new(inputs, &options);
        let context = Arc::new(Context::new(options));
        Self { files, context, begun: 0, path: PathBuf::new(), current: None, consumed: 0 }
    }

    /// Goes to where an earlier run was, which [`Batch::end`] told: the next batches hold exactly the articles behind it.
    /// For a source that was made with the same inputs and options and has not been read from.
    ///
    /// # Errors
    /// [`Error::Input`] where the inputs are not what they were: another file in its place, or the same with another
    /// size or beginning; also the errors of opening it.
    pub fn resume(&mut self, position: &Position) -> Result<()> {
        let changed = |path: &Path, cause: &str| Error::Input {
            path: path.to_owned(),
            cause: format!("cannot go on with the interrupted run: {cause}"),
        };
        let before = Path::new(&position.identity.path);
        for _ in 0..position.file {
            match self.files.next() {
                None => return Err(changed(before, "there are fewer inputs now")),
                Some(Ok(item)) => self.consumed += item.size(),
                // Reported by the run that was interrupted.
                Some(Err(_)) => {}
            }
            self.begun += 1;
        }
        let item = match self.files.next() {
            None => return Err(changed(before, "there are fewer inputs now")),
            Some(Ok(item)) => Some(item),
            Some(Err(error)) => {
                self.path = error.place().unwrap_or_default().path;
                None
            }
        };
        self.begun += 1;
        if let Some(item) = &item {
            self.path.clone_from(&item.path);
        }
        if let Some(why) = Identity::of(&self.path).differs_from(&position.identity) {
            return Err(changed(&self.path, &why));
        }
        match (item, &position.at) {
            (Some(item), None) => self.consumed += item.size(),
            (None, None) => {}
            (None, Some(_)) => return Err(changed(before, "it cannot be read now")),
            (Some(item), Some(at)) => {
                self.start(&item)?;
                if !self.current.as_mut().is_some_and(|current| current.reader.go_to(at)) {
                    return Err(changed(before, "its content, or the limits for it, have changed"));
                }
            }
        }
        Ok(())
    }

    /// The next batch in input order; `None` at the end of the last input.
    pub fn next_batch(&mut self) -> Option<Batch> {
        let mut chunks = Vec::new();
        let mut weight = 0;
        while weight < PIECE {
            let chunk = if let Some(current) = &mut self.current {
                // A panic of a reader would end the run; here it ends the file.
                match guarded(|| current.reader.next()) {
                    Ok(Some(chunk)) => chunk,
                    Ok(None) => {
                        self.consumed += if current.size > 0 { current.size } else { current.meter.bytes() };
                        self.current = None;
                        continue;
                    }
                    Err(panic) => {
                        self.consumed += current.size;
                        self.current = None;
                        Chunk::failed(bug(&self.path, &panic))
                    }
                }
            } else {
                let Some(item) = self.files.next() else { break };
                match self.begin(item) {
                    Ok(Some(chunk)) => chunk,
                    Ok(None) => continue,
                    Err(error) => Chunk::failed(error),
                }
            };
            weight += chunk.weight();
            chunks.push(chunk);
        }
        if chunks.is_empty() {
            return None;
        }
        let consumed = self.consumed + self.current.as_ref().map_or(0, Current::consumed);
        Some(Batch::new(chunks, Arc::clone(&self.context.options), self.position(), consumed))
    }

    /// Every article one after another, on the calling thread.
    pub fn articles(mut self) -> impl Iterator<Item = Read> {
        std::iter::from_fn(move || self.next_batch()).flat_map(|batch| {
            let mut all = Vec::new();
            batch.read(&mut |read| all.push(read));
            all
        })
    }

    fn position(&self) -> Position {
        let current = self.current.as_ref().filter(|current| !current.reader.is_over());
        let at = current.map(|current| current.reader.at());
        Position { file: self.begun - 1, identity: Identity::of(&self.path), at }
    }

    /// Begins the next file. A folder's files are left to the workers where their name says that they are articles.
    fn begin(&mut self, item: Result<Item>) -> Result<Option<Chunk>> {
        self.begun += 1;
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

    /// Opens a file and finds out what it is.
    fn start(&mut self, item: &Item) -> Result<()> {
        let opened = open(&item.path, self.context.limits()).map_err(|source| Error::io(&item.path, source))?;
        let meter = opened.meter.clone();
        let reader = guarded(|| reader_of(item, opened, &self.context, 0));
        let reader = reader.map_err(|panic| bug(&item.path, &panic))??;
        self.current = Some(Current { reader, meter, size: item.size() });
        Ok(())
    }
}

/// The error that a panic of a reader is.
fn bug(path: &Path, panic: &str) -> Error {
    Error::Input { path: path.to_owned(), cause: format!("a bug in this program, please report it: {panic}") }
}

/// The reader of what an opened file or member of `depth` archives holds.
pub(super) fn reader_of(item: &Item, opened: Opened, context: &Arc<Context>, depth: u32) -> Opening {
    let Opened { mut stream, size, plain, gzip, meter } = opened;
    let mut head = Vec::with_capacity(HEAD + 64);
    let mut broken = stream.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
    let container = sniff(item.name, &head, &context.options.fields);
    let container = container.map_err(|cause| Error::Input { path: item.path.clone(), cause })?;
    let mut transcoded = None;
    if container.is_of_records() && encoding_of(&head) != Encoding::Utf8 {
        transcoded = Some(encoding_of(&head));
        stream = Stream::new(Utf16::new(std::mem::take(&mut head), broken.take(), stream));
        broken = stream.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
    }
    let input = Input { item, head, broken, stream, size, plain, gzip, meter, transcoded, context, depth };
    match container {
        Container::Text => text::open(input),
        Container::Html => html::open(input),
        Container::JsonLines => jsonl::open(input),
        Container::Values { array } => values::open(input, array),
        Container::Table => table::open(input),
        Container::Markup(markup) => Ok(markup::open(input, markup)),
        Container::Warc => warc::open(input),
        #[cfg(feature = "parquet")]
        Container::Parquet => super::parquet::open(input),
        #[cfg(not(feature = "parquet"))]
        Container::Parquet => {
            Err(input.failed("this program was built without the feature parquet, and cannot read it"))
        }
        Container::Zip => archive::open_zip(input),
        Container::Tar => archive::open_tar(input),
    }
}

/// A file of a folder that a worker opens.
fn article_file(item: Item, context: Arc<Context>) -> Chunk {
    let place = Place { path: item.path.clone(), line: 0 };
    Chunk::new(place, FILE_WEIGHT, move |options, each| {
        let opened = open(&item.path, context.limits()).map_err(|source| Error::io(&item.path, source));
        match opened.and_then(|opened| reader_of(&item, opened, &context, 0)) {
            Ok(mut reader) => {
                while let Some(chunk) = reader.next() {
                    chunk.read(options, each);
                }
            }
            Err(error) => each(Read::Failed(error)),
        }
    })
}
