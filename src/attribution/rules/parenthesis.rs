//! "The road, Lee said, is too narrow": a clause of cue and source between two commas or brackets, in the middle of what is said.
//! The content is what stands on both sides of it.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::{Case, Token, TokenKind};
use crate::gazetteer::cue::{CueType, Frames};
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// Chosen by judgment: held-out text has too few of its claims to measure (`docs/attribution.md`).
const CONFIDENCE: f32 = 0.8;
/// How many tokens the clause may have besides source and cue: addressee, time.
const MORE: usize = 14;
/// Longest source after a cue, in tokens.
const SOURCE: usize = 14;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("The road, according to Ann Lee, is too narrow.", "Ann Lee | according to | The road … is too narrow"),
    ("The road, argued Bo Derrick, would divide the town.", "Bo Derrick | argued | The road … would divide the town"),
    ("For now, the council said, the harbor is open.", "the council | said | For now … the harbor is open"),
    (
        "The road is too narrow, says Ann Lee, and the bridge is old.",
        "Ann Lee | says | The road is too narrow … and the bridge is old",
    ),
    ("The road (according to Ann Lee) is too narrow.", "Ann Lee | according to | The road … is too narrow"),
    ("Derrick will, according to Ann Lee, resign.", "Ann Lee | according to | Derrick will … resign"),
    ("The road, Ann Lee told the council on Monday, is too narrow.", "Ann Lee | told | The road … is too narrow"),
    ("The road was never safe, says a report.", "a report | says | The road was never safe"),
    ("The road, opened in May, is too narrow.", ""),
];

/// Gives contents their other side, and adds claims of clauses that the model does not see.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    for index in 0..found.len() {
        let near = index.saturating_sub(4)..found.len().min(index + 5);
        let claimed = ClaimedTokens::of(near.filter(|&other| other != index).map(|other| &found[other]));
        mend(context, &claimed, &mut found[index]);
    }
    let claimed = ClaimedTokens::new(found);
    let commas = (1..context.tokens.len()).filter(|&at| context.kind(at) == Some(TokenKind::Comma));
    let made: Vec<ClaimReading> = commas.filter_map(|comma| unseen(context, &claimed, comma)).collect();
    found.extend(made);
}

/// A clause between two commas, and the sentence around it.
struct Parenthesis {
    sentence: TokenSpan,
    /// The comma before it.
    opens: usize,
    /// The comma after it.
    closes: usize,
}

impl Parenthesis {
    fn before(&self) -> Range<usize> {
        self.sentence.start()..self.opens
    }

    fn after(&self, context: &RuleContext<'_, '_>) -> Range<usize> {
        context.trimmed(self.closes + 1..self.sentence.end())
    }
}

/// The clause of a reading.
fn parenthesis(context: &RuleContext<'_, '_>, reading: &ClaimReading) -> Option<Parenthesis> {
    let source = reading.whole_source()?;
    let (start, end) = (reading.cue.start().min(source.start()), reading.cue.end().max(source.end()));
    let sentence = context.sentence(start)?.tokens;
    // "The road, as Lee said, is too narrow."
    let first = start - usize::from(start > 0 && context.word(start - 1) == "as");
    let opens = first.checked_sub(1).filter(|&comma| comma > sentence.start())?;
    let mark = match context.kind(opens)? {
        TokenKind::Open => TokenKind::Close,
        mark @ (TokenKind::Comma | TokenKind::Dash) => mark,
        _ => return None,
    };
    if context.depths[opens] > 0 || context.is_quote_mark(opens - 1) {
        return None;
    }
    let within = |run: &TokenSpan| run.start() >= start && run.start() < end;
    if end - start > source.len() + reading.cue.len() + MORE || reading.content.iter().any(within) {
        return None;
    }
    let limit = sentence.end().min(end + MORE);
    let closes = (end..limit).find(|&at| context.kind(at) == Some(mark) && context.depths[at] == 0)?;
    let free = !reading.content.iter().any(|run| run.start() < closes && run.end() > end);
    free.then_some(Parenthesis { sentence, opens, closes })
}

fn mend(context: &RuleContext<'_, '_>, claimed: &ClaimedTokens, reading: &mut ClaimReading) {
    turn_round(context, reading);
    shorten_source(context, reading);
    free_subject(context, reading);
    let Some(clause) = parenthesis(context, reading) else { return };
    // "a study | published on Monday,"
    if let Some(source) = reading.source.last_mut()
        && source.start() >= reading.cue.end()
        && source.end() < clause.closes
        && context.is_action(source.end())
        && context.word(source.end()).ends_with("ed")
    {
        *source = source.with_end(clause.closes);
    }
    let (before, after) = (clause.before(), clause.after(context));
    let side =
        |range: &Range<usize>| reading.content.iter().any(|run| run.start() < range.end && run.end() > range.start);
    match (side(&before), side(&after)) {
        (true, false)
            if goes_on(context, &before, after.start, reading)
                && !after.is_empty()
                && !claimed.touch(after.clone()) =>
        {
            reading.content.push(after.into());
        }
        // "On Monday, Lee said, “It rained.”"
        (false, true)
            if reading.content.iter().any(|run| run.start() > clause.closes && opens_speech(context, run.start())) => {}
        (false, true) => {
            let start = before.clone().find(|&at| !is_connector(context, at)).unwrap_or(before.end);
            let opens = start..before.end;
            if opens.len() > 1 && !claimed.touch(opens.clone()) && opens.clone().all(|at| context.depths[at] == 0) {
                reading.content.insert(0, opens.into());
            }
        }
        _ => {}
    }
}

/// True if a quotation that is a sentence begins at `index`, or "that": what is before the clause is no part of it.
fn opens_speech(context: &RuleContext<'_, '_>, index: usize) -> bool {
    context.is_quote_mark(index) && context.is_capital(index + 1) || context.word(index) == "that"
}

/// "The mine, says a report, was never safe", read as if the mine said it: the source is behind the cue.
fn turn_round(context: &RuleContext<'_, '_>, reading: &mut ClaimReading) {
    let ([source], [content]) = (&reading.source[..], &reading.content[..]) else { return };
    let (opens, comma) =
        (reading.cue.start().saturating_sub(1), |at: usize| context.kind(at) == Some(TokenKind::Comma));
    let first = context.sentence(source.start()).is_some_and(|sentence| sentence.tokens.start() == source.start());
    let beside = source.end() >= opens && source.end() <= reading.cue.start() && content.start() == reading.cue.end();
    if !first || !beside || !comma(opens) || source.start() >= opens || (source.start()..opens).any(comma) {
        return;
    }
    let (content, start) = (*content, source.start());
    let Some(closes) = content.range().find(|&at| comma(at)) else { return };
    let predicate = matches!(context.function(closes + 1), Some(Function::Be | Function::Auxiliary));
    if predicate && closes > content.start() && closes + 1 < content.end() && context.depths[closes] == 0 {
        reading.source = vec![TokenSpan::new(content.start(), closes)];
        reading.content = vec![TokenSpan::new(start, opens), TokenSpan::new(closes + 1, content.end())];
    }
}

/// "according to a study published on Monday, | protects most children": a source after its cue ends before the verb of the
/// sentence.
fn shorten_source(context: &RuleContext<'_, '_>, reading: &mut ClaimReading) {
    let before = reading.content.last().is_some_and(|run| run.end() < reading.cue.start());
    let waits = before && reading.content.last().is_some_and(|run| waits_for_verb(context, run.end() - 1));
    let Some(source) = reading.source.last_mut().filter(|source| before && source.start() >= reading.cue.end()) else {
        return;
    };
    let comma = (source.start() + 1..source.end().saturating_sub(1)).find(|&at| {
        let finite = context.is_finite(at + 1) && !context.word(at + 1).ends_with("ing");
        context.kind(at) == Some(TokenKind::Comma) && (finite || waits)
    });
    // "says Ann Lee, | and the bridge is old"
    let clause = || {
        (source.start() + 1..source.end().saturating_sub(2)).find(|&at| {
            context.kind(at) == Some(TokenKind::Comma)
                && matches!(context.word(at + 1), "and" | "but")
                && (at + 2..source.end()).any(|at| context.is_finite(at))
        })
    };
    if let Some(comma) = comma.or_else(clause) {
        *source = source.with_end(comma);
    }
    // "(according to Ann Lee|)"
    let last = source.end() - 1;
    if source.len() > 1
        && context.kind(last) == Some(TokenKind::Close)
        && !source.range().any(|at| context.kind(at) == Some(TokenKind::Open))
    {
        *source = source.with_end(last);
    }
}

/// "The road, Ann Lee | told reporters on Monday, | is too narrow", read as if the road told: the name before the cue is the source.
fn free_subject(context: &RuleContext<'_, '_>, reading: &mut ClaimReading) {
    let ([source], [content]) = (&reading.source[..], &reading.content[..]) else { return };
    let (source, content) = (*source, *content);
    let opens = context.sentence(source.start()).is_some_and(|sentence| sentence.tokens.start() == source.start());
    let name = context.mention_at(source.end() - 1).map(|mention| mention.tokens);
    let Some(name) = name.filter(|name| name.end() == source.end() && reading.cue.start() == source.end()) else {
        return;
    };
    let comma = |at: usize| context.kind(at) == Some(TokenKind::Comma);
    let predicate = matches!(context.function(content.start()), Some(Function::Be | Function::Auxiliary))
        || context.is_finite(content.start());
    let apart = name.start() > source.start() + 1 && comma(name.start() - 1);
    let behind = content.start() > reading.cue.end() && comma(content.start() - 1);
    if opens && apart && behind && predicate && !context.has_verb(source.start()..name.start()) {
        reading.source = vec![name];
        reading.content = vec![TokenSpan::new(source.start(), name.start() - 1), content];
    }
}

/// "But", "however,": words that link a sentence to the one before it.
fn is_connector(context: &RuleContext<'_, '_>, index: usize) -> bool {
    matches!(context.word(index), "And" | "But" | "So" | "Or") || context.kind(index) == Some(TokenKind::Comma)
}

/// "Lee will, according to the ministry, resign": the rest of the verb comes after the clause.
fn waits_for_verb(context: &RuleContext<'_, '_>, index: usize) -> bool {
    matches!(context.function(index), Some(Function::Be | Function::Auxiliary | Function::To))
}

/// True if the sentence cannot end before the clause: its verb comes after, or what comes after goes on with it.
fn goes_on(context: &RuleContext<'_, '_>, before: &Range<usize>, next: usize, reading: &ClaimReading) -> bool {
    if context.token(next).is_none() || context.depths[next] > 0 {
        return false;
    }
    if waits_for_verb(context, before.end - 1) {
        return true;
    }
    let verb_before = context.has_verb(before.clone());
    let inverted = reading.source.first().is_some_and(|source| source.start() >= reading.cue.end());
    match context.function(next) {
        Some(Function::Be | Function::Auxiliary | Function::To) => true,
        Some(Function::Pronoun) => context.in_group(next, WordGroup::SubjectPronoun),
        Some(Function::Determiner) => context.is(next, "the") && !inverted,
        Some(Function::Conjunction) if context.is(next, "because") => true,
        Some(Function::Conjunction) if context.is(next, "and") => {
            let verb = next + 1;
            context.token(verb).is_some_and(Token::is_word)
                && !context.info(verb).speech_verb
                && context.function(verb).is_some_and(|function| {
                    matches!(function, Function::Determiner | Function::Pronoun | Function::Possessive)
                })
        }
        Some(_) => false,
        None => !verb_before && context.is_finite(next),
    }
}

/// "…, argued Bo Derrick, would …", "…, the bank expects, will …", "…, says a report.": a clause that nothing claims.
fn unseen(context: &RuleContext<'_, '_>, claimed: &ClaimedTokens, comma: usize) -> Option<ClaimReading> {
    let sentence = context.sentence(comma)?.tokens;
    let first = comma + 1;
    let limit = sentence.end().min(first + SOURCE);
    let ends = |at: &usize| matches!(context.kind(*at), Some(TokenKind::Comma | TokenKind::Terminal));
    let closes = (first + 1..limit).find(ends)?;
    if closes < first + 2 || (comma..closes).any(|at| context.depths[at] > 0) {
        return None;
    }
    let (verb, source) = if reports(context, first) {
        (first, first + 1..closes)
    } else if reports(context, closes - 1) {
        (closes - 1, first..closes - 1)
    } else {
        return None;
    };
    let noun = context.mention_at(source.start).is_some()
        || context.is_capital(source.start)
        || context.info(source.start).nominal.is_some()
        || matches!(context.function(source.start), Some(Function::Determiner | Function::Possessive));
    let clause = |at: usize| {
        matches!(
            context.function(at),
            Some(Function::Be | Function::Auxiliary | Function::Relative | Function::Pronoun | Function::To)
        )
    };
    if !noun || source.clone().any(clause) {
        return None;
    }
    let parenthesis = Parenthesis { sentence, opens: comma, closes };
    let (before, after) = (parenthesis.before(), parenthesis.after(context));
    let whole = before.start..after.end.max(closes);
    let content = if context.kind(closes) == Some(TokenKind::Comma) {
        // The verb of the sentence follows the clause.
        let predicate = match context.function(after.start) {
            Some(Function::Be | Function::Auxiliary) => true,
            None => context.is_finite(after.start) && !context.has_verb(before.clone()),
            Some(_) => false,
        };
        predicate.then(|| vec![before.clone().into(), after.into()])?
    } else {
        // "The mine was never safe, says a report": of a name, the model knows as much.
        let document =
            source.clone().any(|at| context.info(at).nominal.is_some_and(|it| it.refers == Refers::Document));
        let last = closes + 1 >= sentence.end() && verb == first;
        (last && document && context.has_verb(before.clone())).then(|| vec![before.clone().into()])?
    };
    if before.is_empty() || claimed.touch(whole) {
        return None;
    }
    Some(ClaimReading::by_rule(Rule::Parenthesis, CONFIDENCE, TokenSpan::one(verb), vec![source.into()], content))
}

/// A finite verb that a clause can follow.
fn reports(context: &RuleContext<'_, '_>, verb: usize) -> bool {
    let lower = context.token(verb).is_some_and(|token| token.is_word() && token.case == Case::Lower);
    let row = context.lexicons.cues.find(context.info(verb).cues, |_| None);
    let clause =
        row.is_some_and(|(row, words)| words == 1 && row.kind == CueType::Verb && row.frames.has(Frames::THAT));
    lower && clause && !context.word(verb).ends_with("ing")
}
