//! The rule layer: what a sequence model over one paragraph cannot see. Rules add claims that layout alone announces
//! (transcripts, signatures, headlines), carry quotations on into sentences and paragraphs that have no cue, and take a
//! missing source from where the sentence has it. Called by [`super::annotate`] between the model's readings and the
//! claims. `docs/attribution.md` says what each rule measured.
//!
//! Every rule looks only around readings, quotations and the edges of paragraphs, and never further than a fixed number of
//! tokens or paragraphs, so that the layer is linear in the text.

#![allow(clippy::single_range_in_vec_init, reason = "a run of tokens is a range, and a role often has one")]

mod announced;
mod beside;
mod continued;
mod headline;
mod inherited;
mod passive;
mod relative;
mod scene;
mod signature;
mod transcript;

use super::engine::Reading;
use crate::document::{Document, TokenKind};
use crate::gazetteer::Lexicons;
use scene::Scene;

/// A reading, and what the rules know about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Who said what.
    pub reading: Reading,
    /// True if its source was taken from elsewhere in the sentence.
    pub inherited: bool,
}

/// Mends and completes the model's readings, which stand in the order of their cues, and so do the results. `depths` are those of
/// [`crate::text::quote::depths`].
#[must_use]
pub fn apply(doc: &Document<'_>, lexicons: &Lexicons, depths: &[u8], readings: Vec<Reading>) -> Vec<Found> {
    let scene = Scene { doc, lexicons, depths };
    let mut found: Vec<Found> = readings.into_iter().map(|reading| Found { reading, inherited: false }).collect();
    for one in &mut found {
        without_colon(doc, &mut one.reading);
    }
    inherited::apply(&scene, &mut found);
    relative::apply(&scene, &mut found);
    headline::apply(&scene, &mut found);
    transcript::apply(&scene, &mut found);
    signature::apply(&scene, &mut found);
    passive::apply(&scene, &mut found);
    sort(&mut found);
    announced::apply(&scene, &mut found);
    sort(&mut found);
    beside::apply(&scene, &mut found);
    sort(&mut found);
    continued::apply(&scene, &mut found);
    found
}

/// "said:": a colon behind words is no part of the cue. By itself, it is one.
fn without_colon(doc: &Document<'_>, reading: &mut Reading) {
    if let Some(last) = reading.cue.last_mut()
        && last.len() > 1
        && doc.tokens[last.end as usize - 1].kind == TokenKind::Colon
    {
        last.end -= 1;
    }
}

/// Adds readings, in place of those that share a token of their cues.
fn replace(found: &mut Vec<Found>, mut made: Vec<Reading>) {
    made.sort_by_key(|reading| reading.cue.first().map_or(0, |cue| cue.start));
    found.retain(|one| {
        one.reading.cue.iter().all(|cue| {
            let at = made.partition_point(|other| other.cue.first().is_none_or(|other| other.end <= cue.start));
            made.get(at).and_then(|other| other.cue.first()).is_none_or(|other| cue.end <= other.start)
        })
    });
    found.extend(made.into_iter().map(|reading| Found { reading, inherited: false }));
}

/// In the order of cues.
fn sort(found: &mut [Found]) {
    found.sort_by_key(|one| one.reading.cue.first().map(|cue| (cue.start, cue.end)));
}
