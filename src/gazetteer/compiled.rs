//! A compiled gazetteer, opened: see [`super::format`] for its parts.
//!
//! Opening looks at the header alone. Every place that is read later is checked, so that a damaged file cannot do worse than
//! give other names; [`Compiled::verify`] compares the whole file with its checksum and rules that out too.

use super::format::{
    GazetteerHeader, GazetteerSection, HEADER, ITEMS, MAGIC, RawEntry, SECTIONS, SourceFile, Surface, TableColumns,
    header_check, read_about,
};
use super::map::map;
use super::name_rules;
use super::packed_rows::PackedRows;
use super::trie::{LOWER_BLOCKS, Trie, TrieSlot};
use crate::error::{Error, Result};
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{fs, io};
use xxhash_rust::xxh3::{Xxh3Default, xxh3_128};
use zerocopy::little_endian::{U32, U64};
use zerocopy::{FromBytes, Immutable, KnownLayout};

/// Who owns the bytes.
#[derive(Debug)]
enum GazetteerBytes {
    Embedded(&'static [u8]),
    Mapped(memmap2::Mmap),
    Owned(Vec<u8>),
}

impl std::ops::Deref for GazetteerBytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            Self::Embedded(bytes) => bytes,
            Self::Mapped(map) => map,
            Self::Owned(bytes) => bytes,
        }
    }
}

/// Compiled names, opened.
#[derive(Debug)]
pub struct Compiled {
    path: PathBuf,
    bytes: GazetteerBytes,
    /// Hash of everything after the header.
    content: u64,
    sections: [Range<usize>; SECTIONS],
    origins: Vec<SourceFile>,
    tables: Vec<TableColumns>,
    /// The rows, if they are not among the bytes.
    packed: Option<PackedRows>,
}

impl Compiled {
    /// Opens a compiled file by a memory map. Looks at its header only.
    ///
    /// # Errors
    /// A file that cannot be read, or is not a compiled gazetteer of this version of the program.
    pub fn open(path: &Path) -> Result<Self> {
        let map = fs::File::open(path).and_then(|file| map(&file)).map_err(|error| Error::io(path, error))?;
        Self::new(path, GazetteerBytes::Mapped(map))
    }

    /// Names that are built into the program, and their rows (see [`super::packed_rows`]).
    ///
    /// # Errors
    /// Bytes that are not a compiled gazetteer of this version of the program: a defect of the build.
    pub fn embedded(path: &Path, bytes: &'static [u8], rows: &'static [u8]) -> Result<Self> {
        let bad = || Error::Input { path: path.to_owned(), cause: "damaged: its rows cannot be read".to_owned() };
        let packed = PackedRows::new(rows).ok_or_else(bad)?;
        Ok(Self { packed: Some(packed), ..Self::new(path, GazetteerBytes::Embedded(bytes))? })
    }

    /// Names that were compiled just now, or read from elsewhere.
    ///
    /// # Errors
    /// Bytes that are not a compiled gazetteer of this version of the program.
    pub fn from_bytes(path: &Path, bytes: Vec<u8>) -> Result<Self> {
        Self::new(path, GazetteerBytes::Owned(bytes))
    }

    fn new(path: &Path, bytes: GazetteerBytes) -> Result<Self> {
        let bad = |cause: &str| Error::Input { path: path.to_owned(), cause: cause.to_owned() };
        if !bytes.starts_with(&MAGIC) {
            return Err(bad("not a compiled gazetteer of this version of whosaid; compile its sources again"));
        }
        let (header, content) = GazetteerHeader::read_from_prefix(&bytes)
            .map_err(|_| bad("damaged: the header is incomplete; compile it again"))?;
        if header.check.get() != header_check(&header) {
            return Err(bad("damaged: the header does not match its checksum; compile it again"));
        }
        if header.rules.get() != name_rules::key() {
            return Err(bad("compiled by another version of whosaid; compile its sources again"));
        }
        let mut sections: [Range<usize>; SECTIONS] = Default::default();
        let mut at = HEADER;
        for ((section, length), item) in sections.iter_mut().zip(header.sections).zip(ITEMS) {
            let length = usize::try_from(length.get()).ok().filter(|length| length % item == 0);
            let end = length.and_then(|length| at.checked_add(length)).filter(|&end| end <= bytes.len());
            *section =
                at..end.ok_or_else(|| bad("damaged: the file is shorter than its header says; compile it again"))?;
            at = section.end;
        }
        let lengths = |section: GazetteerSection| sections[section as usize].len() / ITEMS[section as usize];
        if at != HEADER + content.len()
            || lengths(GazetteerSection::Lower) != LOWER_BLOCKS
            || lengths(GazetteerSection::Keys) != lengths(GazetteerSection::Surfaces)
            || lengths(GazetteerSection::Ids) != lengths(GazetteerSection::Entries)
            || lengths(GazetteerSection::Owners) != lengths(GazetteerSection::Entries)
            || lengths(GazetteerSection::Slots) == 0
            || lengths(GazetteerSection::Known) == 0
        {
            return Err(bad("damaged: its parts are inconsistent; compile it again"));
        }
        let about = std::str::from_utf8(&bytes[sections[GazetteerSection::About as usize].clone()]).ok();
        let (origins, tables) =
            about.and_then(read_about).ok_or_else(|| bad("damaged: its description cannot be read"))?;
        Ok(Self {
            path: path.to_owned(),
            bytes,
            content: header.content.get(),
            sections,
            origins,
            tables,
            packed: None,
        })
    }

    /// Compares everything with the checksum: takes about a millisecond for ten megabytes.
    ///
    /// # Errors
    /// Bytes that are not those that were compiled.
    pub fn verify(&self) -> Result<()> {
        let after = self.sections[GazetteerSection::Rows as usize].end;
        let mut content = Xxh3Default::new();
        content.update(&self.bytes[HEADER..after]);
        self.packed.iter().flat_map(PackedRows::all).for_each(|rows| content.update(rows));
        content.update(&self.bytes[after..]);
        if content.digest() == self.content {
            return Ok(());
        }
        let cause = "damaged: it does not match its checksum; compile it again".to_owned();
        Err(Error::Input { path: self.path.clone(), cause })
    }

    /// Compares the sources, as far as they can still be found, with those that were compiled. A relative path is looked for
    /// beside the compiled file.
    ///
    /// # Errors
    /// A source that has changed since, or that is there and cannot be read.
    pub fn check_origins(&self) -> Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        for origin in &self.origins {
            let path = folder.join(&origin.path);
            let changed = match fs::File::open(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(Error::io(path, error)),
                Ok(file) => {
                    let size = file.metadata().map_err(|error| Error::io(&path, error))?.len();
                    size != origin.size
                        || size > 0 && xxh3_128(&map(&file).map_err(|error| Error::io(&path, error))?) != origin.hash
                }
            };
            if changed {
                let cause = format!("{} has changed since it was compiled; compile it again", path.display());
                return Err(Error::Input { path: self.path.clone(), cause });
            }
        }
        Ok(())
    }

    /// The hash of its names and rows.
    pub fn hash(&self) -> u64 {
        self.content
    }

    /// The file, as it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it was compiled from.
    pub fn origins(&self) -> &[SourceFile] {
        &self.origins
    }

    /// Number of entities.
    pub fn entities(&self) -> usize {
        self.entries().len()
    }

    /// Number of names.
    pub fn names(&self) -> usize {
        self.surfaces().len()
    }

    #[inline]
    fn items<T: FromBytes + Immutable>(&self, section: GazetteerSection) -> &[T]
    where
        [T]: KnownLayout + FromBytes + Immutable,
    {
        // The sections were measured when the file was opened, so this cannot be empty for another reason than that it is.
        <[T]>::ref_from_bytes(&self.bytes[self.sections[section as usize].clone()]).unwrap_or_default()
    }

    pub(super) fn entries(&self) -> &[RawEntry] {
        self.items(GazetteerSection::Entries)
    }

    pub(super) fn surfaces(&self) -> &[Surface] {
        self.items(GazetteerSection::Surfaces)
    }

    pub(super) fn keys(&self) -> &[U64] {
        self.items(GazetteerSection::Keys)
    }

    pub(super) fn ids(&self) -> &[U64] {
        self.items(GazetteerSection::Ids)
    }

    pub(super) fn owners(&self) -> &[U32] {
        self.items(GazetteerSection::Owners)
    }

    pub(super) fn lower(&self) -> &[U64] {
        self.items(GazetteerSection::Lower)
    }

    #[inline]
    pub(super) fn trie(&self) -> Trie<'_> {
        Trie { slots: self.items::<TrieSlot>(GazetteerSection::Slots), known: self.items(GazetteerSection::Known) }
    }

    /// A stretch of the rows; empty if it is none.
    #[inline]
    pub(super) fn text(&self, place: Range<usize>) -> &str {
        std::str::from_utf8(self.raw(place)).unwrap_or_default()
    }

    /// The bytes of a stretch of the rows; none if it is none.
    #[inline]
    pub(super) fn raw(&self, place: Range<usize>) -> &[u8] {
        let found = match &self.packed {
            Some(packed) => packed.get(place),
            None => self.bytes[self.sections[GazetteerSection::Rows as usize].clone()].get(place),
        };
        found.unwrap_or_default()
    }

    /// The row of an entity and the columns that it has.
    pub(super) fn row(&self, entry: RawEntry) -> Option<(&[u8], &TableColumns)> {
        let start = entry.start.get() as usize;
        let row = self.raw(start..start + entry.length.get() as usize);
        Some((row, self.tables.get(usize::from(entry.table.get()))?))
    }
}

/// Writes compiled bytes to a file, by renaming a new one: whoever has the old one mapped keeps it.
///
/// # Errors
/// A file that cannot be written.
pub fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        // As any other file that the user makes: the umask takes off what it should.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| Error::output(path.display(), error))
}
