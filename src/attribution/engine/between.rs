//! What lies between each token of a window and its cue: stage 2 counts it while it walks away from the cue on both sides.
//! A [`super::role::Frame`] is made of it.

use super::atom::{Atom, mark, quote};
use super::page::Page;
use super::window::CueCandidate;
use super::words::class;
use crate::crf::hash::fold;
use std::ops::Range;

/// No other cue.
pub const NONE: u8 = u8::MAX;

/// What lies between a token and the cue.
#[derive(Debug, Clone, Copy, Default)]
pub struct Between {
    /// Commas, semicolons, colons, dashes.
    pub commas: u8,
    /// Verbs of speech and thought.
    pub verbs: u8,
    /// Auxiliaries.
    pub auxiliaries: u8,
    /// Words that open a clause.
    pub subordinators: u8,
    /// Quotation marks.
    pub marks: u8,
    /// Other cues.
    pub cues: u8,
    /// Brackets that are open.
    pub depth: i8,
    /// Tokens between, counted to five.
    pub length: u8,
    /// Distance to the next other cue of the sentence, [`NONE`] where there is none.
    pub next: u8,
    /// Likewise to the one before.
    pub previous: u8,
    /// Classes and parts of speech of the first five, folded.
    pub classes: u32,
    /// See [`Between::classes`].
    pub tags: u32,
}

impl Between {
    fn pass(&mut self, atom: &Atom, landmark: bool, backwards: bool) {
        self.commas = self.commas.saturating_add(u8::from((mark::COMMA..=mark::DASH).contains(&atom.mark)));
        self.verbs = self.verbs.saturating_add(u8::from(matches!(atom.class, class::SPEECH | class::THOUGHT)));
        self.auxiliaries = self.auxiliaries.saturating_add(u8::from(atom.class == class::AUXILIARY));
        self.subordinators = self.subordinators.saturating_add(u8::from(atom.class == class::SUBORDINATOR));
        self.marks = self.marks.saturating_add(u8::from(atom.quote >= quote::OPENS));
        self.cues = self.cues.saturating_add(u8::from(landmark));
        let step = i8::from(atom.mark == mark::OPEN) - i8::from(atom.mark == mark::CLOSE);
        self.depth = (self.depth + if backwards { -step } else { step }).clamp(-3, 3);
        if self.length < 5 {
            self.classes = fold(self.classes, atom.c());
            self.tags = fold(self.tags, atom.t());
            self.length += 1;
        }
    }
}

/// Fills `between` for every token of `window`.
pub fn walk(page: &Page, cue: CueCandidate, window: &Range<usize>, landmarks: &[bool], between: &mut Vec<Between>) {
    between.clear();
    between.resize(window.len(), Between::default());
    let mut state = Between::default();
    for index in (window.start..cue.tokens.start()).rev() {
        between[index - window.start] = state;
        state.pass(&page.atoms[index], landmarks[index], true);
    }
    state = Between::default();
    for index in cue.tokens.end()..window.end {
        between[index - window.start] = state;
        state.pass(&page.atoms[index], landmarks[index], false);
    }
    mark_others(page, cue, window, landmarks, between);
}

fn mark_others(page: &Page, cue: CueCandidate, window: &Range<usize>, landmarks: &[bool], between: &mut [Between]) {
    let other = |index: usize| landmarks[index] && index != cue.tokens.start();
    let apart = |a: usize, b: usize| page.atoms[a].sentence != page.atoms[b].sentence;
    let distance = |from: usize, to: usize| (to - from).min(usize::from(NONE) - 1) as u8;
    let mut at = None;
    for index in window.clone().rev() {
        if index + 1 < window.end && apart(index, index + 1) {
            at = None;
        }
        if other(index) {
            at = Some(index);
        }
        between[index - window.start].next = at.map_or(NONE, |at| distance(index, at));
    }
    at = None;
    for index in window.clone() {
        if index > window.start && apart(index, index - 1) {
            at = None;
        }
        between[index - window.start].previous = at.map_or(NONE, |at| distance(at, index));
        if other(index) {
            at = Some(index);
        }
    }
}
