//! The rule layer: what a sequence model over one paragraph cannot see. Rules add claims that layout alone announces
//! (transcripts, signatures, headlines), carry quotations on into sentences and paragraphs that have no cue, and take a
//! missing source from elsewhere in the sentence. `docs/attribution-log.md` has the measurements of each rule.
//!
//! Every rule looks only around readings, quotations and the edges of paragraphs, and never further than a fixed number of
//! tokens or paragraphs, so that the layer is linear in the text.

mod addressee;
mod announced;
mod block_quote;
mod by_context;
mod clause_verb;
mod context;
mod continued_quote;
mod cue_extent;
mod dash_name;
mod dateline;
mod example;
mod headline;
mod hearsay;
mod inherited_source;
mod linked;
mod nested;
mod next_sentence;
mod not_said;
mod parenthesis;
mod passive;
mod quote_verb;
mod relative_clause;
mod source_line;
mod transcript;
mod viewpoint;
mod whole_name;
mod whole_phrase;
mod whole_quote;

pub use example::RuleExample;

use super::reading::ClaimReading;
use crate::document::TokenKind;
use crate::gazetteer::LexicalView;
use context::RuleContext;

/// What each rule reads and what it leaves alone, by the name of the rule.
pub const EXAMPLES: [(&str, &[RuleExample]); 26] = [
    ("addressee", addressee::EXAMPLES),
    ("announced", announced::EXAMPLES),
    ("block-quote", block_quote::EXAMPLES),
    ("by-context", by_context::EXAMPLES),
    ("clause-verb", clause_verb::EXAMPLES),
    ("continued-quote", continued_quote::EXAMPLES),
    ("cue extent", cue_extent::EXAMPLES),
    ("dash-name", dash_name::EXAMPLES),
    ("dateline", dateline::EXAMPLES),
    ("headline", headline::EXAMPLES),
    ("hearsay", hearsay::EXAMPLES),
    ("inherited source", inherited_source::EXAMPLES),
    ("linked", linked::EXAMPLES),
    ("nested", nested::EXAMPLES),
    ("next sentence", next_sentence::EXAMPLES),
    ("not said", not_said::EXAMPLES),
    ("parenthesis", parenthesis::EXAMPLES),
    ("passive", passive::EXAMPLES),
    ("quote-verb", quote_verb::EXAMPLES),
    ("relative clause", relative_clause::EXAMPLES),
    ("source-line", source_line::EXAMPLES),
    ("transcript", transcript::EXAMPLES),
    ("viewpoint", viewpoint::EXAMPLES),
    ("whole name", whole_name::EXAMPLES),
    ("whole phrase", whole_phrase::EXAMPLES),
    ("whole quotation", whole_quote::EXAMPLES),
];

/// Corrects and completes the engine's readings, which are ordered by their cues, and so are the results.
pub fn apply(view: LexicalView<'_, '_>, readings: &mut Vec<ClaimReading>) {
    let context = RuleContext(view);
    for reading in readings.iter_mut() {
        without_colon(&context, reading);
    }
    next_sentence::apply(&context, readings);
    whole_phrase::apply(&context, readings);
    passive::without_agent(&context, readings);
    inherited_source::apply(&context, readings);
    dateline::apply(&context, readings);
    addressee::apply(&context, readings);
    relative_clause::apply(&context, readings);
    viewpoint::apply(&context, readings);
    readings.sort_by_key(|reading| reading.cue);
    parenthesis::apply(&context, readings);
    headline::apply(&context, readings);
    transcript::apply(&context, readings);
    dash_name::apply(&context, readings);
    source_line::apply(&context, readings);
    passive::apply(&context, readings);
    readings.sort_by_key(|reading| reading.cue);
    announced::apply(&context, readings);
    readings.sort_by_key(|reading| reading.cue);
    block_quote::apply(&context, readings);
    linked::apply(&context, readings);
    readings.sort_by_key(|reading| reading.cue);
    quote_verb::apply(&context, readings);
    readings.sort_by_key(|reading| reading.cue);
    clause_verb::apply(&context, readings);
    hearsay::apply(&context, readings);
    readings.sort_by_key(|reading| reading.cue);
    whole_quote::apply(&context, readings);
    continued_quote::apply(&context, readings);
    not_said::apply(&context, readings);
    nested::apply(&context, readings);
    cue_extent::apply(&context, readings);
    by_context::apply(&context, readings);
    whole_name::apply(&context, readings);
    readings.sort_by_key(|reading| reading.cue);
}

/// "said:": a colon after words is no part of the cue. By itself, it is one.
fn without_colon(context: &RuleContext<'_, '_>, reading: &mut ClaimReading) {
    let (cue, last) = (reading.cue, reading.cue.end() - 1);
    if cue.len() > 1 && context.kind(last) == Some(TokenKind::Colon) {
        reading.cue = cue.with_end(last);
    }
}
