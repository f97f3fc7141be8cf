//! The command line itself: usage, help, `show`, `schema`, the gazetteer options.

use crate::run::Folder;
use serde_json::Value;

#[test]
fn wrong_usage_is_two() {
    let dir = Folder::new();
    for args in
        [&[][..], &["extract", "--emit", "nonsense"], &["extract", "--jobs", "0"], &["extract", "--max-article", "x"]]
    {
        let ran = dir.run(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
    }
    assert_eq!(dir.run(&["--help"]).code, 0);
    assert_eq!(dir.run(&["extract", "--help"]).code, 0);
}

#[test]
fn quiet_says_errors_only() {
    let dir = Folder::new();
    dir.write("a.jsonl", "{\"text\": \"\"}\nno JSON\n");
    let ran = dir.articles(&["a.jsonl", "-q"]);
    ran.failed_with(3, &["a.jsonl:2: "]);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(dir.articles(&["a.jsonl"]).stderr.contains("1 document, 1 failed; 0.0 MB of text in 0."));
}

#[test]
fn messages_carry_no_escape_sequences_of_others() {
    let dir = Folder::new();
    dir.write("a.jsonl", "{\"text\": \"a\"}\n{\"\\u001b[2Jx\": 1}\n");
    let ran = dir.articles(&["a.jsonl"]);
    ran.failed_with(3, &["the fields are \u{fffd}[2Jx"]);
    assert!(!ran.stderr.contains('\u{1b}'));
}

#[test]
fn show_is_plain_where_there_is_no_terminal() {
    let dir = Folder::new();
    dir.write("a.txt", "Port reopens\n\nThe \u{1b}[31mharbour\u{1b}[0m reopened.\n");
    let ran = dir.run(&["show", "a.txt"]);
    ran.failed_with(0, &[]);
    assert!(ran.stdout.starts_with("a\n\nPort reopens\n\n"), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\u{1b}'), "{:?}", ran.stdout);
    let narrow = dir.run(&["show", "a.txt", "--width", "20"]);
    assert!(narrow.stdout.lines().all(|line| line.chars().count() <= 20), "{}", narrow.stdout);
}

#[test]
fn show_picks_an_article() {
    let dir = Folder::new();
    let lines = "{\"id\": \"x\", \"text\": \"First.\"}\n{\"id\": \"y\", \"title\": \"T\", \"text\": \"Second.\"}\n";
    dir.write("a.jsonl", lines);
    assert!(dir.run(&["show", "a.jsonl"]).stdout.starts_with("x\n\nFirst.\n"));
    assert!(dir.run(&["show", "a.jsonl", "--doc", "y"]).stdout.starts_with("y\n\nT\n\nSecond.\n"));
    assert!(dir.run_on(&["show", "-"], lines).stdout.starts_with("x\n"));
    dir.run(&["show", "a.jsonl", "--doc", "z"]).failed_with(1, &["a.jsonl: no article is called z"]);
    dir.run(&["show", "nowhere.txt"]).failed_with(1, &["nowhere.txt: No such file"]);
}

#[test]
fn the_schema_is_json_and_names_every_record() {
    let ran = Folder::new().run(&["schema"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let schema: Value = serde_json::from_str(&ran.stdout).unwrap();
    for record in ["claim", "mention", "sentence", "article"] {
        let required = schema["$defs"][record]["required"].as_array().unwrap();
        assert!(required.len() > 5, "{record}");
        for key in required {
            assert!(schema["$defs"][record]["properties"].get(key.as_str().unwrap()).is_some(), "{record}.{key}");
        }
    }
}

/// Every key that a record has stands in the schema, and every key that the schema requires stands in the record.
#[test]
fn records_keep_to_the_schema() {
    let dir = Folder::new();
    dir.write(
        "a.txt",
        "Port reopens\n\n“The harbour is open,” French President Emmanuel Macron said in Paris. He left.\n",
    );
    let schema: Value = serde_json::from_str(&dir.run(&["schema"]).stdout).unwrap();
    let ran = dir.run(&["extract", "a.txt", "--emit", "articles,sentences,mentions,claims"]);
    ran.failed_with(0, &[]);
    let mut seen: Vec<String> = Vec::new();
    for record in ran.records() {
        let kind = record["record"].as_str().unwrap().to_owned();
        let defined = &schema["$defs"][&kind];
        for key in record.as_object().unwrap().keys() {
            assert!(defined["properties"].get(key).is_some(), "{kind}.{key} is not in the schema");
        }
        for key in defined["required"].as_array().unwrap() {
            assert!(record.get(key.as_str().unwrap()).is_some(), "{kind}.{key} is required");
        }
        seen.push(kind);
    }
    seen.dedup();
    assert_eq!(seen, ["article", "sentence", "mention", "claim"]);
}
