//! Files of records, read in large chunks or by place.

use crate::compression::{self, Codec};
use crate::error::{Error, Result};
#[cfg(feature = "audit")]
use rayon::prelude::*;
use serde::Deserialize;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Bytes read at a time; longer lines are read whole.
const CHUNK: usize = 4 << 20;

/// A file of records, one per line.
pub(crate) struct LineFile {
    path: PathBuf,
    /// Decompressed.
    file: Mutex<File>,
}

/// Consecutive whole lines.
pub(crate) struct LineChunk {
    /// Where they begin in the decompressed file, in bytes.
    offset: u64,
    pub(super) bytes: Vec<u8>,
}

/// Where a line is, in bytes of the decompressed file, without its line feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LinePlace {
    pub(crate) offset: u64,
    pub(crate) length: u32,
}

/// The keys that every record has.
#[derive(Deserialize)]
pub struct RecordHeader<'a> {
    /// The type of the record.
    #[serde(borrow)]
    pub record: Cow<'a, str>,
    /// The article's id; an `error` record has none.
    #[serde(default)]
    pub doc: Option<Cow<'a, str>>,
}

impl LineChunk {
    /// Its lines and their places, except empty lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (LinePlace, &[u8])> {
        let mut start = 0;
        let ends = memchr::memchr_iter(b'\n', &self.bytes).chain([self.bytes.len()]);
        ends.filter_map(move |end| {
            let line = self.bytes.get(start..end).unwrap_or_default();
            let at = LinePlace { offset: self.offset + start as u64, length: line.len() as u32 };
            start = end + 1;
            (!line.is_empty()).then_some((at, line))
        })
    }
}

impl LineFile {
    /// Opens a file, which may be compressed with gzip or zstd.
    ///
    /// # Errors
    /// [`Error::Io`]
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = decompressed(path).map_err(|error| Error::io(path, error))?;
        Ok(Self::of(path.to_owned(), file))
    }

    /// The decompressed file at `path`, or the lines that were made of it.
    pub(super) fn of(path: PathBuf, file: File) -> Self {
        Self { path, file: Mutex::new(file) }
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The whole file in chunks.
    ///
    /// # Errors
    /// Each item may be an [`Error::Io`].
    pub(crate) fn chunks(&self) -> impl Iterator<Item = Result<LineChunk>> + use<'_> {
        let mut chunks = LineChunks { file: self, offset: 0, rest: Vec::new(), over: false };
        std::iter::from_fn(move || chunks.next().transpose())
    }

    /// The results of `each` for all chunks of the file, in order, computed on all threads. Its error is a line and what is
    /// wrong with it.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Record`] for the first line that is wrong.
    #[cfg(feature = "audit")]
    pub(crate) fn map<T: Send>(
        &self,
        each: impl Fn(&LineChunk) -> Result<T, (LinePlace, String)> + Sync,
    ) -> Result<Vec<T>> {
        let parts: Result<Vec<_>> = self
            .chunks()
            .par_bridge()
            .map(|chunk| {
                let chunk = chunk?;
                each(&chunk).map(|part| (chunk.offset, part)).map_err(|(at, cause)| self.wrong(at, cause))
            })
            .collect();
        let mut parts = parts?;
        parts.sort_unstable_by_key(|&(offset, _)| offset);
        Ok(parts.into_iter().map(|(_, part)| part).collect())
    }

    /// The line at a place.
    ///
    /// # Errors
    /// [`Error::Io`]
    pub(crate) fn read(&self, at: LinePlace) -> Result<String> {
        let mut bytes = Vec::new();
        self.read_bytes(at.offset, u64::from(at.length), &mut bytes)?;
        String::from_utf8(bytes).map_err(|_| self.wrong(at, "not UTF-8"))
    }

    /// Appends up to `most` bytes from a place on, and returns their number: fewer only at the end of the file.
    pub(super) fn read_bytes(&self, offset: u64, most: u64, bytes: &mut Vec<u8>) -> Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let read = file.seek(SeekFrom::Start(offset)).and_then(|_| (&mut *file).take(most).read_to_end(bytes));
        read.map_err(|error| Error::io(&self.path, error))
    }

    /// The error for a line at a place.
    pub(crate) fn wrong(&self, at: LinePlace, cause: impl Into<String>) -> Error {
        // Lines are counted only here, because nothing else needs their numbers.
        let (mut before, mut left) = (0, at.offset);
        for chunk in self.chunks() {
            let bytes = match chunk {
                Ok(chunk) if left > 0 => chunk.bytes,
                Ok(_) => break,
                Err(error) => return error,
            };
            let end = bytes.len().min(left as usize);
            before += memchr::memchr_iter(b'\n', &bytes[..end]).count() as u64;
            left -= end as u64;
        }
        Error::record(&self.path, before + 1, cause)
    }
}

/// Cuts a file after line ends.
struct LineChunks<'f> {
    file: &'f LineFile,
    offset: u64,
    /// What was read after the last line end.
    rest: Vec<u8>,
    over: bool,
}

impl LineChunks<'_> {
    fn next(&mut self) -> Result<Option<LineChunk>> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut end = None;
        while end.is_none() && !self.over {
            let before = bytes.len();
            let read = self.file.read_bytes(self.offset + before as u64, CHUNK as u64, &mut bytes)?;
            self.over = read < CHUNK;
            end = memchr::memrchr(b'\n', &bytes[before..]).map(|at| before + at + 1);
        }
        if !self.over {
            self.rest = bytes.split_off(end.unwrap_or(bytes.len()));
        }
        let offset = self.offset;
        self.offset += bytes.len() as u64;
        Ok((!bytes.is_empty()).then_some(LineChunk { offset, bytes }))
    }
}

/// The file itself, or its decompressed content in a file without a name.
fn decompressed(path: &Path) -> io::Result<File> {
    let mut file = File::open(path)?;
    let head = compression::first_bytes(&mut file)?;
    file.rewind()?;
    let Some(codec) = Codec::detect(&head) else { return Ok(file) };
    let mut plain = tempfile::tempfile()?;
    io::copy(&mut codec.decoder(file)?, &mut plain)?;
    plain.rewind()?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn every_line_once_and_found_again() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let long = "x".repeat(CHUNK + 10);
        let all: Vec<String> =
            (0..200_000).map(|number| if number == 77 { long.clone() } else { format!("line {number}") }).collect();
        file.write_all(all.join("\n").as_bytes()).unwrap();
        let lines = LineFile::open(file.path()).unwrap();
        let own = |chunk: LineChunk| {
            chunk.lines().map(|(at, line)| (at, String::from_utf8(line.to_vec()).unwrap())).collect::<Vec<_>>()
        };
        let found: Vec<(LinePlace, String)> = lines.chunks().flat_map(|chunk| own(chunk.unwrap())).collect();
        assert_eq!(found.len(), all.len());
        assert!(found.iter().map(|(_, line)| line).eq(&all));
        assert_eq!(lines.read(found[78].0).unwrap(), "line 78");
        assert!(lines.wrong(found[78].0, "bad").to_string().ends_with(":79: bad"));
    }
}
