//! Offices and trades by which the article, or the gazetteer, describes people, so that "the Republican nominee", "the
//! senator" and "his wife" can be found again.

use super::Speakers;
use crate::document::{Case, Document, EntityKind, Gap, Gender, TokenKind};
use crate::entity::title;
use crate::gazetteer::Gazetteer;
use crate::gazetteer::lexicon::{Function, Lexicons, Refers};
use crate::gazetteer::role_words::{RoleKind, Sense};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Most descriptions kept of one person.
const MAX_DESCRIPTIONS: usize = 14;
/// Most of the gazetteer's offices among them.
const MAX_OFFICES: usize = 8;
/// Most words of one.
const MAX_WORDS: usize = 12;
/// After how many sentences whoever spoke has the word no more.
const CONTINUES: usize = 2;
/// Most people that are compared.
const MAX_PEOPLE: usize = 24;

/// One description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Description {
    /// The office or trade itself.
    head: u64,
    /// Every word, the head among them.
    words: Vec<Sense>,
    /// True if only the gazetteer says so: held at another time, perhaps.
    weak: bool,
}

/// The descriptions of everybody in a document, by entity.
#[derive(Debug, Default)]
pub(super) struct Descriptions {
    people: FxHashMap<u32, Vec<Description>>,
}

impl Descriptions {
    /// Reads them off the words around each name.
    fn new(doc: &Document<'_>, lexicons: &Lexicons, gazetteer: &Gazetteer) -> Self {
        let mut all = Self::default();
        for mention in doc.mentions.iter().filter(|mention| mention.kind == EntityKind::Person) {
            let Some(entity) = mention.entity else { continue };
            let list = all.people.entry(entity).or_insert_with(|| {
                let entry = doc.entities[entity as usize].entry;
                let roles = entry.into_iter().flat_map(|entry| gazetteer.roles(entry));
                roles.take(MAX_OFFICES).filter_map(|role| of_office(lexicons, role.title)).collect()
            });
            if list.len() >= MAX_DESCRIPTIONS {
                continue;
            }
            let (start, end) = (mention.tokens.0 as usize, mention.tokens.1 as usize);
            let limit = doc.sentences[doc.sentence_of(start)].tokens.end as usize;
            let ranges =
                [before(doc, lexicons, start), behind(doc, lexicons, end, limit), party(doc, lexicons, end, limit)];
            for range in ranges.into_iter().flatten() {
                let words = range.clone().filter(|&index| doc.tokens[index].is_word());
                let head = head_of(doc, lexicons, &range);
                let words = words.map(|index| lexicons.role_words.sense(doc.word(index))).take(MAX_WORDS).collect();
                let description = Description { head, words, weak: false };
                if !list.contains(&description) {
                    list.push(description);
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
    let core = [" of ", " for ", " from ", " at ", " in ", " to ", " (", ","];
    let core = core.iter().fold(office, |office, stop| office.split(stop).next().unwrap_or(office));
    Some(Description { head: words(core).last()?.id, words: words(office), weak: true })
}

/// "Republican presidential nominee" before a name.
fn before(doc: &Document<'_>, lexicons: &Lexicons, at: usize) -> Option<Range<usize>> {
    let mut start = at;
    let mut noun = false;
    while start > 0 && at - start < MAX_WORDS && doc.tokens[start].gap <= Gap::Space {
        let token = doc.tokens[start - 1];
        let known = lexicons.word(doc, start - 1);
        let hyphen = matches!(token.kind, TokenKind::Hyphen);
        let word = token.is_word()
            && known.function.is_none()
            && !known.speech_verb
            && (token.case.is_capital() && !known.opener
                || known.title_modifier
                || known.nominal.is_some()
                || known.ends_title
                || lexicons.role_words.sense(doc.word(start - 1)).kind.is_some());
        if !word && !hyphen {
            break;
        }
        start -= 1;
        noun |= known.nominal.is_some_and(|nominal| nominal.refers == Refers::Person)
            || known.ends_title
            || lexicons.role_words.sense(doc.word(start)).kind.is_some();
    }
    // "his wife, Ann Lee,"
    if start == at && at > 1 && doc.tokens[at - 1].kind == TokenKind::Comma {
        let nominal = lexicons.word(doc, at - 2).nominal;
        let owned = at > 2 && lexicons.word(doc, at - 3).function == Some(Function::Possessive);
        let one = nominal.is_some_and(|nominal| nominal.refers == Refers::Person && !nominal.plural);
        return (owned && one).then_some(at - 2..at - 1);
    }
    // "Secretary of State"
    let title = title::office_before(doc, lexicons, at).map_or(at, |(start, _)| start);
    let start = start.min(title);
    (start < at && (noun || title < at)).then_some(start..at)
}

fn behind(doc: &Document<'_>, lexicons: &Lexicons, end: usize, limit: usize) -> Option<Range<usize>> {
    title::office_behind(doc, lexicons, end, limit).map(|(start, end)| start..end)
}

/// ", Democrat of Vermont," and "(R-Tex.)".
fn party(doc: &Document<'_>, lexicons: &Lexicons, end: usize, limit: usize) -> Option<Range<usize>> {
    let opens = |token: TokenKind| matches!(token, TokenKind::Open | TokenKind::Comma);
    let at = end + 1;
    let is_party = at < limit
        && opens(doc.tokens[end].kind)
        && lexicons.role_words.sense(doc.word(at).split('-').next().unwrap_or_default()).kind == Some(RoleKind::Party);
    is_party.then(|| at..limit.min(at + 1))
}

/// The last noun before a preposition or comma.
fn head_of(doc: &Document<'_>, lexicons: &Lexicons, range: &Range<usize>) -> u64 {
    let mut head = range.start;
    for index in range.clone() {
        let known = lexicons.word(doc, index);
        let ends = matches!(known.function, Some(Function::Preposition | Function::Relative | Function::Conjunction));
        if index > range.start && (ends || doc.tokens[index].kind == TokenKind::Comma) {
            break;
        }
        if doc.tokens[index].is_word() && known.function.is_none() {
            head = index;
        }
    }
    lexicons.role_words.sense(doc.word(head)).id
}

impl Speakers<'_, '_> {
    /// True if somebody is described by `office`, at whatever time.
    pub(super) fn has_office(&self, entity: u32, office: &str) -> bool {
        let descriptions = self.descriptions.get_or_init(|| Descriptions::new(self.doc, self.lexicons, self.gazetteer));
        descriptions.people.get(&entity).is_some_and(|list| holds(list, self.lexicons.role_words.sense(office)))
    }

    /// The person that a definite noun phrase describes, `head` being its noun: the one whose descriptions fit best, if
    /// nobody else's fit as well, or else the one whom the article has in mind.
    pub(super) fn described(&self, phrase: &Range<usize>, head: usize) -> Option<u32> {
        let descriptions = self.descriptions.get_or_init(|| Descriptions::new(self.doc, self.lexicons, self.gazetteer));
        let sense = |index: usize| self.lexicons.role_words.sense(self.doc.word(index));
        let words: Vec<(Sense, bool)> = phrase
            .clone()
            .filter(|&index| index != head && self.doc.tokens[index].is_word() && self.word(index).function.is_none())
            .map(|index| (sense(index), self.doc.tokens[index].case != Case::Lower))
            .collect();
        let noun = sense(head);
        let gender = self.word(head).nominal.map_or(Gender::Unknown, |nominal| nominal.gender);
        let mut people: Vec<(u32, i32, u32)> = Vec::new();
        for mention in self.mentions_before(phrase.start) {
            let Some(entity) = mention.entity.filter(|_| mention.kind == EntityKind::Person) else { continue };
            // In quotations others have the word.
            if let Some(person) = people.iter_mut().find(|person| person.0 == entity) {
                person.2 += 1;
                continue;
            }
            if people.len() >= MAX_PEOPLE {
                break;
            }
            let fit = descriptions.people.get(&entity).filter(|_| self.agrees(entity, gender));
            people.push((entity, fit.and_then(|list| fit_of(list, noun, &words)).unwrap_or(0), 1));
        }
        let spoke = self.said.iter().find_map(|said| match said.speaker {
            super::Speaker::Entity { entity, .. } => people.iter().find(|p| p.0 == entity).map(|p| (p, said.sentence)),
            _ => None,
        });
        let here = self.doc.sentence_of(phrase.start);
        // Whoever has the word goes on under another description.
        if let Some(((entity, fit, _), sentence)) = spoke
            && *fit > 0
            && here - sentence.min(here) <= CONTINUES
        {
            return Some(*entity);
        }
        let best = people.iter().map(|person| person.1).max().filter(|&best| best > 0)?;
        // "The Democrat" may be the subject just before, of whom no party is known.
        let before = here.checked_sub(1).and_then(|before| self.subjects.get(before).copied().flatten());
        if noun.kind == Some(RoleKind::Party)
            && let Some((entity, _)) = before.filter(|(entity, _)| self.kind(*entity) == EntityKind::Person)
            && descriptions.people.get(&entity).is_none_or(|list| !names_party(list))
        {
            return None;
        }
        let mut fitting = people.iter().filter(|person| person.1 == best);
        let (first, second) = (fitting.next()?, fitting.next());
        if second.is_none() {
            return Some(first.0);
        }
        // Whom the article talks of most.
        let mut by_count: Vec<_> = people.iter().filter(|person| person.1 == best).collect();
        by_count.sort_by_key(|person| std::cmp::Reverse(person.2));
        (by_count[0].2 >= 3 * by_count[1].2).then_some(by_count[0].0)
    }
}

fn names_party(list: &[Description]) -> bool {
    list.iter().flat_map(|one| &one.words).any(|word| word.kind == Some(RoleKind::Party))
}

/// True if the descriptions have an office of this sense.
fn holds(list: &[Description], office: Sense) -> bool {
    list.iter().any(|one| one.head == office.id)
}

/// How well a description fits: 0 or `None` not at all.
fn fit_of(list: &[Description], noun: Sense, words: &[(Sense, bool)]) -> Option<i32> {
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
        let mut fit = if one.weak { 1 } else { 5 };
        for &(word, capital) in words {
            let somewhere = list.iter().flat_map(|one| &one.words).any(|other| other.id == word.id);
            fit += match word.kind {
                Some(RoleKind::Party) if !somewhere && parties().next().is_some() => return None,
                Some(RoleKind::Time) => 0,
                _ if one.words.iter().any(|other| other.id == word.id) => 3,
                _ if somewhere => 2,
                // "the Indiana governor" is nobody of whom Indiana is not known.
                _ if capital && word.kind != Some(RoleKind::Party) => -2,
                _ => 0,
            };
        }
        best = best.max(Some(fit));
    }
    best
}

/// The first sentences of an article name by an office whom a later one names in full.
pub(super) const LEAD: usize = 4;
/// How many mentions ahead somebody may be introduced whom the first sentences call by an office.
const AHEAD: usize = 48;
/// The same for later sentences.
const JUST_AHEAD: usize = 8;

impl Speakers<'_, '_> {
    /// The one person whom the article, behind `phrase`, introduces by that office in its own words.
    pub(super) fn described_later(&self, phrase: &Range<usize>, head: usize) -> Option<u32> {
        let descriptions = self.descriptions.get_or_init(|| Descriptions::new(self.doc, self.lexicons, self.gazetteer));
        let noun = self.lexicons.role_words.sense(self.doc.word(head));
        let from = self.doc.mentions.partition_point(|mention| (mention.tokens.0 as usize) < phrase.start);
        let ahead = if self.doc.sentence_of(phrase.start) < LEAD { AHEAD } else { JUST_AHEAD };
        let mut only = None;
        for mention in self.doc.mentions[from..].iter().take(ahead) {
            let Some(entity) = mention.entity.filter(|_| mention.kind == EntityKind::Person) else { continue };
            let list = descriptions.people.get(&entity)?;
            if list.iter().any(|one| !one.weak && one.head == noun.id) {
                if only.is_some_and(|other| other != entity) {
                    return None;
                }
                only = Some(entity);
            }
        }
        only
    }
}
