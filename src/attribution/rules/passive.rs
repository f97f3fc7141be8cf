//! "The deal was described by Lee as a triumph": the source stands behind "by", the content behind "as".

use super::Found;
use super::scene::Scene;
use crate::attribution::engine::Reading;
use crate::document::TokenKind;
use crate::gazetteer::cue::Frames;
use crate::gazetteer::word_class::Function;

/// Share of its claims that were right on held-out text (`docs/attribution.md`).
const CONFIDENCE: f32 = 0.6;
/// Longest source, in tokens.
const SOURCE: usize = 8;

/// Adds passive claims, in place of what the model made of the same cue.
pub(super) fn apply(scene: &Scene<'_, '_>, found: &mut Vec<Found>) {
    let mut made = Vec::new();
    for (index, token) in scene.doc.tokens.iter().enumerate() {
        if token.end - token.start == 2 && scene.word(index) == "by" {
            made.extend(reading(scene, index));
        }
    }
    super::replace(found, made);
}

fn reading(scene: &Scene<'_, '_>, by: usize) -> Option<Reading> {
    let participle = by.checked_sub(1)?;
    let info = scene.lexicons.word(scene.doc, participle);
    if info.cues.is_empty() || scene.depths[by] > 0 {
        return None;
    }
    let (cue, words) = scene.lexicons.cues.find(info.cues, |_| None)?;
    if words != 1 || !cue.frames.has(Frames::PASSIVE) || !cue.frames.has(Frames::AS) {
        return None;
    }
    let sentence = scene.sentence(by)?;
    let (first, end) = (sentence.tokens.start as usize, sentence.tokens.end as usize);
    let be = (first.max(participle.saturating_sub(2))..participle)
        .rev()
        .find(|&at| scene.function(at) == Some(Function::Be))?;
    let as_ =
        (by + 2..(end - 1).min(by + 2 + SOURCE)).find(|&at| scene.word(at) == "as" && scene.word(at + 1) != "well")?;
    let parts = |at: usize| {
        matches!(scene.kind(at), Some(TokenKind::Comma | TokenKind::Semicolon | TokenKind::Dash | TokenKind::Colon))
    };
    // "ranging from such backers as"
    if (by + 1..as_).any(|at| parts(at) || scene.word(at) == "such" || scene.word(at).ends_with("ing")) {
        return None;
    }
    let stop = (as_ + 1..end).find(|&at| scene.depths[at] == 0 && parts(at)).unwrap_or(end);
    let content = scene.trimmed(as_ + 1..stop);
    let content = as_ + 1..content.end.max(as_ + 1);
    (scene.words(content.clone()) > 0).then(|| Reading {
        cue: vec![be as u32..by as u32 + 1],
        source: vec![by as u32 + 1..as_ as u32],
        content: vec![content.start as u32..content.end as u32],
        confidence: CONFIDENCE,
        by: "passive",
    })
}
