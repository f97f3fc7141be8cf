//! What would match a name in a text, and why.

use super::entry::GazetteerEntry;
use super::format::Surface;
use super::lexicon::Lexicons;
use super::name_rules::AmbiguityRule;
use super::name_rules::collisions;
use super::{Gazetteer, NameMatch};
use crate::article::Article;
use crate::document::{Document, EntityKind, EntryId, Gender, MentionForm};
use crate::text;
use serde::Serialize;

/// Everything that is known of a name.
#[derive(Debug, Serialize)]
pub struct Lookup<'g> {
    /// As it was asked for.
    pub name: String,
    /// Entities with exactly this name.
    pub matches: Vec<LookupCandidate<'g>>,
    /// Entities with another spelling of it: "WHO" beside "who".
    pub other_spellings: Vec<LookupCandidate<'g>>,
    /// Names inside it, where it is none as a whole.
    pub inside: Vec<LookupCandidate<'g>>,
    /// What the word lists say of it.
    pub word: Vec<String>,
    /// Why the surface is not looked for, or only in some places.
    pub rule: Option<CollisionRule>,
    /// Longer names that hold it: in an article that has one of them, it may be a short form.
    pub longer: Vec<Longer<'g>>,
    /// How many of those there are.
    pub longer_total: usize,
}

/// An entity that a name may refer to.
#[derive(Debug, Default, Serialize)]
#[allow(missing_docs, reason = "the columns of the gazetteer, and how the surface refers")]
pub struct LookupCandidate<'g> {
    pub surface: &'g str,
    pub id: &'g str,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub name: &'g str,
    pub form: &'static str,
    pub exact_case: bool,
    pub rule: Option<&'static str>,
    pub state: Option<&'g str>,
    pub gender: Option<&'static str>,
    pub roles: Vec<Office<'g>>,
    pub valid_from: &'g str,
    pub valid_to: &'g str,
    pub wikidata: &'g str,
    pub file: String,
}

/// An office and its dates; empty where not known.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "as in the table")]
pub struct Office<'g> {
    pub title: &'g str,
    pub from: &'g str,
    pub to: &'g str,
}

/// The rule of a surface that collides with something else.
#[derive(Debug, Serialize)]
pub struct CollisionRule {
    /// As in `ambiguous.tsv`.
    pub rule: &'static str,
    /// What else the surface is.
    pub collides: &'static str,
    /// What it needs to count as a name.
    pub needs: &'static str,
}

/// A longer name.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "they say it")]
pub struct Longer<'g> {
    pub surface: &'g str,
    pub id: &'g str,
}

/// Most longer names that are listed.
const MOST_LONGER: usize = 10;

/// Looks a name up.
#[must_use]
pub fn lookup<'g>(name: &str, gazetteer: &'g Gazetteer, lexicons: &Lexicons) -> Lookup<'g> {
    let article = Article::new("lookup", name);
    let mut doc = Document::new(&article);
    text::annotate(&mut doc, &lexicons.text);
    let limit = doc.tokens.len();
    let found: Vec<(usize, NameMatch<'g>)> =
        (0..limit).filter_map(|at| Some((at, gazetteer.find(&doc, at, limit)?))).collect();
    let candidates =
        |surfaces: &'g [Surface]| surfaces.iter().map(|surface| candidate(gazetteer, surface)).collect::<Vec<_>>();
    let whole = found.iter().find(|(at, found)| *at == 0 && found.end == limit);
    let matches = whole.map(|(_, found)| candidates(found.surfaces)).unwrap_or_default();
    let mut inside = Vec::new();
    let mut end = 0;
    for (at, found) in found.iter().filter(|_| whole.is_none()) {
        if *at >= end {
            inside.extend(candidates(found.surfaces));
            end = found.end;
        }
    }
    let folded = fold(name);
    let mut other_spellings = Vec::new();
    let mut longer = Vec::new();
    for surface in gazetteer.surfaces().filter(|surface| surface.entry() != EntryId::PLACE) {
        let text = gazetteer.surface_text(surface);
        if text.len() < name.len() {
            continue;
        }
        if fold(text) == folded {
            if !matches.iter().any(|candidate| candidate.surface == text) {
                other_spellings.push(candidate(gazetteer, surface));
            }
        } else if !name.is_empty() && holds(text, name) {
            longer.push((text, surface.entry()));
        }
    }
    longer.sort_unstable();
    let longer_total = longer.len();
    longer.truncate(MOST_LONGER);
    let longer = longer.into_iter().map(|(surface, entry)| Longer { surface, id: gazetteer.id(entry) }).collect();
    let rule = collisions().and_then(|all| all.get(name).copied()).map(|(collides, rule)| CollisionRule {
        rule: rule.as_str(),
        collides,
        needs: needs(rule),
    });
    Lookup {
        name: name.to_owned(),
        matches,
        other_spellings,
        inside,
        word: word(name, lexicons),
        rule,
        longer,
        longer_total,
    }
}

/// What a surface with a rule needs to count as a name.
#[must_use]
pub fn needs(rule: AmbiguityRule) -> &'static str {
    match rule {
        AmbiguityRule::Never => "never a name",
        AmbiguityRule::FullNameFirst => "only in an article that has the full name of the entity",
        AmbiguityRule::NeedsTitle => "only after a title or in a longer name",
        AmbiguityRule::StateContext => "only in an article that has another name of the entity or its state",
        AmbiguityRule::NotBeforeSurname => {
            "not before a family name; the person in an article that has one of that name, otherwise the state"
        }
        AmbiguityRule::Ambiguous => "tagged, and left open between the candidates",
    }
}

fn candidate<'g>(gazetteer: &'g Gazetteer, surface: &'g Surface) -> LookupCandidate<'g> {
    let surface_text = gazetteer.surface_text(surface);
    let file = gazetteer.file_of(surface).display().to_string();
    if surface.entry() == EntryId::PLACE {
        return LookupCandidate {
            kind: "place",
            surface: surface_text,
            name: surface_text,
            form: MentionForm::Name.as_str(),
            file,
            ..LookupCandidate::default()
        };
    }
    let entry: GazetteerEntry<'g> = gazetteer.entry(surface.entry());
    LookupCandidate {
        surface: surface_text,
        id: entry.id(),
        kind: entry.kind.as_str(),
        name: entry.name(),
        form: surface.form().as_str(),
        exact_case: surface.exact(),
        rule: surface.rule().map(AmbiguityRule::as_str),
        state: entry.state().filter(|_| entry.kind != EntityKind::State),
        gender: match entry.gender {
            Gender::Female => Some("f"),
            Gender::Male => Some("m"),
            Gender::Unknown => None,
        },
        roles: entry.roles().map(|role| Office { title: role.title, from: role.from, to: role.to }).collect(),
        valid_from: entry.get("valid_from"),
        valid_to: entry.get("valid_to"),
        wikidata: entry.get("wikidata"),
        file,
    }
}

/// Lower case, without the periods of acronyms.
fn fold(name: &str) -> String {
    name.chars().filter(|letter| *letter != '.').flat_map(char::to_lowercase).collect()
}

/// True if `name` is in `text` as whole words.
fn holds(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, found)| {
        let ends = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
        ends(text[..at].chars().next_back()) && ends(text[at + found.len()..].chars().next())
    })
}

/// What the word lists say.
fn word(name: &str, lexicons: &Lexicons) -> Vec<String> {
    let mut said = Vec::new();
    let info = lexicons.vocabulary.look_up(name);
    if let Some(given) = info.given {
        said.push(if given.common { "a given name, and a word or place" } else { "a given name" }.to_owned());
    }
    if let Some(common) = info.surname {
        said.push(if common { "a family name, and a word" } else { "a family name" }.to_owned());
    }
    if info.function.is_some() || lexicons.vocabulary.look_up(&name.to_lowercase()).function.is_some() {
        said.push("a function word".to_owned());
    }
    if info.not_name.is_some() {
        said.push("a capitalized word that is not a name".to_owned());
    }
    if lexicons.places.contains(name) {
        said.push("a place that is not a state".to_owned());
    }
    said
}
