//! "Mayor Lee was furious. “They lied.”": a quotation without a cue after a sentence about one person, who is taken to speak. A guess:
//! its claims have the flag `by-context` and a low confidence.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::{Case, EntityKind, Quote, Sentence, TokenKind};
use crate::gazetteer::word_class::{Function, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// Below that of every other claim: nothing but the place of the quotation says who speaks.
const CONFIDENCE: f32 = 0.25;
/// Shortest quotation, in words.
const WORDS: usize = 3;
/// Longest sentence before it, in tokens.
const SENTENCE: usize = 40;
/// How many paragraphs that are quotations may follow.
const PARAGRAPHS: usize = 4;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("Mayor Ann Lee was pale. “They lied to all of us.”", "Mayor Ann Lee | was | “They lied to all of us.”"),
    (
        "Ann Lee wrote that the harbor was closed.\n\n“They lied to all of us.”",
        "Ann Lee | wrote | that the harbor was closed; Ann Lee | wrote | “They lied to all of us.”",
    ),
    ("Ann Lee met Bo Derrick at the harbor. “They lied to all of us.”", ""),
    ("The harbor was closed in May. “They lied to all of us.”", ""),
];

/// Adds a claim for each quotation that nothing claims and that one person alone can have said.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let claimed = ClaimedTokens::new(found);
    let mut made: Vec<ClaimReading> = Vec::new();
    for quote in context.doc.quotes.iter().filter(|quote| quote.depth == 0 && quote.closed) {
        if claimed.touch(quote.tokens.range()) {
            continue;
        }
        if let Some(reading) = reading(context, &claimed, quote).or_else(|| set_apart(context, &claimed, found, quote))
        {
            made.push(reading);
        } else if let Some(last) = made.last_mut()
            && last.content.len() <= PARAGRAPHS
            && goes_on(context, last, quote)
        {
            last.content.push(quote.tokens);
        }
    }
    found.extend(made);
}

fn reading(context: &RuleContext<'_, '_>, claimed: &ClaimedTokens, quote: &Quote) -> Option<ClaimReading> {
    let start = quote.tokens.start();
    let before = start.checked_sub(1)?;
    let sentence = context.sentence(before).filter(|sentence| sentence.tokens.end() == start)?;
    if sentence.tokens.len() > SENTENCE || !stands_alone(context, quote) || !is_calm(context, claimed, quote) {
        return None;
    }
    let same = context.paragraph_of(before) == context.paragraph_of(start);
    if !same || (sentence.tokens.range()).any(|at| context.depths[at] > 0) {
        return None;
    }
    let (source, cue) = actor(context, sentence)?;
    (!claimed_by_other(context, sentence, &source)).then(|| {
        ClaimReading::by_rule(Rule::ByContext, CONFIDENCE, cue.into(), vec![source.into()], vec![quote.tokens])
    })
}

/// "Lee wrote that the roof is old.", and a quotation as the next paragraph: whoever spoke there alone.
fn set_apart(
    context: &RuleContext<'_, '_>,
    claimed: &ClaimedTokens,
    found: &[ClaimReading],
    quote: &Quote,
) -> Option<ClaimReading> {
    let start = quote.tokens.start();
    let index = context.paragraph_of(start);
    let before = context.paragraph(index.checked_sub(1)?)?.tokens;
    let whole = context.whole_quote(context.paragraph(index)?).is_some_and(|other| other == quote);
    if !whole || !stands_alone(context, quote) || !is_calm(context, claimed, quote) {
        return None;
    }
    let from = found.partition_point(|reading| reading.cue.start() < before.start());
    let to = found.partition_point(|reading| reading.cue.start() < before.end());
    let [one] = &found[from..to] else { return None };
    let source = one.whole_source()?;
    let people = context.mentions[context.mention_from(before.start())..].iter();
    let people = people.take_while(|mention| mention.tokens.start() < before.end());
    let mut people = people.filter(|mention| mention.kind == EntityKind::Person);
    let alone = people.all(|mention| source.overlaps(mention.tokens));
    let wrote = context.info(one.cue.start()).speech_verb && one.cue.len() == 1;
    (alone && wrote)
        .then(|| ClaimReading::by_rule(Rule::ByContext, CONFIDENCE, one.cue, one.source.clone(), vec![quote.tokens]))
}

/// A quotation that is sentences of its own: it begins with a capital and ends one.
fn stands_alone(context: &RuleContext<'_, '_>, quote: &Quote) -> bool {
    let (start, end) = (quote.tokens.start(), quote.tokens.end());
    let ends = end >= 2 && context.kind(end - 2) == Some(TokenKind::Terminal);
    ends && context.is_capital(start + 1) && context.words(start..end.min(start + 12)) >= WORDS
}

/// True if nothing after the quotation says who said it.
fn is_calm(context: &RuleContext<'_, '_>, claimed: &ClaimedTokens, quote: &Quote) -> bool {
    let end = quote.tokens.end();
    let Some(next) = context.doc.sentences.get(context.sentence_of(end)) else { return true };
    next.tokens.start() == end && !(claimed.touch(end..end + 1) && context.is_quote_mark(end))
}

/// The person that a sentence is about, and its verb.
fn actor(context: &RuleContext<'_, '_>, sentence: &Sentence) -> Option<(Range<usize>, Range<usize>)> {
    let (first, end) = (sentence.tokens.start(), sentence.tokens.end());
    let described = described(context, first, end);
    let subject = described.clone().or_else(|| context.subject(first..end, end))?;
    let opens = subject.start == first || context.kind(subject.start - 1) == Some(TokenKind::Comma);
    let person = context.mention_at(subject.end - 1).is_none_or(|mention| mention.kind == EntityKind::Person);
    let pronoun = context.in_group(subject.start, WordGroup::He) || context.in_group(subject.start, WordGroup::She);
    let someone = context.mention_at(subject.end - 1).is_some() || pronoun || described.is_some();
    if !opens || !person || !someone {
        return None;
    }
    let mut verb = subject.end;
    // "Lee, who has lived here for years, points at …"
    if context.kind(verb) == Some(TokenKind::Comma) {
        verb = (verb + 1..end).find(|&at| context.kind(at) == Some(TokenKind::Comma))? + 1;
    }
    while verb < end && matches!(context.function(verb), Some(Function::Adverb)) {
        verb += 1;
    }
    let finite = context.is_finite(verb)
        || context
            .token(verb)
            .is_some_and(|token| token.is_word() && token.case == Case::Lower && context.function(verb).is_none());
    (verb < end && finite).then_some((subject, verb..verb + 1))
}

/// "The mayor", "Her old boss": a noun phrase for one person at the beginning of a sentence.
fn described(context: &RuleContext<'_, '_>, first: usize, end: usize) -> Option<Range<usize>> {
    if !matches!(context.function(first), Some(Function::Determiner | Function::Possessive)) {
        return None;
    }
    let plain = |at: &usize| {
        let word = context.token(*at).is_some_and(|token| token.is_word() && token.case == Case::Lower);
        word && context.function(*at).is_none_or(|function| function == Function::Adjective)
    };
    let person = |at: &usize| {
        let info = context.info(*at);
        info.ends_title || info.nominal.is_some_and(|nominal| !nominal.plural && nominal.refers != Refers::Document)
    };
    let head = (first + 1..end.min(first + 5)).take_while(plain).find(person)?;
    Some(first..head + 1)
}

/// True if the sentence names another person who may speak; one who is spoken to may not.
fn claimed_by_other(context: &RuleContext<'_, '_>, sentence: &Sentence, source: &Range<usize>) -> bool {
    let from = context.mention_from(source.end);
    let others = context.mentions[from..].iter().take_while(|mention| mention.tokens.start() < sentence.tokens.end());
    others.filter(|mention| mention.kind == EntityKind::Person).any(|mention| {
        let before = context.with_title(source.end, mention.tokens.start()).checked_sub(1);
        before.is_none_or(|at| context.word(at) != "to")
    })
}

/// True if the quotation is the next paragraph as a whole, or the next sentence.
fn goes_on(context: &RuleContext<'_, '_>, last: &ClaimReading, quote: &Quote) -> bool {
    let Some(end) = last.content.last().map(|run| run.end()) else { return false };
    let start = quote.tokens.start();
    let paragraph = context.paragraph(context.paragraph_of(start));
    let whole = paragraph.and_then(|paragraph| context.whole_quote(paragraph)).is_some_and(|other| other == quote);
    end == start
        && (whole || context.paragraph_of(end - 1) == context.paragraph_of(start))
        && stands_alone(context, quote)
}
