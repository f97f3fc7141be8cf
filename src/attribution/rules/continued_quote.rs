//! "“It rained,” Lee said after the meeting. “We left.”": a quotation without a cue continues with the quotation before it, in
//! the same paragraph or as a paragraph of its own.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use crate::attribution::reading::{ClaimReading, Runs};
use crate::claim::Rule;
use crate::token_span::TokenSpan;

/// How many paragraphs may follow one claim.
const PARAGRAPHS: usize = 8;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "“The harbor needs a wall,” Ann Lee said.\n\n“We have waited for twenty years.”",
        "Ann Lee | said | “The harbor needs a wall,” … “We have waited for twenty years.”",
    ),
    (
        "“The harbor needs a wall,” Ann Lee said.\n\nThe wall was never built.",
        "Ann Lee | said | “The harbor needs a wall,”",
    ),
];

/// Carries contents on into quotations that no reading holds.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut [ClaimReading]) {
    if found.is_empty() {
        return;
    }
    let claimed = ClaimedTokens::new(found);
    // One past the last token that a content was carried on to; cues ascend, and so does this.
    let mut reached = 0;
    for index in 0..found.len() {
        let reading = &found[index];
        let paragraph = context.paragraph_of(reading.cue.start());
        let next_cue = found.get(index + 1).map(|next| next.cue.start());
        let Some(block) = context.paragraph(paragraph) else { continue };
        let end = block.tokens.end();
        if !quotes(context, reading) {
            continue;
        }
        // The last claim of a paragraph has the word.
        let last = next_cue.is_none_or(|next| next >= end);
        let from = reading.end();
        let limit = next_cue.map_or(end, |next| next.min(end));
        let mut more = sentences(context, &claimed, from.max(reached), limit, end);
        let reaches = more.last().map_or(from, |run| run.end());
        if last && from <= end && (reaches + 2 >= end || calm(context, reaches, end)) {
            for next in context.doc.paragraphs.iter().skip(paragraph + 1).take(PARAGRAPHS) {
                let Some(quote) = context.whole_quote(next) else { break };
                if quote.tokens.start() < reached || claimed.touch(next.tokens.range()) {
                    break;
                }
                more.push(quote.tokens);
            }
        }
        if let Some(last) = more.last() {
            reached = last.end();
            found[index].content.extend(more);
            if found[index].by == Rule::Engine {
                found[index].by = Rule::ContinuedQuote;
            }
        }
    }
}

/// True if the last content run is quoted at its end.
fn quotes(context: &RuleContext<'_, '_>, reading: &ClaimReading) -> bool {
    reading.content.last().is_some_and(|run| run.range().rev().take(4).any(|token| context.depths[token] > 0))
}

/// True if what is left of a paragraph is the rest of one sentence, without a quotation.
fn calm(context: &RuleContext<'_, '_>, from: usize, end: usize) -> bool {
    from >= end
        || context.sentence(from - 1).is_some_and(|sentence| sentence.tokens.end() >= end)
            && (from..end).all(|token| context.depths[token] == 0)
}

/// The quotations that are whole sentences right after the sentence of token `from - 1`.
fn sentences(context: &RuleContext<'_, '_>, claimed: &ClaimedTokens, from: usize, limit: usize, end: usize) -> Runs {
    let mut runs = Runs::new();
    let Some(last) = from.checked_sub(1) else { return runs };
    let Some(sentence) = context.sentence(last) else { return runs };
    let mut at = sentence.tokens.end();
    while at < limit && at < end {
        let Some(quote) = context.quote_from(at) else { break };
        let stop = quote.tokens.end();
        let next = context.doc.sentences.get(context.sentence_of(stop));
        let sentence_ends = stop >= end || next.is_some_and(|next| next.tokens.start() == stop);
        if !sentence_ends || stop > limit || stop - at < 4 || claimed.touch(at..stop) {
            break;
        }
        runs.push(TokenSpan::new(at, stop));
        at = stop;
    }
    runs
}
