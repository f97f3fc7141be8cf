//! Entities of several articles that are taken for one, and what speaks for and against joining them.

use super::facts::RunFacts;
use super::role::RoleSense;
use crate::document::{EntityKind, Gender};
use crate::gazetteer::role_worlds::Worlds;
use rustc_hash::{FxHashMap, FxHashSet};

/// Articles of a cluster whose other names are looked at.
const CONTEXT_ARTICLES: usize = 64;
/// In how many articles a name may be so that two articles that share it are about the same; in a large run, one in so many.
const RARE: usize = 8;
const RARE_SHARE: usize = 200;
/// Years after which a namesake is somebody else, where nothing else is known.
const YEARS: u32 = 20;

/// Entities that are one.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    pub(super) members: Vec<u32>,
    articles: FxHashSet<u32>,
    /// Id in a gazetteer, by number.
    pub(super) known: Option<u32>,
    gender: Gender,
    senses: Vec<RoleSense>,
    worlds: Worlds,
    /// The years of its articles, first and last; 0 where there are none.
    years: (u32, u32),
    /// Entities that somebody decided to be somebody else.
    apart: Vec<u32>,
    /// Several people of the name are in the gazetteer.
    pub(super) ambiguous: bool,
}

/// What speaks for two being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Support {
    /// Nothing but the name.
    Name,
    /// Their articles name somebody or something else that few articles name.
    Context,
    /// They have the same office or trade.
    Role,
}

/// Two entities that were joined.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joined {
    pub(super) one: u32,
    pub(super) other: u32,
    pub(super) reason: &'static str,
    pub(super) confidence: u8,
}

/// All clusters of a run.
pub(super) struct Clusters<'f> {
    pub(super) facts: &'f RunFacts,
    pub(super) all: Vec<Cluster>,
    /// The cluster that another was joined to, or itself.
    parent: Vec<u32>,
    /// The cluster of each entity.
    of: Vec<u32>,
    pub(super) joined: Vec<Joined>,
    /// The entities of each article are `by_article[starts[a]..starts[a + 1]]`.
    by_article: Vec<u32>,
    starts: Vec<u32>,
    /// How many articles have each name.
    frequency: FxHashMap<u32, u32>,
}

/// No cluster yet.
const NONE: u32 = u32::MAX;

impl<'f> Clusters<'f> {
    pub(super) fn new(facts: &'f RunFacts) -> Self {
        let entities = facts.entities.len();
        let mut by_article: Vec<u32> = (0..entities as u32).collect();
        by_article.sort_by_key(|&entity| facts.entities[entity as usize].article);
        let mut starts = vec![0; facts.articles.len() + 1];
        let mut frequency = FxHashMap::default();
        for entity in &facts.entities {
            starts[entity.article as usize + 1] += 1;
            *frequency.entry(entity.name).or_default() += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let of = vec![NONE; entities];
        Self { facts, all: Vec::new(), parent: Vec::new(), of, joined: Vec::new(), by_article, starts, frequency }
    }

    /// A new cluster of one entity, or of several that have the same id in a gazetteer.
    pub(super) fn create(&mut self, members: Vec<u32>, known: Option<u32>) -> u32 {
        let number = self.all.len() as u32;
        let mut cluster = Cluster { known, ..Cluster::default() };
        for &member in &members {
            self.of[member as usize] = number;
            cluster.absorb(self.facts, member);
        }
        cluster.members = members;
        self.all.push(cluster);
        self.parent.push(number);
        number
    }

    /// The cluster that a cluster is part of by now.
    pub(super) fn root(&self, mut cluster: u32) -> u32 {
        while self.parent[cluster as usize] != cluster {
            cluster = self.parent[cluster as usize];
        }
        cluster
    }

    /// The cluster of an entity; `None` before it has one.
    pub(super) fn cluster_of(&self, entity: u32) -> Option<u32> {
        let cluster = self.of[entity as usize];
        (cluster != NONE).then(|| self.root(cluster))
    }

    pub(super) fn cluster(&self, number: u32) -> &Cluster {
        &self.all[number as usize]
    }

    /// Notes that somebody decided that two entities are two.
    pub(super) fn keep_apart(&mut self, one: u32, other: u32) {
        for (from, to) in [(one, other), (other, one)] {
            if let Some(cluster) = self.cluster_of(from) {
                self.all[cluster as usize].apart.push(to);
            }
        }
    }

    /// Joins two clusters, the smaller to the larger.
    pub(super) fn join(&mut self, one: u32, other: u32, reason: &'static str, confidence: u8) {
        if one == other {
            return;
        }
        let (from, to) = if self.cluster(one).members.len() > self.cluster(other).members.len() {
            (other, one)
        } else {
            (one, other)
        };
        let firsts = self.cluster(from).members.first().zip(self.cluster(to).members.first());
        if let Some((&one, &other)) = firsts {
            self.joined.push(Joined { one, other, reason, confidence });
        }
        let taken = std::mem::take(&mut self.all[from as usize]);
        self.parent[from as usize] = to;
        self.all[to as usize].take(taken);
    }

    /// Why two clusters cannot be one; `None` where nothing speaks against it.
    pub(super) fn conflict(&self, one: u32, other: u32) -> Option<&'static str> {
        let (a, b) = (self.cluster(one), self.cluster(other));
        let (small, large) = if a.articles.len() <= b.articles.len() { (a, b) } else { (b, a) };
        let decided = |a: &Cluster, of: u32| a.apart.iter().any(|&entity| self.cluster_of(entity) == Some(of));
        if decided(a, other) || decided(b, one) {
            return Some("decided by hand");
        }
        if a.known.is_some() && b.known.is_some() && a.known != b.known {
            return Some("the gazetteer knows them as two");
        }
        if small.articles.iter().any(|article| large.articles.contains(article)) {
            return Some("an article tells them apart");
        }
        // A pronoun may have been misunderstood.
        let genders = a.gender != Gender::Unknown && b.gender != Gender::Unknown && a.gender != b.gender;
        if genders && !a.shares_role(b) {
            return Some("a woman and a man");
        }
        let parties = |cluster: &Cluster| -> Vec<u64> {
            cluster.senses.iter().filter(|sense| sense.is_party()).map(|sense| sense.sense).collect()
        };
        let (of_a, of_b) = (parties(a), parties(b));
        if !of_a.is_empty() && !of_b.is_empty() && !of_a.iter().any(|party| of_b.contains(party)) {
            return Some("different parties");
        }
        if !a.worlds.is_empty() && !b.worlds.is_empty() && a.worlds.common(b.worlds).is_empty() {
            return Some("their roles do not go together");
        }
        let elsewhere = |sense: &RoleSense| b.senses.iter().any(|other| sense.is_elsewhere(other));
        if a.senses.iter().any(elsewhere)
            && !a.senses.iter().any(|sense| sense.place.is_some() && b.senses.contains(sense))
        {
            return Some("the same office in two places");
        }
        let ((a_first, a_last), (b_first, b_last)) = (a.years, b.years);
        let gap = a_first.saturating_sub(b_last).max(b_first.saturating_sub(a_last));
        (a_first > 0 && b_first > 0 && gap > YEARS && !a.shares_role(b)).then_some("many years apart")
    }

    /// What speaks for two clusters being one.
    pub(super) fn support(&self, one: u32, other: u32) -> Support {
        let (a, b) = (self.cluster(one), self.cluster(other));
        if a.shares_role(b) {
            Support::Role
        } else if self.share_context(a, b) {
            Support::Context
        } else {
            Support::Name
        }
    }

    /// True if articles of both name the same person or organization, and few articles do.
    fn share_context(&self, a: &Cluster, b: &Cluster) -> bool {
        let names = |cluster: &Cluster| {
            let own: FxHashSet<u32> = cluster
                .members
                .iter()
                .take(CONTEXT_ARTICLES)
                .map(|&entity| self.facts.entities[entity as usize].name)
                .collect();
            let mut names = FxHashSet::default();
            for &member in cluster.members.iter().take(CONTEXT_ARTICLES) {
                let article = self.facts.entities[member as usize].article as usize;
                let range = self.starts[article] as usize..self.starts[article + 1] as usize;
                for &neighbor in &self.by_article[range] {
                    let neighbor = &self.facts.entities[neighbor as usize];
                    if neighbor.kind != EntityKind::State
                        && !own.contains(&neighbor.name)
                        && self.is_telling(neighbor.name)
                    {
                        names.insert(neighbor.name);
                    }
                }
            }
            names
        };
        let (of_a, of_b) = (names(a), names(b));
        of_a.iter().any(|name| of_b.contains(name))
    }

    /// True for a name of several words that few articles have.
    fn is_telling(&self, name: u32) -> bool {
        let few = RARE.max(self.facts.articles.len() / RARE_SHARE);
        self.facts.text(name).contains(' ') && self.frequency.get(&name).is_some_and(|&count| count as usize <= few)
    }
}

impl Cluster {
    /// Takes in what is known of an entity.
    fn absorb(&mut self, facts: &RunFacts, entity: u32) {
        let row = &facts.entities[entity as usize];
        self.articles.insert(row.article);
        self.ambiguous |= row.ambiguous;
        self.add_gender(row.gender);
        let year = facts.articles[row.article as usize].year;
        self.add_years((year, year));
        for &(_, sense) in RunFacts::of(&facts.senses, entity) {
            self.add_sense(sense);
        }
    }

    fn take(&mut self, other: Self) {
        self.members.extend(other.members);
        self.articles.extend(other.articles);
        self.known = self.known.or(other.known);
        self.ambiguous |= other.ambiguous;
        self.add_gender(other.gender);
        self.add_years(other.years);
        other.senses.into_iter().for_each(|sense| self.add_sense(sense));
        self.apart.extend(other.apart);
    }

    fn add_gender(&mut self, gender: Gender) {
        if self.gender == Gender::Unknown {
            self.gender = gender;
        }
    }

    fn add_years(&mut self, (first, last): (u32, u32)) {
        if first > 0 {
            let start = if self.years.0 == 0 { first } else { self.years.0.min(first) };
            self.years = (start, self.years.1.max(last));
        }
    }

    fn add_sense(&mut self, sense: RoleSense) {
        if !self.senses.contains(&sense) {
            self.worlds = self.worlds.with(sense.worlds);
            self.senses.push(sense);
        }
    }

    pub(super) fn gender(&self) -> Gender {
        self.gender
    }

    pub(super) fn has_role(&self) -> bool {
        !self.senses.is_empty()
    }

    fn shares_role(&self, other: &Self) -> bool {
        let is_shared = |sense: &RoleSense| other.senses.iter().any(|its| its.sense == sense.sense);
        self.senses.iter().any(|sense| !sense.is_party() && is_shared(sense))
    }
}
