//! Sets of word tokens, as sorted numbers.

/// Which word tokens a role covers. Ids below 2³¹ are indices of words, the others are byte offsets of single
/// characters, for roles made of punctuation alone (a cue that is a colon).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct TokenSet(Vec<u32>);

impl TokenSet {
    /// Added to the byte offset of a character that is not in a word. No annotated text is that long.
    pub(super) const MARK: u32 = 1 << 31;

    /// The set of `ids`, given in any order.
    pub(super) fn from_ids(mut ids: Vec<u32>) -> Self {
        ids.sort_unstable();
        ids.dedup();
        Self(ids)
    }

    /// The ids in ascending order.
    pub fn ids(&self) -> &[u32] {
        &self.0
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if no token is covered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of tokens in both.
    pub fn shared(&self, other: &Self) -> usize {
        let (mut a, mut b) = (self.0.as_slice(), other.0.as_slice());
        // Most pairs of a document do not overlap.
        if a.last() < b.first() || b.last() < a.first() {
            return 0;
        }
        let mut shared = 0;
        while let (Some(x), Some(y)) = (a.first(), b.first()) {
            shared += usize::from(x == y);
            (a, b) = (&a[usize::from(x <= y)..], &b[usize::from(y <= x)..]);
        }
        shared
    }

    /// True if at least one token is in both.
    pub fn meets(&self, other: &Self) -> bool {
        self.shared(other) > 0
    }

    /// Jaccard index: shared tokens over all tokens; 1 for two empty sets.
    pub fn jaccard(&self, other: &Self) -> f64 {
        let shared = self.shared(other);
        let all = self.len() + other.len() - shared;
        if all == 0 { 1.0 } else { shared as f64 / all as f64 }
    }

    /// Dice coefficient: twice the shared tokens over the sum of both; 1 for two empty sets.
    pub fn dice(&self, other: &Self) -> f64 {
        let sum = self.len() + other.len();
        if sum == 0 { 1.0 } else { (2 * self.shared(other)) as f64 / sum as f64 }
    }

    pub(super) fn union<'a>(sets: impl IntoIterator<Item = &'a Self>) -> Self {
        Self::from_ids(sets.into_iter().flat_map(|set| set.0.iter().copied()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_arithmetic_by_hand() {
        let a = TokenSet::from_ids(vec![3, 1, 2, 3]);
        let b = TokenSet::from_ids(vec![2, 3, 4, 9]);
        assert_eq!(a.ids(), [1, 2, 3]);
        assert_eq!(a.shared(&b), 2);
        assert!((a.jaccard(&b) - 2.0 / 5.0).abs() < 1e-12);
        assert!((a.dice(&b) - 4.0 / 7.0).abs() < 1e-12);
        assert_eq!(TokenSet::union([&a, &b]).ids(), [1, 2, 3, 4, 9]);
    }

    #[test]
    fn empty_sets() {
        let (none, one) = (TokenSet::default(), TokenSet::from_ids(vec![7]));
        assert!(!none.meets(&one) && !none.meets(&none));
        assert!((none.jaccard(&none) - 1.0).abs() < 1e-12 && none.jaccard(&one) == 0.0);
        assert!((none.dice(&none) - 1.0).abs() < 1e-12 && none.dice(&one) == 0.0);
    }
}
