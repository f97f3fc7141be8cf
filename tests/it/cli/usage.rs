//! The command line itself: usage, help, `show`, `schema`, the gazetteer options.

use crate::support::binary::Folder;
use serde_json::Value;
use std::path::Path;

#[test]
fn wrong_usage_is_two() {
    let dir = Folder::new();
    for args in [
        &[][..],
        &["extract", "--emit", "nonsense"],
        &["extract", "--jobs", "0"],
        &["extract", "--max-article", "x"],
        &["extract", "--precision-recall", "4"],
        &["show", "--precision-recall", "x"],
        &["eval", "--gold", ".", "--precision-recall", "NaN"],
    ] {
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

/// The line that the README shows, wrapped there, is the one that is written.
#[test]
fn the_example_of_the_readme() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let example = readme.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let line = example.trim_end().replace("\n ", "");
    let article = root.join("fixtures/articles/geopolitics-port.txt");
    let ran = Folder::new().run(&["extract", "-q", article.to_str().unwrap()]);
    assert!(ran.stdout.lines().any(|written| written == line), "not written: {line}");
}

#[test]
fn leaning_to_recall_finds_more_and_surer_claims_come_first() {
    let dir = Folder::new();
    let articles = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/articles");
    let claims = |leaning: &str| {
        let ran = dir.run(&["extract", articles, "-q", "--precision-recall", leaning]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout.lines().count()
    };
    let found = ["-3", "0", "3"].map(claims);
    assert!(found[0] < found[1] && found[1] < found[2] && found[0] > 0, "{found:?}");
    assert_eq!(claims("0"), dir.run(&["extract", articles, "-q"]).stdout.lines().count(), "0 is the default");
}

#[test]
fn eval_tells_of_confidence_and_leans() {
    let dir = Folder::new();
    dir.write("a.txt", "Ann Lee said that it rained.\n");
    dir.write("a.ann", "T1\tSource 0 7\tAnn Lee\nT2\tCue 8 12\tsaid\nT3\tContent 13 27\tthat it rained\nT4\tAttribution 8 12\tsaid\nE1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n");
    let ran = dir.run(&["eval", "--gold", ".", "--json", "--precision-recall", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let scores: Value = serde_json::from_str(&ran.stdout).unwrap();
    let reliability = &scores["attribution"]["reliability"];
    assert_eq!(reliability["bands"].as_array().unwrap().len(), 10);
    assert!(reliability["expected_calibration_error"].is_f64(), "{reliability}");
    let table = dir.run(&["eval", "--gold", "."]).stdout;
    assert!(table.contains("expected calibration error ") && table.contains("0.9-1.0 "), "{table}");
    dir.run(&["eval", "--gold", ".", "--model", "nowhere.bin"]).failed_with(1, &["nowhere.bin"]);
}

#[test]
fn show_picks_an_article() {
    let dir = Folder::new();
    let lines = "{\"id\": \"x\", \"text\": \"First.\"}\n{\"id\": \"y\", \"title\": \"T\", \"text\": \"Second.\"}\n";
    dir.write("a.jsonl", lines);
    assert!(dir.run(&["show", "a.jsonl"]).stdout.starts_with("x\n\nFirst.\n"));
    assert!(dir.run(&["show", "a.jsonl", "--doc", "y"]).stdout.starts_with("y\n\nT\n\nSecond.\n"));
    assert!(dir.run_on(&["show", "-"], lines).stdout.starts_with("x\n"));
    dir.run(&["show", "a.jsonl", "--doc", "z"]).failed_with(1, &["a.jsonl: there is no article with the id z"]);
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

/// As much of JSON Schema as ours uses: references, alternatives, types, constants, known and required keys, items.
fn check(value: &Value, schema: &Value, root: &Value, place: &str) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{place}: {value} {what}"));
    if let Some(name) = schema["$ref"].as_str() {
        let target = root.pointer(&name[1..]).ok_or_else(|| format!("{place}: no {name}"))?;
        return check(value, target, root, place);
    }
    if let Some(either) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        let errors: Vec<_> = either.iter().map(|one| check(value, one, root, place)).collect();
        return if errors.iter().any(Result::is_ok) { Ok(()) } else { errors.into_iter().next().unwrap() };
    }
    if schema.get("const").is_some_and(|only| only != value) {
        return wrong("is not the constant");
    }
    if schema["enum"].as_array().is_some_and(|values| !values.contains(value)) {
        return wrong("is not among the values");
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = |name: &Value| name == kind || (name == "number" && kind == "integer");
    match &schema["type"] {
        Value::Null => {}
        Value::Array(names) if names.iter().any(fits) => {}
        name if fits(name) => {}
        _ => return wrong("is of another type"),
    }
    for item in value.as_array().into_iter().flatten() {
        check(item, &schema["items"], root, place)?;
    }
    for (key, part) in value.as_object().into_iter().flatten() {
        let Some(known) = schema["properties"].get(key) else { return wrong(&format!("has an unknown key {key}")) };
        check(part, known, root, &format!("{place}.{key}"))?;
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        if value.get(key.as_str().unwrap()).is_none() {
            return wrong(&format!("lacks {key}"));
        }
    }
    Ok(())
}

#[test]
fn records_keep_to_the_schema() {
    let dir = Folder::new();
    let schema: Value = serde_json::from_str(&dir.run(&["schema"]).stdout).unwrap();
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/articles");
    let mut seen: Vec<String> = Vec::new();
    for unit in ["codepoints", "bytes", "utf16"] {
        let ran = dir.run(&[
            "extract",
            fixtures,
            "--explain=features",
            "--emit",
            "articles,sentences,mentions,claims",
            "--offsets",
            unit,
        ]);
        ran.failed_with(0, &[]);
        for record in ran.records() {
            let kind = record["record"].as_str().unwrap().to_owned();
            if let Err(error) = check(&record, &schema["$defs"][&kind], &schema, &kind) {
                panic!("{error}");
            }
            seen.push(kind);
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen, ["article", "claim", "mention", "sentence"]);
}

#[test]
fn the_check_of_the_schema_can_fail() {
    let schema: Value = serde_json::from_str(&Folder::new().run(&["schema"]).stdout).unwrap();
    let good = serde_json::json!({"schema": "whosaid/1", "record": "sentence", "doc": "a", "index": 0, "paragraph": 0,
        "start": 0, "end": 4, "text": "Yes."});
    let checked = |key: &str, value: Value| {
        let mut record = good.clone();
        record[key] = value;
        check(&record, &schema["$defs"]["sentence"], &schema, "sentence")
    };
    assert_eq!(checked("start", 1.into()), Ok(()));
    for (key, value) in
        [("start", "1".into()), ("new", 1.into()), ("schema", "other".into()), ("offsets", "words".into())]
    {
        assert!(checked(key, value).is_err(), "{key}");
    }
}

#[test]
fn claims_say_why_only_when_asked() {
    let dir = Folder::new();
    dir.write("a.txt", "The ferry is late, the captain said.");
    let plain = dir.run(&["extract", "a.txt"]);
    let explained = dir.run(&["extract", "--explain", "a.txt"]);
    assert!(!plain.stdout.contains("\"why\""), "{}", plain.stdout);
    let sentence = "Cue “said” after what is said; source is the phrase before it, “the captain”; whom it stands for is \
                    not clear, so that the speaker is left open.";
    let end = format!(",\"why\":{{\"sentence\":\"{sentence}\"}}}}\n");
    assert_eq!(explained.stdout.strip_suffix(&end), plain.stdout.strip_suffix("}\n"), "{}", explained.stdout);
    let features = dir.run(&["extract", "--explain=features", "a.txt"]);
    let end = format!(",\"why\":{{\"sentence\":\"{sentence}\",\"cue\":[{{\"feature\":\"");
    assert_eq!(features.stdout.split(&end).next(), plain.stdout.strip_suffix("}\n"), "{}", features.stdout);
    let shown = |how: &str| dir.run(&["show", how, "a.txt"]).stdout;
    let (people, all) = (shown("--explain"), shown("--explain=features"));
    assert!(people.contains(&format!("\n   {sentence}\n")) && !people.contains("\n   cue: "), "{people}");
    assert!(all.contains(&format!("\n   {sentence}\n   cue: ")), "{all}");
}
