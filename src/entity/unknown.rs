//! Names that no gazetteer has, known from their words: people by a title or a given name, organizations by a head word.
//! Called by [`super::mention`].

use super::title;
use crate::document::{Case, Document, Gap, TokenKind, WordId};
use crate::gazetteer::lexicon::{Function, HeadPosition, NamePart, NotName, Refers};
use crate::gazetteer::{Lexicons, WordInfo};

/// Most words of a personal name.
const MAX_PERSON: usize = 5;
/// Most tokens of an organization's name before its head, and behind it.
const MAX_ORGANIZATION: usize = 9;

/// Most tokens between the noun of an office and the name of who holds it.
const MAX_OFFICE: usize = 9;

/// What stands before the name of a place where something happens.
pub(super) const LOCATES: [&str; 9] = ["in", "at", "near", "outside", "inside", "around", "into", "through", "across"];

/// Reads names off capitals and word lists.
pub struct Names<'d, 'a> {
    doc: &'d Document<'a>,
    lexicons: &'d Lexicons,
}

impl<'d, 'a> Names<'d, 'a> {
    /// Reads the names of `doc`.
    #[must_use]
    pub fn new(doc: &'d Document<'a>, lexicons: &'d Lexicons) -> Self {
        Self { doc, lexicons }
    }

    /// False if the capital at `at` stands alone: nothing that could make a longer name follows, and it is no head.
    #[must_use]
    pub fn may_go_on(&self, at: usize, limit: usize) -> bool {
        if at + 1 >= limit {
            return false;
        }
        let next = self.doc.tokens[at + 1];
        next.gap <= Gap::Space
            && (next.case.is_capital()
                || next.kind == TokenKind::Hyphen
                || next.kind == TokenKind::Other
                || self.info(at + 1).name_part.is_some()
                || self.info(at).head.is_some())
    }

    /// End of the personal name that begins at token `at`, if one does. `titled`: a title stands before it.
    #[must_use]
    pub fn person(&self, at: usize, limit: usize, titled: bool, headline: bool) -> Option<usize> {
        let first = self.doc.word(at);
        if !self.can_name(at) || self.is_organization_head(at) || titled && self.inside_title(at, limit) {
            return None;
        }
        // "J. Edgar Hoover": an initial stands before the given name.
        let initial = self.doc.tokens[at].kind == TokenKind::Abbreviation && first.len() == 2;
        let behind_initial = initial && at + 1 < limit && self.doc.tokens[at + 1].gap == Gap::Space;
        let given = self.info(if behind_initial { at + 1 } else { at }).given;
        // "Sheikh Omar": the name begins behind it.
        if given.is_none() && at + 1 < limit && title::ending(self.doc, self.lexicons, at + 1).is_some() {
            return None;
        }
        let mut end = at + 1;
        let mut words = 1;
        let mut full = 1;
        while end < limit && words < MAX_PERSON {
            let Some(next) = self.next_name_word(end, limit) else { break };
            full += usize::from(self.doc.tokens[next - 1].kind == TokenKind::Word);
            words += 1;
            end = next;
        }
        // The last word is a family name, never an initial.
        while end > at + 1 && self.doc.tokens[end - 1].kind == TokenKind::Abbreviation && !self.is_suffix(end - 1) {
            end -= 1;
        }
        if titled && !(first.len() > 1 || end > at + 1) || !titled && (full < 2 || end < at + 2) {
            return None;
        }
        let place = |end: usize| self.lexicons.places.contains(self.doc.span_of(at..end).of(self.doc.text()));
        if place(end) || end > at + 2 && place(at + 2) {
            return None;
        }
        if titled {
            // "Retired General Reveals …": in a headline a verb of saying is no name.
            let verb = headline && end == at + 1 && self.info(at).speech_verb && !self.is_surname(at);
            return Some(end).filter(|_| !verb);
        }
        if !initial && self.behind_article(at) && !self.before_noun(end, limit) || self.is_thing(at, end, limit) {
            return None;
        }
        let known_surname = self.info(end - 1).surname;
        let sentence_start = at == 0 || self.doc.tokens[at].gap > Gap::Space || self.starts_sentence(at);
        // "R Quillfeather": Indian newspapers write initials without a stop.
        let letter = first.len() == 1 && end == at + 2 && !matches!(first, "A" | "I" | "O");
        if letter && !headline && (self.is_surname(at + 1) || self.doc.words[at + 1] == WordId(0)) {
            let before = at > 0 && self.doc.tokens[at].gap == Gap::Space && self.doc.tokens[at - 1].case.is_capital();
            return Some(end).filter(|_| !before || sentence_start);
        }
        let believable = match given {
            Some(given) if !given.common => !headline || known_surname.is_some(),
            // "Will Smith" but not "Will Congress …": at the start of a sentence the capital proves nothing.
            Some(_) => {
                // "Charlotte Panthers": a city of that name.
                let proved = !sentence_start && !self.lexicons.places.contains(first);
                !headline && (known_surname == Some(false) || proved || self.introduced(at, end, limit))
            }
            None if headline => false,
            // Words that no list has, or a family name, where something tells of a person.
            None => {
                let unheard = |index: usize| self.doc.words[index] == WordId(0);
                let plausible = known_surname == Some(false) || unheard(end - 1) && unheard(at);
                let relative = unheard(at) && known_surname == Some(false) && !sentence_start && end == at + 2;
                plausible && (relative || self.introduced(at, end, limit)) || self.behind_role(at)
            }
        };
        believable.then_some(end)
    }

    /// True for a given name that stands alone and can be nothing else: "Thanks, Phillip". One that is also a word counts only
    /// where its capital proves something.
    #[must_use]
    pub fn given_alone(&self, at: usize, limit: usize) -> bool {
        let (token, known) = (self.doc.tokens[at], self.info(at));
        if self.greeted(at, limit) {
            return true;
        }
        let Some(given) = known.given else { return false };
        let capital = |index: usize| {
            let known = self.info(index);
            // "Thanks Ada": a word that is no name does not make it longer.
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
        let behind_article = !opens && at > 0 && matches!(self.info(at - 1).function, Some(Function::Determiner));
        token.kind == TokenKind::Word
            && token.case == Case::Title
            && self.can_name(at)
            && !(given.common && opens && !self.calls_or_acts(at, limit))
            // "in Geneva": a city of that name.
            && !(at > 0 && !opens && LOCATES.contains(&self.doc.word(at - 1)))
            && !after_capital
            && !before_capital
            && !in_a_file
            && !behind_article
            && !self.is_organization_head(at)
            && known.nominal.is_none()
            && known.name_part.is_none()
            && !known.not_alone
            && !self.lexicons.places.contains(self.doc.word(at))
    }

    /// "in Ross Sea", "Ross Ice | Shelf", "Johnson Space Center": the last word is a kind of thing, though some family has its name, and where the
    /// name stands or the word before it says that it is none here.
    fn is_thing(&self, at: usize, end: usize, limit: usize) -> bool {
        if end < limit && self.doc.tokens[end].gap == Gap::Space && self.info(end).geographic {
            return true;
        }
        let (last, between) = (self.info(end - 1), self.info(end - 2));
        let located = at > 0 && self.doc.tokens[at].gap == Gap::Space && LOCATES.contains(&self.doc.word(at - 1));
        let common = end > at + 2
            && self.doc.tokens[end - 2].kind == TokenKind::Word
            && self.doc.word(end - 2).len() > 1
            && between.given.is_none()
            && between.surname.is_none_or(|common| common);
        last.geographic && (located || common) || last.head.is_some() && last.surname != Some(false) && common
    }

    /// "the Ross Ice Shelf": what has an article is no person, unless the name says what kind of thing follows.
    fn behind_article(&self, at: usize) -> bool {
        at > 0 && self.doc.tokens[at].gap == Gap::Space && matches!(self.doc.word(at - 1), "the" | "The")
    }

    /// True if an open word in lower case or a hyphen stands at `at`: "the Ada Voss | campaign", "the Ada Voss | -backed".
    fn before_noun(&self, at: usize, limit: usize) -> bool {
        at < limit && {
            let token = self.doc.tokens[at];
            let open = self.info(at).function.is_none() && self.info(at).circumstance.is_none();
            token.kind == TokenKind::Hyphen && token.gap == Gap::None || token.case == Case::Lower && open
        }
    }

    /// "Dear Vladi,": a word that no list has behind a greeting that opens the sentence.
    fn greeted(&self, at: usize, limit: usize) -> bool {
        let token = self.doc.tokens[at];
        let greeting = at > 0
            && token.gap == Gap::Space
            && self.starts_sentence(at - 1)
            && matches!(self.doc.word(at - 1), "Dear" | "Hello" | "Hey" | "Hi");
        let ends = at + 1 >= limit || !self.doc.tokens[at + 1].is_word();
        greeting
            && ends
            && token.kind == TokenKind::Word
            && token.case == Case::Title
            && self.doc.words[at] == WordId(0)
    }

    /// End of a name with the family name first, if one begins at `at`: "Voss, Ada" between double quotes, as mail programs
    /// write it, or in a list of books, "Voss, Ada. Letters from …".
    #[must_use]
    pub fn inverted(&self, at: usize, limit: usize) -> Option<usize> {
        let tokens = &self.doc.tokens;
        let comma = at + 3 < limit.min(tokens.len()) + 1
            && tokens.get(at + 1)?.kind == TokenKind::Comma
            && tokens.get(at + 2)?.gap == Gap::Space
            && tokens[at + 2].case == Case::Title
            && self.info(at + 2).given.is_some()
            && self.can_name(at);
        if !comma {
            return None;
        }
        let next = tokens.get(at + 3);
        let quoted = at > 0
            && tokens[at - 1].kind == TokenKind::DoubleQuote
            && tokens[at].gap == Gap::None
            && next.is_some_and(|next| next.kind == TokenKind::DoubleQuote && next.gap == Gap::None);
        // Elsewhere only between stops, where nobody is called and nothing is listed.
        let given = self.info(at + 2).given.is_some_and(|given| !given.common);
        let listed = given
            && self.info(at).surname.is_some()
            && (self.starts_sentence(at) || at > 0 && self.doc.word(at - 1) == "and")
            && next.is_some_and(|next| next.kind == TokenKind::Terminal || self.doc.word(at + 3) == "and");
        (quoted || listed).then_some(at + 3)
    }

    /// A family name alone, with a verb of saying beside it, an age behind it or a role before it: "Habib said".
    #[must_use]
    pub fn surname_alone(&self, at: usize, limit: usize) -> bool {
        let (token, known) = (self.doc.tokens[at], self.info(at));
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
            && !self.lexicons.places.contains(self.doc.word(at))
            && self.introduced(at, at + 1, limit)
    }

    /// "Holly, I faxed you", "Chuck and Gretchen", "Mark said": what makes a first word a name and no other word.
    fn calls_or_acts(&self, at: usize, limit: usize) -> bool {
        if at + 2 >= limit {
            return false;
        }
        let (next, after) = (self.doc.tokens[at + 1], self.doc.tokens[at + 2]);
        let joined = next.kind == TokenKind::Comma || self.doc.word(at + 1) == "and";
        joined && after.case == Case::Title && self.info(at + 2).given.is_some_and(|given| !given.common)
            || next.kind == TokenKind::Comma && matches!(self.doc.word(at + 2), "I" | "you" | "we")
            || self.info(at + 1).speech_verb
    }

    /// True if token `index` is a family name and no common word.
    #[must_use]
    pub fn is_surname(&self, index: usize) -> bool {
        self.info(index).surname == Some(false)
    }

    /// True if token `index` is "Jr.", "III" and the like.
    #[must_use]
    pub fn is_suffix(&self, index: usize) -> bool {
        self.info(index).name_part == Some(NamePart::Suffix)
    }

    /// True if the word at `at`, which stands behind a title, goes on with it: "Deputy | Foreign Minister".
    fn inside_title(&self, at: usize, limit: usize) -> bool {
        let mut ends = (at + 1..=at + 3).filter(|&end| end <= limit);
        ends.any(|end| title::ending(self.doc, self.lexicons, end).is_some_and(|(_, start)| start <= at))
    }

    fn is_particle(&self, index: usize) -> bool {
        self.info(index).name_part == Some(NamePart::Particle)
    }

    /// End of the organization's name that begins at token `at`, if one does.
    #[must_use]
    pub fn organization(&self, at: usize, limit: usize, headline: bool) -> Option<usize> {
        let first = self.info(at);
        if first.opener || first.not_name.is_some_and(|kind| kind != NotName::OfPerson) {
            return None;
        }
        let mut end = None;
        let mut index = at;
        while index < limit && index < at + MAX_ORGANIZATION {
            let token = self.doc.tokens[index];
            let word = self.doc.word(index);
            let joined = index == at || token.gap <= Gap::Space;
            let hyphen = token.kind == TokenKind::Hyphen && index > at;
            let ampersand = word == "&" && index > at;
            if !joined || !(token.case.is_capital() && token.is_word() || hyphen || ampersand) {
                break;
            }
            if let Some(position) = self.info(index).head {
                let starts = position != HeadPosition::End;
                let ends = position != HeadPosition::Start && index > at;
                // "Council on Foreign Relations", but a university lies "on Long Island".
                let place = self.doc.word((index + 1).min(limit - 1)) == "on" && !self.info(index).head_on;
                let object = self.of_phrase(index + 1, limit).filter(|_| !place);
                if ends {
                    end = Some(object.filter(|_| !headline).unwrap_or(index + 1));
                } else if starts && object.is_some() {
                    end = object;
                }
            }
            index += 1;
        }
        end.filter(|&end| !headline || end <= at + 4)
    }

    /// "of Foreign Affairs", "for Human Rights and Democracy": its end, if it begins at `at`.
    fn of_phrase(&self, at: usize, limit: usize) -> Option<usize> {
        if at >= limit || !matches!(self.doc.word(at), "of" | "for" | "on" | "to") {
            return None;
        }
        let mut end = None;
        let mut index = at + 1;
        while index < limit && index < at + MAX_ORGANIZATION {
            let token = self.doc.tokens[index];
            if token.gap > Gap::Space {
                break;
            }
            let capital = token.case.is_capital() && token.is_word();
            let glue = matches!(self.doc.word(index), "and" | "the" | "of" | "for" | "&")
                || token.kind == TokenKind::Hyphen && token.gap == Gap::None;
            if capital {
                let and = self.doc.word(index - 1) == "and";
                // "the Ministry of Defense and NATO": two names.
                if and && (token.case == Case::Upper || self.info(index).given.is_some()) {
                    break;
                }
                // "of Public Opinion Research": a word that is no name alone may stand between others that are.
                let between = index + 1 < limit && self.doc.tokens[index + 1].case.is_capital();
                if self.info(index).not_name.is_some_and(|kind| kind != NotName::OfPerson)
                    && !and
                    && (!between || self.info(index).weekday)
                {
                    break;
                }
                end = Some(index + 1);
            } else if !glue {
                break;
            }
            index += 1;
        }
        end
    }

    /// End of the next word of a personal name, which begins at `at`: a capital, an initial, a particle and a capital, a
    /// hyphen and a word, or a suffix.
    fn next_name_word(&self, at: usize, limit: usize) -> Option<usize> {
        let token = self.doc.tokens[at];
        if token.kind == TokenKind::Hyphen && token.gap == Gap::None && at + 1 < limit {
            let next = self.doc.tokens[at + 1];
            return (next.gap == Gap::None && next.kind == TokenKind::Word).then_some(at + 2);
        }
        if token.kind == TokenKind::Comma && at + 1 < limit && self.is_suffix(at + 1) {
            return Some(at + 2);
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
            && !(self.info(at).geographic && self.info(at).surname.is_none());
        (initial || name).then_some(at + 1)
    }

    /// True if a capitalised word may be part of a name at all.
    fn can_name(&self, index: usize) -> bool {
        let token = self.doc.tokens[index];
        let known = self.info(index);
        token.is_word() && token.case.is_capital() && known.not_name.is_none() && !known.opener
    }

    fn info(&self, index: usize) -> &WordInfo {
        self.lexicons.word(self.doc, index)
    }

    fn is_organization_head(&self, index: usize) -> bool {
        let known = self.info(index);
        known.head.is_some() && known.surname.is_none()
    }

    fn starts_sentence(&self, at: usize) -> bool {
        let sentence = self.doc.sentence_of(at);
        self.doc.sentences.get(sentence).is_some_and(|sentence| sentence.tokens.start as usize == at)
    }

    /// What tells of a person whose given name is not known: a verb of saying behind the name, or an age, or a role noun
    /// before it.
    fn introduced(&self, at: usize, end: usize, limit: usize) -> bool {
        let speaks = end < limit && self.info(end).speech_verb
            || at > 0 && self.doc.tokens[at].gap == Gap::Space && self.info(at - 1).speech_verb;
        let age = end + 1 < limit
            && self.doc.tokens[end].kind == TokenKind::Comma
            && (self.doc.tokens[end + 1].kind == TokenKind::Number
                || matches!(self.doc.word(end + 1), "a" | "an" | "the" | "who" | "whose")
                || self.office_follows(end + 1, limit));
        // "Orla Quillfeather and Ann Lee"
        let joined = end + 2 < limit
            && self.doc.word(end) == "and"
            && self.info(end + 1).given.is_some_and(|given| !given.common)
            && self.doc.tokens[end + 2].case == Case::Title;
        // "Voss et al."
        let first_author = end + 1 < limit && self.doc.word(end) == "et" && self.doc.word(end + 1).starts_with("al");
        speaks
            || age
            || joined
            || first_author
            || self.behind_role(at)
            || self.behind_office(at)
            || self.governs(at, end, limit)
    }

    /// "the Voss administration".
    #[must_use]
    pub fn governs(&self, at: usize, end: usize, limit: usize) -> bool {
        self.behind_article(at) && end < limit && matches!(self.doc.word(end), "administration" | "presidency")
    }

    /// "…, executive director of": a noun for one person soon behind the comma, with only modifiers before it.
    fn office_follows(&self, at: usize, limit: usize) -> bool {
        (at..limit.min(at + 3)).take_while(|&index| self.doc.tokens[index].is_word()).any(|index| {
            let nominal = self.info(index).nominal;
            nominal.is_some_and(|nominal| !nominal.plural && nominal.refers == Refers::Person)
        })
    }

    /// "the head of the assay office, Annelore Dreyhaupt": a noun for one person opens the phrase before the comma.
    fn behind_office(&self, at: usize) -> bool {
        if at < 3 || self.doc.tokens[at].gap != Gap::Space || self.doc.tokens[at - 1].kind != TokenKind::Comma {
            return false;
        }
        let phrase =
            (at.saturating_sub(MAX_OFFICE)..at - 1).rev().take_while(|&index| self.doc.tokens[index].is_word());
        phrase.filter(|&index| self.doc.tokens[index].case == Case::Lower).any(|index| {
            let nominal = self.info(index).nominal;
            let of = index + 1 < at - 1 && matches!(self.doc.word(index + 1), "of" | "for" | "at");
            of && nominal.is_some_and(|nominal| !nominal.plural && nominal.refers == Refers::Person)
        })
    }

    /// End of the capitals at `at`, where a phrase behind them says that they name a body.
    #[must_use]
    pub fn called_body_at(&self, at: usize, limit: usize) -> Option<usize> {
        let run = (at..limit)
            .take_while(|&index| self.can_name(index) && (index == at || self.doc.tokens[index].gap == Gap::Space));
        let end = at + run.count();
        (end > at && self.called_body(end, limit)).then_some(end)
    }

    /// "Patriot Peat, one of the county's largest peat | companies": the phrase behind the comma says that it is a body.
    fn called_body(&self, end: usize, limit: usize) -> bool {
        if end + 2 >= limit || self.doc.tokens[end].kind != TokenKind::Comma {
            return false;
        }
        let start = match (self.doc.word(end + 1), self.doc.word(end + 2)) {
            ("one", "of") => end + 3,
            ("a" | "an", _) => end + 2,
            _ => return false,
        };
        let inside = |index: &usize| {
            let kind = self.doc.tokens[*index].kind;
            let modifier = matches!(
                self.info(*index).function,
                None | Some(Function::Determiner | Function::Possessive | Function::Adjective | Function::Adverb)
            );
            matches!(kind, TokenKind::Word | TokenKind::Clitic | TokenKind::Hyphen | TokenKind::Abbreviation)
                && modifier
        };
        let phrase = (start..limit.min(start + MAX_OFFICE)).take_while(inside);
        let head = phrase.filter(|&index| self.doc.tokens[index].case == Case::Lower).last();
        let nominal = head.and_then(|head| self.info(head).nominal);
        nominal.is_some_and(|nominal| nominal.refers == Refers::Organization)
    }

    /// "negotiator Annelore Dreyhaupt": a lower-case noun for one person stands before the name.
    fn behind_role(&self, at: usize) -> bool {
        at > 0
            && self.doc.tokens[at].gap == Gap::Space
            && self.doc.tokens[at - 1].case == Case::Lower
            && self.info(at - 1).nominal.is_some_and(|nominal| !nominal.plural && nominal.refers == Refers::Person)
    }
}
