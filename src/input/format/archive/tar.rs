//! Tar archives.

use super::members::{ArchiveEntry, ArchiveFault, Member, MemberReader};
use super::reader::ArchiveReader;
use crate::input::bytes::open::ByteStream;
use crate::input::reader::{OpenedInput, Opening};
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// Opens a tar archive.
pub(crate) fn open(input: OpenedInput<'_>) -> Opening {
    let stream: Box<dyn Read + Send> = match input.broken {
        Some(error) => Box::new(io::Cursor::new(input.head).chain(FailingReader(Some(error)))),
        None => Box::new(io::Cursor::new(input.head).chain(input.stream)),
    };
    let tar = TarStream { stream: ByteStream::new(stream), left: 0, padding: 0 };
    let members = TarMembers { shared: SharedTar(Arc::new(Mutex::new(tar))), ended: false };
    ArchiveReader::start(input.item.clone(), Arc::clone(input.context), input.depth, Box::new(members))
}

/// The longest header of a member, in bytes: its name and pax attributes.
const MAX_HEADER: u64 = 1 << 20;

struct TarMembers {
    shared: SharedTar,
    ended: bool,
}

/// The stream of an archive, shared with the member being read.
#[derive(Clone)]
struct SharedTar(Arc<Mutex<TarStream>>);

struct TarStream {
    stream: ByteStream,
    /// Unread bytes of the member.
    left: u64,
    /// Bytes between it and the next block.
    padding: u64,
}

/// Size of a block, in bytes.
const BLOCK: u64 = 512;

impl SharedTar {
    fn with<T>(&self, work: impl FnOnce(&mut TarStream) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl TarMembers {
    /// The next member. `tar` sees a stream that starts with its header, and does not touch the content.
    fn member(&mut self) -> io::Result<Option<ArchiveEntry>> {
        self.shared.with(|tar| {
            let rest = std::mem::take(&mut tar.left) + std::mem::take(&mut tar.padding);
            if tar.stream.skip(rest)? < rest { Err(io::Error::from(io::ErrorKind::UnexpectedEof)) } else { Ok(()) }
        })?;
        let mut archive = tar::Archive::new(TarHeader(self.shared.clone()).take(MAX_HEADER));
        let Some(entry) = archive.entries()?.next().transpose()? else { return Ok(None) };
        let name = entry.path()?.into_owned();
        let size = entry.size();
        let kind = entry.header().entry_type();
        self.shared.with(|tar| (tar.left, tar.padding) = (size, size.next_multiple_of(BLOCK) - size));
        if kind.is_gnu_sparse() {
            return Err(io::Error::other(format!("{} is a sparse file, which is not supported", name.display())));
        }
        if !kind.is_file() && !kind.is_contiguous() {
            return Ok(Some(ArchiveEntry::NoFile));
        }
        Ok(Some(ArchiveEntry::File(Member { name, size, stream: Box::new(TarContent(self.shared.clone())) })))
    }
}

impl MemberReader for TarMembers {
    fn next(&mut self) -> Option<Result<ArchiveEntry, ArchiveFault>> {
        if self.ended {
            return None;
        }
        match self.member() {
            Ok(Some(member)) => Some(Ok(member)),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                Some(Err(ArchiveFault::Archive(error.to_string())))
            }
        }
    }
}

/// The header of a member.
struct TarHeader(SharedTar);

impl Read for TarHeader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.with(|tar| tar.stream.read(buffer))
    }
}

/// The content of the member being read.
struct TarContent(SharedTar);

impl Read for TarContent {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.with(|tar| {
            let wanted = tar.left.min(buffer.len() as u64) as usize;
            let read = tar.stream.read(&mut buffer[..wanted])?;
            tar.left -= read as u64;
            if read == 0 && wanted > 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(read) }
        })
    }
}

/// A stream that only returns an error.
struct FailingReader(Option<io::Error>);

impl Read for FailingReader {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
