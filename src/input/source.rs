//! The inputs as a sequence of batches: the reading thread's half.

use super::batch::{Batch, Chunk, Read};
use super::container::{Container, HEAD, sniff};
use super::jsonl::{self, Scan};
use super::lines::{Lines, PIECE, Piece};
use super::open::{Opened, open};
use super::paths::{Files, Item};
use super::{Options, too_large};
use crate::error::Error;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::sync::Arc;

/// The inputs of a run: files, folders, patterns and `-`.
pub struct Source {
    files: Files,
    options: Arc<Options>,
    /// The JSON Lines file being read.
    current: Option<(Lines, Arc<jsonl::File>)>,
    /// The mapping that was logged last, so that a folder of files of one kind does not repeat it.
    logged: Option<jsonl::Mapping>,
}

impl Source {
    /// Nothing is opened before the first batch is asked for.
    #[must_use]
    pub fn new(inputs: Vec<PathBuf>, options: Options) -> Self {
        Self { files: Files::new(inputs, &options), options: Arc::new(options), current: None, logged: None }
    }

    /// The next batch in input order; `None` at the end of the last input.
    pub fn next_batch(&mut self) -> Option<Batch> {
        let mut batch = Batch::new(Arc::clone(&self.options));
        while batch.weight() < PIECE {
            if let Some((mut lines, file)) = self.current.take() {
                if let Some(chunk) = next_chunk(&mut lines, &file, &self.options) {
                    // After an error of the stream there is nothing more to read from it.
                    if !matches!(chunk, Chunk::Failed(Error::Io { .. })) {
                        self.current = Some((lines, file));
                    }
                    batch.push(chunk);
                }
                continue;
            }
            match self.files.next() {
                None => break,
                Some(Err(error)) => batch.push(Chunk::Failed(error)),
                // A folder's files are opened by the workers where their name says that they are articles.
                Some(Ok(item)) if item.is_walked_text() => batch.push(Chunk::TextFile(item)),
                Some(Ok(item)) => self.start(&item, &mut batch),
            }
        }
        (!batch.chunks.is_empty()).then_some(batch)
    }

    /// Every article one after another, on the calling thread.
    pub fn articles(mut self) -> impl Iterator<Item = Read> {
        std::iter::from_fn(move || self.next_batch()).flat_map(|batch| {
            let mut all = Vec::new();
            batch.read(&mut |read| all.push(read));
            all
        })
    }

    /// Opens a file and finds out what it is.
    fn start(&mut self, item: &Item, batch: &mut Batch) {
        if let Err(error) = self.try_start(item, batch) {
            batch.push(Chunk::Failed(error));
        }
    }

    fn try_start(&mut self, item: &Item, batch: &mut Batch) -> Result<(), Error> {
        let io = |source| Error::io(&item.path, source);
        let Opened { mut stream, regular, .. } = open(&item.path).map_err(io)?;
        let mut head = Vec::with_capacity(HEAD + 64);
        let broken = stream.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
        let container = sniff(item.name, &head).map_err(|cause| Error::Input { path: item.path.clone(), cause })?;
        match (container, broken) {
            (Container::JsonLines, broken) => {
                let lines = Lines::new(head, broken, stream, self.options.line_limit());
                self.start_json_lines(item, lines, batch)
            }
            (Container::Text, Some(source)) => Err(io(source)),
            (Container::Text, None) if regular => {
                batch.push(Chunk::TextFile(item.clone()));
                Ok(())
            }
            (Container::Text, None) => {
                let limit = self.options.text_limit();
                stream.take((limit + 1).saturating_sub(head.len()) as u64).read_to_end(&mut head).map_err(io)?;
                if head.len() > limit {
                    return Err(Error::record(&item.path, 0, too_large("a text", limit as u64, false, limit)));
                }
                batch.push(Chunk::Text { item: item.clone(), bytes: head });
                Ok(())
            }
        }
    }

    /// Reads so far into a JSON Lines file that its fields are known.
    fn start_json_lines(&mut self, item: &Item, mut lines: Lines, batch: &mut Batch) -> Result<(), Error> {
        let mut scan = Scan::default();
        let mut pieces = Vec::new();
        let mut broken = None;
        let mapping = loop {
            let piece = match lines.next() {
                Ok(piece) => piece,
                Err(source) => {
                    broken = Some(Error::io(&item.path, source));
                    None
                }
            };
            let Some(piece) = piece else { break None };
            let found = match &piece {
                Piece::Lines { bytes, line, .. } => scan.feed(bytes, *line),
                Piece::TooLong { .. } => None,
            };
            pieces.push(piece);
            if found.is_some() || scan.is_over() {
                break found;
            }
        };
        let Some(mapping) = mapping else {
            if let Some(error) = broken {
                return Err(error);
            }
            // Lines that were too long to be looked at say so themselves.
            for piece in &pieces {
                if let Piece::TooLong { line, size } = *piece {
                    batch.push(Chunk::Failed(jsonl::line_too_long(&item.path, line, size, &self.options)));
                }
            }
            return scan.into_error(&item.path);
        };
        mapping.log(&item.path, self.logged.as_ref() == Some(&mapping));
        self.logged = Some(mapping.clone());
        let file = Arc::new(jsonl::File::new(item, mapping));
        for piece in pieces {
            batch.push(chunk(piece, &file, &self.options));
        }
        self.current = Some((lines, file));
        Ok(())
    }
}

fn next_chunk(lines: &mut Lines, file: &Arc<jsonl::File>, options: &Options) -> Option<Chunk> {
    match lines.next() {
        Ok(piece) => piece.map(|piece| chunk(piece, file, options)),
        Err(error) => {
            let cause = format!("cannot read on after line {}: {error}", lines.line() - 1);
            Some(Chunk::Failed(Error::io(&file.path, io::Error::new(error.kind(), cause))))
        }
    }
}

fn chunk(piece: Piece, file: &Arc<jsonl::File>, options: &Options) -> Chunk {
    match piece {
        Piece::Lines { bytes, line, offset } => Chunk::JsonLines { file: Arc::clone(file), bytes, line, offset },
        Piece::TooLong { line, size } => Chunk::Failed(jsonl::line_too_long(&file.path, line, size, options)),
    }
}
