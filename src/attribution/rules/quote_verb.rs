//! "“It rained,” Lee barked", "the crowd, chanting “No more!”": a quotation that no reading holds, beside a verb with a subject.
//! The model knows the verbs that it was trained on; beside a quotation, any verb will do.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use super::inherited_source::subject_before;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::{Case, Quote, TokenKind};
use crate::gazetteer::cue::{CueType, Frames};
use crate::gazetteer::word_class::Function;
use std::ops::Range;

/// Share of its claims that were right on held-out text (`docs/attribution-log.md`).
const CONFIDENCE: f32 = 0.75;
/// Longest source, in tokens.
const SOURCE: usize = 12;
/// Shortest quotation after a verb, in words: shorter ones are names and labels.
const WORDS: usize = 3;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("“The harbor needs a wall,” Ann Lee barked.", "Ann Lee | barked | “The harbor needs a wall,”"),
    ("The book “Walls and Harbors” sold well.", ""),
];

/// Adds a claim for each quotation that no reading claims and that has a verb beside it.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let claimed = ClaimedTokens::new(found);
    let mut made: Vec<ClaimReading> = Vec::new();
    for quote in context.doc.quotes.iter().filter(|quote| quote.depth == 0 && quote.closed) {
        let (start, end) = (quote.tokens.start(), quote.tokens.end());
        if claimed.touch(start..end) || context.words(start..end.min(start + 12)) == 0 {
            continue;
        }
        let Some((source, cue)) = verb_behind(context, quote).or_else(|| verb_before(context, found, quote)) else {
            continue;
        };
        if claimed.touch(cue.clone()) {
            continue;
        }
        let (source, content) = (vec![source.into()], vec![quote.tokens]);
        made.push(ClaimReading::by_rule(Rule::QuoteVerb, CONFIDENCE, cue.into(), source, content));
    }
    found.extend(made);
}

/// Source and cue.
type Sides = (Range<usize>, Range<usize>);

/// "… said, “It rained.”"
fn verb_before(context: &RuleContext<'_, '_>, found: &[ClaimReading], quote: &Quote) -> Option<Sides> {
    let start = quote.tokens.start();
    let mut verb = start.checked_sub(1)?;
    if matches!(context.kind(verb), Some(TokenKind::Comma | TokenKind::Colon)) {
        verb = verb.checked_sub(1)?;
    }
    let sentence = context.sentence(start)?;
    let first = sentence.tokens.start();
    if verb < first || context.depths[verb] > 0 {
        return None;
    }
    let info = context.info(verb);
    let word = context.word(verb);
    let participle = word.len() > 5 && word.ends_with("ing");
    let quotes = context
        .lexicons
        .cues
        .find(info.cues, |_| None)
        .is_some_and(|(cue, _)| cue.kind == CueType::Verb && cue.frames.has(Frames::QUOTE));
    let capital = context.is_capital(start + 1);
    if !quotes || !capital && !participle || context.words(start..quote.tokens.end()) < WORDS {
        return None;
    }
    // "without saying", "for saying": somebody may not have said it at all. "was asked": somebody else did.
    if verb > first && matches!(context.function(verb - 1), Some(Function::Preposition | Function::Be)) {
        return None;
    }
    let source = subject_before(context, found, first, verb)?;
    Some((source, verb..verb + 1))
}

/// "…,” Lee barked", "…,” she yells while running", "…,” reads a sign."
fn verb_behind(context: &RuleContext<'_, '_>, quote: &Quote) -> Option<Sides> {
    let (start, from) = (quote.tokens.start(), quote.tokens.end());
    // A quotation within a sentence may be a name: "the series “Tales of Old,” shown in …".
    if context.sentence(start)?.tokens.start() != start {
        return None;
    }
    let inside = from.checked_sub(2)?;
    let ends = match context.kind(inside)? {
        TokenKind::Comma => true,
        TokenKind::Terminal => context.word(inside) != ".",
        _ => false,
    };
    let sentence = context.sentence(inside)?;
    let end = sentence.tokens.end().min(from + SOURCE + 2);
    if !ends || from >= end || context.depths[from] > 0 {
        return None;
    }
    // Subject, then verb.
    let subject_ends = if context.function(from) == Some(Function::Pronoun) {
        Some(from + 1)
    } else if let Some(noun) = noun_phrase(context, from, end) {
        Some(noun)
    } else {
        let name = (from..end.min(from + 6))
            .find(|&at| context.mention_at(at).is_some() || context.token(at).is_none_or(|token| !token.is_word()));
        name.and_then(|at| context.mention_at(at)).map(|mention| mention.tokens.end())
    };
    if let Some(mut verb) = subject_ends.filter(|&at| at < end) {
        let subject = from..verb;
        if context.function(verb) == Some(Function::Adverb) || context.word(verb).ends_with("ly") {
            verb += 1;
        }
        if verb < end && context.is_action(verb) {
            return Some((subject, verb..verb + 1));
        }
    }
    // Verb, then subject up to a mark.
    if context.is_action(from) {
        let stop = (from + 1..end).find(|&at| {
            matches!(
                context.kind(at),
                Some(TokenKind::Comma | TokenKind::Terminal | TokenKind::Semicolon | TokenKind::Open | TokenKind::Dash)
            )
        })?;
        let noun = context.is_capital(from + 1)
            || matches!(
                context.function(from + 1),
                Some(Function::Determiner | Function::Possessive | Function::Pronoun)
            );
        return (stop > from + 1 && noun).then_some((from + 1..stop, from..from + 1));
    }
    None
}

/// One past "the old farmer" or "her brother", where a verb that ends the clause follows.
fn noun_phrase(context: &RuleContext<'_, '_>, from: usize, end: usize) -> Option<usize> {
    if !matches!(context.function(from), Some(Function::Determiner | Function::Possessive)) {
        return None;
    }
    let plain = |at: usize| {
        context.token(at).is_some_and(|token| token.is_word() && token.case == Case::Lower)
            && matches!(context.function(at), None | Some(Function::Adjective))
    };
    (from + 2..end.min(from + 5)).take_while(|&at| plain(at - 1)).find(|&at| context.is_action(at) && !plain(at + 1))
}
