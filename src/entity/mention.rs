//! Tagging: which stretches of the text are names. At every capital the longest of three readings wins: a gazetteer name, a
//! person's name by its words, an organization by its head word. Called by [`super::annotate`]; whom a name stands for is
//! decided afterwards, in [`super::link`].

use super::title;
use super::unknown::Names;
use crate::Resources;
use crate::document::{Case, Document, EntityKind, EntryId, Gap, MentionForm, TokenKind};
use crate::gazetteer::lexicon::AmbiguityRule;
use crate::gazetteer::{Match, Surface};

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
        self.surfaces.first().map_or(MentionForm::Name, |surface| surface.form)
    }

    /// What to do about a collision.
    #[must_use]
    pub fn rule(&self) -> Option<AmbiguityRule> {
        self.surfaces.first().and_then(|surface| surface.rule)
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

/// Finds the names of a marked document.
#[must_use]
pub fn tag<'g>(doc: &Document<'_>, resources: &'g Resources) -> Tagged<'g> {
    let mut found = Vec::with_capacity(doc.tokens.len() / 16 + 4);
    let mut loose = Vec::with_capacity(doc.tokens.len() / 8 + 4);
    let names = Names::new(doc, &resources.lexicons);
    for sentence in &doc.sentences {
        let limit = sentence.tokens.end as usize;
        let headline = is_headline(doc, resources, sentence.tokens.start as usize, limit);
        let mut at = sentence.tokens.start as usize;
        while at < limit {
            let token = doc.tokens[at];
            let capital = token.case.is_capital();
            if !capital && !resources.gazetteer.may_begin(doc, at) {
                at += 1;
                continue;
            }
            let matched = resources.gazetteer.find(doc, at, limit);
            let name = if capital {
                best(doc, resources, &names, at, limit, headline, matched)
            } else {
                matched.and_then(|matched| known(doc, resources, at, limit, matched))
            };
            at = match (name, matched) {
                (Some(name), _) => {
                    found.push(name);
                    name.end
                }
                (None, Some(matched)) if is_place(&matched) => matched.end,
                _ => {
                    if capital && token.is_word() {
                        loose.push(at as u32);
                    }
                    at + 1
                }
            };
        }
    }
    Tagged { names: found, loose }
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
    let known = matched.and_then(|matched| known(doc, resources, at, limit, matched));
    let reach = known.map_or(at, |found| found.end);
    let local = |end: usize, kind, by| Found { start: at, end, kind, surfaces: &[], by };

    let title = title::before(doc, &resources.lexicons, at);
    if title.is_none() && !names.may_go_on(at, limit) {
        // A capital alone: most are.
        return known;
    }
    let person = names.person(at, limit, title.is_some(), headline).filter(|&end| end > reach);
    // "America Great", "China Sea": a state's name is a given name only before a family name.
    let state = matched.is_some_and(|matched| matched.surfaces[0].kind == EntityKind::State);
    let person = person.filter(|&end| !state || title.is_some() || names.is_surname(end - 1));
    // A full name from the gazetteer is not made longer by the capitals behind it.
    let full = known.is_some_and(|found| found.kind == EntityKind::Person && found.end > found.start + 1);
    let person =
        person.filter(|&end| !full || names.is_suffix(end - 1)).map(|end| local(end, EntityKind::Person, "name"));
    let reach = person.map_or(reach, |found| found.end);

    let organization = names.organization(at, limit, headline).filter(|&end| end > reach);
    let organization = organization.map(|end| local(end, EntityKind::Organization, "head-word"));
    organization.or(person).or(known)
}

/// True for a name that only stands for a place, which is no mention and has none inside.
fn is_place(matched: &Match<'_>) -> bool {
    matched.surfaces.iter().all(|surface| surface.entry == EntryId::PLACE)
}

/// A gazetteer name, unless its words say that it is none here.
fn known<'g>(
    doc: &Document<'_>,
    resources: &Resources,
    at: usize,
    limit: usize,
    matched: Match<'g>,
) -> Option<Found<'g>> {
    let first = matched.surfaces.first()?;
    if is_place(&matched) {
        return None;
    }
    let kind = first.kind;
    let next = doc.tokens.get(matched.end).filter(|_| matched.end < limit);
    let spaced_capital = next.is_some_and(|token| token.gap == Gap::Space && token.case == Case::Title);
    match first.rule {
        Some(AmbiguityRule::Never) => return None,
        Some(AmbiguityRule::NeedsTitle) if title::before(doc, &resources.lexicons, at).is_none() => return None,
        Some(AmbiguityRule::NotBeforeSurname)
            if spaced_capital && resources.lexicons.word(doc, matched.end).surname == Some(false) =>
        {
            return None;
        }
        _ => {}
    }
    // "the Korean Peninsula", "the Arabian Sea": a part of the earth, not a state.
    if kind == EntityKind::State && next.is_some() && resources.lexicons.word(doc, matched.end).geographic {
        return None;
    }
    Some(Found { start: at, end: matched.end, kind, surfaces: matched.surfaces, by: "gazetteer" })
}

/// True for a sentence set like a headline: nearly all of its words begin with a capital, so capitals prove nothing.
fn is_headline(doc: &Document<'_>, resources: &Resources, start: usize, end: usize) -> bool {
    let (mut capital, mut lower) = (0, 0);
    for index in start..end {
        match doc.tokens[index].case {
            Case::Title | Case::Upper => capital += 1,
            // Headlines leave function words small, and nothing else.
            Case::Lower if resources.lexicons.word(doc, index).function.is_none() => lower += 1,
            _ => {}
        }
    }
    // A line with a date at its end is a byline.
    let dated = doc.tokens[end - 1].kind == TokenKind::Number;
    capital >= 4 && capital > lower * 4 && !dated
}
