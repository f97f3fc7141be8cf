//! Which texts a run has seen: about 60 bytes for each, in the order of their first articles.

use rustc_hash::FxHashMap;

/// The texts that were seen, by their hash of 128 bits, with the id of the first article of each.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The lower half of the hash, and which article it was.
    articles: FxHashMap<u64, u32>,
    /// The upper half of each article's hash.
    rest: Vec<u64>,
    /// The ids, one after another, and where each ends.
    ids: String,
    ends: Vec<usize>,
}

impl Seen {
    /// The id of the first article with this text, if `doc` is not the first itself.
    pub(super) fn first(&mut self, hash: u128, doc: &str) -> Option<&str> {
        let (low, high) = (hash as u64, (hash >> 64) as u64);
        if let Some(&article) = self.articles.get(&low) {
            let article = article as usize;
            let start = article.checked_sub(1).map_or(0, |before| self.ends[before]);
            // Of two texts that share the lower half only, the second is never found again: none is wrongly marked.
            return (self.rest[article] == high).then(|| &self.ids[start..self.ends[article]]);
        }
        self.articles.insert(low, self.ends.len() as u32);
        self.rest.push(high);
        self.ids.push_str(doc);
        self.ends.push(self.ids.len());
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_named() {
        let mut seen = Seen::default();
        let (one, two, like_one) = (7, 8, 7 | 1 << 100);
        assert_eq!(seen.first(one, "a"), None);
        assert_eq!(seen.first(two, "b"), None);
        assert_eq!(seen.first(like_one, "c"), None);
        assert_eq!(seen.first(one, "d"), Some("a"));
        assert_eq!(seen.first(two, "e"), Some("b"));
        assert_eq!(seen.first(like_one, "f"), None);
    }
}
