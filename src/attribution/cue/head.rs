//! The word of a cue that says most, and its row of the lexicon.

use super::{Reader, lower};
use crate::claim::CueClass;
use crate::document::TokenKind;
use crate::gazetteer::circumstance::Bridge;
use crate::gazetteer::cue::{CueEntry, CueType};
use crate::gazetteer::word_class::Function;
use std::borrow::Cow;
use std::ops::Range;

/// The head of a cue.
pub(super) struct Head<'d> {
    /// Its row, if the lexicon has one.
    pub row: Option<&'d CueEntry>,
    /// Its tokens; they may reach beyond the cue: of "called | for a truce", the row is "call for".
    pub tokens: Range<usize>,
    /// "failed to mention": a word before the head denies it.
    pub fails: bool,
}

/// A row, how strongly it claims to be the head, and its tokens.
struct Found<'d> {
    rank: u8,
    row: &'d CueEntry,
    tokens: Range<usize>,
}

impl<'d> Reader<'_, 'd, '_> {
    /// The head: a preposition that attributes ("according to"), else the first verb, noun, adjective or adverb that the
    /// lexicon has, in this order; past "tried to" and "kept", and past "voiced" to the noun behind it.
    pub(super) fn head(&self) -> Head<'d> {
        let cue = self.cue();
        let mut best: Option<Found<'d>> = None;
        let mut bridged: Option<Found<'d>> = None;
        let (mut fails, mut failed) = (false, false);
        let mut from = cue.start;
        while from < cue.end {
            let index = from;
            from += 1;
            let info = self.info(index);
            let through = matches!(info.bridge, Some(Bridge::Through | Bridge::Fails)) && self.leads_on(index);
            if through {
                failed = info.bridge == Some(Bridge::Fails);
            }
            // What a noun governs is its content or its source: "advice for voters already celebrating".
            if best.as_ref().is_some_and(|best| best.row.kind == CueType::Noun)
                && info.function == Some(Function::Preposition)
            {
                break;
            }
            if info.cues.is_empty() {
                continue;
            }
            let Some(found) = self.row_at(index) else { continue };
            if through && found.tokens.len() == 1 {
                bridged.get_or_insert(found);
                continue;
            }
            let better = best.as_ref().is_none_or(|best| found.rank > best.rank);
            if better {
                fails = failed;
                let light = info.bridge == Some(Bridge::Light) && found.tokens.len() == 1;
                best = if light { self.named_behind(index).or(Some(found)) } else { Some(found) };
            }
        }
        if let Some(Found { row, tokens, .. }) = best.or(bridged) {
            return Head { row: Some(row), tokens, fails };
        }
        let index = self.full_word();
        Head { row: None, tokens: index..index + 1, fails: failed }
    }

    /// The row that begins at `index`, read as the part of speech that it has there.
    fn row_at(&self, index: usize) -> Option<Found<'d>> {
        let doc = self.doc;
        let nominal = self.is_nominal(index);
        // A form may reach beyond the cue: of "according to", the cue may be "according" alone.
        let next = |k: usize| (index + k < self.sentence.end).then(|| doc.word(index + k));
        let mut best: Option<Found<'d>> = None;
        for (row, words) in self.lexicons.cues.find_all(self.info(index).cues, next) {
            if best.as_ref().is_some_and(|best| best.tokens.len() > words) {
                break;
            }
            let rank = match row.kind {
                CueType::Preposition if words > 1 && index == self.parts.cue.0 => 5,
                CueType::Verb if !nominal || words > 1 => 4,
                CueType::Noun => 3,
                CueType::Verb | CueType::Adjective => 2,
                CueType::Adverb | CueType::Preposition => 1,
            };
            // "claims" is a verb unless something says that it is a noun; "concerned" is an adjective behind "is".
            let rank = if row.kind == CueType::Adjective && self.follows_be(index) { 4 } else { rank };
            if best
                .as_ref()
                .is_none_or(|best| rank > best.rank || (rank == best.rank && row.kind == CueType::Adjective))
            {
                best = Some(Found { rank, row, tokens: index..index + words });
            }
        }
        best
    }

    /// True if "to" or a word in -ing follows: "tried to explain", "kept saying".
    fn leads_on(&self, index: usize) -> bool {
        let end = self.parts.cue.1;
        let next = (index + 1..end).find(|&next| !self.is_adverb(next));
        next.is_some_and(|next| {
            (self.function(next) == Some(Function::To) && next + 1 < end) || self.doc.word(next).ends_with("ing")
        })
    }

    /// The noun or adjective behind a light verb: "voiced strong opposition to".
    fn named_behind(&self, verb: usize) -> Option<Found<'d>> {
        for index in verb + 1..self.parts.cue.1 {
            let info = self.info(index);
            let named = |(row, words): &(&CueEntry, usize)| {
                *words == 1 && matches!(row.kind, CueType::Noun | CueType::Adjective)
            };
            if let Some((row, _)) = self.lexicons.cues.find_all(info.cues, |_| None).find(named) {
                return Some(Found { rank: 4, row, tokens: index..index + 1 });
            }
            let passes = matches!(
                info.function,
                None | Some(Function::Determiner | Function::Possessive | Function::Adjective | Function::Adverb)
            );
            if !passes || !self.doc.tokens[index].is_word() || info.speech_verb {
                return None;
            }
        }
        None
    }

    /// True if the word stands where a noun stands: behind an article, a possessive or a preposition.
    fn is_nominal(&self, index: usize) -> bool {
        let mut at = index;
        while at > self.sentence.start {
            at -= 1;
            let info = self.info(at);
            match info.function {
                // "some claim", "all agree": here the determiner is the source.
                Some(Function::Determiner) => return !self.parts.source.iter().any(|range| range.end == at + 1),
                Some(Function::Possessive) => return true,
                Some(Function::Preposition) => return !self.doc.word(index).ends_with("ing"),
                Some(Function::Adjective) => {}
                Some(_) => return false,
                None if self.kind(at) == TokenKind::Clitic => {
                    // "the senator's claims"; "he's claiming"
                    return self.doc.word(at).ends_with('s') && !self.doc.word(index).ends_with("ing");
                }
                None if at < self.parts.cue.0 || !self.doc.tokens[at].is_word() || !info.cues.is_empty() => {
                    return false;
                }
                None => {}
            }
        }
        false
    }

    /// True if a form of "be" stands before the word.
    fn follows_be(&self, index: usize) -> bool {
        let mut before = (self.sentence.start..index).rev().take(4);
        before
            .find(|&at| !self.is_adverb(at) && self.function(at) != Some(Function::Negation))
            .is_some_and(|at| self.function(at) == Some(Function::Be))
    }

    /// The first full word of a cue that the lexicon does not know; its last word where all are small, its first token
    /// where it has no word.
    fn full_word(&self) -> usize {
        let cue = self.cue();
        let full = |&index: &usize| {
            let info = self.info(index);
            self.doc.tokens[index].is_word() && info.function.is_none() && !self.is_adverb(index)
        };
        let mut words = cue.clone().filter(full);
        let first = words.next();
        let past = first.filter(|&index| self.info(index).bridge.is_some() && self.leads_on(index));
        let mut word = past.and_then(|_| words.next()).or(first);
        // "a broader rethinking": of a noun phrase the last word; of "co-sponsored" what stands behind the hyphen.
        let nominal = word.is_some_and(|word| self.is_nominal(word));
        while let Some(at) = word {
            let hyphen = usize::from(at + 1 < cue.end && self.kind(at + 1) == TokenKind::Hyphen);
            let next = at + 1 + hyphen;
            if !(nominal || hyphen == 1) || next >= cue.end || !full(&next) {
                break;
            }
            word = Some(next);
        }
        word.or_else(|| cue.clone().rev().find(|&index| self.doc.tokens[index].is_word())).unwrap_or(cue.start)
    }

    /// Dictionary form and class.
    pub(super) fn lemma_and_class(&self, head: &Head<'_>) -> (Cow<'static, str>, CueClass) {
        if let Some(row) = head.row {
            return (Cow::Borrowed(row.lemma), row.class);
        }
        let index = head.tokens.start;
        match self.kind(index) {
            // "Lee: We are ready." A mark that announces speech.
            TokenKind::Colon | TokenKind::Dash => (self.doc.word(index).to_owned().into(), CueClass::Statement),
            TokenKind::Word => {
                let form = lower(self.doc, index);
                let lemmas = &self.lexicons.lemmas;
                let participle = form.ends_with("ed") || form.ends_with("ing");
                let lemma = if self.is_nominal(index) {
                    lemmas.noun(&form)
                } else if self.follows_be(index) && !participle && self.function(index).is_none() {
                    // "is fierce": an adjective, or a participle that only the irregular forms know.
                    if form.ends_with('s') { Cow::Borrowed(&*form) } else { lemmas.verb(&form) }
                } else {
                    lemmas.verb(&form)
                };
                (lemma.into_owned().into(), CueClass::Other)
            }
            _ => (lower(self.doc, index).into_owned().into(), CueClass::Other),
        }
    }
}
