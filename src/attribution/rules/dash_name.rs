//! A quotation that is signed: "“It rained.” — Ann Lee, fisherman", also with the signature on a line of its own, and posts
//! that end in "— Ann Lee (@annlee)". A hyphen before a name does for a dash after a quotation, and so do brackets around the name of
//! a person.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use super::not_said;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::{EntityKind, Paragraph, TokenKind};
use crate::gazetteer::word_class::Function;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// Near the share of its claims that were right on held-out text (`docs/attribution.md`), which had few of them.
const CONFIDENCE: f32 = 0.75;
/// How far from the end of a paragraph its signature may begin, in tokens.
const REACH: usize = 24;
/// Longest name, in tokens.
const NAME: usize = 8;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("“Nobody warned the harbor.”\n\n— Ann Lee", "Ann Lee | — | “Nobody warned the harbor.”"),
    ("“Nobody warned the harbor.” – Ann Lee, fisher", "Ann Lee | – | “Nobody warned the harbor.”"),
    ("“Nobody warned the harbor.” -Ann Lee", "Ann Lee | - | “Nobody warned the harbor.”"),
    ("“Nobody warned the harbor.” (Mayor Ann Lee, May 3)", "Mayor Ann Lee | ( | “Nobody warned the harbor.”"),
    ("“Nobody Warned the Harbor” (Ann Lee)", ""),
    ("“Nobody warned the harbor.” (Laughter.)", ""),
    (
        "The harbor is open again. — Harbor Watch (@harborwatch) May 3, 2019The gates were shut.",
        "Harbor Watch (@harborwatch) | — | The harbor is open again.",
    ),
    ("The harbor was closed — Monday was a holiday.", ""),
    ("The “well-known” -Lee line was closed.", ""),
];

/// Adds a claim for each signed quotation.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let mut made = Vec::new();
    let mut before: Option<&Paragraph> = None;
    for paragraph in &context.doc.paragraphs {
        made.extend(reading(context, paragraph, before).or_else(|| bracketed(context, paragraph)));
        before = Some(paragraph);
    }
    if made.is_empty() {
        return;
    }
    // A post ends with the handle of its author: what the model carried on over it is no content.
    let crossed = |run: &TokenSpan| {
        let at = made.partition_point(|reading| reading.cue.start() <= run.start());
        made.get(at).is_some_and(|post| {
            let handle =
                post.source.last().is_some_and(|source| context.kind(source.end() - 1) == Some(TokenKind::Close));
            handle && post.end() < run.end()
        })
    };
    found.retain(|reading| !reading.content.iter().any(crossed));
    let claimed = ClaimedTokens::new(found);
    made.retain(|reading| !claimed.touch(reading.cue.start()..reading.cue.end() + 1));
    found.extend(made);
}

fn reading(context: &RuleContext<'_, '_>, paragraph: &Paragraph, before: Option<&Paragraph>) -> Option<ClaimReading> {
    let (start, end) = (paragraph.tokens.start(), paragraph.tokens.end());
    let dash = signature(context, paragraph)?;
    let (source, handle) = name(context, dash + 1, end)?;
    let content = if dash == start {
        let quote = context.whole_quote(before?)?;
        quote.tokens.range()
    } else if handle {
        post(context, start, dash)..dash
    } else {
        let quote = context.quote_from(start).filter(|quote| quote.closed && quote.tokens.end() == dash)?;
        quote.tokens.start()..dash
    };
    (context.words(content.clone()) >= 3).then(|| {
        let cue = TokenSpan::one(dash);
        ClaimReading::by_rule(Rule::DashName, CONFIDENCE, cue, vec![source.into()], vec![content.into()])
    })
}

/// "“It rained.” (Ann Lee)": the paragraph ends with the brackets.
fn bracketed(context: &RuleContext<'_, '_>, paragraph: &Paragraph) -> Option<ClaimReading> {
    let end = paragraph.tokens.end();
    let quote = context.quote_from(paragraph.tokens.start()).filter(|quote| quote.closed)?;
    let open = Some(quote.tokens.end()).filter(|&open| context.kind(open) == Some(TokenKind::Open))?;
    let close = (open + 1..end.min(open + REACH)).find(|&at| context.kind(at) == Some(TokenKind::Close))?;
    let last = close + 1 == end || close + 2 == end && context.kind(close + 1) == Some(TokenKind::Terminal);
    let (source, _) = name(context, open + 1, close)?;
    let mention = context.mention_at(source.end - 1)?;
    let person = mention.kind == EntityKind::Person && mention.tokens.end() == source.end;
    let said = context.words(quote.tokens.range()) >= 3 && !not_said::is_title(context, quote);
    (last && person && said).then(|| {
        let (cue, source) = (TokenSpan::one(open), vec![source.into()]);
        ClaimReading::by_rule(Rule::DashName, CONFIDENCE, cue, source, vec![quote.tokens])
    })
}

/// Where the signature of a paragraph begins: at a dash, or a hyphen or tilde after a quotation, near its end or before a handle.
fn signature(context: &RuleContext<'_, '_>, paragraph: &Paragraph) -> Option<usize> {
    let (start, end) = (paragraph.tokens.start(), paragraph.tokens.end());
    let signs = |&at: &usize| {
        let after_quote = at == start || context.is_quote_mark(at - 1);
        context.depths[at] == 0
            && (context.kind(at) == Some(TokenKind::Dash) || after_quote && matches!(context.word(at), "-" | "~" | "―"))
    };
    let last = (start.max(end.saturating_sub(REACH))..end).rev().find(signs);
    // A page may run the next sentence on after the date of a post.
    last.or_else(|| {
        let quote = context.quote_from(start).filter(|quote| quote.closed)?;
        let dash = Some(quote.tokens.end()).filter(|&dash| dash < end && signs(&dash))?;
        name(context, dash + 1, end).filter(|&(_, handle)| handle)?;
        Some(dash)
    })
}

/// Where the words of a post begin: after the tag that a web page may have left before them.
fn post(context: &RuleContext<'_, '_>, start: usize, end: usize) -> usize {
    /// Longest tag, in tokens.
    const TAG: usize = 40;
    if context.word(start) != "<" {
        return start;
    }
    (start..end.min(start + TAG)).find(|&at| context.word(at) == ">").map_or(start, |at| at + 1)
}

/// The name that begins at `from` and is followed by nothing, an office, or a handle, and whether it has a handle.
fn name(context: &RuleContext<'_, '_>, from: usize, end: usize) -> Option<(Range<usize>, bool)> {
    let mut last = from;
    while last < end && last - from < NAME {
        let small = last > from
            && matches!(context.function(last), Some(Function::Preposition | Function::Determiner))
            && last + 1 < end;
        if !context.is_capital(last) && !small && context.kind(last) != Some(TokenKind::Hyphen) {
            break;
        }
        last += 1;
    }
    if last == from {
        return None;
    }
    match context.kind(last).filter(|_| last < end) {
        None | Some(TokenKind::Comma) => Some((from..last, false)),
        Some(TokenKind::Terminal) if last + 1 == end => Some((from..last, false)),
        Some(TokenKind::Open) if last + 2 < end && context.word(last + 1).starts_with('@') => {
            let close = (last + 2..end.min(last + 6)).find(|&at| context.kind(at) == Some(TokenKind::Close))?;
            Some((from..close + 1, true))
        }
        _ => None,
    }
}
