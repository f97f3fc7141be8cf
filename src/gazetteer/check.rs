//! Everything that is wrong with a list, with its line.

use super::compile::{NAME_COLUMNS, compile};
use super::entry::HeldRole;
use super::import::{self, COLUMNS, ImportOptions, List};
use super::name_rules::{AmbiguityRule, NameRules};
use super::tsv::{TsvRow, TsvTable};
use crate::document::EntityKind;
use crate::error::{Error, Result};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

/// What a check found.
#[derive(Debug, Default)]
pub struct CheckReport {
    /// What is wrong, in the order of the lines.
    pub problems: Vec<Error>,
    /// Warnings, which are not problems.
    pub notes: Vec<String>,
    /// Entities that can be used.
    pub entities: usize,
    /// Their names.
    pub names: usize,
}

/// Columns of our own lists that no import makes.
const OUR_OWN: [&str; 12] = [
    "weight", "iso2", "iso3", "status", "region", "source", "from", "to", "official", "adjectives", "capital",
    "historical",
];

/// Looks at every row of a list.
///
/// # Errors
/// A list that cannot be read at all.
pub fn check(path: &Path, options: &ImportOptions<'_>, rules: &NameRules<'_>) -> Result<CheckReport> {
    let mut report = CheckReport::default();
    let imported = match import::read(path, options)? {
        List::Compiled(compiled) => {
            compiled.verify()?;
            compiled.check_origins()?;
            report.entities = compiled.entries().len();
            report.names = compiled.surfaces().len();
            return Ok(report);
        }
        List::Table(imported) => imported,
    };
    let source = imported.source(path);
    let (bytes, problems) = compile(std::slice::from_ref(&source), &[], rules)?;
    let compiled = super::Compiled::from_bytes(path, bytes)?;
    (report.entities, report.names) = (compiled.entries().len(), compiled.surfaces().len());
    report.problems = problems;

    let table = TsvTable::parse(path, &imported.text, &["id", "type", "canonical"])?;
    let unknown: Vec<&str> = table
        .columns()
        .iter()
        .copied()
        .filter(|column| !COLUMNS.contains(column) && !OUR_OWN.contains(column))
        .collect();
    if !unknown.is_empty() {
        report.notes.push(format!("unknown columns: {}", unknown.join(", ")));
    }
    let mut look = RowChecker::new(&table, options, rules);
    for row in table.rows().flatten() {
        let mut causes = Vec::new();
        look.row(&row, &mut causes);
        report.problems.extend(causes.into_iter().map(|cause| source.at_source(table.error(row.line, cause))));
    }
    report.notes.extend(look.notes());
    report.problems.extend(imported.problems);
    report.notes.extend(imported.notes);
    report.problems.sort_by_key(|problem| match problem {
        Error::Data { line, .. } => *line,
        _ => 0,
    });
    Ok(report)
}

/// What is looked at in each row.
struct RowChecker<'t, 'o> {
    rules: &'o NameRules<'o>,
    names: [Option<usize>; NAME_COLUMNS.len()],
    id: Option<usize>,
    kind: Option<usize>,
    roles: Option<usize>,
    state: Option<usize>,
    dates: [(&'static str, Option<usize>); 2],
    /// Ids of the states of this list.
    own_states: FxHashSet<&'t str>,
    states: FxHashSet<&'o str>,
    /// Whose each name is, by type.
    bearers: FxHashMap<(&'t str, &'t str), (&'t str, usize)>,
    never: Vec<&'t str>,
}

impl<'t, 'o> RowChecker<'t, 'o> {
    fn new(table: &TsvTable<'t>, options: &'o ImportOptions<'_>, rules: &'o NameRules<'o>) -> Self {
        let [id, kind, roles, state] = ["id", "type", "roles", "state"].map(|name| table.column(name));
        let is_state = |row: &TsvRow<'t>| row.get(kind) == EntityKind::State.as_str();
        Self {
            rules,
            names: NAME_COLUMNS.map(|(name, ..)| table.column(name)),
            id,
            kind,
            roles,
            state,
            dates: ["valid_from", "valid_to"].map(|name| (name, table.column(name))),
            own_states: table.rows().flatten().filter(is_state).map(|row| row.get(id)).collect(),
            states: options.states.ids().collect(),
            bearers: FxHashMap::default(),
            never: Vec::new(),
        }
    }

    fn row(&mut self, row: &TsvRow<'t>, causes: &mut Vec<String>) {
        let mut own = FxHashSet::default();
        for (column, (header, ..)) in self.names.into_iter().zip(NAME_COLUMNS) {
            let cell = row.get(column);
            if cell.is_empty() {
                continue;
            }
            for name in cell.split('|') {
                if let Some(cause) = wrong_name(name) {
                    causes.push(format!("{header}: {cause}"));
                    continue;
                }
                if !own.insert(name) {
                    causes.push(format!("{header}: {name:?} is twice in this row"));
                    continue;
                }
                if self.rules.ambiguous.get(name) == Some(&AmbiguityRule::Never) {
                    self.never.push(name);
                }
                let bearer = self.bearers.entry((row.get(self.kind), name)).or_insert((row.get(self.id), 0));
                bearer.1 += usize::from(bearer.0 != row.get(self.id));
            }
        }
        for role in row.list(self.roles) {
            let HeldRole { title, from, to } = HeldRole::parse(role);
            if title.trim().is_empty() || title.ends_with(']') {
                causes.push(format!("roles: {role:?} is not of the form \"office [from..to]\""));
            }
            causes.extend(wrong_dates(from, to).map(|cause| format!("roles: {cause} in {role:?}")));
        }
        let [from, to] = self.dates.map(|(_, column)| row.get(column));
        causes.extend(wrong_dates(from, to).map(|cause| format!("valid_from, valid_to: {cause}")));
        let state = row.get(self.state);
        // Of Wikidata's states, only a dump knows the ids.
        if !(state.is_empty()
            || state.starts_with("wd/Q")
            || self.own_states.contains(state)
            || self.states.contains(state))
        {
            causes.push(format!("state: unknown state {state:?}"));
        }
    }

    fn notes(self) -> Vec<String> {
        let mut notes = Vec::new();
        let mut shared: Vec<_> =
            self.bearers.iter().filter(|(_, (_, others))| *others > 0).map(|(key, _)| *key).collect();
        shared.sort_unstable();
        if let Some((kind, name)) = shared.first() {
            let count = shared.len();
            notes.push(format!(
                "{count} names are shared by several entities of a type and resolved by weight, state and office, or left open, such as the {kind} {name:?}"
            ));
        }
        if let Some(name) = self.never.first() {
            let count = self.never.len();
            notes.push(format!("{count} names are never matched because they are common words, such as {name:?}"));
        }
        notes
    }
}

/// What is wrong with a name.
fn wrong_name(name: &str) -> Option<String> {
    if name.is_empty() {
        Some("an empty item".to_owned())
    } else if name.trim() != name || name.contains("  ") {
        Some(format!("{name:?} has white space at its ends or in a row"))
    } else if let Some(control) = name.chars().find(|letter| letter.is_control()) {
        Some(format!("{name:?} contains the control character {control:?}"))
    } else if !name.chars().any(char::is_alphanumeric) {
        Some(format!("{name:?} has no letter or digit"))
    } else if name.len() > usize::from(u16::MAX) {
        Some(format!("a name of {} bytes is too long", name.len()))
    } else {
        None
    }
}

/// What is wrong with two dates that follow each other.
fn wrong_dates(from: &str, to: &str) -> Option<String> {
    for date in [from, to] {
        if !date.is_empty() && !is_date(date) {
            return Some(format!("{date:?} is not a date (2013, 2013-01 or 2013-01-12)"));
        }
    }
    let length = from.len().min(to.len());
    (length > 0 && from[..length] > to[..length]).then(|| format!("{from} is later than {to}"))
}

/// A year, a month or a day of ISO 8601.
fn is_date(date: &str) -> bool {
    let parts: Vec<&str> = date.split('-').collect();
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let fits = |part: Option<&&str>, most: u32| {
        part.is_none_or(|part| number(part, 2).is_some_and(|n| (1..=most).contains(&n)))
    };
    parts.len() <= 3 && number(parts[0], 4).is_some() && fits(parts.get(1), 12) && fits(parts.get(2), 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for good in ["2013", "2013-01", "2013-12-31"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["13", "2013-13", "2013-1-1", "2013-01-32", "2013-01-01-01", "May 2013", "2013-"] {
            assert!(!is_date(bad), "{bad}");
        }
        assert_eq!(wrong_dates("2013-05", "2013"), None);
        assert!(wrong_dates("2014", "2013-05").is_some());
        assert_eq!(wrong_dates("", "2013"), None);
    }
}
