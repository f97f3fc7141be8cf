//! An output file, which only grows. A run continues it only if it is what an earlier session left, and notices
//! when something else removes, replaces or truncates it.

use crate::error::{Error, Result};
use crate::file_state::FileState;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// Bytes at the end of a file that are compared when a run is resumed.
const TAIL: usize = 64 << 10;

/// How much of a file belongs to a run, and how that part ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileMark {
    /// In bytes.
    pub(super) length: u64,
    /// Hash (XXH3, 64 bits) of the last 64 KiB of that.
    tail: u64,
}

/// A file that only grows.
pub(super) struct GrowingFile {
    file: File,
    path: PathBuf,
    length: u64,
    /// At least its last [`TAIL`] bytes, or all of it.
    tail: Vec<u8>,
}

impl GrowingFile {
    /// Continues a file, open for reading and writing, that an earlier session left at `mark`; anything after that is cut off.
    /// `target` is the output that the file belongs to.
    ///
    /// # Errors
    /// [`Error::Refused`] if the file is not as long as it was, or ends differently; [`Error::Output`].
    pub(super) fn resume(file: File, path: &Path, mark: FileMark, target: &str) -> Result<Self> {
        let mut growing = Self { file, path: path.to_owned(), length: mark.length, tail: Vec::new() };
        let failed = |error| Error::output(target, error);
        let there = growing.file.metadata().map_err(failed)?.len();
        let refused = |what: &str| {
            let cause = format!(
                "cannot resume this run: {} {what}. Put back the file that the run left, or remove the output and start again",
                path.display()
            );
            Err(Error::refused(target, cause))
        };
        if there < mark.length {
            return refused(&format!(
                "was removed or cut: it has {there} bytes, and the run had written {}",
                mark.length
            ));
        }
        growing.read_tail().map_err(failed)?;
        if mark.length > 0 && growing.hash() != mark.tail {
            return refused(&format!(
                "was changed: the bytes before byte {} are not the ones that the run wrote",
                mark.length
            ));
        }
        growing.file.set_len(mark.length).map_err(failed)?;
        growing.file.seek(SeekFrom::Start(mark.length)).map_err(failed)?;
        Ok(growing)
    }

    fn read_tail(&mut self) -> io::Result<()> {
        let start = self.length.saturating_sub(TAIL as u64);
        self.file.seek(SeekFrom::Start(start))?;
        (&mut self.file).take(self.length - start).read_to_end(&mut self.tail)?;
        Ok(())
    }

    fn hash(&self) -> u64 {
        xxh3_64(&self.tail[self.tail.len().saturating_sub(TAIL)..])
    }

    /// How long it is, in bytes, and how it ends; on the disk when this returns.
    ///
    /// # Errors
    /// It cannot be written to the disk, or something else has removed, replaced or truncated it.
    pub(super) fn mark(&self) -> io::Result<FileMark> {
        self.file.sync_data()?;
        let ours = FileState::of_open(&self.file)?;
        if FileState::of(&self.path).is_none_or(|named| !named.is_same_file(&ours)) {
            let cause = format!("{} was removed or replaced while it was written", self.path.display());
            return Err(io::Error::new(io::ErrorKind::NotFound, cause));
        }
        if ours.size() != self.length {
            let (path, there, length) = (self.path.display(), ours.size(), self.length);
            let cause = format!("{path} has {there} bytes, but {length} were written: something else is writing to it");
            return Err(io::Error::other(cause));
        }
        Ok(FileMark { length: self.length, tail: self.hash() })
    }

    /// Reads what is between two places, in bytes.
    #[cfg(any(test, feature = "parquet"))]
    pub(super) fn read(&mut self, start: u64, end: u64) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; (end - start) as usize];
        self.file.seek(SeekFrom::Start(start))?;
        self.file.read_exact(&mut bytes)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        Ok(bytes)
    }
}

impl Write for GrowingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.length += written as u64;
        let bytes = &bytes[written.saturating_sub(TAIL)..written];
        if self.tail.len() + bytes.len() > 4 * TAIL {
            self.tail.drain(..self.tail.len().saturating_sub(TAIL));
        }
        self.tail.extend_from_slice(bytes);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn open(path: &Path, mark: FileMark) -> Result<GrowingFile> {
        let file = File::options().read(true).write(true).create(true).truncate(false).open(path).unwrap();
        GrowingFile::resume(file, path, mark, "out/")
    }

    #[test]
    fn goes_on_only_with_what_it_left() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("claims.jsonl");
        for pieces in [vec![10], vec![70_000, 3], vec![5; 20_000], vec![400_000, 1, 300_000]] {
            let _ = fs::remove_file(&path);
            let mut growing = open(&path, FileMark::default()).unwrap();
            for &piece in &pieces {
                growing.write_all(&vec![b'0' + (piece % 10) as u8; piece]).unwrap();
            }
            let mark = growing.mark().unwrap();
            growing.write_all(b"after the checkpoint").unwrap();
            let whole = fs::read(&path).unwrap();
            let again = open(&path, mark).unwrap();
            assert_eq!(again.mark().unwrap(), mark, "{pieces:?}");
            assert_eq!(fs::metadata(&path).unwrap().len(), mark.length);
            let refused = |bytes: &[u8], why: &str| {
                fs::write(&path, bytes).unwrap();
                let error = open(&path, mark).map(drop).unwrap_err().to_string();
                assert!(error.contains("out/: cannot resume this run") && error.contains(why), "{error}");
                assert_eq!(fs::read(&path).unwrap(), bytes, "it is left as it is");
            };
            refused(b"", "was removed or cut: it has 0 bytes");
            refused(&whole[..mark.length as usize - 1], "was removed or cut");
            let mut other = whole.clone();
            other[mark.length as usize - 1] ^= 1;
            refused(&other, "was changed");
        }
    }

    #[test]
    fn whoever_else_touches_it_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("claims.jsonl");
        let said_after = |change: &dyn Fn()| {
            let mut growing = open(&path, FileMark::default()).unwrap();
            growing.write_all(b"0123456789").unwrap();
            change();
            let said = growing.mark().map(drop).map_err(|error| error.to_string());
            let _ = fs::remove_file(&path);
            said.err().unwrap_or_default()
        };
        assert_eq!(said_after(&|| ()), "");
        assert!(said_after(&|| fs::remove_file(&path).unwrap()).contains("was removed or replaced"));
        let replace = || {
            fs::write(path.with_extension("b"), "0123456789").unwrap();
            fs::rename(path.with_extension("b"), &path).unwrap();
        };
        assert!(said_after(&replace).contains("was removed or replaced"));
        assert!(said_after(&|| fs::write(&path, "01234").unwrap()).contains("has 5 bytes, but 10 were written"));
    }
}
