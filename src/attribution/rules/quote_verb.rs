//! "“It rained,” Lee barked", "the crowd, chanting “No more!”": a quotation that no reading holds, beside a verb with a subject.
//! The model knows the verbs that it was trained on; beside a quotation, any verb will do.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use super::inherited_source::subject_before;
use super::not_said;
use crate::attribution::reading::ClaimReading;
use crate::claim::{CueClass, Rule};
use crate::document::{Case, Quote, Token, TokenKind};
use crate::gazetteer::cue::{CueType, Frames};
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// Share of its claims that were right on held-out text (`docs/attribution-log.md`).
const CONFIDENCE: f32 = 0.75;
/// Longest source, in tokens.
const SOURCE: usize = 12;
/// Longest source before or after a verb of saying, in tokens: "a message that was read to the crowd on Monday night".
const SPEAKER: usize = 24;
/// The same, where the source begins a sentence of its own.
const CLOSE: usize = 8;
/// How many tokens there may be from a verb to the mark before its quotation: "told Harbor News on Monday, “…”".
const ADDRESSEE: usize = 12;
/// The same, where the quotation begins within a sentence.
const CLAUSE: usize = 6;
/// Shortest quotation after a verb, in words: shorter ones are names and labels.
const WORDS: usize = 3;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("“The harbor needs a wall,” Ann Lee barked.", "Ann Lee | barked | “The harbor needs a wall,”"),
    ("“We need a wall” tweeted Mayor Ann Lee.", "Mayor Ann Lee | tweeted | “We need a wall”"),
    (
        "“The wall is older than the town”, the notice on the gate says.",
        "the notice on the gate | says | “The wall is older than the town”",
    ),
    (
        "One old fisherman stopped the march, chanting “Mend the wall!”",
        "One old fisherman | chanting | “Mend the wall!”",
    ),
    (
        "The old captain, who had been asleep, told Harbor News, “The wall is older than the town.”",
        "The old captain, who had been asleep, | told | “The wall is older than the town.”",
    ),
    ("The book “Walls and Harbors” sold well.", ""),
    ("They met at “The Old Wall”, which Ann Lee owns.", ""),
];

/// Adds a claim for each quotation that no reading claims and that has a verb beside it. What is said inside it is a part of it.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let claimed = ClaimedTokens::of(found.iter().filter(|reading| context.depths[reading.cue.start()] == 0));
    let mut made: Vec<ClaimReading> = Vec::new();
    for quote in context.doc.quotes.iter().filter(|quote| quote.depth == 0 && quote.closed) {
        let (start, end) = (quote.tokens.start(), quote.tokens.end());
        if claimed.touch(start..end) || context.words(start..end.min(start + 12)) == 0 {
            continue;
        }
        let Some((source, cue)) = verb_behind(context, quote)
            .or_else(|| said_behind(context, quote))
            .or_else(|| verb_before(context, found, quote))
        else {
            continue;
        };
        if claimed.touch(cue.clone()) {
            continue;
        }
        let (source, content) = (vec![source.into()], vec![quote.tokens]);
        made.push(ClaimReading::by_rule(Rule::QuoteVerb, CONFIDENCE, cue.into(), source, content));
    }
    if made.is_empty() {
        return;
    }
    let inside = ClaimedTokens::of_runs(made.iter().flat_map(|reading| reading.content.iter().copied()));
    found.retain(|reading| !inside.touch(reading.cue.range()));
    found.extend(made);
}

/// Source and cue.
type Sides = (Range<usize>, Range<usize>);

/// "… said, “It rained.”"
fn verb_before(context: &RuleContext<'_, '_>, found: &[ClaimReading], quote: &Quote) -> Option<Sides> {
    let start = quote.tokens.start();
    let mut verb = start.checked_sub(1)?;
    if matches!(context.kind(verb), Some(TokenKind::Comma | TokenKind::Colon)) {
        verb = verb.checked_sub(1)?;
    }
    let sentence = context.sentence(start)?;
    let first = sentence.tokens.start();
    let direct = verb;
    if verb + 1 < start {
        let before = (first..=verb).rev().take(ADDRESSEE).take_while(|&at| passes(context, at));
        verb = before.into_iter().find(|&at| quotes(context, at) && !is_noun(context, at)).unwrap_or(verb);
    }
    // "saying only, “…”", "read in part, “…”"
    while verb > first && (context.function(verb) == Some(Function::Adverb) || context.word(verb).ends_with("ly")) {
        verb -= 1;
    }
    if verb > first + 1 && context.word(verb) == "part" && context.word(verb - 1) == "in" {
        verb -= 2;
    }
    if verb < first || context.depths[verb] > 0 {
        return None;
    }
    let word = context.word(verb);
    let participle = word.len() > 5 && word.ends_with("ing");
    let capital = context.is_capital(start + 1);
    let words = context.words(start..quote.tokens.end());
    let exclaims = words + 1 == WORDS && context.kind(quote.tokens.end() - 2) == Some(TokenKind::Terminal);
    let bracket = context.kind(start + 1) == Some(TokenKind::Open);
    let colon = context.kind(start - 1) == Some(TokenKind::Colon);
    let opens = capital || participle || (bracket || colon) && words >= CLAUSE;
    let title = !participle && not_said::is_title(context, quote);
    if !quotes(context, verb) || !opens || title || words < WORDS && !exclaims {
        return None;
    }
    // "without saying", "for saying": somebody may not have said it at all. "was asked": somebody else did.
    if verb > first && matches!(context.function(verb - 1), Some(Function::Preposition | Function::Be)) {
        return None;
    }
    let noun = noun_before(context, first, verb);
    let near = noun.clone().filter(|_| verb < direct);
    let source = near.or_else(|| subject_before(context, found, first, verb)).or(noun)?;
    Some((source, verb..verb + 1))
}

/// A word that may be between a verb and the mark before its quotation: "told Harbor News, “…”".
fn passes(context: &RuleContext<'_, '_>, at: usize) -> bool {
    context.token(at).is_some_and(|token| token.is_word() || token.kind == TokenKind::Number)
        && !matches!(context.function(at), Some(Function::Be | Function::Auxiliary))
}

/// A form that is also a noun: "rules", "comment".
fn is_noun(context: &RuleContext<'_, '_>, at: usize) -> bool {
    context.lexicons.cues.find_all(context.info(at).cues, |_| None).any(|(row, _)| row.kind == CueType::Noun)
}

/// A verb of saying that may have a quotation as its object.
fn quotes(context: &RuleContext<'_, '_>, verb: usize) -> bool {
    context.lexicons.cues.find_all(context.info(verb).cues, |_| None).any(|(row, words)| {
        let says = row.frames.has(Frames::QUOTE) || row.class == CueClass::Statement && row.frames.has(Frames::THAT);
        words == 1 && row.kind == CueType::Verb && says
    })
}

/// "One old fisherman | stopped the march, chanting": a noun for people or documents that begins the sentence, up to its verb.
pub(super) fn noun_before(context: &RuleContext<'_, '_>, first: usize, verb: usize) -> Option<Range<usize>> {
    let opener = |at: &usize| {
        matches!(context.function(*at), Some(Function::Conjunction | Function::Adverb))
            || context.kind(*at) == Some(TokenKind::Comma)
    };
    let start = (first..verb).find(|at| !opener(at))?;
    let plain = |at: usize| {
        let noun = context.info(at).nominal.is_some() || !context.is_finite(at);
        context.token(at).is_some_and(Token::is_word) && noun
    };
    let end = (start..verb.min(start + SOURCE)).find(|&at| !plain(at)).unwrap_or(verb);
    let opens = match context.function(start) {
        Some(Function::Determiner | Function::Possessive | Function::Adjective) | None => true,
        Some(_) => false,
    };
    (opens && (start..end).any(|at| context.info(at).nominal.is_some())).then_some(start..end)
}

/// "…”, said Lee after the race", "…” tweeted Lee", "…!” Lee told the world", "…,” the “Pose” actor once said": a verb of saying
/// after a quotation, whatever separates them.
fn said_behind(context: &RuleContext<'_, '_>, quote: &Quote) -> Option<Sides> {
    let (start, mut from) = (quote.tokens.start(), quote.tokens.end());
    let inside = from.checked_sub(2)?;
    if context.sentence(start)?.tokens.start() != start {
        return None;
    }
    let comma = context.kind(from) == Some(TokenKind::Comma);
    from += usize::from(comma);
    let ends = match context.kind(inside)? {
        TokenKind::Comma => true,
        TokenKind::Terminal => context.word(inside) != ".",
        _ => comma,
    };
    let sentence = context.sentence(from).filter(|_| from < context.tokens.len())?.tokens;
    let apart = sentence.start() == from;
    if context.depths[from] > 0 || context.paragraph_of(from) != context.paragraph_of(inside) {
        return None;
    }
    if quotes(context, from) && context.is_lower(from) && !apart {
        return Some((subject_after(context, from + 1, sentence.end())?, from..from + 1));
    }
    let limit = sentence.end().min(from + if apart { CLOSE } else { SPEAKER });
    if !ends || !opens_subject(context, from) {
        return None;
    }
    let mut commas = 0;
    for at in from..limit {
        match context.kind(at)? {
            TokenKind::Comma => commas += 1,
            TokenKind::Terminal | TokenKind::Semicolon | TokenKind::Colon | TokenKind::Dash => return None,
            _ => {}
        }
        let verb = at > from && context.depths[at] == 0 && commas % 2 == 0 && context.is_lower(at);
        if !verb || context.function(at - 1) == Some(Function::Relative) {
            continue;
        }
        if quotes(context, at) && !matches!(context.function(at - 1), Some(Function::To | Function::Be)) {
            let mut cue = at..at + 1;
            while cue.start > from + 1 && leads_in(context, cue.start - 1) {
                cue.start -= 1;
            }
            let subject = from..cue.start;
            return Some((subject, cue));
        }
        if context.function(at) == Some(Function::Be) {
            return None;
        }
    }
    None
}

/// "had", "once", "previously": what belongs to the verb after it.
fn leads_in(context: &RuleContext<'_, '_>, at: usize) -> bool {
    matches!(context.function(at), Some(Function::Auxiliary | Function::Adverb))
        || context.is_lower(at) && context.function(at).is_none() && context.word(at).ends_with("ly")
}

/// True if a name, a pronoun or a noun phrase may begin at `from`.
fn opens_subject(context: &RuleContext<'_, '_>, from: usize) -> bool {
    let pronoun = context.in_group(from, WordGroup::SubjectPronoun);
    let phrase = matches!(context.function(from), Some(Function::Determiner | Function::Possessive));
    pronoun || phrase || context.is_capital(from) && context.function(from).is_none()
}

/// The subject after its verb: up to a mark, or up to what says when or where, after a name.
fn subject_after(context: &RuleContext<'_, '_>, from: usize, end: usize) -> Option<Range<usize>> {
    let end = end.min(from + SPEAKER);
    let named = |at: usize| context.mention_at(at - 1).is_some_and(|mention| mention.tokens.end() == at);
    let stops = |&at: &usize| {
        let circumstance = matches!(context.function(at), Some(Function::Preposition | Function::Conjunction))
            && !matches!(context.word(at), "of" | "from" | "for" | "and");
        !context.token(at).is_some_and(|token| token.is_word() || token.kind == TokenKind::Hyphen)
            && context.kind(at) != Some(TokenKind::Clitic)
            || at > from && named(at) && (circumstance || context.info(at).weekday)
    };
    let stop = (from..end).find(stops).unwrap_or(end);
    (stop > from && opens_subject(context, from)).then_some(from..stop)
}

/// "…,” Lee barked", "…,” she yells while running", "…,” reads a sign."
fn verb_behind(context: &RuleContext<'_, '_>, quote: &Quote) -> Option<Sides> {
    let (start, from) = (quote.tokens.start(), quote.tokens.end());
    // A quotation within a sentence may be a name: "the series “Tales of Old,” shown in …".
    if context.sentence(start)?.tokens.start() != start {
        return None;
    }
    let inside = from.checked_sub(2)?;
    let ends = match context.kind(inside)? {
        TokenKind::Comma => true,
        TokenKind::Terminal => context.word(inside) != ".",
        _ => false,
    };
    let sentence = context.sentence(inside)?;
    let end = sentence.tokens.end().min(from + SOURCE + 2);
    if !ends || from >= end || context.depths[from] > 0 {
        return None;
    }
    // Subject, then verb.
    let subject_ends = if context.function(from) == Some(Function::Pronoun) {
        Some(from + 1)
    } else if let Some(noun) = noun_phrase(context, from, end) {
        Some(noun)
    } else {
        let name = (from..end.min(from + 6))
            .find(|&at| context.mention_at(at).is_some() || context.token(at).is_none_or(|token| !token.is_word()));
        name.and_then(|at| context.mention_at(at)).map(|mention| mention.tokens.end())
    };
    if let Some(mut verb) = subject_ends.filter(|&at| at < end) {
        let subject = from..verb;
        if context.function(verb) == Some(Function::Adverb) || context.word(verb).ends_with("ly") {
            verb += 1;
        }
        if verb < end && context.is_action(verb) {
            return Some((subject, verb..verb + 1));
        }
    }
    // Verb, then subject up to a mark.
    if context.is_action(from) {
        let stop = (from + 1..end).find(|&at| {
            matches!(
                context.kind(at),
                Some(TokenKind::Comma | TokenKind::Terminal | TokenKind::Semicolon | TokenKind::Open | TokenKind::Dash)
            )
        })?;
        let noun = context.is_capital(from + 1)
            || matches!(
                context.function(from + 1),
                Some(Function::Determiner | Function::Possessive | Function::Pronoun)
            );
        return (stop > from + 1 && noun).then_some((from + 1..stop, from..from + 1));
    }
    None
}

/// One past "the old farmer" or "her brother", where a verb that ends the clause follows.
fn noun_phrase(context: &RuleContext<'_, '_>, from: usize, end: usize) -> Option<usize> {
    if !matches!(context.function(from), Some(Function::Determiner | Function::Possessive)) {
        return None;
    }
    let plain = |at: usize| {
        context.token(at).is_some_and(|token| token.is_word() && token.case == Case::Lower)
            && matches!(context.function(at), None | Some(Function::Adjective))
    };
    (from + 2..end.min(from + 5)).take_while(|&at| plain(at - 1)).find(|&at| context.is_action(at) && !plain(at + 1))
}
