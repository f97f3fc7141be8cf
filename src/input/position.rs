//! How far a run has read its inputs, in a form that can be stored ([`Batch::end`]).
//!
//! Reading is deterministic: the same inputs and options always yield the same batches, so a position is always between
//! two of them. It identifies its file by enough of the content to notice that another one has taken its place.
//!
//! [`Batch::end`]: super::Batch::end

use super::file::STDIN;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use xxhash_rust::xxh3::Xxh3;

/// A place between two batches: everything before it has been read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// How many files (or inputs that could not be opened) come before its file.
    pub file: u64,
    /// That file.
    pub identity: Identity,
    /// Where in the file; `None` after its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<FilePosition>,
}

impl Position {
    /// Why it is not the place that was `before`; `None` where it is.
    pub(crate) fn differs_from(&self, before: &Self) -> Option<String> {
        let elsewhere = || "what was read up to here, or the limits for it, have changed since".to_owned();
        (self != before).then(|| self.identity.differs_from(&before.identity).unwrap_or_else(elsewhere))
    }
}

/// What identifies a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Its path, as in messages.
    pub path: String,
    /// Size in bytes as stored on disk; `None` if it is not a regular file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Hash (XXH3, 64 bits) of its content as stored on disk, or of samples of it ([`Identity::WHOLE`]); `None` if it is not a
    /// regular file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<u64>,
}

/// A place in a file or archive member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePosition {
    /// How many records come before: lines, elements, rows, members of an archive.
    pub record: u64,
    /// How many decompressed bytes come before; 0 where the format is not read from front to back.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub offset: u64,
    /// Where in the record, if it is an archive member that has been read in part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<Box<FilePosition>>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl FilePosition {
    /// A place given only by the number of records before it.
    pub(super) fn record(record: u64) -> Self {
        Self { record, ..Self::default() }
    }
}

impl Identity {
    /// The largest file that is hashed whole: 4 MiB. Of a larger one as much is hashed, in 1,024 blocks of 4 KiB that are spread evenly
    /// over all of it and include both of its ends.
    pub const WHOLE: u64 = 4 << 20;

    const BLOCK: u64 = 4 << 10;

    /// How much of a file that is hashed whole is in memory at a time.
    const PIECE: u64 = 64 << 10;

    /// The identity of the file at `path`; only its name if it cannot be opened or is not a regular file.
    pub(super) fn of(path: &Path) -> Self {
        // What is wrong with the file is reported where it is read.
        let (size, content) = Self::look(path).unzip();
        Self { path: path.to_string_lossy().into_owned(), size, content }
    }

    fn look(path: &Path) -> Option<(u64, u64)> {
        // A pipe is not opened: that would wait for its writer, or take away what it wrote.
        let metadata = path.metadata().ok().filter(|metadata| path != Path::new(STDIN) && metadata.is_file())?;
        let size = metadata.len();
        let mut file = File::open(path).ok()?;
        let mut hasher = Xxh3::new();
        let mut bytes = Vec::new();
        // Returns how many bytes there were.
        let mut hash = |file: &mut File, length: u64| -> Option<usize> {
            bytes.clear();
            file.take(length).read_to_end(&mut bytes).ok()?;
            hasher.update(&bytes);
            Some(bytes.len())
        };
        if size <= Self::WHOLE {
            let mut left = Self::WHOLE;
            while left > 0 {
                let read = hash(&mut file, left.min(Self::PIECE))? as u64;
                left = if read < Self::PIECE { 0 } else { left - read };
            }
        } else {
            let last = Self::WHOLE / Self::BLOCK - 1;
            for block in 0..=last {
                let start = u128::from(size - Self::BLOCK) * u128::from(block) / u128::from(last);
                file.seek(SeekFrom::Start(start as u64)).ok()?;
                hash(&mut file, Self::BLOCK)?;
            }
        }
        Some((size, hasher.digest()))
    }

    /// Why `self` is not the file that was `before`.
    fn differs_from(&self, before: &Self) -> Option<String> {
        if self.path != before.path {
            return Some(format!("the interrupted run read {} here", before.path));
        }
        if self.size != before.size {
            let size = |size: Option<u64>| size.map_or_else(|| "unknown".to_owned(), |size| format!("{size} bytes"));
            return Some(format!("its size was {} and is now {}", size(before.size), size(self.size)));
        }
        (self.content != before.content).then(|| "its content has changed".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_survive_json() {
        let inside = Some(Box::new(FilePosition { record: 7, offset: 1234, inside: None }));
        let position = Position {
            file: 3,
            identity: Identity { path: "news/a.zip".into(), size: Some(10), content: Some(u64::MAX) },
            at: Some(FilePosition { record: 2, offset: 0, inside }),
        };
        let json = serde_json::to_string(&position).unwrap();
        assert_eq!(serde_json::from_str::<Position>(&json).unwrap(), position, "{json}");
    }

    #[test]
    fn another_file_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        std::fs::write(&path, "one").unwrap();
        let before = Identity::of(&path);
        assert_eq!(Identity::of(&path).differs_from(&before), None);
        std::fs::write(&path, "two").unwrap();
        assert!(Identity::of(&path).differs_from(&before).is_some_and(|why| why.contains("its content has changed")));
        std::fs::write(&path, "three").unwrap();
        assert!(Identity::of(&path).differs_from(&before).is_some_and(|why| why.contains("3 bytes and is now 5")));
        assert!(Identity::of(Path::new("b.txt")).differs_from(&before).is_some());
    }

    #[test]
    fn a_change_anywhere_in_a_file_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let change = |bytes: &mut Vec<u8>, at: usize, length: usize| bytes[at..at + length].fill(b'y');
        for (size, length) in [(100_000, 1), (4 << 20, 1), (9 << 20, 16 << 10)] {
            let whole = vec![b'x'; size];
            std::fs::write(&path, &whole).unwrap();
            let before = Identity::of(&path);
            for at in [0, size / 3, size / 2 + 7, size - length] {
                let mut other = whole.clone();
                change(&mut other, at, length);
                std::fs::write(&path, other).unwrap();
                assert!(Identity::of(&path).differs_from(&before).is_some(), "{length} bytes of {size} at {at}");
            }
        }
    }
}
