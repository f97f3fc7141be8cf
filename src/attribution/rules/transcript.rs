//! Transcripts and interviews: "LEE: …", "Q: …", "Speaker 1: …", "Ann Lee: …" at the beginning of paragraphs. The name is the
//! source, the colon the cue, the turn the content. "Q. …" and "A. …" have no colon, and nobody's name: the letter is the cue.

use super::context::{RuleContext, replace};
use super::example::RuleExample;
use crate::attribution::reading::{ClaimReading, Runs};
use crate::claim::Rule;
use crate::document::{Case, EntityKind, Paragraph, TokenKind};
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;
use crate::token_span::TokenSpan;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Share of its claims that were right on held-out text (`docs/attribution-log.md`).
const CONFIDENCE: f32 = 0.3;
/// Longest name, in tokens.
const NAME: usize = 6;
/// Longest name in capitals with an office after it, in tokens: "ANN LEE, CNN ANCHOR:".
const OFFICE: usize = 14;
/// How many tokens of a turn show whether it is speech.
const SHOWN: usize = 30;
/// How many paragraphs after its first a turn may continue.
const MORE: usize = 4;
/// How many paragraphs may lie between two turns of a transcript.
const APART: usize = 6;

/// The beginning of a turn.
struct Turn {
    paragraph: usize,
    /// Empty where the cue is all there is: "Q."
    name: Range<usize>,
    cue: usize,
    /// "Q", "LEE": looks like a turn by itself.
    strong: bool,
    /// Names a person.
    person: bool,
    /// What follows looks like speech: it has a verb or a pronoun, or is quoted.
    speech: bool,
}

impl Turn {
    /// The word that tells openings apart: "ANN LEE:" is "LEE:" from the second turn on.
    fn label(&self) -> usize {
        if self.name.is_empty() { self.cue } else { self.name.end - 1 }
    }
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
    (
        "[Host]: Where were the keys?\n\n[Guest]: In the old house.",
        "Host | : | Where were the keys?; Guest | : | In the old house",
    ),
    (
        "Speaker 1: “Where were the keys?”\n\nNarrator: Nobody spoke.\n\nSpeaker 2: “In the old house.”",
        "Speaker 1 | : | “Where were the keys?”; Speaker 2 | : | “In the old house.”",
    ),
    (
        "Speaker One: Where were the keys?\n\nSpeaker Two: In the old house.",
        "Speaker One | : | Where were the keys?; Speaker Two | : | In the old house",
    ),
    (
        "The talk follows.\n\nQ. Where were the keys?\n\nA. In the old house.",
        " | Q. | Where were the keys?;  | A. | In the old house",
    ),
    (
        "The talk follows.\n\nANN LEE, CNN ANCHOR: Where were the keys?\n\nBO DERRICK (MAYOR): In the old house.",
        "ANN LEE, CNN ANCHOR | : | Where were the keys?; BO DERRICK | : | In the old house",
    ),
    (
        "The court sat.\n\nRyan Hollman: Theft of a car\n\nMarie Frost: Possession of stolen goods\n\nOmar Reid: Assault",
        "",
    ),
    ("The menu follows.\n\nSoup: with bread.\n\nCheese: with honey.\n\nSoup: without bread.", ""),
];

/// Adds a claim for each turn.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let mut turns: Vec<Turn> = Vec::new();
    for (index, paragraph) in context.doc.paragraphs.iter().enumerate() {
        // "A. Lee" may be a name, but not after a question.
        let asked = turns.last().is_some_and(|turn| context.word(turn.cue) == "Q.");
        turns.extend(lettered(context, index, paragraph, asked).or_else(|| turn(context, index, paragraph)));
    }
    if turns.len() < 2 {
        return;
    }
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    for turn in &turns {
        *counts.entry(context.word(turn.label())).or_default() += 1;
    }
    let speaks = |index: usize| {
        let turn = &turns[index];
        let near = |other: Option<&Turn>| {
            other.is_some_and(|other| {
                other.paragraph.abs_diff(turn.paragraph) <= APART && (other.strong || other.person)
            })
        };
        let company = near(index.checked_sub(1).and_then(|index| turns.get(index))) || near(turns.get(index + 1));
        let repeated = counts.get(context.word(turn.label())).is_some_and(|&count| count > 1);
        let aside = context.in_group(turn.label(), WordGroup::StageLabel);
        // The first paragraph is a headline as a rule.
        if turn.paragraph == 0 && !turn.strong && !repeated {
            return false;
        }
        company && !aside && (turn.strong || turn.person && (repeated || turns.len() > 2 && turn.speech))
    };
    let mut made = Vec::new();
    for (index, turn) in turns.iter().enumerate() {
        if !speaks(index) {
            continue;
        }
        let next = turns.get(index + 1).map(|next| next.paragraph);
        let source = if turn.name.is_empty() { Runs::new() } else { vec![turn.name.clone().into()] };
        let content = content(context, turn, next);
        made.push(ClaimReading::by_rule(Rule::Transcript, CONFIDENCE, TokenSpan::one(turn.cue), source, content));
    }
    made.retain(|reading| !reading.content.is_empty());
    // What the model took for a cue in a name, "Speaker | 1", and what it made of asides.
    found.retain(|reading| {
        let at = turns.partition_point(|turn| turn.cue < reading.cue.start());
        let turn = turns.get(at).filter(|turn| turn.name.start <= reading.cue.start());
        turn.is_none_or(|turn| {
            reading.cue.start() >= turn.cue && !context.in_group(turn.label(), WordGroup::StageLabel)
        })
    });
    replace(found, made);
}

/// "Q. Where was it?", "A. In the old house."
fn lettered(context: &RuleContext<'_, '_>, index: usize, paragraph: &Paragraph, asked: bool) -> Option<Turn> {
    let cue = paragraph.tokens.start();
    let letter = context.word(cue) == "Q." || context.word(cue) == "A." && asked;
    let turn = Turn { paragraph: index, name: cue..cue, cue, strong: true, person: false, speech: true };
    (letter && cue + 2 < paragraph.tokens.end()).then_some(turn)
}

fn turn(context: &RuleContext<'_, '_>, index: usize, paragraph: &Paragraph) -> Option<Turn> {
    let (mut start, end) = (paragraph.tokens.start(), paragraph.tokens.end());
    if context.is_quote_mark(start) {
        start += 1;
    }
    let bracketed = context.kind(start) == Some(TokenKind::Open);
    start += usize::from(bracketed);
    if start >= end || !context.is_capital(start) {
        return None;
    }
    let stop = |at: &usize| matches!(context.kind(*at), Some(TokenKind::Colon | TokenKind::Open | TokenKind::Close));
    let last = (start + 1..end.min(start + OFFICE + 1)).find(stop)?;
    // "[Host]: …", "LEE (laughs): …"
    let colon = if bracketed {
        Some(last + 1).filter(|&at| at < end && context.kind(at) == Some(TokenKind::Colon))?
    } else if context.kind(last) == Some(TokenKind::Open) {
        let close = (last + 1..end.min(last + NAME)).find(|&at| context.kind(at) == Some(TokenKind::Close))?;
        Some(close + 1).filter(|&at| context.kind(at) == Some(TokenKind::Colon))?
    } else {
        last
    };
    if colon + 2 > end {
        return None;
    }
    let name = start..last;
    let capitals = |at: usize| context.token(at).is_some_and(|token| token.case != Case::Title);
    let upper = name.clone().all(capitals)
        && context.token(start).is_some_and(|token| token.end - token.start > 2 || name.len() > 1);
    let part = |at: usize| {
        let inside = at > start && at + 1 < last;
        context.is_capital(at)
            || matches!(context.kind(at), Some(TokenKind::Hyphen | TokenKind::Clitic)) && inside
            || context.kind(at) == Some(TokenKind::Comma) && inside && upper
    };
    let label = context.in_group(start, WordGroup::TurnLabel);
    let numbered = (label || context.info(start).nominal.is_some())
        && name.len() == 2
        && context.kind(start + 1) == Some(TokenKind::Number);
    if !numbered && (!name.clone().all(part) || name.len() > NAME && !upper) {
        return None;
    }
    let aside = context.in_group(start, WordGroup::StageLabel);
    let single = name.len() == 1 && (matches!(context.word(start), "Q" | "A") || aside) || label && name.len() <= 2;
    let strong = single || upper || numbered;
    let person = context
        .mention_at(last - 1)
        .is_some_and(|mention| mention.kind == EntityKind::Person && mention.tokens.end() == last);
    let speech = (colon + 1..end.min(colon + SHOWN)).any(|at| {
        let verb = matches!(context.function(at), Some(Function::Be | Function::Auxiliary | Function::Pronoun));
        verb || context.is_quote_mark(at)
    });
    Some(Turn { paragraph: index, name, cue: colon, strong, person, speech })
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
    push(turn.cue + 1..first.tokens.end());
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
