//! "Lee had an answer: “It rained.”": a colon before a quotation that nobody claims, also where the quotation begins the
//! next paragraph. The subject of the sentence speaks.

use super::Found;
use super::scene::{Held, Scene};
use crate::attribution::engine::Reading;
use crate::document::{Quote, TokenKind};
use crate::gazetteer::word_class::Function;

/// Share of its claims that were right on held-out text (`docs/attribution.md`).
const CONFIDENCE: f32 = 0.6;
/// Longest cue, in tokens, colon included.
const CUE: usize = 12;
/// Shortest quotation, in words.
const WORDS: usize = 3;

/// Adds a claim for each announced quotation that no reading holds.
pub(super) fn apply(scene: &Scene<'_, '_>, found: &mut Vec<Found>) {
    let held = Held::new(found);
    let outer = scene.doc.quotes.iter().filter(|quote| quote.depth == 0);
    let made: Vec<Reading> = outer.filter_map(|quote| reading(scene, &held, quote)).collect();
    found.extend(made.into_iter().map(|reading| Found { reading, inherited: false }));
}

fn reading(scene: &Scene<'_, '_>, held: &Held, quote: &Quote) -> Option<Reading> {
    let (start, end) = (quote.tokens.0 as usize, quote.tokens.1 as usize);
    let colon = start.checked_sub(1).filter(|&colon| scene.kind(colon) == Some(TokenKind::Colon))?;
    if held.holds(start..end) || scene.depths[colon] > 0 {
        return None;
    }
    if scene.words(start..end.min(start + 2 * WORDS + 4)) < WORDS {
        return None;
    }
    let sentence = scene.sentence(colon)?;
    let first = sentence.tokens.start as usize;
    let mut subject = scene.subject(first..colon, colon)?;
    let mut cue = subject.end..colon;
    while cue.start < colon && scene.kind(cue.start) == Some(TokenKind::Comma) {
        cue.start += 1;
    }
    if scene.function(cue.start) == Some(Function::Relative) {
        subject = cue.start..cue.start + 1;
        cue.start += 1;
    } else if scene.function(cue.start) == Some(Function::Preposition) {
        cue.start = colon;
    }
    if cue.len() > CUE || held.holds(cue.clone()) {
        return None;
    }
    if cue.is_empty() {
        cue.end += 1;
    }
    Some(Reading {
        cue: vec![cue.start as u32..cue.end as u32],
        source: vec![subject.start as u32..subject.end as u32],
        content: vec![start as u32..end as u32],
        confidence: CONFIDENCE,
        by: "announced",
    })
}
