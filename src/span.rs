//! A place in a text. Every layer of a document is made of these; nothing else is carried inside.

/// A stretch of an article's text.
///
/// Unit: bytes into the UTF-8 text, half-open (`start..end`). Both ends lie on char boundaries and `start <= end`.
/// Code points and UTF-16 are computed only when a record is written (see [`crate::record`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. An article longer than 4 GiB never gets this far (see [`crate::article::MAX_TEXT_BYTES`]).
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start: start as u32, end: end as u32 }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True where nothing is covered.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The covered text, exactly as written.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// True if `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True if the byte at `offset` is covered.
    #[must_use]
    pub fn covers(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// True if at least one byte is shared.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span around both.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_back_to_the_text() {
        assert_eq!(Span::new(0, 4).of("Zoë said"), "Zoë");
    }

    #[test]
    fn half_open_neighbours_do_not_overlap() {
        let (a, b) = (Span::new(0, 3), Span::new(3, 5));
        assert!(!a.overlaps(b) && !b.overlaps(a));
        assert!(a.cover(b) == Span::new(0, 5) && a.cover(b).contains(a));
        assert!(a.covers(0) && !a.covers(3));
    }
}
