//! Which versions of quotations may be of one utterance: those that share rare runs of words.
//!
//! Every run of three words of every version goes into an inverted index (Broder 1997 calls them shingles). A run that many
//! versions have is lengthened, word by word as [`LENGTHS`] say, until it is rare; one that is still frequent at its longest
//! leads only to the longest versions that have it, so that neither stock phrases nor an utterance in thousands of versions
//! cost the square of their number. A pair is proposed where it shares as many runs as the allowed changes cannot have
//! broken.

use rayon::prelude::*;

/// How long runs are: as a rule, and where the shorter one is too frequent.
const LENGTHS: [usize; 4] = [3, 5, 8, 12];

/// More versions than this make a run frequent.
const FREQUENT: usize = 32;

/// How many versions a run leads to that is frequent at its longest.
const LEADERS: usize = 8;

/// How many runs are sorted at once: 16 bytes each.
const AT_ONCE: usize = 8 << 20;

/// The run that begins here is in no other version.
const UNIQUE: u32 = u32::MAX;
/// It is frequent, and a longer one is to be tried.
const TOO_MANY: u32 = u32::MAX - 1;
/// There is none, because the version ends before.
const NO_RUN: u32 = u32::MAX - 2;

/// The versions of all quotations: their words, as numbers, one after the other.
#[derive(Debug)]
pub(super) struct Versions {
    words: Vec<u32>,
    /// Where each begins; the last entry is the number of words.
    starts: Vec<u32>,
}

impl Default for Versions {
    fn default() -> Self {
        Self { words: Vec::new(), starts: vec![0] }
    }
}

impl Versions {
    /// Adds one; `None` where the words of all do not fit into 32 bits.
    pub(super) fn push(&mut self, words: &[u32]) -> Option<u32> {
        let end = u32::try_from(self.words.len() + words.len()).ok().filter(|&end| end < NO_RUN)?;
        self.words.extend_from_slice(words);
        self.starts.push(end);
        Some(self.starts.len() as u32 - 2)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The words of one.
    pub(super) fn words(&self, version: u32) -> &[u32] {
        &self.words[self.place(version)]
    }

    fn place(&self, version: u32) -> std::ops::Range<usize> {
        self.starts[version as usize] as usize..self.starts[version as usize + 1] as usize
    }
}

/// How many changes two quotations may have, the shorter of which has `words` words: a tenth, and one more.
pub(super) fn allowed(words: usize) -> u32 {
    1 + words as u32 / 10
}

/// What was not compared with everything.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Capped {
    /// Runs of the greatest length that are frequent.
    pub runs: u64,
    /// How often they stand in versions.
    pub places: u64,
    /// Versions that consist of nothing else; they were compared with the longest that share a run only.
    pub versions: u64,
}

/// The index.
pub(super) struct Index<'v> {
    versions: &'v Versions,
    /// For each word, the list of the run that begins there, or one of the marks above.
    list_of: Vec<u32>,
    /// The versions of each list, in their order.
    lists: Vec<u32>,
    /// Where each list begins; the last entry is where the last one ends.
    bounds: Vec<u32>,
    /// From this list on, lists name leaders only.
    leaders_from: u32,
    /// How many runs each version must share with another one.
    need: Vec<u16>,
    pub(super) capped: Capped,
}

/// A run of words: its hash, its version, and where it stands.
type Run = (u64, u32, u32);

/// Frequent runs of the greatest length: whom they lead to, and where they stand.
type Leading = Vec<(Vec<u32>, Vec<u32>)>;

impl<'v> Index<'v> {
    pub(super) fn new(versions: &'v Versions) -> Self {
        let mut index = Self {
            versions,
            list_of: vec![TOO_MANY; versions.words.len()],
            lists: Vec::new(),
            bounds: vec![0],
            leaders_from: NO_RUN,
            need: Vec::new(),
            capped: Capped::default(),
        };
        // The length of the longest run of each version: a change breaks as many runs at most.
        let mut longest = vec![0_u8; versions.len()];
        let mut leading = Leading::new();
        for (level, &length) in LENGTHS.iter().enumerate() {
            let parts = index.open(length).count().div_ceil(AT_ONCE).max(1) as u64;
            for part in 0..parts {
                let mut runs: Vec<Run> =
                    index.open(length).filter(|(hash, ..)| ((hash >> 32) * parts) >> 32 == part).collect();
                runs.par_sort_unstable();
                let last = level + 1 == LENGTHS.len();
                index.add(&runs, length as u8, &mut longest, last.then_some(&mut leading));
            }
        }
        index.leaders_from = index.bounds.len() as u32 - 1;
        for (leaders, places) in leading {
            let list = index.list(leaders);
            for place in places {
                index.list_of[place as usize] = list;
            }
        }
        let needs = |version: u32| {
            let lists = &index.list_of[versions.place(version)];
            let usable = lists.iter().filter(|&&list| list == UNIQUE || list < index.leaders_from).count() as u32;
            let broken = allowed(lists.len()) * u32::from(longest[version as usize]);
            (usable.saturating_sub(broken).clamp(1, u32::from(u16::MAX)) as u16, usable == 0)
        };
        let needs: Vec<(u16, bool)> = (0..versions.len() as u32).into_par_iter().map(needs).collect();
        index.capped.versions = needs.iter().filter(|(_, capped)| *capped).count() as u64;
        index.need = needs.into_iter().map(|(need, _)| need).collect();
        index
    }

    /// The runs of a length that begin where shorter ones are too frequent.
    fn open(&self, length: usize) -> impl ParallelIterator<Item = Run> {
        (0..self.versions.len() as u32).into_par_iter().flat_map_iter(move |version| {
            let place = self.versions.place(version);
            let end = place.end;
            let open = place.filter(move |&at| self.list_of[at] == TOO_MANY && at + length <= end);
            open.map(move |at| (hash(&self.versions.words[at..at + length]), version, at as u32))
        })
    }

    /// Makes the lists of sorted runs; the frequent ones stay open, or go to `leading`.
    fn add(&mut self, runs: &[Run], length: u8, longest: &mut [u8], mut leading: Option<&mut Leading>) {
        for same in runs.chunk_by(|one, other| one.0 == other.0) {
            let mut versions: Vec<u32> = same.iter().map(|run| run.1).collect();
            versions.dedup();
            let list = match versions.len() {
                1 => UNIQUE,
                2..=FREQUENT => self.list(versions),
                _ => {
                    if let Some(leading) = &mut leading {
                        self.capped.runs += 1;
                        self.capped.places += same.len() as u64;
                        versions.sort_by_key(|&version| std::cmp::Reverse(self.versions.place(version).len()));
                        versions.truncate(LEADERS);
                        leading.push((versions, same.iter().map(|run| run.2).collect()));
                    }
                    continue;
                }
            };
            for &(_, version, at) in same {
                self.list_of[at as usize] = list;
                longest[version as usize] = longest[version as usize].max(length);
            }
        }
    }

    fn list(&mut self, versions: Vec<u32>) -> u32 {
        self.lists.extend(versions);
        self.bounds.push(self.lists.len() as u32);
        self.bounds.len() as u32 - 2
    }

    /// Hands each version that may be of the same utterance as `version` to `each`. Every pair comes once at least: with
    /// the later of both, or with either where they share frequent runs only.
    pub(super) fn candidates(&self, version: u32, counts: &mut Counts, mut each: impl FnMut(u32)) {
        counts.of.resize(self.versions.len(), 0);
        for &list in &self.list_of[self.versions.place(version)] {
            if list >= NO_RUN {
                continue;
            }
            let leads = list >= self.leaders_from;
            let bounds = self.bounds[list as usize] as usize..self.bounds[list as usize + 1] as usize;
            for &other in &self.lists[bounds] {
                if leads && other == version {
                    continue;
                }
                if !leads && other >= version {
                    break;
                }
                let count = &mut counts.of[other as usize];
                if *count == 0 {
                    counts.touched.push(other);
                }
                // What frequent runs lead to is looked at in any case.
                *count = if leads { u16::MAX } else { count.saturating_add(1) };
            }
        }
        let length = self.versions.place(version).len();
        for other in counts.touched.drain(..) {
            let shared = std::mem::take(&mut counts.of[other as usize]);
            let shorter = if self.versions.place(other).len() <= length { other } else { version };
            if shared >= self.need[shorter as usize] {
                each(other);
            }
        }
    }
}

/// How many runs each version shares with the one that is looked at; kept from one to the next.
#[derive(Default)]
pub(super) struct Counts {
    of: Vec<u16>,
    touched: Vec<u32>,
}

/// A hash of a run: each word is folded in as wyhash does.
fn hash(words: &[u32]) -> u64 {
    let mut hash = 0x9e37_79b9_7f4a_7c15_u64;
    for &word in words {
        let product = u128::from(hash ^ u64::from(word)) * 0xa076_1d64_78bd_642f_u128;
        hash = (product as u64) ^ ((product >> 64) as u64);
    }
    hash
}
