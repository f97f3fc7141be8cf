//! Zip archives.

use super::members::{ArchiveEntry, ArchiveFault, Member, MemberReader};
use super::reader::ArchiveReader;
use crate::error::Error;
use crate::input::bytes::limits::Limits;
use crate::input::bytes::open::{Meter, Metered, limit_ratio};
use crate::input::reader::{OpenedInput, Opening};
use flate2::Crc;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use zip::CompressionMethod;
use zip::read::{Config, OwnedZipFileEntry};
use zip::result::ZipResult;
use zip::unstable::read::ZipIterable;

/// Opens a zip archive, which is copied to a temporary file if its input cannot seek.
pub(crate) fn open(input: OpenedInput<'_>) -> Opening {
    let (item, context, depth) = (input.item.clone(), Arc::clone(input.context), input.depth);
    let failed = |error: &dyn std::fmt::Display| Error::Input {
        path: item.path.clone(),
        cause: format!("cannot read the archive: {error}"),
    };
    let (file, meter) = input.into_file()?;
    let members = ZipMembers::list(file, meter, context.limits()).map_err(|error| failed(&error))?;
    ArchiveReader::start(item.clone(), context, depth, Box::new(members))
}

struct ZipMembers {
    /// After one that cannot be read, there are no more.
    entries: Vec<Result<OwnedZipFileEntry, String>>,
    next: usize,
    file: Arc<File>,
    meter: Meter,
    limits: Limits,
}

impl MemberReader for ZipMembers {
    fn next(&mut self) -> Option<Result<ArchiveEntry, ArchiveFault>> {
        let index = self.next;
        self.next += 1;
        Some(match self.entries.get(index)? {
            Ok(entry) => self.member(entry).map_err(ArchiveFault::Member),
            Err(cause) => Err(ArchiveFault::Archive(cause.clone())),
        })
    }
}

/// The content of the member called `name`, or nothing if it is longer than `limit`.
pub(crate) fn content_of(file: File, name: &str, limits: Limits, limit: usize) -> Result<Option<Vec<u8>>, String> {
    let members = ZipMembers::list(file, Meter::default(), limits).map_err(|error| error.to_string())?;
    let entry = members.entries.iter().flatten().find(|entry| entry.name_raw() == name.as_bytes());
    let Some(entry) = entry else { return Err(format!("it has no {name}")) };
    let ArchiveEntry::File(member) = members.member(entry)? else { return Err(format!("{name} is not a file")) };
    let mut content = Vec::new();
    let read = member.stream.take(limit as u64 + 1).read_to_end(&mut content);
    read.map_err(|error| error.to_string())?;
    Ok((content.len() <= limit).then_some(content))
}

impl ZipMembers {
    fn list(file: File, meter: Meter, limits: Limits) -> ZipResult<Self> {
        let file = Arc::new(file);
        let whole = BufReader::new(FileSection { file: Arc::clone(&file), at: 0, end: u64::MAX });
        // Unlike `ZipArchive`, it keeps members of the same name.
        let mut archive = ZipIterable::try_new(whole, Config::default())?;
        let entries = archive.files()?.map(|entry| entry.map(Into::into).map_err(|error| error.to_string())).collect();
        Ok(Self { entries, next: 0, file, meter, limits })
    }

    fn member(&self, entry: &OwnedZipFileEntry) -> Result<ArchiveEntry, String> {
        let name = PathBuf::from(String::from_utf8_lossy(entry.name_raw()).into_owned());
        if entry.is_dir() || entry.is_symlink() {
            return Ok(ArchiveEntry::NoFile);
        }
        let failed = |cause: &str| format!("{}: {cause}", name.display());
        if entry.encrypted() {
            return Err(failed("encrypted, which is not supported"));
        }
        let start = self.content_start(entry.header_start()).map_err(|error| failed(&error.to_string()))?;
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
        let stream = ChecksumReader {
            inner: limit_ratio(decoder, meter, self.limits),
            crc: Crc::new(),
            expected: (entry.crc32(), size),
            given: 0,
        };
        self.meter.add(entry.compressed_size());
        Ok(ArchiveEntry::File(Member { name, size, stream: Box::new(stream) }))
    }
}

impl ZipMembers {
    /// Where the content of the member starts whose local header is at `header`: behind its name and extra fields, which may
    /// be longer there than in the directory.
    fn content_start(&self, header: u64) -> io::Result<u64> {
        let mut local = [0; LOCAL_HEADER as usize];
        FileSection { file: Arc::clone(&self.file), at: header, end: u64::MAX }.read_exact(&mut local)?;
        if !local.starts_with(b"PK\x03\x04") {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is not where the archive says"));
        }
        let length = |at: usize| u64::from(u16::from_le_bytes([local[at], local[at + 1]]));
        Ok(header + LOCAL_HEADER + length(26) + length(28))
    }
}

/// Size in bytes of a local header without its name and extra fields.
const LOCAL_HEADER: u64 = 30;

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
struct ChecksumReader<R> {
    inner: R,
    crc: Crc,
    expected: (u32, u64),
    given: u64,
}

impl<R: Read> Read for ChecksumReader<R> {
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
