//! The word of a cue that says most, and its row of the lexicon.

use super::reader::CueReader;
use crate::claim::CueClass;
use crate::document::TokenKind;
use crate::gazetteer::circumstance::Bridge;
use crate::gazetteer::cue::{CueEntry, CueType};
use crate::gazetteer::word_class::Function;
use crate::token_span::TokenSpan;
use std::borrow::Cow;

/// The head of a cue.
pub(super) struct Head<'d> {
    /// Its row, if the lexicon has one.
    pub row: Option<&'d CueEntry>,
    /// Its tokens; they may reach beyond the cue: of "called | for a truce", the row is "call for".
    pub tokens: TokenSpan,
    /// "failed to mention": a word before the head denies it.
    pub fails: bool,
}

/// A row, how strongly it claims to be the head, and its tokens.
struct RankedRow<'d> {
    rank: u8,
    row: &'d CueEntry,
    tokens: TokenSpan,
}

impl<'d> CueReader<'_, 'd, '_> {
    /// The head: a preposition that attributes ("according to"), else the first verb, noun, adjective or adverb that the
    /// lexicon has, in this order; past "tried to" and "kept", and past "voiced" to the noun after it.
    pub(super) fn head(&self) -> Head<'d> {
        let cue = self.cue;
        let mut best: Option<RankedRow<'d>> = None;
        let mut bridged: Option<RankedRow<'d>> = None;
        let (mut fails, mut failed) = (false, false);
        let mut from = cue.start();
        while from < cue.end() {
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
        if let Some(RankedRow { row, tokens, .. }) = best.or(bridged) {
            return Head { row: Some(row), tokens, fails };
        }
        let index = self.full_word();
        Head { row: None, tokens: TokenSpan::one(index), fails: failed }
    }

    /// The row that begins at `index`, read as the part of speech that it has there.
    fn row_at(&self, index: usize) -> Option<RankedRow<'d>> {
        let doc = self.doc;
        let nominal = self.is_nominal(index);
        // A form may reach beyond the cue: of "according to", the cue may be "according" alone.
        let next = |k: usize| (index + k < self.sentence.end()).then(|| doc.word(index + k));
        let mut best: Option<RankedRow<'d>> = None;
        for (row, words) in self.lexicons.cues.find_all(self.info(index).cues, next) {
            if best.as_ref().is_some_and(|best| best.tokens.len() > words) {
                break;
            }
            let rank = match row.kind {
                CueType::Preposition if words > 1 && index == self.cue.start() => 5,
                CueType::Verb if !nominal || words > 1 => 4,
                CueType::Noun => 3,
                CueType::Verb | CueType::Adjective => 2,
                CueType::Adverb | CueType::Preposition => 1,
            };
            // "claims" is a verb unless something says that it is a noun; "concerned" is an adjective after "is".
            let rank = if row.kind == CueType::Adjective && self.follows_be(index) { 4 } else { rank };
            if best
                .as_ref()
                .is_none_or(|best| rank > best.rank || (rank == best.rank && row.kind == CueType::Adjective))
            {
                best = Some(RankedRow { rank, row, tokens: TokenSpan::new(index, index + words) });
            }
        }
        best
    }

    /// True if "to" or a word in -ing follows: "tried to explain", "kept saying".
    fn leads_on(&self, index: usize) -> bool {
        let end = self.cue.end();
        let next = (index + 1..end).find(|&next| !self.is_adverb(next));
        next.is_some_and(|next| {
            (self.function(next) == Some(Function::To) && next + 1 < end) || self.word(next).ends_with("ing")
        })
    }

    /// The noun or adjective after a light verb: "voiced strong opposition to".
    fn named_behind(&self, verb: usize) -> Option<RankedRow<'d>> {
        for index in verb + 1..self.cue.end() {
            let info = self.info(index);
            let named = |(row, words): &(&CueEntry, usize)| {
                *words == 1 && matches!(row.kind, CueType::Noun | CueType::Adjective)
            };
            if let Some((row, _)) = self.lexicons.cues.find_all(info.cues, |_| None).find(named) {
                return Some(RankedRow { rank: 4, row, tokens: TokenSpan::one(index) });
            }
            let passes = matches!(
                info.function,
                None | Some(Function::Determiner | Function::Possessive | Function::Adjective | Function::Adverb)
            );
            if !passes || !self.is_word(index) || info.speech_verb {
                return None;
            }
        }
        None
    }

    /// True if the word is where a noun stands: after an article, a possessive or a preposition.
    fn is_nominal(&self, index: usize) -> bool {
        let mut at = index;
        while at > self.sentence.start() {
            at -= 1;
            let info = self.info(at);
            match info.function {
                // "some claim", "all agree": here the determiner is the source.
                Some(Function::Determiner) => return !self.source.iter().any(|range| range.end() == at + 1),
                Some(Function::Possessive) => return true,
                Some(Function::Preposition) => return !self.word(index).ends_with("ing"),
                Some(Function::Adjective) => {}
                Some(_) => return false,
                None if self.kind(at) == Some(TokenKind::Clitic) => {
                    // "the senator's claims"; "he's claiming"
                    return self.word(at).ends_with('s') && !self.word(index).ends_with("ing");
                }
                None if at < self.cue.start() || !self.is_word(at) || !info.cues.is_empty() => {
                    return false;
                }
                None => {}
            }
        }
        false
    }

    /// True if a form of "be" is before the word.
    fn follows_be(&self, index: usize) -> bool {
        let mut before = (self.sentence.start()..index).rev().take(4);
        before
            .find(|&at| !self.is_adverb(at) && self.function(at) != Some(Function::Negation))
            .is_some_and(|at| self.function(at) == Some(Function::Be))
    }

    /// The first full word of a cue that the lexicon does not know; its last word where all are small, its first token
    /// where it has no word.
    fn full_word(&self) -> usize {
        let cue = self.cue;
        let full = |&index: &usize| {
            let info = self.info(index);
            self.is_word(index) && info.function.is_none() && !self.is_adverb(index)
        };
        let mut words = cue.range().filter(full);
        let first = words.next();
        let past = first.filter(|&index| self.info(index).bridge.is_some() && self.leads_on(index));
        let mut word = past.and_then(|_| words.next()).or(first);
        // "a broader rethinking": of a noun phrase the last word; of "co-sponsored" what is after the hyphen.
        let nominal = word.is_some_and(|word| self.is_nominal(word));
        while let Some(at) = word {
            let hyphen = usize::from(at + 1 < cue.end() && self.kind(at + 1) == Some(TokenKind::Hyphen));
            let next = at + 1 + hyphen;
            if !(nominal || hyphen == 1) || next >= cue.end() || !full(&next) {
                break;
            }
            word = Some(next);
        }
        word.or_else(|| cue.range().rev().find(|&index| self.is_word(index))).unwrap_or(cue.start())
    }

    /// Dictionary form and class.
    pub(super) fn lemma_and_class(&self, head: &Head<'_>) -> (Cow<'static, str>, CueClass) {
        if let Some(row) = head.row {
            return (Cow::Borrowed(row.lemma), row.class);
        }
        let index = head.tokens.start();
        match self.kind(index) {
            // "Lee: We are ready." A mark that announces speech.
            Some(TokenKind::Colon | TokenKind::Dash) => (self.word(index).to_owned().into(), CueClass::Statement),
            Some(TokenKind::Word) => {
                let form = self.lower(index);
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
            _ => (self.lower(index).into_owned().into(), CueClass::Other),
        }
    }
}
