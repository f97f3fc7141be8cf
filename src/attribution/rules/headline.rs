//! "Lee: The deal is dead", "Poll: Voters are tired": a headline that names who speaks before a colon.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::{EntityKind, MentionForm, Token, TokenKind};
use crate::gazetteer::word_class::Refers;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// Near the share of its claims that were right on held-out text (`docs/attribution.md`), which had few of them.
const CONFIDENCE: f32 = 0.6;
/// Longest source of a headline, in tokens.
const SOURCE: usize = 8;
/// Longest headline, in tokens.
const HEADLINE: usize = 40;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("Ann Lee: The harbor needs a wall\n\nThe wall was never built.", "Ann Lee | : | The harbor needs a wall"),
    ("Dinner tonight: Soup and bread\n\nThe soup was cold.", ""),
];

/// Adds the claim of the headline, where the model has none.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let Some(title) = context.paragraph(0) else { return };
    let (start, end) = (title.tokens.start(), title.tokens.end());
    if end - start > HEADLINE {
        return;
    }
    let Some(colon) = (start..end.min(start + SOURCE + 1)).find(|&at| context.kind(at) == Some(TokenKind::Colon))
    else {
        return;
    };
    let mut last = end;
    while last > colon && matches!(context.kind(last - 1), Some(TokenKind::Terminal | TokenKind::Semicolon)) {
        last -= 1;
    }
    if last < colon + 4 || context.depths[colon] > 0 || ClaimedTokens::new(found).touch(colon..colon + 2) {
        return;
    }
    let Some(source) = source(context, start..colon) else { return };
    let content = vec![TokenSpan::new(colon + 1, last)];
    let cue = TokenSpan::one(colon);
    found.push(ClaimReading::by_rule(Rule::Headline, CONFIDENCE, cue, vec![source.into()], content));
}

/// One name and its titles, also before "to …" or "on …", or a phrase for a text or people: "New poll".
fn source(context: &RuleContext<'_, '_>, left: Range<usize>) -> Option<Range<usize>> {
    if left.is_empty() {
        return None;
    }
    let names = |index: usize| {
        let mention = context.mention_at(index)?;
        let speaks = mention.kind != EntityKind::State && mention.form != MentionForm::Demonym;
        (speaks && mention.tokens.end() <= left.end).then_some(mention.tokens.end())
    };
    let first = left.clone().find(|&index| context.mention_at(index).is_some());
    if let Some(next) = first.and_then(names)
        && first.is_some_and(|first| (left.start..first).all(|index| context.is_capital(index)))
    {
        let addressed = next < left.end && matches!(context.word(next).to_lowercase().as_str(), "to" | "on" | "at");
        if next == left.end || addressed {
            return Some(left.start..next);
        }
    }
    let nominal = context.info(left.end - 1).nominal?;
    let known = matches!(nominal.refers, Refers::Document | Refers::Group | Refers::Organization) || nominal.plural;
    let plain = left.clone().all(|index| context.token(index).is_some_and(Token::is_word));
    (known && plain && left.len() <= 3).then_some(left)
}
