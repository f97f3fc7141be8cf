//! "underscored the value of the harbor in feeding the town": a content does not end before a preposition with a verbal noun.
//! In the gold of PolNeAR and the world news, contents with such a phrase inside are 1,300, and those that end before one 33, most of
//! them before "by".

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::{Case, TokenKind};
use crate::gazetteer::word_class::Function;
use crate::token_span::TokenSpan;
use std::ops::Range;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "Ann Lee underscored the importance of the harbor in feeding the town and its neighbors.",
        "Ann Lee | underscored | the importance of the harbor in feeding the town and its neighbors",
    ),
    ("Ann Lee praised the plan, in keeping with her pledge.", "Ann Lee | praised | the plan"),
];

/// Lets contents that end before such a phrase go on to the next mark, over tokens that are in no other claim.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut [ClaimReading]) {
    let claimed = ClaimedTokens::new(found);
    for reading in found.iter_mut().filter(|reading| reading.by == Rule::Engine) {
        let cue = reading.cue.end();
        let Some(last) = reading.content.last_mut().filter(|last| last.start() >= cue) else { continue };
        if let Some(rest) = phrase(context, last.end()).filter(|rest| !claimed.touch(rest.clone())) {
            *last = TokenSpan::new(last.start(), rest.end);
        }
    }
}

/// The words from a preposition with a verbal noun up to the next mark.
fn phrase(context: &RuleContext<'_, '_>, start: usize) -> Option<Range<usize>> {
    let is_word = |at: usize| context.kind(at) == Some(TokenKind::Word);
    let verbal = start + 1;
    let begins = context.function(start) == Some(Function::Preposition)
        && is_word(verbal)
        && context.token(verbal)?.case == Case::Lower
        && context.word(verbal).ends_with("ing");
    let sentence = context.sentence(start).filter(|_| begins)?.tokens;
    let end = (verbal..sentence.end()).find(|&at| is_mark(context, at)).unwrap_or(sentence.end());
    Some(start..end)
}

fn is_mark(context: &RuleContext<'_, '_>, at: usize) -> bool {
    use TokenKind::{Abbreviation, Clitic, Hyphen, Number, Word};
    !matches!(context.kind(at), Some(Word | Abbreviation | Clitic | Number | Hyphen))
}
