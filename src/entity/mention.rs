//! Tagging: finds the names of a document. At each capital the longest of three readings wins: a name of the gazetteer, a
//! person's name by its words, an organization's name by its head word. [`super::link`] decides later whom a name refers to.
//!
//! ```text
//! starts ─→ gazetteer, words ─→ names ─ name model ─→ names
//! ```

use super::acronym_after;
use super::found::{FoundName, TaggedNames};
use super::headline::{BodyNames, is_headline};
use super::listed::{is_place, listed};
use super::name_model::{NameModelBuffers, NameTags, NameView};
use super::needs::EntityNeeds;
use super::repeated::{correct_short, find_again};
use super::title;
use super::unknown::UnknownNames;
use crate::deadline;
use crate::document::{Case, Document, EntityKind, Gap, MentionForm, MentionRule, TokenKind, WordId};
use crate::gazetteer::word_class::NotName;
use crate::gazetteer::{Gazetteer, LexicalView, NameMatch, Surface};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// From this weight on, a full name of the gazetteer is complete even before other capitals.
const WELL_KNOWN: u8 = 6;

/// Buffers that are reused for each document.
#[derive(Debug, Default)]
pub struct TaggingBuffers {
    starts: Vec<u32>,
    headlines: Vec<bool>,
    tags: NameTags,
    model: NameModelBuffers,
}

/// Finds the names of a document whose words are marked.
pub fn tag<'g>(doc: &Document<'_>, needs: &EntityNeeds<'g>, buffers: &mut TaggingBuffers) -> TaggedNames<'g> {
    let view = LexicalView { doc, lexicons: needs.lexicons };
    let mut things = FxHashSet::default();
    let mut tagged = by_rules(view, needs.gazetteer, &mut buffers.starts, &mut buffers.headlines, &mut things);
    if let Some(model) = needs.name_model {
        buffers.tags.fill(view, &tagged.names, |name| is_sure(view, name));
        let names = NameView { doc: view, words: needs.name_codes, tags: &buffers.tags, headlines: &buffers.headlines };
        model.read(&names, &mut buffers.model, &mut tagged);
    }
    if !things.is_empty() {
        let TaggedNames { names, loose } = &mut tagged;
        names.retain(|name| {
            let person = name.kind == EntityKind::Person && name.surfaces.is_empty();
            let thing = name.tokens().all(|index| things.contains(doc.word(index)));
            // "Mr. Walter" is still a person in an article about "Walter, a coal company".
            let keep = !(person && thing && title::before(view, name.start).is_none());
            if !keep {
                loose.push(name.start as u32);
            }
            keep
        });
        loose.sort_unstable();
    }
    for name in &mut tagged.names {
        if name.kind == EntityKind::Person && name.surfaces.is_empty() {
            name.start = after_office(view, name.start, name.end);
            name.start = with_first_syllable(view, name.start, name.end);
        }
    }
    acronym_after::extend(view, &mut tagged);
    correct_short(view, &mut tagged);
    find_again(view, &mut tagged);
    tagged
}

/// Where the name begins in "Ex-president Ada Voss" at the start of a sentence.
fn after_office(view: LexicalView<'_, '_>, start: usize, end: usize) -> usize {
    let [hyphen, office, name] = [start + 1, start + 2, start + 3];
    let compound = name < end
        && view.tokens[hyphen].kind == TokenKind::Hyphen
        && view.tokens[hyphen].gap == Gap::None
        && view.tokens[office].gap == Gap::None
        && view.tokens[office].case == Case::Lower
        && view.tokens[name].gap > Gap::None;
    let known = |index| view.info(index).ends_title || view.info(index).nominal.is_some();
    if compound && known(office) { name } else { start }
}

/// Where the name begins in "Sui-Lin Voss", of which "Lin Voss" was found.
fn with_first_syllable(view: LexicalView<'_, '_>, start: usize, end: usize) -> usize {
    let Some(first) = start.checked_sub(2).filter(|_| end > start + 1) else { return start };
    let (token, known) = (view.tokens[first], view.info(first));
    let compound = view.tokens[start - 1].kind == TokenKind::Hyphen
        && view.tokens[start - 1].gap == Gap::None
        && view.tokens[start].gap == Gap::None
        && view.tokens[end - 1].gap == Gap::Space;
    let part = view.words[first] == WordId(0) || known.given.is_some();
    if compound && part && token.kind == TokenKind::Word && token.case == Case::Title { first } else { start }
}

/// What the rules find in a document, for the name model to learn from.
pub fn rules_only<'g>(
    doc: &Document<'_>,
    needs: &EntityNeeds<'g>,
    tags: &mut NameTags,
    headlines: &mut Vec<bool>,
) -> TaggedNames<'g> {
    let view = LexicalView { doc, lexicons: needs.lexicons };
    let tagged = by_rules(view, needs.gazetteer, &mut Vec::new(), headlines, &mut FxHashSet::default());
    tags.fill(view, &tagged.names, |name| is_sure(view, name));
    tagged
}

/// True for a name that the name model must not change: any name of the gazetteer that is nothing else, and any other name of
/// several words. It may reject only people without a title and without a given name that is no other word, and confirm
/// organizations such as "Honda", which is also a family name.
fn is_sure(view: LexicalView<'_, '_>, name: &FoundName<'_>) -> bool {
    let titled = || title::before(view, name.start).is_some();
    let initial = view.word(name.start).trim_end_matches('.').len() == 1;
    let given = || initial || view.info(name.start).given.is_some_and(|given| !given.common);
    let hyphen = || name.tokens().any(|index| view.tokens[index].kind == TokenKind::Hyphen);
    let several = name.end > name.start + 1;
    // "Will Kerrigan, a director": the rule has looked at more than the model can.
    let proved = || {
        if view.info(name.end - 1).surname != Some(false) || view.info(name.start).given.is_none() {
            return false;
        }
        let limit = view.sentences[view.sentence_of(name.start)].tokens.end();
        UnknownNames::new(view).introduced(name.start, name.end, limit)
    };
    if name.kind == EntityKind::Organization && name.needs_evidence() {
        return false;
    }
    !name.surfaces.is_empty()
        || name.by == MentionRule::Appositive
        || several && (name.by != MentionRule::PersonName || given() || titled() || hyphen() || proved())
}

/// Finds names by gazetteers and rules. `things` receives the words that name a storm, a ship or an organization in this
/// article, and therefore no person.
fn by_rules<'a, 'g>(
    view: LexicalView<'_, 'a>,
    gazetteer: &'g Gazetteer,
    starts: &mut Vec<u32>,
    headlines: &mut Vec<bool>,
    things: &mut FxHashSet<&'a str>,
) -> TaggedNames<'g> {
    let doc = view.doc;
    headlines.clear();
    let starts = find_starts(doc, gazetteer, starts);
    let mut names = Vec::with_capacity(starts.len() / 2 + 4);
    let mut loose = Vec::with_capacity(starts.len() + 4);
    let unknown = UnknownNames::new(view);
    let mut late = Vec::new();
    let mut done = 0;
    for (index, sentence) in doc.sentences.iter().enumerate() {
        deadline::check_deadline();
        let limit = sentence.tokens.end();
        let count = starts[done..].iter().take_while(|&&start| (start as usize) < limit).count();
        let here = &starts[done..done + count];
        let headline = is_headline(view, index, here);
        headlines.push(headline);
        if headline {
            late.push((done..done + count, limit));
        } else {
            names_of_sentence(&unknown, gazetteer, here, limit, None, (&mut names, &mut loose), things);
        }
        done += count;
    }
    if !late.is_empty() {
        // A headline capitalizes everything; the body knows which of it is a name.
        let known = BodyNames::new(view, &names);
        for (range, limit) in late {
            let into = (&mut names, &mut loose);
            names_of_sentence(&unknown, gazetteer, &starts[range], limit, Some(&known), into, things);
        }
        names.sort_by_key(|name| name.start);
        loose.sort_unstable();
    }
    TaggedNames { names, loose }
}

/// Finds the names that begin at `starts`, which lie in one sentence. `body` is there for a headline alone.
fn names_of_sentence<'a, 'g>(
    unknown: &UnknownNames<'_, 'a>,
    gazetteer: &'g Gazetteer,
    starts: &[u32],
    limit: usize,
    body: Option<&BodyNames<'g>>,
    (names, loose): (&mut Vec<FoundName<'g>>, &mut Vec<u32>),
    things: &mut FxHashSet<&'a str>,
) {
    let view = unknown.doc;
    let doc = view.doc;
    let headline = body.is_some();
    let mut next = 0;
    for at in starts.iter().map(|&start| start as usize) {
        deadline::tick();
        if at < next {
            continue;
        }
        let token = doc.tokens[at];
        let capital = token.case.is_capital();
        if capital && names_thing(view, at) {
            things.insert(doc.word(at));
            continue;
        }
        if let Some(name) = body.and_then(|body| body.longest(view, at, limit)) {
            names.push(name);
            next = name.end;
            continue;
        }
        let called = capital.then(|| unknown.called_organization_at(at, limit)).flatten();
        if let Some(end) = called {
            things.extend((at..end).map(|index| doc.word(index)));
        }
        let matched = gazetteer.find(doc, at, limit);
        // The "Scientist" of "New Scientist" is nobody's title.
        let named = names.last().filter(|last| last.kind == EntityKind::Organization).map_or(0, |last| last.end);
        let name = if capital {
            longest(gazetteer, unknown, at..limit, named, headline, matched)
        } else {
            matched.and_then(|matched| listed(view, gazetteer, at, limit, headline, matched))
        };
        let name = name.filter(|name| body.is_none_or(|body| body.believes(view, name)));
        let unsure = name.is_none_or(|name| name.kind == EntityKind::Person && name.surfaces.is_empty());
        let called = called.filter(|_| unsure && !headline && matched.is_none());
        let called = called.map(|end| FoundName::local(at, end, EntityKind::Organization, MentionRule::Appositive));
        match (called.or(name), matched) {
            (Some(name), _) => {
                names.push(name);
                next = name.end;
            }
            (None, Some(matched)) if is_place(&matched) => next = matched.end,
            _ if capital && token.is_word() => loose.push(at as u32),
            _ => {}
        }
    }
}

/// True for a capital after a word for storms, ships and the like: "Hurricane Rita".
fn names_thing(view: LexicalView<'_, '_>, at: usize) -> bool {
    at > 0
        && view.tokens[at].gap == Gap::Space
        && view.info(at - 1).not_name == Some(NotName::BeforeThing)
        && view.tokens[at - 1].case.is_capital()
}

/// The tokens that can begin a name: capitals, and the few other words that begin a name of the gazetteer. Written to
/// `starts`, which only grows.
fn find_starts<'s>(doc: &Document<'_>, gazetteer: &Gazetteer, starts: &'s mut Vec<u32>) -> &'s [u32] {
    if starts.len() < doc.tokens.len() {
        starts.resize(doc.tokens.len(), 0);
    }
    let mut count = 0;
    // Which tokens those are cannot be predicted, so each is written, and most are overwritten.
    for (index, (token, &hash)) in doc.tokens.iter().zip(&doc.hashes).enumerate() {
        starts[count] = index as u32;
        count += usize::from(token.case.is_capital() | gazetteer.may_begin(hash));
    }
    &starts[..count]
}

/// The longest name that begins with the first of `tokens`, a capital; the last organization ends before `named`.
fn longest<'g>(
    gazetteer: &'g Gazetteer,
    unknown: &UnknownNames<'_, '_>,
    tokens: Range<usize>,
    named: usize,
    headline: bool,
    matched: Option<NameMatch<'g>>,
) -> Option<FoundName<'g>> {
    let (view, Range { start: at, end: limit }) = (unknown.doc, tokens);
    let known = matched.and_then(|matched| listed(view, gazetteer, at, limit, headline, matched));
    let reach = known.map_or(at, |found| found.end);
    let alone = || {
        let by = unknown.alone(at, limit, headline)?;
        Some(FoundName::local(at, at + 1, EntityKind::Person, by))
    };
    if matched.is_none()
        && !headline
        && let Some(end) = unknown.described(at, limit)
    {
        return Some(FoundName::local(at, end, EntityKind::Organization, MentionRule::Appositive));
    }
    // "Scottish Amicable said"
    if let Some(found) = known.filter(|found| found.form() == MentionForm::Demonym && found.end < limit)
        && gazetteer.find(view.doc, found.end, limit).is_none()
        && let Some(end) = unknown.after_demonym(found.end, limit)
        && !headline
    {
        return Some(FoundName::local(at, end, EntityKind::Organization, MentionRule::HeadWord));
    }
    // "Ukraine, Georgia and Moldova"
    let listed_state = matched.is_some_and(|matched| matched.surfaces[0].kind() == EntityKind::State);
    // "Merkel, Angela", whose family name the gazetteer has alone.
    let with_given = |given: &str| {
        let surfaces = matched.filter(|matched| matched.end == at + 1)?.surfaces;
        let full = |surface: &Surface| gazetteer.name(surface.entry()).strip_prefix(given);
        let place = surfaces
            .iter()
            .position(|one| one.kind() == EntityKind::Person && full(one).is_some_and(|rest| rest.starts_with(' ')))?;
        Some(&surfaces[place..=place])
    };
    let inverted = unknown.inverted(at, limit, |given| with_given(given).is_some());
    if let Some(end) = inverted.filter(|_| !listed_state) {
        let surfaces = with_given(view.doc.word(at + 2)).unwrap_or_default();
        return Some(FoundName { start: at, end, kind: EntityKind::Person, surfaces, by: MentionRule::InvertedName });
    }
    let title = title::before(view, at).filter(|&(_, start)| start >= named);
    if title.is_none() && !unknown.may_go_on(at, limit) {
        // Most capitals stand alone.
        return known.or_else(alone);
    }
    let person = unknown.person(at, limit, title.is_some(), headline).filter(|&end| end > reach);
    // "America Great", "China Sea": a state's name is a given name only before a family name.
    let state = matched.is_some_and(|matched| matched.surfaces[0].kind() == EntityKind::State);
    let bears = |end: usize| title.is_some() || unknown.is_surname(end - 1) || unknown.bears_name_of_state(at, end);
    // "in Korea Ada Voss"
    let given = |index: usize| view.info(index).given.is_some_and(|given| !given.common);
    let person = person
        .filter(|&end| !state || bears(end) && (end == at + 2 || view.info(at).given.is_some() || !given(at + 1)));
    // The capitals after a full name of the gazetteer do not make it longer.
    let full = known.filter(|found| found.kind == EntityKind::Person && found.end > found.start + 1);
    // "Ahmed Abu" is a legislator, and not "Ahmed Abu Khattala".
    let obscure = full
        .is_some_and(|found| found.surfaces.iter().all(|surface| gazetteer.entry(surface.entry()).weight < WELL_KNOWN));
    let goes_on = |end: usize| unknown.is_suffix(end - 1) || obscure && unknown.is_surname(end - 1);
    let person = person
        .filter(|&end| full.is_none() || goes_on(end))
        .map(|end| FoundName::local(at, end, EntityKind::Person, MentionRule::PersonName));
    let firm = unknown.firm(at, limit).filter(|_| !headline);
    let reach = person.filter(|_| firm.is_none()).map_or(reach, |found| found.end);
    let organization = unknown
        .organization(at, limit, headline)
        .max(firm)
        .filter(|&end| end > reach)
        .map(|end| FoundName::local(at, end, EntityKind::Organization, MentionRule::HeadWord));
    organization.or(person).or(known).or_else(alone)
}
