//! On what occasion and to whom something is said, read from the words around the cue.
//!
//! It looks in three places: after the head of the cue, up to the content ("told reporters in Geneva on Monday"); between
//! source and cue ("Lee, in an interview, said"); and the opening of the sentence, where nothing but a comma separates it from the
//! source ("In an interview with the Herald, Lee said"). An addressee comes right after a verb that takes one, or after "to"
//! or "before" where the lexicon says so; of a demand it is the one who is to act, even where that belongs to the content
//! ("urged the council to wait"). Nobody is addressed in the passive, or by a verb of praise or blame: that is its target.

use super::head::Head;
use super::reader::CueReader;
use crate::attribution::reading::Runs;
use crate::claim::CueClass;
use crate::document::TokenKind;
use crate::gazetteer::circumstance::{CircumstanceKind, Prepositions};
use crate::gazetteer::cue::{CueType, Frames};
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;
use crate::span::Span;
use crate::token_span::TokenSpan;

/// How far after the head to look, in tokens.
const REACH: usize = 40;

/// Phrases while they are found, in text order.
#[derive(Default)]
struct Circumstances {
    addressee: Vec<Span>,
    /// Neighbors are joined.
    occasion: Runs,
}

impl Circumstances {
    fn add_occasion(&mut self, phrase: TokenSpan) {
        match self.occasion.last_mut() {
            Some(last) if last.end() == phrase.start() => *last = last.with_end(phrase.end()),
            _ => self.occasion.push(phrase),
        }
    }
}

impl CueReader<'_, '_, '_> {
    /// Addressee and occasion.
    pub(super) fn circumstances(&self, head: &Head<'_>) -> (Vec<Span>, Vec<Span>) {
        let mut found = Circumstances::default();
        if head.row.is_some_and(|row| row.kind == CueType::Preposition) || !self.is_word(head.tokens.start()) {
            return (found.addressee, Vec::new());
        }
        self.opening(&mut found);
        self.between(&mut found);
        self.behind(head, &mut found);
        let spans = found.occasion.iter().map(|&phrase| self.doc.span_of(phrase)).collect();
        (found.addressee, spans)
    }

    /// "In an interview on Monday, Lee said", "Speaking to reporters in Geneva, Lee said".
    fn opening(&self, found: &mut Circumstances) {
        let Some(source) = self.source.first().filter(|source| source.start() < self.cue.start()) else { return };
        let mut at = self.sentence.start();
        if source.start() <= at || source.start() > at + REACH {
            return;
        }
        let mut addressee = None;
        if self.circumstance(at) == Some(CircumstanceKind::Opening) {
            at += 1;
            if self.is(at, "to") {
                let Some(end) = self.party(at + 1) else { return };
                addressee = Some(self.doc.span_of(at + 1..end));
                at = end;
            }
        } else if self.function(at) == Some(Function::Conjunction) && self.preposition(at).is_none() {
            // "But in an interview …"
            at += 1;
        }
        let mut phrases = Vec::new();
        while let Some(end) = self.occasion(at).or_else(|| self.time(at)) {
            phrases.push(TokenSpan::new(at, end));
            at = end;
        }
        let comma = usize::from(at < source.start() && self.kind(at) == Some(TokenKind::Comma));
        if at + comma != source.start() || (phrases.is_empty() && addressee.is_none()) {
            return;
        }
        found.addressee.extend(addressee);
        for phrase in phrases {
            found.add_occasion(phrase);
        }
    }

    /// "Lee, in an interview on Monday, said", "Lee on Monday said".
    fn between(&self, found: &mut Circumstances) {
        let cue = self.cue.start();
        let Some(source) = self.source.iter().rfind(|source| source.end() <= cue) else { return };
        let mut at = source.end();
        if at < self.sentence.start() || at + REACH < cue {
            return;
        }
        let mut phrases = Vec::new();
        at += usize::from(at < cue && self.kind(at) == Some(TokenKind::Comma));
        while at < cue
            && let Some(end) = self.occasion(at).or_else(|| self.time(at))
        {
            phrases.push(TokenSpan::new(at, end));
            at = end;
        }
        at += usize::from(at < cue && self.kind(at) == Some(TokenKind::Comma));
        let rest = at..cue.max(at);
        let small = |index: usize| self.is_adverb(index) || self.function(index) == Some(Function::Auxiliary);
        if at <= cue && rest.into_iter().all(small) {
            for phrase in phrases {
                found.add_occasion(phrase);
            }
        }
    }

    fn behind(&self, head: &Head<'_>, found: &mut Circumstances) {
        let cue_end = self.cue.end();
        let mut at = head.tokens.end();
        let direct = found.addressee.is_empty() && self.takes_addressee(head);
        let to_whom = found.addressee.is_empty()
            && head.row.is_some_and(|row| row.kind == CueType::Verb && row.frames.has(Frames::TO_WHOM));
        if direct && let Some(end) = self.direct_addressee(head, at) {
            found.addressee.push(self.doc.span_of(at..end));
            at = end;
        }
        let limit = self.sentence.end().min(at + REACH);
        let mut after_comma = false;
        while at < limit {
            if let Some(source) = self.source_at(at) {
                at = source.end();
                continue;
            }
            if self.is_content(at) {
                return;
            }
            if let Some(end) = self.occasion(at).or_else(|| self.time(at)) {
                found.add_occasion(TokenSpan::new(at, end));
                at = end;
                after_comma = false;
                continue;
            }
            let preposition = self.preposition(at);
            let toward = preposition.is_some_and(|p| p.has(Prepositions::TO.with(Prepositions::BEFORE)));
            if to_whom
                && toward
                && found.addressee.is_empty()
                && let Some(end) = self.party(at + 1)
            {
                found.addressee.push(self.doc.span_of(at + 1..end));
                at = end;
                continue;
            }
            let in_cue = at < cue_end;
            match self.kind(at) {
                // Once: "said, in an interview, that"; what follows must be an occasion.
                Some(TokenKind::Comma) if !after_comma => after_comma = true,
                _ if after_comma && !in_cue => return,
                _ if in_cue || self.is_adverb(at) => {}
                _ => return,
            }
            at += 1;
        }
    }

    /// Where the bare weekday or the occasion right after an active verb of saying ends, where the cue ends with the verb.
    pub(super) fn occasion_in_cue(&self, head: &Head<'_>) -> Option<usize> {
        let from = self.cue.end();
        let says = head.row.is_some_and(|row| {
            row.kind == CueType::Verb && (row.frames.has(Frames::THAT) || row.frames.has(Frames::QUOTE))
        });
        let source_before = self.source.first().is_some_and(|source| source.start() < self.cue.start());
        if !says || !source_before || head.tokens.end() != from || self.is_passive(head) {
            return None;
        }
        match self.preposition(from) {
            Some(preposition) => self.bare_occasion(from + 1, preposition),
            None => self.time(from),
        }
    }

    /// True if the head is a verb that can be said to someone, in the active voice.
    fn takes_addressee(&self, head: &Head<'_>) -> bool {
        let Some(row) = head.row else { return false };
        let target = matches!(row.class, CueClass::Criticism | CueClass::Praise | CueClass::Denial);
        row.kind == CueType::Verb && row.frames.has(Frames::ADDRESSEE) && !target && !self.is_passive(head)
    }

    /// "was told", "is expected to"; not "is worried", "was hit by", "was quoted as saying", "’s said".
    pub(super) fn is_agentless(&self, head: &Head<'_>) -> bool {
        let verb = head.row.is_some_and(|row| row.kind == CueType::Verb && row.class != CueClass::Emotion);
        let small = |at: usize| {
            let preposition = matches!(self.function(at), Some(Function::Preposition | Function::To));
            (preposition || self.is_adverb(at)) && !self.is(at, "by")
        };
        let portrayed = self.in_group(head.tokens.start(), WordGroup::Portrayed);
        let rest = head.tokens.end().min(self.cue.end())..self.cue.end();
        let by = self.cue.end() < self.sentence.end() && self.is(self.cue.end(), "by");
        verb && !portrayed && !by && rest.into_iter().all(small) && self.is_passive(head)
    }

    /// "was told", "has been warned"; not "was telling".
    fn is_passive(&self, head: &Head<'_>) -> bool {
        let head = head.tokens.start();
        if self.word(head).ends_with("ing") {
            return false;
        }
        let mut before = (self.sentence.start()..head).rev().take(4);
        before
            .find(|&at| !self.is_adverb(at) && self.function(at) != Some(Function::Negation))
            .is_some_and(|at| self.function(at) == Some(Function::Be) && self.kind(at) != Some(TokenKind::Clitic))
    }

    /// Someone right after the verb, outside the content; of a demand, also the one in the content who is to act.
    fn direct_addressee(&self, head: &Head<'_>, from: usize) -> Option<usize> {
        if from >= self.sentence.end() {
            return None;
        }
        if !self.is_content(from) {
            return self.party(from);
        }
        let row = head.row?;
        let demand =
            matches!(row.class, CueClass::Demand | CueClass::Question | CueClass::Statement | CueClass::Intention);
        let starts = self.content.iter().any(|content| content.start() == from);
        if !demand || !starts || !row.frames.has(Frames::TO) {
            return None;
        }
        let inside = CueReader { content: &[], ..*self };
        let end = inside.party(from)?;
        (end + 1 < self.sentence.end() && self.function(end) == Some(Function::To)).then_some(end)
    }
}
