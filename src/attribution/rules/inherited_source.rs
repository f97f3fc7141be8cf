//! "Lee rejected the plan, saying that it was late", "Lee left and said that …": a participle or a second verb has no
//! source of its own; the clause before it names who speaks.

use super::context::RuleContext;
use super::example::RuleExample;
use crate::attribution::reading::{ClaimReading, Runs};
use crate::document::TokenKind;
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;
use crate::token_span::TokenSpan;
use std::ops::Range;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "Ann Lee rejected the plan, saying that it was late.",
        "Ann Lee | rejected | the plan; Ann Lee | saying | that it was late",
    ),
    ("Ann Lee left the harbor, locking the gate that was late.", ""),
];

/// Gives sources to readings that have none; drops those that must have one and get none.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    for index in 0..found.len() {
        let reading = &found[index];
        if !reading.source.is_empty() || !is_active(context, reading.cue) {
            continue;
        }
        let Some(sentence) = context.sentence(reading.cue.start()) else { continue };
        let sentence = sentence.tokens;
        if let Some(after) = inverted(context, reading.cue.end(), sentence.end(), &reading.content) {
            found[index].source = vec![after];
            continue;
        }
        let source = neighbour(&found[..index], sentence.start()).or_else(|| {
            let subject = context.subject(sentence.range(), reading.cue.start())?;
            Some(vec![subject.into()])
        });
        let free = |run: &TokenSpan| reading.content.iter().all(|part| apart(*run, *part));
        if let Some(source) = source.filter(|source| source.iter().all(free)) {
            found[index].source = source;
            found[index].inherited = true;
        }
    }
    found.retain(|reading| !reading.source.is_empty() || !is_active(context, reading.cue));
}

/// True if one run ends before the other begins.
fn apart(one: TokenSpan, other: TokenSpan) -> bool {
    one.end() <= other.start() || other.end() <= one.start()
}

/// The source of the nearest reading before, if its cue is in the sentence that begins at `start`.
fn neighbour(before: &[ClaimReading], start: usize) -> Option<Runs> {
    let mut before = before.iter().rev().take(8).take_while(|other| other.cue.start() >= start);
    before.find(|other| !other.source.is_empty()).map(|other| other.source.clone())
}

/// The subject of the verb at `verb` in the sentence that begins at `first`: a relative, name or pronoun right before it, or the source
/// of a reading before it, or the subject of the sentence.
pub(super) fn subject_before(
    context: &RuleContext<'_, '_>,
    found: &[ClaimReading],
    first: usize,
    verb: usize,
) -> Option<Range<usize>> {
    let mut at = verb;
    while at > first
        && verb - at < 3
        && matches!(context.function(at - 1), Some(Function::Auxiliary | Function::Adverb))
    {
        at -= 1;
    }
    let previous = at.checked_sub(1).filter(|&previous| previous >= first)?;
    if let Some(mention) = context.mention_at(previous) {
        return Some(context.with_title(first, mention.tokens.start())..at);
    }
    let someone = context.in_group(previous, WordGroup::Someone);
    if someone || matches!(context.function(previous), Some(Function::Relative | Function::Pronoun)) {
        return Some(previous..at);
    }
    let before = found.partition_point(|reading| reading.cue.start() < verb);
    let near = neighbour(&found[..before], first).and_then(|runs| runs.into_iter().next());
    near.map(TokenSpan::range).or_else(|| context.subject(first..verb, verb))
}

/// A cue whose subject speaks: "saying", "said", but not "was said", "expected", "Asked".
fn is_active(context: &RuleContext<'_, '_>, cue: TokenSpan) -> bool {
    let first = cue.start();
    let passive = context.function(first) == Some(Function::Be)
        || cue.range().any(|index| context.function(index) == Some(Function::Be))
        || first > 0 && context.function(first - 1) == Some(Function::Be);
    if passive {
        return false;
    }
    let word = context.word(first);
    word.len() > 5 && word.ends_with("ing")
        || cue.range().any(|index| context.lexicons.groups.has(context.word(index), WordGroup::ReportingVerb))
}

/// "said Sherman, a graduate": a name right after the cue and before a mark, where content is before the cue.
fn inverted(context: &RuleContext<'_, '_>, from: usize, end: usize, content: &[TokenSpan]) -> Option<TokenSpan> {
    if content.first()?.start() >= from {
        return None;
    }
    let mention = context.mention_at(from).or_else(|| {
        let name = (from..(from + 6).min(end))
            .find(|&index| !context.is_capital(index) || context.mention_at(index).is_some())?;
        context.mention_at(name)
    })?;
    let last = mention.tokens.end();
    let closes =
        last >= end || matches!(context.kind(last), Some(TokenKind::Comma | TokenKind::Terminal | TokenKind::Open));
    let free = content.iter().all(|run| run.end() <= from || run.start() >= last);
    (closes && free && context.depths[from] == 0).then(|| TokenSpan::new(from, last))
}
