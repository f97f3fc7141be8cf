//! Somebody under another noun: "the singer" and "the 34-year-old" after a sentence about nobody else.

use super::resolver::SpeakerResolver;
use crate::document::{Case, EntityKind, Gender, TokenKind};
use crate::entity::title;
use crate::gazetteer::role_words::RoleKind;
use crate::gazetteer::word_class::{Function, Nominal, Refers, TitleKind};
use crate::gazetteer::word_groups::WordGroup;
use std::ops::Range;

/// How many sentences back the person may be.
const REACH: usize = 2;
/// Longest age that a source is read for, in tokens: "34-year-old".
const AGE: usize = 5;

impl SpeakerResolver<'_, '_> {
    /// The person whom a plain definite noun continues, because the sentence before is about them and names nobody else.
    pub(super) fn continued(&self, source: &Range<usize>, noun: Option<(usize, Nominal)>) -> Option<u32> {
        let age = self.age_in(source);
        if let Some(entity) = age.and_then(|age| self.of_age(age, source.start)) {
            return Some(entity);
        }
        let gender = noun.map_or(Gender::Unknown, |(_, noun)| noun.gender);
        let any_office = noun.is_some_and(|(at, _)| self.in_group(&self.doc.lower(at), WordGroup::AnyOffice));
        let trade = noun.is_some_and(|(at, noun)| self.may_continue(at, noun));
        if !self.is_plain(source) || age.is_none() && !trade && !any_office {
            return None;
        }
        // "A man left. The man said": nobody whom the article names.
        if self.said.iter().any(|said| said.introduced.is_some()) {
            return None;
        }
        let outside = |token: usize| token < source.start && self.doc.depths[token] == 0;
        let here = self.doc.sentence_of(source.start);
        let sentences = self.narrated_before(here).take(REACH);
        let (sentence, entity) = sentences.into_iter().find_map(|sentence| {
            let found = self.main(sentence, source.start, gender, outside)?;
            Some((sentence, found.person()?))
        })?;
        // "The official" is somebody whom the article gives an office.
        if age.is_none() && !trade && !self.is_described_here(entity) {
            return None;
        }
        let start = self.doc.sentences[sentence].tokens.start();
        let from = self.doc.mentions.partition_point(|mention| mention.tokens.start() < start);
        let between = self.doc.mentions[from..].iter().take_while(|mention| mention.tokens.start() < source.start);
        let rival = between.into_iter().any(|mention| {
            let other = mention.entity.is_none_or(|other| other != entity && self.agrees(other, gender));
            mention.kind == EntityKind::Person && outside(mention.tokens.start()) && other
        });
        (!rival).then_some(entity)
    }

    /// "the singer", "the singer and guitarist", "the 34-year-old": an article and words in lower case.
    fn is_plain(&self, source: &Range<usize>) -> bool {
        let words = source.start + 1..source.end;
        &*self.doc.lower(source.start) == "the"
            && !words.is_empty()
            && words.into_iter().all(|index| {
                let token = self.doc.tokens[index];
                // "the Labour MP"
                let party = self.doc.lexicons.role_words.sense(self.doc.word(index)).kind == Some(RoleKind::Party);
                let word = token.is_word() && (token.case == Case::Lower || party || self.mention_at(index).is_none());
                let function = self.doc.info(index).function;
                let free = function.is_none() || self.in_group(&self.doc.lower(index), WordGroup::Joining);
                word && free || matches!(token.kind, TokenKind::Hyphen | TokenKind::Number)
            })
    }

    /// True for a trade and the like: not for an office, which the article would have to give the person first, nor for "the
    /// man" and "the victim", whom it may leave without a name.
    fn may_continue(&self, at: usize, noun: Nominal) -> bool {
        let word = self.doc.lower(at);
        let office = self.doc.lexicons.role_words.sense(self.doc.word(at)).kind == Some(RoleKind::Office);
        let trade = match title::ending(self.doc, at + 1) {
            Some((title, _)) => title.kind == TitleKind::Profession,
            None => noun.gender == Gender::Unknown,
        };
        noun.refers == Refers::Person
            && !noun.plural
            && trade
            && !office
            && !self.in_group(&word, WordGroup::SeldomNamed)
    }

    /// 34 of "the 34-year-old".
    fn age_in(&self, source: &Range<usize>) -> Option<u32> {
        let number = (source.start..source.end.min(source.start + AGE))
            .find(|&index| self.doc.tokens[index].kind == TokenKind::Number)?;
        self.age_at(number, true)
    }

    /// The age that the number at `at` is: "34-year-old" if `spelled`, else any number below 120.
    fn age_at(&self, at: usize, spelled: bool) -> Option<u32> {
        let word = self.doc.word(at);
        let age: u32 = word.split('-').next()?.parse().ok().filter(|age| *age < 120)?;
        let years = word.contains("-year") || at + 2 < self.doc.tokens.len() && self.doc.is(at + 2, "year");
        (!spelled || years).then_some(age)
    }

    /// The one person of that age: "Voss, 34,", "Voss (34)", "34-year-old Voss".
    fn of_age(&self, age: u32, at: usize) -> Option<u32> {
        let mut only = None;
        for mention in self.mentions_before(at).filter(|mention| mention.kind == EntityKind::Person) {
            let (start, end) = (mention.tokens.start(), mention.tokens.end());
            let after = end + 2 < self.doc.tokens.len()
                && matches!(self.doc.tokens[end].kind, TokenKind::Comma | TokenKind::Open)
                && matches!(self.doc.tokens[end + 2].kind, TokenKind::Comma | TokenKind::Close | TokenKind::Terminal)
                && self.age_at(end + 1, false) == Some(age);
            let before = start > 0
                && (start.saturating_sub(AGE + 1)..start).any(|index| {
                    self.doc.tokens[index].kind == TokenKind::Number && self.age_at(index, true) == Some(age)
                })
                && self.doc.info(start - 1).function != Some(Function::Preposition);
            let Some(entity) = mention.entity.filter(|_| after || before) else { continue };
            if only.is_some_and(|other| other != entity) {
                return None;
            }
            only = Some(entity);
        }
        only
    }
}
