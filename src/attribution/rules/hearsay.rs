//! "The mill reportedly closed in May": an adverb that leaves open who says it, and the clause that it is in, where no reading holds it.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use crate::attribution::reading::{ClaimReading, Runs};
use crate::claim::{CueClass, Rule};
use crate::document::TokenKind;
use crate::gazetteer::cue::{CueType, Frames};
use crate::gazetteer::word_class::Function;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// Share of its claims that were right on held-out text (`docs/attribution-log.md`).
const CONFIDENCE: f32 = 0.6;
/// Shortest content, in words.
const WORDS: usize = 2;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("The old mill was reportedly closed in May.", " | reportedly | The old mill was … closed in May"),
    ("Bo Derrick, who allegedly sold the boat, has left town.", " | allegedly | who … sold the boat"),
    ("A man whose boat was allegedly stolen was seen.", " | allegedly | whose boat was … stolen"),
    ("“The mill was reportedly closed,” Ann Lee said.", "Ann Lee | said | “The mill was reportedly closed,”"),
];

/// Adds a claim for each such adverb.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let claimed = ClaimedTokens::new(found);
    let adverbs = (0..context.tokens.len()).filter(|&at| is_hearsay(context, at));
    let made: Vec<ClaimReading> = adverbs.filter_map(|at| reading(context, &claimed, at)).collect();
    found.extend(made);
}

/// "reportedly", "allegedly", but not "apparently": what somebody said, not what somebody sees.
fn is_hearsay(context: &RuleContext<'_, '_>, at: usize) -> bool {
    context.depths[at] == 0
        && context.word(at).ends_with("ly")
        && context.lexicons.cues.find_all(context.info(at).cues, |_| None).any(|(row, words)| {
            let says = matches!(row.class, CueClass::Statement | CueClass::Criticism);
            words == 1 && row.kind == CueType::Adverb && row.frames.has(Frames::THAT) && says
        })
}

fn reading(context: &RuleContext<'_, '_>, claimed: &ClaimedTokens, adverb: usize) -> Option<ClaimReading> {
    let sentence = context.sentence(adverb)?.tokens;
    if claimed.touch(adverb..adverb + 1) {
        return None;
    }
    let before = opens(context, claimed, sentence.start(), adverb)..adverb;
    let from = adverb + 1 + usize::from(is_comma(context, adverb + 1));
    let after = from..closes(context, claimed, from, sentence.end(), &before);
    let content: Runs = [before, after].into_iter().filter(|run| !run.is_empty()).map(TokenSpan::from).collect();
    let words: usize = content.iter().map(|run| context.words(run.range())).sum();
    (words >= WORDS)
        .then(|| ClaimReading::by_rule(Rule::ClauseVerb, CONFIDENCE, TokenSpan::one(adverb), Runs::new(), content))
}

/// Where the clause with an adverb begins: at its relative or pronoun, after a mark or a conjunction. After a preposition, there is
/// nothing before the adverb: "for allegedly selling the boat".
fn opens(context: &RuleContext<'_, '_>, claimed: &ClaimedTokens, first: usize, adverb: usize) -> usize {
    let Some(last) = adverb.checked_sub(1).filter(|&last| last >= first) else { return adverb };
    let apart = is_comma(context, last) && !is_aside(context, first, last);
    if apart || context.function(last) == Some(Function::Preposition) {
        return adverb;
    }
    if context.function(last) == Some(Function::Pronoun) {
        return last;
    }
    let mut start = adverb;
    while start > first {
        let at = start - 1;
        let mark = match context.kind(at) {
            // "Lee, 30, reportedly sold": an aside belongs to the clause; what comes before a new subject does not.
            Some(TokenKind::Comma) => {
                matches!(
                    context.function(start),
                    Some(Function::Pronoun | Function::Determiner | Function::Conjunction)
                )
            }
            Some(kind) => ends_clause(kind) || kind == TokenKind::Open,
            None => true,
        };
        if mark || claimed.touch(at..start) || context.depths[at] > 0 {
            break;
        }
        start = at;
        if is_relative(context, at) {
            break;
        }
    }
    let loose = |at: usize| is_comma(context, at) || context.function(at) == Some(Function::Conjunction);
    (start..adverb).find(|&at| !loose(at)).unwrap_or(adverb)
}

/// Where it ends: at a mark or conjunction, or at another claim.
fn closes(
    context: &RuleContext<'_, '_>,
    claimed: &ClaimedTokens,
    from: usize,
    end: usize,
    before: &Range<usize>,
) -> usize {
    let relative = !before.is_empty() && is_relative(context, before.start);
    let stops = |&at: &usize| match (context.kind(at), context.function(at)) {
        _ if claimed.touch(at..at + 1) => true,
        (Some(TokenKind::Comma), _) => {
            relative || matches!(context.function(at + 1), Some(Function::Conjunction | Function::Relative))
        }
        (Some(kind), None) => ends_clause(kind) || kind == TokenKind::Close,
        // "whose house was allegedly a den | was sold"
        (_, Some(Function::Be)) => relative && at > from,
        (_, Some(Function::Conjunction)) => !matches!(context.word(at), "and" | "or" | "but" | "that" | "as" | "than"),
        _ => false,
    };
    let stop = (from..end).filter(|&at| context.depths[at] == 0).find(stops).unwrap_or(end);
    context.trimmed(from..stop).end.max(from)
}

fn ends_clause(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Semicolon | TokenKind::Colon | TokenKind::Dash | TokenKind::Terminal)
}

fn is_relative(context: &RuleContext<'_, '_>, at: usize) -> bool {
    context.function(at) == Some(Function::Relative) || context.word(at) == "whose"
}

fn is_comma(context: &RuleContext<'_, '_>, at: usize) -> bool {
    context.kind(at) == Some(TokenKind::Comma)
}

/// "Lee, 30,": the comma at `close` closes a short aside.
fn is_aside(context: &RuleContext<'_, '_>, first: usize, close: usize) -> bool {
    /// Longest aside, in tokens.
    const ASIDE: usize = 12;
    (close.saturating_sub(ASIDE).max(first + 1)..close).any(|at| is_comma(context, at))
}
