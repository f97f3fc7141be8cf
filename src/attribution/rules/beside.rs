//! "“It rained,” Lee barked", "the crowd, chanting “No more!”": a quotation that no reading holds, beside a verb with a subject.
//! The model knows the verbs that it was trained on; beside a quotation, any verb will do.

use super::Found;
use super::inherited::subject_before;
use super::scene::{Held, Scene};
use crate::attribution::engine::Reading;
use crate::document::{Case, Quote, TokenKind};
use crate::gazetteer::cue::{CueType, Frames};
use crate::gazetteer::word_class::Function;
use std::ops::Range;

/// Share of its claims that were right on held-out text (`docs/attribution.md`).
const CONFIDENCE: f32 = 0.75;
/// Longest source, in tokens.
const SOURCE: usize = 12;
/// Shortest quotation behind a verb, in words: shorter ones are names and labels.
const WORDS: usize = 3;

/// Adds a claim for each quotation that stands beside a verb and that no reading holds.
pub(super) fn apply(scene: &Scene<'_, '_>, found: &mut Vec<Found>) {
    let held = Held::new(found);
    let mut made: Vec<Found> = Vec::new();
    for quote in scene.doc.quotes.iter().filter(|quote| quote.depth == 0 && quote.closed) {
        let (start, end) = (quote.tokens.0 as usize, quote.tokens.1 as usize);
        if held.holds(start..end) || scene.words(start..end.min(start + 12)) == 0 {
            continue;
        }
        let Some((source, cue)) = verb_behind(scene, quote).or_else(|| verb_before(scene, found, quote)) else {
            continue;
        };
        if held.holds(cue.clone()) {
            continue;
        }
        let run = |range: Range<usize>| range.start as u32..range.end as u32;
        made.push(Found {
            reading: Reading {
                cue: vec![run(cue)],
                source: vec![run(source)],
                content: vec![run(start..end)],
                confidence: CONFIDENCE,
                by: "quote-verb",
            },
            inherited: false,
        });
    }
    found.extend(made);
}

/// Source and cue.
type Sides = (Range<usize>, Range<usize>);

/// "… said, “It rained.”"
fn verb_before(scene: &Scene<'_, '_>, found: &[Found], quote: &Quote) -> Option<Sides> {
    let start = quote.tokens.0 as usize;
    let mut verb = start.checked_sub(1)?;
    if matches!(scene.kind(verb), Some(TokenKind::Comma | TokenKind::Colon)) {
        verb = verb.checked_sub(1)?;
    }
    let sentence = scene.sentence(start)?;
    let first = sentence.tokens.start as usize;
    if verb < first || scene.depths[verb] > 0 {
        return None;
    }
    let info = scene.lexicons.word(scene.doc, verb);
    let word = scene.word(verb);
    let participle = word.len() > 5 && word.ends_with("ing");
    let quotes = scene
        .lexicons
        .cues
        .find(info.cues, |_| None)
        .is_some_and(|(cue, _)| cue.kind == CueType::Verb && cue.frames.has(Frames::QUOTE));
    let capital = scene.is_capital(start + 1);
    if !quotes || !capital && !participle || scene.words(start..quote.tokens.1 as usize) < WORDS {
        return None;
    }
    // "without saying", "for saying": somebody may not have said it at all. "was asked": somebody else did.
    if verb > first && matches!(scene.function(verb - 1), Some(Function::Preposition | Function::Be)) {
        return None;
    }
    let source = subject_before(scene, found, first, verb)?;
    Some((source, verb..verb + 1))
}

/// "…,” Lee barked", "…,” she yells while running", "…,” reads a sign."
fn verb_behind(scene: &Scene<'_, '_>, quote: &Quote) -> Option<Sides> {
    let (start, from) = (quote.tokens.0 as usize, quote.tokens.1 as usize);
    // A quotation within a sentence may be a name: "the series “Tales of Old,” shown in …".
    if scene.sentence(start)?.tokens.start as usize != start {
        return None;
    }
    let inside = from.checked_sub(2)?;
    let ends = match scene.kind(inside)? {
        TokenKind::Comma => true,
        TokenKind::Terminal => scene.word(inside) != ".",
        _ => false,
    };
    let sentence = scene.sentence(inside)?;
    let end = (sentence.tokens.end as usize).min(from + SOURCE + 2);
    if !ends || from >= end || scene.depths[from] > 0 {
        return None;
    }
    // Subject, then verb.
    let subject_ends = if scene.function(from) == Some(Function::Pronoun) {
        Some(from + 1)
    } else if let Some(noun) = noun_phrase(scene, from, end) {
        Some(noun)
    } else {
        let name = (from..end.min(from + 6))
            .find(|&at| scene.mention_at(at).is_some() || scene.token(at).is_none_or(|token| !token.is_word()));
        name.and_then(|at| scene.mention_at(at)).map(|mention| mention.tokens.1 as usize)
    };
    if let Some(mut verb) = subject_ends.filter(|&at| at < end) {
        let subject = from..verb;
        if scene.function(verb) == Some(Function::Adverb) || scene.word(verb).ends_with("ly") {
            verb += 1;
        }
        if verb < end && is_verb(scene, verb) {
            return Some((subject, verb..verb + 1));
        }
    }
    // Verb, then subject up to a mark.
    if is_verb(scene, from) {
        let stop = (from + 1..end).find(|&at| {
            matches!(
                scene.kind(at),
                Some(TokenKind::Comma | TokenKind::Terminal | TokenKind::Semicolon | TokenKind::Open | TokenKind::Dash)
            )
        })?;
        let noun = scene.is_capital(from + 1)
            || matches!(
                scene.function(from + 1),
                Some(Function::Determiner | Function::Possessive | Function::Pronoun)
            );
        return (stop > from + 1 && noun).then_some((from + 1..stop, from..from + 1));
    }
    None
}

/// One past "the old farmer" or "her brother", where a verb that ends the clause follows.
fn noun_phrase(scene: &Scene<'_, '_>, from: usize, end: usize) -> Option<usize> {
    if !matches!(scene.function(from), Some(Function::Determiner | Function::Possessive)) {
        return None;
    }
    let plain = |at: usize| {
        scene.token(at).is_some_and(|token| token.is_word() && token.case == Case::Lower)
            && matches!(scene.function(at), None | Some(Function::Adjective))
    };
    (from + 2..end.min(from + 5)).take_while(|&at| plain(at - 1)).find(|&at| is_verb(scene, at) && !plain(at + 1))
}

/// A lower-case word that looks like a finite verb of an action.
fn is_verb(scene: &Scene<'_, '_>, index: usize) -> bool {
    let Some(token) = scene.token(index) else { return false };
    let info = scene.lexicons.word(scene.doc, index);
    let word = scene.word(index);
    token.is_word()
        && token.case == Case::Lower
        && info.function.is_none()
        && (info.speech_verb
            || !info.cues.is_empty()
            || word.len() > 4 && (word.ends_with("ed") || word.ends_with('s')))
}
