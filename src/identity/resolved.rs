//! The entities of a run, resolved, as records.

use super::cluster::{Clusters, Joined};
use super::decision::{IdentityDecision, IdentityMember, IdentityVerdict};
use super::facts::RunFacts;
use super::proposal::Proposals;
use super::record::{RunEntity, RunEntityJoin, RunEntityMember};
use crate::record::SCHEMA;
use rustc_hash::{FxHashMap, FxHashSet};

/// The confidence below which a join is proposed for review, in percent.
const SURE: u8 = 90;

/// The entities of a run, resolved.
pub struct ResolvedRun<'f> {
    clusters: Clusters<'f>,
    proposals: Proposals,
    /// Clusters in the order in which the run names them, each with its id.
    order: Vec<(u32, String)>,
    /// Joins by their cluster.
    joined: Vec<(u32, Joined)>,
    /// Decisions about entities that the run does not have, which were ignored.
    pub unknown_decisions: u64,
}

impl<'f> ResolvedRun<'f> {
    pub(super) fn new(clusters: Clusters<'f>, proposals: Proposals, unknown_decisions: u64) -> Self {
        let facts = clusters.facts;
        let mut joined: Vec<(u32, Joined)> =
            clusters.joined.iter().filter_map(|&joined| Some((clusters.cluster_of(joined.one)?, joined))).collect();
        joined.sort_by_key(|(cluster, _)| *cluster);
        let mut order = Vec::new();
        let mut seen = FxHashSet::default();
        let mut used: FxHashMap<String, u32> = FxHashMap::default();
        for number in 0..facts.entities.len() as u32 {
            let Some(cluster) = clusters.cluster_of(number).filter(|cluster| seen.insert(*cluster)) else { continue };
            let id = if let Some(id) = clusters.cluster(cluster).known {
                facts.text(id).to_owned()
            } else {
                let local = facts.text(facts.entities[number as usize].id);
                let name = local.strip_prefix("local/").unwrap_or(local);
                let count = used.entry(name.to_owned()).or_default();
                *count += 1;
                if *count > 1 { format!("run/{name}#{count}") } else { format!("run/{name}") }
            };
            order.push((cluster, id));
        }
        Self { clusters, proposals, order, joined, unknown_decisions }
    }

    /// The number of entities.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// True where there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The number of joins by name.
    #[must_use]
    pub fn joins(&self) -> usize {
        self.joined.len()
    }

    /// The entities, in the order in which the run first names them.
    pub fn entities(&self) -> impl Iterator<Item = RunEntity<'_>> {
        self.order.iter().map(|(cluster, id)| self.entity(*cluster, id))
    }

    fn entity(&self, cluster: u32, id: &str) -> RunEntity<'_> {
        let facts = self.clusters.facts;
        let mut numbers = self.clusters.cluster(cluster).members.clone();
        numbers.sort_unstable_by_key(|&number| (facts.entities[number as usize].article, number));
        let rows = || numbers.iter().map(|&number| &facts.entities[number as usize]);
        let names = by_frequency(rows().map(|row| row.name), facts);
        let roles = numbers.iter().flat_map(|&number| RunFacts::of(&facts.roles, number)).map(|(_, role)| *role);
        let mut articles: Vec<u32> = rows().map(|row| row.article).collect();
        articles.dedup();
        let claims = numbers.iter().flat_map(|&number| RunFacts::of(&facts.claims, number));
        let joined: Vec<RunEntityJoin<'_>> = RunFacts::of(&self.joined, cluster)
            .iter()
            .map(|(_, joined)| RunEntityJoin {
                members: [joined.one, joined.other].map(|number| self.member(number)),
                reason: joined.reason,
                confidence: share(joined.confidence),
            })
            .collect();
        RunEntity {
            schema: SCHEMA,
            record: "entity",
            id: id.to_owned(),
            kind: rows().next().map_or("", |row| row.kind.as_str()),
            name: names.first().copied().unwrap_or_default(),
            roles: by_frequency(roles, facts),
            names,
            gender: self.clusters.cluster(cluster).gender().as_str(),
            articles: articles.iter().map(|&article| facts.text(facts.articles[article as usize].doc)).collect(),
            claims: claims.map(|(_, claim)| format!("{claim:024x}")).collect(),
            confidence: joined.iter().map(|joined| joined.confidence).fold(1.0, f32::min),
            members: numbers.iter().map(|&number| self.member(number)).collect(),
            joined,
        }
    }

    fn member(&self, number: u32) -> RunEntityMember<'_> {
        let facts = self.clusters.facts;
        let row = &facts.entities[number as usize];
        RunEntityMember {
            doc: facts.text(facts.articles[row.article as usize].doc),
            id: facts.text(row.id),
            name: facts.text(row.name),
        }
    }

    /// The row of a database of each member, with the index of its entity among [`Self::entities`].
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(super) fn rows(&self) -> impl Iterator<Item = (i64, usize)> {
        let members = move |(index, (cluster, _)): (usize, &(u32, String))| {
            let numbers = self.clusters.cluster(*cluster).members.iter();
            numbers.map(move |&number| (self.clusters.facts.entities[number as usize].row, index)).collect::<Vec<_>>()
        };
        self.order.iter().enumerate().flat_map(members)
    }

    /// Pairs for a person to decide about: those that were not joined although their names could be one person's, and joins
    /// that are not sure.
    pub fn proposals(&self) -> impl Iterator<Item = IdentityDecision> {
        let unsure = self.joined.iter().filter(|(_, joined)| joined.confidence < SURE).map(|(_, joined)| *joined);
        let apart = self
            .proposals
            .all
            .iter()
            .filter(|pair| self.clusters.cluster_of(pair.one) != self.clusters.cluster_of(pair.other));
        let apart = apart.map(|pair| (pair.one, pair.other, format!("not joined: {}", pair.reason), pair.confidence));
        let unsure = unsure.map(|pair| (pair.one, pair.other, format!("joined: {}", pair.reason), pair.confidence));
        apart.chain(unsure).map(|(one, other, reason, confidence)| IdentityDecision {
            decision: IdentityVerdict::Open,
            members: [one, other].map(|number| self.proposed(number)).into(),
            reason: Some(reason),
            confidence: Some(share(confidence)),
        })
    }

    fn proposed(&self, number: u32) -> IdentityMember {
        let facts = self.clusters.facts;
        let member = self.member(number);
        let role = RunFacts::of(&facts.roles, number).first().map(|(_, role)| facts.text(*role).to_owned());
        IdentityMember {
            doc: member.doc.to_owned(),
            id: member.id.to_owned(),
            name: Some(member.name.to_owned()),
            role,
        }
    }
}

/// Percent as a share.
fn share(percent: u8) -> f32 {
    f32::from(percent) / 100.0
}

/// Texts, each once, the most frequent first; of those that are equally frequent, the longer one.
fn by_frequency(texts: impl Iterator<Item = u32>, facts: &RunFacts) -> Vec<&str> {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let mut counts: Vec<(u32, &str)> = counts.into_iter().map(|(text, count)| (count, facts.text(text))).collect();
    counts.sort_unstable_by_key(|&(count, text)| (std::cmp::Reverse((count, text.len())), text));
    counts.into_iter().map(|(_, text)| text).collect()
}
