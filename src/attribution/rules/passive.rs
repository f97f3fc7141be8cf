//! "The deal was described by Lee as a triumph": the source is after "by", the content after "as".

use super::context::{RuleContext, replace};
use super::example::RuleExample;
use crate::attribution::cue;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;
use crate::document::TokenKind;
use crate::gazetteer::cue::Frames;
use crate::gazetteer::word_class::Function;
use crate::token_span::TokenSpan;

/// Share of its claims that were right on held-out text (`docs/attribution-log.md`).
const CONFIDENCE: f32 = 0.6;
/// Longest source, in tokens.
const SOURCE: usize = 8;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("The deal was described by Ann Lee as a triumph.", "Ann Lee | was described by | a triumph"),
    ("The house was built by Ann Lee as a hotel.", ""),
    ("The wall was said to be older than the town.", " | was said | The wall … to be older than the town"),
    ("Ann Lee was told that the wall is old.", " | was told | that the wall is old"),
    ("Ann Lee is worried that the wall is old.", "Ann Lee | is worried | that the wall is old"),
];

/// Takes their sources from readings of passives without an agent: whom or what is spoken of is a part of the content, and who was
/// told something is nothing.
pub(super) fn without_agent(context: &RuleContext<'_, '_>, found: &mut [ClaimReading]) {
    for reading in found {
        let [subject] = reading.source[..] else { continue };
        let before = subject.end() <= reading.cue.start();
        if reading.by != Rule::Engine || !before || !cue::is_agentless(context.0, reading) {
            continue;
        }
        let Some(content) = reading.content.first() else { continue };
        let acts = context.function(content.start()) == Some(Function::To);
        if content.start() >= reading.cue.end() && (acts || !cue::is_addressed(context.0, reading)) {
            reading.content.insert(0, subject);
        }
        reading.source.clear();
    }
}

/// Adds passive claims, in place of what the model made of the same cue.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut Vec<ClaimReading>) {
    let mut made = Vec::new();
    for (index, token) in context.doc.tokens.iter().enumerate() {
        if token.end - token.start == 2 && context.word(index) == "by" {
            made.extend(reading(context, index));
        }
    }
    replace(found, made);
}

fn reading(context: &RuleContext<'_, '_>, by: usize) -> Option<ClaimReading> {
    let participle = by.checked_sub(1)?;
    let info = context.info(participle);
    if info.cues.is_empty() || context.depths[by] > 0 {
        return None;
    }
    let (cue, words) = context.lexicons.cues.find(info.cues, |_| None)?;
    if words != 1 || !cue.frames.has(Frames::PASSIVE) || !cue.frames.has(Frames::AS) {
        return None;
    }
    let sentence = context.sentence(by)?;
    let (first, end) = (sentence.tokens.start(), sentence.tokens.end());
    let be = (first.max(participle.saturating_sub(2))..participle)
        .rev()
        .find(|&at| context.function(at) == Some(Function::Be))?;
    let as_ = (by + 2..(end - 1).min(by + 2 + SOURCE))
        .find(|&at| context.word(at) == "as" && context.word(at + 1) != "well")?;
    let parts = |at: usize| {
        matches!(context.kind(at), Some(TokenKind::Comma | TokenKind::Semicolon | TokenKind::Dash | TokenKind::Colon))
    };
    // "ranging from such backers as"
    if (by + 1..as_).any(|at| parts(at) || context.word(at) == "such" || context.word(at).ends_with("ing")) {
        return None;
    }
    let stop = (as_ + 1..end).find(|&at| context.depths[at] == 0 && parts(at)).unwrap_or(end);
    let content = context.trimmed(as_ + 1..stop);
    let content = as_ + 1..content.end.max(as_ + 1);
    (context.words(content.clone()) > 0).then(|| {
        let (cue, source) = (TokenSpan::new(be, by + 1), TokenSpan::new(by + 1, as_));
        ClaimReading::by_rule(Rule::Passive, CONFIDENCE, cue, vec![source], vec![content.into()])
    })
}
