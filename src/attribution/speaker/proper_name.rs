//! Names in sources that no list has: "Gridwise, an app that …", "KPNX channel", "analyst Ann Voss". That the engine calls a
//! phrase the source is the best evidence there is that an unknown name in it is a person or an organization.

use super::phrase::Phrase;
use super::resolver::{Resolved, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::{Flag, SourceForm};
use crate::document::{Case, EntityKind, Gap, Gender, TokenKind};
use crate::entity::title;
use crate::gazetteer::word_class::{Function, Nominal, OwnerKind, Refers};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// Most tokens of a name.
const MAX_NAME: usize = 10;
/// How far after a source its first pronoun is looked for, in tokens.
const PRONOUN_WINDOW: usize = 60;
/// How many entities of the article are compared with a short form.
const MAX_COMPARED: usize = 96;
/// How far around a source the article is searched for the same word, in tokens.
const SAME_WORD_REACH: usize = 2000;

impl SpeakerResolver<'_, '_> {
    /// The person or organization that a capitalized name in the source makes known, though no list has it.
    pub(super) fn proper_name(
        &mut self,
        source: &Range<usize>,
        phrase: &Phrase,
        parts: &ClaimReading,
    ) -> Option<Resolved> {
        let name = self.name_in_source(source, phrase)?;
        // "Quillmark Chief Executive Ada Voss": the person.
        let tail = self.mention_at(name.end - 1).filter(|&at| {
            let mention = &self.doc.mentions[at];
            mention.kind == EntityKind::Person
                && mention.tokens.start() > name.start
                && mention.tokens.end() == name.end
        });
        if let Some(at) = tail {
            let government = self.in_group(&self.doc.lower(phrase.head), WordGroup::Government);
            return (!government).then(|| self.named(at));
        }
        if let Some(state) = self.state_of_seat(&name) {
            return Some(Resolved::new(SourceForm::Name, Some(self.speaker(state)), Flag::NominalUnresolved));
        }
        let span = self.doc.span_of(name.clone());
        let text = span.of(self.doc.text()).split_whitespace().collect::<Vec<_>>().join(" ");
        let known = self.added_by_name.get(&text).copied().or_else(|| self.organization_with_part(&text, source.start));
        let entity = known.unwrap_or_else(|| match self.kind_of_name(source, &name, parts) {
            EntityKind::Person => {
                let given = self.doc.info(name.start).given;
                let entity = self.add_person(text, given.map_or(Gender::Unknown, |given| given.gender), span);
                self.added_by_name.entry(self.doc.word(name.end - 1).to_owned()).or_insert(entity);
                entity
            }
            _ => self.add_organization(text, None, span),
        });
        Some(Resolved::new(SourceForm::Name, Some(self.speaker(entity)), Flag::NominalUnresolved))
    }

    /// The tokens of the name that the source consists of, with its description.
    fn name_in_source(&self, source: &Range<usize>, phrase: &Phrase) -> Option<Range<usize>> {
        let end = (source.start..source.end)
            .find(|&index| {
                index > source.start
                    && matches!(
                        self.doc.tokens[index].kind,
                        TokenKind::Comma | TokenKind::Dash | TokenKind::Open | TokenKind::Colon | TokenKind::Semicolon
                    )
            })
            .unwrap_or(source.end);
        let end = end - usize::from(end > source.start + 1 && self.is_possessive(end - 1));
        let nominal = |index: usize| self.doc.info(index).nominal;
        // "officials in Leeds", "a statement by Ann": the head is a noun for somebody else.
        let head_is_other = self.doc.tokens[phrase.head].case == Case::Lower
            && nominal(phrase.head).is_some_and(|noun| noun.refers != Refers::Organization || noun.plural);
        let mut run_end = end;
        // "KPNX channel", "the Iwacu newspaper": a noun for the organization closes the phrase.
        while run_end > source.start
            && self.doc.tokens[run_end - 1].case == Case::Lower
            && nominal(run_end - 1).is_some_and(|noun| noun.refers == Refers::Organization && !noun.plural)
        {
            run_end -= 1;
        }
        let owned = self.doc.lexicons.owned_organizations.get(&*self.doc.lower(phrase.head));
        if owned == Some(&OwnerKind::Person) {
            return None;
        }
        if let Some(cut) = (source.start..run_end).skip(1).find(|&index| self.ends_name(index)) {
            // "Pediatric and mental health experts"
            if self.doc.info(cut).function == Some(Function::Conjunction) {
                return None;
            }
            run_end = cut;
        }
        let closed = run_end;
        let mut start = run_end;
        while start > source.start && run_end - start < MAX_NAME && self.is_name_token(start - 1, start < run_end) {
            start -= 1;
        }
        let whole = start;
        // Small words of names do not begin one, and neither does an article.
        while start < run_end && !self.begins_name(start) {
            start += 1;
        }
        // "New York"
        if whole < start && start < run_end && self.is_place(&(whole..run_end)) {
            start = whole;
        }
        if start >= run_end || head_is_other && phrase.head >= start {
            return None;
        }
        if head_is_other && !self.describes(phrase.head, start) || !self.can_be_source(start..run_end, closed < end) {
            return None;
        }
        let opens = self.doc.sentences[self.doc.sentence_of(start)].tokens.start() == start;
        let single = run_end == start + 1;
        (!opens || self.is_name_elsewhere(start, single)).then_some(start..run_end)
    }

    /// False for places beside a noun ("the New York bank"), titles ("the Justice Minister"), days and the like.
    fn can_be_source(&self, name: Range<usize>, described: bool) -> bool {
        let last = self.doc.info(name.end - 1);
        let first = self.doc.tokens[name.start];
        let letter = name.len() == 1 && first.span().len() < 2;
        let plural = name.len() == 1
            && first.case == Case::Title
            && self.doc.word(name.start).ends_with('s')
            && name.start > 0
            && self.doc.is(name.start - 1, "the");
        // "MPs", "CEOs"
        let word = self.doc.word(name.end - 1);
        let initials =
            word.strip_suffix('s').is_some_and(|stem| stem.len() > 1 && stem.chars().all(char::is_uppercase));
        let time = last.weekday || last.circumstance.is_some();
        // "the Hollywood Reporter" is an organization, "the Justice Minister" and "the Reporter" are not.
        let noun =
            |noun: Nominal| noun.plural && name.len() < 2 || noun.refers != Refers::Organization && name.len() < 3;
        let titled = name.len() > 1 && self.doc.is(name.start.saturating_sub(1), "the") && !last.ends_title;
        let article = name.start > 0 && matches!(&*self.doc.lower(name.start - 1), "the" | "a" | "an");
        let title = last.ends_title && (article || name.len() < 2 || self.is_title(&name));
        // "the rights organization Safe Defenders"
        let called = name.len() > 1 && name.start > 0 && self.says_kind(name.start - 1);
        let office = title && last.head.is_none() || !(titled || called) && last.nominal.is_some_and(noun);
        let number = name.len() == 1 && self.in_group(&self.doc.lower(name.start), WordGroup::Number);
        // "Ann’s Father", as headlines have it
        let owned = last.nominal.is_some_and(|noun| matches!(noun.refers, Refers::Person | Refers::Unnamed))
            && name.clone().any(|index| self.is_possessive(index));
        let text = self.doc.span_of(name.clone()).of(self.doc.text());
        let beside_noun = described || name.start > 0 && matches!(&*self.doc.lower(name.start - 1), "the" | "a" | "an");
        let place = beside_noun
            && (self.doc.lexicons.places.contains(text)
                || name.clone().all(|index| {
                    self.mention_at(index).is_some_and(|at| self.doc.mentions[at].kind == EntityKind::State)
                }));
        // "the West"
        let region = name.len() == 1 && beside_noun && last.not_alone;
        !(letter || region || plural || initials || time || office || owned || number || place || last.geographic)
    }

    /// True if the words are a title and no more: "Justice Minister".
    fn is_title(&self, name: &Range<usize>) -> bool {
        title::ending(self.doc, name.end).is_some_and(|(_, start)| start <= name.start)
    }

    /// True if a lower-case noun for one person or organization stands directly before the name: "developer Valve".
    fn describes(&self, head: usize, start: usize) -> bool {
        let one = |noun: Nominal| !noun.plural && !matches!(noun.refers, Refers::Document | Refers::Group);
        head + 1 == start && self.doc.info(head).nominal.is_some_and(one)
    }

    /// A preposition or relative ends the name, unless capitals go on after "of", "and" or "for".
    fn ends_name(&self, index: usize) -> bool {
        let function = self.doc.info(index).function;
        let linked = self.in_group(&self.doc.lower(index), WordGroup::NameLink)
            && self.doc.tokens.get(index + 1).is_some_and(|next| next.case.is_capital());
        matches!(function, Some(Function::Relative | Function::To | Function::Preposition | Function::Conjunction))
            && !linked
    }

    /// True for a token that may be in a name that goes on after it if `inner`.
    fn is_name_token(&self, index: usize, inner: bool) -> bool {
        let token = self.doc.tokens[index];
        let info = self.doc.info(index);
        if token.is_word() && token.case.is_capital() {
            let opens = self.doc.sentences[self.doc.sentence_of(index)].tokens.start() == index;
            return info.function.is_none() || inner && token.span().len() > 1 && !(info.opener && opens);
        }
        let address = token.kind == TokenKind::Other
            && self.doc.word(index).contains('.')
            && self.doc.word(index).starts_with(|letter: char| letter.is_alphanumeric());
        if address {
            return true;
        }
        let linked = matches!(token.kind, TokenKind::Hyphen | TokenKind::Clitic) || self.doc.word(index) == "&";
        inner && (linked || self.in_group(&self.doc.lower(index), WordGroup::NameLink))
            || token.kind == TokenKind::Number && token.gap <= Gap::Space
    }

    fn begins_name(&self, index: usize) -> bool {
        let (token, info) = (self.doc.tokens[index], self.doc.info(index));
        let number = matches!(token.kind, TokenKind::Number | TokenKind::Other);
        let opens = self.doc.sentences[self.doc.sentence_of(index)].tokens.start() == index;
        let inside = !opens && self.doc.tokens.get(index + 1).is_some_and(|next| next.case.is_capital());
        // "the watchdog Open Ledger"
        // "the We Company"
        let pronoun = info.function == Some(Function::Pronoun) && token.span().len() > 1;
        let word = info.function.is_none() || inside && (pronoun || info.function == Some(Function::Adjective));
        number || token.is_word() && token.case.is_capital() && word && (!info.opener || inside)
    }

    /// True for a word at the beginning of a sentence that is written with a capital elsewhere too, or can only be a name.
    fn is_name_elsewhere(&self, index: usize, single: bool) -> bool {
        let (token, info) = (self.doc.tokens[index], self.doc.info(index));
        if token.case == Case::Upper || token.mixed || !single && self.doc.tokens[index + 1].case.is_capital() {
            return true;
        }
        if info.nominal.is_some() || info.function.is_some() || info.title_modifier {
            return false;
        }
        let hash = self.doc.hashes[index];
        let from = index.saturating_sub(SAME_WORD_REACH);
        let until = (index + SAME_WORD_REACH).min(self.doc.tokens.len());
        let mut found = false;
        for at in from..until {
            if at == index || self.doc.hashes[at] != hash {
                continue;
            }
            match self.doc.tokens[at].case {
                Case::Lower => return false,
                _ => found |= self.doc.sentences[self.doc.sentence_of(at)].tokens.start() != at,
            }
        }
        // "Texas" is no plural.
        found || !self.doc.word(index).ends_with('s') || self.doc.lexicons.places.contains(self.doc.word(index))
    }

    fn is_place(&self, name: &Range<usize>) -> bool {
        self.doc.lexicons.places.contains(self.doc.span_of(name.clone()).of(self.doc.text()))
    }

    /// What an unknown name names: by the noun beside it, the phrase after it, its words, the next pronoun; an organization if
    /// nothing tells.
    fn kind_of_name(&self, source: &Range<usize>, name: &Range<usize>, parts: &ClaimReading) -> EntityKind {
        let noun = |index: usize| self.doc.info(index).nominal.filter(|_| self.doc.tokens[index].case == Case::Lower);
        let kind = |nominal: Nominal| match nominal.refers {
            Refers::Organization => Some(EntityKind::Organization),
            Refers::Person | Refers::Unnamed if !nominal.plural => Some(EntityKind::Person),
            _ => None,
        };
        if let Some(found) =
            noun(name.end.min(self.doc.tokens.len() - 1)).filter(|_| name.end < source.end).and_then(kind)
        {
            return found;
        }
        if let Some(found) = name.start.checked_sub(1).and_then(noun).and_then(kind) {
            return found;
        }
        if let Some(found) = self.apposition_kind(name.end, source.end) {
            return found;
        }
        let words = || name.clone().filter(|&index| self.doc.tokens[index].is_word());
        let first = self.doc.info(name.start);
        let last = self.doc.info(name.end - 1);
        let article = name.start > 0 && self.doc.is(name.start - 1, "the");
        let mixed = words().any(|index| self.doc.tokens[index].mixed && !self.doc.word(index).contains(['\'', '’']));
        let head = words().any(|index| self.doc.info(index).head.is_some()) && last.surname.is_none();
        let small = name
            .clone()
            .any(|index| !self.doc.tokens[index].is_word() && self.doc.tokens[index].kind != TokenKind::Hyphen);
        if article || head || small || self.is_place(name) || mixed && first.given.is_none() {
            return EntityKind::Organization;
        }
        let count = words().count();
        if count > 1 && (first.given.is_some() || last.surname == Some(false))
            || count == 1 && last.surname == Some(false)
        {
            return EntityKind::Person;
        }
        if self.doc.tokens[name.start].case == Case::Upper && count == 1 {
            return EntityKind::Organization;
        }
        self.next_pronoun(source, parts).unwrap_or(EntityKind::Organization)
    }

    /// What the phrase after the comma at `end` says: "Gridwise, an app …", "Voss, a journalist …".
    fn apposition_kind(&self, end: usize, limit: usize) -> Option<EntityKind> {
        let comma = self.doc.tokens.get(end)?;
        if end + 1 >= limit || comma.kind != TokenKind::Comma {
            return None;
        }
        match &*self.doc.lower(end + 1) {
            "which" => return Some(EntityKind::Organization),
            "who" | "whose" => return Some(EntityKind::Person),
            _ => {}
        }
        if self.doc.tokens[end + 1].kind == TokenKind::Number {
            return Some(EntityKind::Person);
        }
        let stops = |index: &usize| {
            let function = self.doc.info(*index).function;
            !matches!(function, Some(Function::Preposition | Function::Relative | Function::To | Function::Conjunction))
                && self.doc.tokens[*index].kind != TokenKind::Comma
        };
        let nouns = (end + 1..limit).take_while(stops).filter_map(|index| self.doc.info(index).nominal);
        Some(match nouns.last()?.refers {
            Refers::Organization => EntityKind::Organization,
            Refers::Person | Refers::Unnamed => EntityKind::Person,
            _ => return None,
        })
    }

    /// Whether the first pronoun soon after the source is a person's or a thing's, if nobody else is named before it.
    fn next_pronoun(&self, source: &Range<usize>, parts: &ClaimReading) -> Option<EntityKind> {
        let from = source.end.max(parts.end());
        let until = (from + PRONOUN_WINDOW).min(self.doc.tokens.len());
        for index in from..until {
            if self.doc.depths[index] > 0 {
                continue;
            }
            if self.mention_at(index).is_some_and(|at| self.doc.mentions[at].kind == EntityKind::Person) {
                return None;
            }
            let word = self.doc.lower(index);
            if self.in_group(&word, WordGroup::He) || self.in_group(&word, WordGroup::She) {
                return Some(EntityKind::Person);
            }
            if self.in_group(&word, WordGroup::It) {
                return Some(EntityKind::Organization);
            }
        }
        None
    }

    /// The one organization of the article whose name has these words side by side: "Quaker" of "Quaker Oats".
    pub(super) fn organization_with_part(&self, part: &str, at: usize) -> Option<u32> {
        let before = self.mentions_before(at).filter_map(|mention| mention.entity);
        let known = (0..self.doc.entities.len().min(MAX_COMPARED) as u32).chain(before);
        let mut only = None;
        for index in known {
            let entity = self.entity(index);
            let fits = entity.kind == EntityKind::Organization && has_part(&entity.name, part);
            if fits && only.is_some_and(|other| other != index) {
                return None;
            }
            only = if fits { Some(index) } else { only };
        }
        only
    }
}

/// True if the words of `part` stand side by side in `name` and are its first or last ones.
fn has_part(name: &str, part: &str) -> bool {
    let boundary = |rest: &str| rest.starts_with([' ', '-', '/', ',']);
    name.len() > part.len()
        && (name.strip_prefix(part).is_some_and(boundary)
            || name.strip_suffix(part).is_some_and(|rest| rest.ends_with([' ', '-', '/'])))
}

#[cfg(test)]
mod tests {
    use super::has_part;

    #[test]
    fn a_part_is_whole_words_at_an_end() {
        for (name, part, expected) in [
            ("Quillby Oats Co.", "Quillby", true),
            ("Voss-Lund Cos.", "Voss", true),
            ("Institut Quillby", "Quillby", true),
            ("Quillby", "Quillby", false),
            ("Quillbyton Oats", "Quillby", false),
            ("The Oats of Quillby Bay", "Quillby", false),
        ] {
            assert_eq!(has_part(name, part), expected, "{name} {part}");
        }
    }
}
