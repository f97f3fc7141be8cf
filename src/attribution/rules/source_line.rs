//! "And from Chairwoman Lee:", "From the desk of Ann Lee, editor.": a line that names who the quotation after it is from.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::{Paragraph, Quote, TokenKind};
use crate::gazetteer::word_class::Function;
use std::ops::Range;

/// Chosen by judgment: held-out text has too few of its claims to measure (`docs/attribution.md`).
const CONFIDENCE: f32 = 0.6;
/// Longest line, in tokens.
const LINE: usize = 24;
/// How many words may be before "from": "And this just in".
const OPENING: usize = 5;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "And from Mayor Ann Lee:\n\n“The harbor needs a wall, and it needs it now.”",
        "Mayor Ann Lee | from | “The harbor needs a wall, and it needs it now.”",
    ),
    (
        "From the desk of Ann Lee, editor.\n\n“The harbor needs a wall, and it needs it now.”",
        "Ann Lee, editor | From the desk of | “The harbor needs a wall, and it needs it now.”",
    ),
    ("A scene from Ann Lee’s film “The Long Wall of the North”.", ""),
];

/// Adds a claim for each quotation after such a line.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let mut made: Vec<ClaimReading> = Vec::new();
    for (index, paragraph) in context.doc.paragraphs.iter().enumerate() {
        made.extend(reading(context, paragraph, context.paragraph(index + 1)));
    }
    if made.is_empty() {
        return;
    }
    // The colon of the line is no cue beside it.
    found.retain(|other| {
        let colon = other.cue.start();
        let at = made.partition_point(|line| line.end() <= colon + 1);
        context.kind(colon) != Some(TokenKind::Colon)
            || made.get(at).is_none_or(|line| line.cue.start() > colon || line.content[0].start() != colon + 1)
    });
    let claimed = ClaimedTokens::new(found);
    made.retain(|reading| {
        !claimed.touch(reading.cue.range()) && reading.content.iter().all(|run| !claimed.touch(run.range()))
    });
    found.extend(made);
}

fn reading(context: &RuleContext<'_, '_>, paragraph: &Paragraph, next: Option<&Paragraph>) -> Option<ClaimReading> {
    let (start, end) = (paragraph.tokens.start(), paragraph.tokens.end());
    let from = (start..end.min(start + OPENING)).find(|&at| context.is(at, "from"))?;
    let desk = context.word(from + 1) == "the" && context.word(from + 2) == "desk" && context.word(from + 3) == "of";
    let cue = if desk { from..from + 4 } else { from..from + 1 };
    let stop = (cue.end..end.min(start + LINE)).find(|&at| context.kind(at) == Some(TokenKind::Colon));
    let (source, quote) = match stop {
        Some(colon) if colon + 1 == end => (cue.end..colon, whole(context, next?)?),
        Some(colon) => (cue.end..colon, context.quote_from(colon + 1)?),
        None if desk && end - start <= LINE => (context.trimmed(cue.end..end), whole(context, next?)?),
        None => return None,
    };
    let named = starts_with_name(context, &source);
    let enough = context.words(quote.tokens.start()..quote.tokens.end().min(quote.tokens.start() + 12)) >= 3;
    (named && enough).then(|| {
        ClaimReading::by_rule(Rule::SourceLine, CONFIDENCE, cue.into(), vec![source.into()], vec![quote.tokens])
    })
}

/// The quotation that a paragraph begins with.
fn whole<'d>(context: &RuleContext<'d, '_>, paragraph: &Paragraph) -> Option<&'d Quote> {
    context.quote_from(paragraph.tokens.start())
}

/// A name with its titles, or "the mayor".
fn starts_with_name(context: &RuleContext<'_, '_>, source: &Range<usize>) -> bool {
    let Some(first) = source.clone().next() else { return false };
    let verbs = source.clone().any(|at| context.is_finite(at));
    !verbs && (context.is_capital(first) || context.function(first) == Some(Function::Determiner))
}
