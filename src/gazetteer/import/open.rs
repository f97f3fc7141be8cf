//! Opens a list and undoes its compression.

use crate::compression::decompressed;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

/// An opened list, and its first bytes.
pub(super) struct ListInput {
    path: PathBuf,
    /// Its content, decompressed.
    pub(super) stream: BufReader<Box<dyn Read + Send>>,
}

/// Bytes from which the format of a list is detected.
const HEAD: usize = 1 << 16;

impl ListInput {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let stream = File::open(path).and_then(decompressed).map_err(|error| Error::io(path, error))?;
        Ok(Self { path: path.to_owned(), stream: BufReader::with_capacity(HEAD, stream) })
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The first bytes, which are read again with the rest.
    pub(super) fn head(&mut self) -> Result<&[u8]> {
        let Self { path, stream } = self;
        let mut head = Vec::with_capacity(HEAD);
        stream.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(|error| Error::io(&*path, error))?;
        let rest = std::mem::replace(stream, BufReader::new(Box::new(io::empty())));
        *stream = BufReader::with_capacity(HEAD, Box::new(Cursor::new(head).chain(rest)));
        stream.fill_buf().map_err(|error| Error::io(&*path, error))
    }

    /// The lines that hold anything, without white space around them, each with its number.
    pub(super) fn texts(self) -> impl Iterator<Item = Result<(String, usize)>> {
        let Self { path, stream } = self;
        let lines = stream.lines().map(move |line| line.map_err(|error| Error::io(&path, error))).zip(1..);
        let texts = lines.map(|(line, number)| {
            let line = line?;
            Ok((line.trim_start_matches('\u{feff}').trim().to_owned(), number))
        });
        texts.filter(|line| line.as_ref().map_or(true, |(line, _)| !line.is_empty()))
    }

    /// All of it as text.
    pub(super) fn text(mut self) -> Result<String> {
        let mut text = String::new();
        self.stream.read_to_string(&mut text).map_err(|error| Error::io(&self.path, error))?;
        Ok(text)
    }
}
