//! Offices and trades by which the article or the gazetteer describes people, so that "the Republican nominee", "the
//! senator" and "his wife" can be resolved.

use crate::document::{Case, EntityKind, Gap, TokenKind};
use crate::entity::title;
use crate::gazetteer::lexicon::Lexicons;
use crate::gazetteer::role_words::{RoleKind, Sense};
use crate::gazetteer::word_class::{Function, Refers, TitleKind};
use crate::gazetteer::word_groups::WordGroup;
use crate::gazetteer::{Gazetteer, LexicalView};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Most descriptions kept of one person.
const MAX_DESCRIPTIONS: usize = 14;
/// Most of the gazetteer's offices among them.
const MAX_OFFICES: usize = 8;
/// Most words of one.
const MAX_WORDS: usize = 12;

/// Most words of whose office a description names.
const MAX_OWNER: usize = 4;

/// How well a description in the article's own words fits at least.
pub(super) const OWN_WORDS: i32 = 5;
/// What a description loses that was true once: "the president" is not "former president Voss".
const PAST: i32 = 4;

/// One description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Description {
    /// The office or trade itself.
    pub(super) head: u64,
    /// Every word, including the head.
    pub(super) words: Vec<Sense>,
    /// True if only the gazetteer says so: perhaps held at another time.
    pub(super) weak: bool,
}

impl Description {
    /// True if the article's own words say more than an office, as "Taliban spokesman" does.
    pub(super) fn is_specific(&self) -> bool {
        !self.weak && self.words.iter().any(|word| word.id != self.head && word.kind.is_none())
    }
}

/// The descriptions of everybody in a document, by entity.
#[derive(Debug, Default)]
pub(super) struct Descriptions {
    pub(super) people: FxHashMap<u32, Vec<Description>>,
}

impl Descriptions {
    /// The descriptions in the words around each name.
    pub(super) fn new(doc: LexicalView<'_, '_>, gazetteer: &Gazetteer) -> Self {
        let mut all = Self::default();
        for mention in doc.mentions.iter().filter(|mention| mention.kind == EntityKind::Person) {
            let Some(entity) = mention.entity else { continue };
            let list = all.people.entry(entity).or_insert_with(|| {
                let entry = doc.entities[entity as usize].entry;
                let roles = entry.into_iter().flat_map(|entry| gazetteer.roles(entry));
                roles.take(MAX_OFFICES).filter_map(|role| of_office(doc.lexicons, role.title)).collect()
            });
            if list.len() >= MAX_DESCRIPTIONS {
                continue;
            }
            let (start, end) = (mention.tokens.start(), mention.tokens.end());
            let limit = doc.sentences[doc.sentence_of(start)].tokens.end();
            let before = before(doc, start, end).or_else(|| office_of(doc, start));
            let ranges = [before, after(doc, end, limit), party(doc, end, limit)];
            for range in ranges.into_iter().flatten() {
                let words = range.clone().filter(|&index| doc.tokens[index].is_word());
                let head = head_of(doc, &range);
                let words: Vec<Sense> =
                    words.map(|index| doc.lexicons.role_words.sense(doc.word(index))).take(MAX_WORDS).collect();
                // "chairman and chief executive": two offices of the same.
                let second = second_office(doc, &range).map(|second| head_of(doc, &second));
                for head in second.into_iter().chain([head]) {
                    let description = Description { head, words: words.clone(), weak: false };
                    if !list.contains(&description) {
                        list.push(description);
                    }
                }
            }
        }
        all
    }
}

/// The gazetteer's "U.S. Senator from Texas (Republican)".
fn of_office(lexicons: &Lexicons, office: &str) -> Option<Description> {
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-');
        words.filter(|word| !word.is_empty()).map(|word| lexicons.role_words.sense(word)).collect::<Vec<_>>()
    };
    // Up to what it is an office of.
    let is_end = |rest: &str| {
        let word = rest.split_once(' ').map(|(word, _)| word);
        rest.starts_with('(') || word.is_some_and(|word| lexicons.groups.has(word, WordGroup::Complement))
    };
    let end = office.match_indices(' ').map(|(at, _)| at).find(|at| is_end(&office[at + 1..]));
    let core = &office[..end.unwrap_or(office.len())];
    let core = core.split(',').next().unwrap_or(core);
    Some(Description { head: words(core).last()?.id, words: words(office), weak: true })
}

/// True for the possessive mark at `index`: "Voss | ’s", "the rebels | ’".
fn is_owner_mark(doc: LexicalView<'_, '_>, index: usize) -> bool {
    let plural = |before: usize| doc.word(before).ends_with('s') && doc.tokens[index].gap == Gap::None;
    match doc.tokens[index].kind {
        TokenKind::Clitic => true,
        TokenKind::SingleQuote => index.checked_sub(1).is_some_and(plural),
        _ => false,
    }
}

/// "Republican presidential nominee" before a name.
fn before(doc: LexicalView<'_, '_>, at: usize, end: usize) -> Option<Range<usize>> {
    let mut start = at;
    let mut noun = false;
    while start > 0 && at - start < MAX_WORDS && doc.tokens[start].gap <= Gap::Space {
        let token = doc.tokens[start - 1];
        let known = doc.info(start - 1);
        let hyphen = matches!(token.kind, TokenKind::Hyphen);
        let word = token.is_word()
            && known.function.is_none()
            && !known.speech_verb
            && (token.case.is_capital() && !known.opener
                || known.title_modifier
                || known.nominal.is_some()
                || known.ends_title
                || doc.lexicons.role_words.sense(doc.word(start - 1)).kind.is_some());
        if !word && !hyphen {
            break;
        }
        start -= 1;
        noun |= known.nominal.is_some_and(|nominal| nominal.refers == Refers::Person)
            || known.ends_title
            || doc.lexicons.role_words.sense(doc.word(start)).kind.is_some();
    }
    // "his wife, Ann Lee,", but not "according to his wife, Ann Lee left"
    let closed = doc.tokens.get(end).is_none_or(|next| !next.is_word());
    if closed && start == at && at > 1 && doc.tokens[at - 1].kind == TokenKind::Comma {
        let nominal = doc.info(at - 2).nominal;
        let rank = |index: &usize| doc.info(*index).title_modifier || doc.info(*index).ends_title;
        let first = at - 2 - (0..at - 2).rev().take(MAX_OWNER).take_while(rank).count();
        let clitic = first > 0 && is_owner_mark(doc, first - 1);
        let owned = clitic || first > 0 && doc.info(first - 1).function == Some(Function::Possessive);
        let one = nominal.is_some_and(|nominal| nominal.refers == Refers::Person && !nominal.plural);
        if owned && one {
            // "The rebels’ spokesman, Ann Lee,": nobody else’s.
            let owner = |index: &usize| {
                doc.tokens[*index].is_word() && doc.info(*index).function.is_none()
                    || doc.tokens[*index].kind == TokenKind::Hyphen
            };
            let words = if clitic { (0..first - 1).rev().take(MAX_OWNER).take_while(owner).count() } else { 0 };
            return Some(if words > 0 { first - 1 - words } else { first }..at - 1);
        }
        // "The prime minister, Ann Lee,"
        let sentence = doc.sentences[doc.sentence_of(at)].tokens.start();
        let plain = |&index: &usize| doc.tokens[index].is_word() && doc.info(index).function.is_none();
        let from = (sentence.max(at.saturating_sub(MAX_WORDS))..at - 1).rev().take_while(plain).last()?;
        let definite = from > sentence && doc.is(from - 1, "the");
        let opens = definite && (from - 1 == sentence || doc.info(from - 2).function != Some(Function::Preposition));
        return (opens && one && from < at - 1).then_some(from..at - 1);
    }
    // "Secretary of State"
    let title = title::office_before(doc, at).map_or(at, |(start, _)| start);
    let start = start.min(title);
    (start < at && (noun || title < at)).then_some(start..at)
}

/// "ambassador to Peru" and "spokeswoman for the festival" before a name, but not "an aide to Mayor" or "mother of the boy".
fn office_of(doc: LexicalView<'_, '_>, at: usize) -> Option<Range<usize>> {
    let sentence = doc.sentences[doc.sentence_of(at)].tokens.start();
    let part = |&index: &usize| {
        let info = doc.info(index);
        let person = info.ends_title || info.nominal.is_some_and(|noun| noun.refers == Refers::Person);
        let article = info.function == Some(Function::Determiner);
        doc.tokens[index].is_word()
            && doc.tokens[index + 1].gap == Gap::Space
            && !person
            && (info.function.is_none() || article)
    };
    let from = sentence.max(at.saturating_sub(MAX_WORDS));
    let of = (from..at).rev().take_while(part).last()?.checked_sub(1).filter(|&of| of > from)?;
    // "the mother of little Ada Voss"
    let named = doc.tokens[at - 1].case.is_capital() || doc.info(of + 1).function.is_some();
    let complement = doc.in_group(of, WordGroup::Complement) && !doc.is(of, "from");
    let (office, start) = title::ending(doc, of).filter(|_| named && complement && of + 1 < at)?;
    let is_office = office.kind == TitleKind::Office;
    let modifier = |&index: &usize| {
        let info = doc.info(index);
        let capital = doc.tokens[index].case.is_capital() && !info.opener;
        doc.tokens[index].is_word() && info.function.is_none() && (capital || info.title_modifier)
    };
    let start = (from..start).rev().take_while(modifier).last().unwrap_or(start);
    is_office.then_some(start..at)
}

/// What follows "and" in an office, before what it is an office of: "chief executive".
fn second_office(doc: LexicalView<'_, '_>, range: &Range<usize>) -> Option<Range<usize>> {
    let stops = |index: &usize| {
        matches!(doc.info(*index).function, Some(Function::Preposition | Function::Relative | Function::To))
            || doc.tokens[*index].kind == TokenKind::Comma
    };
    let and = range.clone().take_while(|index| !stops(index)).find(|&index| doc.is(index, "and"))?;
    (and > range.start && and + 1 < range.end).then(|| and + 1..range.end)
}

fn after(doc: LexicalView<'_, '_>, end: usize, limit: usize) -> Option<Range<usize>> {
    title::office_after(doc, end, limit).map(|(start, end)| start..end)
}

/// ", Democrat of Vermont," and "(R-Tex.)".
fn party(doc: LexicalView<'_, '_>, end: usize, limit: usize) -> Option<Range<usize>> {
    let opens = |token: TokenKind| matches!(token, TokenKind::Open | TokenKind::Comma);
    let at = end + 1;
    let is_party = at < limit
        && opens(doc.tokens[end].kind)
        && doc.lexicons.role_words.sense(doc.word(at).split('-').next().unwrap_or_default()).kind
            == Some(RoleKind::Party);
    is_party.then(|| at..limit.min(at + 1))
}

/// The last noun before a preposition or comma, without an adjective after it: "commissioner responsible for".
fn head_of(doc: LexicalView<'_, '_>, range: &Range<usize>) -> u64 {
    let mut head = range.start;
    let mut person = false;
    for index in range.clone() {
        let known = doc.info(index);
        let ends = matches!(
            known.function,
            Some(Function::Preposition | Function::Relative | Function::Conjunction | Function::To)
        );
        if index > range.start && (ends || doc.tokens[index].kind == TokenKind::Comma) {
            break;
        }
        if doc.tokens[index].is_word() && known.function.is_none() {
            let office = known.nominal.is_some_and(|noun| noun.refers == Refers::Person && !noun.plural);
            let adjective =
                person && !office && doc.tokens[index].case == Case::Lower && !doc.word(index).ends_with("ed");
            let complement = adjective && index + 1 < range.end && doc.is(index + 1, "for") && !known.speech_verb;
            head = if complement { head } else { index };
            person |= office;
        }
    }
    doc.lexicons.role_words.sense(doc.word(head)).id
}

pub(super) fn names_party(list: &[Description]) -> bool {
    list.iter().flat_map(|one| &one.words).any(|word| word.kind == Some(RoleKind::Party))
}

/// True for "former president".
pub(super) fn is_past(one: &Description) -> bool {
    one.words.iter().any(|word| word.kind == Some(RoleKind::Time))
}

/// True if the descriptions have an office of this sense.
pub(super) fn holds(list: &[Description], office: Sense) -> bool {
    list.iter().any(|one| one.head == office.id)
}

/// How well "the finance chief" fits somebody who is called something else of the same: "finance director Voss"; `None` if not at all.
pub(super) fn lead_of(list: &[Description], words: &[(Sense, bool)]) -> Option<i32> {
    let of: Vec<u64> = words.iter().filter(|(word, _)| word.kind.is_none()).map(|(word, _)| word.id).collect();
    let same = |one: &&Description| {
        let has = |id: &u64| one.words.iter().any(|word| word.id == *id);
        !one.weak && !is_past(one) && !of.is_empty() && of.iter().all(has)
    };
    list.iter().find(same).map(|_| OWN_WORDS - 1)
}

/// How well a description fits: 0 or `None` not at all.
pub(super) fn fit_of(list: &[Description], noun: Sense, words: &[(Sense, bool)]) -> Option<i32> {
    let is = |sense: Sense, kind: RoleKind| sense.kind == Some(kind);
    let parties = || list.iter().flat_map(|one| &one.words).filter(|word| is(**word, RoleKind::Party));
    let asked_rank = |rank: &Sense| words.iter().any(|(word, _)| word.id == rank.id);
    let fits = |one: &Description| {
        let same = if is(noun, RoleKind::Party) {
            one.words.iter().any(|word| word.id == noun.id)
        } else {
            one.head == noun.id
        };
        let ranks_agree = is(noun, RoleKind::Party)
            || one.words.iter().filter(|word| is(**word, RoleKind::Rank)).all(asked_rank)
                && words
                    .iter()
                    .filter(|(word, _)| is(*word, RoleKind::Rank))
                    .all(|(rank, _)| one.words.iter().any(|word| word.id == rank.id));
        same && ranks_agree
    };
    let mut best = None;
    for one in list.iter().filter(|one| fits(one)) {
        let mut fit = if one.weak { 1 } else { OWN_WORDS };
        if is_past(one) && !words.iter().any(|(word, _)| is(*word, RoleKind::Time)) {
            fit -= PAST;
        }
        for &(word, capital) in words {
            let somewhere = list.iter().flat_map(|one| &one.words).any(|other| other.id == word.id);
            fit += match word.kind {
                Some(RoleKind::Party) if !somewhere && parties().next().is_some() => return None,
                Some(RoleKind::Time) => 0,
                _ if one.words.iter().any(|other| other.id == word.id) => 3,
                _ if somewhere => 2,
                // "the NATO spokesman" is not "Taliban spokesman Voss".
                _ if capital && one.is_specific() && word.kind != Some(RoleKind::Party) => -OWN_WORDS,
                // "the Indiana governor" is not a person without Indiana in the descriptions.
                _ if capital && word.kind != Some(RoleKind::Party) => -2,
                _ => 0,
            };
        }
        best = best.max(Some(fit));
    }
    best
}
