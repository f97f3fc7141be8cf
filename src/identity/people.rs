//! Which people of several articles are one, by their names: first those of one full name, then those whose names are
//! forms of one, from the most alike to the least.

use super::cluster::{Clusters, Support};
use super::common::NameBearers;
use super::form::NameForm;
use super::name::ComparedName;
use super::proposal::Proposals;
use crate::document::EntityKind;
use crate::gazetteer::name_variants::NameVariants;
use crate::gazetteer::{Gazetteer, Lexicons};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Most people of one name who are told apart, and most who are compared with each other.
const COMPARED: usize = 32;

/// A cluster that another may be joined to, what speaks for it, and how the name is a form of the other.
type FoundNamesake = ((u32, Support), NameForm);

/// What is known of the names of a run.
pub(super) struct PeopleResolver<'c, 'f> {
    pub(super) clusters: &'c mut Clusters<'f>,
    pub(super) proposals: &'c mut Proposals,
    /// By the number of the name.
    names: FxHashMap<u32, ComparedName>,
    counts: NameBearers,
    variants: &'c NameVariants,
}

impl<'c, 'f> PeopleResolver<'c, 'f> {
    pub(super) fn new(
        clusters: &'c mut Clusters<'f>,
        proposals: &'c mut Proposals,
        (gazetteer, lexicons): (&Gazetteer, &Lexicons),
        variants: &'c NameVariants,
    ) -> Self {
        let mut names = FxHashMap::default();
        for entity in clusters.facts.entities.iter().filter(|entity| entity.kind == EntityKind::Person) {
            names
                .entry(entity.name)
                .or_insert_with(|| ComparedName::new(clusters.facts.text(entity.name), &lexicons.vocabulary, variants));
        }
        Self { clusters, proposals, names, counts: NameBearers::of(gazetteer), variants }
    }

    /// Joins the people of the run.
    pub(super) fn resolve(&mut self) {
        self.one_name();
        self.forms_of_a_name();
        self.second_surnames();
        self.within_surname(Self::initials);
        self.within_surname(Self::short_names);
        self.within_surname(Self::surnames_alone);
    }

    /// The clusters of people, by a key of each of their names.
    fn blocks<K: Ord>(&self, key: impl Fn(&ComparedName) -> Option<K>) -> BTreeMap<K, Vec<u32>> {
        let mut blocks: BTreeMap<K, Vec<u32>> = BTreeMap::new();
        for (number, entity) in (0..).zip(&self.clusters.facts.entities) {
            if entity.kind != EntityKind::Person {
                continue;
            }
            let Some((key, cluster)) = key(&self.names[&entity.name]).zip(self.clusters.cluster_of(number)) else {
                continue;
            };
            let block = blocks.entry(key).or_default();
            if block.last() != Some(&cluster) {
                block.push(cluster);
            }
        }
        for block in blocks.values_mut() {
            block.sort_unstable();
            block.dedup();
        }
        blocks
    }

    /// The fullest of the names in a cluster.
    fn name(&self, cluster: u32) -> &ComparedName {
        let facts = self.clusters.facts;
        let names = self.clusters.cluster(cluster).members.iter().map(|&entity| facts.entities[entity as usize].name);
        let fullest = names.take(COMPARED).max_by_key(|&name| {
            let parts = &self.names[&name];
            (
                !parts.given.is_empty(),
                !parts.is_initial(),
                parts.middle.len(),
                parts.given.len(),
                std::cmp::Reverse(name),
            )
        });
        &self.names[&fullest.unwrap_or_default()]
    }

    /// People with one and the same name.
    fn one_name(&mut self) {
        for (_, block) in self.blocks(|name| (!name.given_alone).then(|| name.key())) {
            let mut block = self.roots(&block);
            // Those of whom most is known come first, so that others are compared with all of them.
            block.sort_by_key(|&cluster| {
                let cluster = self.clusters.cluster(cluster);
                (cluster.known.is_none(), !cluster.has_role())
            });
            let mut people: Vec<u32> = Vec::new();
            for cluster in block {
                let same = self.choose(cluster, &people, |this, support| {
                    let name = this.name(cluster);
                    let alone = name.given.is_empty();
                    let common = alone || this.counts.is_common(name) || this.is_ambiguous(cluster, &people);
                    support > Support::Name || people.len() == 1 && !common
                });
                match same {
                    Some((other, support)) => {
                        let alone = self.name(cluster).given.is_empty();
                        let (reason, confidence) = match support {
                            Support::Role => ("the same name and role", if alone { 93 } else { 99 }),
                            Support::Context => {
                                ("the same name, in articles about the same", if alone { 90 } else { 98 })
                            }
                            Support::Name => ("the same name, not a common one", 94),
                        };
                        self.clusters.join(cluster, other, reason, confidence);
                        // The larger one has taken in the other.
                        let root = self.clusters.root(cluster);
                        people.iter_mut().filter(|one| **one == other).for_each(|one| *one = root);
                    }
                    None if people.len() < COMPARED => people.push(cluster),
                    None => {}
                }
            }
        }
    }

    /// The one of `others` that a cluster may be joined to: the only one that nothing speaks against, or the only one of
    /// them that something more than the name speaks for. What is not joined is proposed.
    fn choose(
        &mut self,
        cluster: u32,
        others: &[u32],
        enough: impl Fn(&Self, Support) -> bool,
    ) -> Option<(u32, Support)> {
        let mut fitting: Vec<(u32, Support)> = Vec::new();
        for &other in others.iter().filter(|&&other| other != cluster) {
            match self.clusters.conflict(cluster, other).or_else(|| self.contradiction(cluster, other)) {
                Some(reason) => self.proposals.apart(self.clusters, cluster, other, reason, 10),
                None => fitting.push((other, self.clusters.support(cluster, other))),
            }
        }
        let best = fitting.iter().map(|(_, support)| *support).max()?;
        let mut likely = fitting.iter().filter(|(_, support)| *support == best);
        let (other, support) = *likely.next()?;
        // Several that may be one among themselves are as good as one.
        let rivals = likely.any(|&(rival, _)| {
            self.clusters.conflict(other, rival).or_else(|| self.contradiction(other, rival)).is_some()
                || support == Support::Name
        });
        if rivals {
            let alone = self.name(cluster).given.is_empty();
            for &(other, _) in fitting.iter().filter(|_| !alone) {
                self.proposals.apart(self.clusters, cluster, other, "more than one may be meant", 40);
            }
            return None;
        }
        if !enough(self, support) {
            self.proposals.apart(self.clusters, cluster, other, "nothing but the name speaks for it", 50);
            return None;
        }
        Some((other, support))
    }

    /// True if the gazetteer has several people of the name of one of them.
    fn is_ambiguous(&self, cluster: u32, others: &[u32]) -> bool {
        others.iter().chain([&cluster]).any(|&one| self.clusters.cluster(one).ambiguous)
    }

    /// That some name of one and some name of the other cannot be one person's: "Owen John Dempsey", "Owen Paul Dempsey".
    fn contradiction(&self, one: u32, other: u32) -> Option<&'static str> {
        let names = |cluster: u32| {
            let facts = self.clusters.facts;
            let members = self.clusters.cluster(cluster).members.iter().take(COMPARED);
            let mut names: Vec<u32> = members.map(|&entity| facts.entities[entity as usize].name).collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        let of_other = names(other);
        let pairs = names(one).into_iter().flat_map(|a| of_other.iter().map(move |&b| (a, b)));
        let mut pairs = pairs.map(|(a, b)| (&self.names[&a], &self.names[&b]));
        let agree = |(a, b): (&ComparedName, &ComparedName)| {
            (a.suffix == b.suffix || a.suffix.is_empty() || b.suffix.is_empty()) && a.middle_agrees(b)
        };
        (!pairs.all(agree)).then_some("their full names contradict each other")
    }

    fn join(&mut self, cluster: u32, (other, support): (u32, Support), form: NameForm) {
        self.clusters.join(cluster, other, form.reason(support), form.confidence(support));
    }

    /// "Owen Dempsey" and "Owen John Dempsey", "Sergey" and "Sergei".
    fn forms_of_a_name(&mut self) {
        let blocks = self.blocks(|name| {
            (!name.given.is_empty() && !name.is_initial())
                .then(|| (name.surname_sound.clone(), name.given_sound.clone()))
        });
        for (_, mut block) in blocks.into_iter().filter(|(_, block)| block.len() > 1) {
            block.truncate(COMPARED);
            // The shorter names first: each looks for the one that it is a form of.
            block.sort_by_key(|&cluster| (self.name(cluster).middle.len(), cluster));
            for at in 0..block.len() {
                let cluster = self.clusters.root(block[at]);
                let name = self.name(cluster).clone();
                let mut others: Vec<u32> = block.iter().map(|&other| self.clusters.root(other)).collect();
                others.sort_unstable();
                others.dedup();
                others.retain(|&other| {
                    let other_name = self.name(other);
                    other != cluster
                        && other_name.key() != name.key()
                        && other_name.fullness() >= name.fullness()
                        && other_name.middle_agrees(&name)
                        && (other_name.suffix == name.suffix || name.suffix.is_empty() || other_name.suffix.is_empty())
                });
                let namesake = |this: &Self, other: u32| this.name(other).suffix != name.suffix;
                // Two presidents were called George Bush.
                let ambiguous = self.is_ambiguous(cluster, &others);
                let same = self.choose(cluster, &others, |this, support| {
                    others.iter().all(|&other| {
                        let respelled =
                            this.name(other).given != name.given || this.name(other).surname != name.surname;
                        match support {
                            _ if ambiguous => support == Support::Context,
                            // A father and his son are in the same articles.
                            _ if namesake(this, other) => support == Support::Role,
                            Support::Name if respelled => name.unlisted && this.counts.is_rare(&name),
                            Support::Name => others.len() == 1 && !this.counts.is_common(&name),
                            Support::Role | Support::Context => true,
                        }
                    })
                });
                if let Some(same) = same {
                    let other = self.name(same.0);
                    let form = if other.suffix != name.suffix {
                        NameForm::Suffix
                    } else if other.given != name.given || other.surname != name.surname {
                        NameForm::Spelling
                    } else {
                        NameForm::Middle
                    };
                    self.join(cluster, same, form);
                }
            }
        }
    }

    /// "Ada Voss" and "Ada Voss Nilsen".
    fn second_surnames(&mut self) {
        let key = |given: &str, surname: &str| (!given.is_empty()).then(|| (surname.to_owned(), given.to_owned()));
        let short = self.blocks(|name| key(&name.given, &name.surname));
        let long = self
            .blocks(|name| name.middle.last().filter(|last| last.len() > 1).and_then(|last| key(&name.given, last)));
        for (key, block) in long {
            let Some(others) = short.get(&key) else { continue };
            for cluster in block.into_iter().take(COMPARED) {
                let (cluster, others) = (self.clusters.root(cluster), self.roots(others));
                let same = self.choose(cluster, &others, |_, support| support > Support::Name);
                if let Some(same) = same {
                    self.join(cluster, same, NameForm::SecondSurname);
                }
            }
        }
    }

    fn roots(&self, clusters: &[u32]) -> Vec<u32> {
        let mut roots: Vec<u32> = clusters.iter().map(|&cluster| self.clusters.root(cluster)).collect();
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    /// Looks at the people of each family name.
    fn within_surname(&mut self, look: fn(&mut Self, u32, &[u32]) -> Option<FoundNamesake>) {
        for (_, block) in self.blocks(|name| (!name.surname_sound.is_empty()).then(|| name.surname_sound.clone())) {
            if block.len() < 2 {
                continue;
            }
            // A family name that thousands have is not looked at under each of them.
            let block = self.roots(&block);
            for &cluster in &block {
                let now = self.clusters.root(cluster);
                if now == cluster
                    && let Some((same, form)) = look(self, cluster, &block)
                {
                    self.join(cluster, same, form);
                }
            }
        }
    }

    /// "O. Dempsey" and "Owen Dempsey".
    fn initials(&mut self, cluster: u32, block: &[u32]) -> Option<FoundNamesake> {
        let name = self.name(cluster).clone();
        if !name.is_initial() {
            return None;
        }
        let others = self.others(cluster, block, |other| {
            !other.is_initial() && other.given.starts_with(&name.given) && other.middle_agrees(&name)
        })?;
        let same = self.choose_only(cluster, &others, |this, support| {
            support > Support::Name || this.counts.is_rare_surname(&name)
        })?;
        Some((same, NameForm::Initial))
    }

    /// "Bill Kowal" and "William Kowal".
    fn short_names(&mut self, cluster: u32, block: &[u32]) -> Option<FoundNamesake> {
        let name = self.name(cluster).clone();
        let full: Vec<&str> = self.variants.full_names(&name.given).collect();
        if full.is_empty() {
            return None;
        }
        let others =
            self.others(cluster, block, |other| full.contains(&&*other.given) && other.middle_agrees(&name))?;
        let same = self.choose_only(cluster, &others, |this, support| {
            support > Support::Name || this.counts.is_rare_surname(&name)
        })?;
        Some((same, NameForm::ShortName))
    }

    /// "Moualem" and "Walid al-Moualem".
    fn surnames_alone(&mut self, cluster: u32, block: &[u32]) -> Option<FoundNamesake> {
        let name = self.name(cluster).clone();
        if !name.given.is_empty() || name.given_alone {
            return None;
        }
        let others = self.others(cluster, block, |_| true)?;
        let particle = name.particle && name.unlisted;
        let same = self.choose_only(cluster, &others, |this, support| {
            support > Support::Name || (particle || this.name(others[0]).particle) && this.counts.is_rare_surname(&name)
        })?;
        Some((same, NameForm::SurnameAlone))
    }

    /// The people of a block, except a cluster, whose name fits; `None` where there is nobody, or too many to tell.
    fn others(&self, cluster: u32, block: &[u32], fits: impl Fn(&ComparedName) -> bool) -> Option<Vec<u32>> {
        let fitting = block.iter().map(|&other| self.clusters.root(other));
        let fitting = fitting.filter(|&other| other != cluster && fits(self.name(other)));
        let mut few: Vec<u32> = fitting.take(COMPARED).collect();
        few.sort_unstable();
        few.dedup();
        (!few.is_empty() && few.len() < COMPARED).then_some(few)
    }

    /// The same where nothing is joined as long as there are several.
    fn choose_only(
        &mut self,
        cluster: u32,
        others: &[u32],
        enough: impl Fn(&Self, Support) -> bool,
    ) -> Option<(u32, Support)> {
        if let [_] = others {
            return self.choose(cluster, others, enough);
        }
        // "Williams" may be every Williams.
        let full = !self.name(cluster).given.is_empty();
        for &other in others.iter().filter(|_| full) {
            self.proposals.apart(self.clusters, cluster, other, "more than one may be meant", 40);
        }
        None
    }
}
