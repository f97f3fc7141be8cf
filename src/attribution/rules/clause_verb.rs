//! "…, saying the wall is old", "the law states that …": a participle or a verb of saying before a clause that no reading holds.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use super::inherited_source::subject_before;
use crate::attribution::reading::ClaimReading;
use crate::claim::{CueClass, Rule};
use crate::document::{Token, TokenKind};
use crate::gazetteer::cue::{CueType, Frames};
use crate::gazetteer::word_class::Function;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// Share of its claims that were right on held-out text (`docs/attribution-log.md`).
const CONFIDENCE: f32 = 0.6;
/// Shortest content, in words.
const WORDS: usize = 4;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "The council refused a loan to the harbor, claiming the wall was far too old.",
        "The council | refused | a loan to the harbor; The council | claiming | the wall was far too old",
    ),
    ("The harbor was closed, leaving the wall without a guard.", ""),
];

/// Adds a claim for each such verb.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let claimed = ClaimedTokens::new(found);
    let made: Vec<ClaimReading> = (1..context.tokens.len())
        .filter(|&at| context.kind(at) == Some(TokenKind::Comma) && context.depths[at] == 0)
        .filter_map(|comma| participle(context, &claimed, found, comma))
        .collect();
    found.extend(made);
}

fn participle(
    context: &RuleContext<'_, '_>,
    claimed: &ClaimedTokens,
    found: &[ClaimReading],
    comma: usize,
) -> Option<ClaimReading> {
    let verb = comma + 1;
    let says = context.word(verb).ends_with("ing")
        && context.is_lower(verb)
        && context.lexicons.cues.find_all(context.info(verb).cues, |_| None).any(|(row, words)| {
            let known = words == 1 && row.kind == CueType::Verb && row.class == CueClass::Statement;
            known && row.frames.has(Frames::THAT)
        });
    if !says {
        return None;
    }
    let sentence = context.sentence(verb)?.tokens;
    let content = context.trimmed(verb + 1..sentence.end());
    let free = !claimed.touch(verb..content.end) && (content.clone()).all(|at| context.depths[at] == 0);
    if !free || !is_clause(context, content.clone()) {
        return None;
    }
    let source = subject_before(context, found, sentence.start(), verb).filter(|source| source.end <= verb)?;
    let cue = TokenSpan::one(verb);
    Some(ClaimReading::by_rule(Rule::ClauseVerb, CONFIDENCE, cue, vec![source.into()], vec![content.into()]))
}

/// True if a subject begins a stretch, or "that" does, and a verb follows.
fn is_clause(context: &RuleContext<'_, '_>, tokens: Range<usize>) -> bool {
    let opens = match context.function(tokens.start) {
        Some(Function::Determiner | Function::Possessive | Function::Pronoun | Function::Conjunction) => true,
        Some(Function::Adjective) | None => context.token(tokens.start).is_some_and(Token::is_word),
        Some(_) => false,
    };
    let verb = |at: usize| matches!(context.function(at), Some(Function::Be | Function::Auxiliary));
    opens && context.words(tokens.clone()) >= WORDS && tokens.into_iter().any(verb)
}
