//! "Lee emphasized the treaty, which has changed since": a clause in the present about the last words of a content belongs to
//! it; one in the past is more often the article's own remark.

use super::context::RuleContext;
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::document::TokenKind;
use crate::gazetteer::word_class::Function;

/// Longest clause, in tokens.
const CLAUSE: usize = 40;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "Ann Lee emphasized the importance of the wall, which is old.",
        "Ann Lee | emphasized | the importance of the wall, which is old",
    ),
    (
        "Ann Lee emphasized the importance of the wall, which was never built.",
        "Ann Lee | emphasized | the importance of the wall",
    ),
];

/// Carries contents on over their relative clauses.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut [ClaimReading]) {
    for index in 0..found.len() {
        let until = found.get(index + 1).map(|next| next.cue.start());
        let reading = &mut found[index];
        let Some(run) = reading.content.last_mut().filter(|run| run.start() >= reading.cue.end()) else { continue };
        if let Some(end) = clause(context, run.end()).filter(|&end| until.is_none_or(|until| end <= until)) {
            *run = run.with_end(end);
        }
    }
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
