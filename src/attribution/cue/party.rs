//! Noun phrases for those to whom something is said.

use super::reader::CueReader;
use super::time_and_place::LONGEST;
use crate::document::{Case, Gap, TokenKind};
use crate::gazetteer::circumstance::CircumstanceKind as Kind;
use crate::gazetteer::word_class::Function;
use crate::gazetteer::word_groups::WordGroup;

impl CueReader<'_, '_, '_> {
    /// A noun phrase for someone: "reporters", "the crowd", "Fox News host Ann Lee", "members of the council", "him".
    /// It ends before anything that is no part of it: a mark, a preposition other than "of", a time, the content.
    pub(super) fn party(&self, from: usize) -> Option<usize> {
        if !self.is_free(from) {
            return None;
        }
        // "her" alone; "her supporters" continues below.
        let object = self.circumstance(from) == Some(Kind::Object);
        if object && !(self.is_free(from + 1) && self.goes_on(from + 1)) {
            return Some(from + 1);
        }
        let opens = matches!(self.function(from), Some(Function::Determiner | Function::Possessive));
        if self.is(from, "her") && !(self.is_free(from + 1) && self.goes_on(from + 1)) {
            return Some(from + 1);
        }
        if self.in_group(from, WordGroup::Unaddressed) {
            return None;
        }
        let mut end = from + usize::from(opens);
        // Someone: an article or possessive, a name, or a noun for people.
        let mut someone = opens || object;
        let (mut words, mut owned) = (0, false);
        while self.is_free(end) && end - from < LONGEST {
            if self.goes_on(end) {
                let known = self.info(end).nominal.is_some() || self.circumstance(end) == Some(Kind::Object);
                someone |= self.is_capital(end) || known;
                // "a question", "the story of the bridge": what is told, and nobody to whom.
                if self.circumstance(end) == Some(Kind::Told) {
                    return None;
                }
                words += 1;
                let person = self.info(end).nominal.is_some() && !self.is_capital(end);
                end += 1;
                // "reporters waiting outside": the participle opens something else.
                let lower = |at: usize| self.is_free(at) && !self.is_capital(at) && self.info(at).nominal.is_none();
                if person && lower(end) && (self.word(end).ends_with("ing") || self.word(end).ends_with("ed")) {
                    break;
                }
            } else if words > 0 && self.kind(end) == Some(TokenKind::Clitic) && self.word(end).ends_with('s') {
                let title = self.quoted_title(end + 1);
                owned |= title.is_none();
                end = title.unwrap_or(end + 1);
            } else if words > 0 && self.joins(end) {
                end += 1;
                let article = matches!(self.function(end), Some(Function::Determiner | Function::Possessive));
                end += usize::from(article);
            } else if self.kind(end) == Some(TokenKind::Hyphen) {
                end += 1;
            } else {
                break;
            }
        }
        // "Lee's comments" are nobody, "Lee's aides" are.
        let last = end - 1;
        let thing = owned && !self.is_capital(last) && self.info(last).nominal.is_none();
        (someone && !thing && words > 0 && end - from < LONGEST && self.is_closed(end)).then_some(end)
    }

    /// A word that a noun phrase may continue with.
    fn goes_on(&self, index: usize) -> bool {
        let token = self.tokens[index];
        let info = self.info(index);
        let word = token.is_word() || token.kind == TokenKind::Number;
        word && token.gap < Gap::Line
            // "USA TODAY"
            && (matches!(info.function, None | Some(Function::Adjective)) || token.case == Case::Upper)
            && !info.weekday
            && (token.case.is_capital()
                || !matches!(self.circumstance(index), Some(Kind::Day | Kind::Which | Kind::Shift)))
            && !self.trails(index)
    }

    /// "reporters bluntly that": an adverb after the phrase; not "a rally", "the largely young crowd".
    fn trails(&self, index: usize) -> bool {
        let info = self.info(index);
        let noun = info.nominal.is_some() || info.circumstance.is_some();
        let more = self.is_free(index + 1) && {
            let next = self.tokens[index + 1];
            next.is_word() && self.function(index + 1).is_none() && !self.info(index + 1).weekday
        };
        self.word(index).ends_with("ly") && !self.is_capital(index) && !noun && !more
    }

    /// "of" or "and" with another noun of the phrase after it.
    fn joins(&self, index: usize) -> bool {
        let of = self.is(index, "of");
        if !(of || self.is(index, "and")) || !self.is_free(index + 1) {
            return false;
        }
        let article = matches!(self.function(index + 1), Some(Function::Determiner | Function::Possessive));
        let noun = index + 1 + usize::from(article);
        self.is_free(noun) && self.goes_on(noun) && (of || self.is_capital(noun) || self.info(noun).nominal.is_some())
    }

    /// True if a phrase may end before `index`.
    fn is_closed(&self, index: usize) -> bool {
        if !self.is_free(index) {
            return true;
        }
        let token = self.tokens[index];
        !token.is_word()
            || self.is_adverb(index)
            || self.info(index).weekday
            || self.circumstance(index).is_some()
            || self.word(index).ends_with("ing")
            || matches!(
                self.function(index),
                Some(
                    Function::Preposition
                        | Function::To
                        | Function::Conjunction
                        | Function::Question
                        | Function::Relative
                        | Function::Determiner
                        | Function::Pronoun
                        | Function::Adverb
                        | Function::Negation
                )
            )
    }
}
