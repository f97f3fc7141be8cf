//! Zip and tar: the files in them, each read as it would be outside, in the order of the archive. Called by
//! [`super::source`].
//!
//! As in a folder, hidden files and those with another ending are passed over. A member is called by the archive's path with
//! its own behind it. Members are unpacked on the reading thread, since the next can be read only behind the one before.

use super::batch::Chunk;
use super::open::{Meter, Metered, Stream, measured, of_stream};
use super::paths::{Item, Name, is_hidden, name_of, no_articles};
use super::position::At;
use super::reader::{Context, Input, Limits, Opening, Reader};
use super::source::reader_of;
use crate::error::{Error, Result};
use flate2::Crc;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use zip::{CompressionMethod, ZipArchive};

/// A file in an archive.
struct Member {
    name: PathBuf,
    size: u64,
    stream: Box<dyn Read + Send>,
}

/// What stands in an archive.
enum Entry {
    File(Member),
    /// A folder, a link and the like.
    NoFile,
}

/// Gives the members of an archive one after another.
trait Members: Send {
    /// The next member, or an error for one that cannot be unpacked; `None` at the end.
    fn next(&mut self) -> Option<Result<Entry, Broken>>;

    /// Passes over so many.
    fn skip(&mut self, count: u64) -> bool {
        (0..count).all(|_| matches!(self.next(), Some(Ok(_) | Err(Broken::Member(_)))))
    }
}

/// What is broken, and how.
enum Broken {
    /// One member; the next can be read.
    Member(String),
    /// The archive from there on.
    Archive(String),
}

/// An archive on its way.
struct Archive {
    item: Item,
    context: Arc<Context>,
    /// How many archives a member is in.
    depth: u32,
    members: Box<dyn Members>,
    /// How many members have been begun.
    begun: u64,
    current: Option<Box<dyn Reader>>,
    ended: bool,
    found: usize,
    hidden: usize,
    other: usize,
}

/// Opens a zip archive, which is unpacked to a temporary file where one cannot jump in it.
pub(super) fn open_zip(input: Input<'_>) -> Opening {
    let (item, context, depth) = (input.item.clone(), Arc::clone(input.context), input.depth);
    let failed = |error: &dyn std::fmt::Display| Error::Input {
        path: item.path.clone(),
        cause: format!("the archive cannot be read: {error}"),
    };
    let (file, meter) = input.into_file()?;
    let file = Arc::new(file);
    let whole = BufReader::new(Section { file: Arc::clone(&file), at: 0, end: u64::MAX });
    let archive = ZipArchive::new(whole).map_err(|error| failed(&error))?;
    let members = Zip { archive, next: 0, file, meter, limits: context.limits() };
    Archive::start(item.clone(), context, depth, Box::new(members))
}

/// Opens a tar archive.
pub(super) fn open_tar(input: Input<'_>) -> Opening {
    let stream: Box<dyn Read + Send> = match input.broken {
        Some(error) => Box::new(io::Cursor::new(input.head).chain(Fails(Some(error)))),
        None => Box::new(io::Cursor::new(input.head).chain(input.stream)),
    };
    let tar = TarStream { stream: Stream::new(stream), left: 0, padding: 0 };
    let members = Tar { shared: Shared(Arc::new(Mutex::new(tar))), ended: false };
    Archive::start(input.item.clone(), Arc::clone(input.context), input.depth, Box::new(members))
}

impl Archive {
    fn start(item: Item, context: Arc<Context>, depth: u32, members: Box<dyn Members>) -> Opening {
        if depth >= context.options.max_nesting {
            let cause = format!("more than {depth} archives in one another (--max-nesting)");
            return Err(Error::Input { path: item.path, cause });
        }
        let (begun, current, ended, found, hidden, other) = (0, None, false, 0, 0, 0);
        Ok(Box::new(Self { item, context, depth, members, begun, current, ended, found, hidden, other }))
    }

    /// Begins the next member. True if there is one.
    fn begin(&mut self) -> Result<bool> {
        let Some(member) = self.members.next() else {
            self.ended = true;
            self.finish()?;
            return Ok(false);
        };
        self.begun += 1;
        let failed = |cause| Error::Input { path: self.item.path.clone(), cause };
        match member {
            Ok(Entry::NoFile) => {}
            Ok(Entry::File(member)) if is_out_of_sight(&member.name) => self.hidden += 1,
            Ok(Entry::File(member)) if name_of(&member.name) == Name::Other => self.other += 1,
            Ok(Entry::File(member)) => {
                self.found += 1;
                let item = self.item.member(&member.name);
                let opened = of_stream(member.stream, Some(member.size), self.context.limits());
                let opened = opened.map_err(|source| Error::io(&item.path, source))?;
                self.current = Some(reader_of(&item, opened, &self.context, self.depth + 1)?);
            }
            Err(Broken::Member(cause)) => return Err(failed(cause)),
            Err(Broken::Archive(cause)) => {
                self.ended = true;
                return Err(failed(format!("cannot read on after {} members: {cause}", self.begun - 1)));
            }
        }
        Ok(true)
    }

    /// Logs what was passed over; an error if there was nothing else.
    fn finish(&self) -> Result<()> {
        let skipped = format!("{} hidden and {} other files passed over", self.hidden, self.other);
        if self.found == 0 {
            return Err(Error::Input { path: self.item.path.clone(), cause: no_articles("archive", &skipped) });
        }
        if self.hidden + self.other > 0 {
            log::info!("{}: {} files, {skipped}", self.item.path.display(), self.found);
        }
        Ok(())
    }
}

/// True for what a folder would hide, and for what macOS adds to archives.
fn is_out_of_sight(name: &Path) -> bool {
    name.ancestors().any(is_hidden) || name.starts_with("__MACOSX")
}

impl Reader for Archive {
    fn next(&mut self) -> Option<Chunk> {
        loop {
            if let Some(current) = &mut self.current {
                if let Some(chunk) = current.next() {
                    return Some(chunk);
                }
                self.current = None;
            }
            if self.ended {
                return None;
            }
            match self.begin() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Chunk::failed(error)),
            }
        }
    }

    fn is_over(&self) -> bool {
        self.ended && self.current.is_none()
    }

    fn at(&self) -> At {
        match self.current.as_ref().filter(|current| !current.is_over()) {
            Some(current) => At { record: self.begun - 1, offset: 0, inside: Some(Box::new(current.at())) },
            None => At::record(self.begun),
        }
    }

    fn go_to(&mut self, at: &At) -> bool {
        if !self.members.skip(at.record) {
            return false;
        }
        self.begun = at.record;
        // What lies before was counted and reported by the run that was there.
        self.found += usize::from(at.record > 0);
        match &at.inside {
            None => true,
            Some(inside) => self.begin().is_ok() && self.current.as_mut().is_some_and(|current| current.go_to(inside)),
        }
    }
}

struct Zip {
    archive: ZipArchive<BufReader<Section>>,
    next: usize,
    file: Arc<File>,
    meter: Meter,
    limits: Limits,
}

impl Members for Zip {
    fn next(&mut self) -> Option<Result<Entry, Broken>> {
        let index = self.next;
        self.next += 1;
        (index < self.archive.len()).then(|| self.member(index).map_err(Broken::Member))
    }

    fn skip(&mut self, count: u64) -> bool {
        self.next = count as usize;
        self.next <= self.archive.len()
    }
}

impl Zip {
    fn member(&mut self, index: usize) -> Result<Entry, String> {
        let entry = self.archive.by_index_raw(index).map_err(|error| format!("member {}: {error}", index + 1))?;
        let name = PathBuf::from(String::from_utf8_lossy(entry.name_raw()).into_owned());
        if entry.is_dir() || entry.is_symlink() {
            return Ok(Entry::NoFile);
        }
        let failed = |cause: &str| format!("{}: {cause}", name.display());
        if entry.encrypted() {
            return Err(failed("encrypted, which is not read"));
        }
        let start = entry.data_start().ok_or_else(|| failed("has no place in the archive"))?;
        let end = start.saturating_add(entry.compressed_size());
        let raw = Section { file: Arc::clone(&self.file), at: start, end };
        let meter = Meter::default();
        let raw = BufReader::with_capacity(64 << 10, Metered { inner: raw, meter: meter.clone() });
        let method = entry.compression();
        let decoder: Box<dyn Read + Send> = if method == CompressionMethod::STORE {
            Box::new(raw)
        } else if method == CompressionMethod::DEFLATE {
            Box::new(flate2::bufread::DeflateDecoder::new(raw))
        } else if method == CompressionMethod::ZSTD {
            Box::new(zstd::stream::read::Decoder::with_buffer(raw).map_err(|error| failed(&error.to_string()))?)
        } else if method == CompressionMethod::BZIP2 {
            Box::new(bzip2::bufread::BzDecoder::new(raw))
        } else {
            return Err(failed(&format!("compressed by {method}, which is not read")));
        };
        let size = entry.size();
        let stream = Checked {
            inner: measured(decoder, meter, self.limits),
            crc: Crc::new(),
            expected: (entry.crc32(), size),
            given: 0,
        };
        self.meter.add(entry.compressed_size());
        drop(entry);
        Ok(Entry::File(Member { name, size, stream: Box::new(stream) }))
    }
}

/// A part of a file. The place in the file is told before each reading, so that several can read by turns.
struct Section {
    file: Arc<File>,
    at: u64,
    end: u64,
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.end.saturating_sub(self.at).min(buffer.len() as u64) as usize;
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(&mut buffer[..left])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Section {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let moved =
            |from: u64, by: i64| from.checked_add_signed(by).ok_or(io::Error::from(io::ErrorKind::InvalidInput));
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => moved(self.at, by)?,
            SeekFrom::End(by) => moved(self.file.metadata()?.len(), by)?,
        };
        Ok(self.at)
    }
}

/// Bytes with the checksum and the length that the archive tells of them.
struct Checked<R> {
    inner: R,
    crc: Crc,
    expected: (u32, u64),
    given: u64,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.crc.update(&buffer[..read]);
        self.given += read as u64;
        if read == 0 && !buffer.is_empty() && (self.crc.sum(), self.given) != self.expected {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "its checksum is not the one that the archive tells",
            ));
        }
        Ok(read)
    }
}

/// What stands before a member is not longer than that, in bytes: a name, and what pax adds to it.
const MAX_HEADER: u64 = 1 << 20;

struct Tar {
    shared: Shared,
    ended: bool,
}

/// The stream of an archive, which the member being read shares with it.
#[derive(Clone)]
struct Shared(Arc<Mutex<TarStream>>);

struct TarStream {
    stream: Stream,
    /// Bytes of the member that have not been read.
    left: u64,
    /// Bytes behind it, up to the next block.
    padding: u64,
}

/// Blocks are that long, in bytes.
const BLOCK: u64 = 512;

impl Shared {
    fn with<T>(&self, work: impl FnOnce(&mut TarStream) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Tar {
    /// The next member. `tar` reads its header from a stream that it takes to begin there, and leaves the content alone.
    fn member(&mut self) -> io::Result<Option<Entry>> {
        self.shared.with(|tar| {
            let rest = std::mem::take(&mut tar.left) + std::mem::take(&mut tar.padding);
            if tar.stream.skip(rest)? < rest { Err(io::Error::from(io::ErrorKind::UnexpectedEof)) } else { Ok(()) }
        })?;
        let mut archive = tar::Archive::new(Header(self.shared.clone()).take(MAX_HEADER));
        let Some(entry) = archive.entries()?.next().transpose()? else { return Ok(None) };
        let name = entry.path()?.into_owned();
        let size = entry.size();
        let kind = entry.header().entry_type();
        self.shared.with(|tar| (tar.left, tar.padding) = (size, size.next_multiple_of(BLOCK) - size));
        if kind.is_gnu_sparse() {
            return Err(io::Error::other(format!("{} has holes, which are not read", name.display())));
        }
        if !kind.is_file() && !kind.is_contiguous() {
            return Ok(Some(Entry::NoFile));
        }
        Ok(Some(Entry::File(Member { name, size, stream: Box::new(Content(self.shared.clone())) })))
    }
}

impl Members for Tar {
    fn next(&mut self) -> Option<Result<Entry, Broken>> {
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
                Some(Err(Broken::Archive(error.to_string())))
            }
        }
    }
}

/// What stands before a member.
struct Header(Shared);

impl Read for Header {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.with(|tar| tar.stream.read(buffer))
    }
}

/// The content of the member that is being read.
struct Content(Shared);

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.with(|tar| {
            let wanted = tar.left.min(buffer.len() as u64) as usize;
            let read = tar.stream.read(&mut buffer[..wanted])?;
            tar.left -= read as u64;
            if read == 0 && wanted > 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(read) }
        })
    }
}

/// A stream that gives nothing but an error.
struct Fails(Option<io::Error>);

impl Read for Fails {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
