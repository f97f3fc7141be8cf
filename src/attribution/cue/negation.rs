//! Whether the saying itself is denied.
//!
//! Negated: "did not say", "never said", "has yet to say", "no one said", "neither side said", "nor did he say", "made no mention
//! of", "said nothing", "failed to mention", "without saying". Not negated: a denial, which says something ("denied that …"),
//! a refusal ("declined to say", "refused to comment": it says that they refused; the class is denial), a content that
//! is denied ("said it was not so", "told him not to go"), "not only said". A denial that is itself denied ("did not deny") is
//! negated.

use super::head::Head;
use super::reader::CueReader;
use crate::document::TokenKind;
use crate::gazetteer::circumstance::Bridge;
use crate::gazetteer::cue::CueType;
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;

/// How far before the cue a negation may stand, in tokens.
const REACH: usize = 8;

impl CueReader<'_, '_, '_> {
    /// True if the saying is denied.
    pub(super) fn negated(&self, head: &Head<'_>) -> bool {
        let denied = self.denied_in_cue(head) || self.denied_before_cue() || self.denied_by_source();
        denied != head.fails
    }

    /// "not", "never"; not "not only".
    fn denies(&self, index: usize) -> bool {
        self.function(index) == Some(Function::Negation)
            && !(index + 1 < self.sentence.end() && self.in_group(index + 1, WordGroup::Limiting))
    }

    fn denied_in_cue(&self, head: &Head<'_>) -> bool {
        let (start, end) = (self.cue.start(), self.cue.end());
        let at = head.tokens.start();
        if (start..at).any(|index| self.denies(index)) {
            return true;
        }
        let no_longer = |index: usize| index + 1 < at && self.is(index, "no") && self.is(index + 1, "longer");
        if (start..at).any(no_longer) {
            return true;
        }
        // "made no mention of", "has no doubt"; "gave no details"; not "said no".
        let named = head.row.is_none_or(|row| matches!(row.kind, CueType::Noun | CueType::Adjective));
        let no = |index: usize| self.function(index) == Some(Function::Determiner) && self.is(index, "no");
        if (start..at).any(|index| no(index) && (named || index + 1 == at)) {
            return true;
        }
        let behind = head.tokens.end();
        if behind + 1 < end && no(behind) && self.function(behind + 1).is_none() {
            return true;
        }
        // "said nothing about it"; not "said nothing but".
        behind < self.sentence.end()
            && self.is(behind, "nothing")
            && !(behind + 1 < self.sentence.end() && self.is(behind + 1, "but"))
            && !self.is_content(behind)
    }

    fn denied_before_cue(&self) -> bool {
        let mut at = self.cue.start();
        let mut inverted = false;
        for _ in 0..REACH {
            if at <= self.sentence.start() {
                return false;
            }
            at -= 1;
            match self.function(at) {
                Some(Function::Negation) => return self.denies(at),
                Some(Function::Auxiliary | Function::Be | Function::To) => continue,
                Some(Function::Conjunction) if inverted => return self.is(at, "nor"),
                // "confirm or deny"
                Some(Function::Conjunction) if at > self.sentence.start() => {
                    let either = self.is(at, "or") || self.is(at, "nor");
                    if !either || self.info(at - 1).cues.is_empty() {
                        return false;
                    }
                    at -= 1;
                    continue;
                }
                Some(Function::Preposition) if self.is(at, "without") => {
                    return at + 1 == self.cue.start() && self.word(at + 1).ends_with("ing");
                }
                Some(Function::Adverb) => {
                    if self.is(at, "longer") && at > self.sentence.start() && self.is(at - 1, "no") {
                        return true;
                    }
                    continue;
                }
                _ => {}
            }
            // "nor did the mayor say"
            if !inverted && let Some(source) = self.source.iter().find(|range| range.end() == at + 1) {
                inverted = true;
                at = source.start();
                if at > self.sentence.start() && self.function(at - 1) == Some(Function::Auxiliary) {
                    continue;
                }
                return false;
            }
            if self.is(at, "longer") && at > self.sentence.start() && self.is(at - 1, "no") {
                return true;
            }
            match self.info(at).bridge {
                // "did not want to say"; "failed | to mention" with the cue cut short.
                Some(Bridge::Through) => {}
                Some(Bridge::Fails) if self.function(at + 1) == Some(Function::To) => return true,
                _ if self.is_adverb(at) || self.is(at, "yet") => {}
                _ => return false,
            }
        }
        false
    }

    /// "no one said", "none of them said", "neither side said", "not one witness said".
    fn denied_by_source(&self) -> bool {
        let Some(source) = self.source.first() else { return false };
        let first = source.start();
        if first >= self.cue.start() && self.source.len() > 1 {
            return false;
        }
        // "No. 10", "No 10"
        let number = first + 1 < self.sentence.end() && self.kind(first + 1) == Some(TokenKind::Number);
        if self.is(first, "no") {
            return !number;
        }
        if self.in_group(first, WordGroup::Nobody) {
            return true;
        }
        let not_one = |not: usize, one: usize| {
            one < self.sentence.end() && self.is(not, "not") && ["a", "one"].iter().any(|word| self.is(one, word))
        };
        let before = first.checked_sub(1).filter(|&before| before >= self.sentence.start());
        not_one(first, first + 1)
            || before.is_some_and(|before| {
                not_one(before, first) || self.is(before, "neither") || (self.is(before, "no") && !number)
            })
    }
}
