//! Transcripts and interviews: "LEE: …", "Q: …", "Ann Lee: …" at the beginning of paragraphs. The name is the source, the colon
//! the cue, the turn the content.

use super::context::{RuleContext, replace};
use super::example::RuleExample;
use crate::attribution::reading::{ClaimReading, Runs};
use crate::claim::Rule;
use crate::document::{Case, EntityKind, Paragraph, TokenKind};
use crate::token_span::TokenSpan;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Share of its claims that were right on held-out text (`docs/attribution-log.md`).
const CONFIDENCE: f32 = 0.3;
/// Longest name, in tokens.
const NAME: usize = 6;
/// How many paragraphs after its first a turn may continue.
const MORE: usize = 4;
/// How many paragraphs may lie between two turns of a transcript.
const APART: usize = 6;

/// The beginning of a turn.
struct Turn {
    paragraph: usize,
    name: Range<usize>,
    colon: usize,
    /// "Q", "LEE": looks like a turn by itself.
    strong: bool,
    /// Names a person.
    person: bool,
}

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "The talk follows.\n\nLEE: Where were the keys?\n\nMOORE: In the old house. It was dark.\n\nLEE: And then?",
        "LEE | : | Where were the keys?; MOORE | : | In the old house. It was dark; LEE | : | And then?",
    ),
    (
        "The talk follows.\n\nQ: Where were the keys?\n\nA: In the old house.",
        "Q | : | Where were the keys?; A | : | In the old house",
    ),
    (
        "The talk follows.\n\nLEE: Where were the keys?\n\nMOORE (laughs): In the old house.",
        "LEE | : | Where were the keys?; MOORE | : | In the old house",
    ),
    ("The menu follows.\n\nSoup: with bread.\n\nCheese: with honey.\n\nSoup: without bread.", ""),
];

/// Adds a claim for each turn.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let turns: Vec<Turn> = context
        .doc
        .paragraphs
        .iter()
        .enumerate()
        .filter_map(|(index, paragraph)| turn(context, index, paragraph))
        .collect();
    if turns.len() < 2 {
        return;
    }
    // The last word of the name tells openings apart: "ANN LEE:" is "LEE:" from the second turn on.
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    for turn in &turns {
        *counts.entry(context.word(turn.name.end - 1)).or_default() += 1;
    }
    let speaks = |index: usize| {
        let turn = &turns[index];
        let near = |other: Option<&Turn>| {
            other.is_some_and(|other| {
                other.paragraph.abs_diff(turn.paragraph) <= APART && (other.strong || other.person)
            })
        };
        let company = near(index.checked_sub(1).and_then(|index| turns.get(index))) || near(turns.get(index + 1));
        let repeated = counts.get(context.word(turn.name.end - 1)).is_some_and(|&count| count > 1);
        company && (turn.strong || turn.person && (repeated || turns.len() > 2))
    };
    let mut made = Vec::new();
    for (index, turn) in turns.iter().enumerate() {
        if !speaks(index) {
            continue;
        }
        let next = turns.get(index + 1).map(|next| next.paragraph);
        let (cue, source) = (TokenSpan::one(turn.colon), vec![turn.name.clone().into()]);
        let content = content(context, turn, next);
        made.push(ClaimReading::by_rule(Rule::Transcript, CONFIDENCE, cue, source, content));
    }
    made.retain(|reading| !reading.content.is_empty());
    replace(found, made);
}

fn turn(context: &RuleContext<'_, '_>, index: usize, paragraph: &Paragraph) -> Option<Turn> {
    let (mut start, end) = (paragraph.tokens.start(), paragraph.tokens.end());
    if context.is_quote_mark(start) {
        start += 1;
    }
    if !context.is_capital(start) {
        return None;
    }
    let limit = end.min(start + NAME + 1);
    let stop = |at: &usize| matches!(context.kind(*at), Some(TokenKind::Colon | TokenKind::Open));
    let last = (start + 1..limit).find(stop)?;
    // "LEE (laughs): …"
    let colon = if context.kind(last) == Some(TokenKind::Open) {
        let close = (last + 1..end.min(last + NAME)).find(|&at| context.kind(at) == Some(TokenKind::Close))?;
        Some(close + 1).filter(|&at| context.kind(at) == Some(TokenKind::Colon))?
    } else {
        last
    };
    if colon + 2 > end || index == 0 {
        return None;
    }
    let name = start..last;
    let part = |at: usize| {
        context.is_capital(at)
            || matches!(context.kind(at), Some(TokenKind::Hyphen | TokenKind::Clitic)) && at + 1 < last
    };
    if !name.clone().all(part) {
        return None;
    }
    let single = name.len() == 1 && matches!(context.word(start), "Q" | "A");
    let upper = name.clone().all(|at| context.token(at).is_some_and(|token| token.case != Case::Title))
        && context.token(start).is_some_and(|token| token.end - token.start > 2);
    let person = context
        .mention_at(last - 1)
        .is_some_and(|mention| mention.kind == EntityKind::Person && mention.tokens.end() == last);
    Some(Turn { paragraph: index, name, colon, strong: single || upper, person })
}

/// What is said in a turn: the rest of its paragraph, and the paragraphs up to the next turn where that is near or where they
/// continue with the quotation.
fn content(context: &RuleContext<'_, '_>, turn: &Turn, next: Option<usize>) -> Runs {
    let mut runs = Runs::new();
    let mut push = |range: Range<usize>| {
        let mut range = context.trimmed(range);
        while range.start < range.end
            && context.is_quote_mark(range.end - 1)
            && context.depths[range.start] == 0
            && context.quote_from(range.start).is_none()
        {
            range.end -= 1;
        }
        if !range.is_empty() {
            runs.push(range.into());
        }
    };
    let Some(first) = context.paragraph(turn.paragraph) else { return runs };
    push(turn.colon + 1..first.tokens.end());
    let quoted = context.is_quote_mark(first.tokens.start());
    let near = next.is_some_and(|next| next - turn.paragraph <= MORE);
    let until = next.unwrap_or(usize::MAX).min(turn.paragraph + 1 + MORE);
    for index in turn.paragraph + 1..until {
        let Some(paragraph) = context.paragraph(index) else { break };
        let start = paragraph.tokens.start();
        let goes_on = if quoted { context.is_quote_mark(start) } else { near };
        let opener = if quoted { start + 1 } else { start };
        if !goes_on || context.kind(opener) == Some(TokenKind::Open) {
            break;
        }
        push(start..paragraph.tokens.end());
    }
    runs
}
