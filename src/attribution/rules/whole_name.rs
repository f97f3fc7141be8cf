//! Sources with whole names: a name does not begin before its source, end after it or share a word with the cue ("Peter | Hope
//! said"), and a label of the page is no part of it: "Advertisement Police said".

use super::context::RuleContext;
use super::example::RuleExample;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::{EntityKind, Gap};
use crate::gazetteer::word_groups::WordGroup;
use crate::token_span::TokenSpan;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("“It rained,” Merkel, Angela said.", "Merkel, Angela | said | “It rained,”"),
    ("Advertisement Police said it rained.", "Police | said | it rained"),
    ("Ann Lee said it rained.", "Ann Lee | said | it rained"),
    ("Robert “Bo” O'Malley said never.", "Robert “Bo” O'Malley | said | never"),
    ("Robert “Bo” O'Malley sang.", ""),
];

/// Share of the claims after a nickname that were right: a guess, as there are few.
const CONFIDENCE: f32 = 0.6;
/// Longest content after one, in tokens.
const CONTENT: usize = 24;

/// Moves the edges of sources to those of the names in them.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    for mention in context.mentions.iter().filter(|mention| mention.kind == EntityKind::Person) {
        let marked = mention.tokens.range().any(|at| context.is_quote_mark(at));
        if marked && let Some(made) = after_nickname(context, mention.tokens) {
            let (cue, known) = (made.cue, found.partition_point(|reading| reading.cue < made.cue));
            if !found.iter().any(|reading| reading.cue.overlaps(cue)) {
                found.insert(known, made);
            }
        }
    }
    for reading in found {
        for index in 0..reading.source.len() {
            without_label(context, &mut reading.source[index]);
            from_start_of_name(context, reading, index);
            to_end_of_name(context, reading, index);
        }
    }
}

/// "Robert “Bo” Voss said never": the model takes the marks of a short sentence for those of a quotation.
fn after_nickname(context: &RuleContext<'_, '_>, name: TokenSpan) -> Option<ClaimReading> {
    let verb = name.end();
    let sentence = context.sentence(name.start())?;
    let end = sentence.tokens.end();
    let speaks = verb + 1 < end && context.info(verb).speech_verb && !context.is_capital(verb);
    if !speaks || sentence.tokens.start() != name.start() || end > verb + CONTENT {
        return None;
    }
    let content = context.trimmed(verb + 1..end);
    (context.words(content.clone()) > 0).then(|| {
        let cue = TokenSpan::one(verb);
        ClaimReading::by_rule(Rule::QuoteVerb, CONFIDENCE, cue, vec![name], vec![content.into()])
    })
}

fn without_label(context: &RuleContext<'_, '_>, source: &mut TokenSpan) {
    let mut start = source.start();
    while start + 1 < source.end() && context.in_group(start, WordGroup::PageLabel) {
        start += 1;
    }
    *source = TokenSpan::new(start, source.end());
}

fn from_start_of_name(context: &RuleContext<'_, '_>, reading: &mut ClaimReading, index: usize) {
    let source = reading.source[index];
    let Some(start) = name_around(context, source.start()).map(TokenSpan::start) else { return };
    let added = TokenSpan::new(start, source.start());
    let after_other = index > 0 && reading.source[index - 1].end() > start;
    if added.is_empty() || after_other || reading.cue.overlaps(added) {
        return;
    }
    let Some(content) = reading.content.iter_mut().find(|run| run.overlaps(added)) else {
        reading.source[index] = TokenSpan::new(start, source.end());
        return;
    };
    if content.start() < start && content.end() <= source.start() {
        *content = content.with_end(start);
        reading.source[index] = TokenSpan::new(start, source.end());
    }
}

fn to_end_of_name(context: &RuleContext<'_, '_>, reading: &mut ClaimReading, index: usize) {
    let source = reading.source[index];
    let Some(end) = name_around(context, source.end() - 1).map(TokenSpan::end) else { return };
    let added = TokenSpan::new(source.end(), end.max(source.end()));
    let before_other = reading.source.get(index + 1).is_some_and(|next| next.start() < end);
    if added.is_empty() || before_other || reading.content.iter().any(|run| run.overlaps(added)) {
        return;
    }
    if reading.cue.overlaps(added) {
        if reading.cue.start() < source.end() || reading.cue.end() <= end {
            return;
        }
        reading.cue = TokenSpan::new(end, reading.cue.end());
    }
    reading.source[index] = source.with_end(end);
}

/// The name of a person or organization that the token at `index` is in, on one line.
fn name_around(context: &RuleContext<'_, '_>, index: usize) -> Option<TokenSpan> {
    let mention = context.mention_at(index).filter(|mention| mention.kind != EntityKind::State)?;
    let (start, end) = (mention.tokens.start(), mention.tokens.end());
    let one_line = (start + 1..end).all(|at| context.tokens[at].gap <= Gap::Space);
    one_line.then_some(mention.tokens)
}
