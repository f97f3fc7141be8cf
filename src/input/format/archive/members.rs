//! What the formats of archives have in common: members that are read in order.

use std::io::Read;
use std::path::PathBuf;

/// A file in an archive.
pub(super) struct Member {
    pub(super) name: PathBuf,
    pub(super) size: u64,
    pub(super) stream: Box<dyn Read + Send>,
}

/// An entry of an archive.
pub(super) enum ArchiveEntry {
    File(Member),
    /// A folder, a link or the like.
    NoFile,
}

/// Returns the members of an archive in order.
pub(super) trait MemberReader: Send {
    /// The next member, or an error if it cannot be extracted; `None` at the end.
    fn next(&mut self) -> Option<Result<ArchiveEntry, ArchiveFault>>;
}

/// What could not be read, and why.
pub(super) enum ArchiveFault {
    /// One member; the next can be read.
    Member(String),
    /// The rest of the archive.
    Archive(String),
}
