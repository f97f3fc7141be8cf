//! Finds the conflicts of one utterance: who is said to have said it, in which words.

use super::align::{DiffStep, steps};
use super::read::{NOBODY, Occurrence, Quotations};
use super::{group::Families, index::Versions, record::ConflictClass, speaker::Relation, words::WordLists};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Words with this many different speakers, none with a majority, are commonplace.
const MANY_SPEAKERS: usize = 4;

/// More speakers than this are not compared with each other.
const CROWD: usize = 100;

/// Share of a quotation without a speaker that others must contain for their speaker to be proposed.
const ENOUGH: f64 = 0.5;

/// Of more equally frequent versions than this, the base is the earliest instead of the most central one.
const MANY_VERSIONS: usize = 8;

/// A conflict before its records are read: quotations by index.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FoundConflict {
    pub(super) class: ConflictClass,
    /// In the order of the record, each group by age. A misattribution has a group for each speaker and one for the rest; an
    /// alteration one for each version; an orphan one for the quotes without a speaker and one for each speaker.
    pub(super) groups: Vec<Vec<u32>>,
}

pub(super) struct ConflictFinder<'q> {
    pub(super) quotations: &'q Quotations,
    pub(super) families: &'q Families,
    pub(super) lists: &'q WordLists,
    /// The quotations of each version, as a range of `by_version`.
    pub(super) starts: Vec<u32>,
    pub(super) by_version: Vec<u32>,
}

/// Speakers with compatible names, and their quotes.
pub(super) struct SpeakerSide {
    /// The one with the most specific name.
    pub(super) speaker: u32,
    pub(super) quotes: Vec<u32>,
}

impl<'q> ConflictFinder<'q> {
    pub(super) fn new(quotations: &'q Quotations, families: &'q Families, lists: &'q WordLists) -> Self {
        let mut by_version: Vec<u32> = (0..quotations.occurrences.len() as u32).collect();
        by_version.sort_by_key(|&quote| quotations.occurrences[quote as usize].version);
        let mut starts = vec![0; quotations.versions.len() + 1];
        for occurrence in &quotations.occurrences {
            starts[occurrence.version as usize + 1] += 1;
        }
        for version in 1..starts.len() {
            starts[version] += starts[version - 1];
        }
        Self { quotations, families, lists, starts, by_version }
    }

    fn occurrence(&self, quote: u32) -> &Occurrence {
        &self.quotations.occurrences[quote as usize]
    }

    pub(super) fn date(&self, quote: u32) -> Option<u32> {
        self.quotations.docs[self.occurrence(quote).doc as usize].date
    }

    /// Sort key: by date, undated quotes last.
    fn age(&self, quote: u32) -> (bool, Option<u32>, u32) {
        let date = self.date(quote);
        (date.is_none(), date, quote)
    }

    /// Everybody who says a quotation.
    fn speakers(&self, quote: u32) -> impl Iterator<Item = u32> + '_ {
        let speaker = self.occurrence(quote).speaker;
        let members = (speaker != NOBODY).then(|| self.quotations.speakers.members(speaker));
        members.into_iter().flatten().copied()
    }

    /// Whether one person says both quotations, alone or with others. Both have a speaker.
    fn share_speaker(&self, one: u32, other: u32) -> bool {
        let (one, other) = (self.occurrence(one).speaker, self.occurrence(other).speaker);
        self.quotations.speakers.share(one, other, self.lists)
    }

    fn of_version(&self, version: u32) -> &[u32] {
        &self.by_version[self.starts[version as usize] as usize..self.starts[version as usize + 1] as usize]
    }

    fn of_family(&self, family: u32) -> impl Iterator<Item = u32> + '_ {
        self.families.versions[family as usize].iter().flat_map(|&version| self.of_version(version).iter().copied())
    }

    fn different(&self, one: u32, other: u32) -> bool {
        self.quotations.speakers.relation(one, other, self.lists) == Relation::Different
    }

    /// The named speakers, by number of quotations. A name compatible with several is merged with the most frequent one. What
    /// people say together counts for each of them.
    pub(super) fn sides(&self, quotes: &[u32]) -> Vec<SpeakerSide> {
        let mut by_speaker: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for &quote in quotes {
            for speaker in self.speakers(quote).filter(|&one| self.quotations.speakers.has_name(one)) {
                by_speaker.entry(speaker).or_default().push(quote);
            }
        }
        let mut speakers: Vec<(u32, Vec<u32>)> = by_speaker.into_iter().collect();
        speakers.sort_by_key(|(speaker, quotes)| {
            (Reverse(self.quotations.speakers.words(*speaker)), Reverse(quotes.len()), *speaker)
        });
        let mut sides: Vec<SpeakerSide> = Vec::new();
        for (speaker, quotes) in speakers {
            let same = |side: &&mut SpeakerSide| {
                self.quotations.speakers.relation(side.speaker, speaker, self.lists) == Relation::Same
            };
            match sides.iter_mut().filter(same).max_by_key(|side| side.quotes.len()) {
                Some(side) => {
                    side.quotes.extend(quotes);
                    // Two of one name who speak together.
                    side.quotes.sort_unstable();
                    side.quotes.dedup();
                }
                None => sides.push(SpeakerSide { speaker, quotes }),
            }
        }
        sides.sort_by_key(|side| (Reverse(side.quotes.len()), side.quotes.iter().map(|&quote| self.age(quote)).min()));
        sides
    }

    /// Whether many people say these words.
    fn commonplace(&self, quotes: &[u32]) -> bool {
        let mut speakers: BTreeMap<u32, usize> = BTreeMap::new();
        for speaker in quotes.iter().flat_map(|&quote| self.speakers(quote)) {
            *speakers.entry(speaker).or_default() += 1;
        }
        if speakers.len() < MANY_SPEAKERS {
            return false;
        }
        let most_of = |most: usize, all: usize| most * 2 > all;
        if speakers.len() > CROWD {
            return !most_of(speakers.values().copied().max().unwrap_or(0), speakers.values().sum());
        }
        let sides = self.sides(quotes);
        let apart = sides.iter().filter(|side| {
            sides.iter().all(|other| other.speaker == side.speaker || self.different(other.speaker, side.speaker))
        });
        let all: usize = sides.iter().map(|side| side.quotes.len()).sum();
        apart.count() >= MANY_SPEAKERS && !most_of(sides[0].quotes.len(), all)
    }

    /// The conflicts of an utterance. Commonplace families are counted in `commonplace` and skipped.
    pub(super) fn find(&self, utterance: &[u32], commonplace: &mut u64) -> Vec<FoundConflict> {
        let mut found = Vec::new();
        let mut usual = Vec::new();
        for &family in utterance {
            if self.commonplace(&self.circle(family)) {
                *commonplace += 1;
            } else {
                usual.push(family);
            }
        }
        self.misattributions(&usual, &mut found);
        self.alterations(&usual, &mut found);
        for &family in &usual {
            self.orphans(family, &mut found);
        }
        if !usual.is_empty() {
            self.first_seen(utterance, &mut found);
        }
        found
    }

    /// The quotations that contain the words of a family: its own, and those it is a part of.
    fn circle(&self, family: u32) -> Vec<u32> {
        let wholes = self.families.wholes[family as usize].iter().map(|whole| whole.family);
        std::iter::once(family).chain(wholes).flat_map(|family| self.of_family(family)).collect()
    }

    /// Different speakers of the words of a family. The most frequent families come first; a family whose quotations were all
    /// reported already is skipped.
    fn misattributions(&self, families: &[u32], found: &mut Vec<FoundConflict>) {
        let mut circles: Vec<(u32, Vec<u32>)> = families.iter().map(|&family| (family, self.circle(family))).collect();
        circles.sort_by_key(|(family, circle)| (Reverse(circle.len()), *family));
        let mut named: HashSet<u32> = HashSet::new();
        for (family, circle) in circles {
            let sides = self.sides(&circle);
            let own: HashSet<u32> = self.of_family(family).collect();
            let samples: Vec<Vec<u32>> = sides.iter().map(|side| self.samples(&side.quotes, &own, &named)).collect();
            let new = sides.iter().zip(&samples).enumerate().any(|(index, (one, samples_of_one))| {
                let others = sides.iter().zip(&samples).skip(index + 1);
                others.filter(|(other, _)| self.different(one.speaker, other.speaker)).any(|(_, samples)| {
                    samples_of_one.iter().flat_map(|&a| samples.iter().map(move |&b| (a, b))).any(|(a, b)| {
                        let apart = self.occurrence(a).doc != self.occurrence(b).doc && !self.share_speaker(a, b);
                        apart && (own.contains(&a) || own.contains(&b)) && !(named.contains(&a) && named.contains(&b))
                    })
                })
            });
            if new {
                let with_side: HashSet<u32> = sides.iter().flat_map(|side| side.quotes.iter().copied()).collect();
                let mut groups: Vec<Vec<u32>> = sides.into_iter().map(|side| self.by_age(side.quotes)).collect();
                let rest: Vec<u32> = circle.iter().copied().filter(|quote| !with_side.contains(quote)).collect();
                groups.extend((!rest.is_empty()).then(|| self.by_age(rest)));
                named.extend(&circle);
                found.push(FoundConflict { class: ConflictClass::Misattribution, groups });
            }
        }
    }

    /// Quotations of up to two articles for each combination of `own` and `named`.
    fn samples(&self, quotes: &[u32], own: &HashSet<u32>, named: &HashSet<u32>) -> Vec<u32> {
        let mut kept: BTreeMap<(bool, bool), Vec<u32>> = BTreeMap::new();
        for &quote in quotes {
            let kept = kept.entry((own.contains(&quote), named.contains(&quote))).or_default();
            let doc = self.occurrence(quote).doc;
            if kept.len() < 2 && kept.iter().all(|&other| self.occurrence(other).doc != doc) {
                kept.push(quote);
            }
        }
        kept.into_values().flatten().collect()
    }

    fn by_age(&self, mut quotes: Vec<u32>) -> Vec<u32> {
        quotes.sort_by_key(|&quote| self.age(quote));
        quotes
    }

    /// Different words from the same speaker.
    fn alterations(&self, families: &[u32], found: &mut Vec<FoundConflict>) {
        let all: Vec<u32> = families.iter().flat_map(|&family| self.of_family(family)).collect();
        let joined = families.iter().flat_map(|&family| &self.families.wholes[family as usize]);
        let joined: BTreeSet<u32> =
            joined.map(|whole| whole.family).filter(|&one| self.families.joined[one as usize]).collect();
        let all: Vec<u32> = all.into_iter().chain(joined.iter().flat_map(|&family| self.of_family(family))).collect();
        for side in self.sides(&all) {
            let mut of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for &quote in &side.quotes {
                of.entry(self.occurrence(quote).version).or_default().push(quote);
            }
            let mut versions: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for &version in of.keys() {
                versions.entry(self.families.family(version)).or_default().push(version);
            }
            // The base version of each family, which the others are compared with.
            let based = versions.iter().filter_map(|(family, versions)| Some((*family, self.base(versions, &of)?)));
            let base_of: BTreeMap<u32, u32> = based.collect();
            for (&family, own) in base_of.iter().filter(|(family, _)| !joined.contains(family)) {
                let wholes = self.families.wholes[family as usize].iter();
                let (joined, single): (Vec<_>, Vec<_>) = wholes
                    .filter_map(|whole| Some((whole, base_of.get(&whole.family)?)))
                    .partition(|(whole, _)| self.families.joined[whole.family as usize]);
                let whole = single.iter().min_by_key(|(whole, _)| (whole.words, whole.family)).map(|(_, base)| *base);
                for &version in &versions[&family] {
                    let base = whole.unwrap_or(own);
                    if *base != version {
                        self.alteration(&of[base], &of[&version], found);
                    }
                }
                // The parts come first, then what was joined from them.
                if whole.is_none() {
                    for (_, joined) in &joined {
                        self.alteration(&of[own], &of[joined], found);
                    }
                }
            }
        }
    }

    fn alteration(&self, base: &[u32], changed: &[u32], found: &mut Vec<FoundConflict>) {
        let doc = self.occurrence(base[0]).doc;
        if base.iter().chain(changed).all(|&quote| self.occurrence(quote).doc == doc) {
            return;
        }
        let groups = [base, changed].map(|quotes| self.by_age(quotes.to_vec())).into();
        found.push(FoundConflict { class: ConflictClass::Alteration, groups });
    }

    /// The most frequent version; among equals the one closest to all others, then the earliest, then the longest.
    fn base(&self, versions: &[u32], of: &BTreeMap<u32, Vec<u32>>) -> Option<u32> {
        let mut versions = versions.to_vec();
        let most = versions.iter().map(|version| of[version].len()).max()?;
        versions.retain(|version| of[version].len() == most);
        if (3..=MANY_VERSIONS).contains(&versions.len()) {
            let far = |one: u32| versions.iter().map(|&other| distance(&self.quotations.versions, one, other)).sum();
            let far: Vec<usize> = versions.iter().map(|&version| far(version)).collect();
            let nearest = far.iter().min().copied();
            let mut far = far.into_iter();
            versions.retain(|_| far.next() == nearest);
        }
        let rank = |version: u32| {
            let (undated, date, quote) = of[&version].iter().map(|&quote| self.age(quote)).min()?;
            Some((undated, date, Reverse(self.quotations.versions.words(version).len()), quote))
        };
        versions.into_iter().min_by_key(|&version| rank(version))
    }

    /// Quotations without a speaker whose words are attributed to somebody elsewhere.
    fn orphans(&self, family: u32, found: &mut Vec<FoundConflict>) {
        let parts = self.families.parts[family as usize].iter();
        let parts: Vec<u32> = parts.filter(|(_, share)| *share >= ENOUGH).map(|(part, _)| *part).collect();
        let said = self.circle(family).into_iter().chain(parts.into_iter().flat_map(|part| self.of_family(part)));
        let sides = self.sides(&said.collect::<Vec<_>>());
        for &version in &self.families.versions[family as usize] {
            let nobodys = self.of_version(version).iter().copied();
            let nobodys: Vec<u32> = nobodys.filter(|&quote| self.occurrence(quote).speaker == NOBODY).collect();
            let docs: HashSet<u32> = nobodys.iter().map(|&quote| self.occurrence(quote).doc).collect();
            let elsewhere = |side: &SpeakerSide| {
                let quotes = side.quotes.iter().copied();
                self.by_age(quotes.filter(|&quote| !docs.contains(&self.occurrence(quote).doc)).collect())
            };
            let mut groups: Vec<Vec<u32>> = sides.iter().map(elsewhere).filter(|quotes| !quotes.is_empty()).collect();
            if !nobodys.is_empty() && !groups.is_empty() {
                groups.insert(0, self.by_age(nobodys));
                found.push(FoundConflict { class: ConflictClass::Orphan, groups });
            }
        }
    }

    /// Where an utterance in several articles appeared first.
    fn first_seen(&self, utterance: &[u32], found: &mut Vec<FoundConflict>) {
        let wholes = utterance.iter().flat_map(|&family| &self.families.wholes[family as usize]);
        let families: BTreeSet<u32> = utterance.iter().copied().chain(wholes.map(|whole| whole.family)).collect();
        let quotes: Vec<u32> = families.into_iter().flat_map(|family| self.of_family(family)).collect();
        let docs: HashSet<u32> = quotes.iter().map(|&quote| self.occurrence(quote).doc).collect();
        if docs.len() > 1 && quotes.iter().any(|&quote| self.date(quote).is_some()) {
            found.push(FoundConflict { class: ConflictClass::FirstSeen, groups: vec![self.by_age(quotes)] });
        }
    }
}

fn distance(versions: &Versions, one: u32, other: u32) -> usize {
    steps(versions.words(one), versions.words(other)).iter().filter(|step| **step != DiffStep::Same).count()
}
