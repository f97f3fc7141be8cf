//! What tells whether a file is still the same one, and whether it is as it was.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// A regular file at a moment: which one it is, how large, and when it was written last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileState {
    /// Device and inode; `None` where the system has none.
    id: Option<(u64, u64)>,
    size: u64,
    modified: Option<SystemTime>,
}

impl FileState {
    /// That of the file at `path`; `None` where there is none, or one that is not regular.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        path.metadata().ok().filter(Metadata::is_file).map(|metadata| Self::new(&metadata))
    }

    /// That of an open file.
    pub(crate) fn of_open(file: &File) -> io::Result<Self> {
        file.metadata().map(|metadata| Self::new(&metadata))
    }

    fn new(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let id = {
            use std::os::unix::fs::MetadataExt as _;
            Some((metadata.dev(), metadata.ino()))
        };
        #[cfg(not(unix))]
        let id = None;
        Self { id, size: metadata.len(), modified: metadata.modified().ok() }
    }

    /// Its size in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// True for one file, whatever was written to it in between.
    pub(crate) fn is_same_file(&self, other: &Self) -> bool {
        self.id == other.id
    }

    /// What has happened to a file that was `self` and is `now`; `None` if nothing has.
    pub(crate) fn change(&self, now: Option<&Self>) -> Option<String> {
        match now {
            None => Some("it was removed".to_owned()),
            Some(now) if !self.is_same_file(now) => Some("another file has taken its place".to_owned()),
            Some(now) if self.size != now.size => Some(format!("it had {} bytes and now has {}", self.size, now.size)),
            Some(now) if self.modified != now.modified => Some("it was written to".to_owned()),
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn every_change_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        let changed_by = |change: &dyn Fn()| {
            fs::write(&path, "one").unwrap();
            File::options().write(true).open(&path).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
            let before = FileState::of(&path).unwrap();
            change();
            before.change(FileState::of(&path).as_ref()).unwrap_or_default()
        };
        assert_eq!(changed_by(&|| ()), "");
        assert_eq!(changed_by(&|| drop(fs::read(&path).unwrap())), "");
        assert_eq!(changed_by(&|| fs::remove_file(&path).unwrap()), "it was removed");
        assert_eq!(changed_by(&|| fs::write(&path, "three").unwrap()), "it had 3 bytes and now has 5");
        assert_eq!(changed_by(&|| fs::write(&path, "two").unwrap()), "it was written to");
        let replaced = || {
            fs::write(dir.path().join("b.txt"), "one").unwrap();
            fs::rename(dir.path().join("b.txt"), &path).unwrap();
        };
        assert_eq!(changed_by(&replaced), "another file has taken its place");
        assert_eq!(FileState::of(dir.path()), None, "a folder");
    }
}
