//! Pairs that a person may want to decide about.

use super::cluster::Clusters;
use rustc_hash::FxHashSet;

/// Two entities that were not joined.
#[derive(Debug, Clone, Copy)]
pub(super) struct UnjoinedPair {
    pub(super) one: u32,
    pub(super) other: u32,
    pub(super) reason: &'static str,
    /// How sure it is that they are one.
    pub(super) confidence: u8,
}

/// What was not joined, and why; kept only if somebody wants to know.
#[derive(Debug)]
pub(super) struct Proposals {
    wanted: bool,
    pub(super) all: Vec<UnjoinedPair>,
    seen: FxHashSet<(u32, u32)>,
}

impl Proposals {
    pub(super) fn new(wanted: bool) -> Self {
        Self { wanted, all: Vec::new(), seen: FxHashSet::default() }
    }

    /// Notes that two clusters were not joined.
    pub(super) fn apart(
        &mut self,
        clusters: &Clusters<'_>,
        one: u32,
        other: u32,
        reason: &'static str,
        confidence: u8,
    ) {
        if !self.wanted || !self.seen.insert((one.min(other), one.max(other))) {
            return;
        }
        let first = |cluster: u32| clusters.cluster(cluster).members.first().copied();
        if let Some((one, other)) = first(one).zip(first(other)) {
            self.all.push(UnjoinedPair { one, other, reason, confidence });
        }
    }
}
