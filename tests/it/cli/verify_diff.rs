//! `verify` and `diff`, and where options come from.

use crate::output::sinks::corpus;
use crate::support::binary::{Folder, whosaid};
use serde_json::Value;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/articles");

#[test]
fn verify_holds_for_every_unit_and_form() {
    let dir = Folder::new();
    let emit = "articles,sentences,mentions,claims";
    for unit in ["codepoints", "bytes", "utf16"] {
        for output in ["a.jsonl", "a.jsonl.zst", "a.jsonl.gz"] {
            dir.run(&["extract", FIXTURES, "--emit", emit, "--offsets", unit, "-o", output]).failed_with(0, &[]);
            let ran = dir.run(&["verify", output, "--articles", FIXTURES]);
            ran.failed_with(0, &[]);
            assert!(ran.stderr.starts_with("11 articles, ") && ran.stderr.ends_with(" 0 are not\n"), "{}", ran.stderr);
        }
    }
    corpus(&dir, 60);
    dir.run(&["extract", "news", "-o", "out/"]);
    let ran = dir.run(&["verify", "out", "--articles", "news"]);
    ran.failed_with(3, &["news/1.jsonl:11: "]);
    assert!(ran.stderr.contains("60 articles, ") && ran.stderr.contains(" 0 are not"), "{}", ran.stderr);
}

#[test]
fn verify_finds_every_kind_of_damage() {
    let dir = Folder::new();
    dir.write("news/a.txt", "“The harbour is open,” Zoë Karlsson said. It rained, she said in Mariehamn.");
    dir.write("news/b.txt", "It rained, Ann Lee said.");
    let ran = dir.run(&["extract", "news", "--emit", "articles,sentences,mentions,claims", "-o", "a.jsonl"]);
    ran.failed_with(0, &[]);
    let lines: Vec<String> = dir.read("a.jsonl").lines().map(str::to_owned).collect();
    let mut checked = 0;
    for (index, line) in lines.iter().enumerate() {
        let record: Value = serde_json::from_str(line).unwrap();
        let damages: &[(&str, Value, &str)] = match record["record"].as_str().unwrap() {
            "article" => &[
                ("/text_hash", "0".into(), "text_hash is"),
                ("/bytes", 1.into(), "bytes is 1"),
                ("/code_points", 1.into(), "code_points is 1"),
                ("/claims", 77.into(), "counts 77 claims"),
                ("/doc", "x".into(), "no article has the id x"),
            ],
            "sentence" | "mention" => &[
                ("/text", "x".into(), " is \"x\", but the text at its place is"),
                ("/start", 9999.into(), "runs backwards"),
                ("/doc", "x".into(), "no article has the id x"),
            ],
            _ => &[
                ("/id", "0".into(), "id is \"0\""),
                ("/cue/text", "x".into(), "the cue is \"x\""),
                ("/content/spans/0/end", 9999.into(), "the content is at"),
                ("/content/spans", serde_json::json!([]), "the content has no span"),
                ("/doc", "x".into(), "no article has the id x"),
            ],
        };
        for (pointer, value, cause) in damages {
            let mut damaged = record.clone();
            *damaged.pointer_mut(pointer).unwrap() = value.clone();
            let mut all = lines.clone();
            all[index] = damaged.to_string();
            dir.write("b.jsonl", all.join("\n") + "\n");
            let ran = dir.run(&["verify", "b.jsonl", "--articles", "news"]);
            assert_eq!(ran.code, 1, "{pointer}: {}", ran.stderr);
            let place = format!("error: b.jsonl:{}: ", index + 1);
            let said = ran.stderr.lines().any(|line| line.starts_with(&place) && line.contains(cause));
            assert!(said || *pointer == "/claims", "{pointer} {place}{cause} {}", ran.stderr);
            assert!(ran.stderr.contains(cause), "{pointer}: {}", ran.stderr);
            checked += 1;
        }
    }
    assert!(checked > 25, "{checked}");
}

#[test]
fn verify_names_the_first_hundred() {
    let dir = Folder::new();
    let lines: String = (0..300).map(|i| format!("{{\"id\":{i},\"text\":\"It rained, Ann Lee said.\"}}\n")).collect();
    dir.write("a.jsonl", &lines);
    dir.run(&["extract", "a.jsonl", "--emit", "claims", "-o", "c.jsonl"]).failed_with(0, &[]);
    dir.write("a.jsonl", lines.replace("rained", "snowed"));
    let ran = dir.run(&["verify", "c.jsonl", "--articles", "a.jsonl"]);
    assert_eq!((ran.code, ran.said("error").len()), (1, 100));
    assert!(
        ran.stderr.contains("\nand 200 more\n300 articles, 0 records are correct, 300 are not\n"),
        "{}",
        ran.stderr
    );
    assert!(ran.said("error")[0].starts_with("c.jsonl:1: ") && ran.said("error")[99].starts_with("c.jsonl:100: "));
}

#[test]
fn diff_tells_what_a_name_changes() {
    let dir = Folder::new();
    dir.run(&["extract", FIXTURES, "-o", "a.jsonl"]).failed_with(0, &[]);
    let same = dir.run(&["diff", "a.jsonl", "a.jsonl"]);
    assert!(same.stdout.ends_with(" claims are the same, 0 differ\n"), "{}", same.stdout);
    dir.run(&["extract", FIXTURES, "-o", "b.jsonl", "--precision-recall", "1.5"]).failed_with(0, &[]);
    let counts: Value = serde_json::from_str(&dir.run(&["diff", "a.jsonl", "b.jsonl", "--json"]).stdout).unwrap();
    assert!(counts["changes"]["new"].as_u64().unwrap() > 0, "{counts}");
    let listed = dir.run(&["diff", "a.jsonl", "b.jsonl", "--list"]).records();
    assert_eq!(listed.len() as u64, counts["different"].as_u64().unwrap());
    let claims = |name: &str| dir.read(name).lines().count() as u64;
    let (same, of) = (counts["same"].as_u64().unwrap(), |change: &str| counts["changes"][change].as_u64().unwrap_or(0));
    let changed = listed.iter().filter(|one| !one["before"].is_null() && !one["after"].is_null()).count() as u64;
    assert_eq!(same + changed + of("gone"), claims("a.jsonl"));
    assert_eq!(same + changed + of("new"), claims("b.jsonl"));
    assert!(dir.run(&["diff", "a.jsonl", "b.jsonl"]).stdout.contains("by rule\n  crf "));
}

#[test]
fn options_come_from_flags_then_the_environment_then_the_file() {
    let dir = Folder::new();
    dir.write("a.txt", "It rained, Ann Lee said.");
    let run = |args: &[&str], variables: &[(&str, &str)]| {
        let output = whosaid().args(args).envs(variables.iter().copied()).current_dir(dir.path()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let types = |args: &[&str], variables: &[(&str, &str)]| {
        let (code, out, err) = run(&[&["extract", "a.txt"], args].concat(), variables);
        assert_eq!(code, 0, "{err}");
        let record = |line: &str| serde_json::from_str::<Value>(line).unwrap()["record"].as_str().unwrap().to_owned();
        out.lines().map(record).collect::<Vec<_>>()
    };
    assert_eq!(types(&[], &[]), ["claim"]);
    dir.write(
        "whosaid.toml",
        "[extract]\nemit = [\"articles\", \"sentences\"]\nmax-article = \"1M\"\nexplain = true\n",
    );
    assert_eq!(types(&[], &[]), ["article", "sentence"]);
    assert_eq!(types(&[], &[("WHOSAID_EMIT", "mentions")]), ["mention"]);
    assert_eq!(types(&["--emit", "claims"], &[("WHOSAID_EMIT", "mentions")]), ["claim"]);
    let (code, shown, _) = run(&["config"], &[("WHOSAID_JOBS", "3")]);
    assert_eq!(code, 0);
    for line in [
        "emit = [\"articles\", \"sentences\"]  # from whosaid.toml",
        "jobs = 3  # from WHOSAID_JOBS",
        "max-article = \"1M\"  # from whosaid.toml",
        "explain = true  # from whosaid.toml",
        "offsets = \"codepoints\"  # default",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
    }
    shown.parse::<toml::Table>().unwrap();
    for (file, cause) in [
        ("[extract]\nemmit = \"claims\"\n", "extract has no option emmit"),
        ("[other]\n", "other is not one of"),
        ("[extract\n", "whosaid.toml"),
        ("[extract]\nsaid = \"perhaps\"\n", "expected true or false"),
    ] {
        dir.write("whosaid.toml", file);
        let (code, _, err) = run(&["extract", "a.txt"], &[]);
        assert!(code == 1 && err.contains(cause), "{cause}: {code} {err}");
    }
    // An option that can stand alone takes a truth value or its own.
    for (value, set) in [("true", Some("true")), ("\"features\"", Some("\"features\"")), ("false", None)] {
        dir.write("whosaid.toml", format!("[extract]\nexplain = {value}\n"));
        let (code, _, err) = run(&["extract", "a.txt"], &[]);
        assert_eq!(code, 0, "{value}: {err}");
        let (_, shown, _) = run(&["config"], &[]);
        let line =
            set.map_or("explain = false  # default".to_owned(), |set| format!("explain = {set}  # from whosaid.toml"));
        assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
    }
}

#[test]
fn a_password_is_never_told() {
    let dir = Folder::new();
    dir.write("a.txt", "It rained.");
    let url = "postgres://me:hunter2@localhost:1/none";
    for args in [&["extract", "a.txt", "-o", url][..], &["extract", "a.txt", "-v", "-o", url]] {
        let ran = dir.run(args);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert!(
            ran.stderr.contains("postgres://localhost:1/none") && !ran.stderr.contains("hunter2"),
            "{}",
            ran.stderr
        );
    }
    let output = whosaid().arg("config").env("WHOSAID_OUTPUT", url).current_dir(dir.path()).output().unwrap();
    assert!(!String::from_utf8(output.stdout).unwrap().contains("hunter2"));
}

#[test]
fn completions_and_the_man_page_name_the_options() {
    let dir = Folder::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(dir.run(&["completions", shell]).stdout.contains("max-article"), "{shell}");
    }
    let page = dir.run(&["man"]).stdout;
    assert!(page.starts_with(".ie") && page.contains("max\\-article"), "{page:.300}");
    for database in ["sqlite", "postgres"] {
        assert!(dir.run(&["schema", "--sql", database]).stdout.contains("CREATE TABLE claim_spans"), "{database}");
    }
}
