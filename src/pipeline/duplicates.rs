//! The texts of a run, to recognize duplicates: about 60 bytes for each.

use rustc_hash::FxHashMap;

/// Texts by their 128-bit hash, each with the id of the first article that has it.
#[derive(Debug, Default)]
pub(super) struct SeenTexts {
    /// The lower half of the hash, and the number of the article.
    articles: FxHashMap<u64, u32>,
    /// The upper half of the hash, by article number.
    rest: Vec<u64>,
    /// The ids, one after another, and the end of each.
    ids: String,
    ends: Vec<usize>,
}

impl SeenTexts {
    /// Returns the id of the first article with this text, or `None` if `doc` is the first.
    pub(super) fn first(&mut self, hash: u128, doc: &str) -> Option<&str> {
        let (low, high) = (hash as u64, (hash >> 64) as u64);
        if let Some(&article) = self.articles.get(&low) {
            let article = article as usize;
            let start = article.checked_sub(1).map_or(0, |before| self.ends[before]);
            // If two texts share the lower half only, duplicates of the second are missed; none is marked wrongly.
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
        let mut seen = SeenTexts::default();
        let (one, two, like_one) = (7, 8, 7 | 1 << 100);
        assert_eq!(seen.first(one, "a"), None);
        assert_eq!(seen.first(two, "b"), None);
        assert_eq!(seen.first(like_one, "c"), None);
        assert_eq!(seen.first(one, "d"), Some("a"));
        assert_eq!(seen.first(two, "e"), Some("b"));
        assert_eq!(seen.first(like_one, "f"), None);
    }
}
