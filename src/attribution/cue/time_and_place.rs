//! Times and occasions beside a cue, each phrase read from its first token: where it ends, or `None` where the tokens are no such phrase.

use super::reader::CueReader;
use crate::document::{Case, EntityKind, Gap, Mention, MentionForm, TokenKind};
use crate::gazetteer::circumstance::{CircumstanceKind as Kind, Prepositions};
use crate::gazetteer::word_class::Function;

/// Longest noun phrase, in tokens.
pub(super) const LONGEST: usize = 9;

impl CueReader<'_, '_, '_> {
    /// True while a phrase that may continue to `index` stays in the sentence, outside content, source and cue of the claim.
    /// A phrase may be inside a cue, but does not run out of one side of it into the other.
    pub(super) fn is_free(&self, index: usize) -> bool {
        index < self.sentence.end() && !self.is_content(index) && !self.source.iter().any(|run| run.contains(index))
    }

    pub(super) fn circumstance(&self, index: usize) -> Option<Kind> {
        self.info(index).circumstance.map(|circumstance| circumstance.kind)
    }

    fn is_kind(&self, index: usize, kind: Kind) -> bool {
        self.is_free(index) && self.circumstance(index) == Some(kind)
    }

    fn is_number(&self, index: usize) -> bool {
        self.is_free(index) && self.kind(index) == Some(TokenKind::Number)
    }

    fn is_function(&self, index: usize, function: Function) -> bool {
        self.is_free(index) && self.function(index) == Some(function)
    }

    /// "Thursday", "on Thursday night", "last week", "in March 2015", "on Nov. 5", "two days ago", "yesterday".
    pub(super) fn time(&self, from: usize) -> Option<usize> {
        let weekday = |at: usize| {
            if !self.is_free(at) || !self.info(at).weekday {
                return None;
            }
            let end = if self.is_kind(at + 1, Kind::DayPart) { at + 2 } else { at + 1 };
            // "Monday's ruling" is no time.
            let owns = self.is_free(end) && matches!(self.kind(end), Some(TokenKind::Clitic | TokenKind::Hyphen));
            (!owns).then_some(end)
        };
        let month = |at: usize| {
            if !self.is_kind(at, Kind::Month) {
                return None;
            }
            let mut end = at + 1;
            if self.is_number(end) && self.word(end).len() <= 2 {
                end += 1;
            }
            let comma = usize::from(end > at + 1 && self.is_free(end) && self.kind(end) == Some(TokenKind::Comma));
            Some(if self.year(end + comma) { end + comma + 1 } else { end })
        };
        let stretch = |at: usize| {
            let which = self.is_kind(at, Kind::Which).then_some(at + 1)?;
            (self.is_kind(which, Kind::Unit) || self.is_kind(which, Kind::DayPart) || self.is_kind(which, Kind::Month))
                .then_some(which + 1)
                .or_else(|| weekday(which))
        };
        let preposition = self.preposition(from);
        if let Some(preposition) = preposition {
            if preposition.has(Prepositions::ON) {
                return weekday(from + 1).or_else(|| month(from + 1).filter(|&end| end > from + 2));
            }
            if preposition.has(Prepositions::IN) {
                return month(from + 1).or_else(|| self.year(from + 1).then_some(from + 2));
            }
            return None;
        }
        if !self.is_free(from) {
            return None;
        }
        // "Today" within a sentence is the name of a paper.
        if self.circumstance(from) == Some(Kind::Day) && (!self.is_capital(from) || from == self.sentence.start()) {
            return Some(if self.is_kind(from + 1, Kind::DayPart) { from + 2 } else { from + 1 });
        }
        // "earlier this month", "late Thursday"
        let shifted = self.is_kind(from, Kind::Shift) || self.is(from, "late") || self.is(from, "early");
        let at = from + usize::from(shifted);
        if let Some(end) = weekday(at).or_else(|| stretch(at)) {
            return Some(end);
        }
        // "two days ago", "a day earlier"
        let counted = self.is_number(from) || self.is_function(from, Function::Determiner);
        (counted && self.is_kind(from + 1, Kind::Unit) && self.is_kind(from + 2, Kind::Shift)).then_some(from + 3)
    }

    fn year(&self, index: usize) -> bool {
        self.is_number(index) && {
            let word = self.word(index);
            word.len() == 4 && (word.starts_with("19") || word.starts_with("20"))
        }
    }

    pub(super) fn preposition(&self, index: usize) -> Option<Prepositions> {
        let known = self.is_free(index)
            && matches!(self.function(index), Some(Function::Preposition | Function::To | Function::Conjunction));
        known.then(|| Prepositions::of(self.word(index))).flatten()
    }

    /// "in an interview with CNN", "on Twitter", "at a rally in Iowa", "in Pyongyang".
    pub(super) fn occasion(&self, from: usize) -> Option<usize> {
        let preposition = self.preposition(from)?;
        if preposition.has(Prepositions::TO.with(Prepositions::WITH)) {
            return None;
        }
        let mut end = self.channel(from + 1, preposition);
        if end.is_none()
            && let Some(behind) = self.event(from + 1, preposition)
        {
            end = Some(self.with_tails(behind));
        }
        end.or_else(|| self.place(from + 1, preposition))
    }

    /// An occasion or a channel without what belongs to it.
    pub(super) fn bare_occasion(&self, from: usize, preposition: Prepositions) -> Option<usize> {
        if preposition.has(Prepositions::TO.with(Prepositions::WITH)) {
            return None;
        }
        self.channel(from, preposition).or_else(|| self.event(from, preposition))
    }

    /// The name of a channel and what is beside it: "Twitter", "Fox News", "ABC's “This Week”".
    fn channel(&self, from: usize, preposition: Prepositions) -> Option<usize> {
        if !self.is_free(from) {
            return None;
        }
        let channel = self.info(from).circumstance.filter(|circumstance| circumstance.kind == Kind::Channel)?;
        if !channel.prepositions.has(preposition) {
            return None;
        }
        let mut end = from + 1;
        while self.is_name_word(end) {
            end += 1;
        }
        if self.is_free(end) && self.kind(end) == Some(TokenKind::Clitic) {
            end = self.quoted_title(end + 1).unwrap_or_else(|| {
                let mut after = end + 1;
                while self.is_name_word(after) {
                    after += 1;
                }
                after
            });
        }
        Some(end)
    }

    /// A title in quotation marks: “This Week”. Short, and all capitals but the small words.
    pub(super) fn quoted_title(&self, from: usize) -> Option<usize> {
        let opens = |at: usize| {
            self.is_free(at) && matches!(self.kind(at), Some(TokenKind::DoubleQuote | TokenKind::SingleQuote))
        };
        if !opens(from) || !self.is_free(from + 1) || !self.is_capital(from + 1) {
            return None;
        }
        let limit = (from + LONGEST).min(self.sentence.end());
        let closes = (from + 2..limit).find(|&at| opens(at))?;
        let small = |at: usize| self.is_capital(at) || self.function(at).is_some() || !self.is_word(at);
        (from + 1..closes).all(|at| self.is_free(at) && small(at)).then_some(closes + 1)
    }

    /// A noun phrase whose last word is an occasion of this preposition: "a news conference". Without an article only with
    /// a word before it ("in Senate testimony"), or where the preposition and the noun are fixed ("by phone").
    fn event(&self, from: usize, preposition: Prepositions) -> Option<usize> {
        let mut last = None;
        for at in from..(from + LONGEST).min(self.sentence.end()) {
            if !self.is_free(at) || self.info(at).weekday {
                break;
            }
            let info = self.info(at);
            if info.circumstance.is_some_and(|it| it.kind == Kind::Occasion && it.prepositions.has(preposition)) {
                last = Some(at);
                continue;
            }
            let passes = match info.function {
                Some(Function::Determiner | Function::Possessive) => at == from,
                Some(Function::Adjective | Function::Adverb) | None => true,
                Some(_) => false,
            };
            let kind = self.kind(at);
            let word = self.is_word(at)
                || matches!(kind, Some(TokenKind::Number | TokenKind::Hyphen))
                || kind == Some(TokenKind::Clitic) && self.word(at).ends_with('s');
            // After the noun, only a compound continues: another occasion must follow at once.
            if !passes || !word || last == Some(at.wrapping_sub(1)) && !self.compound(at, preposition) {
                break;
            }
        }
        let last = last?;
        let bare = last == from;
        let fixed = preposition.has(Prepositions::BY.with(Prepositions::ON)) || self.is(last, "testimony");
        let plural = self.word(last).ends_with('s');
        if bare && !fixed && !plural && !self.is(last, "court") {
            return None;
        }
        Some(last + 1)
    }

    fn compound(&self, at: usize, preposition: Prepositions) -> bool {
        let next = at + 1;
        self.is_free(next)
            && self
                .info(next)
                .circumstance
                .is_some_and(|it| it.kind == Kind::Occasion && it.prepositions.has(preposition))
    }

    /// What belongs to an occasion after its noun: with whom, on which channel, where, when. `from` where there is nothing.
    fn with_tails(&self, from: usize) -> usize {
        let mut end = from;
        for _ in 0..4 {
            let next = self.time(end).or_else(|| {
                let preposition = self.preposition(end)?;
                if preposition.has(Prepositions::WITH.with(Prepositions::TO)) {
                    return self.party(end + 1);
                }
                self.channel(end + 1, preposition).or_else(|| self.place(end + 1, preposition)).or_else(|| {
                    let event = preposition.has(Prepositions::IN.with(Prepositions::AT).with(Prepositions::ON));
                    event.then(|| self.event(end + 1, preposition))?
                })
            });
            // "an interview published Thursday"
            let next = next.or_else(|| {
                let participle =
                    self.is_free(end) && self.word(end).ends_with("ed") && self.info(end).function.is_none();
                participle.then(|| self.time(end + 1))?
            });
            match next {
                Some(next) => end = next,
                None => break,
            }
        }
        end
    }

    /// "in Pyongyang", "at the White House", "in Des Moines, Iowa": a name that is no person.
    fn place(&self, from: usize, preposition: Prepositions) -> Option<usize> {
        if !preposition.has(Prepositions::IN.with(Prepositions::AT)) {
            return None;
        }
        let article = usize::from(self.is_free(from) && self.is(from, "the"));
        let start = from + article;
        if !self.is_name_word(start) || self.is_kind(start, Kind::Month) || self.is_kind(start, Kind::Channel) {
            return None;
        }
        // "LIVE"
        if self.tokens[start].case == Case::Upper && !self.is_place(start) {
            return None;
        }
        let mut end = start + 1;
        while self.is_name_word(end) && end - start < 5 && !self.info(end).weekday {
            end += 1;
        }
        let person = self.mentions.iter().skip(self.mention_from(start)).take_while(|m| m.tokens.start() < end);
        // "in Trump's words"; "in French" is a language.
        let no_place = |mention: &Mention| mention.kind == EntityKind::Person || mention.form == MentionForm::Demonym;
        if person.into_iter().any(no_place) || self.is(start, "English") {
            return None;
        }
        // What follows must not make it something else: "in Trump's words", "in Iowa voters".
        if self.is_free(end) && (self.kind(end) == Some(TokenKind::Clitic) || self.kind(end) == Some(TokenKind::Hyphen))
        {
            return None;
        }
        // "in Securities and Exchange Commission filings"
        if self.is_free(end) && self.is(end, "and") && self.is_name_word(end + 1) {
            return None;
        }
        let ends = !self.is_free(end)
            || !self.is_word(end)
            || self.function(end).is_some()
            || self.info(end).weekday
            || self.circumstance(end).is_some();
        if !ends {
            return None;
        }
        let comma = self.is_free(end) && self.kind(end) == Some(TokenKind::Comma);
        if comma && self.is_name_word(end + 1) && self.is_place(end + 1) {
            let mut state = end + 2;
            while self.is_name_word(state) && state - end < 4 {
                state += 1;
            }
            return Some(state);
        }
        Some(end)
    }

    /// A state or another place that is known.
    fn is_place(&self, index: usize) -> bool {
        let mention = self.mentions.get(self.mention_from(index));
        mention.is_some_and(|mention| mention.tokens.start() == index && mention.kind == EntityKind::State)
            || self.lexicons.places.contains(self.word(index))
            || self.kind(index) == Some(TokenKind::Abbreviation)
    }

    /// A capitalized word that continues without a line break.
    fn is_name_word(&self, index: usize) -> bool {
        self.is_free(index)
            && self.is_capital(index)
            && self.is_word(index)
            && self.function(index).is_none()
            && !self.info(index).weekday
            && self.tokens[index].gap < Gap::Line
    }
}
