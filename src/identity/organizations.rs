//! Which organizations of several articles are one: those of one name, if the name says which it is.

use super::cluster::{Clusters, Support};
use crate::document::EntityKind;
use crate::gazetteer::name_variants::folded;
use crate::gazetteer::word_groups::WordGroup;
use crate::gazetteer::{Gazetteer, Lexicons};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// How sure it is that organizations of one name are one, in percent: set by hand.
const CONFIDENCE: u8 = 90;

/// Joins organizations of one name. "Ministry of Finance" and "Police Department" are names that many have: they stay as they
/// are, and so do "Christian Democrats". "Paramount" and "Paramount Group" are joined if their articles are about the same.
pub(super) fn resolve(clusters: &mut Clusters<'_>, (gazetteer, lexicons): (&Gazetteer, &Lexicons)) {
    let facts = clusters.facts;
    let names = OrganizationNames::new(gazetteer, lexicons);
    let mut blocks: BTreeMap<String, Vec<(u32, u32)>> = BTreeMap::new();
    for (number, entity) in (0..).zip(&facts.entities) {
        if entity.kind == EntityKind::Organization
            && let Some(key) = names.key(facts.text(entity.name))
            && let Some(cluster) = clusters.cluster_of(number)
        {
            blocks.entry(key).or_default().push((cluster, entity.name));
        }
    }
    for (key, block) in blocks {
        let mut first: Option<(u32, u32)> = None;
        for (cluster, name) in block {
            let cluster = clusters.root(cluster);
            if let Some((first, first_name)) = first.map(|(first, name)| (clusters.root(first), name))
                && first != cluster
                && clusters.conflict(first, cluster).is_none()
                && (name == first_name || key.contains(' ') || clusters.support(first, cluster) > Support::Name)
            {
                clusters.join(cluster, first, "the same name of an organization", CONFIDENCE);
            }
            first = first.or(Some((cluster, name)));
        }
    }
}

/// What is known of the words in names of organizations.
struct OrganizationNames<'l> {
    lexicons: &'l Lexicons,
    /// "American", "French"
    nationalities: FxHashSet<&'l str>,
}

impl<'l> OrganizationNames<'l> {
    fn new(gazetteer: &'l Gazetteer, lexicons: &'l Lexicons) -> Self {
        let states = gazetteer.entries().map(|entry| gazetteer.entry(entry));
        let states = states.filter(|entry| entry.kind == EntityKind::State);
        let nationalities = states
            .flat_map(|entry| ["demonyms", "adjectives"].into_iter().flat_map(move |list| entry.list(list)))
            .collect();
        Self { lexicons, nationalities }
    }

    /// What is compared of a name: no "the", no legal form. `None` where no word says which organization it is, and for a name
    /// that other organizations or a place have too.
    fn key(&self, name: &str) -> Option<String> {
        let name = name.strip_prefix("The ").or_else(|| name.strip_prefix("the ")).unwrap_or(name);
        let mut words: Vec<&str> = name.split_whitespace().collect();
        while words.len() > 1 && words.last().is_some_and(|word| self.lexicons.groups.has(word, WordGroup::LegalForm)) {
            words.pop();
        }
        let shared = self.lexicons.ambiguous.contains_key(name) || self.lexicons.places.contains(name);
        let own = !shared && words.iter().any(|word| self.is_own(word));
        own.then(|| folded(&words.join(" ")))
    }

    /// True for a word that is hardly in the names of others.
    fn is_own(&self, word: &str) -> bool {
        let info = self.lexicons.vocabulary.look_up(word.trim_end_matches(','));
        let general = info.common
            || info.head.is_some()
            || info.function.is_some()
            || info.not_name.is_some()
            || info.nominal.is_some()
            || info.geographic
            || info.ends_title
            || self.nationalities.contains(word);
        !general && word.starts_with(char::is_uppercase) && word.len() > 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::{ResourceOptions, Resources};

    #[test]
    fn names_that_say_which_organization() {
        let (resources, _) = Resources::load(&ResourceOptions::default()).unwrap();
        let names = OrganizationNames::new(&resources.gazetteer, &resources.lexicons);
        assert_eq!(names.key("Quillmark Peat Inc."), names.key("The Quillmark Peat"));
        assert!(names.key("Quillmark").is_some());
        for general in [
            "Ministry of Finance",
            "Police Department",
            "Supreme Court",
            "House of Representatives",
            "American Chamber of Commerce",
            "Christian Democrats",
            "Cleveland",
        ] {
            assert_eq!(names.key(general), None, "{general}");
        }
    }
}
