//! The trie of names over token hashes, stored as one open-addressing table.
//!
//! A prefix of a name is a 64-bit hash of its token hashes. The table says of a prefix whether it is a name and whether a
//! longer one continues it. A filter in the cache answers most questions: most capitalized words begin no name, and most
//! names continue differently.

use zerocopy::little_endian::U64;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// What the table says of a prefix, in eight bytes because the table is larger than the caches: 32 bits of its hash, whether
/// a longer name continues here, and 1 + the index of the first surface that ends here. 0 is an empty slot.
#[derive(Debug, Clone, Copy, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(transparent)]
pub(super) struct TrieSlot(U64);

const LONGER: u64 = 1 << 31;

impl TrieSlot {
    fn new(prefix: u64) -> Self {
        Self((prefix >> 32 << 32).into())
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn is(self, prefix: u64) -> bool {
        (self.0.get() ^ prefix) >> 32 == 0
    }

    /// Index of the first surface that ends here.
    #[inline]
    pub(super) fn surface(self) -> Option<usize> {
        (self.0.get() & (LONGER - 1)).checked_sub(1).map(|index| index as usize)
    }

    /// A longer name continues here.
    #[inline]
    pub(super) fn longer(self) -> bool {
        self.0.get() & LONGER != 0
    }
}

/// The table and its filter, in the bytes of a compiled gazetteer. Neither is empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trie<'b> {
    pub(super) slots: &'b [TrieSlot],
    /// One bit per hash of a prefix.
    pub(super) known: &'b [U64],
}

impl Trie<'_> {
    /// False if no name begins so; mostly true if one does.
    #[inline]
    pub(super) fn may_know(&self, prefix: u64) -> bool {
        let (block, bit) = bit_of(prefix, self.known.len());
        self.known[block].get() & bit != 0
    }

    /// What is known of a prefix; an empty slot if nothing is.
    #[inline]
    pub(super) fn slot(&self, prefix: u64) -> TrieSlot {
        let mut at = place(prefix, self.slots.len());
        // Some slot is empty, except in a damaged file.
        for _ in 0..self.slots.len() {
            let slot = self.slots[at];
            if slot.is_empty() || slot.is(prefix) {
                return slot;
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
        TrieSlot::default()
    }
}

/// The low half of a hash, spread over `0..length`.
#[inline]
fn spread(hash: u64, length: usize) -> usize {
    (((hash & 0xffff_ffff) * length as u64) >> 32) as usize
}

#[inline]
fn place(prefix: u64, capacity: usize) -> usize {
    spread(prefix, capacity)
}

/// Where the bit of a prefix is in the filter.
#[inline]
fn bit_of(prefix: u64, blocks: usize) -> (usize, u64) {
    (spread(prefix, blocks), 1 << (prefix >> 32 & 63))
}

/// Blocks of 64 bits in the filter of first tokens that are not capitalized: 4 KB, which stay in the first cache.
pub(super) const LOWER_BLOCKS: usize = 512;

/// Where the bit of a token's hash is in that filter.
#[inline]
pub(super) fn lower_bit(hash: u64) -> (usize, u64) {
    ((hash >> 8) as usize & (LOWER_BLOCKS - 1), 1 << (hash >> 2 & 63))
}

/// Bits of the filter for each prefix: seven in eight unknown ones stay away from the table.
const FILTER_BITS: usize = 8;

/// The table and the filter of names, each given as its prefixes, the last of which is the whole name.
pub(super) fn build<'p, N>(names: impl Fn() -> N, prefixes: &[u64]) -> (Vec<TrieSlot>, Vec<U64>)
where
    N: Iterator<Item = &'p [u64]>,
{
    let mut different = prefixes.to_vec();
    different.sort_unstable();
    different.dedup();
    let mut known = vec![0; (different.len() * FILTER_BITS / 64).max(16)];
    for &prefix in &different {
        let (block, bit) = bit_of(prefix, known.len());
        known[block] |= bit;
    }
    // Three places in four are taken. Two prefixes that a slot cannot tell apart would hide a name; another size separates them.
    let mut capacity = (different.len() * 4 / 3).max(16);
    loop {
        if let Some(slots) = fill(capacity, names()) {
            return (slots, known.into_iter().map(U64::new).collect());
        }
        capacity += capacity / 16 + 1;
    }
}

/// The table; `None` if two prefixes would share a slot.
fn fill<'p>(capacity: usize, names: impl Iterator<Item = &'p [u64]>) -> Option<Vec<TrieSlot>> {
    let mut slots = vec![TrieSlot::default(); capacity];
    let mut owners = vec![0_u64; capacity];
    for (index, path) in names.enumerate() {
        for (step, &prefix) in path.iter().enumerate() {
            let mut at = place(prefix, capacity);
            while !slots[at].is_empty() && owners[at] != prefix {
                if slots[at].is(prefix) {
                    return None;
                }
                at = if at + 1 == capacity { 0 } else { at + 1 };
            }
            if slots[at].is_empty() {
                slots[at] = TrieSlot::new(prefix);
                owners[at] = prefix;
            }
            let so_far = slots[at].0.get();
            if step + 1 < path.len() {
                slots[at].0 = (so_far | LONGER).into();
            } else if slots[at].surface().is_none() {
                slots[at].0 = (so_far | (index as u64 + 1)).into();
            }
        }
    }
    Some(slots)
}
