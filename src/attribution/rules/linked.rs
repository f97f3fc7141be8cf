//! "The Herald reports (https://…) the flag is old": a link between a verb and what it says.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use super::inherited_source::subject_before;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::TokenKind;
use crate::token_span::TokenSpan;

/// Share of its claims that were right on held-out text (`docs/attribution.md`).
const CONFIDENCE: f32 = 0.7;
/// Longest link, in tokens.
const LINK: usize = 24;
/// Shortest content, in words.
const WORDS: usize = 3;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "Ann Lee reports (http://on.harbor.example/2q) the wall has stood for twenty years.",
        "Ann Lee | reports | the wall has stood for twenty years",
    ),
    ("Ann Lee reports (every day at noon) to the harbor.", ""),
];

/// Adds a claim for each such verb that nothing claims.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let opens: Vec<usize> = (1..context.tokens.len()).filter(|&at| context.kind(at) == Some(TokenKind::Open)).collect();
    if opens.is_empty() {
        return;
    }
    let claimed = ClaimedTokens::new(found);
    let made: Vec<ClaimReading> =
        opens.into_iter().filter_map(|open| reading(context, &claimed, found, open)).collect();
    found.extend(made);
}

fn reading(
    context: &RuleContext<'_, '_>,
    claimed: &ClaimedTokens,
    found: &[ClaimReading],
    open: usize,
) -> Option<ClaimReading> {
    let verb = open - 1;
    if !context.info(verb).speech_verb || context.depths[verb] > 0 || claimed.touch(verb..open) {
        return None;
    }
    let sentence = context.sentence(verb)?.tokens;
    let limit = sentence.end().min(open + LINK);
    let close = (open + 1..limit).find(|&at| context.kind(at) == Some(TokenKind::Close))?;
    let link = context.word(open + 1).starts_with("http") || context.word(open + 1).starts_with("www");
    let content = context.trimmed(close + 1..sentence.end());
    if !link || context.words(content.clone()) < WORDS || claimed.touch(content.clone()) {
        return None;
    }
    let source = subject_before(context, found, sentence.start(), verb).filter(|source| source.end <= verb)?;
    let cue = TokenSpan::one(verb);
    Some(ClaimReading::by_rule(Rule::Linked, CONFIDENCE, cue, vec![source.into()], vec![content.into()]))
}
