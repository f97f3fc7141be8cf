//! Sources with a name in them.

use super::phrase::Phrase;
use super::resolver::{Resolved, SpeakerResolver};
use crate::attribution::reading::ClaimReading;
use crate::claim::{Flag, SourceForm, Speaker};
use crate::document::{Case, Entity, EntityKind, Gap, Gender, GenderSource, MentionForm, TokenKind};
use crate::gazetteer::word_groups::WordGroup;
use crate::span::Span;
use std::ops::Range;

/// How far into a source an account is looked for, in tokens.
const MAX_ACCOUNT: usize = 12;
/// Most words of a name that is in no list.
const MAX_NAME: usize = 4;
/// How long an acronym is, in letters.
const ACRONYM: std::ops::RangeInclusive<usize> = 2..=6;
/// Shortest family name that may be misspelled, in letters.
const MISSPELLED: usize = 5;

impl SpeakerResolver<'_, '_> {
    /// A source that is not a pronoun.
    pub(super) fn noun_phrase(&mut self, source: &Range<usize>, parts: &ClaimReading) -> Resolved {
        let phrase = self.phrase(source);
        let resolved = self.one_or_group(source, &phrase, parts);
        match resolved.speaker {
            Some(Speaker::Group | Speaker::Unnamed | Speaker::Document) => {
                Resolved { on_behalf: self.on_behalf(source, &phrase, parts), ..resolved }
            }
            None => self.without_name(source, &phrase, parts).unwrap_or(resolved),
            _ => resolved,
        }
    }

    /// How a source refers that names an organization by what it is: by name if it has one or its owner's.
    fn form_of_body(&self, phrase: &Phrase) -> SourceForm {
        let named = phrase.before.or(phrase.possessor).is_some() || self.doc.tokens[phrase.head].case.is_capital();
        if named { SourceForm::Name } else { SourceForm::Nominal }
    }

    fn one_or_group(&mut self, source: &Range<usize>, phrase: &Phrase, parts: &ClaimReading) -> Resolved {
        if let Some(head) = self.kind_after_description(source, phrase) {
            let alone = Phrase { head, end: head + 1, ..Phrase::default() };
            let speaker = self.organization_by_kind(source, &alone).map(|entity| self.speaker(entity));
            if speaker.is_some() || self.doc.info(phrase.head).nominal.is_none() {
                return Resolved::new(SourceForm::Nominal, speaker, Flag::NominalUnresolved);
            }
        }
        let head = phrase.mention.or(phrase.apposed);
        let is_person = |at: usize| self.doc.mentions[at].kind == EntityKind::Person;
        if !head.is_some_and(is_person)
            && let Some(at) = self.person_inside(source, phrase)
        {
            return self.named(at);
        }
        let described = head.is_some_and(|at| self.is_before_name(source, at));
        if let Some(resolved) = if described { self.proper_name(source, phrase, parts) } else { None } {
            return resolved;
        }
        if let Some(name) = head.and_then(|at| self.name_from_demonym(source, at)) {
            let span = self.doc.span_of(name);
            let text = span.of(self.doc.text()).split_whitespace().collect::<Vec<_>>().join(" ");
            let known =
                self.added_by_name.get(&text).copied().or_else(|| self.organization_with_part(&text, source.start));
            let entity = known.unwrap_or_else(|| self.add_organization(text, None, span));
            return Resolved::new(SourceForm::Name, Some(self.speaker(entity)), Flag::NominalUnresolved);
        }
        if let Some(at) = head {
            if let Some(entity) = self.joined_organizations(source, at) {
                return Resolved::new(SourceForm::Name, Some(self.speaker(entity)), Flag::AmbiguousSpeaker);
            }
            return self.people_of_state(source, at).unwrap_or_else(|| self.named(at));
        }
        if let Some(entity) = self.account(source) {
            return Resolved::new(SourceForm::Name, Some(self.speaker(entity)), Flag::NominalUnresolved);
        }
        if let Some(entity) = self.administration(phrase).or_else(|| self.government(source, phrase)) {
            let form =
                if phrase.before.or(phrase.possessor).is_some() { SourceForm::Name } else { SourceForm::Nominal };
            return Resolved::new(form, Some(self.speaker(entity)), Flag::NominalUnresolved);
        }
        if let Some(entity) = self.kind_after_name(phrase).or_else(|| self.unknown_before_kind(source, phrase)) {
            return Resolved::new(SourceForm::Name, Some(self.speaker(entity)), Flag::NominalUnresolved);
        }
        if let Some(entity) =
            self.office_of_officer(source, phrase).or_else(|| self.owned_organization(source, phrase, parts))
        {
            let form = self.form_of_body(phrase);
            return Resolved::new(form, Some(self.speaker(entity)), Flag::NominalUnresolved);
        }
        if let Some(resolved) = self.apposed_person(source, phrase) {
            return resolved;
        }
        if let Some(resolved) = self.apposed_organization(source, phrase, parts) {
            return resolved;
        }
        if self.in_group(&self.doc.lower(phrase.head), WordGroup::Force)
            && let Some(entity) = self.force_named(source, phrase).or_else(|| self.public_body(source, phrase))
        {
            let form = self.form_of_body(phrase);
            return Resolved::new(form, Some(self.speaker(entity)), Flag::NominalUnresolved);
        }
        // "the rights group Safe Harbors"
        if self.doc.tokens[phrase.head].case.is_capital()
            && self.is_kind_before_name(source, phrase.head)
            && let Some(resolved) = self.proper_name(source, phrase, parts)
        {
            return resolved;
        }
        let resolved = self.nominal(source, phrase);
        if resolved.speaker.is_some() {
            return resolved;
        }
        if let Some(entity) = self.part_of_organization(source, phrase) {
            return Resolved::new(SourceForm::Name, Some(self.speaker(entity)), Flag::NominalUnresolved);
        }
        if let Some(entity) = self.public_body(source, phrase) {
            let form = self.form_of_body(phrase);
            return Resolved::new(form, Some(self.speaker(entity)), Flag::NominalUnresolved);
        }
        if let Some(entity) = self.unknown_name(source, phrase) {
            return Resolved::new(SourceForm::Name, Some(self.speaker(entity)), Flag::NominalUnresolved);
        }
        self.proper_name(source, phrase, parts).unwrap_or(resolved)
    }

    /// True if a noun for organizations in lower case stands before the capitals that end at `last`.
    fn is_kind_before_name(&self, source: &Range<usize>, last: usize) -> bool {
        let capital = |&index: &usize| self.doc.tokens[index].is_word() && self.doc.tokens[index].case.is_capital();
        let first = (source.start..=last).rev().take_while(capital).last().unwrap_or(last);
        let noun = first.checked_sub(1).filter(|&noun| noun > source.start && first < last);
        noun.is_some_and(|noun| {
            self.doc.tokens[noun].case == Case::Lower
                && self.doc.info(noun).nominal.is_none_or(|noun| !noun.plural)
                && self.doc.lexicons.organization_nouns.contains_key(&*self.doc.lower(noun))
        })
    }

    /// "American Medical", "the British Phonographic Industry (BPI)": a demonym with the capitals after it, which are no title
    /// and nobody's name.
    fn name_from_demonym(&self, source: &Range<usize>, at: usize) -> Option<Range<usize>> {
        let mention = &self.doc.mentions[at];
        let start = mention.tokens.start();
        let article = start == source.start + 1 && self.doc.is(source.start, "the");
        if mention.form != MentionForm::Demonym || start != source.start && !article {
            return None;
        }
        let end = mention.tokens.end();
        let part = |&index: &usize| {
            let (token, info) = (self.doc.tokens[index], self.doc.info(index));
            let person =
                info.ends_title || info.title_modifier || info.nominal.is_some() || info.surname == Some(false);
            token.kind == TokenKind::Word
                && token.case == Case::Title
                && token.gap == Gap::Space
                && !(person || info.given.is_some() || info.weekday || info.opener || info.geographic)
                && info.function.is_none()
                && self.mention_at(index).is_none()
        };
        let last = end + (end..source.end).take_while(part).count();
        let closed = last == source.end
            || matches!(self.doc.tokens[last].kind, TokenKind::Comma | TokenKind::Open | TokenKind::Dash);
        let single = last == end + 1;
        let people = single && self.doc.word(end).ends_with('s');
        // "Australian Sinologist Ada Quill" may be anybody.
        let bracket = last < source.end && self.doc.tokens[last].kind == TokenKind::Open;
        let body = single || bracket || self.doc.info(last - 1).head.is_some();
        (last > end && closed && body && !people).then_some(start..last)
    }

    /// Whom a mention refers to. A plural of people is a group: "Americans". A full name that several rows of the gazetteer
    /// have, or an organization's, is still somebody: an entity of the article.
    pub(super) fn named(&mut self, at: usize) -> Resolved {
        let mention = &self.doc.doc.mentions[at];
        if mention.entity.is_none() {
            let name = mention.span.of(self.doc.text()).split_whitespace().collect::<Vec<_>>().join(" ");
            let entity = match mention.kind {
                EntityKind::Person if mention.tokens.len() > 1 => {
                    Some(self.add_person(name, Gender::Unknown, mention.span))
                }
                EntityKind::Organization => Some(self.add_organization(name, None, mention.span)),
                _ => None,
            };
            return Resolved::new(SourceForm::Name, entity.map(|one| self.speaker(one)), Flag::AmbiguousSpeaker);
        }
        let speaker = match mention.entity {
            Some(_) if mention.form == MentionForm::Demonym && mention.span.of(self.doc.text()).ends_with('s') => {
                Some(Speaker::Group)
            }
            entity => entity.map(|entity| self.speaker(entity)),
        };
        Resolved::new(SourceForm::Name, speaker, Flag::AmbiguousSpeaker)
    }

    /// "Reuters/Ipsos": organizations that did something together, as one name; `at` is the mention of one of them.
    fn joined_organizations(&mut self, source: &Range<usize>, at: usize) -> Option<u32> {
        let mention = &self.doc.mentions[at];
        let (mut start, mut end) = (mention.tokens.start(), mention.tokens.end());
        if mention.kind != EntityKind::Organization {
            return None;
        }
        let tokens = &self.doc.tokens;
        let slash = |index: usize| self.doc.word(index) == "/" && tokens[index].gap == Gap::None;
        let capital = |index: usize| tokens[index].is_word() && tokens[index].case.is_capital();
        let (first, last) = (start, end);
        while start > source.start + 1 && (slash(start - 1) || start < first && capital(start - 1)) {
            start -= 1;
        }
        if start < first && start == source.start + 1 && capital(source.start) {
            start = source.start;
        }
        while end + 1 < source.end && (slash(end) && capital(end + 1) || end > last && capital(end)) {
            end += 1;
        }
        if start == first && end == last || !capital(start) || !capital(end - 1) {
            return None;
        }
        let span = self.doc.span_of(start..end);
        let name = span.of(self.doc.text());
        (!name.contains('\n')).then(|| self.add_organization(name.to_owned(), None, span))
    }

    /// A capitalized word that is in no list: a misspelled family name, the last word of a longer name ("the Times"), or a
    /// family name that the article gives nowhere in full.
    fn unknown_name(&mut self, source: &Range<usize>, phrase: &Phrase) -> Option<u32> {
        let head = phrase.head;
        let token = self.doc.tokens[head];
        if !token.is_word() || !token.case.is_capital() || phrase.possessor.is_some() || phrase.before.is_some() {
            return None;
        }
        let word = self.doc.word(head);
        let article = head > source.start && matches!(&*self.doc.lower(source.start), "the" | "a" | "an");
        if article {
            // "the We Company" is not the last company.
            let alone = head == source.start + 1 || !self.doc.tokens[head - 1].case.is_capital();
            let short = if alone { self.organization_with_end(word, source.start) } else { None };
            return short.or_else(|| self.acronym(head));
        }
        if head > source.start {
            return self.full_name(source, head);
        }
        if let Some(entity) = self.acronym(head) {
            return Some(entity);
        }
        let known = self.doc.info(head);
        if known.nominal.is_some() || known.function.is_some() || token.case != Case::Title {
            return None;
        }
        let misspelled = (word.chars().count() >= MISSPELLED).then(|| {
            let mut near = self.mentions_before(source.start).filter_map(|mention| {
                let entity = mention.entity.filter(|_| mention.kind == EntityKind::Person)?;
                let surname = self.entity(entity).name.rsplit(' ').next()?;
                differs_by_one(surname, word).then_some(entity)
            });
            near.next().filter(|first| near.all(|other| other == *first))
        });
        if let Some(entity) = misspelled.flatten() {
            return Some(entity);
        }
        if let Some(&entity) = self.added_by_name.get(word) {
            return Some(entity);
        }
        let opens = self.doc.sentences[self.doc.sentence_of(head)].tokens.start() == head;
        let surname = known.surname.is_some_and(|common| !common || !opens) && known.not_name.is_none();
        let alone = source.end == head + 1 || self.doc.tokens[head + 1].kind == TokenKind::Comma;
        (surname && alone).then(|| self.add_person(word.to_owned(), Gender::Unknown, token.span()))
    }

    /// "MSNBC", "the FRA": a few capitals among lower-case letters name an organization, unless they are a word.
    fn acronym(&mut self, head: usize) -> Option<u32> {
        let (token, known) = (self.doc.tokens[head], self.doc.info(head));
        let sentence = self.doc.sentences[self.doc.sentence_of(head)].tokens;
        let shouted = || {
            let words = &self.doc.tokens[sentence.range()];
            !words.iter().any(|token| token.case == Case::Lower)
        };
        let word = self.doc.word(head);
        let is_word = known.nominal.is_some()
            || known.function.is_some()
            || known.not_name.is_some()
            || known.surname.is_some()
            || known.given.is_some()
            || known.ends_title;
        if token.case != Case::Upper || !ACRONYM.contains(&word.len()) || is_word || shouted() {
            return None;
        }
        if let Some(&known) = self.added_by_name.get(word) {
            return Some(known);
        }
        Some(self.add_organization(word.to_owned(), None, token.span()))
    }

    /// Two or three capitalized words that make up the source and can be a person's name, as sources most often are.
    fn full_name(&mut self, source: &Range<usize>, head: usize) -> Option<u32> {
        let words = source.start..head + 1;
        let ends = head + 1 == source.end || !self.doc.tokens[head + 1].is_word();
        let can_name = |index: usize| {
            let (token, known) = (self.doc.tokens[index], self.doc.info(index));
            token.is_word()
                && (token.case == Case::Title || token.case == Case::Upper && token.span().len() == 1)
                && known.nominal.is_none()
                && known.function.is_none()
                && known.not_name.is_none()
                && !known.geographic
                && !known.opener
                && !known.ends_title
                && (known.head.is_none() || known.surname.is_some())
        };
        if !ends || words.len() > MAX_NAME || !words.clone().all(can_name) {
            return None;
        }
        let given = self.doc.info(source.start).given;
        let unheard = |index: usize| self.doc.is_unlisted(index);
        let surname = self.doc.info(head).surname == Some(false);
        if given.is_none() && !surname && !(unheard(source.start) && unheard(head)) {
            return None;
        }
        let span = self.doc.span_of(words);
        let name = span.of(self.doc.text()).split_whitespace().collect::<Vec<_>>().join(" ");
        if self.doc.lexicons.places.contains(name.as_str()) {
            return None;
        }
        let entity = self.add_person(name, given.map_or(Gender::Unknown, |given| given.gender), span);
        self.added_by_name.entry(self.doc.word(head).to_owned()).or_insert(entity);
        Some(entity)
    }

    pub(super) fn add_person(&mut self, name: String, gender: Gender, first: Span) -> u32 {
        let id = format!("local/{}", name.to_lowercase().replace(' ', "-"));
        let gender_by = gender.known_by(GenderSource::GivenName);
        let kind = EntityKind::Person;
        self.add(Entity { id, kind, name, role: None, state: None, gender, gender_by, first, entry: None })
    }

    /// "@annlee": the owner of an account.
    fn account(&mut self, source: &Range<usize>) -> Option<u32> {
        let at = source.clone().take(MAX_ACCOUNT).find(|&index| {
            let word = self.doc.word(index);
            self.doc.tokens[index].kind == TokenKind::Other && word.len() > 1 && word.starts_with('@')
        })?;
        Some(self.add_person(self.doc.word(at).to_owned(), Gender::Unknown, self.doc.tokens[at].span()))
    }

    /// The last organization named whose name ends in these words: "Times", "Homeland Security".
    pub(super) fn organization_with_end(&self, end: &str, at: usize) -> Option<u32> {
        self.mentions_before(at).find_map(|mention| {
            let entity = mention.entity?;
            let name = self.entity(entity);
            let rest = name.name.strip_suffix(end)?;
            (name.kind == EntityKind::Organization && rest.ends_with(' ')).then_some(entity)
        })
    }
}

/// True if the words differ by one letter added, dropped, replaced or swapped with its neighbor.
fn differs_by_one(a: &str, b: &str) -> bool {
    if a == b || a.chars().next() != b.chars().next() {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let common = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[common..], &b[common..]);
    match (a.len(), b.len()) {
        (x, y) if x == y => a[1..] == b[1..] || x > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..],
        (x, y) if x == y + 1 => a[1..] == *b,
        (x, y) if x + 1 == y => b[1..] == *a,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::differs_by_one;

    #[test]
    fn misspellings_differ_by_one_letter() {
        for (a, b, expected) in [
            ("Quillfeather", "Quilfeather", true),
            ("Quillfeather", "Quillfaether", true),
            ("Rudenko", "Rudenka", true),
            ("Rudenko", "Rudenkos", true),
            ("Rudenko", "Rudenko", false),
            ("Rudenko", "Budenko", false),
            ("Rudenko", "Rudanka", false),
            ("Ru", "Rudenko", false),
        ] {
            assert_eq!(differs_by_one(a, b), expected, "{a} {b}");
            assert_eq!(differs_by_one(b, a), expected, "{b} {a}");
        }
    }
}
