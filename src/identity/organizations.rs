//! Which organizations of several articles are one: those of one name, if the name says which it is.

use super::cluster::Clusters;
use crate::document::EntityKind;
use crate::gazetteer::name_variants::folded;
use crate::gazetteer::word_groups::WordGroup;
use crate::gazetteer::{Lexicons, Vocabulary};
use std::collections::BTreeMap;

/// How sure it is that organizations of one name are one, in percent: set by hand.
const CONFIDENCE: u8 = 90;

/// Joins organizations of one name. "Ministry of Finance" and "Police Department" are names that many have: they stay as they
/// are.
pub(super) fn resolve(clusters: &mut Clusters<'_>, lexicons: &Lexicons) {
    let facts = clusters.facts;
    let mut blocks: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (number, entity) in (0..).zip(&facts.entities) {
        if entity.kind == EntityKind::Organization
            && let Some(key) = key(facts.text(entity.name), lexicons)
            && let Some(cluster) = clusters.cluster_of(number)
        {
            blocks.entry(key).or_default().push(cluster);
        }
    }
    for block in blocks.into_values() {
        let mut first: Option<u32> = None;
        for cluster in block {
            let cluster = clusters.root(cluster);
            if let Some(first) = first.map(|first| clusters.root(first))
                && first != cluster
                && clusters.conflict(first, cluster).is_none()
            {
                clusters.join(cluster, first, "the same name of an organization", CONFIDENCE);
            }
            first = first.or(Some(cluster));
        }
    }
}

/// What is compared of a name: no "the", no legal form. `None` where no word says which organization it is.
fn key(name: &str, lexicons: &Lexicons) -> Option<String> {
    let name = name.strip_prefix("The ").or_else(|| name.strip_prefix("the ")).unwrap_or(name);
    let mut words: Vec<&str> = name.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|word| lexicons.groups.has(word, WordGroup::LegalForm)) {
        words.pop();
    }
    let own = words.iter().any(|word| is_own(word, &lexicons.vocabulary));
    own.then(|| folded(&words.join(" ")))
}

/// True for a word that is hardly in the names of others.
fn is_own(word: &str, vocabulary: &Vocabulary) -> bool {
    let info = vocabulary.look_up(word.trim_end_matches(','));
    let general = info.common
        || info.head.is_some()
        || info.function.is_some()
        || info.not_name.is_some()
        || info.nominal.is_some()
        || info.geographic
        || info.ends_title;
    !general && word.starts_with(char::is_uppercase) && word.len() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_which_organization() {
        let lexicons = Lexicons::embedded().unwrap();
        let key = |name| key(name, &lexicons);
        assert_eq!(key("Quillmark Peat Inc."), key("The Quillmark Peat"));
        assert!(key("Quillmark").is_some());
        for general in ["Ministry of Finance", "Police Department", "Supreme Court", "House of Representatives"] {
            assert_eq!(key(general), None, "{general}");
        }
    }
}
