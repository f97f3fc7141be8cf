//! "Lee told Harbor News the wall is old": who is told something is no part of it, where the model takes the name for the beginning
//! of the content. "Lee told the workers to leave": who is to do it is.

use super::context::RuleContext;
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::document::{Case, TokenKind};
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;

/// Longest addressee, in tokens.
const ADDRESSEE: usize = 8;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("Ann Lee told Mayor Bo Derrick she was ill.", "Ann Lee | told | she was ill"),
    ("Ann Lee told the workers to leave the harbor.", "Ann Lee | told | the workers to leave the harbor"),
];

/// Cuts addressees off contents.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut [ClaimReading]) {
    for reading in found {
        let cue = reading.cue;
        let Some(content) = reading.content.iter_mut().find(|run| run.start() >= cue.end()) else { continue };
        if !context.in_group(cue.end() - 1, WordGroup::Telling) || context.depths[content.start()] > 0 {
            continue;
        }
        if content.start() > cue.end() {
            let between = cue.end()..content.start();
            let words = between.len() <= ADDRESSEE && context.words(between.clone()) == between.len();
            if words && context.function(content.start()) == Some(Function::To) {
                *content = (cue.end()..content.end()).into();
            }
            continue;
        }
        if let Some(start) = clause(context, content.start(), content.end()) {
            *content = (start..content.end()).into();
        }
    }
}

/// Where the clause begins after the noun phrase that starts at `from`.
fn clause(context: &RuleContext<'_, '_>, from: usize, end: usize) -> Option<usize> {
    let opens = usize::from(matches!(context.function(from), Some(Function::Determiner | Function::Possessive)));
    let mut at = from + opens;
    let limit = end.min(from + ADDRESSEE);
    while at < limit {
        let begins = match context.function(at) {
            Some(Function::Pronoun) => context.in_group(at, WordGroup::SubjectPronoun),
            Some(Function::Determiner | Function::Possessive | Function::Question) => true,
            Some(Function::Conjunction) => {
                matches!(context.word(at), "that" | "if" | "whether" | "how" | "why" | "when")
            }
            Some(Function::Adjective) | None => {
                // "told reporters Lee was ill", "told Harbor News Lee was ill"
                let name = context.mention_at(at).is_some_and(|mention| mention.tokens.start() == at);
                // "Justice | Bo Derrick" is a title and its name.
                let titled = at > from && context.is_capital(at - 1) && context.mention_at(at - 1).is_none();
                name && !titled && at > from + opens
            }
            Some(_) => return None,
        };
        if begins && at > from + opens {
            return (at + 1 < end && context.has_verb(at..end)).then_some(at);
        }
        let word = context.token(at)?;
        let part = word.is_word() && !(word.case == Case::Lower && context.info(at).speech_verb);
        if begins || !part && context.kind(at) != Some(TokenKind::Hyphen) {
            return None;
        }
        at += 1;
    }
    None
}
