//! Zip and tar archives: each file in them is read as it would be outside, in the order of the archive.
//!
//! As in a folder, hidden files and those with unknown extensions are skipped. A member's path is the archive's path
//! followed by its own. Members are decompressed on the reading thread, because each can be read only after the one
//! before.

use crate::error::{Error, Result};
use crate::input::batch::BatchPart;
use crate::input::bytes::limits::Limits;
use crate::input::bytes::open::{ByteStream, Meter, Metered, measured, of_stream};
use crate::input::file::{InputFile, NameHint, is_hidden, name_of};
use crate::input::paths::no_articles;
use crate::input::position::FilePosition;
use crate::input::reader::{ContainerReader, Context, OpenedInput, Opening};
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

/// An entry of an archive.
enum ArchiveEntry {
    File(Member),
    /// A folder, a link or the like.
    NoFile,
}

/// Returns the members of an archive in order.
trait MemberReader: Send {
    /// The next member, or an error if it cannot be extracted; `None` at the end.
    fn next(&mut self) -> Option<Result<ArchiveEntry, ArchiveFault>>;

    /// Skips `count` members.
    fn skip(&mut self, count: u64) -> bool {
        (0..count).all(|_| matches!(self.next(), Some(Ok(_) | Err(ArchiveFault::Member(_)))))
    }
}

/// What could not be read, and why.
enum ArchiveFault {
    /// One member; the next can be read.
    Member(String),
    /// The rest of the archive.
    Archive(String),
}

/// An archive being read.
struct ArchiveReader {
    item: InputFile,
    context: Arc<Context>,
    /// How many archives it is nested in.
    depth: u32,
    members: Box<dyn MemberReader>,
    /// How many members have been started.
    begun: u64,
    current: Option<Box<dyn ContainerReader>>,
    ended: bool,
    found: usize,
    hidden: usize,
    other: usize,
}

/// Opens a zip archive, which is copied to a temporary file if its input cannot seek.
pub(crate) fn open_zip(input: OpenedInput<'_>) -> Opening {
    let (item, context, depth) = (input.item.clone(), Arc::clone(input.context), input.depth);
    let failed = |error: &dyn std::fmt::Display| Error::Input {
        path: item.path.clone(),
        cause: format!("cannot read the archive: {error}"),
    };
    let (file, meter) = input.into_file()?;
    let file = Arc::new(file);
    let whole = BufReader::new(FileSection { file: Arc::clone(&file), at: 0, end: u64::MAX });
    let archive = ZipArchive::new(whole).map_err(|error| failed(&error))?;
    let members = Zip { archive, next: 0, file, meter, limits: context.limits() };
    ArchiveReader::start(item.clone(), context, depth, Box::new(members))
}

/// Opens a tar archive.
pub(crate) fn open_tar(input: OpenedInput<'_>) -> Opening {
    let stream: Box<dyn Read + Send> = match input.broken {
        Some(error) => Box::new(io::Cursor::new(input.head).chain(Fails(Some(error)))),
        None => Box::new(io::Cursor::new(input.head).chain(input.stream)),
    };
    let tar = TarStream { stream: ByteStream::new(stream), left: 0, padding: 0 };
    let members = Tar { shared: SharedTar(Arc::new(Mutex::new(tar))), ended: false };
    ArchiveReader::start(input.item.clone(), Arc::clone(input.context), input.depth, Box::new(members))
}

impl ArchiveReader {
    fn start(item: InputFile, context: Arc<Context>, depth: u32, members: Box<dyn MemberReader>) -> Opening {
        if depth >= context.options.max_nesting {
            let cause = format!("archives nested more than {depth} deep (--max-nesting)");
            return Err(Error::Input { path: item.path, cause });
        }
        let (begun, current, ended, found, hidden, other) = (0, None, false, 0, 0, 0);
        Ok(Box::new(Self { item, context, depth, members, begun, current, ended, found, hidden, other }))
    }

    /// Starts the next member. True if there is one.
    fn begin(&mut self) -> Result<bool> {
        let Some(member) = self.members.next() else {
            self.ended = true;
            self.finish()?;
            return Ok(false);
        };
        self.begun += 1;
        let failed = |cause| Error::Input { path: self.item.path.clone(), cause };
        match member {
            Ok(ArchiveEntry::NoFile) => {}
            Ok(ArchiveEntry::File(member)) if is_out_of_sight(&member.name) => self.hidden += 1,
            Ok(ArchiveEntry::File(member)) if name_of(&member.name) == NameHint::Other => self.other += 1,
            Ok(ArchiveEntry::File(member)) => {
                self.found += 1;
                let item = self.item.member(&member.name);
                let opened = of_stream(member.stream, Some(member.size), self.context.limits());
                let opened = opened.map_err(|source| Error::io(&item.path, source))?;
                self.current = Some((self.context.open)(&item, opened, &self.context, self.depth + 1)?);
            }
            Err(ArchiveFault::Member(cause)) => return Err(failed(cause)),
            Err(ArchiveFault::Archive(cause)) => {
                self.ended = true;
                return Err(failed(format!("cannot read past member {}: {cause}", self.begun - 1)));
            }
        }
        Ok(true)
    }

    /// Logs what was skipped; an error if there was nothing else.
    fn finish(&self) -> Result<()> {
        let skipped = format!("skipped {} hidden and {} other files", self.hidden, self.other);
        if self.found == 0 {
            return Err(Error::Input { path: self.item.path.clone(), cause: no_articles("archive", &skipped) });
        }
        if self.hidden + self.other > 0 {
            log::info!("{}: {} files, {skipped}", self.item.path.display(), self.found);
        }
        Ok(())
    }
}

/// True for files that a folder would hide, and for those that macOS adds to archives.
fn is_out_of_sight(name: &Path) -> bool {
    name.ancestors().any(is_hidden) || name.starts_with("__MACOSX")
}

impl ContainerReader for ArchiveReader {
    fn next(&mut self) -> Option<BatchPart> {
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
                Err(error) => return Some(BatchPart::failed(error)),
            }
        }
    }

    fn is_over(&self) -> bool {
        self.ended && self.current.is_none()
    }

    fn at(&self) -> FilePosition {
        match self.current.as_ref().filter(|current| !current.is_over()) {
            Some(current) => FilePosition { record: self.begun - 1, offset: 0, inside: Some(Box::new(current.at())) },
            None => FilePosition::record(self.begun),
        }
    }

    fn go_to(&mut self, at: &FilePosition) -> bool {
        if !self.members.skip(at.record) {
            return false;
        }
        self.begun = at.record;
        // Earlier members were counted and reported by the interrupted run.
        self.found += usize::from(at.record > 0);
        match &at.inside {
            None => true,
            Some(inside) => self.begin().is_ok() && self.current.as_mut().is_some_and(|current| current.go_to(inside)),
        }
    }
}

struct Zip {
    archive: ZipArchive<BufReader<FileSection>>,
    next: usize,
    file: Arc<File>,
    meter: Meter,
    limits: Limits,
}

impl MemberReader for Zip {
    fn next(&mut self) -> Option<Result<ArchiveEntry, ArchiveFault>> {
        let index = self.next;
        self.next += 1;
        (index < self.archive.len()).then(|| self.member(index).map_err(ArchiveFault::Member))
    }

    fn skip(&mut self, count: u64) -> bool {
        self.next = count as usize;
        self.next <= self.archive.len()
    }
}

impl Zip {
    fn member(&mut self, index: usize) -> Result<ArchiveEntry, String> {
        let entry = self.archive.by_index_raw(index).map_err(|error| format!("member {}: {error}", index + 1))?;
        let name = PathBuf::from(String::from_utf8_lossy(entry.name_raw()).into_owned());
        if entry.is_dir() || entry.is_symlink() {
            return Ok(ArchiveEntry::NoFile);
        }
        let failed = |cause: &str| format!("{}: {cause}", name.display());
        if entry.encrypted() {
            return Err(failed("encrypted, which is not supported"));
        }
        let start = entry.data_start().ok_or_else(|| failed("the archive does not say where it is"))?;
        let end = start.saturating_add(entry.compressed_size());
        let raw = FileSection { file: Arc::clone(&self.file), at: start, end };
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
            return Err(failed(&format!("compressed with {method}, which is not supported")));
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
        Ok(ArchiveEntry::File(Member { name, size, stream: Box::new(stream) }))
    }
}

/// A section of a file. It seeks before each read, so that several can share the file.
struct FileSection {
    file: Arc<File>,
    at: u64,
    end: u64,
}

impl Read for FileSection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.end.saturating_sub(self.at).min(buffer.len() as u64) as usize;
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(&mut buffer[..left])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for FileSection {
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

/// Checks the checksum and length that the archive states.
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
                "its checksum or length is not the one in the archive",
            ));
        }
        Ok(read)
    }
}

/// The longest header of a member, in bytes: its name and pax attributes.
const MAX_HEADER: u64 = 1 << 20;

struct Tar {
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

impl Tar {
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

impl MemberReader for Tar {
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
struct Fails(Option<io::Error>);

impl Read for Fails {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
