//! The rows of the built-in entities, in frames of zstd. A frame is unpacked when a row of it is first asked for.
//!
//! Rows are three fifths of a compiled gazetteer, and pack to a quarter; most runs ask for few of them. A frame stays unpacked as
//! long as the gazetteer lives, because rows are borrowed: in the worst case, all rows (15 MB) are in memory once for all threads.
//! Gazetteers in files are not packed: they are mapped, so that processes share them.
//!
//! The build script packs. Its output is the compiled gazetteer without its rows, and beside it the rows: the number of frames plus
//! one; then for each frame its first byte among the rows and among the packed bytes, and the end of both; then the frames. Numbers
//! are little-endian, of four bytes.

use super::format::{GazetteerHeader, GazetteerSection, HEADER, RawEntry, Surface};
use crate::document::EntryId;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::OnceLock;
use xxhash_rust::xxh3::xxh3_64;
use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// A frame holds the rows that begin in one stretch of this many bytes. With larger ones the rows pack a tenth better, but one row
/// costs more.
const STRETCH: usize = 16 << 10;

/// Of zstd.
const LEVEL: i32 = 9;

#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct FrameStart {
    /// First byte among the rows.
    row: U32,
    /// First byte among the packed bytes.
    packed: U32,
}

/// Rows that are unpacked when they are needed.
#[derive(Debug)]
pub(super) struct PackedRows {
    /// One more than frames.
    starts: &'static [FrameStart],
    packed: &'static [u8],
    frames: Box<[OnceLock<Box<[u8]>>]>,
}

impl PackedRows {
    /// Opens what [`pack`] wrote; `None` if it did not.
    pub(super) fn new(bytes: &'static [u8]) -> Option<Self> {
        let (count, rest) = U32::ref_from_prefix(bytes).ok()?;
        let (starts, packed) = <[FrameStart]>::ref_from_prefix_with_elems(rest, count.get() as usize).ok()?;
        let frames = starts.len().checked_sub(1)?;
        Some(Self { starts, packed, frames: (0..frames).map(|_| OnceLock::new()).collect() })
    }

    /// A stretch of bytes inside a row; `None` if it is none.
    #[inline]
    pub(super) fn get(&self, place: Range<usize>) -> Option<&[u8]> {
        let start = |frame: usize| self.starts.get(frame).map(|start| start.row.get() as usize);
        // No row is longer than a stretch: what is inside one may lie in the stretch after that in which the row begins.
        let mut frame = place.start / STRETCH;
        if start(frame)? > place.start {
            frame = frame.checked_sub(1)?;
        }
        let from = start(frame)?;
        let rows = self.frames.get(frame)?.get_or_init(|| self.unpack(frame));
        rows.get(place.start.checked_sub(from)?..place.end.checked_sub(from)?)
    }

    /// The rows of a frame; none if it is damaged, which a build rules out.
    #[cold]
    fn unpack(&self, frame: usize) -> Box<[u8]> {
        let unpacked = || {
            let [from, to] = self.starts.get(frame..frame + 2)? else { return None };
            let packed = self.packed.get(from.packed.get() as usize..to.packed.get() as usize)?;
            zstd::bulk::decompress(packed, to.row.get().checked_sub(from.row.get())? as usize).ok()
        };
        unpacked().unwrap_or_default().into_boxed_slice()
    }

    /// All rows, frame after frame.
    pub(super) fn all(&self) -> impl Iterator<Item = &[u8]> {
        self.frames.iter().enumerate().map(|(number, frame)| &**frame.get_or_init(|| self.unpack(number)))
    }
}

/// Takes a compiled gazetteer apart: itself without its rows, and its rows, packed. The rows of those whom news names most come
/// first, so that most runs unpack few frames.
///
/// # Errors
/// Bytes that were not compiled, a row of more than 16 KB, or what zstd reports.
pub fn pack(compiled: &[u8]) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let bad = |cause: &str| io::Error::new(io::ErrorKind::InvalidData, cause.to_owned());
    let (header, _) = GazetteerHeader::read_from_prefix(compiled).map_err(|_| bad("the header is incomplete"))?;
    let mut at = HEADER;
    let sections = header.sections.map(|length| {
        let section = compiled.get(at..at + length.get() as usize).unwrap_or_default();
        at += length.get() as usize;
        section
    });
    let section = |section: GazetteerSection| sections[section as usize];
    let (about, rows) = (section(GazetteerSection::About), section(GazetteerSection::Rows));
    let entries = <[RawEntry]>::ref_from_bytes(section(GazetteerSection::Entries)).map_err(|_| bad("no entries"))?;
    let surfaces = <[Surface]>::ref_from_bytes(section(GazetteerSection::Surfaces)).map_err(|_| bad("no names"))?;

    // Places have no rows, only names.
    let places = surfaces.iter().filter(|surface| surface.entry() == EntryId::PLACE);
    let mut starts: BTreeMap<usize, u8> = places.map(|place| (place.place().start, 0)).collect();
    starts.extend(entries.iter().map(|entry| (entry.start.get() as usize, entry.weight())));
    let ends = starts.keys().skip(1).copied().chain([rows.len()]);
    let mut pieces: Vec<(Range<usize>, u8)> =
        starts.iter().zip(ends).map(|((&from, &weight), to)| (from..to, weight)).collect();
    pieces.sort_by_key(|&(_, weight)| Reverse(weight));
    if pieces.iter().any(|(piece, _)| piece.len() > STRETCH) {
        return Err(bad("a row is too long to be packed"));
    }
    let mut moved = BTreeMap::new();
    let mut arranged: Vec<u8> = Vec::with_capacity(rows.len());
    for (piece, _) in pieces {
        moved.insert(piece.start, arranged.len());
        arranged.extend_from_slice(&rows[piece]);
    }
    let place = |old: U32| {
        let before = moved.range(..=old.get() as usize).next_back();
        before.map_or(old, |(&from, &to)| U32::new((to + old.get() as usize - from) as u32))
    };
    let entries: Vec<_> = entries.iter().map(|entry| RawEntry { start: place(entry.start), ..*entry }).collect();
    let surfaces: Vec<_> = surfaces.iter().map(|name| Surface { start: place(name.start), ..*name }).collect();
    let rest =
        [entries.as_bytes(), surfaces.as_bytes(), &sections[GazetteerSection::Keys as usize..].concat()].concat();

    let mut cuts: Vec<usize> = moved.into_values().collect();
    cuts.sort_unstable();
    cuts.dedup_by_key(|cut| *cut / STRETCH);
    cuts.push(arranged.len());
    let mut compressor = zstd::bulk::Compressor::new(LEVEL)?;
    let (mut starts, mut frames) = (Vec::with_capacity(cuts.len()), Vec::new());
    for frame in cuts.windows(2) {
        starts.push(FrameStart { row: (frame[0] as u32).into(), packed: (frames.len() as u32).into() });
        frames.extend(compressor.compress(&arranged[frame[0]..frame[1]])?);
    }
    starts.push(FrameStart { row: (arranged.len() as u32).into(), packed: (frames.len() as u32).into() });

    let header = header.without_rows(xxh3_64(&[about, &arranged, &rest].concat()));
    let names = [header.as_bytes(), about, &rest].concat();
    Ok((names, [U32::new(starts.len() as u32).as_bytes(), starts.as_bytes(), &frames].concat()))
}
