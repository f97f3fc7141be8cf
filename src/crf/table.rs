//! Weights by feature key, quantized to bytes. A key's highest bits are its row; features that share a row share its weights, in
//! training as here (the hashing trick: Weinberger et al., ICML 2009), so that no row need know whose it is.

use super::hash::KEY_BITS;

/// Most weights that a row has.
pub const LANES: usize = 4;

/// Sums of weights while they are being added, in units of the table's scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum<const N: usize = LANES>(pub [i32; N]);

impl<const N: usize> Default for Sum<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

impl<const N: usize> Sum<N> {
    /// The sum of each lane in units of the table's scale.
    #[inline]
    pub fn lanes(self) -> [i32; N] {
        self.0
    }
}

/// The row of `key` in a table of `2^bits` rows.
#[inline]
pub fn row(key: u32, bits: u32) -> u32 {
    key >> (KEY_BITS - bits)
}

/// Weights of 2^[`WeightTable::bits`] rows of `N` weights each: no wider than its labels need, so that more of it is in the cache.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightTable<const N: usize = LANES> {
    /// What one unit of a weight is worth.
    pub scale: f32,
    bits: u32,
    rows: Vec<[i8; N]>,
}

impl<const N: usize> WeightTable<N> {
    /// A table of `2^bits` rows, at most as many as there are keys, with the `weights` of some of them in units of `scale`. Rows
    /// beyond the last are left out.
    pub fn new(scale: f32, bits: u32, weights: &[(u32, [i8; N])]) -> Self {
        let bits = bits.min(KEY_BITS);
        let mut rows = vec![[0; N]; 1 << bits];
        for (row, weights) in weights {
            if let Some(slot) = rows.get_mut(*row as usize) {
                *slot = *weights;
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
    pub fn add(&self, key: u32, sum: &mut Sum<N>) {
        for (lane, weight) in sum.0.iter_mut().zip(self.rows[row(key, self.bits) as usize]) {
            *lane += i32::from(weight);
        }
    }

    /// Rows that have weights, in order: what a model file holds.
    pub fn entries(&self) -> Vec<(u32, [i8; N])> {
        let with_weights = (0..).zip(&self.rows).filter(|(_, row)| **row != [0; N]);
        with_weights.map(|(row, weights)| (row, *weights)).collect()
    }
}
