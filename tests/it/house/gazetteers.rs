//! The entity files are valid: shape, columns, values, and no two entities share a name without an explanation. The headers of
//! `people.tsv` and `organizations.tsv` say what explains a shared name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A data file: its columns and rows. Panics unless it has the common shape, sorted and unique by its first column.
struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteers").join(name);
        let text = fs::read_to_string(path).unwrap();
        assert!(text.ends_with('\n') && !text.contains('\r'), "{name}: lines end with LF, the last one too");
        let header: String = text.lines().take_while(|line| line.starts_with('#')).collect();
        let mut lines = text.lines().enumerate().skip_while(|(_, line)| line.starts_with('#'));
        let split = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
        let columns = split(lines.next().unwrap().1);
        for column in &columns {
            assert!(header.contains(column), "{name}: the header does not explain the column {column:?}");
        }
        let mut before = String::new();
        let rows = lines.map(|(index, line)| {
            let (number, cells) = (index + 1, split(line));
            assert_eq!(cells.len(), columns.len(), "{name}:{number}: wrong number of columns");
            assert!(before < cells[0], "{name}:{number}: {:?} is not sorted or not unique", cells[0]);
            for cell in &cells {
                assert_eq!(cell.trim(), cell, "{name}:{number}: blanks around {cell:?}");
                let items: Vec<&str> = cell.split('|').collect();
                assert!(items.len() == 1 || !items.contains(&""), "{name}:{number}: an empty item in {cell:?}");
            }
            before.clone_from(&cells[0]);
            cells
        });
        let rows: Vec<_> = rows.collect();
        Self { columns, rows }
    }

    fn at(&self, column: &str) -> usize {
        self.columns.iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"))
    }

    /// The number of rows with a value in a column.
    fn filled(&self, column: &str) -> usize {
        let at = self.at(column);
        self.rows.iter().filter(|row| !row[at].is_empty()).count()
    }
}

/// One entity of `people.tsv` or `organizations.tsv`.
struct Row {
    id: String,
    kind: String,
    weight: u8,
    state: String,
    /// First and last year of the offices or of the existence, where both are known.
    years: Option<(u16, u16)>,
    surfaces: BTreeSet<String>,
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').filter(|item| !item.is_empty())
}

/// First and last year of a `roles` cell; an office without a known end may last.
fn years_in_office(roles: &str) -> Option<(u16, u16)> {
    let year = |date: &str| date.get(..4).and_then(|year| year.parse().ok());
    let spans = list(roles).filter_map(|role| {
        let (from, to) = role.strip_suffix(']')?.rsplit_once(" [")?.1.split_once("..")?;
        Some((year(from).or(year(to))?, year(to).unwrap_or(u16::MAX)))
    });
    spans.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))
}

fn rows(table: &Table) -> Vec<Row> {
    let column = |name: &str| table.at(name);
    let optional = |name: &str| table.columns.iter().position(|column| column == name);
    let (id, kind, name, aliases) = (column("id"), column("type"), column("canonical"), column("aliases"));
    let (weight, state, roles) = (column("weight"), column("state"), column("roles"));
    let (acronyms, begin, end) = (optional("acronyms"), optional("valid_from"), optional("valid_to"));
    let one = |row: &Vec<String>| {
        let cell = |at: Option<usize>| at.map_or("", |at| row[at].as_str());
        let mut surfaces: BTreeSet<String> =
            list(&row[aliases]).chain(list(cell(acronyms))).map(str::to_owned).collect();
        surfaces.insert(row[name].clone());
        let years = match (cell(begin).get(..4), cell(end).get(..4)) {
            (begin, Some(end)) => {
                let end = end.parse().unwrap();
                Some((begin.map_or(end, |begin| begin.parse().unwrap()), end))
            }
            _ => years_in_office(&row[roles]),
        };
        let weight = row[weight].parse().unwrap_or_else(|_| panic!("{}: weight {:?}", row[id], row[weight]));
        assert!(weight <= 9, "{}: weight {weight}", row[id]);
        Row { id: row[id].clone(), kind: row[kind].clone(), weight, state: row[state].clone(), years, surfaces }
    };
    table.rows.iter().map(one).collect()
}

/// A name means the heavier of two entities if their weights differ by this much.
const MARGIN: u8 = 3;

/// True if two entities of one name differ in weight, state or years.
fn distinguishable(one: &Row, other: &Row) -> bool {
    let states = one.kind == other.kind && !one.state.is_empty() && !other.state.is_empty() && one.state != other.state;
    let dates = one.kind == other.kind
        && one.years.zip(other.years).is_some_and(|(one, other)| one.1 < other.0 || other.1 < one.0);
    one.weight.abs_diff(other.weight) >= MARGIN || states || dates
}

/// The shared names without an explanation: some pair of rows does not differ, and `ambiguous.tsv` does not list the name.
fn unexplained(all: &[Row], flagged: &BTreeSet<String>) -> String {
    let mut owners: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in all {
        for surface in &row.surfaces {
            owners.entry(surface).or_default().push(row);
        }
    }
    let mut problems = String::new();
    for (surface, rows) in owners.iter().filter(|(surface, _)| !flagged.contains(**surface)) {
        for (index, one) in rows.iter().enumerate() {
            for other in rows[index + 1..].iter().filter(|other| !distinguishable(one, other)) {
                writeln!(problems, "  {surface:?}: {} and {}", one.id, other.id).unwrap();
            }
        }
    }
    problems
}

fn flagged() -> BTreeSet<String> {
    Table::read("lexicons/ambiguous.tsv").rows.into_iter().map(|mut row| row.swap_remove(0)).collect()
}

#[test]
fn every_shared_name_is_explained() {
    let mut all = rows(&Table::read("entities/people.tsv"));
    all.extend(rows(&Table::read("entities/organizations.tsv")));
    let flagged = flagged();
    let problems = unexplained(&all, &flagged);
    let count = problems.lines().count();
    let first: Vec<&str> = problems.lines().take(30).collect();
    assert!(problems.is_empty(), "{count} collisions that nothing explains; the first:\n{}", first.join("\n"));
    // The name of a state belongs to no other entity unless it is flagged.
    let states = Table::read("entities/states.tsv");
    let owned: BTreeMap<&str, &str> =
        all.iter().flat_map(|row| row.surfaces.iter().map(|surface| (surface.as_str(), row.id.as_str()))).collect();
    let mut of_states: BTreeMap<&str, &str> = BTreeMap::new();
    for column in ["canonical", "aliases", "acronyms", "demonyms", "metonyms"] {
        for row in &states.rows {
            for surface in list(&row[states.at(column)]).filter(|surface| !flagged.contains(*surface)) {
                assert_eq!(owned.get(surface), None, "{surface:?} is a name of {} too", row[0]);
                let other = of_states.insert(surface, &row[0]).filter(|other| *other != row[0]);
                assert_eq!(other, None, "{surface:?} is a name of {} too", row[0]);
            }
        }
    }
}

#[test]
fn an_unexplained_collision_is_found() {
    let row = |id: &str, weight, state: &str, years| Row {
        id: id.to_owned(),
        kind: "person".to_owned(),
        weight,
        state: state.to_owned(),
        years,
        surfaces: BTreeSet::from(["Ada Voss".to_owned()]),
    };
    let none = BTreeSet::new();
    let namesakes = |other| unexplained(&[row("a", 2, "state/xa", Some((2001, 2004))), other], &none).lines().count();
    assert_eq!(namesakes(row("b", 3, "state/xa", Some((2004, 2009)))), 1);
    assert_eq!(namesakes(row("b", 3, "state/xa", None)), 1);
    assert_eq!(namesakes(row("b", 3, "", Some((2004, 2009)))), 1, "a missing state does not distinguish");
    assert_eq!(namesakes(row("b", 3, "state/xb", None)), 0);
    assert_eq!(namesakes(row("b", 5, "state/xa", None)), 0);
    assert_eq!(namesakes(row("b", 3, "state/xa", Some((2005, 2009)))), 0);
    let same = [row("a", 2, "state/xa", None), row("b", 2, "state/xa", None)];
    assert!(unexplained(&same, &BTreeSet::from(["Ada Voss".to_owned()])).is_empty());
}

#[test]
fn the_files_are_large_and_their_columns_filled() {
    let (states, people) = (Table::read("entities/states.tsv"), Table::read("entities/people.tsv"));
    let organizations = Table::read("entities/organizations.tsv");
    assert!(states.rows.len() >= 280, "{} states", states.rows.len());
    assert!(people.rows.len() >= 60_000, "{} people", people.rows.len());
    assert!(organizations.rows.len() >= 15_000, "{} organizations", organizations.rows.len());
    let known = [
        ("official", 220),
        ("aliases", 240),
        ("acronyms", 25),
        ("demonyms", 250),
        ("adjectives", 240),
        ("capital", 270),
        ("metonyms", 200),
        ("historical", 120),
        ("iso2", 250),
        ("iso3", 250),
        ("wikidata", 275),
    ];
    for (column, least) in known {
        let filled = states.filled(column);
        assert!(filled >= least, "states.tsv: {column} is filled in {filled} rows only");
    }
    let ids: BTreeSet<&str> = states.rows.iter().map(|row| row[0].as_str()).collect();
    for table in [&people, &organizations] {
        let (kind, state, source) = (table.at("type"), table.at("state"), table.at("source"));
        for row in &table.rows {
            assert!(row[state].is_empty() || ids.contains(row[state].as_str()), "{}: unknown {}", row[0], row[state]);
            assert!(!row[source].is_empty(), "{}: no source", row[0]);
            assert_eq!(row[kind], table.rows[0][kind], "{}: another type", row[0]);
        }
        let roles = table.filled("roles");
        assert!(roles * 100 >= table.rows.len() * 99, "only {roles} of {} rows have a role", table.rows.len());
    }
}
