//! "The Herald reports (https://…) the flag is old": a link between a verb and what it says.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use super::inherited_source::subject_before;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::TokenKind;
use crate::token_span::TokenSpan;

/// Chosen by judgment: held-out text has too few of its claims to measure (`docs/attribution.md`).
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
    ("The harbor (http://on.harbor.example/2q) is old.", ""),
];

/// Adds a claim for each such verb that nothing claims.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let opens: Vec<usize> = (1..context.tokens.len()).filter(|&at| context.kind(at) == Some(TokenKind::Open)).collect();
    if opens.is_empty() {
        return;
    }
    for reading in found.iter_mut() {
        for run in &mut reading.content {
            if let Some(close) = link(context, run.start(), run.end()).filter(|&close| close + 1 < run.end()) {
                *run = (close + 1..run.end()).into();
            }
        }
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
    let close = link(context, open, sentence.end())?;
    let content = context.trimmed(close + 1..sentence.end());
    if context.words(content.clone()) < WORDS || claimed.touch(content.clone()) {
        return None;
    }
    let source = subject_before(context, found, sentence.start(), verb).filter(|source| source.end <= verb)?;
    let cue = TokenSpan::one(verb);
    Some(ClaimReading::by_rule(Rule::Linked, CONFIDENCE, cue, vec![source.into()], vec![content.into()]))
}

/// The bracket that closes a link which opens at `open`.
fn link(context: &RuleContext<'_, '_>, open: usize, end: usize) -> Option<usize> {
    let opens = context.kind(open) == Some(TokenKind::Open);
    let address = context.word(open + 1).starts_with("http") || context.word(open + 1).starts_with("www");
    let close = |&at: &usize| context.kind(at) == Some(TokenKind::Close);
    if opens && address { (open + 1..end.min(open + LINK)).find(close) } else { None }
}
