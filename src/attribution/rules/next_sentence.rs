//! A content ends with its sentence: the next one belongs to it only within the same quotation, or as a quotation of its own.

use super::context::RuleContext;
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::document::TokenKind;
use crate::token_span::TokenSpan;

pub(super) const EXAMPLES: &[RuleExample] = &[
    (
        "Ann Lee said the wall was “far too old.” She went on to say, “Nobody asked the town about it.”",
        "Ann Lee | said | the wall was “far too old.”; She | went on to say | “Nobody asked the town about it.”",
    ),
    ("“The wall is old. Nobody asked us,” Ann Lee said.", "Ann Lee | said | “The wall is old. Nobody asked us,”"),
];

/// Cuts contents where a sentence outside quotation marks begins.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut [ClaimReading]) {
    for reading in found {
        let cue = reading.cue.start();
        for run in &mut reading.content {
            if run.start() > cue {
                if let Some(end) = first_end(context, *run) {
                    *run = run.with_end(end);
                }
            } else if let Some(start) = last_start(context, *run) {
                *run = TokenSpan::new(start, run.end());
            }
        }
    }
}

/// Where the first sentence ends after which one begins that is not quoted.
fn first_end(context: &RuleContext<'_, '_>, run: TokenSpan) -> Option<usize> {
    let mut sentence = context.sentence_of(run.start());
    loop {
        let next = context.doc.sentences.get(sentence + 1)?.tokens.start();
        if next >= run.end() {
            return None;
        }
        if begins_outside(context, next) {
            return Some(context.trimmed(run.start()..next).end).filter(|&end| end > run.start());
        }
        sentence += 1;
    }
}

/// Where the last sentence begins that follows one outside quotation marks.
fn last_start(context: &RuleContext<'_, '_>, run: TokenSpan) -> Option<usize> {
    let start = context.doc.sentences.get(context.sentence_of(run.end() - 1))?.tokens.start();
    let quoted = context.depths[start] > 0 || context.is_quote_mark(start - usize::from(start > 0));
    (start > run.start() && !quoted && begins_outside(context, start)).then_some(start)
}

/// True if the sentence that begins at `start` is outside quotation marks and follows a mark that ends one.
fn begins_outside(context: &RuleContext<'_, '_>, start: usize) -> bool {
    let before = start.checked_sub(1);
    let ended = before.is_some_and(|at| context.kind(at) == Some(TokenKind::Terminal) || context.is_quote_mark(at));
    ended && context.depths[start] == 0 && !context.is_quote_mark(start)
}
