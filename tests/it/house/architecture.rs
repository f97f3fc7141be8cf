//! The architecture, and that the sources keep to it: imports run one way, and there is no circle of files.

use super::imports::{Imports, Sources, read_sources, repeated_types};

/// The modules and what each is, from the ground up. A module imports only from its own row and from the rows above it in
/// this table; inside a row, as everywhere, nothing goes round in a circle.
const ROWS: [&[(&str, &str)]; 14] = [
    &[
        ("span", "a half-open range of bytes, always on character boundaries"),
        ("token_span", "a half-open range of tokens"),
        ("error", "what went wrong, with the file, the record and the cause"),
        ("deadline", "the processor time that an article may take"),
        ("work", "how many steps a text takes, for the tests"),
        ("compression", "compressed streams, detected by their first bytes"),
        ("file_state", "whether a file is still the same one"),
        ("named_enum", "enums whose variants have names"),
        ("side_by_side", "two pieces of work at a time, when the program starts"),
    ],
    &[
        ("article", "one input record: a text, and what is known about it"),
        ("date", "dates as articles write them"),
        ("claim", "who said what, with the spans that show it"),
        ("record", "the wire format: types, offsets, JSON, schema"),
    ],
    &[
        ("document", "a text with its layers of annotation"),
        ("text", "tokens, paragraphs, sentences and quotations"),
        ("crf", "sequence models: features, weights, labels"),
    ],
    &[("gazetteer", "names and word lists: read, compiled, matched")],
    &[("entity", "who is named where, and who each name stands for")],
    &[("attribution", "which words are source, cue and content, and who speaks")],
    &[
        ("gold", "annotated corpora: brat, CoNLL-U, IOB2"),
        ("input", "files of every format become articles"),
        ("run", "a saved run: its recipe, its progress, reading it back"),
    ],
    &[("output", "records become JSON Lines, Parquet or rows of a database")],
    &[("resources", "what is loaded once: gazetteers, lexicons, models")],
    &[("pipeline", "the stages in order, documents to records, batches")],
    &[
        ("verify", "a run against its articles"),
        ("diff", "a run against another run"),
        ("identity", "who is one person in several articles"),
        ("eval", "claims, speakers and names against gold"),
        ("train", "how the models are made"),
    ],
    &[("audit", "review in the browser, conflicts, report, exports")],
    &[("lib", "the front door: what the library offers")],
    &[("cli", "one file per subcommand, the only place that knows clap"), ("main", "the program")],
];

/// The wire format is read by programs that know nothing else of this one: all that it may import.
const RECORD_IMPORTS: [&str; 3] = ["record", "span", "error"];

/// Files of more than 400 lines, each with the reason why it is not two. None has more than 450, and there are three at most.
const LONG_FILES: &[(&str, &str)] = &[];

/// Names that more than one type has, each with the reason. There are fewer than 30.
const SHARED_NAMES: &[(&str, &str)] = &[];

/// The module at the top of the tree that a file below `src` belongs to.
fn top(file: &str) -> String {
    file.split('/').next().unwrap().trim_end_matches(".rs").to_owned()
}

fn row(module: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.iter().any(|(name, _)| *name == module))
}

/// The imports that run against the rows, a line each.
fn upward(imports: &Imports) -> Vec<String> {
    imports
        .iter()
        .filter(|(from, to, _)| row(&top(from)) < row(&top(to)))
        .map(|(from, to, path)| format!("{from} imports {to}, which is higher, by {path}"))
        .collect()
}

fn rust() -> Sources {
    read_sources("src", "rs")
}

fn assert_none(found: &[String], what: &str) {
    assert!(found.is_empty(), "{} {what}:\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_module_has_its_row() {
    let mut modules: Vec<_> = rust().keys().map(|file| top(file)).collect();
    modules.sort();
    modules.dedup();
    let mut rows: Vec<_> = ROWS.iter().flat_map(|row| row.iter().map(|(name, _)| *name)).collect();
    rows.sort_unstable();
    assert_eq!(rows, modules);
}

#[test]
fn imports_run_downward() {
    let imports = Imports::of_rust(&rust());
    assert!(imports.iter().count() > 500, "the imports are found at all");
    assert_none(&upward(&imports), "imports run upward");
}

#[test]
fn the_wire_format_stands_on_spans_and_errors_alone() {
    let imports = Imports::of_rust(&rust());
    let others = imports.iter().filter(|(from, to, _)| top(from) == "record" && !RECORD_IMPORTS.contains(&&*top(to)));
    assert_none(
        &others.map(|(from, to, path)| format!("{from} imports {to} by {path}")).collect::<Vec<_>>(),
        "imports",
    );
}

#[test]
fn no_circle_of_rust_files() {
    let imports = Imports::of_rust(&rust());
    assert_none(&imports.circles(), "circles of files");
    assert_none(&imports.grouped(top).circles(), "circles of modules");
}

#[test]
fn no_circle_in_the_page() {
    let imports = Imports::of_javascript(&read_sources("src/audit/page/assets", "js"));
    assert!(imports.iter().count() > 20, "the imports are found at all");
    assert_none(&imports.circles(), "circles of files");
}

#[test]
fn no_circle_in_the_python_package() {
    let imports = Imports::of_python("whosaid", &read_sources("python/whosaid", "py"));
    assert!(imports.iter().count() > 5, "the imports are found at all");
    assert_none(&imports.circles(), "circles of files");
}

#[test]
fn files_are_short() {
    assert!(LONG_FILES.len() <= 3);
    let mut long = Vec::new();
    for (file, source) in rust() {
        let lines = source.lines().count();
        assert!(lines <= 450, "src/{file} has {lines} lines");
        if lines > 400 {
            long.push(file);
        }
    }
    assert_eq!(long, LONG_FILES.iter().map(|(file, _)| *file).collect::<Vec<_>>(), "files of more than 400 lines");
}

#[test]
fn a_type_name_stands_for_one_thing() {
    assert!(SHARED_NAMES.len() < 30);
    let repeated = repeated_types(&rust());
    let unexplained = repeated.iter().filter(|(name, _)| !SHARED_NAMES.iter().any(|(known, _)| known == name));
    assert_none(&unexplained.map(|(name, files)| format!("{name}: {}", files.join(", "))).collect::<Vec<_>>(), "names");
    for (name, _) in SHARED_NAMES {
        assert!(repeated.contains_key(*name), "{name} is defined once by now: take it off the list");
    }
}

#[test]
fn an_upward_import_is_found() {
    let files = [
        ("text/mod.rs", "use crate::span::Span; use crate::resources::Resources;"),
        ("span.rs", ""),
        ("resources.rs", "use crate::text::tokens;"),
    ];
    let files = files.map(|(file, source)| (file.to_owned(), source.to_owned())).into();
    assert_eq!(
        upward(&Imports::of_rust(&files)),
        ["text/mod.rs imports resources.rs, which is higher, by crate::resources::Resources"]
    );
}
