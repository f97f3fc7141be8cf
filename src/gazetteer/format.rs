//! The compiled form of a gazetteer: one stretch of bytes that is used where it lies, in a mapped file or in the program
//! itself. [`super::compile`](mod@super::compile) writes it, [`super::compiled`] opens it.
//!
//! All numbers are little-endian and need no alignment. A header of fixed size is followed by the sections, in this order:
//!
//! | section | holds |
//! |---|---|
//! | about | text: a line for each source (size, hash, path) and for each table (names of its columns), tab-separated |
//! | rows | text: the rows of the sources as they are written; names and cells are slices of it |
//! | entries | the place of each entity's row, its table, kind, gender and weight |
//! | surfaces | the names: place in the rows, entity, how it refers; ordered by key, spelling, entity |
//! | keys | the hash of each surface, ascending: finds the names that two layers share |
//! | ids, owners | hashes of the entities' ids, ascending, and whose they are |
//! | slots | the trie (see [`super::trie`]) |
//! | known | its filter |
//! | lower | the filter of first tokens that are not capitalized |

use super::name_rules::{self, AmbiguityRule};
use super::trie::TrieSlot;
use crate::document::{EntityKind, EntryId, Gender, MentionForm};
use crate::error::{Error, Result};
use std::ops::Range;
use std::path::PathBuf;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};
use zerocopy::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// The first bytes of every compiled gazetteer. The number changes with every change of the format, of the tokenizer or of
/// a hash.
pub(super) const MAGIC: [u8; 16] = *b"whosaid-names/3\n";

#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub(super) struct GazetteerHeader {
    magic: [u8; 16],
    /// [`name_rules::key`] of the program that compiled it.
    pub(super) rules: U64,
    /// Hash of everything after the header.
    pub(super) content: U64,
    /// Length of each section in bytes.
    pub(super) sections: [U64; SECTIONS],
    /// Hash of the header up to here.
    pub(super) check: U64,
}

/// Bytes of the header.
pub(super) const HEADER: usize = size_of::<GazetteerHeader>();
/// Number of sections.
pub(super) const SECTIONS: usize = 10;
/// Size of one item of each section.
pub(super) const ITEMS: [usize; SECTIONS] = [1, 1, size_of::<RawEntry>(), size_of::<Surface>(), 8, 8, 4, 8, 8, 8];

/// Index of each section.
#[derive(Debug, Clone, Copy)]
pub(super) enum GazetteerSection {
    About,
    Rows,
    Entries,
    Surfaces,
    Keys,
    Ids,
    Owners,
    Slots,
    Known,
    Lower,
}

impl GazetteerHeader {
    /// The header of the same gazetteer with its rows elsewhere; `content` is the hash of the whole.
    pub(super) fn without_rows(mut self, content: u64) -> Self {
        self.content = content.into();
        self.sections[GazetteerSection::Rows as usize] = 0.into();
        self.check = header_check(&self).into();
        self
    }
}

impl EntryId {
    /// Stands for a place that is not a state: its name blocks a shorter one inside it ("Lake Chad").
    pub const PLACE: Self = Self(u32::MAX);
}

/// The place of an entity's row, and what is asked for most often.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub(super) struct RawEntry {
    /// First byte of the row in the rows.
    pub(super) start: U32,
    /// Its length in bytes.
    pub(super) length: U32,
    /// The table whose columns it has.
    pub(super) table: U16,
    /// Kind, gender and weight; see the methods.
    pub(super) bits: U16,
}

/// One way to write an entity's name.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct Surface {
    /// First byte of the name in the rows of its layer.
    pub(super) start: U32,
    pub(super) entry: U32,
    /// In bytes.
    pub(super) length: U16,
    /// Kind, form, exactness, rule, and its layer; see the methods.
    pub(super) bits: U16,
}

const KINDS: [EntityKind; 3] = [EntityKind::Person, EntityKind::State, EntityKind::Organization];
const FORMS: [MentionForm; 4] = [MentionForm::Name, MentionForm::Alias, MentionForm::Demonym, MentionForm::Metonym];
const GENDERS: [Gender; 3] = [Gender::Unknown, Gender::Female, Gender::Male];
/// Bits of a surface that number its layer.
const LAYER: u32 = 9;
/// More layers are refused.
pub(super) const MOST_LAYERS: usize = 1 << (16 - LAYER);

fn number<T: PartialEq>(all: &[T], one: &T) -> u16 {
    all.iter().position(|other| other == one).unwrap_or(0) as u16
}

impl RawEntry {
    pub(super) fn new(row: Range<usize>, table: usize, kind: EntityKind, gender: Gender, weight: u8) -> Self {
        Self {
            start: (row.start as u32).into(),
            length: (row.len() as u32).into(),
            table: (table as u16).into(),
            bits: (number(&KINDS, &kind) | number(&GENDERS, &gender) << 2 | u16::from(weight) << 4).into(),
        }
    }

    pub(super) fn kind(self) -> EntityKind {
        KINDS.get(usize::from(self.bits.get() & 3)).copied().unwrap_or(EntityKind::Person)
    }

    pub(super) fn gender(self) -> Gender {
        GENDERS.get(usize::from(self.bits.get() >> 2 & 3)).copied().unwrap_or_default()
    }

    pub(super) fn weight(self) -> u8 {
        (self.bits.get() >> 4) as u8
    }
}

impl Surface {
    pub(super) fn new(
        name: Range<usize>,
        entry: EntryId,
        kind: EntityKind,
        form: MentionForm,
        exact: bool,
        rule: Option<AmbiguityRule>,
    ) -> Self {
        let rule = rule.map_or(0, |rule| 1 + number(AmbiguityRule::ALL, &rule));
        let bits = number(&KINDS, &kind) | number(&FORMS, &form) << 2 | u16::from(exact) << 5 | rule << 6;
        Self {
            start: (name.start as u32).into(),
            entry: entry.0.into(),
            length: (name.len() as u16).into(),
            bits: bits.into(),
        }
    }

    /// Whose name it is.
    #[inline]
    pub fn entry(&self) -> EntryId {
        EntryId(self.entry.get())
    }

    /// What it names.
    #[inline]
    pub fn kind(&self) -> EntityKind {
        KINDS.get(usize::from(self.bits.get() & 3)).copied().unwrap_or(EntityKind::Person)
    }

    /// How it refers.
    #[inline]
    pub fn form(&self) -> MentionForm {
        FORMS.get(usize::from(self.bits.get() >> 2 & 7)).copied().unwrap_or(MentionForm::Name)
    }

    /// Letter case must agree even where the text is set in capitals: acronyms.
    #[inline]
    pub fn exact(&self) -> bool {
        self.bits.get() >> 5 & 1 == 1
    }

    /// What to do about a collision with something else.
    #[inline]
    pub fn rule(&self) -> Option<AmbiguityRule> {
        AmbiguityRule::ALL.get(usize::from(self.bits.get() >> 6 & 7).wrapping_sub(1)).copied()
    }

    pub(super) fn layer(&self) -> usize {
        usize::from(self.bits.get() >> LAYER)
    }

    /// The same surface in a gazetteer of several layers.
    pub(super) fn in_layer(self, layer: usize, entry: EntryId) -> Self {
        let bits = self.bits.get() & ((1 << LAYER) - 1) | (layer as u16) << LAYER;
        Self { entry: entry.0.into(), bits: bits.into(), ..self }
    }

    pub(super) fn place(&self) -> Range<usize> {
        let start = self.start.get() as usize;
        start..start + usize::from(self.length.get())
    }
}

/// A file that names were compiled from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// As written, below the folder of the compiled file where it can be.
    pub path: PathBuf,
    /// In bytes.
    pub size: u64,
    /// XXH3, 128 bits.
    pub hash: u128,
}

impl SourceFile {
    /// The origin of names that were read from these bytes.
    pub fn new(path: impl Into<PathBuf>, bytes: &[u8]) -> Self {
        Self { path: path.into(), size: bytes.len() as u64, hash: xxh3_128(bytes) }
    }
}

/// The columns of the rows of one source.
#[derive(Debug, Clone)]
pub(super) struct TableColumns {
    names: Vec<String>,
    pub(super) id: usize,
    pub(super) canonical: usize,
    pub(super) roles: Option<usize>,
    pub(super) state: Option<usize>,
}

impl TableColumns {
    pub(super) const NONE: Self = Self { names: Vec::new(), id: 0, canonical: 0, roles: None, state: None };

    fn new<'c>(names: impl Iterator<Item = &'c str>) -> Option<Self> {
        let names: Vec<String> = names.map(str::to_owned).collect();
        let find = |name: &str| names.iter().position(|column| column == name);
        Some(Self { id: find("id")?, canonical: find("canonical")?, roles: find("roles"), state: find("state"), names })
    }

    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|column| column == name)
    }
}

/// Hash of the header up to its last number.
pub(super) fn header_check(header: &GazetteerHeader) -> u64 {
    xxh3_64(&header.as_bytes()[..HEADER - 8])
}

/// What a compiled gazetteer is put together from; each as in the table above.
pub(super) struct GazetteerParts<'p> {
    pub(super) about: String,
    pub(super) rows: String,
    pub(super) entries: &'p [RawEntry],
    pub(super) surfaces: &'p [Surface],
    pub(super) keys: &'p [U64],
    pub(super) ids: &'p [U64],
    pub(super) owners: &'p [U32],
    pub(super) slots: &'p [TrieSlot],
    pub(super) known: &'p [U64],
    pub(super) lower: &'p [U64],
}

impl GazetteerParts<'_> {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let sections: [&[u8]; SECTIONS] = [
            self.about.as_bytes(),
            self.rows.as_bytes(),
            self.entries.as_bytes(),
            self.surfaces.as_bytes(),
            self.keys.as_bytes(),
            self.ids.as_bytes(),
            self.owners.as_bytes(),
            self.slots.as_bytes(),
            self.known.as_bytes(),
            self.lower.as_bytes(),
        ];
        let mut bytes = Vec::with_capacity(HEADER + sections.iter().map(|section| section.len()).sum::<usize>());
        bytes.resize(HEADER, 0);
        for section in sections {
            bytes.extend_from_slice(section);
        }
        let mut header = GazetteerHeader {
            magic: MAGIC,
            rules: name_rules::key().into(),
            content: xxh3_64(&bytes[HEADER..]).into(),
            sections: sections.map(|section| (section.len() as u64).into()),
            check: 0.into(),
        };
        header.check = header_check(&header).into();
        bytes[..HEADER].copy_from_slice(header.as_bytes());
        bytes
    }
}

/// The lines of the section "about".
pub(super) fn about<'a>(origins: impl Iterator<Item = &'a SourceFile>, tables: &[Vec<&str>]) -> Result<String> {
    let mut lines = String::new();
    for SourceFile { path, size, hash } in origins {
        let name = path.to_str().filter(|name| !name.contains(['\n', '\t'])).ok_or_else(|| {
            let cause = "unsupported file name: it is not UTF-8, or contains a tab or a line break".to_owned();
            Error::Input { path: path.clone(), cause }
        })?;
        lines.extend(["source\t", &size.to_string(), "\t", &format!("{hash:032x}"), "\t", name, "\n"]);
    }
    for columns in tables {
        lines.extend(["table\t", &columns.join("\t"), "\n"]);
    }
    Ok(lines)
}

/// Reads what [`about`] wrote; `None` if it did not.
pub(super) fn read_about(about: &str) -> Option<(Vec<SourceFile>, Vec<TableColumns>)> {
    let (mut origins, mut tables) = (Vec::new(), Vec::new());
    for line in about.lines() {
        let mut cells = line.split('\t');
        match cells.next()? {
            "source" => {
                let [size, hash, path] = [cells.next()?, cells.next()?, cells.next()?];
                let (size, hash) = (size.parse().ok()?, u128::from_str_radix(hash, 16).ok()?);
                origins.push(SourceFile { path: path.into(), size, hash });
            }
            "table" => tables.push(TableColumns::new(cells)?),
            _ => return None,
        }
    }
    Some((origins, tables))
}
