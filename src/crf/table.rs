//! Weights by feature key, quantized to bytes. A key's highest bits are its row; features that share a row share its weights, in
//! training as here (the hashing trick: Weinberger et al., ICML 2009), so that no row need know whose it is.

use super::hash::KEY_BITS;

/// Weights per row.
pub const LANES: usize = 4;
/// Added to a weight so that lanes never borrow from each other.
const BIAS: i32 = 128;
const EMPTY: u32 = u32::from_ne_bytes([BIAS as u8; LANES]);

/// Sums of weights while they are being added: four lanes of 16 bits, so at most 256 rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    lanes: u64,
    rows: u32,
}

impl Sum {
    /// The sum of each lane in units of the table's scale.
    #[inline]
    pub fn lanes(self) -> [i32; LANES] {
        let bias = self.rows as i32 * BIAS;
        [0, 1, 2, 3].map(|lane| (self.lanes >> (16 * lane) & 0xffff) as i32 - bias)
    }
}

/// The row of `key` in a table of `2^bits` rows.
#[inline]
pub fn row(key: u32, bits: u32) -> u32 {
    key >> (KEY_BITS - bits)
}

/// Weights of 2^[`WeightTable::bits`] rows.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightTable {
    /// What one unit of a weight is worth.
    pub scale: f32,
    bits: u32,
    rows: Vec<u32>,
}

impl WeightTable {
    /// A table of `2^bits` rows, at most as many as there are keys, with the `weights` of some of them in units of `scale`. Rows
    /// beyond the last are left out.
    pub fn new(scale: f32, bits: u32, weights: &[(u32, [i8; LANES])]) -> Self {
        let bits = bits.min(KEY_BITS);
        let mut rows = vec![EMPTY; 1 << bits];
        for (row, weights) in weights {
            if let Some(slot) = rows.get_mut(*row as usize) {
                *slot = u32::from_le_bytes(weights.map(|weight| (i32::from(weight) + BIAS) as u8));
            }
        }
        Self { scale, bits, rows }
    }

    /// The logarithm of the number of rows.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// Adds the weights of `key` to `sum`.
    #[inline]
    pub fn add(&self, key: u32, sum: &mut Sum) {
        let row = u64::from(self.rows[row(key, self.bits) as usize]);
        let spread = (row | row << 16) & 0x0000_ffff_0000_ffff;
        sum.lanes += (spread | spread << 8) & 0x00ff_00ff_00ff_00ff;
        sum.rows += 1;
    }

    /// Rows that have weights, in order: what a model file holds.
    pub fn entries(&self) -> Vec<(u32, [i8; LANES])> {
        let with_weights = (0..).zip(&self.rows).filter(|(_, row)| **row != EMPTY);
        with_weights
            .map(|(row, weights)| (row, weights.to_le_bytes().map(|byte| (i32::from(byte) - BIAS) as i8)))
            .collect()
    }
}
