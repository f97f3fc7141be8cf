//! Lists of names: every format, the compiled form, layers, and `whosaid gazetteer`.

use crate::support::binary::Folder;
use crate::support::engine::resources;
use crate::support::synthetic;
use proptest::prelude::*;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use whosaid::document::EntityKind;
use whosaid::gazetteer::import::{self, ImportOptions, List, StateIndex, TableWriter, TypeNames};
use whosaid::gazetteer::{Compiled, Gazetteer, SourceTable, compile, compiled, load};
use whosaid::{Article, Document, text};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gazetteer").join(name)
}

/// The result of importing a list.
struct Made {
    rows: Vec<String>,
    problems: Vec<String>,
    notes: Vec<String>,
}

fn imported(path: &Path, kind: Option<EntityKind>, types: TypeNames) -> whosaid::Result<Made> {
    let states: StateIndex = load::states()?;
    let options = ImportOptions { kind, language: "en".to_owned(), types, states: &states };
    let mut out = Vec::new();
    let mut table = TableWriter::new(path, &mut out)?;
    import::import(path, &options, &mut table)?;
    let TableWriter { rows, problems, notes, lines, .. } = table;
    let text = String::from_utf8(out).unwrap();
    assert_eq!((rows as usize, lines.len()), (text.lines().count() - 1, text.lines().count()));
    // Without the folder, which differs from machine to machine.
    let folder = format!("{}/", path.parent().unwrap().display());
    let short = |text: String| text.replace(&folder, "");
    Ok(Made {
        rows: text.lines().skip(1).map(str::to_owned).collect(),
        problems: problems.iter().map(|problem| short(problem.to_string())).collect(),
        notes: notes.into_iter().map(short).collect(),
    })
}

/// Rows as the cells of `id type canonical aliases acronyms demonyms metonyms gender roles state wikidata valid_from
/// valid_to` that are not empty, separated by `, `.
fn shown(made: &Made) -> Vec<String> {
    let cells = |row: &String| row.split('\t').filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(", ");
    made.rows.iter().map(cells).collect()
}

/// A list, the rows it makes, the problems, the notes.
type Case = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const FORMATS: &[Case] = &[
    (
        "people.txt",
        &[
            "own/odalys-brandt, person, Odalys Brandt",
            "own/gideon-mbeki-hart, person, Gideon Mbeki-Hart",
            "own/ingrid-solheimsvik, person, Ingrid Solheimsvik",
        ],
        &[],
        &[],
    ),
    (
        "ministers.csv",
        &[
            "own/odalys-brandt, person, Odalys Brandt, O. Brandt|Odalys van Brandt, f, harbor minister [2019-03..2021], state/fr",
            "own/gideon-mbeki-hart, person, Gideon Mbeki-Hart, m, attorney, state/za",
        ],
        &[
            "ministers.csv:5: 2 cells, but 9 columns",
            "ministers.csv:6: unknown state \"Atlantis\"; it is an id (state/fr), a code (FR, FRA) or a name (France)",
        ],
        &["ministers.csv: unused columns: Comment"],
    ),
    (
        "patterns.jsonl",
        &[
            "zuw, organization, Zorblax Umbrella Works, Zorblax Works",
            "own/odalys-brandt, person, Odalys Brandt",
            "veldria, state, Veldria",
        ],
        &[
            "patterns.jsonl:6: a token of one condition expected, found {\"IS_ALPHA\":true,\"OP\":\"+\"}",
            "patterns.jsonl:7: not a pattern: missing field `pattern` at line 1 column 15",
        ],
        &[
            "patterns.jsonl: skipped 1 patterns with the label DATE",
            "patterns.jsonl: capitalized 1 patterns in lower case",
        ],
    ),
    (
        "gate/lists.def",
        &[
            "own/zorblax-umbrella-works, organization, Zorblax Umbrella Works",
            "own/sahel-lantern-watch, organization, Sahel Lantern Watch",
            "own/odalys-brandt, person, Odalys Brandt",
            "own/gideon-mbeki-hart, person, Gideon Mbeki-Hart",
            "own/veldria, state, Veldria",
        ],
        &["lists.def:5: missing.lst: No such file or directory (os error 2)"],
        &[
            "bodies.lst: ignored the text after a tab in 1 lines",
            "lists.def: skipped 1 lists of other types: months.lst",
        ],
    ),
    (
        "entities.ftm.json",
        &[
            "wd/Q990001, person, Odalys Brandt, Odalys van Brandt, f, Harbor minister (2019-2021), state/fr, Q990001",
            "ftm/zz-17, organization, Zorblax Umbrella Works, ZUW, state/us, 1987-05",
        ],
        &["entities.ftm.json:5: not an entity: missing field `schema` at line 1 column 12"],
        &[
            "entities.ftm.json: skipped 1 entities of schema Address",
            "entities.ftm.json: skipped 1 entities of schema Ownership",
        ],
    ),
    (
        "wikidata.json",
        WIKIDATA,
        &["wikidata.json:7: not an entity: invalid type: string \"Q5\", expected a sequence at line 1 column 50"],
        &["wikidata.json: skipped 1 offices without a label in en"],
    ),
];

const WIKIDATA: &[&str] = &[
    "wd/Q990001, person, Odalys Brandt, Odalys van Brandt, f, minister of lanterns lamps [2019-03..]|harbor minister [2013..2017-05-14], state/fr, Q990001",
    "wd/Q990002, organization, Zorblax Umbrella Works, Zorblax, Z.U.W.|ZUW, state/de, Q990002, 1987-05-02, 2001",
    "wd/Q990003, state, Veldria, Veldrian, Q990003",
    "state/fr, state, France, Q142",
];

#[test]
fn every_format_becomes_a_table() {
    for (name, rows, problems, notes) in FORMATS {
        let made = imported(&fixture(name), None, TypeNames::embedded().unwrap()).unwrap();
        assert_eq!(shown(&made), *rows, "{name}");
        assert_eq!(made.problems, *problems, "{name}");
        assert_eq!(made.notes, *notes, "{name}");
    }
}

#[test]
fn a_dump_may_be_compressed_in_any_way() {
    let plain = fs::read(fixture("wikidata.json")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&plain).unwrap();
    // Two streams in a row, as parallel compressors write them.
    let bzip2 = |bytes: &[u8]| {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let (first, second) = plain.split_at(1000);
    let packed =
        [gzip.finish().unwrap(), [bzip2(first), bzip2(second)].concat(), zstd::encode_all(&plain[..], 1).unwrap()];
    for bytes in packed {
        let path = dir.path().join("dump");
        fs::write(&path, bytes).unwrap();
        assert_eq!(shown(&imported(&path, None, TypeNames::embedded().unwrap()).unwrap()), WIKIDATA);
    }
}

#[test]
fn other_classes_of_a_dump_can_be_requested() {
    let types = TypeNames::embedded().unwrap().with_classes([("Q13442814".to_owned(), EntityKind::Organization)]);
    let made = imported(&fixture("wikidata.json"), None, types).unwrap();
    assert_eq!(shown(&made), ["wd/Q990005, organization, A study of lanterns, Q990005"]);
    assert_eq!(made.problems, [""; 0], "a line without the class is not read");
}

#[test]
fn a_large_dump_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("dump.json");
    // Several batches of four megabytes.
    let (entities, wanted) = synthetic::dump(&mut fs::File::create(&path).unwrap(), 14 << 20).unwrap();
    assert!(entities > 1000 && wanted > 300, "{entities} {wanted}");
    let made = imported(&path, None, TypeNames::embedded().unwrap()).unwrap();
    assert_eq!((made.rows.len(), made.problems.len(), made.notes.len()), (wanted, 0, 0));
    let people = made.rows.iter().filter(|row| row.contains("\tperson\t"));
    let with_office = people.clone().filter(|row| row.contains("\tminister number ")).count();
    assert_eq!(with_office, people.count(), "offices that come after their holders are found too");
    assert_eq!(made.rows.last().map(|row| row.starts_with("wd/Q")), Some(true));
}

#[test]
fn names_of_the_generator_are_different() {
    let mut names: Vec<_> = (0..100_000).map(synthetic::name).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 100_000);
}

const TEN: &str = "Zorblax Umbrella Works sued Quillfeather, Moss & Daughters. Odalys Brandt, Gideon Mbeki-Hart, Ingrid \
                   Solheimsvik and Philippa Garthwaite-Moss left the Republic of Veldria. Sahel Lantern Watch, Tidewater \
                   Ballot Project and Hsin-Lo Electronics stayed.";

/// Ids of the mentions that an extraction finds, in text order.
fn ids(dir: &Folder, options: &[&str]) -> Vec<String> {
    let ran = dir.run(&[&["extract", "-q", "--emit", "mentions", "a.txt"], options].concat());
    ran.failed_with(0, &[]);
    ran.records().iter().map(|record| record["entity"].as_str().unwrap_or("?").to_owned()).collect()
}

#[test]
fn ten_names_by_one_flag() {
    let dir = Folder::new();
    dir.write("a.txt", TEN);
    let list = fixture("ten-names.csv");
    let own = |ids: &[String]| ids.iter().filter(|id| id.starts_with("own/")).count();
    assert_eq!(own(&ids(&dir, &[])), 0);
    let found = ids(&dir, &["--add-gazetteer", list.to_str().unwrap()]);
    assert_eq!(own(&found), 10, "{found:?}");
    // As a table, compiled, and instead of the built-in gazetteers.
    let table = dir.run(&["gazetteer", "import", list.to_str().unwrap(), "-o", "ten.tsv"]);
    table.failed_with(0, &[]);
    assert!(table.stderr.starts_with("10 entities, 0 problems"), "{}", table.stderr);
    let made = dir.run(&["gazetteer", "compile", "ten.tsv", "-o", "ten.names"]);
    made.failed_with(0, &[]);
    assert!(made.stderr.starts_with("10 entities, 10 names, 0 problems"), "{}", made.stderr);
    for options in [["--add-gazetteer", "ten.tsv"], ["--add-gazetteer", "ten.names"]] {
        assert_eq!(ids(&dir, &options), found, "{options:?}");
    }
    let alone = ids(&dir, &["--gazetteers", "ten.names"]);
    assert_eq!(own(&alone), 10, "{alone:?}");
    assert_eq!(ids(&dir, &["--gazetteers", list.to_str().unwrap()]), alone);
}

#[test]
fn a_bare_list_needs_a_type() {
    let dir = Folder::new();
    dir.write("a.txt", "Odalys Brandt left.");
    dir.write("names.txt", "Odalys Brandt\n");
    let bare = ["extract", "a.txt", "--add-gazetteer", "names.txt"];
    dir.run(&bare).failed_with(1, &["names.txt: this list does not say what its names are"]);
    let found = ids(&dir, &["--add-gazetteer", "names.txt", "--gazetteer-type", "person"]);
    assert_eq!(found, ["own/odalys-brandt"]);
    dir.write("names.txt", "# type: person\nOdalys Brandt\n");
    assert_eq!(ids(&dir, &["--add-gazetteer", "names.txt"]), ["own/odalys-brandt"]);
    dir.write("names.txt", "# type: ship\nOdalys Brandt\n");
    dir.run(&bare).failed_with(1, &["names.txt:1: unknown type \"ship\""]);
}

#[test]
fn a_file_that_is_not_a_list_is_named() {
    let dir = Folder::new();
    dir.write("a.txt", "Odalys Brandt left.");
    for (name, content, cause) in [
        ("empty.csv", "", "it is empty"),
        ("a.csv", "who,what\nAda,person\n", "no column \"name\" or \"canonical\"; the first line is \"who,what\""),
        ("a.def", "nothing of the kind\n", "no line has the form list.lst:type"),
        ("a.json", "{\"text\": \"an article\"}\n", "JSON, but neither spaCy patterns"),
        ("a.tsv", "name\tgender\nAda\tf\n", "no column \"type\""),
        ("a.bin", "\u{1}\u{2}\u{0}\n", "not a list of entities in a supported format"),
        ("missing.tsv", "", "No such file"),
    ] {
        if name != "missing.tsv" {
            dir.write(name, content);
        }
        let cause = format!("{name}: {cause}");
        dir.run(&["extract", "a.txt", "--add-gazetteer", name]).failed_with(1, &[&cause]);
    }
}

#[test]
fn a_changed_list_is_never_served_from_an_old_file() {
    let dir = Folder::new();
    dir.write("a.txt", "Odalys Brandt and Gideon Mbeki-Hart left.");
    let compile = ["gazetteer", "compile", "own.csv", "-o", "own.names"];
    let extract = ["--add-gazetteer", "own.names"];
    dir.write("own.csv", "name,type\nOdalys Brandt,person\n");
    dir.run(&compile).failed_with(0, &[]);
    assert_eq!(ids(&dir, &extract)[0], "own/odalys-brandt");
    // The length is the same, so that only the content differs.
    dir.write("own.csv", "name,type\nOdalys Brandz,person\n");
    let ran = dir.run(&["extract", "a.txt", "--add-gazetteer", "own.names"]);
    ran.failed_with(1, &["own.names: own.csv has changed since it was compiled; compile it again"]);
    dir.run(&["gazetteer", "lookup", "Odalys Brandt", "--add-gazetteer", "own.names"]).failed_with(1, &["has changed"]);
    dir.write("own.csv", "name,type,id\nGideon Mbeki-Hart,person,own/g\n");
    dir.run(&compile).failed_with(0, &[]);
    assert!(ids(&dir, &extract).contains(&"own/g".to_owned()));
    // Without its list, the compiled file is used as it is.
    fs::remove_file(dir.path().join("own.csv")).unwrap();
    assert!(ids(&dir, &extract).contains(&"own/g".to_owned()));
}

#[test]
fn check_names_every_line() {
    let dir = Folder::new();
    dir.write(
        "bad.tsv",
        "# A list with much wrong in it.\nid\ttype\tcanonical\taliases\tgender\troles\tstate\tvalid_from\tvalid_to\tcomment\n\
         a\tperson\tAda Voss\tAda V.|Ada V.\tf\t\t\t\t\t\n\
         b\tship\tTitanic\t\t\t\t\t\t\t\n\
         c\tperson\tCyd Lee\t Cyd||--\tx\t\t\t\t\t\n\
         d\tperson\tDan Orr\t\tm\tclerk [2013..12]|judge [2015..2014]|mayor (2019)]\tstate/zz\t2019-13\t\t\n\
         d\tperson\tDan Orr\t\tm\t\t\t2013\t2012\t\n\
         short\tperson\n\
         e\torganization\tFine Works\tFW\t\tshop [2013-01..2014]\tstate/fr\t\t\t\n",
    );
    let ran = dir.run(&["gazetteer", "check", "bad.tsv"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.ends_with("3 entities, 5 names, 14 problems\n"), "{}", ran.stderr);
    let told: Vec<&str> = ran.stderr.lines().filter_map(|line| line.strip_prefix("error: bad.tsv:")).collect();
    assert_eq!(
        told,
        [
            "3: aliases: \"Ada V.\" is twice in this row",
            "4: unknown type \"ship\"; it is person, state or organization",
            "5: unknown gender \"x\"",
            "5: aliases: \" Cyd\" has white space at its ends or in a row",
            "5: aliases: an empty item",
            "5: aliases: \"--\" has no letter or digit",
            "6: roles: \"12\" is not a date (2013, 2013-01 or 2013-01-12) in \"clerk [2013..12]\"",
            "6: roles: 2015 is later than 2014 in \"judge [2015..2014]\"",
            "6: roles: \"mayor (2019)]\" is not of the form \"office [from..to]\"",
            "6: valid_from, valid_to: \"2019-13\" is not a date (2013, 2013-01 or 2013-01-12)",
            "6: state: unknown state \"state/zz\"",
            "7: id d is also the id of an earlier row",
            "7: valid_from, valid_to: 2013 is later than 2012",
            "8: 2 cells, but 10 columns",
        ]
    );
    assert!(ran.stderr.contains("unknown columns: comment"), "{}", ran.stderr);
    let clean = dir.run(&["gazetteer", "check", fixture("own-names.tsv").to_str().unwrap()]);
    clean.failed_with(0, &[]);
    assert_eq!(
        clean.stderr,
        "5 entities, 9 names, 0 problems
"
    );
    assert_eq!(dir.run(&["gazetteer", "check", "-q", fixture("own-names.tsv").to_str().unwrap()]).stderr, "");
    let other = dir.run(&["gazetteer", "check", fixture("ministers.csv").to_str().unwrap()]);
    other.failed_with(1, &["ministers.csv:5: 2 cells", "ministers.csv:6: unknown state"]);
}

#[test]
fn our_own_lists_have_no_problems() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteers/entities");
    for (list, entities) in [("states.tsv", "281"), ("people.tsv", "72,000"), ("organizations.tsv", "38,928")] {
        let ran = Folder::new().run(&["gazetteer", "check", folder.join(list).to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{list}: {}", ran.stderr);
        assert!(ran.stderr.contains(&format!("{entities} entities, ")), "{list}: {}", ran.stderr);
        assert!(!ran.stderr.contains("unknown columns"), "{list}: {}", ran.stderr);
    }
}

#[test]
fn lookup_explains_what_matches() {
    let dir = Folder::new();
    let ran =
        dir.run(&["gazetteer", "lookup", "--json", "Jordan", "May", "WHO", "who", "Lake Chad", "Bank of England"]);
    ran.failed_with(0, &[]);
    let found: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [jordan, may, upper, lower, lake, bank] = &found[..] else { panic!("{}", ran.stdout) };
    assert_eq!(jordan["matches"][0]["id"], "state/jo");
    assert_eq!(jordan["rule"]["rule"], "not-before-surname");
    assert!(jordan["longer_total"].as_u64().unwrap() > 1);
    assert_eq!((&may["matches"], &may["rule"]["rule"]), (&serde_json::json!([]), &"never".into()));
    assert!(may["word"].as_array().unwrap().contains(&"a given name, and a word or place".into()), "{may}");
    assert_eq!((&upper["matches"][0]["exact_case"], &upper["matches"][0]["form"]), (&true.into(), &"alias".into()));
    assert_eq!((&lower["matches"], &lower["other_spellings"][0]["surface"]), (&serde_json::json!([]), &"WHO".into()));
    assert_eq!((&lake["matches"][0]["type"], &lake["matches"][0]["id"]), (&"place".into(), &"".into()));
    assert_eq!(bank["matches"][0]["type"], "organization");
    let told = dir.run(&["gazetteer", "lookup", "Jordan"]).stdout;
    assert!(
        told.contains("\n  Jordan is a name: the state Jordan state/jo") && told.contains("rule not-before-surname: ")
    );
}

/// Compiles tables that are given as text, without comments.
fn compiled_tables(tables: &[&str]) -> Compiled {
    let sources: Vec<SourceTable<'_>> = tables
        .iter()
        .map(|table| SourceTable { path: Path::new("t.tsv"), table, lines: None, origins: Vec::new() })
        .collect();
    let (bytes, problems) = compile(&sources, &["Lake Brandt"], &resources().lexicons.name_rules()).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    Compiled::from_bytes(Path::new("t.names"), bytes).unwrap()
}

/// The longest names at every token of a text: their tokens, and of each entity its id, name, form and state.
fn found(gazetteer: &Gazetteer, text: &str) -> Vec<String> {
    let article = Article::new("t", text);
    let mut doc = Document::new(&article);
    text::annotate(&mut doc, &resources().lexicons.text);
    let limit = doc.tokens.len();
    let mut all = Vec::new();
    for at in 0..limit {
        let Some(found) = gazetteer.find(&doc, at, limit) else { continue };
        let mut entities: Vec<String> = found
            .surfaces
            .iter()
            .map(|surface| {
                let entry = gazetteer.entry(surface.entry());
                let roles: Vec<_> = entry.roles().collect();
                let form = surface.form().as_str();
                format!("{} {} {form} {:?} {:?} {roles:?}", entry.id(), entry.name(), surface.exact(), entry.state())
            })
            .collect();
        entities.sort();
        all.push(format!("{at}..{}: {}", found.end, entities.join("; ")));
    }
    all
}

const SMALL: &str = "id\ttype\tcanonical\taliases\tacronyms\troles\tstate\n\
                     a\tperson\tOdalys Brandt\tBrandt\t\tclerk [2013..2015]\tstate/fr\n\
                     b\torganization\tZorblax Works\tal-Zorblax\tZUW\t\t\n\
                     c\tperson\tOdalys Brandt\t\t\t\t\n";
const SMALL_TEXT: &str = "Odalys Brandt of ZUW left Zorblax Works, al-Zorblax and Lake Brandt. BRANDT stayed.";

#[test]
fn a_damaged_file_is_an_error_or_gives_the_same_names() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("small.names");
    let good = compiled_tables(&[SMALL]);
    let sources = [SourceTable { path: Path::new("t.tsv"), table: SMALL, lines: None, origins: Vec::new() }];
    let (bytes, _) = compile(&sources, &["Lake Brandt"], &resources().lexicons.name_rules()).unwrap();
    let expected = found(&Gazetteer::new(vec![good]).unwrap(), SMALL_TEXT);
    assert_eq!(expected.len(), 8, "{expected:#?}");
    compiled::save(&path, &bytes).unwrap();
    let opened = Compiled::open(&path).unwrap();
    opened.verify().unwrap();
    assert_eq!(found(&Gazetteer::new(vec![opened]).unwrap(), SMALL_TEXT), expected);

    let (mut refused, mut unlike) = (0, 0);
    for at in 0..bytes.len() {
        // One bit, the highest bit, all bits.
        for flip in [1, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= flip;
            let Ok(compiled) = Compiled::from_bytes(Path::new("d.names"), damaged) else {
                refused += 1;
                continue;
            };
            let error = compiled.verify().expect_err("every byte counts").to_string();
            assert!(error.starts_with("d.names: damaged"), "{error}");
            // The change is accepted, and must do no harm.
            let Ok(gazetteer) = Gazetteer::new(vec![compiled]) else { continue };
            unlike += usize::from(found(&gazetteer, SMALL_TEXT) != expected);
            let _ = gazetteer.by_id("a");
            let _ = gazetteer.surfaces().map(|surface| gazetteer.surface_text(surface).len()).sum::<usize>();
        }
    }
    assert!(refused > 300 && unlike > 100, "{refused} refused, {unlike} unlike");
    for length in 0..bytes.len() {
        let error = Compiled::from_bytes(Path::new("d.names"), bytes[..length].to_vec()).expect_err("cut short");
        assert!(error.to_string().starts_with("d.names: "), "{error}");
    }
    assert!(Compiled::from_bytes(Path::new("d.names"), [&bytes[..], b"x"].concat()).is_err());
}

#[test]
fn a_damaged_file_is_named_by_the_program() {
    let dir = Folder::new();
    dir.write("a.txt", "Odalys Brandt left.");
    dir.write("own.csv", "name,type\nOdalys Brandt,person\n");
    dir.run(&["gazetteer", "compile", "own.csv", "-o", "own.names"]).failed_with(0, &[]);
    let path = dir.path().join("own.names");
    let mut bytes = fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&path, &bytes).unwrap();
    for command in [&["extract", "a.txt", "--add-gazetteer"][..], &["gazetteer", "check"]] {
        dir.run(&[command, &["own.names"]].concat())
            .failed_with(1, &["own.names: damaged: it does not match its checksum"]);
    }
    bytes.truncate(100);
    fs::write(&path, &bytes).unwrap();
    dir.run(&["extract", "a.txt", "--add-gazetteer", "own.names"]).failed_with(1, &["own.names: damaged"]);
}

#[test]
fn a_later_list_adds_names_and_details() {
    let below = "id\ttype\tcanonical\taliases\troles\nx\tperson\tOdalys Brandt\tOda Brandt\tclerk\n";
    let above = "id\ttype\tcanonical\troles\nx\tperson\tOdalys van Brandt\tjudge\ny\tperson\tOda Brandt\t\n";
    let text = "Odalys Brandt. Odalys van Brandt. Oda Brandt.";
    let layers = Gazetteer::new(vec![compiled_tables(&[below]), compiled_tables(&[above])]).unwrap();
    let together = Gazetteer::new(vec![compiled_tables(&[below, above])]).unwrap();
    let now = found(&layers, text);
    assert_eq!(now, found(&together, text));
    assert!(now[0].starts_with("0..2: x Odalys van Brandt name") && now[0].contains("judge"), "{now:?}");
    assert!(now[2].contains("; y Oda Brandt"), "{now:?}");
    assert_eq!(layers.entries().count(), 2);
    assert_eq!(layers.by_id("x").map(|entry| layers.name(entry)), Some("Odalys van Brandt"));
    assert_eq!(layers.by_id("z"), None);
    let other = compiled_tables(&["id\ttype\tcanonical\nx\torganization\tOdalys Brandt\n"]);
    let error = Gazetteer::new(vec![compiled_tables(&[below]), other]).unwrap_err().to_string();
    assert_eq!(error, "t.names: x has the type organization here, but person in t.names");
}

const WORDS: [&str; 8] = ["Ada", "ADA", "Lake", "Brandt", "of", "al-", "U.S.", "Zorblax"];

/// A few short names, which often share their first or last word.
fn names() -> impl Strategy<Value = Vec<(u8, String)>> {
    let name = proptest::collection::vec(0..WORDS.len(), 1..4)
        .prop_map(|words| words.iter().map(|&word| WORDS[word]).collect::<Vec<_>>().join(" "));
    proptest::collection::vec((0..12_u8, name), 0..12)
}

fn table_of(names: &[(u8, String)]) -> String {
    let mut table = String::from("id\ttype\tcanonical\taliases\n");
    for id in 0..12 {
        let own: Vec<&str> = names.iter().filter(|name| name.0 == id).map(|name| name.1.as_str()).collect();
        if let Some((first, others)) = own.split_first() {
            writeln!(table, "x/{id}\tperson\t{first}\t{}", others.join("|")).unwrap();
        }
    }
    table
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn layers_find_what_one_gazetteer_finds(
        first in names(), second in names(), third in names(), words in proptest::collection::vec(0..WORDS.len(), 0..40)
    ) {
        let text = words.iter().map(|&word| WORDS[word]).collect::<Vec<_>>().join(" ");
        let tables = [&first, &second, &third].map(|names| table_of(names));
        let [a, b, c] = [&tables[0], &tables[1], &tables[2]].map(String::as_str);
        let expected = found(&Gazetteer::new(vec![compiled_tables(&[a, b, c])]).unwrap(), &text);
        let layers = Gazetteer::new(vec![compiled_tables(&[a]), compiled_tables(&[b]), compiled_tables(&[c])]).unwrap();
        prop_assert_eq!(found(&layers, &text), expected.clone());
        let two = Gazetteer::new(vec![compiled_tables(&[a, b]), compiled_tables(&[c])]).unwrap();
        prop_assert_eq!(found(&two, &text), expected);
    }
}

#[test]
fn the_built_in_gazetteer_equals_the_tables() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteers/entities");
    let names = ["states.tsv", "people.tsv", "organizations.tsv"];
    let texts = names.map(|name| fs::read_to_string(root.join(name)).unwrap());
    let rows = |text: &String| text.lines().filter(|line| !line.starts_with('#')).count() - 1;
    let gazetteer = &resources().gazetteer;
    assert_eq!(gazetteer.entries().count(), texts.iter().map(rows).sum::<usize>());
    let paths = names.map(PathBuf::from);
    let sources: Vec<SourceTable<'_>> = paths
        .iter()
        .zip(&texts)
        .map(|(path, table)| SourceTable { path, table, lines: None, origins: Vec::new() })
        .collect();
    let lexicons = &resources().lexicons;
    let places = whosaid::gazetteer::name_rules::blocking(&lexicons.places);
    let (bytes, problems) = compile(&sources, &places, &lexicons.name_rules()).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let now = Gazetteer::new(vec![Compiled::from_bytes(Path::new("now"), bytes).unwrap()]).unwrap();
    assert_eq!(now.names(), gazetteer.names());
    let mut articles = 0;
    for path in crate::support::engine::fixture_articles() {
        let text = fs::read_to_string(path).unwrap();
        assert_eq!(found(gazetteer, &text), found(&now, &text));
        articles += 1;
    }
    assert!(articles > 5);
}

#[test]
fn unsafe_code_stands_in_two_places() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(source).into_iter().map(Result::unwrap);
    let with: Vec<_> = files
        .filter(|file| file.path().extension().is_some_and(|ending| ending == "rs"))
        .filter(|file| fs::read_to_string(file.path()).unwrap().contains("allow(unsafe_code"))
        .map(|file| file.file_name().to_owned())
        .collect();
    assert_eq!(with, ["map.rs", "stdout.rs"]);
}

#[test]
fn compiled_files_and_tables_are_distinguished() {
    let states = load::states().unwrap();
    let options =
        ImportOptions { kind: None, language: "en".to_owned(), types: TypeNames::embedded().unwrap(), states: &states };
    let List::Table(table) = import::read(&fixture("own-names.tsv"), &options).unwrap() else { panic!("a table") };
    assert!(table.lines.is_none() && table.text.starts_with("# Names of the fixture articles"));
}
