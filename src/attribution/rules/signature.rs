//! A quotation that is signed: "“It rained.” — Ann Lee, fisherman", also with the signature on a line of its own, and posts
//! that end in "— Ann Lee (@annlee)".

use super::Found;
use super::scene::{Held, Scene};
use crate::attribution::engine::Reading;
use crate::document::{Block, TokenKind};
use crate::gazetteer::word_class::Function;
use std::ops::Range;

/// Share of its claims that were right on held-out text (`docs/attribution.md`).
const CONFIDENCE: f32 = 0.5;
/// How far from the end of a paragraph its signature may begin, in tokens.
const REACH: usize = 24;
/// Longest name, in tokens.
const NAME: usize = 8;

/// Adds a claim for each signed quotation.
pub(super) fn apply(scene: &Scene<'_, '_>, found: &mut Vec<Found>) {
    let mut made = Vec::new();
    let mut before: Option<&Block> = None;
    for paragraph in &scene.doc.paragraphs {
        made.extend(reading(scene, paragraph, before));
        before = Some(paragraph);
    }
    if made.is_empty() {
        return;
    }
    let held = Held::new(found);
    made.retain(|reading| reading.cue.iter().all(|cue| !held.holds(cue.start as usize..cue.end as usize + 1)));
    found.extend(made.into_iter().map(|reading| Found { reading, inherited: false }));
}

fn reading(scene: &Scene<'_, '_>, paragraph: &Block, before: Option<&Block>) -> Option<Reading> {
    let (start, end) = (paragraph.tokens.start as usize, paragraph.tokens.end as usize);
    let dash = (start.max(end.saturating_sub(REACH))..end).rev().find(|&at| {
        scene.depths[at] == 0 && (scene.kind(at) == Some(TokenKind::Dash) || at == start && scene.word(at) == "-")
    })?;
    let (source, handle) = name(scene, dash + 1, end)?;
    let content = if dash == start {
        let quote = scene.whole_quote(before?)?;
        quote.tokens.0 as usize..quote.tokens.1 as usize
    } else if handle {
        post(scene, start, dash)..dash
    } else {
        let quote = scene.quote_from(start).filter(|quote| quote.closed && quote.tokens.1 as usize == dash)?;
        quote.tokens.0 as usize..dash
    };
    (scene.words(content.clone()) >= 3).then(|| Reading {
        cue: vec![dash as u32..dash as u32 + 1],
        source: vec![source.start as u32..source.end as u32],
        content: vec![content.start as u32..content.end as u32],
        confidence: CONFIDENCE,
        by: "dash-name",
    })
}

/// Where the words of a post begin: behind the tag that a web page may have left before them.
fn post(scene: &Scene<'_, '_>, start: usize, end: usize) -> usize {
    /// Longest tag, in tokens.
    const TAG: usize = 40;
    if scene.word(start) != "<" {
        return start;
    }
    (start..end.min(start + TAG)).find(|&at| scene.word(at) == ">").map_or(start, |at| at + 1)
}

/// The name that begins at `from` and is followed by nothing, an office, or a handle, and whether it has a handle.
fn name(scene: &Scene<'_, '_>, from: usize, end: usize) -> Option<(Range<usize>, bool)> {
    let mut last = from;
    while last < end && last - from < NAME {
        let small = last > from
            && matches!(scene.function(last), Some(Function::Preposition | Function::Determiner))
            && last + 1 < end;
        if !scene.is_capital(last) && !small && scene.kind(last) != Some(TokenKind::Hyphen) {
            break;
        }
        last += 1;
    }
    if last == from {
        return None;
    }
    match scene.kind(last).filter(|_| last < end) {
        None | Some(TokenKind::Comma) => Some((from..last, false)),
        Some(TokenKind::Terminal) if last + 1 == end => Some((from..last, false)),
        Some(TokenKind::Open) if last + 2 < end && scene.word(last + 1).starts_with('@') => {
            Some((from..last + 3, true))
        }
        _ => None,
    }
}
