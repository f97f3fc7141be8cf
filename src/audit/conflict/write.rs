//! From quotations by number to the record of a conflict.

use super::change::{diff, gravest};
use super::find::{Finder, Found};
use super::record::{Class, Conflict, MAX_QUOTES, Proposal, Quote, Side};
use crate::audit::decision::Named;
use crate::error::Result;
use std::collections::BTreeSet;

/// Reads the records of a conflict and says what it is; `None` where the words as they stand are not different after all.
pub(super) fn write(finder: &Finder<'_>, found: &Found) -> Result<Option<Conflict>> {
    let all: Vec<u32> = found.groups.concat();
    let quota = if all.len() > MAX_QUOTES { (MAX_QUOTES / found.groups.len()).max(1) } else { usize::MAX };
    let mut numbers = Vec::new();
    let (mut quotes, mut texts) = (Vec::new(), Vec::new());
    for group in &found.groups {
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
    if found.class == Class::Alteration {
        let [from, to] = &texts[..] else { return Ok(None) };
        conflict.diff = diff(finder.lists, from, to);
        conflict.change = gravest(&conflict.diff);
        if conflict.change.is_none() {
            return Ok(None);
        }
    }
    let sides = finder.sides(&all);
    let named: usize = sides.iter().map(|side| side.quotes.len()).sum();
    let most = sides.first().filter(|side| side.quotes.len() * 2 > named);
    conflict.majority = most.map(|side| finder.quotations.speakers.named(side.speaker).clone());
    if let (Class::Orphan, Some(side)) = (found.class, most) {
        conflict.proposal = Some(Proposal {
            speaker: finder.quotations.speakers.named(side.speaker).clone(),
            quotes: side.quotes.len() as u64,
            against: (named - side.quotes.len()) as u64,
        });
    }
    for side in &sides {
        let speaker = finder.quotations.speakers.named(side.speaker).clone();
        conflict.speakers.push(told(Some(speaker), &side.quotes, &numbers, &conflict.quotes));
    }
    let rest: BTreeSet<u32> = sides.iter().flat_map(|side| side.quotes.iter().copied()).collect();
    let rest: Vec<u32> = all.iter().copied().filter(|number| !rest.contains(number)).collect();
    if !rest.is_empty() {
        conflict.speakers.push(told(None, &rest, &numbers, &conflict.quotes));
    }
    Ok(Some(conflict))
}

fn told(speaker: Option<Named>, of: &[u32], numbers: &[u32], quotes: &[Quote]) -> Side {
    let of: BTreeSet<u32> = of.iter().copied().collect();
    let quotes: Vec<&Quote> =
        numbers.iter().zip(quotes).filter(|(number, _)| of.contains(number)).map(|(_, quote)| quote).collect();
    let outlets: BTreeSet<&String> = quotes.iter().filter_map(|quote| quote.outlet.as_ref()).collect();
    let dates = || quotes.iter().filter_map(|quote| quote.date.clone());
    Side {
        speaker,
        quotes: of.len() as u64,
        outlets: outlets.into_iter().cloned().collect(),
        first: dates().min(),
        last: dates().max(),
    }
}
