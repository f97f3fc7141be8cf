//! Tagging: which stretches of the text are names. At every capital the longest of three readings wins: a gazetteer name, a
//! person's name by its words, an organization by its head word. Called by [`super::annotate`]; whom a name stands for is
//! decided afterwards, in [`super::link`].

use super::name_model::{self, Tags, View};
use super::title;
use super::unknown::{LOCATES, Names};
use crate::Resources;
use crate::document::{Case, Document, EntityKind, EntryId, Gap, MentionForm, TokenKind};
use crate::gazetteer::lexicon::{AmbiguityRule, NotName};
use crate::gazetteer::{Match, Surface};
use crate::guard;

/// From this weight on a full name of the gazetteer stands also before other capitals.
const WELL_KNOWN: u8 = 6;

/// The rule for a given name that stands alone.
pub(super) const GIVEN_ALONE: &str = "given-name";

/// The rule for "Voss, Ada".
const INVERTED: &str = "inverted-name";

/// A name that was found, before it is linked.
#[derive(Debug, Clone, Copy)]
pub struct Found<'g> {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// What it names.
    pub kind: EntityKind,
    /// The gazetteer's surfaces with this name; empty for a name known from its words alone.
    pub surfaces: &'g [Surface],
    /// The rule that made it.
    pub by: &'static str,
}

impl Found<'_> {
    /// How it refers.
    #[must_use]
    pub fn form(&self) -> MentionForm {
        self.surfaces.first().map_or(MentionForm::Name, Surface::form)
    }

    /// What to do about a collision.
    #[must_use]
    pub fn rule(&self) -> Option<AmbiguityRule> {
        self.surfaces.first().and_then(Surface::rule)
    }
}

/// The names of a document, before they are linked.
#[derive(Debug)]
pub struct Tagged<'g> {
    /// All names, in text order, not overlapping.
    pub names: Vec<Found<'g>>,
    /// The capitalised words in none of them, in text order: short forms may be among them.
    pub loose: Vec<u32>,
}

/// Memory that is used again for each document.
#[derive(Debug, Default)]
pub struct Memory {
    starts: Vec<u32>,
    headlines: Vec<bool>,
    tags: Tags,
    model: name_model::Memory,
}

/// Finds the names of a marked document.
#[must_use]
pub fn tag<'g>(doc: &Document<'_>, resources: &'g Resources, memory: &mut Memory) -> Tagged<'g> {
    let mut things = Vec::new();
    let mut tagged = by_rules(doc, resources, &mut memory.starts, &mut memory.headlines, &mut things);
    if let Some(names) = &resources.names {
        memory.tags.fill(doc, &tagged.names, |name| is_sure(doc, name, resources));
        let headlines = &memory.headlines;
        let view =
            View { doc, lexicons: &resources.lexicons, words: &resources.name_codes, tags: &memory.tags, headlines };
        names.read(&view, &mut memory.model, &mut tagged);
    }
    if !things.is_empty() {
        tagged.names.retain(|name| {
            let person = name.kind == EntityKind::Person && name.surfaces.is_empty();
            let thing = (name.start..name.end).all(|index| things.contains(&doc.word(index)));
            // "Mr. Walter" stays somebody beside "Walter, a coal company".
            !(person && thing && title::before(doc, &resources.lexicons, name.start).is_none())
        });
    }
    tagged
}

/// What the rules find in a document, for the name model to learn from.
pub fn rules_only(doc: &Document<'_>, resources: &Resources, tags: &mut Tags, headlines: &mut Vec<bool>) {
    let tagged = by_rules(doc, resources, &mut Vec::new(), headlines, &mut Vec::new());
    tags.fill(doc, &tagged.names, |name| is_sure(doc, name, resources));
}

/// True for a name that the name model must not change: whatever a gazetteer has, and any other name of several words. Only of
/// people without a title or a given name that is nothing else may it say that they are none.
fn is_sure(doc: &Document<'_>, name: &Found<'_>, resources: &Resources) -> bool {
    let titled = || title::before(doc, &resources.lexicons, name.start).is_some();
    let initial = doc.word(name.start).trim_end_matches('.').len() == 1;
    let given = || initial || resources.lexicons.word(doc, name.start).given.is_some_and(|given| !given.common);
    let hyphen = || (name.start..name.end).any(|index| doc.tokens[index].kind == TokenKind::Hyphen);
    let several = name.end > name.start + 1;
    !name.surfaces.is_empty() || several && (name.by != "name" || given() || titled() || hyphen())
}

/// Finds names by gazetteers and rules. `things` receives the words that name a storm, a ship or a body here, and so
/// nobody.
fn by_rules<'d, 'g>(
    doc: &'d Document<'_>,
    resources: &'g Resources,
    starts: &mut Vec<u32>,
    headlines: &mut Vec<bool>,
    things: &mut Vec<&'d str>,
) -> Tagged<'g> {
    headlines.clear();
    let mut starts = find_starts(doc, resources, starts);
    let mut found = Vec::with_capacity(starts.len() / 2 + 4);
    let mut loose = Vec::with_capacity(starts.len() + 4);
    let names = Names::new(doc, &resources.lexicons);
    for sentence in &doc.sentences {
        guard::on_time();
        let limit = sentence.tokens.end as usize;
        let (here, rest) = starts.split_at(starts.iter().take_while(|&&start| (start as usize) < limit).count());
        starts = rest;
        let headline = is_headline(doc, resources, sentence.tokens.start as usize, limit, here);
        headlines.push(headline);
        let mut next = 0;
        for at in here.iter().map(|&start| start as usize) {
            if at < next {
                continue;
            }
            let token = doc.tokens[at];
            let capital = token.case.is_capital();
            if capital && names_thing(doc, resources, at) {
                things.push(doc.word(at));
                continue;
            }
            let body = capital.then(|| names.called_body_at(at, limit)).flatten();
            if let Some(end) = body {
                things.extend((at..end).map(|index| doc.word(index)));
            }
            let matched = resources.gazetteer.find(doc, at, limit);
            let name = if capital {
                best(doc, resources, &names, at, limit, headline, matched)
            } else {
                matched.and_then(|matched| known(doc, resources, at, limit, headline, matched))
            };
            let unsure = name.is_none_or(|name| name.kind == EntityKind::Person && name.surfaces.is_empty());
            let named = body.filter(|_| unsure && !headline && matched.is_none());
            let called =
                |end| Found { start: at, end, kind: EntityKind::Organization, surfaces: &[], by: "appositive" };
            match (named.map(called).or(name), matched) {
                (Some(name), _) => {
                    found.push(name);
                    next = name.end;
                }
                (None, Some(matched)) if is_place(&matched) => next = matched.end,
                _ if capital && token.is_word() => loose.push(at as u32),
                _ => {}
            }
        }
    }
    Tagged { names: found, loose }
}

/// True for a capital behind a word whose bearers are storms and ships: "Hurricane Rita".
fn names_thing(doc: &Document<'_>, resources: &Resources, at: usize) -> bool {
    at > 0
        && doc.tokens[at].gap == Gap::Space
        && resources.lexicons.word(doc, at - 1).not_name == Some(NotName::BeforeThing)
        && doc.tokens[at - 1].case.is_capital()
}

/// The tokens that a name can begin with: capitals, and the few other words that a gazetteer name begins with. Written to
/// `starts`, which only grows.
fn find_starts<'s>(doc: &Document<'_>, resources: &Resources, starts: &'s mut Vec<u32>) -> &'s [u32] {
    if starts.len() < doc.tokens.len() {
        starts.resize(doc.tokens.len(), 0);
    }
    let mut count = 0;
    // Which tokens those are cannot be foreseen, so each is written and most are written over.
    for (index, (token, &hash)) in doc.tokens.iter().zip(&doc.hashes).enumerate() {
        starts[count] = index as u32;
        count += usize::from(token.case.is_capital() | resources.gazetteer.may_begin(hash));
    }
    &starts[..count]
}

fn best<'g>(
    doc: &Document<'_>,
    resources: &'g Resources,
    names: &Names<'_, '_>,
    at: usize,
    limit: usize,
    headline: bool,
    matched: Option<Match<'g>>,
) -> Option<Found<'g>> {
    let known = matched.and_then(|matched| known(doc, resources, at, limit, headline, matched));
    let reach = known.map_or(at, |found| found.end);
    let local = |end: usize, kind, by| Found { start: at, end, kind, surfaces: &[], by };

    let title = title::before(doc, &resources.lexicons, at);
    if title.is_none() && !names.may_go_on(at, limit) {
        // A capital alone: most are.
        return known.or_else(|| alone(at, names, limit, headline));
    }
    let person = names.person(at, limit, title.is_some(), headline).filter(|&end| end > reach);
    // "America Great", "China Sea": a state's name is a given name only before a family name.
    let state = matched.is_some_and(|matched| matched.surfaces[0].kind() == EntityKind::State);
    let person = person.filter(|&end| !state || title.is_some() || names.is_surname(end - 1));
    // A full name from the gazetteer is not made longer by the capitals behind it.
    let full = known.filter(|found| found.kind == EntityKind::Person && found.end > found.start + 1);
    // "Ahmed Abu" is a legislator, and not "Ahmed Abu Khattala".
    let obscure = full.is_some_and(|found| {
        found.surfaces.iter().all(|surface| resources.gazetteer.entry(surface.entry()).weight < WELL_KNOWN)
    });
    let goes_on = |end: usize| names.is_suffix(end - 1) || obscure && names.is_surname(end - 1);
    let person = person.filter(|&end| full.is_none() || goes_on(end)).map(|end| local(end, EntityKind::Person, "name"));
    let reach = person.map_or(reach, |found| found.end);

    let organization = names.organization(at, limit, headline).filter(|&end| end > reach);
    let organization = organization.map(|end| local(end, EntityKind::Organization, "head-word"));
    organization.or(person).or(known).or_else(|| alone(at, names, limit, headline))
}

/// A given name or a family name that stands for somebody alone.
fn alone<'g>(at: usize, names: &Names<'_, '_>, limit: usize, headline: bool) -> Option<Found<'g>> {
    if let Some(end) = names.inverted(at, limit) {
        return Some(Found { start: at, end, kind: EntityKind::Person, surfaces: &[], by: INVERTED });
    }
    let by = match () {
        () if headline => return None,
        () if names.governs(at, at + 1, limit) && names.surname_alone(at, limit) => "titled-name",
        () if names.given_alone(at, limit) => GIVEN_ALONE,
        () if names.surname_alone(at, limit) => "surname",
        () => return None,
    };
    Some(Found { start: at, end: at + 1, kind: EntityKind::Person, surfaces: &[], by })
}

/// True for a name that only stands for a place, which is no mention and has none inside.
fn is_place(matched: &Match<'_>) -> bool {
    matched.surfaces.iter().all(|surface| surface.entry() == EntryId::PLACE)
}

/// A gazetteer name, unless its words say that it is none here.
fn known<'g>(
    doc: &Document<'_>,
    resources: &Resources,
    at: usize,
    limit: usize,
    headline: bool,
    matched: Match<'g>,
) -> Option<Found<'g>> {
    let first = matched.surfaces.first()?;
    if is_place(&matched) {
        return None;
    }
    let kind = first.kind();
    let next = doc.tokens.get(matched.end).filter(|_| matched.end < limit);
    let spaced_capital = next.is_some_and(|token| token.gap == Gap::Space && token.case == Case::Title);
    match first.rule() {
        Some(AmbiguityRule::Never) => return None,
        Some(AmbiguityRule::NeedsTitle) if title::before(doc, &resources.lexicons, at).is_none() => return None,
        Some(AmbiguityRule::NotBeforeSurname)
            if spaced_capital && resources.lexicons.word(doc, matched.end).surname == Some(false) =>
        {
            return None;
        }
        _ => {}
    }
    if kind == EntityKind::State
        && first.form() == MentionForm::Metonym
        && is_only_place(doc, resources, at, matched.end)
    {
        return None;
    }
    if kind == EntityKind::State && !headline && is_inside_name(doc, resources, at, matched.end, limit) {
        return None;
    }
    // "RT America": the name of something else.
    let acronym_before = at > 0
        && doc.tokens[at].gap == Gap::Space
        && doc.tokens[at - 1].is_word()
        && doc.tokens[at - 1].case == Case::Upper
        && doc.tokens[at - 1].span().len() > 1
        && doc.tokens[at].case != Case::Upper;
    if kind == EntityKind::State && first.form() == MentionForm::Alias && acronym_before {
        return None;
    }
    // "the Korean Peninsula", "the Arabian Sea": a part of the earth, not a state.
    if kind == EntityKind::State && next.is_some() && resources.lexicons.word(doc, matched.end).geographic {
        return None;
    }
    Some(Found { start: at, end: matched.end, kind, surfaces: matched.surfaces, by: "gazetteer" })
}

/// True for "American" in "Retired American Warriors": capitals on both sides that are neither a state nor a title make it a
/// part of a longer name.
fn is_inside_name(doc: &Document<'_>, resources: &Resources, at: usize, end: usize, limit: usize) -> bool {
    let plain = |index: usize| {
        let (token, word) = (doc.tokens[index], resources.lexicons.word(doc, index));
        token.kind == TokenKind::Word
            && token.case == Case::Title
            && !(word.ends_title || word.title_modifier || word.nominal.is_some() || word.opener)
            && word.function.is_none()
            && !resources
                .gazetteer
                .find(doc, index, limit)
                .is_some_and(|found| found.surfaces.iter().any(|surface| surface.kind() == EntityKind::State))
    };
    let Some(before) = at.checked_sub(1).filter(|_| doc.tokens[at].gap == Gap::Space) else { return false };
    let opens = doc.sentences[doc.sentence_of(at)].tokens.start as usize == before;
    end < limit && doc.tokens[end].gap == Gap::Space && !opens && plain(end) && plain(before)
}

/// True if the name of a capital city stands for no more than the city: a dateline, or where something happens. A seat of
/// power that is no city ("the Kremlin") always stands for its state.
fn is_only_place(doc: &Document<'_>, resources: &Resources, at: usize, end: usize) -> bool {
    let name = doc.span_of(at..end).of(doc.text());
    let is_city = |name: &str| resources.lexicons.places.contains(name);
    let shouted = doc.tokens[at].case == Case::Upper;
    let titled =
        || name.chars().zip(0..).map(|(c, i)| if i == 0 { c } else { c.to_ascii_lowercase() }).collect::<String>();
    if !(is_city(name) || shouted && is_city(&titled())) {
        return false;
    }
    let opens = doc.sentences[doc.sentence_of(at)].tokens.start as usize == at;
    let dateline = opens
        && (shouted || doc.tokens[at].gap == Gap::Paragraph)
        && doc.tokens.get(end).is_some_and(|next| {
            matches!(next.kind, TokenKind::Dash | TokenKind::Hyphen | TokenKind::Open | TokenKind::Comma)
        });
    // "in Paris", "a Washington event"
    let place = !opens && at > 0 && (LOCATES.contains(&doc.word(at - 1)) || matches!(doc.word(at - 1), "a" | "an"));
    dateline || place
}

/// True for a sentence set like a headline: nearly all of its words begin with a capital, so capitals prove nothing.
/// `starts` holds its capitals.
fn is_headline(doc: &Document<'_>, resources: &Resources, start: usize, end: usize, starts: &[u32]) -> bool {
    if starts.len() < 4 {
        return false;
    }
    let capital = starts.iter().filter(|&&start| doc.tokens[start as usize].case.is_capital()).count();
    // A line with a date at its end is a byline.
    if capital < 4 || doc.tokens[end - 1].kind == TokenKind::Number {
        return false;
    }
    // Headlines leave function words small, and nothing else.
    let content = |index: &usize| {
        doc.tokens[*index].case == Case::Lower && resources.lexicons.word(doc, *index).function.is_none()
    };
    (start..end).filter(content).take(capital.div_ceil(4)).count() < capital.div_ceil(4)
}
