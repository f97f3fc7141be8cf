//! "In Lee’s view, the road is too narrow", "in the words of Lee", "by his own account", "For Lee, the road is “a shame”": a
//! phrase beside a sentence says whose view it is.

use super::context::{ClaimedTokens, RuleContext, replace};
use super::example::RuleExample;
use crate::attribution::reading::{ClaimReading, Runs};
use crate::claim::Rule;
use crate::document::{EntityKind, Token, TokenKind};
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// Chosen by judgment: held-out text has too few of its claims to measure (`docs/attribution.md`).
const CONFIDENCE: f32 = 0.6;
/// Longest phrase, in tokens.
const PHRASE: usize = 16;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("In Ann Lee’s view, the road is too narrow.", "Ann Lee’s | view | the road is too narrow"),
    (
        "The road is “a fig leaf”, in the words of Bo Derrick.",
        "Bo Derrick | in the words of | The road is “a fig leaf”",
    ),
    ("For Ann Lee, the road is “a gift to nobody”.", "Ann Lee | For | the road is “a gift to nobody”"),
    ("For fisherman Bo Derrick, the road is “a gift”.", "fisherman Bo Derrick | For | the road is “a gift”"),
    (
        "From the point of view of Ann Lee, the road is too narrow.",
        "Ann Lee | From the point of view of | the road is too narrow",
    ),
    ("In Ann Lee’s words: “The road is a gift.”", "Ann Lee’s | words | “The road is a gift.”"),
    ("If you ask Ann Lee, the road is too narrow.", "Ann Lee | If you ask | the road is too narrow"),
    (
        "Per a report from the ministry, the road is too narrow.",
        "a report from the ministry | Per | the road is too narrow",
    ),
    ("If you ask nicely, the road is yours.", ""),
    ("Per Derrick, the road was built.", "Derrick | Per | the road was built"),
    ("Per head, the road cost a fortune.", ""),
    ("By all accounts, the road is too narrow.", ""),
    ("In view of the storm, the road was closed.", ""),
    ("For Ann Lee, the year began badly.", ""),
];

/// A phrase that says whose view a sentence is.
struct ViewPhrase {
    source: Range<usize>,
    cue: Range<usize>,
    /// One past its last token.
    end: usize,
}

/// Adds a claim for each such phrase, in place of what the model made of the same cue.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let contents = ClaimedTokens::of_runs(found.iter().flat_map(|reading| reading.content.iter().copied()));
    let made: Vec<ClaimReading> = (0..context.tokens.len())
        .filter(|&at| {
            context.depths[at] == 0
                && matches!(context.word(at), "In" | "in" | "By" | "by" | "From" | "from" | "For" | "To" | "If" | "Per")
        })
        .filter_map(|opener| reading(context, found, &contents, opener))
        .collect();
    if !made.is_empty() {
        replace(found, made);
    }
}

fn reading(
    context: &RuleContext<'_, '_>,
    found: &[ClaimReading],
    contents: &ClaimedTokens,
    opener: usize,
) -> Option<ClaimReading> {
    let comma = |at: usize| context.kind(at) == Some(TokenKind::Comma) && context.depths[at] == 0;
    let sentence = context.sentence(opener)?.tokens;
    let first = opener == sentence.start();
    if !first && !comma(opener - 1) {
        return None;
    }
    let view = matches!(context.word(opener), "For" | "To");
    let limit = sentence.end().min(opener + PHRASE);
    let phrase = if view {
        for_person(context, opener, limit)
    } else {
        of_noun(context, opener, limit)
            .or_else(|| of_owner(context, opener, limit))
            .or_else(|| of_informant(context, opener, limit))
    }?;
    let end = context.trimmed(sentence.range()).end;
    let before = sentence.start()..opener.saturating_sub(1).max(sentence.start());
    let after = (phrase.end + 1).min(end)..end;
    // "In Lee’s words: “…”"
    let announces = first
        && context.kind(phrase.end) == Some(TokenKind::Colon)
        && context.quote_from(phrase.end + 1).is_some_and(|quote| quote.tokens.end() >= end);
    if phrase.end < end && !comma(phrase.end) && !announces {
        return None;
    }
    let mut content = Runs::new();
    if !first {
        content.push(before.into());
    }
    if !after.is_empty() {
        content.push(after.into());
    }
    let opens = content.first()?.start();
    let whole = content.iter().map(|run| context.words(run.range())).sum::<usize>();
    // Somebody else says it: "Lee said the road was, in his view, too narrow".
    let own = |reading: &ClaimReading| reading.cue.overlaps(phrase.cue.clone().into());
    let at = found.partition_point(|reading| reading.cue.start() < sentence.start());
    let others = || {
        found[at..].iter().take_while(|reading| reading.cue.start() < sentence.end()).filter(|reading| !own(reading))
    };
    let covered = contents.touch(opens..opens + 1)
        && others().any(|reading| reading.content.iter().any(|run| run.contains(opens)));
    if whole < 3
        || covered
        || view && (!first || others().next().is_some() || !is_quoted(context, content.first()?.range()))
    {
        return None;
    }
    let (cue, source) = (phrase.cue.into(), vec![phrase.source.into()]);
    Some(ClaimReading::by_rule(Rule::Viewpoint, CONFIDENCE, cue, source, content))
}

/// "in the words of Judge Lee"
fn of_noun(context: &RuleContext<'_, '_>, opener: usize, limit: usize) -> Option<ViewPhrase> {
    let noun = opener + 2;
    let of = if is_point_of_view(context, noun) { noun + 3 } else { noun + 1 };
    if of + 1 >= limit
        || context.word(opener + 1) != "the"
        || !context.in_group(of - 1, WordGroup::Viewpoint)
        || context.word(of) != "of"
    {
        return None;
    }
    let end = phrase_end(context, of + 1, limit)?;
    Some(ViewPhrase { source: of + 1..end, cue: opener..of + 1, end })
}

/// "in Lee’s view", "by his own account"
fn of_owner(context: &RuleContext<'_, '_>, opener: usize, limit: usize) -> Option<ViewPhrase> {
    let first = opener + 1;
    let owner = if context.function(first) == Some(Function::Possessive) {
        first + 1
    } else {
        let clitic =
            (first + 1..limit).take_while(|&at| context.kind(at - 1) != Some(TokenKind::Comma)).find(|&at| {
                context.kind(at) == Some(TokenKind::Clitic) && context.word(at).ends_with('s')
                    || context.kind(at) == Some(TokenKind::SingleQuote) && context.word(at - 1).ends_with('s')
            })?;
        clitic + 1
    };
    let mut noun = owner;
    while noun < limit && (context.word(noun) == "own" || context.function(noun) == Some(Function::Adjective)) {
        noun += 1;
    }
    // "from her point of view"
    let point = is_point_of_view(context, noun);
    let end = if point { noun + 3 } else { noun + 1 };
    let view = end <= limit && (point || context.in_group(noun, WordGroup::Viewpoint));
    view.then_some(ViewPhrase { source: first..owner, cue: owner..end, end })
}

fn is_point_of_view(context: &RuleContext<'_, '_>, at: usize) -> bool {
    context.word(at) == "point" && context.word(at + 1) == "of" && context.word(at + 2) == "view"
}

/// "If you ask Lee,", "Per a report from the ministry,": at the beginning of a sentence, somebody or a document.
fn of_informant(context: &RuleContext<'_, '_>, opener: usize, limit: usize) -> Option<ViewPhrase> {
    let first = match context.word(opener) {
        "Per" => opener + 1,
        "If" if opener + 3 < limit && context.word(opener + 1) == "you" && context.word(opener + 2) == "ask" => {
            opener + 3
        }
        _ => return None,
    };
    let end = phrase_end(context, first, limit)?;
    // Not "per head".
    let phrase = matches!(context.function(first), Some(Function::Determiner | Function::Possessive));
    let known = |at: usize| context.mention_at(at).is_some() || phrase && context.info(at).nominal.is_some();
    (first..end).any(known).then_some(ViewPhrase { source: first..end, cue: opener..first, end })
}

/// "For Lee, a baker,", "For critics,"
fn for_person(context: &RuleContext<'_, '_>, opener: usize, limit: usize) -> Option<ViewPhrase> {
    let first = opener + 1;
    let pronoun = [WordGroup::He, WordGroup::She, WordGroup::They];
    if context.kind(first + 1) == Some(TokenKind::Comma) && pronoun.iter().any(|&group| context.in_group(first, group))
    {
        return Some(ViewPhrase { source: first..first + 1, cue: opener..first, end: first + 1 });
    }
    let name = (first..limit).take_while(|&at| context.token(at).is_some_and(Token::is_word));
    let name = name.into_iter().find(|&at| context.mention_at(at).is_some());
    let head = match name.and_then(|at| context.mention_at(at)) {
        Some(mention) if mention.kind == EntityKind::Person && is_titled(context, first, mention.tokens.start()) => {
            mention.tokens.end()
        }
        Some(_) => return None,
        None => {
            let stop = (first..limit).find(|&at| context.kind(at) == Some(TokenKind::Comma))?;
            let people = context.info(stop - 1).nominal?;
            let known =
                people.plural || matches!(context.function(first), Some(Function::Determiner | Function::Possessive));
            (stop > first && known && people.refers != Refers::Document).then_some(stop)?
        }
    };
    let end = phrase_end(context, head, limit)?;
    Some(ViewPhrase { source: first..end, cue: opener..first, end })
}

/// "Mayor | Lee", "fisherman | Lee": nothing but titles and nouns for people before a name.
fn is_titled(context: &RuleContext<'_, '_>, first: usize, name: usize) -> bool {
    let start = context.with_title(first, name);
    (first..start).all(|at| context.info(at).nominal.is_some() || context.function(at) == Some(Function::Determiner))
}

/// Where the noun phrase at `from` ends: at a comma, or after its apposition.
fn phrase_end(context: &RuleContext<'_, '_>, from: usize, limit: usize) -> Option<usize> {
    let stops = |at: usize| matches!(context.kind(at), Some(TokenKind::Comma | TokenKind::Terminal));
    let first = (from..limit).find(|&at| stops(at))?;
    let apposition =
        context.function(first + 1) == Some(Function::Determiner) && context.kind(first) == Some(TokenKind::Comma);
    let next = (first + 1..limit).find(|&at| stops(at)).filter(|&next| context.kind(next) == Some(TokenKind::Comma));
    let plain = |next: &usize| !(first + 1..*next).any(|at| context.is_finite(at) || context.depths[at] > 0);
    Some(next.filter(plain).filter(|_| apposition).unwrap_or(first))
}

/// True if a part of it is quoted that is no title: it begins in lower case.
fn is_quoted(context: &RuleContext<'_, '_>, tokens: Range<usize>) -> bool {
    tokens.into_iter().any(|at| context.quote_from(at).is_some_and(|quote| quote.closed && !context.is_capital(at + 1)))
}
