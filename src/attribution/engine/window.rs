//! Cues as stage 1 finds them, and the tokens around each in which stage 2 looks.

use super::atom::{Atom, mark, quote};
use super::page::Page;
use super::words::class;
use crate::token_span::TokenSpan;
use std::ops::Range;

/// A run of tokens that may be a cue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CueCandidate {
    /// Its tokens.
    pub tokens: TokenSpan,
    /// Probability that a cue begins here.
    pub probability: f32,
}

/// How far a window may reach from its cue within a paragraph, in tokens.
const REACH: usize = 150;
/// How far it may reach into the next paragraphs.
const FAR_REACH: usize = 300;
/// How many paragraphs a quotation after "said:" may continue.
const MORE_PARAGRAPHS: usize = 3;
/// No further paragraph is taken on once the window reaches this far.
const ENOUGH: usize = 250;

/// The tokens in which source and content of a cue are sought: its sentence, and as many sentences beside it as hold quoted
/// text; also the next paragraphs, where they begin with a quotation that a colon announces or that was left open.
pub fn window(page: &Page, cue: CueCandidate) -> Range<usize> {
    let (first, last) = (cue.tokens.start(), cue.tokens.end() - 1);
    let paragraph = page.paragraph_of[page.atoms[first].sentence as usize] as usize;
    let whole = page.paragraph(first);
    let mut limit = whole.start.max(first.saturating_sub(REACH))..whole.end.min(last + REACH);
    for next in page.paragraphs.iter().skip(paragraph + 1).take(MORE_PARAGRAPHS) {
        let before = &page.atoms[next.start() - 1];
        let goes_on = before.mark == mark::COLON || before.quote == quote::INSIDE;
        let opens = page.atoms[next.start()].quote == quote::OPENS;
        if limit.end != next.start() || !goes_on || !opens || limit.end - last >= ENOUGH {
            break;
        }
        limit.end = next.end().min(last + FAR_REACH);
    }
    let quoted = |sentence: usize| {
        // The state says of each sentence whether it holds quoted text.
        page.atoms[page.sentences[sentence].start()].state & 1 == 1
    };
    let mut left = page.atoms[first].sentence as usize;
    while page.sentences[left].start() > limit.start && quoted(left - 1) {
        left -= 1;
    }
    let mut right = page.atoms[last].sentence as usize;
    while page.sentences.get(right + 1).is_some_and(|next| next.start() < limit.end) && quoted(right + 1) {
        right += 1;
    }
    limit.start.max(page.sentences[left].start())..limit.end.min(page.sentences[right].end())
}

/// The word of a cue that says most: a verb of speech or thought, a noun for such, else its last full word.
pub fn head(page: &Page, cue: CueCandidate) -> &Atom {
    let atoms = &page.atoms[cue.tokens.range()];
    let of = |classes: &[u8]| atoms.iter().find(|atom| classes.contains(&atom.class));
    let small = [class::AUXILIARY, class::PREPOSITION, class::LY, class::DETERMINER];
    of(&[class::SPEECH])
        .or_else(|| of(&[class::THOUGHT, class::CUE_NOUN]))
        .or_else(|| atoms.iter().rev().find(|atom| !small.contains(&atom.class)))
        .unwrap_or(&atoms[atoms.len() - 1])
}
