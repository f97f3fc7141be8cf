//! "Lee had an answer: “It rained.”": a colon before a quotation that nobody claims, also where the quotation begins the
//! next paragraph. The subject of the sentence speaks.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::{Quote, TokenKind};
use crate::gazetteer::word_class::Function;

/// Share of its claims that were right on held-out text (`docs/attribution-log.md`).
const CONFIDENCE: f32 = 0.6;
/// Longest cue, in tokens, colon included.
const CUE: usize = 12;
/// Shortest quotation, in words.
const WORDS: usize = 3;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "Then Ann Lee shrugged and looked up:\n\n“The harbor needs a wall, and it needs it now.”",
        "Ann Lee | shrugged and looked up | “The harbor needs a wall, and it needs it now.”",
    ),
    ("The sign over the harbor: “Closed”.", ""),
];

/// Adds a claim for each announced quotation that no reading holds.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
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
    let first = sentence.tokens.start();
    let mut subject = context.subject(first..colon, colon)?;
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
