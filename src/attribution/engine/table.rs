//! Weights by feature key, quantised to bytes and laid out for the cache: a key's high bits choose a bucket of eight, one
//! 64-bit word holds the low bits of its eight keys, and only a key that is there touches the weights.

use super::hash::KEY_BITS;

/// Weights per key.
pub const LANES: usize = 4;
const SLOTS: usize = 8;
const BUCKET_BITS: u32 = KEY_BITS - 8;
/// Added to a weight so that lanes never borrow from each other.
const BIAS: i32 = 128;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x80 * ONES;

/// Sums of weights while they are being added: four lanes of 16 bits, so at most 256 rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    lanes: u64,
    rows: u32,
}

impl Sum {
    /// Adds another sum.
    #[inline]
    pub fn add(&mut self, other: Self) {
        self.lanes += other.lanes;
        self.rows += other.rows;
    }

    /// The sum of each lane in units of the table's scale.
    #[inline]
    #[must_use]
    pub fn lanes(self) -> [i32; LANES] {
        let bias = self.rows as i32 * BIAS;
        [0, 1, 2, 3].map(|lane| (self.lanes >> (16 * lane) & 0xffff) as i32 - bias)
    }
}

/// Weights of up to 2¹⁹ keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What one unit of a weight is worth.
    pub scale: f32,
    tags: Vec<u64>,
    /// Row 0 is all zeros, for keys that are not there.
    rows: Vec<u32>,
}

impl Table {
    /// A table of `weights`, which are in units of `scale` and sorted by falling importance: where a bucket is full, what
    /// comes later is left out.
    #[must_use]
    pub fn new(scale: f32, weights: &[(u32, [i8; LANES])]) -> Self {
        let mut tags = vec![0; 1 << BUCKET_BITS];
        let mut rows = vec![u32::from_ne_bytes([BIAS as u8; 4]); (SLOTS << BUCKET_BITS) + 1];
        let mut filled = vec![0; 1 << BUCKET_BITS];
        for (key, weights) in weights {
            let bucket = (key >> 8) as usize;
            let slot = filled[bucket];
            if slot < SLOTS {
                filled[bucket] += 1;
                tags[bucket] |= u64::from(key & 0xff) << (8 * slot);
                rows[bucket * SLOTS + slot + 1] = u32::from_le_bytes(weights.map(|w| (i32::from(w) + BIAS) as u8));
            }
        }
        Self { scale, tags, rows }
    }

    /// Adds the weights of `key` to `sum`.
    #[inline]
    pub fn add(&self, key: u32, sum: &mut Sum) {
        let bucket = (key >> 8) as usize;
        let differences = self.tags[bucket] ^ (u64::from(key & 0xff) * ONES);
        let equal = differences.wrapping_sub(ONES) & !differences & HIGHS;
        let slot = bucket * SLOTS + (equal.trailing_zeros() / 8) as usize + 1;
        let row = u64::from(self.rows[if equal == 0 { 0 } else { slot }]);
        let spread = (row | row << 16) & 0x0000_ffff_0000_ffff;
        sum.lanes += (spread | spread << 8) & 0x00ff_00ff_00ff_00ff;
        sum.rows += 1;
    }

    /// Keys and weights, by key: what a model file holds.
    #[must_use]
    pub fn entries(&self) -> Vec<(u32, [i8; LANES])> {
        let empty = self.rows[0];
        let mut entries = Vec::new();
        for (bucket, tags) in self.tags.iter().enumerate() {
            for slot in 0..SLOTS {
                let row = self.rows[bucket * SLOTS + slot + 1];
                if row != empty {
                    let key = (bucket as u32) << 8 | (tags >> (8 * slot) & 0xff) as u32;
                    entries.push((key, row.to_le_bytes().map(|byte| (i32::from(byte) - BIAS) as i8)));
                }
            }
        }
        entries.sort_unstable();
        entries
    }
}
