//! "Lee wrote:" at the end of a paragraph, and the next paragraph, which has no quotation marks because the page sets it apart.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use super::inherited_source::subject_before;
use super::quote_verb::noun_before;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::{Paragraph, TokenKind};
use crate::gazetteer::cue::{CueType, Frames};
use crate::gazetteer::word_groups::WordGroup;
use crate::token_span::TokenSpan;

/// Chosen by judgment: held-out text has too few of its claims to measure (`docs/attribution.md`).
const CONFIDENCE: f32 = 0.6;
/// How many tokens there may be from the verb to the colon: "wrote in 1920:".
const CIRCUMSTANCE: usize = 5;
/// Shortest block, in words.
const WORDS: usize = 4;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "In a letter to the town, Ann Lee wrote:\n\nThe harbor needs a wall, and it needs it now.",
        "Ann Lee | wrote | The harbor needs a wall, and it needs it now",
    ),
    (
        "The statement reads:\n\nThe harbor needs a wall, and it needs it now.",
        "The statement | reads | The harbor needs a wall, and it needs it now",
    ),
    ("As Ann Lee wrote in 1920:\n\n> The harbor needs a wall.", "Ann Lee | wrote | The harbor needs a wall"),
    ("The letter had two parts:\n\nThe harbor needs a wall, and it needs it now.", ""),
];

/// Adds a claim for each such paragraph.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let claimed = ClaimedTokens::new(found);
    let pairs = context.doc.paragraphs.windows(2);
    let made: Vec<ClaimReading> =
        pairs.filter_map(|pair| reading(context, &claimed, found, &pair[0], &pair[1])).collect();
    // What the block's own "we" say is a part of it.
    found.retain(|reading| {
        let at = made.partition_point(|block| block.end() <= reading.cue.start());
        made.get(at).is_none_or(|block| !block.content[0].contains(reading.cue.start()))
    });
    found.extend(made);
}

fn reading(
    context: &RuleContext<'_, '_>,
    claimed: &ClaimedTokens,
    found: &[ClaimReading],
    paragraph: &Paragraph,
    block: &Paragraph,
) -> Option<ClaimReading> {
    let colon = paragraph.tokens.end() - 1;
    if context.kind(colon) != Some(TokenKind::Colon) || context.depths[colon] > 0 {
        return None;
    }
    let verb = (paragraph.tokens.start()..colon).rev().take(CIRCUMSTANCE).find(|&at| writes(context, at))?;
    if claimed.touch(verb..colon) {
        return None;
    }
    // ">" marks the lines of a block in a post.
    let marked = context.kind(block.tokens.start()) == Some(TokenKind::Other);
    let content = context.trimmed(block.tokens.start() + usize::from(marked)..block.tokens.end());
    let plain = !context.is_quote_mark(content.start) && context.is_capital(content.start);
    let sentence = context.sentence(verb)?.tokens;
    let source = noun_before(context, sentence.start(), verb)
        .filter(|noun| noun.end == verb)
        .or_else(|| subject_before(context, found, sentence.start(), verb))?;
    // Somebody with a name who speaks in it shows that the article goes on.
    let from = found.partition_point(|reading| reading.cue.start() < content.start);
    let mut inside = found[from..].iter().take_while(|reading| reading.cue.start() < content.end);
    let own = inside.all(|reading| {
        reading.source.first().is_none_or(|source| context.in_group(source.start(), WordGroup::Speaker))
    });
    let free = own && plain && context.words(content.clone()) >= WORDS && source.end <= verb;
    free.then(|| {
        let cue = TokenSpan::one(verb);
        ClaimReading::by_rule(Rule::BlockQuote, CONFIDENCE, cue, vec![source.into()], vec![content.into()])
    })
}

/// A verb that may have a quotation as its object, and has a clause for it here: not "to write:".
fn writes(context: &RuleContext<'_, '_>, verb: usize) -> bool {
    let row = context.lexicons.cues.find(context.info(verb).cues, |_| None);
    let quotes = row.is_some_and(|(row, words)| {
        words == 1 && row.kind == CueType::Verb && (row.frames.has(Frames::QUOTE) || context.info(verb).speech_verb)
    });
    quotes && context.is_lower(verb)
}
