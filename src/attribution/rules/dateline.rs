//! "KYIV, Ukraine (Reuters) - The port is open, Lee said": where and by whom an article was written is no part of a content.

use super::context::RuleContext;
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::document::{Case, EntityKind, Paragraph, TokenKind};

/// Longest dateline, in tokens.
const LONGEST: usize = 24;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("TROY, Ohio, May 3 (Reuters) - The harbor is open, officials said.", "officials | said | The harbor is open"),
    ("HARBOR CITY 🙂 — “We are ready,” Ann Lee said.", "Ann Lee | said | “We are ready,”"),
    ("By Ann Lee\n\nTROY — The harbor is open, officials said.", "officials | said | The harbor is open"),
    (
        "The harbor (of all places) - the oldest - is open, officials said.",
        "officials | said | The harbor (of all places) - the oldest - is open",
    ),
];

/// Cuts datelines off contents.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut [ClaimReading]) {
    for reading in found {
        let Some(run) = reading.content.first_mut() else { continue };
        let Some(paragraph) = context.paragraph(context.paragraph_of(run.start())) else { continue };
        if run.start() > paragraph.tokens.start() + LONGEST {
            continue;
        }
        if let Some(end) = dateline(context, paragraph).filter(|&end| run.start() < end && end < run.end()) {
            *run = (end..run.end()).into();
        }
    }
}

/// One past the dateline that a paragraph begins with.
pub(super) fn dateline(context: &RuleContext<'_, '_>, paragraph: &Paragraph) -> Option<usize> {
    let (start, end) = (paragraph.tokens.start(), paragraph.tokens.end().min(paragraph.tokens.start() + LONGEST));
    let mut agency = false;
    let mut at = start;
    while at < end {
        match context.kind(at)? {
            TokenKind::Open => {
                let close = (at + 1..end).find(|&close| context.kind(close) == Some(TokenKind::Close))?;
                agency = is_agency(context, at + 1, close);
                at = close;
            }
            TokenKind::Dash if at > start => return (agency || is_place(context, start, at)).then_some(at + 1),
            TokenKind::Colon if at > start => {
                let place =
                    !agency && context.mention_at(start).is_none_or(|mention| mention.kind == EntityKind::State);
                return (place && known(context, start, at)).then_some(at + 1);
            }
            TokenKind::Comma | TokenKind::Number | TokenKind::Abbreviation | TokenKind::Hyphen => {}
            TokenKind::Terminal if context.word(at) == "." => {}
            TokenKind::Other if context.word(at) == "/" => agency = true,
            // "HARBOR CITY 🙂 —"
            TokenKind::Other if at > start && !context.word(at).is_ascii() => {}
            TokenKind::Word if context.is_capital(at) => {
                // "LONDON (Reuters) The bank …", "MOSCOW, May 3. /TASS/. The bank …"
                let slash =
                    at > start + 2 && context.kind(at - 1) == Some(TokenKind::Terminal) && context.word(at - 2) == "/";
                if agency && (context.kind(at - 1) == Some(TokenKind::Close) || slash) {
                    return is_place(context, start, at).then_some(at);
                }
            }
            TokenKind::Word if at > start && matches!(context.word(at), "and" | "de" | "of" | "the" | "al") => {}
            _ => return None,
        }
        at += 1;
    }
    None
}

/// "(Reuters)", "(AP)"
fn is_agency(context: &RuleContext<'_, '_>, start: usize, end: usize) -> bool {
    let named = context.mention_at(start).is_some_and(|mention| mention.kind == EntityKind::Organization);
    let capitals = context.token(start).is_some_and(|token| token.case == Case::Upper && token.end - token.start > 1);
    end > start && end - start <= 4 && (named || capitals)
}

/// A place in capitals, also after a byline, or one that is known.
fn is_place(context: &RuleContext<'_, '_>, start: usize, end: usize) -> bool {
    let capitals =
        |at: usize| context.token(at).is_some_and(|token| token.case == Case::Upper && token.end - token.start > 2);
    capitals(start) || context.word(start) == "By" && (start..end).any(capitals) || known(context, start, end)
}

/// A known place of few words.
fn known(context: &RuleContext<'_, '_>, start: usize, end: usize) -> bool {
    let name = context.span_of(start..end.min(start + 2)).of(context.text());
    let state = context.mention_at(start).is_some_and(|mention| mention.kind == EntityKind::State);
    end - start <= 6
        && (state || context.lexicons.places.contains(context.word(start)) || context.lexicons.places.contains(name))
}
