//! Turns a conflict from indices of quotations into a record.

use super::change::{diff, most_serious};
use super::find::{ConflictFinder, FoundConflict};
use super::record::{Conflict, ConflictClass, ConflictQuote, MAX_QUOTES, Proposal, SpeakerCount};
use crate::audit::review::SpeakerName;
use crate::error::Result;
use std::collections::BTreeSet;

/// Reads the records of a conflict and writes it; `None` if the words turn out to be the same.
pub(super) fn write(finder: &ConflictFinder<'_>, found: &FoundConflict) -> Result<Option<Conflict>> {
    // What people say together is listed once, with the first of them.
    let mut listed = BTreeSet::new();
    let once = |group: &Vec<u32>| group.iter().copied().filter(|&quote| listed.insert(quote)).collect();
    let mut groups: Vec<Vec<u32>> = found.groups.iter().map(once).collect();
    groups.retain(|group| !group.is_empty());
    let all: Vec<u32> = groups.concat();
    let quota = if all.len() > MAX_QUOTES { (MAX_QUOTES / groups.len()).max(1) } else { usize::MAX };
    let mut numbers = Vec::new();
    let (mut quotes, mut texts) = (Vec::new(), Vec::new());
    for group in &groups {
        for &number in &group[..group.len().min(quota)] {
            let (quote, text) = finder.quotations.quote(&finder.quotations.occurrences[number as usize])?;
            texts.extend((number == group[0]).then_some(text));
            numbers.push(number);
            quotes.push(quote);
        }
    }
    let mut conflict = Conflict::new(found.class, quotes);
    conflict.omitted = (all.len() - numbers.len()) as u64;
    let dated = numbers.iter().enumerate().filter_map(|(index, &number)| Some((finder.date(number)?, index as u32)));
    conflict.first = dated.min().map(|(_, index)| index);
    if found.class == ConflictClass::Alteration {
        let [from, to] = &texts[..] else { return Ok(None) };
        conflict.diff = diff(finder.lists, from, to);
        conflict.change = most_serious(&conflict.diff);
        if conflict.change.is_none() {
            return Ok(None);
        }
    }
    let sides = finder.sides(&all);
    let attributed: BTreeSet<u32> = sides.iter().flat_map(|side| side.quotes.iter().copied()).collect();
    let named = attributed.len();
    let most = sides.first().filter(|side| side.quotes.len() * 2 > named);
    conflict.majority = most.map(|side| finder.quotations.speakers.named(side.speaker).clone());
    if let (ConflictClass::Orphan, Some(side)) = (found.class, most) {
        conflict.proposal = Some(Proposal {
            speaker: finder.quotations.speakers.named(side.speaker).clone(),
            quotes: side.quotes.len() as u64,
            against: (named - side.quotes.len()) as u64,
        });
    }
    for side in &sides {
        let speaker = finder.quotations.speakers.named(side.speaker).clone();
        conflict.speakers.push(side_of(Some(speaker), &side.quotes, &numbers, &conflict.quotes));
    }
    let rest: Vec<u32> = all.iter().copied().filter(|number| !attributed.contains(number)).collect();
    if !rest.is_empty() {
        conflict.speakers.push(side_of(None, &rest, &numbers, &conflict.quotes));
    }
    Ok(Some(conflict))
}

fn side_of(speaker: Option<SpeakerName>, of: &[u32], numbers: &[u32], quotes: &[ConflictQuote]) -> SpeakerCount {
    let of: BTreeSet<u32> = of.iter().copied().collect();
    let quotes: Vec<&ConflictQuote> =
        numbers.iter().zip(quotes).filter(|(number, _)| of.contains(number)).map(|(_, quote)| quote).collect();
    let outlets: BTreeSet<&String> = quotes.iter().filter_map(|quote| quote.outlet.as_ref()).collect();
    let dates = || quotes.iter().filter_map(|quote| quote.date.clone());
    SpeakerCount {
        speaker,
        quotes: of.len() as u64,
        outlets: outlets.into_iter().cloned().collect(),
        first: dates().min(),
        last: dates().max(),
    }
}
