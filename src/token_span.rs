//! A place in a document counted in tokens, as [`crate::span::Span`] is one counted in bytes.

use std::ops::Range;

/// A run of tokens of one document.
///
/// Unit: indices into [`crate::document::Document::tokens`], half-open (`start..end`), `start <= end`. Kept in half the room
/// of a `Range<usize>`, and handed out as `usize`, which is what tokens are indexed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TokenSpan {
    start: u32,
    end: u32,
}

impl TokenSpan {
    /// The tokens `start..end`. A text has fewer tokens than bytes, so that 32 bits are enough.
    #[inline]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "tokens {start}..{end} run backwards");
        Self { start: start as u32, end: end as u32 }
    }

    /// The token at `index` alone.
    #[inline]
    pub fn one(index: usize) -> Self {
        Self::new(index, index + 1)
    }

    /// Index of the first token.
    #[inline]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the index of the last token.
    #[inline]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// As a range, to slice a layer that is parallel to the tokens.
    #[inline]
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Number of tokens.
    #[inline]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True if there is no token in it.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// True if the token at `index` is in it.
    #[inline]
    pub fn contains(self, index: usize) -> bool {
        self.range().contains(&index)
    }

    /// The same run, up to another end.
    #[inline]
    pub fn with_end(self, end: usize) -> Self {
        Self::new(self.start(), end)
    }

    /// True if at least one token is in both.
    #[inline]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl From<Range<usize>> for TokenSpan {
    #[inline]
    fn from(tokens: Range<usize>) -> Self {
        Self::new(tokens.start, tokens.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_open() {
        let tokens = TokenSpan::new(3, 5);
        assert!(tokens.contains(3) && tokens.contains(4) && !tokens.contains(5) && !tokens.contains(2));
        assert_eq!((tokens.len(), tokens.range(), TokenSpan::from(3..5)), (2, 3..5, tokens));
        assert!(!tokens.overlaps(TokenSpan::new(5, 6)) && tokens.overlaps(TokenSpan::one(4)));
        assert!(TokenSpan::new(4, 4).is_empty() && !tokens.is_empty());
    }
}
