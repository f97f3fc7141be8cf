//! "…, saying the wall is old", "the law states that …": a participle or a verb of saying before a clause that no reading holds.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use super::inherited_source::subject_before;
use super::quote_verb::noun_before;
use crate::attribution::reading::ClaimReading;
use crate::claim::{CueClass, Rule};
use crate::document::{Token, TokenKind};
use crate::gazetteer::cue::{CueType, Frames};
use crate::gazetteer::word_class::Function;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// Share of its claims that were right on held-out text (`docs/attribution-log.md`).
const CONFIDENCE: f32 = 0.7;
/// Longest source that is no name, in tokens.
const SOURCE: usize = 8;
/// Shortest content, in words.
const WORDS: usize = 4;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "The council refused a loan to the harbor, claiming the wall was far too old.",
        "The council | refused | a loan to the harbor; The council | claiming | the wall was far too old",
    ),
    (
        "Three old fishermen said they had seen the wall from the boat.",
        "Three old fishermen | said | they had seen the wall from the boat",
    ),
    ("The council closed the harbor, citing the age of the wall.", "The council | citing | the age of the wall"),
    ("The harbor was closed, leaving the wall without a guard.", ""),
];

/// Adds a claim for each such verb.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let claimed = ClaimedTokens::new(found);
    let plain = |at: &usize| context.depths[*at] == 0;
    let made: Vec<ClaimReading> = (1..context.tokens.len())
        .filter(plain)
        .filter_map(|at| match context.kind(at)? {
            TokenKind::Comma => {
                participle(context, &claimed, found, at).or_else(|| citing(context, &claimed, found, at))
            }
            TokenKind::Word => said(context, &claimed, found, at),
            _ => None,
        })
        .collect();
    found.extend(made);
}

/// "The men said they were late", "The firm rejected the plan and said it was late"
fn said(
    context: &RuleContext<'_, '_>,
    claimed: &ClaimedTokens,
    found: &[ClaimReading],
    verb: usize,
) -> Option<ClaimReading> {
    if !is_statement(context, verb) || context.word(verb).ends_with("ing") || claimed.touch(verb..verb + 1) {
        return None;
    }
    let sentence = context.sentence(verb)?.tokens;
    let mut cue = verb..verb + 1;
    while cue.start > sentence.start() && leads_in(context, cue.start - 1) {
        cue.start -= 1;
    }
    let that = context.word(verb + 1) == "that";
    let from = inside(context, found, verb, verb + 1 + usize::from(that));
    let next = (from..sentence.end()).find(|&at| claimed.touch(at..at + 1)).unwrap_or(sentence.end());
    let mut content = context.trimmed(verb + 1..next);
    while content.end > verb + 1
        && (context.kind(content.end - 1) == Some(TokenKind::Comma)
            || matches!(context.word(content.end - 1), "and" | "but"))
    {
        content.end -= 1;
    }
    if !(that || is_say(context, verb)) || !is_clause(context, content.clone()) {
        return None;
    }
    let previous = cue.start.checked_sub(1).filter(|&at| at >= sentence.start())?;
    let joins = matches!(context.word(previous), "and" | "but") || context.kind(previous) == Some(TokenKind::Comma);
    let source = if joins {
        subject_before(context, found, sentence.start(), cue.start)?
    } else {
        noun_phrase(context, sentence.start(), cue.start)?
    };
    let apart = source.end <= cue.start && (joins || !claimed.touch(source.clone()));
    apart.then(|| {
        let (source, content) = (vec![source.into()], vec![content.into()]);
        ClaimReading::by_rule(Rule::ClauseVerb, CONFIDENCE, cue.into(), source, content)
    })
}

/// One past the claim that a clause at `start` is: "said they | wanted | to leave". It will be a part of the content.
fn inside(context: &RuleContext<'_, '_>, found: &[ClaimReading], verb: usize, start: usize) -> usize {
    let next = found.partition_point(|reading| reading.cue.start() <= verb);
    let own = |reading: &&ClaimReading| reading.source.first().is_some_and(|source| source.start() == start);
    let inner = found
        .get(next)
        .filter(own)
        .filter(|reading| context.sentence_of(reading.end() - 1) == context.sentence_of(verb));
    inner.map_or(start, ClaimReading::end)
}

/// "has", "also", "not": what belongs to the verb after it.
fn leads_in(context: &RuleContext<'_, '_>, at: usize) -> bool {
    matches!(context.function(at), Some(Function::Auxiliary | Function::Adverb | Function::Negation))
        || context.is_lower(at) && context.function(at).is_none() && context.word(at).ends_with("ly")
}

/// A verb of saying that may have a clause as its object.
fn is_statement(context: &RuleContext<'_, '_>, verb: usize) -> bool {
    context.is_lower(verb)
        && context.lexicons.cues.find_all(context.info(verb).cues, |_| None).any(|(row, words)| {
            let known = words == 1 && row.kind == CueType::Verb && row.class == CueClass::Statement;
            known && row.frames.has(Frames::THAT)
        })
}

fn is_say(context: &RuleContext<'_, '_>, verb: usize) -> bool {
    context.lexicons.cues.find(context.info(verb).cues, |_| None).is_some_and(|(row, _)| row.lemma == "say")
}

/// "the old men | said", "Ann Lee | said", "she | said": who the words before a verb are.
fn noun_phrase(context: &RuleContext<'_, '_>, first: usize, verb: usize) -> Option<Range<usize>> {
    let last = verb.checked_sub(1).filter(|&last| last >= first)?;
    if matches!(context.function(last), Some(Function::Pronoun | Function::Relative)) {
        return Some(last..verb);
    }
    if let Some(mention) = context.mention_at(last).filter(|mention| mention.tokens.end() == verb) {
        return Some(context.with_title(first, mention.tokens.start())..verb);
    }
    context.info(last).nominal?;
    let noun = |at: usize| {
        let word = context.token(at).is_some_and(|token| token.is_word() || token.kind == TokenKind::Number);
        let part = match context.function(at) {
            None | Some(Function::Adjective | Function::Possessive | Function::Determiner) => true,
            Some(_) => context.word(at) == "of",
        };
        word && part && !context.is_action(at)
    };
    let mut start = last;
    while start > first && verb - start < SOURCE && noun(start - 1) {
        start -= 1;
    }
    let whole = start == first || context.function(start - 1) != Some(Function::Preposition);
    (whole && context.word(start) != "of").then_some(start..verb)
}

/// "The firm refused, citing the storm": why, in the words of whoever refused; not people who say it: "citing officials".
fn citing(
    context: &RuleContext<'_, '_>,
    claimed: &ClaimedTokens,
    found: &[ClaimReading],
    comma: usize,
) -> Option<ClaimReading> {
    let verb = comma + 1;
    if context.word(verb) != "citing" {
        return None;
    }
    let sentence = context.sentence(verb)?.tokens;
    let stop = (verb + 1..sentence.end()).find(|&at| context.kind(at) == Some(TokenKind::Comma));
    let content = context.trimmed(verb + 1..stop.unwrap_or(sentence.end()));
    let head = (content.clone()).take_while(|&at| context.function(at) != Some(Function::Preposition)).last()?;
    let people = context.info(head).nominal.is_some() || content.clone().any(|at| context.word(at) == "sources");
    if people || claimed.touch(verb..content.end) || context.words(content.clone()) == 0 {
        return None;
    }
    by_participle(context, found, verb, content)
}

fn participle(
    context: &RuleContext<'_, '_>,
    claimed: &ClaimedTokens,
    found: &[ClaimReading],
    comma: usize,
) -> Option<ClaimReading> {
    let verb = comma + 1;
    if !context.word(verb).ends_with("ing") || !is_statement(context, verb) {
        return None;
    }
    let sentence = context.sentence(verb)?.tokens;
    let content = context.trimmed(verb + 1..sentence.end());
    let from = inside(context, found, verb, verb + 1 + usize::from(context.word(verb + 1) == "that"));
    let free = !claimed.touch(verb..verb + 1) && !claimed.touch(from..content.end.max(from));
    if !free || !is_clause(context, content.clone()) {
        return None;
    }
    by_participle(context, found, verb, content)
}

/// The claim of a participle at `verb`, if somebody before it in the sentence speaks.
fn by_participle(
    context: &RuleContext<'_, '_>,
    found: &[ClaimReading],
    verb: usize,
    content: Range<usize>,
) -> Option<ClaimReading> {
    let first = context.sentence(verb)?.tokens.start();
    let subject = subject_before(context, found, first, verb).or_else(|| noun_before(context, first, verb));
    let source = subject.filter(|source| source.end <= verb)?;
    let cue = TokenSpan::one(verb);
    Some(ClaimReading::by_rule(Rule::ClauseVerb, CONFIDENCE, cue, vec![source.into()], vec![content.into()]))
}

/// True if a subject begins a stretch, or "that" does, and a verb follows.
fn is_clause(context: &RuleContext<'_, '_>, tokens: Range<usize>) -> bool {
    let opens = match context.function(tokens.start) {
        Some(Function::Determiner | Function::Possessive | Function::Pronoun | Function::Conjunction) => true,
        Some(Function::Adjective) | None => context.token(tokens.start).is_some_and(Token::is_word),
        Some(_) => false,
    };
    opens && context.words(tokens.clone()) >= WORDS && context.has_verb(tokens)
}
