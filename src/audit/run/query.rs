//! Search, filters, queues and samples of claims.

use super::claims::{ClaimColumns, PART, push_lower};
use super::opened::AuditedRun;
use crate::date::day_number;
use crate::run::interner::Interner;
use memchr::memmem::Finder;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Which claims to list, in which order. All conditions given must hold.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(crate) struct ClaimQuery {
    /// Words that must all occur in content, source, speaker or cue, ignoring case; `"…"` is a phrase.
    pub(crate) q: String,
    /// The speaker or a co-speaker, see [`ClaimColumns::speakers_called`].
    pub(crate) speaker: String,
    /// The first speaker's type; `none` is no speaker.
    pub(crate) r#type: String,
    pub(crate) kind: String,
    pub(crate) class: String,
    pub(crate) outlet: String,
    /// `YYYY-MM-DD`, inclusive.
    pub(crate) from: String,
    /// `YYYY-MM-DD`, inclusive.
    pub(crate) to: String,
    pub(crate) min: Option<f32>,
    pub(crate) max: Option<f32>,
    pub(crate) flag: String,
    pub(crate) rule: String,
    pub(crate) queue: ReviewQueue,
    pub(crate) seed: u64,
    pub(crate) size: usize,
    /// By whether this annotator decided.
    pub(crate) decided: DecidedFilter,
    pub(crate) sort: ListOrder,
}

/// The order, except in samples and [`ReviewQueue::Low`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ListOrder {
    /// In run order.
    #[default]
    AuditedRun,
    /// By date of the article, undated ones last.
    Date,
}

/// Which claims to work through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReviewQueue {
    /// All claims, in run order.
    #[default]
    All,
    /// The least confident first.
    Low,
    /// Without a speaker.
    Nobody,
    /// With the flag `ambiguous-speaker`.
    Ambiguous,
    /// With the flag `unclosed-quote`.
    Unclosed,
    /// Claims in a conflict.
    Conflicts,
    /// A random sample.
    Random,
    /// A random sample with equal numbers of each kind and confidence band.
    Stratified,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DecidedFilter {
    #[default]
    Any,
    No,
    Yes,
}

const SAMPLE: usize = 200;

/// Upper ends of the confidence bands of a stratified sample.
const BANDS: [f32; 4] = [0.5, 0.7, 0.85, 0.95];

impl ClaimQuery {
    /// The name of the sample, which decisions carry.
    pub(crate) fn sample(&self) -> Option<String> {
        match self.queue {
            ReviewQueue::Random => Some(format!("random:seed={}", self.seed)),
            ReviewQueue::Stratified => Some(format!("stratified:seed={}", self.seed)),
            _ => None,
        }
    }

    /// Runs the query and returns claims by index. `conflicts` and `decided` tell whether a claim is in a conflict, or decided.
    pub(crate) fn run(
        &self,
        run: &AuditedRun,
        conflicts: &(dyn Fn(u32) -> bool + Sync),
        decided: &(dyn Fn(u32) -> bool + Sync),
    ) -> Vec<u32> {
        let claims = &run.claims;
        let Some(test) = ClaimFilter::new(self, run) else { return Vec::new() };
        let flag = |name: &str| claims.lists.flags.find(name).map_or(0, |bit| 1 << bit);
        let (ambiguous, unclosed) = (flag("ambiguous-speaker"), flag("unclosed-quote"));
        let wanted = |&claim: &u32| {
            let in_queue = match self.queue {
                ReviewQueue::Nobody => claims.speaker[claim as usize] == 0,
                ReviewQueue::Ambiguous => claims.flags[claim as usize] & ambiguous != 0,
                ReviewQueue::Unclosed => claims.flags[claim as usize] & unclosed != 0,
                ReviewQueue::Conflicts => conflicts(claim),
                ReviewQueue::All | ReviewQueue::Low | ReviewQueue::Random | ReviewQueue::Stratified => true,
            };
            in_queue && test.holds(claim)
        };
        let all = 0..claims.len() as u32;
        let terms = terms(&self.q);
        let mut found: Vec<u32> = if terms.is_empty() {
            all.into_par_iter().filter(wanted).collect()
        } else {
            search(claims, &terms).into_par_iter().filter(wanted).collect()
        };
        let size = if self.size == 0 { SAMPLE } else { self.size };
        match self.queue {
            ReviewQueue::Low => found.par_sort_by(|&a, &b| {
                claims.confidence[a as usize].total_cmp(&claims.confidence[b as usize]).then(a.cmp(&b))
            }),
            ReviewQueue::Random => sample(claims, &mut found, self.seed, size),
            ReviewQueue::Stratified => found = stratified(claims, &found, self.seed, size),
            _ if self.sort == ListOrder::Date => {
                let day = |claim: u32| run.articles.all[claims.article[claim as usize] as usize].day;
                found.par_sort_by_key(|&claim| (day(claim).wrapping_sub(1), claim));
            }
            _ => {}
        }
        // After sampling: a sample must not depend on what was decided.
        match self.decided {
            DecidedFilter::Any => {}
            DecidedFilter::No => found.retain(|&claim| !decided(claim)),
            DecidedFilter::Yes => found.retain(|&claim| decided(claim)),
        }
        found
    }
}

/// The filters with their values looked up.
struct ClaimFilter<'r> {
    run: &'r AuditedRun,
    /// Any of them may speak.
    speakers: Option<Vec<bool>>,
    /// The first speaker is one of them.
    of_type: Option<Vec<bool>>,
    kind: Option<u8>,
    class: Option<u8>,
    rule: Option<u16>,
    flag: u32,
    outlet: Option<u32>,
    from: u32,
    to: u32,
    min: f32,
    max: f32,
}

impl<'r> ClaimFilter<'r> {
    fn new(query: &ClaimQuery, run: &'r AuditedRun) -> Option<Self> {
        let claims = &run.claims;
        let lists = &claims.lists;
        // A value that no claim has matches nothing.
        let value = |names: &Interner, wanted: &str| {
            if wanted.is_empty() { Some(None) } else { names.find(wanted).map(Some) }
        };
        let speakers = (!query.speaker.is_empty()).then(|| {
            let mut wanted = vec![false; claims.speakers.len()];
            claims.speakers_called(&query.speaker).into_iter().for_each(|number| wanted[number as usize] = true);
            wanted
        });
        let kind = if query.r#type == "none" { "" } else { &query.r#type };
        let of_type = || claims.speakers.iter().map(|speaker| *speaker.kind == *kind).collect();
        Some(Self {
            run,
            speakers,
            of_type: (!query.r#type.is_empty()).then(of_type),
            kind: value(&lists.kinds, &query.kind)?.map(|number| number as u8),
            class: value(&lists.classes, &query.class)?.map(|number| number as u8),
            rule: value(&lists.rules, &query.rule)?.map(|number| number as u16),
            flag: value(&lists.flags, &query.flag)?.map_or(0, |bit| 1 << bit),
            outlet: value(&run.articles.outlets, &query.outlet)?,
            from: day_number(&query.from).unwrap_or(0),
            to: day_number(&query.to).unwrap_or(u32::MAX),
            min: query.min.unwrap_or(0.0),
            max: query.max.unwrap_or(1.0),
        })
    }

    fn holds(&self, claim: u32) -> bool {
        let (claims, at) = (&self.run.claims, claim as usize);
        let article = || &self.run.articles.all[claims.article[at] as usize];
        let dated = self.from > 0 || self.to < u32::MAX;
        (self.min..=self.max).contains(&claims.confidence[at])
            && self.kind.is_none_or(|kind| claims.kind[at] == kind)
            && self.class.is_none_or(|class| claims.class[at] == class)
            && self.rule.is_none_or(|rule| claims.rule[at] == rule)
            && (self.flag == 0 || claims.flags[at] & self.flag != 0)
            && self.speakers.as_ref().is_none_or(|wanted| claims.speakers_of(claim).any(|one| wanted[one as usize]))
            && self.of_type.as_ref().is_none_or(|wanted| wanted[claims.speaker[at] as usize])
            && self.outlet.is_none_or(|outlet| article().outlet == Some(outlet))
            && (!dated || article().day > 0 && (self.from..=self.to).contains(&article().day))
    }
}

/// The words and phrases of a search, in lower case.
fn terms(query: &str) -> Vec<Vec<u8>> {
    let mut terms = Vec::new();
    for (at, part) in query.split('"').enumerate() {
        let words: Vec<&str> = if at % 2 == 1 { vec![part.trim()] } else { part.split_whitespace().collect() };
        for word in words {
            let mut lower = Vec::new();
            push_lower(word, &mut lower);
            lower.retain(|&byte| byte != PART);
            if !lower.is_empty() {
                terms.push(lower);
            }
        }
    }
    terms
}

fn search(claims: &ClaimColumns, terms: &[Vec<u8>]) -> Vec<u32> {
    let Some(longest) = terms.iter().max_by_key(|term| term.len()) else { return Vec::new() };
    let finder = Finder::new(longest);
    let others: Vec<Finder<'_>> = terms.iter().filter(|term| *term != longest).map(Finder::new).collect();
    // Searches stretches of the concatenated text, so that a rare word takes one pass without visiting each claim.
    let stretch = claims.len().div_ceil(rayon::current_num_threads() * 8).max(1);
    let starts: Vec<usize> = (0..claims.len()).step_by(stretch).collect();
    let parts: Vec<Vec<u32>> = starts
        .into_par_iter()
        .map(|first| {
            let last = (first + stretch).min(claims.len());
            let end = claims.text_at[last] as usize;
            let (mut found, mut claim, mut at) = (Vec::new(), first, claims.text_at[first] as usize);
            while let Some(hit) = finder.find(&claims.text[at..end]) {
                let hit = (at + hit) as u64;
                // The hit is usually close: try the next few claims before a binary search.
                let near = (claim..last.min(claim + 8)).find(|&claim| claims.text_at[claim + 1] > hit);
                claim =
                    near.unwrap_or_else(|| claim + claims.text_at[claim + 1..=last].partition_point(|&end| end <= hit));
                let text = claims.text(claim as u32);
                if others.iter().all(|other| other.find(text).is_some()) {
                    found.push(claim as u32);
                }
                claim += 1;
                if claim >= last {
                    break;
                }
                at = claims.text_at[claim] as usize;
            }
            found
        })
        .collect();
    parts.concat()
}

fn rank(claims: &ClaimColumns, claim: u32, seed: u64) -> (u64, u32) {
    (xxh3_64_with_seed(&claims.id[claim as usize].to_le_bytes(), seed), claim)
}

/// Keeps a random sample of `size`, in random order: the lowest hashes of seed and claim id.
fn sample(claims: &ClaimColumns, found: &mut Vec<u32>, seed: u64, size: usize) {
    let mut ranks: Vec<(u64, u32)> = found.par_iter().map(|&claim| rank(claims, claim, seed)).collect();
    if ranks.len() > size {
        ranks.select_nth_unstable(size);
        ranks.truncate(size);
    }
    ranks.sort_unstable();
    *found = ranks.into_iter().map(|(_, claim)| claim).collect();
}

/// Takes claims from the strata in turn; when small ones are exhausted, the others fill up.
fn stratified(claims: &ClaimColumns, found: &[u32], seed: u64, size: usize) -> Vec<u32> {
    let mut strata = std::collections::BTreeMap::<(u8, usize), Vec<u32>>::new();
    for &claim in found {
        let confidence = claims.confidence[claim as usize];
        let band = BANDS.iter().take_while(|&&end| confidence >= end).count();
        strata.entry((claims.kind[claim as usize], band)).or_default().push(claim);
    }
    for stratum in strata.values_mut() {
        sample(claims, stratum, seed, size);
    }
    let deepest = strata.values().map(Vec::len).max().unwrap_or(0);
    let turns = (0..deepest).flat_map(|turn| strata.values().filter_map(move |stratum| stratum.get(turn).copied()));
    turns.take(size).collect()
}

/// How often each value occurs, for the filters.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Facets<'r> {
    pub(crate) r#type: Vec<(&'r str, u32)>,
    pub(crate) kind: Vec<(&'r str, u32)>,
    pub(crate) class: Vec<(&'r str, u32)>,
    pub(crate) flag: Vec<(&'r str, u32)>,
    pub(crate) rule: Vec<(&'r str, u32)>,
    pub(crate) outlet: Vec<(&'r str, u32)>,
}

const OUTLETS: usize = 300;

impl<'r> Facets<'r> {
    pub(crate) fn of(run: &'r AuditedRun) -> Self {
        let claims = &run.claims;
        let lists = &claims.lists;
        let named = |names: &'r Interner, numbers: &mut dyn Iterator<Item = usize>| {
            let mut counts = vec![0; names.all().len()];
            numbers.for_each(|number| counts[number] += 1);
            let mut all: Vec<(&str, u32)> = names.all().iter().map(|name| &**name).zip(counts).collect();
            all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            all
        };
        let outlet = |article: &u32| run.articles.all[*article as usize].outlet.map(|outlet| outlet as usize);
        let bits = |flags: &u32| {
            let flags = *flags;
            (0..32).filter(move |bit| flags >> bit & 1 == 1)
        };
        let mut types = std::collections::BTreeMap::new();
        for speaker in &claims.speakers {
            *types.entry(if speaker.kind.is_empty() { "none" } else { &*speaker.kind }).or_insert(0) += speaker.claims;
        }
        let mut facets = Self {
            r#type: types.into_iter().filter(|&(_, count)| count > 0).collect(),
            kind: named(&lists.kinds, &mut claims.kind.iter().map(|&number| number as usize)),
            class: named(&lists.classes, &mut claims.class.iter().map(|&number| number as usize)),
            rule: named(&lists.rules, &mut claims.rule.iter().map(|&number| number as usize)),
            flag: named(&lists.flags, &mut claims.flags.iter().flat_map(bits)),
            outlet: named(&run.articles.outlets, &mut claims.article.iter().filter_map(outlet)),
        };
        facets.r#type.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        facets.outlet.truncate(OUTLETS);
        facets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_phrases() {
        let terms = |query| terms(query).into_iter().map(|term| String::from_utf8(term).unwrap()).collect::<Vec<_>>();
        assert_eq!(terms("Grain  “Port"), ["grain", "“port"]);
        assert_eq!(terms("\"The Port\" ÉTÉ"), ["the port", "été"]);
        assert!(terms(" \" \u{1f}").is_empty());
    }
}
