//! "Lee had an answer: “It rained.”": a colon before a quotation that nobody claims, also where the quotation begins the
//! next paragraph. The subject of the sentence speaks.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::{Quote, Token, TokenKind};
use crate::gazetteer::word_class::Function;
use std::ops::Range;

/// Near the share of its claims that were right on held-out text (`docs/attribution.md`), which had few of them.
const CONFIDENCE: f32 = 0.5;
/// Longest cue, in tokens, colon included.
const CUE: usize = 12;
/// Longest noun phrase without a name, in tokens.
const NOUN: usize = 7;
/// Shortest quotation, in words.
const WORDS: usize = 3;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "Then Ann Lee shrugged and looked up:\n\n“The harbor needs a wall, and it needs it now.”",
        "Ann Lee | shrugged and looked up | “The harbor needs a wall, and it needs it now.”",
    ),
    (
        "Asked about the wall, Ann Lee shook her head: “The harbor needs no wall.”",
        "Ann Lee | shook her head | “The harbor needs no wall.”",
    ),
    ("The old captain smiled: “The harbor needs a wall.”", "The old captain | smiled | “The harbor needs a wall.”"),
    ("The sign over the harbor: “Closed”.", ""),
];

/// Adds a claim for each announced quotation that no reading holds.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    for reading in found.iter_mut() {
        end_question(context, reading);
    }
    let claimed = ClaimedTokens::new(found);
    let outer = context.doc.quotes.iter().filter(|quote| quote.depth == 0);
    let made: Vec<ClaimReading> = outer.filter_map(|quote| reading(context, &claimed, quote)).collect();
    found.extend(made);
}

fn reading(context: &RuleContext<'_, '_>, claimed: &ClaimedTokens, quote: &Quote) -> Option<ClaimReading> {
    let (start, end) = (quote.tokens.start(), quote.tokens.end());
    let colon = start.checked_sub(1).filter(|&colon| context.kind(colon) == Some(TokenKind::Colon))?;
    if claimed.touch(start..end) || context.depths[colon] > 0 {
        return None;
    }
    if context.words(start..end.min(start + 2 * WORDS + 4)) < WORDS {
        return None;
    }
    let sentence = context.sentence(colon)?;
    let first = clause(context, sentence.tokens.start(), colon);
    let mut subject = context.subject(first..colon, colon).or_else(|| noun_phrase(context, first, colon))?;
    let mut cue = subject.end..colon;
    while cue.start < colon && context.kind(cue.start) == Some(TokenKind::Comma) {
        cue.start += 1;
    }
    if context.function(cue.start) == Some(Function::Relative) {
        subject = cue.start..cue.start + 1;
        cue.start += 1;
    } else if context.function(cue.start) == Some(Function::Preposition) {
        cue.start = colon;
    }
    if cue.len() > CUE || claimed.touch(cue.clone()) {
        return None;
    }
    if cue.is_empty() {
        cue.end += 1;
    }
    let (source, content) = (vec![subject.into()], vec![quote.tokens]);
    Some(ClaimReading::by_rule(Rule::Announced, CONFIDENCE, cue.into(), source, content))
}

/// "Asked whether she would run, Lee shook her head: “…”": what was asked ends where the clause with the answer begins.
fn end_question(context: &RuleContext<'_, '_>, reading: &mut ClaimReading) {
    let [content] = &mut reading.content[..] else { return };
    let opens =
        context.sentence(reading.cue.start()).is_some_and(|sentence| sentence.tokens.start() == reading.cue.start());
    if !opens || !reading.source.is_empty() || content.start() != reading.cue.end() {
        return;
    }
    let plain = |at: &usize| context.depths[*at] == 0;
    let comma = content.range().filter(plain).find(|&at| context.kind(at) == Some(TokenKind::Comma));
    let colon = (content.start()..=content.end()).find(|&at| context.kind(at) == Some(TokenKind::Colon));
    if let (Some(comma), Some(colon)) = (comma, colon)
        && content.start() < comma
        && comma < colon
    {
        *content = content.with_end(comma);
    }
}

/// Where the clause before the colon begins: after "Asked whether she would run,".
fn clause(context: &RuleContext<'_, '_>, first: usize, colon: usize) -> usize {
    let word = context.lower(first);
    let participle = context.mention_at(first).is_none() && (word.ends_with("ed") || word.ends_with("ing"));
    let comma = |at: &usize| context.kind(*at) == Some(TokenKind::Comma) && context.depths[*at] == 0;
    (first..colon).find(comma).filter(|_| participle).map_or(first, |comma| comma + 1)
}

/// "The old captain | smiled"
fn noun_phrase(context: &RuleContext<'_, '_>, first: usize, colon: usize) -> Option<Range<usize>> {
    if !matches!(context.function(first), Some(Function::Determiner | Function::Possessive)) {
        return None;
    }
    let verb = (first + 2..colon.min(first + NOUN)).find(|&at| context.is_action(at))?;
    let plain = |at: usize| {
        context.token(at).is_some_and(Token::is_word) && context.function(at).is_none_or(|it| it == Function::Adjective)
    };
    (first + 1..verb).all(plain).then_some(first..verb)
}
