//! Finds versions of quotations that may be one utterance because they share rare runs of words.
//!
//! Every run of three words (a shingle, Broder 1997) of every version goes into an inverted index. A run that many versions
//! share is lengthened through [`LENGTHS`] until it is rare. One that is still frequent at full length leads only to the
//! longest versions that have it, so that neither stock phrases nor an utterance in thousands of versions takes quadratic
//! time. A pair is proposed if it shares more runs than the allowed changes could have broken.

use rayon::prelude::*;

/// Lengths of runs in words: each is tried if the one before is too frequent.
const LENGTHS: [usize; 4] = [3, 5, 8, 12];

/// A run in more versions than this is frequent.
const FREQUENT: usize = 32;

/// How many versions a run leads to that is frequent at full length.
const LEADERS: usize = 8;

/// Runs sorted at a time, 16 bytes each.
const AT_ONCE: usize = 8 << 20;

/// The run that starts here is in no other version.
const UNIQUE: u32 = u32::MAX;
/// The run is frequent, and a longer one is to be tried.
const TOO_MANY: u32 = u32::MAX - 1;
/// The version ends before the run would.
const NO_RUN: u32 = u32::MAX - 2;

/// The distinct wordings of all quotations, as numbers of words.
#[derive(Debug)]
pub(super) struct Versions {
    words: Vec<u32>,
    /// Where each starts; the last entry is the number of words.
    starts: Vec<u32>,
}

impl Default for Versions {
    fn default() -> Self {
        Self { words: Vec::new(), starts: vec![0] }
    }
}

impl Versions {
    /// Adds a version; `None` if the total number of words does not fit in 32 bits.
    pub(super) fn push(&mut self, words: &[u32]) -> Option<u32> {
        let end = u32::try_from(self.words.len() + words.len()).ok().filter(|&end| end < NO_RUN)?;
        self.words.extend_from_slice(words);
        self.starts.push(end);
        Some(self.starts.len() as u32 - 2)
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn words(&self, version: u32) -> &[u32] {
        &self.words[self.place(version)]
    }

    fn place(&self, version: u32) -> std::ops::Range<usize> {
        self.starts[version as usize] as usize..self.starts[version as usize + 1] as usize
    }
}

/// Changes allowed between two quotations, the shorter of which has `words` words: one, plus one in ten.
pub(super) fn allowed(words: usize) -> u32 {
    1 + words as u32 / 10
}

/// What was not compared in full.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Capped {
    /// Runs that are frequent at full length.
    pub runs: u64,
    /// Their occurrences in versions.
    pub places: u64,
    /// Versions that consist of such runs; they were compared only with the longest versions that share one.
    pub versions: u64,
}

pub(super) struct Index<'v> {
    versions: &'v Versions,
    /// For each word, the list of the run that starts there, or one of the constants above.
    list_of: Vec<u32>,
    /// The versions of each list, ascending.
    lists: Vec<u32>,
    /// Where each list starts; the last entry is the end of the last one.
    bounds: Vec<u32>,
    /// From this list on, lists have leaders only.
    leaders_from: u32,
    /// How many runs each version must share with another.
    need: Vec<u16>,
    pub(super) capped: Capped,
}

/// A run of words: its hash, its version and its position.
type WordRun = (u64, u32, u32);

/// Runs that are frequent at full length: the versions they lead to, and their positions.
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
                let mut runs: Vec<WordRun> =
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

    /// The runs of a length at positions where shorter ones are too frequent.
    fn open(&self, length: usize) -> impl ParallelIterator<Item = WordRun> {
        (0..self.versions.len() as u32).into_par_iter().flat_map_iter(move |version| {
            let place = self.versions.place(version);
            let end = place.end;
            let open = place.filter(move |&at| self.list_of[at] == TOO_MANY && at + length <= end);
            open.map(move |at| (hash(&self.versions.words[at..at + length]), version, at as u32))
        })
    }

    /// Makes lists of sorted runs; frequent runs stay open, or go to `leading`.
    fn add(&mut self, runs: &[WordRun], length: u8, longest: &mut [u8], mut leading: Option<&mut Leading>) {
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

    /// Hands each version that may be the same utterance as `version` to `each`. Every pair is proposed at least once: with
    /// the later version, or with either if they share frequent runs only.
    pub(super) fn candidates(&self, version: u32, counts: &mut SharedRuns, mut each: impl FnMut(u32)) {
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
                // What frequent runs lead to is always compared.
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

/// How many runs each version shares with the current one; reused between versions.
#[derive(Default)]
pub(super) struct SharedRuns {
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
