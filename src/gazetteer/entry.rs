//! Entities and their names, read from the TSV files in `gazetteers/entities/` or the user's own.

use super::lexicon::{AmbiguityRule, Lexicons, parse_gender};
use super::matcher::Matcher;
use super::tsv::Table;
use crate::document::{EntityKind, EntryId, Gender, MentionForm};
use crate::error::{Error, Result};
use crate::span::Span;
use rustc_hash::FxHashSet;
use std::path::Path;

/// A row of a gazetteer. Cells are spans into [`Gazetteer`]'s own text; ask it for them.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    id: Span,
    /// Person, state or organization.
    pub kind: EntityKind,
    name: Span,
    /// Of a person, where it is known.
    pub gender: Gender,
    /// 0-9, how likely news means this entity by a name that others have too.
    pub weight: u8,
    roles: Span,
    state: Span,
}

/// One way to write an entity's name.
#[derive(Debug, Clone, Copy)]
pub struct Surface {
    pub(super) text: Span,
    /// Whose name it is.
    pub entry: EntryId,
    /// What it names.
    pub kind: EntityKind,
    /// How it refers.
    pub form: MentionForm,
    /// Letter case must agree even where the text is set in capitals: acronyms.
    pub exact: bool,
    /// What to do about a collision with something else.
    pub rule: Option<AmbiguityRule>,
}

/// Entities, their names, and the matcher that finds them.
#[derive(Debug)]
pub struct Gazetteer {
    /// All files, one after the other: what the spans slice.
    arena: String,
    entries: Vec<Entry>,
    surfaces: Vec<Surface>,
    matcher: Matcher,
}

impl EntryId {
    /// Stands for a place that is no state: its name blocks a shorter one inside it ("Lake Chad").
    pub const PLACE: Self = Self(u32::MAX);
}

/// The columns that hold names, and how those refer.
const NAME_COLUMNS: [(&str, MentionForm, bool); 5] = [
    ("canonical", MentionForm::Name, false),
    ("aliases", MentionForm::Alias, false),
    ("acronyms", MentionForm::Alias, true),
    ("demonyms", MentionForm::Demonym, false),
    ("metonyms", MentionForm::Metonym, false),
];

/// What a row weighs whose table has no weights, or whose cell is empty: a list of one's own is trusted.
const WEIGHT: u8 = 5;
/// Below this weight the acronyms of an organization wait for its full name: small bodies have those of large ones.
const SURE_ACRONYM: u8 = 4;

/// Names up to this many bytes are matched with their exact case: "US" is not "us", "Wto" is not "WTO".
const SHORT_NAME: usize = 3;

impl Gazetteer {
    /// Compiles gazetteer files. Rows that cannot be used are returned, one [`Error::Data`] each.
    ///
    /// # Errors
    /// A file without the columns that every gazetteer needs: `id`, `type`, `canonical`.
    pub fn compile<'f>(
        files: impl IntoIterator<Item = (&'f Path, &'f str)>,
        lexicons: &Lexicons,
    ) -> Result<(Self, Vec<Error>)> {
        let mut builder = Builder::default();
        for (path, text) in files {
            builder.read(path, text, lexicons)?;
        }
        for place in lexicons.places.iter().filter(|place| place.contains(' ')) {
            builder.block(place);
        }
        let Builder { arena, entries, mut surfaces, problems, .. } = builder;
        let matcher = Matcher::compile(&arena, &mut surfaces, &lexicons.text.abbreviations);
        Ok((Self { arena, entries, surfaces, matcher }, problems))
    }

    /// The row behind an id that this gazetteer gave out.
    #[must_use]
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0 as usize]
    }

    /// Number of entities.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Number of names.
    #[must_use]
    pub fn names(&self) -> usize {
        self.surfaces.len()
    }

    /// The stable id: "wd/Q7747", "state/ru".
    #[must_use]
    pub fn id(&self, entry: EntryId) -> &str {
        self.entry(entry).id.of(&self.arena)
    }

    /// The canonical name.
    #[must_use]
    pub fn name(&self, entry: EntryId) -> &str {
        self.entry(entry).name.of(&self.arena)
    }

    /// Id of the state it belongs to; a state belongs to itself.
    #[must_use]
    pub fn state(&self, entry: EntryId) -> Option<&str> {
        let entry = self.entry(entry);
        let span = if entry.kind == EntityKind::State { entry.id } else { entry.state };
        (!span.is_empty()).then(|| span.of(&self.arena))
    }

    /// The offices, newest first, each with its dates: "Foreign Minister [2013-01-12..]".
    pub fn roles(&self, entry: EntryId) -> impl Iterator<Item = Role<'_>> {
        let cell = self.entry(entry).roles.of(&self.arena);
        cell.split('|').filter(|role| !role.is_empty()).map(Role::parse)
    }

    /// How a surface is written.
    #[must_use]
    pub fn surface_text(&self, surface: &Surface) -> &str {
        surface.text.of(&self.arena)
    }

    pub(super) fn surfaces(&self) -> &[Surface] {
        &self.surfaces
    }

    pub(super) fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    pub(super) fn arena(&self) -> &str {
        &self.arena
    }
}

/// An office and when it was held; dates are ISO 8601, possibly truncated, empty where not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role<'g> {
    /// "Foreign Minister".
    pub title: &'g str,
    /// First day.
    pub from: &'g str,
    /// Last day; empty means "no end known", not "today".
    pub to: &'g str,
}

impl<'g> Role<'g> {
    /// True if the office is known to have begun by `date` (ISO 8601) and not known to have ended before it.
    #[must_use]
    pub fn held_on(&self, date: &str) -> bool {
        let begun = !self.from.is_empty() && self.from <= date;
        let over = !self.to.is_empty() && self.to < &date[..self.to.len().min(date.len())];
        begun && !over
    }

    fn parse(cell: &'g str) -> Self {
        let plain = Self { title: cell, from: "", to: "" };
        let Some((title, dates)) = cell.strip_suffix(']').and_then(|rest| rest.rsplit_once(" [")) else { return plain };
        dates.split_once("..").map_or(plain, |(from, to)| Self { title, from, to })
    }
}

/// A digit, or nothing.
fn parse_weight(cell: &str) -> Option<u8> {
    match cell.as_bytes() {
        [] => Some(WEIGHT),
        [digit @ b'0'..=b'9'] => Some(digit - b'0'),
        _ => None,
    }
}

#[derive(Default)]
struct Builder<'f> {
    arena: String,
    entries: Vec<Entry>,
    surfaces: Vec<Surface>,
    ids: FxHashSet<&'f str>,
    problems: Vec<Error>,
}

impl<'f> Builder<'f> {
    fn block(&mut self, place: &str) {
        let start = self.arena.len();
        self.arena.push_str(place);
        let text = Span::new(start, self.arena.len());
        let (entry, form) = (EntryId::PLACE, MentionForm::Name);
        self.surfaces.push(Surface { text, entry, kind: EntityKind::State, form, exact: false, rule: None });
    }

    fn read(&mut self, path: &'f Path, text: &'f str, lexicons: &Lexicons) -> Result<()> {
        let base = self.arena.len();
        self.arena.push_str(text);
        self.ids.reserve(text.len() / 128);
        let table = Table::parse(path, text, &["id", "type", "canonical"])?;
        let [id, kind, gender, weight, roles, state] =
            ["id", "type", "gender", "weight", "roles", "state"].map(|name| table.column(name));
        let names = NAME_COLUMNS.map(|(name, form, exact)| (table.column(name), form, exact));
        // Cells are slices of `text`, which the arena holds at `base`.
        let place = |cell: &str| {
            if cell.is_empty() {
                return Span::default();
            }
            let start = base + (cell.as_ptr() as usize - text.as_ptr() as usize);
            Span::new(start, start + cell.len())
        };
        self.surfaces.reserve(text.len() / 48);
        for row in table.rows() {
            let row = match row {
                Ok(row) => row,
                Err(problem) => {
                    self.problems.push(problem);
                    continue;
                }
            };
            let (row_id, row_kind) = (row.get(id), EntityKind::parse(row.get(kind)));
            let cause = match row_kind {
                None => format!("unknown type {:?}; it is person, state or organization", row.get(kind)),
                Some(_) if row_id.is_empty() => "no id".to_owned(),
                Some(_) if row.get(names[0].0).trim().is_empty() => "no canonical name".to_owned(),
                Some(_) if parse_gender(row.get(gender)).is_none() => format!("unknown gender {:?}", row.get(gender)),
                Some(_) if parse_weight(row.get(weight)).is_none() => {
                    format!("unknown weight {:?}; it is a digit", row.get(weight))
                }
                Some(_) if self.ids.contains(row_id) => format!("id {row_id} stands in an earlier row too"),
                Some(kind) => {
                    self.ids.insert(row_id);
                    let entry = EntryId(self.entries.len() as u32);
                    let weight = parse_weight(row.get(weight)).unwrap_or(WEIGHT);
                    self.entries.push(Entry {
                        id: place(row_id),
                        kind,
                        name: place(row.get(names[0].0)),
                        gender: parse_gender(row.get(gender)).unwrap_or_default(),
                        weight,
                        roles: place(row.get(roles)),
                        state: place(row.get(state)),
                    });
                    for (column, form, exact) in names {
                        for name in row.list(column) {
                            let waits = exact && weight < SURE_ACRONYM && kind == EntityKind::Organization;
                            let rule = lexicons.ambiguous.get(name).copied();
                            let rule = rule.or(waits.then_some(AmbiguityRule::FullNameFirst));
                            if rule != Some(AmbiguityRule::Never) {
                                let exact = exact || name.len() <= SHORT_NAME;
                                self.surfaces.push(Surface { text: place(name), entry, kind, form, exact, rule });
                            }
                        }
                    }
                    continue;
                }
            };
            self.problems.push(table.error(row.line, cause));
        }
        Ok(())
    }
}
