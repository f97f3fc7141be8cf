//! Groups versions into families that differ in a few words, and families into utterances by which contains which.

use super::{index::Versions, relate::Edge};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Share of a version that its parts must cover for it to count as joined from them.
const JOINED: f64 = 0.9;

/// The families of all versions related to another.
#[derive(Debug, Default)]
pub(super) struct Families {
    pub(super) versions: Vec<Vec<u32>>,
    /// The family of a version; single versions have none.
    of: FxHashMap<u32, u32>,
    /// For each family, those that it is a part of.
    pub(super) wholes: Vec<Vec<Whole>>,
    /// For each family, its parts, and the share of its words that they cover.
    pub(super) parts: Vec<Vec<(u32, f64)>>,
    /// For each family, whether it is two or more others joined.
    pub(super) joined: Vec<bool>,
}

/// A family that another one is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Whole {
    pub(super) family: u32,
    /// Number of words of its shortest version with the part.
    pub(super) words: u32,
}

impl Families {
    /// Groups by `edges`, and adds versions that occur in several articles without an edge.
    pub(super) fn of(versions: &Versions, edges: &[Edge], repeated: impl Iterator<Item = u32>) -> Self {
        let mut sets = Sets::default();
        repeated.for_each(|version| sets.add(version));
        for edge in edges {
            sets.add(edge.long);
            sets.add(edge.short);
            if !edge.part {
                sets.join(edge.long, edge.short);
            }
        }
        let mut families = Self::default();
        let mut by_root: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut members: Vec<u32> = sets.parent.keys().copied().collect();
        members.sort_unstable();
        for version in members {
            by_root.entry(sets.root(version)).or_default().push(version);
        }
        for (family, members) in (0..).zip(by_root.into_values()) {
            families.of.extend(members.iter().map(|&version| (version, family)));
            families.versions.push(members);
        }
        let count = families.versions.len();
        families.wholes = vec![Vec::new(); count];
        families.parts = vec![Vec::new(); count];
        families.joined = vec![false; count];
        for same in edges.chunk_by(|one, other| one.long == other.long) {
            families.add(versions, same);
        }
        families.parts.iter_mut().for_each(|parts| {
            parts.sort_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
            parts.dedup_by_key(|part| part.0);
        });
        families.wholes.iter_mut().for_each(|wholes| {
            wholes.sort_by_key(|whole| (whole.family, whole.words));
            wholes.dedup_by_key(|whole| whole.family);
        });
        families
    }

    pub(super) fn family(&self, version: u32) -> u32 {
        self.of[&version]
    }

    /// Adds the parts of one version.
    fn add(&mut self, versions: &Versions, edges: &[Edge]) {
        let mut parts: Vec<(&Edge, u32)> = Vec::new();
        for edge in edges.iter().filter(|edge| edge.part) {
            parts.push((edge, self.of[&edge.short]));
        }
        let Some(((edge, _), whole)) = parts.first().map(|part| (part, self.of[&edges[0].long])) else { return };
        let words = versions.words(edge.long).len();
        for &(edge, part) in parts.iter().filter(|(_, part)| *part != whole) {
            self.wholes[part as usize].push(Whole { family: whole, words: words as u32 });
            self.parts[whole as usize].push((part, versions.words(edge.short).len() as f64 / words as f64));
        }
        // The longest parts that do not overlap.
        parts.sort_by_key(|(edge, _)| (std::cmp::Reverse(edge.end - edge.start), edge.start));
        let mut apart: Vec<&Edge> = Vec::new();
        for (edge, _) in parts {
            // A part with a gap is not a piece of a joined quotation.
            let closed = (edge.end - edge.start) as usize <= versions.words(edge.short).len() + 2;
            if closed && apart.iter().all(|other| edge.end <= other.start || other.end <= edge.start) {
                apart.push(edge);
            }
        }
        let covered: u32 = apart.iter().map(|edge| edge.end - edge.start).sum();
        if apart.len() > 1 && f64::from(covered) >= JOINED * words as f64 {
            self.joined[whole as usize] = true;
        }
    }

    /// The families of each utterance. Families joined from others do not connect them.
    pub(super) fn utterances(&self) -> Vec<Vec<u32>> {
        let mut sets = Sets::default();
        for (family, wholes) in (0..).zip(&self.wholes) {
            sets.add(family);
            for whole in wholes.iter().filter(|whole| !self.joined[whole.family as usize]) {
                sets.add(whole.family);
                sets.join(family, whole.family);
            }
        }
        let mut by_root: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for family in 0..self.versions.len() as u32 {
            by_root.entry(sets.root(family)).or_default().push(family);
        }
        by_root.into_values().collect()
    }
}

/// Disjoint sets (Tarjan 1975), whose root is the smallest member.
#[derive(Default)]
struct Sets {
    parent: FxHashMap<u32, u32>,
}

impl Sets {
    fn add(&mut self, one: u32) {
        self.parent.entry(one).or_insert(one);
    }

    fn root(&mut self, one: u32) -> u32 {
        let mut root = one;
        while self.parent[&root] != root {
            root = self.parent[&root];
        }
        let mut next = one;
        while next != root {
            next = self.parent.insert(next, root).unwrap_or(root);
        }
        root
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.parent.insert(one.max(other), one.min(other));
    }
}
