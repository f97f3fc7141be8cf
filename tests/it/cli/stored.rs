//! `verify`, `diff` and `audit` read what a run was written to: a folder, lines, a Parquet file, a database. And runs that keep
//! only some classes of claims.

use crate::support::binary::Folder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/articles");

/// Where a run is written to; the last can hold claims only.
const OUTPUTS: [&str; 4] = ["out/", "out.jsonl.gz", "out.sqlite", "out.parquet"];

#[test]
fn every_output_can_be_verified_and_compared() {
    let dir = Folder::new();
    for unit in ["codepoints", "utf16"] {
        dir.run(&["extract", FIXTURES, "--offsets", unit, "-o", "whole.jsonl"]).failed_with(0, &[]);
        let claims = dir.read("whole.jsonl").lines().count();
        for output in OUTPUTS {
            dir.run(&["extract", FIXTURES, "--offsets", unit, "--explain", "-o", output]).failed_with(0, &[]);
            let ran = dir.run(&["verify", output, "--articles", FIXTURES]);
            ran.failed_with(0, &[]);
            assert!(ran.stderr.starts_with("11 articles, ") && ran.stderr.ends_with(" 0 are not\n"), "{}", ran.stderr);
            let ran = dir.run(&["diff", "whole.jsonl", output]);
            assert_eq!(ran.stdout, format!("{claims} claims are the same, 0 differ\n"), "{output}: {}", ran.stderr);
        }
        for output in OUTPUTS {
            let path = dir.path().join(output);
            if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
        }
    }
}

#[test]
fn every_output_can_be_audited() {
    let dir = Folder::new();
    let mut made: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, speaker) in [("a", "Ann Lee"), ("b", "Ann Lee"), ("c", "Bo Derrick")] {
        let quote = "The old port will stay closed until the last of the four cranes has been repaired by the city";
        dir.write(&format!("news/{name}.txt"), format!("“{quote},” Mayor {speaker} said on Monday."));
    }
    for output in OUTPUTS {
        let emit = if output == "out.parquet" { "claims" } else { "claims,mentions,articles" };
        dir.run(&["extract", FIXTURES, "--emit", emit, "-o", output]).failed_with(0, &[]);
        let export = ["audit", "export", output, "--articles", FIXTURES, "--format", "csv", "-o", "claims.csv"];
        dir.run(&export).failed_with(0, &[]);
        made.entry("export").or_default().push(dir.read("claims.csv"));
        let news = format!("news-{output}");
        dir.run(&["extract", "news", "--emit", emit, "-o", &news]).failed_with(0, &[]);
        let ran = dir.run(&["audit", "conflicts", &news, "-o", "-"]);
        ran.failed_with(0, &[]);
        made.entry("conflicts").or_default().push(ran.stdout);
        dir.run(&["audit", "report", output, "--articles", FIXTURES, "-o", "report.html"]).failed_with(0, &[]);
        let report = dir.read("report.html");
        assert!(
            report.contains("<dt>Articles</dt><dd>11</dd>") && report.contains("This is a familiar pattern"),
            "{output}"
        );
    }
    // A database does not keep what an article calls a document; an entity's name it has.
    for export in made.get_mut("export").into_iter().flatten() {
        *export = export.replace(",study published on Wednesday in the Annals,document,", ",,document,");
    }
    for (what, results) in made {
        assert!(results.iter().all(|one| *one == results[0]) && !results[0].is_empty(), "{what}: {results:?}");
    }
    // Where the texts have changed, the ids of the claims tell.
    let article = fs::read_to_string(format!("{FIXTURES}/geopolitics-port.txt")).unwrap();
    dir.write("changed/geopolitics-port.txt", article.replacen("Protasenko", "Protasenka", 1));
    dir.run(&["audit", "report", "out.parquet", "--articles", "changed", "-o", "report.html"])
        .failed_with(3, &["has changed"]);
}

/// Columns hold offsets as plain numbers: taken in another unit, every span would be wrong in silence.
#[test]
#[cfg(feature = "sqlite")]
fn an_unknown_unit_of_offsets_is_refused() {
    let dir = Folder::new();
    dir.run(&["extract", FIXTURES, "-o", "a.sqlite"]).failed_with(0, &[]);
    let database = rusqlite::Connection::open(dir.path().join("a.sqlite")).unwrap();
    let changed = database.execute("UPDATE runs SET recipe = json_set(recipe, '$.options.offsets', 'graphemes')", []);
    assert_eq!(changed.unwrap(), 1);
    drop(database);
    for args in [&["verify", "a.sqlite", "--articles", FIXTURES][..], &["diff", "a.sqlite", "a.sqlite"]] {
        dir.run(args)
            .failed_with(1, &["a.sqlite: the offsets of its run are in an unknown unit: unknown variant `graphemes`"]);
    }
}

#[test]
fn what_holds_no_whole_records_is_refused() {
    let dir = Folder::new();
    dir.write("a.txt", "It rained, Ann Lee said.");
    dir.run(&["extract", "a.txt", "-o", "a.csv"]).failed_with(0, &[]);
    let csv = "a.csv: a CSV file holds only a part of each record";
    for args in [
        &["verify", "a.csv", "--articles", "a.txt"][..],
        &["diff", "a.csv", "a.csv"],
        &["audit", "report", "a.csv"],
        &["audit", "conflicts", "a.csv"],
        &["audit", "export", "a.csv", "--articles", "a.txt", "--format", "w3c", "-o", "-"],
    ] {
        dir.run(args).failed_with(1, &[csv]);
    }
    dir.run(&["diff", "a.txt", "a.txt"]).failed_with(1, &["a.txt:1: not a record"]);
    dir.write("b.parquet", "PAR1 and nothing else");
    dir.run(&["diff", "b.parquet", "b.parquet"]).failed_with(1, &["b.parquet: cannot read this Parquet file: "]);
}

const SAID: &str = "statement,question,denial,promise,demand,criticism,praise,prediction,according-to";

#[test]
fn only_what_was_said() {
    let dir = Folder::new();
    dir.run(&["extract", FIXTURES, "-o", "all/"]).failed_with(0, &[]);
    let ran = dir.run(&["extract", FIXTURES, "-o", "said/", "--said"]);
    ran.failed_with(0, &[]);
    assert!(ran.stderr.contains(" of other classes left out, "), "{}", ran.stderr);
    let class = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        record["cue"]["class"].as_str().unwrap().to_owned()
    };
    let wanted = |line: &&str| SAID.split(',').any(|said| said == class(line));
    let (all, said) = (dir.read("all/claims.jsonl"), dir.read("said/claims.jsonl"));
    assert_eq!(all.lines().filter(wanted).collect::<Vec<_>>(), said.lines().collect::<Vec<_>>());
    let left_out = all.lines().count() - said.lines().count();
    assert!(left_out >= 5, "{left_out}");
    let counts = |run: &str| serde_json::from_str::<Value>(&dir.read(run)).unwrap()["counts"].clone();
    assert_eq!(counts("said/run.json")["left_out"], left_out);
    assert_eq!(counts("said/run.json")["claims"], said.lines().count());
    assert_eq!(counts("all/run.json")["left_out"], 0);
    dir.run(&["verify", "said", "--articles", FIXTURES]).failed_with(0, &[]);
    // The list of classes is the same thing, and part of what a run must repeat.
    let again = dir.run(&["extract", FIXTURES, "-o", "said/", "--classes", SAID, "--resume"]);
    assert!(again.code == 0 && again.stderr.contains("already complete"), "{}", again.stderr);
    dir.run(&["extract", FIXTURES, "-o", "said/", "--resume"]).failed_with(1, &["--classes was statement,"]);
    dir.run(&["extract", FIXTURES, "-o", "all/", "--classes", "denial", "--resume"])
        .failed_with(1, &["--classes was not set and is denial now"]);
    dir.run(&["extract", FIXTURES, "-o", "said.sqlite", "--said"]).failed_with(0, &[]);
    dir.run(&["diff", "said", "said.sqlite"]).failed_with(0, &[]);
    dir.run(&["extract", FIXTURES, "-o", "said.sqlite"])
        .failed_with(1, &["it holds records that this run would not make"]);
    dir.run(&["extract", FIXTURES, "--said", "--classes", "denial"]).failed_with(2, &["cannot be used with"]);
}
