//! Which versions are of one utterance, and how: the same words with few changes, or a part of more words.

use super::align::{AlignmentRows, find};
use super::index::{Capped, Index, SharedRuns, Versions, allowed};
use super::words::MIN_WORDS;
use rayon::prelude::*;

/// Two versions of one utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub(super) long: u32,
    pub(super) short: u32,
    /// First word of the shorter in the longer.
    pub(super) start: u32,
    /// One past its last word.
    pub(super) end: u32,
    /// Whether the shorter is only a part of the longer.
    pub(super) part: bool,
}

/// The pairs of versions that are one utterance, sorted.
pub(super) fn edges(versions: &Versions) -> (Vec<Edge>, Capped) {
    let index = Index::new(versions);
    let capped = index.capped;
    let mut edges: Vec<Edge> = (0..versions.len() as u32)
        .into_par_iter()
        .map_init(RelateScratch::default, |scratch, version| {
            let mut found = Vec::new();
            let RelateScratch { counts, rows, bag } = scratch;
            let words = versions.words(version);
            bag.fill(words);
            index.candidates(version, counts, |other| {
                let others = versions.words(other);
                let shorter = words.len().min(others.len());
                if bag.shared(others) + allowed(shorter) as usize >= shorter {
                    found.extend(relate(versions, version, other, rows));
                }
            });
            bag.clear(words);
            found
        })
        .flatten_iter()
        .collect();
    edges.par_sort_unstable();
    edges.dedup();
    (edges, capped)
}

#[derive(Default)]
struct RelateScratch {
    counts: SharedRuns,
    rows: AlignmentRows,
    bag: Bag,
}

/// The words of a version, as bits of their hashes.
struct Bag([u64; 64]);

impl Default for Bag {
    fn default() -> Self {
        Self([0; 64])
    }
}

impl Bag {
    fn fill(&mut self, words: &[u32]) {
        for word in words {
            self.0[(*word as usize >> 6) & 63] |= 1 << (word & 63);
        }
    }

    fn clear(&mut self, words: &[u32]) {
        for word in words {
            self.0[(*word as usize >> 6) & 63] = 0;
        }
    }

    /// How many of the words may be in it.
    fn shared(&self, words: &[u32]) -> usize {
        words.iter().filter(|word| (self.0[(**word as usize >> 6) & 63] >> (**word & 63)) & 1 == 1).count()
    }
}

fn relate(versions: &Versions, one: u32, other: u32, rows: &mut AlignmentRows) -> Option<Edge> {
    let length = |version| versions.words(version).len();
    let (short, long) = if (length(one), one) < (length(other), other) { (one, other) } else { (other, one) };
    let (words, more) = (length(short), length(long));
    let found = find(versions.words(short), versions.words(long), allowed(words), rows)?;
    if words - (found.cost as usize) < MIN_WORDS {
        return None;
    }
    let part = more - words > allowed(more) as usize;
    // A part must match more exactly, because a longer text offers many places.
    if part && found.cost > allowed(words).max(2) - 1 {
        return None;
    }
    Some(Edge { long, short, start: found.start, end: found.end, part })
}

#[cfg(test)]
mod tests {
    use super::super::words::WordLists;
    use super::*;

    fn related(texts: &[&str]) -> Vec<(u32, u32, bool)> {
        let lists = WordLists::load().unwrap();
        let mut versions = Versions::default();
        for text in texts {
            versions.push(&lists.numbers(text).expect("evidence")).unwrap();
        }
        edges(&versions).0.into_iter().map(|edge| (edge.short, edge.long, edge.part)).collect()
    }

    const LONG: &str = "The harbour will be dredged before winter, and every fishing boat that left in spring may return to \
                        its old berth without paying the fee again";

    #[test]
    fn cut_changed_and_joined() {
        let changed = LONG.replace("winter", "summer").replace("old berth", "former berth");
        let cut = "and every fishing boat that left in spring may return to its old berth";
        let middle = "The harbour will be dredged before winter without paying the fee again";
        let other = "Nobody in this government has ever promised to build a second bridge across the river";
        let joined = format!("{cut} {other}");
        let found = related(&[LONG, &changed, cut, middle, other, &joined]);
        let (long, changed, cut, middle, other, joined) = (0, 1, 2, 3, 4, 5);
        for pair in [
            (long, changed, false),
            (cut, long, true),
            (cut, changed, true),
            (middle, long, true),
            (cut, joined, true),
            (other, joined, true),
        ] {
            let swapped = (pair.1, pair.0, pair.2);
            assert!(found.contains(&pair) || !pair.2 && found.contains(&swapped), "{pair:?} is not in {found:?}");
        }
        let wrong = |&&(a, b, _): &&(u32, u32, bool)| {
            let whole = [long, changed, middle];
            (a == other || b == other) && a != joined && b != joined || whole.contains(&a) && b == joined
        };
        assert_eq!(found.iter().find(wrong), None);
    }

    #[test]
    fn shared_phrases_are_not_an_utterance() {
        let phrase = "the safety of our customers and of our employees has always been our first concern";
        let found = related(&[
            &format!("{phrase} and the factory in Lodz stays closed until the inspectors have seen every boiler"),
            &format!("We regret the delay of trains to the coast since Monday but {phrase}"),
            &format!("After the fire {phrase} so nobody will be asked to work on Sunday evenings any more"),
        ]);
        assert_eq!(found, []);
    }
}
