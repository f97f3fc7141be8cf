//! "underscored the value of the harbor in feeding the town": a content does not end right before a preposition and a word in "-ing".
//! Of these prepositions, PolNeAR train and world train have such a phrase 1,148 times inside an unquoted content, and 6 times right
//! after one. On texts that its model had not seen, the rule changed three contents, all to those of gold.

use super::context::{ClaimedTokens, RuleContext};
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::{Case, TokenKind};
use crate::gazetteer::word_groups::WordGroup;
use crate::token_span::TokenSpan;
use std::ops::Range;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "Ann Lee underscored the importance of the harbor in feeding the town and its neighbors.",
        "Ann Lee | underscored | the importance of the harbor in feeding the town and its neighbors",
    ),
    ("Ann Lee praised the plan, in keeping with her pledge.", "Ann Lee | praised | the plan"),
    ("Ann Lee said the wall was old\n\nIn coming weeks it will fall.", "Ann Lee | said | the wall was old"),
];

/// Extends contents that end before such a phrase to the next mark, unless another claim has some of these words.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut [ClaimReading]) {
    let claimed = ClaimedTokens::new(found);
    for reading in found.iter_mut().filter(|reading| reading.by == Rule::Engine) {
        let cue = reading.cue.end();
        let Some(last) = reading.content.last_mut().filter(|last| last.start() >= cue) else { continue };
        if let Some(rest) = rest_of_phrase(context, last.end()).filter(|rest| !claimed.touch(rest.clone())) {
            *last = TokenSpan::new(last.start(), rest.end);
        }
    }
}

/// The words from a preposition at `start` and a word in "-ing" to the next mark, if a word of the same sentence is before them.
fn rest_of_phrase(context: &RuleContext<'_, '_>, start: usize) -> Option<Range<usize>> {
    let (last, ing) = (start.checked_sub(1)?, start + 1);
    let sentence = context.sentence(last)?.tokens;
    let begins = ing < sentence.end()
        && !is_mark(context, last)
        && context.in_group(start, WordGroup::Complement)
        && context.token(ing)?.case == Case::Lower
        && context.word(ing).ends_with("ing");
    let end = (ing..sentence.end()).find(|&at| is_mark(context, at)).unwrap_or(sentence.end());
    begins.then_some(start..end)
}

fn is_mark(context: &RuleContext<'_, '_>, at: usize) -> bool {
    use TokenKind::{Abbreviation, Clitic, Hyphen, Number, Word};
    !matches!(context.kind(at), Some(Word | Abbreviation | Clitic | Number | Hyphen))
}
