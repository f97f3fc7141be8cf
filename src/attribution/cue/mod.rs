//! What a cue means: its dictionary form, what kind of saying it is, whether it is negated, on what occasion and to whom it is
//! said.
//!
//! Everything here would rather say nothing than guess: an occasion or addressee that does not fit one of the patterns is left out.

mod circumstances;
mod head;
mod negation;
mod party;
mod reader;
mod time_and_place;

use super::reading::ClaimReading;
use crate::claim::CueClass;
use crate::gazetteer::LexicalView;
use crate::gazetteer::cue::Frames;
use crate::span::Span;
use reader::CueReader;
use std::borrow::Cow;

/// What a cue means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// Dictionary form of the word that says most. Where the lexicon does not know the cue, by the rules for endings of its
    /// first full word; of a mark, the mark.
    pub lemma: Cow<'static, str>,
    /// What kind of saying; [`CueClass::Other`] where the lexicon does not know the cue.
    pub class: CueClass,
    /// "did not say".
    pub negated: bool,
    /// To whom it is said, as written: "told reporters". Mostly one span; empty where the text does not say.
    pub addressee: Vec<Span>,
    /// Where and when it is said, as written: "said in an interview with CNN on Thursday".
    pub occasion: Vec<Span>,
}

/// Where a cue of saying ends with the bare weekday or the occasion right after its verb: "said Tuesday", "said in a statement".
/// Of what follows the occasion ("with CNN", "in Geneva"), nothing belongs to the cue.
pub fn extent(view: LexicalView<'_, '_>, reading: &ClaimReading) -> usize {
    let reader = CueReader::new(view, reading);
    reader.occasion_in_cue(&reader.head()).unwrap_or(reading.cue.end())
}

/// True if the subject of a cue is whom or what is spoken of, and nobody is named who says it: "was told", "is expected".
pub fn is_agentless(view: LexicalView<'_, '_>, reading: &ClaimReading) -> bool {
    let reader = CueReader::new(view, reading);
    reader.is_agentless(&reader.head())
}

/// True if the head of a cue is a verb that is said to somebody.
pub fn is_addressed(view: LexicalView<'_, '_>, reading: &ClaimReading) -> bool {
    let row = CueReader::new(view, reading).head().row;
    row.is_some_and(|row| row.frames.has(Frames::ADDRESSEE))
}

/// Reads the cue of a claim. Looks no further than its sentence.
pub fn meaning(view: LexicalView<'_, '_>, reading: &ClaimReading) -> Meaning {
    let reader = CueReader::new(view, reading);
    let head = reader.head();
    let (lemma, class) = reader.lemma_and_class(&head);
    let negated = reader.negated(&head);
    let (addressee, occasion) = reader.circumstances(&head);
    Meaning { lemma, class, negated, addressee, occasion }
}
