//! "Lee: The deal is dead", "Poll: Voters are tired": a headline that names who speaks before a colon.

use super::Found;
use super::scene::{Held, Scene};
use crate::attribution::engine::Reading;
use crate::document::{EntityKind, MentionForm, Token, TokenKind};
use crate::gazetteer::word_class::Refers;
use std::ops::Range;

/// Share of its claims that were right on held-out text (`docs/attribution.md`).
const CONFIDENCE: f32 = 0.9;
/// Longest source of a headline, in tokens.
const SOURCE: usize = 8;
/// Longest headline, in tokens.
const HEADLINE: usize = 40;

/// Adds the claim of the headline, where the model has none.
pub(super) fn apply(scene: &Scene<'_, '_>, found: &mut Vec<Found>) {
    let Some(title) = scene.paragraph(0) else { return };
    let (start, end) = (title.tokens.start as usize, title.tokens.end as usize);
    if end - start > HEADLINE {
        return;
    }
    let Some(colon) = (start..end.min(start + SOURCE + 1)).find(|&at| scene.kind(at) == Some(TokenKind::Colon)) else {
        return;
    };
    let mut last = end;
    while last > colon && matches!(scene.kind(last - 1), Some(TokenKind::Terminal | TokenKind::Semicolon)) {
        last -= 1;
    }
    if last < colon + 4 || scene.depths[colon] > 0 || Held::new(found).holds(colon..colon + 2) {
        return;
    }
    let Some(source) = source(scene, start..colon) else { return };
    found.push(Found {
        reading: Reading {
            cue: vec![colon as u32..colon as u32 + 1],
            source: vec![source.start as u32..source.end as u32],
            content: vec![colon as u32 + 1..last as u32],
            confidence: CONFIDENCE,
            by: "headline",
        },
        inherited: false,
    });
}

/// One name and its titles, also before "to …" or "on …", or a phrase for a text or people: "New poll".
fn source(scene: &Scene<'_, '_>, left: Range<usize>) -> Option<Range<usize>> {
    if left.is_empty() {
        return None;
    }
    let names = |index: usize| {
        let mention = scene.mention_at(index)?;
        let speaks = mention.kind != EntityKind::State && mention.form != MentionForm::Demonym;
        (speaks && mention.tokens.1 as usize <= left.end).then_some(mention.tokens.1 as usize)
    };
    let first = left.clone().find(|&index| scene.mention_at(index).is_some());
    if let Some(next) = first.and_then(names)
        && first.is_some_and(|first| (left.start..first).all(|index| scene.is_capital(index)))
    {
        let addressed = next < left.end && matches!(scene.word(next).to_lowercase().as_str(), "to" | "on" | "at");
        if next == left.end || addressed {
            return Some(left.start..next);
        }
    }
    let nominal = scene.lexicons.word(scene.doc, left.end - 1).nominal?;
    let known = matches!(nominal.refers, Refers::Document | Refers::Group | Refers::Organization) || nominal.plural;
    let plain = left.clone().all(|index| scene.token(index).is_some_and(Token::is_word));
    (known && plain && left.len() <= 3).then_some(left)
}
