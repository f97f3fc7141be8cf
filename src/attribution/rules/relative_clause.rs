//! "Lee emphasized the treaty, which has changed since": a clause in the present about the last words of a content belongs to
//! it; one in the past is more often the article's own remark.

use super::context::RuleContext;
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::document::TokenKind;
use crate::gazetteer::word_class::Function;
use crate::token_span::TokenSpan;

/// Longest clause, in tokens.
const CLAUSE: usize = 40;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "Ann Lee emphasized the importance of the wall, which is old.",
        "Ann Lee | emphasized | the importance of the wall, which is old",
    ),
    ("The town has a wall that experts say will fall.", "experts | say | that … will fall"),
    (
        "Ann Lee emphasized the importance of the wall, which was never built.",
        "Ann Lee | emphasized | the importance of the wall",
    ),
];

/// Carries contents on over their relative clauses, and gives those that begin with a verb the relative that is its subject.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut [ClaimReading]) {
    for index in 0..found.len() {
        if let Some(relative) = subject(context, &found[index]) {
            found[index].content.insert(0, TokenSpan::one(relative));
        }
        let until = found.get(index + 1).map(|next| next.cue.start());
        let reading = &mut found[index];
        let Some(run) = reading.content.last_mut().filter(|run| run.start() >= reading.cue.end()) else { continue };
        if let Some(end) = clause(context, run.end()).filter(|&end| until.is_none_or(|until| end <= until)) {
            *run = run.with_end(end);
        }
    }
}

/// "sales that | analysts say | will rise": the relative before the source, where the content begins with its verb.
fn subject(context: &RuleContext<'_, '_>, reading: &ClaimReading) -> Option<usize> {
    let (source, content) = (reading.source.first()?, reading.content.first()?);
    let relative = source.start().checked_sub(1)?;
    let verb = content.start();
    let predicate =
        matches!(context.function(verb), Some(Function::Be | Function::Auxiliary)) && verb == reading.cue.end();
    let known = matches!(context.word(relative), "which" | "that" | "who") && context.depths[relative] == 0;
    (known && predicate && source.end() <= reading.cue.start()).then_some(relative)
}

/// Where the clause ends that a comma at `comma` begins.
fn clause(context: &RuleContext<'_, '_>, comma: usize) -> Option<usize> {
    let last = comma.checked_sub(1)?;
    if context.kind(comma)? != TokenKind::Comma || context.depths[last] > 0 {
        return None;
    }
    let sentence = context.sentence(last)?;
    let end = sentence.tokens.end();
    if comma + 3 >= end || end - comma > CLAUSE || context.word(comma + 1) != "which" {
        return None;
    }
    let verb = comma + 2;
    let present = matches!(context.function(verb), Some(Function::Be | Function::Auxiliary))
        && !matches!(context.word(verb), "was" | "were" | "had" | "did");
    let plain = (comma..end).all(|at| context.depths[at] == 0);
    (present && plain).then(|| context.trimmed(comma..end).end)
}
