//! Where a run stands in its inputs, in a form that can be written down and gone back to: [`Batch::end`] tells it, and
//! [`Source::resume`] goes on from it. Called by run folders, which keep one in each checkpoint.
//!
//! Reading is deterministic: the same inputs under the same options are cut into the same batches, so a position is only
//! ever a place between two of them. It names the file that it is in with enough of its content to notice that another one
//! has taken its place.
//!
//! [`Batch::end`]: super::Batch::end
//! [`Source::resume`]: super::Source::resume

use super::STDIN;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// A place between two batches: everything before it has been read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// How many files (or inputs that could not be opened) come before the one that it is in.
    pub file: u64,
    /// That file.
    pub identity: Identity,
    /// Where in it; `None` behind its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<At>,
}

/// What is remembered of a file, to know it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Its path, as messages name it.
    pub path: String,
    /// Size in bytes as it lies on disk; `None` where it is no regular file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Hash (XXH3, 64 bits) of its first 64 KiB as they lie on disk; `None` where it is no regular file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<u64>,
}

/// A place in a file, or in a member of an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct At {
    /// How many records come before: lines, elements, rows, members of an archive.
    pub record: u64,
    /// How many decompressed bytes come before; 0 where the container is not read from front to back.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub offset: u64,
    /// Where in the record, if that is a member of an archive which has been read in part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<Box<At>>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl At {
    /// A place of which only the number of records before it is known.
    pub(super) fn record(record: u64) -> Self {
        Self { record, ..Self::default() }
    }
}

impl Identity {
    /// How much of a file is looked at.
    const HEAD: u64 = 64 << 10;

    /// The identity of the file at `path`. One that cannot be opened, or that is no regular file, is known by its name only.
    pub(super) fn of(path: &Path) -> Self {
        let name = path.to_string_lossy().into_owned();
        match Self::look(path) {
            Ok(Some((size, head))) => Self { path: name, size: Some(size), head: Some(head) },
            // What is wrong with the file has been said where it was to be read.
            Ok(None) | Err(_) => Self { path: name, size: None, head: None },
        }
    }

    fn look(path: &Path) -> io::Result<Option<(u64, u64)>> {
        if path == Path::new(STDIN) {
            return Ok(None);
        }
        // A pipe is not opened: that would wait for its writer, or take from what it wrote.
        let metadata = path.metadata()?;
        if !metadata.is_file() {
            return Ok(None);
        }
        let mut head = Vec::new();
        File::open(path)?.take(Self::HEAD).read_to_end(&mut head)?;
        Ok(Some((metadata.len(), xxh3_64(&head))))
    }

    /// Why `self` is not the file that was `before`.
    pub(super) fn differs_from(&self, before: &Self) -> Option<String> {
        if self.path != before.path {
            return Some(format!("in its place there was {} when the run was interrupted", before.path));
        }
        if self.size != before.size {
            let size = |size: Option<u64>| size.map_or_else(|| "no size".to_owned(), |size| format!("{size} bytes"));
            return Some(format!("it has {} and had {} before", size(self.size), size(before.size)));
        }
        (self.head != before.head).then(|| "its first bytes are not what they were before".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_survive_json() {
        let inside = Some(Box::new(At { record: 7, offset: 1234, inside: None }));
        let position = Position {
            file: 3,
            identity: Identity { path: "news/a.zip".into(), size: Some(10), head: Some(u64::MAX) },
            at: Some(At { record: 2, offset: 0, inside }),
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
        assert!(Identity::of(&path).differs_from(&before).is_some_and(|why| why.contains("first bytes")));
        std::fs::write(&path, "three").unwrap();
        assert!(Identity::of(&path).differs_from(&before).is_some_and(|why| why.contains("5 bytes and had 3")));
        assert!(Identity::of(Path::new("b.txt")).differs_from(&before).is_some());
    }
}
