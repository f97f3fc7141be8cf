//! People, by a title, a given name or a family name.

use super::context::UnknownNames;
use crate::document::{Case, Gap, MentionRule, TokenKind, WordId};
use crate::entity::people::is_opening_mark;
use crate::entity::title;
use crate::gazetteer::word_class::{Function, NotName};
use crate::gazetteer::word_groups::WordGroup;

/// Most words of a person's name.
const MAX_PERSON: usize = 5;

impl UnknownNames<'_, '_> {
    /// The rule by which the capital at `at` is a given name or a family name alone, if it is one.
    #[must_use]
    pub fn alone(&self, at: usize, limit: usize, headline: bool) -> Option<MentionRule> {
        match () {
            () if headline => None,
            () if self.governs(at, at + 1, limit) && self.surname_alone(at, limit) => Some(MentionRule::TitledName),
            () if self.given_alone(at, limit) => Some(MentionRule::GivenName),
            () if self.surname_alone(at, limit) => Some(MentionRule::Surname),
            () => None,
        }
    }

    /// End of the personal name that begins at token `at`, if one does. `titled`: it comes after a title.
    #[must_use]
    pub fn person(&self, at: usize, limit: usize, titled: bool, headline: bool) -> Option<usize> {
        let first = self.doc.word(at);
        let before = || !titled && self.is_before_name(at, limit);
        let may = self.can_name(at) || self.is_name_for_once(at, limit);
        if !may || self.is_organization_head(at) || titled && self.inside_title(at, limit) || before() {
            return None;
        }
        // "J. Edgar Hoover": the given name comes after an initial.
        let initials = (at..limit.min(at + MAX_PERSON))
            .take_while(|&index| {
                let token = self.doc.tokens[index];
                let letter = token.kind == TokenKind::Abbreviation && token.span().len() == 2;
                letter && token.case == Case::Upper && (index == at || token.gap <= Gap::Space)
            })
            .count();
        let initial = initials > 0;
        let after_initial = initials == 1 && at + 1 < limit && self.doc.tokens[at + 1].gap == Gap::Space;
        let given = self.doc.info(if after_initial { at + 1 } else { at }).given;
        // "Sheikh Omar": the name begins after the title.
        if given.is_none() && at + 1 < limit && title::ending(self.doc, at + 1).is_some() {
            return None;
        }
        let mut end = at + 1;
        let mut words = 1;
        let mut full = 1;
        while end < limit && words < MAX_PERSON {
            let Some(next) = self.next_name_word(end, limit) else { break };
            // "Donna Kelce | Calls Taylor Swift"
            let word = self.doc.tokens[end].kind == TokenKind::Word;
            if headline && full > 1 && word && self.doc.info(end).surname.is_none() {
                break;
            }
            full += usize::from(self.doc.tokens[next - 1].kind == TokenKind::Word);
            words += 1;
            end = next;
        }
        // "House Majority Leader Ada Voss": a title of several words is no part of the name.
        let after_title = |index: usize| title::ending(self.doc, index).is_some_and(|(_, start)| start <= at);
        if !titled && (at + 2..end).any(after_title) {
            return None;
        }
        // The last word is a family name, never an initial.
        while end > at + 1 && self.doc.tokens[end - 1].kind == TokenKind::Abbreviation && !self.is_suffix(end - 1) {
            end -= 1;
        }
        if titled && !(first.len() > 1 || end > at + 1) || !titled && (full < 2 || end < at + 2) {
            return None;
        }
        // "in Korea Ada Voss", "Prime Minister of India Ada Voss": the name begins after the place or firm.
        let located = given.is_none() && at > 0 && self.in_group(at - 1, WordGroup::Locative);
        let of_office = at > 1 && self.doc.word(at - 1) == "of" && title::ending(self.doc, at - 1).is_some();
        let given_next = || self.doc.info(at + 1).given.is_some_and(|given| !given.common);
        if !titled && end > at + 2 && (of_office || located && given_next()) {
            return None;
        }
        let place = |end: usize| self.doc.lexicons.places.contains(self.doc.span_of(at..end).of(self.doc.text()));
        if place(end) || end > at + 2 && place(at + 2) {
            return None;
        }
        if titled {
            // "Retired General Reveals …", "Judge Lied": in a headline any word may follow a title.
            let listed = |index: usize| {
                let known = self.doc.info(index);
                known.surname.is_some() || known.given.is_some() || self.doc.tokens[index].kind != TokenKind::Word
            };
            let verb = self.doc.info(at).speech_verb && !self.is_surname(at);
            return Some(end).filter(|_| !headline || !verb && (at..end).all(listed));
        }
        // "San Rafael"
        if at > 0 && self.doc.tokens[at].gap == Gap::Space && self.in_group(at - 1, WordGroup::BeforePlace) {
            return None;
        }
        if !initial && self.after_article(at) && !self.before_noun(end, limit) || self.is_thing(at, end, limit) {
            return None;
        }
        let known_surname = self.doc.info(end - 1).surname;
        let sentence_start = at == 0 || self.doc.tokens[at].gap > Gap::Space || self.starts_sentence(at);
        // "R Quillfeather": Indian newspapers write initials without a period.
        let letter = first.len() == 1 && end == at + 2 && !matches!(first, "A" | "I" | "O");
        if letter && !headline && (self.is_surname(at + 1) || self.doc.words[at + 1] == WordId(0)) {
            let before = at > 0 && self.doc.tokens[at].gap == Gap::Space && self.doc.tokens[at - 1].case.is_capital();
            return Some(end).filter(|_| !before || sentence_start);
        }
        let believable = match given {
            // "G. B. H. Quillfeather"
            _ if initials > 1 => end == at + initials + 1 && self.doc.tokens[end - 1].case == Case::Title,
            Some(given) if !given.common => !headline || known_surname.is_some(),
            // "Will Smith", but not "Will Congress …": the capital at the start of a sentence proves nothing.
            Some(_) => {
                // "Charlotte Panthers": a city of that name.
                let proved =
                    !sentence_start && (!self.doc.lexicons.places.contains(first) || self.bears_name_of_state(at, end));
                !headline && (known_surname == Some(false) || proved || self.introduced(at, end, limit))
            }
            None if headline => false,
            // Words that are in no list, or a family name, where the context points to a person.
            None => {
                let unheard = |index: usize| self.doc.words[index] == WordId(0);
                // "Denzel Washington": a family name that is a place, but also a given name.
                let family = known_surname.is_some_and(|common| !common || self.doc.info(end - 1).given.is_some());
                let plausible = family || unheard(end - 1) && unheard(at);
                // "Hyatt Regency Houston"
                let city = at > 0
                    && self.doc.tokens[at - 1].case.is_capital()
                    && self.doc.lexicons.places.contains(self.doc.word(end - 1));
                let first = unheard(at) && family && end == at + 2 && !city;
                // A signature: "Vladi Voss" on a line of its own.
                let alone = self.doc.tokens[at].gap > Gap::Space
                    && self.doc.tokens.get(end).is_none_or(|next| next.gap > Gap::Space)
                    && known_surname == Some(false);
                let relative = first && (!sentence_start || alone);
                plausible && (relative || !self.after_article(at) && self.introduced(at, end, limit))
                    || self.after_role(at)
            }
        };
        believable.then_some(end)
    }

    /// True for a given name that stands alone and can be no other word: "Thanks, Phillip". One that is also a common word
    /// counts only where its capital proves something.
    fn given_alone(&self, at: usize, limit: usize) -> bool {
        let (token, known) = (self.doc.tokens[at], self.doc.info(at));
        if self.greeted(at, limit) {
            return true;
        }
        let Some(given) = known.given else { return false };
        let capital = |index: usize| {
            let known = self.doc.info(index);
            // "Thanks Ada": a word that is not part of a name does not make it longer.
            let no_part = known.opener || known.not_name.is_some_and(|kind| kind != NotName::OfPerson);
            self.doc.tokens[index].is_word() && self.doc.tokens[index].case.is_capital() && !no_part
        };
        let opens = self.starts_sentence(at);
        let after_capital = !opens && at > 0 && token.gap <= Gap::Space && capital(at - 1);
        let before_capital = at + 1 < limit
            && self.doc.tokens[at + 1].gap <= Gap::Space
            && (capital(at + 1) || self.doc.tokens[at + 1].kind == TokenKind::Hyphen);
        // "Ada_report.doc", "ada@example.org"
        let glued = |index: usize| self.doc.tokens[index].kind == TokenKind::Other;
        let in_a_file = at > 0 && token.gap == Gap::None && glued(at - 1)
            || at + 1 < self.doc.tokens.len() && self.doc.tokens[at + 1].gap == Gap::None && glued(at + 1);
        let after_determiner = !opens
            && at > 0
            && matches!(self.doc.info(at - 1).function, Some(Function::Determiner))
            && !self.doc.in_group(at - 1, WordGroup::Both);
        token.kind == TokenKind::Word
            && token.case == Case::Title
            && self.can_name(at)
            && !(given.common && opens && !self.calls_or_acts(at, limit))
            // "in Geneva": a city of that name.
            && !(at > 0 && !opens && self.in_group(at - 1, WordGroup::Locative))
            && !after_capital
            && !before_capital
            && !in_a_file
            && !after_determiner
            && !self.is_organization_head(at)
            && known.nominal.is_none()
            && known.name_part.is_none()
            && !known.not_alone
            && !self.doc.lexicons.places.contains(self.doc.word(at))
    }

    /// A family name alone, beside a verb of saying, before an age or after a role: "Habib said".
    fn surname_alone(&self, at: usize, limit: usize) -> bool {
        let (token, known) = (self.doc.tokens[at], self.doc.info(at));
        let after_capital = at > 0
            && !self.starts_sentence(at)
            && token.gap <= Gap::Space
            && self.doc.tokens[at - 1].is_word()
            && self.doc.tokens[at - 1].case.is_capital();
        token.kind == TokenKind::Word
            && token.case == Case::Title
            && (self.is_surname(at) || known.surname.is_some() && self.governs(at, at + 1, limit))
            && self.can_name(at)
            && !after_capital
            && known.head.is_none()
            && known.nominal.is_none()
            && !self.doc.lexicons.places.contains(self.doc.word(at))
            && self.introduced(at, at + 1, limit)
    }

    /// End of the next word of a person's name, which begins at `at`: a capital, an initial, a particle and a capital, a
    /// hyphen and a word, or a suffix.
    fn next_name_word(&self, at: usize, limit: usize) -> Option<usize> {
        let token = self.doc.tokens[at];
        if token.kind == TokenKind::Hyphen && token.gap == Gap::None && at + 1 < limit {
            let next = self.doc.tokens[at + 1];
            // "Ohio-based Quillby"
            let based = self.doc.is(at + 1, "based");
            return (next.gap == Gap::None && next.kind == TokenKind::Word && !based).then_some(at + 2);
        }
        if token.kind == TokenKind::Comma && at + 1 < limit && self.is_suffix(at + 1) {
            return Some(at + 2);
        }
        if is_opening_mark(token.kind) {
            return self.nickname(at, limit);
        }
        if token.gap != Gap::Space {
            return None;
        }
        if self.is_suffix(at) {
            return Some(at + 1);
        }
        let word = self.doc.word(at);
        if self.is_particle(at) {
            let mut end = at + 1;
            while end < limit && end < at + 3 && self.is_particle(end) {
                end += 1;
            }
            if end + 1 < limit && self.doc.tokens[end].kind == TokenKind::Hyphen {
                end += 1;
            }
            let surname = end < limit && self.doc.tokens[end].case.is_capital() && self.can_name(end);
            return surname.then_some(end + 1);
        }
        let initial = token.kind == TokenKind::Abbreviation && token.case == Case::Upper && word.len() <= 4;
        let name = token.kind == TokenKind::Word
            && (token.case == Case::Title || token.case == Case::Upper && word.len() == 1)
            && self.can_name(at)
            && !self.is_organization_head(at)
            // "Ross Sea"
            && !(self.doc.info(at).geographic && self.doc.info(at).surname.is_none());
        (initial || name).then_some(at + 1)
    }

    /// "Will Kerrigan, a director": a given name that opens a sentence as if it were a verb.
    fn is_name_for_once(&self, at: usize, limit: usize) -> bool {
        let known = self.doc.info(at);
        known.opener
            && known.given.is_some()
            && matches!(known.function, None | Some(Function::Auxiliary))
            && at + 2 < limit
            && self.doc.tokens[at + 1].gap == Gap::Space
            && self.doc.tokens[at + 1].case == Case::Title
            && self.can_name(at + 1)
            && (self.doc.info(at + 1).surname.is_some() || self.doc.words[at + 1] == WordId(0))
            && self.introduced(at, at + 2, limit)
    }

    /// True if the word at `at`, after a title, continues it: "Deputy | Foreign Minister".
    fn inside_title(&self, at: usize, limit: usize) -> bool {
        let mut ends = (at + 1..=at + 3).filter(|&end| end <= limit);
        ends.any(|end| title::ending(self.doc, end).is_some_and(|(_, start)| start <= at))
    }

    /// True if the last word names a kind of thing, though it is also a family name, and the context confirms it: "in Ross
    /// Sea", "Ross Ice | Shelf", "Johnson Space Center".
    fn is_thing(&self, at: usize, end: usize, limit: usize) -> bool {
        if end < limit && self.doc.tokens[end].gap == Gap::Space && self.doc.info(end).geographic {
            return true;
        }
        let (last, between) = (self.doc.info(end - 1), self.doc.info(end - 2));
        let located = at > 0 && self.doc.tokens[at].gap == Gap::Space && self.in_group(at - 1, WordGroup::Locative);
        let common = end > at + 2
            && self.doc.tokens[end - 2].kind == TokenKind::Word
            && self.doc.word(end - 2).len() > 1
            && between.given.is_none()
            && between.surname.is_none_or(|common| common);
        last.geographic && (located || common) || last.head.is_some() && last.surname != Some(false) && common
    }

    /// True if a lower-case content word or a hyphen is at `at`: "the Ada Voss | campaign", "the Ada Voss | -backed".
    fn before_noun(&self, at: usize, limit: usize) -> bool {
        at < limit && {
            let token = self.doc.tokens[at];
            let open = self.doc.info(at).function.is_none() && self.doc.info(at).circumstance.is_none();
            token.kind == TokenKind::Hyphen && token.gap == Gap::None || token.case == Case::Lower && open
        }
    }

    /// "Dear Vladi,": a word that is in no list, after a greeting that opens the sentence.
    fn greeted(&self, at: usize, limit: usize) -> bool {
        let token = self.doc.tokens[at];
        let greeting = at > 0
            && token.gap == Gap::Space
            && self.starts_sentence(at - 1)
            && self.in_group(at - 1, WordGroup::Greeting);
        let ends = at + 1 >= limit || !self.doc.tokens[at + 1].is_word();
        greeting
            && ends
            && token.kind == TokenKind::Word
            && token.case == Case::Title
            && self.doc.words[at] == WordId(0)
    }

    /// "Holly, I faxed you", "Chuck and Gretchen", "Mark said": contexts in which the first word of a sentence is a name.
    fn calls_or_acts(&self, at: usize, limit: usize) -> bool {
        if at + 2 >= limit {
            return false;
        }
        let (next, after) = (self.doc.tokens[at + 1], self.doc.tokens[at + 2]);
        let joined = next.kind == TokenKind::Comma || self.doc.word(at + 1) == "and";
        joined && after.case == Case::Title && self.doc.info(at + 2).given.is_some_and(|given| !given.common)
            || next.kind == TokenKind::Comma && matches!(self.doc.word(at + 2), "I" | "you" | "we")
            || self.doc.info(at + 1).speech_verb
    }
}
