//! The parts of model files: numbers in little-endian, tables of weights, transitions.

use super::table::WeightTable;
use super::{hash::KEY_BITS, lattice::Transitions};
use crate::error::{Error, Result};

/// Models are written once and read at every start: the smallest file is worth the time.
const LEVEL: i32 = 19;
/// No model is larger once unpacked; a damaged file must not ask for more memory.
const MOST_BYTES: usize = 64 << 20;

/// The bytes of a file: a magic line, then what `write` writes, compressed. `what` names it in errors.
pub(crate) fn pack(what: &str, magic: &[u8], write: impl FnOnce(&mut ModelWriter)) -> Result<Vec<u8>> {
    let mut writer = ModelWriter::default();
    write(&mut writer);
    let packed = zstd::bulk::compress(&writer.out, LEVEL)
        .map_err(|source| Error::Output { target: what.to_owned(), cause: source })?;
    Ok([magic, &packed].concat())
}

/// What `read` reads from the bytes of a file.
pub(crate) fn unpack<T>(
    what: &str,
    magic: &[u8],
    bytes: &[u8],
    read: impl FnOnce(&mut ModelReader<'_>) -> Option<T>,
) -> Result<T> {
    let bad = |cause: &str| Error::Input { path: what.into(), cause: cause.to_owned() };
    let packed = bytes.strip_prefix(magic).ok_or_else(|| bad("not a model of this version"))?;
    let body = zstd::bulk::decompress(packed, MOST_BYTES).map_err(|_| bad("damaged"))?;
    let mut reader = ModelReader { left: &body };
    let model = read(&mut reader).ok_or_else(|| bad("cut short"))?;
    if reader.left.is_empty() { Ok(model) } else { Err(bad("longer than it should be")) }
}

#[derive(Debug, Default)]
pub(crate) struct ModelWriter {
    pub(crate) out: Vec<u8>,
}

impl ModelWriter {
    pub(crate) fn u32(&mut self, value: u32) {
        self.out.extend(value.to_le_bytes());
    }

    pub(crate) fn f32(&mut self, value: f32) {
        self.out.extend(value.to_le_bytes());
    }

    pub(crate) fn u16(&mut self, value: u16) {
        self.out.extend(value.to_le_bytes());
    }

    pub(crate) fn table<const N: usize>(&mut self, table: &WeightTable<N>) {
        let entries = table.entries();
        self.f32(table.scale);
        self.u32(table.bits());
        self.u32(entries.len() as u32);
        // Keys ascend, so their differences are small.
        let mut last = 0;
        for (key, _) in &entries {
            let mut step = key - last;
            last = *key;
            while step >= 0x80 {
                self.out.push(step as u8 | 0x80);
                step >>= 7;
            }
            self.out.push(step as u8);
        }
        for lane in 0..N {
            self.out.extend(entries.iter().map(|(_, weights)| weights[lane] as u8));
        }
    }

    pub(crate) fn transitions<const L: usize>(&mut self, transitions: &Transitions<L>) {
        for &score in transitions.scores.as_flattened() {
            self.f32(score);
        }
    }
}

/// Reads the parts of a file; `None` where it is truncated or invalid.
#[derive(Debug)]
pub(crate) struct ModelReader<'b> {
    pub(crate) left: &'b [u8],
}

impl<'b> ModelReader<'b> {
    pub(crate) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, left) = self.left.split_at_checked(count)?;
        self.left = left;
        Some(taken)
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.take(4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes)
    }

    pub(crate) fn f32(&mut self) -> Option<f32> {
        self.u32().map(f32::from_bits)
    }

    pub(crate) fn u16s(&mut self, count: usize) -> Option<Vec<u16>> {
        let bytes = self.take(count.checked_mul(2)?)?;
        Some(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect())
    }

    pub(crate) fn u32s(&mut self, count: usize) -> Option<Vec<u32>> {
        let bytes = self.take(count.checked_mul(4)?)?;
        Some(bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect())
    }

    pub(crate) fn table<const N: usize>(&mut self) -> Option<WeightTable<N>> {
        let scale = self.f32()?;
        let bits = self.u32()?;
        let count = self.u32()? as usize;
        let mut entries = Vec::with_capacity(count.min(1 << 20));
        let (mut bytes, mut key) = (self.left.iter(), 0_u32);
        for _ in 0..count {
            let (mut step, mut shift) = (0_u32, 0);
            loop {
                let byte = *bytes.next()?;
                step |= u32::from(byte & 0x7f).checked_shl(shift)?;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            key = key.checked_add(step).filter(|key| key >> KEY_BITS == 0)?;
            entries.push((key, [0; N]));
        }
        self.left = bytes.as_slice();
        for lane in 0..N {
            for (entry, &byte) in entries.iter_mut().zip(self.take(count)?) {
                entry.1[lane] = byte as i8;
            }
        }
        Some(WeightTable::new(scale, bits, &entries))
    }

    pub(crate) fn transitions<const L: usize>(&mut self, allowed: [[bool; L]; L]) -> Option<Transitions<L>> {
        let mut transitions = Transitions::new(allowed);
        for score in transitions.scores.as_flattened_mut() {
            *score = self.f32()?;
        }
        Some(transitions)
    }
}
