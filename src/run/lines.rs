//! Files of records, read by all processors at once and by place.

use super::file;
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// How much is read at once, in bytes; a line may be longer.
const CHUNK: usize = 4 << 20;

/// A file of records, one on each line.
pub(crate) struct LineFile {
    path: PathBuf,
    file: Mutex<File>,
}

/// Whole lines that follow each other.
pub(crate) struct LineChunk {
    /// Where they begin in the file, in bytes.
    offset: u64,
    bytes: Vec<u8>,
}

/// The place of a line in its file, in bytes, without its line feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LinePlace {
    pub(crate) offset: u64,
    pub(crate) length: u32,
}

impl LineChunk {
    /// Its lines and their places, without empty ones.
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
    /// Opens a file.
    ///
    /// # Errors
    /// [`Error::Io`]
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| Error::io(path, error))?;
        Ok(Self { path: path.to_owned(), file: Mutex::new(file) })
    }

    /// What `each` makes of the parts of the file, in their order. Its error is a line and what is wrong with it.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Record`] for the first line that is wrong.
    pub(crate) fn map<T: Send>(
        &self,
        each: impl Fn(&LineChunk) -> Result<T, (LinePlace, String)> + Sync,
    ) -> Result<Vec<T>> {
        let io = |error| Error::io(&self.path, error);
        let mut chunks =
            LineChunks { file: File::open(&self.path).map_err(io)?, offset: 0, rest: Vec::new(), over: false };
        let parts: Result<Vec<_>> = std::iter::from_fn(|| chunks.next().transpose())
            .par_bridge()
            .map(|chunk| {
                let chunk = chunk.map_err(io)?;
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
        let bytes = file::read_at(&self.file, at.offset, at.length as usize);
        let bytes = bytes.map_err(|error| Error::io(&self.path, error))?;
        String::from_utf8(bytes).map_err(|_| self.wrong(at, "not UTF-8"))
    }

    /// What is wrong with the line at a place.
    pub(crate) fn wrong(&self, at: LinePlace, cause: impl Into<String>) -> Error {
        // Lines are counted only now, because nothing else needs their numbers.
        match count_lines(&self.path, at.offset) {
            Ok(before) => Error::record(&self.path, before + 1, cause),
            Err(error) => Error::io(&self.path, error),
        }
    }
}

/// Cuts a file after line ends.
struct LineChunks {
    file: File,
    offset: u64,
    /// What was read after the last line end.
    rest: Vec<u8>,
    over: bool,
}

impl LineChunks {
    fn next(&mut self) -> io::Result<Option<LineChunk>> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut end = None;
        while end.is_none() && !self.over {
            let before = bytes.len();
            let read = (&self.file).take(CHUNK as u64).read_to_end(&mut bytes)?;
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

fn count_lines(path: &Path, bytes: u64) -> io::Result<u64> {
    let mut file = File::open(path)?.take(bytes);
    let (mut lines, mut buffer) = (0, vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(lines),
            read => lines += memchr::memchr_iter(b'\n', &buffer[..read]).count() as u64,
        }
    }
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
        let own = |chunk: &LineChunk| {
            Ok(chunk.lines().map(|(at, line)| (at, String::from_utf8(line.to_vec()).unwrap())).collect::<Vec<_>>())
        };
        let found: Vec<(LinePlace, String)> = lines.map(own).unwrap().into_iter().flatten().collect();
        assert_eq!(found.len(), all.len());
        assert!(found.iter().map(|(_, line)| line).eq(&all));
        assert_eq!(lines.read(found[78].0).unwrap(), "line 78");
        assert!(lines.wrong(found[78].0, "bad").to_string().ends_with(":79: bad"));
    }
}
