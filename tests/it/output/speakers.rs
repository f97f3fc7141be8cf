//! Several speakers of a claim, whom they speak for, and their gender: in records and everywhere that records go.

use crate::support::binary::Folder;
use serde_json::{Value, json};

const TEXT: &str =
    "Mrs. Voss and Robert Lund said that the harbor was open. A spokesman for Voltaris Energy Corp. denied that.";

fn folder() -> Folder {
    Folder::with(&[("news/a.txt", TEXT)])
}

/// The joint claim and that of the spokesman.
fn claims(dir: &Folder) -> [Value; 2] {
    dir.run(&["extract", "news"]).records().try_into().unwrap()
}

#[test]
fn records_say_who_speaks_together_and_for_whom() {
    let [joint, spokesman] = claims(&folder());
    let named = |speaker: &Value| [&speaker["name"], &speaker["gender"], &speaker["gender_by"]].map(Value::clone);
    assert_eq!(named(&joint["speaker"]), [json!("Voss"), json!("female"), json!("title")], "{joint}");
    assert_eq!(joint["co_speakers"].as_array().unwrap().len(), 1, "{joint}");
    assert_eq!(named(&joint["co_speakers"][0]), [json!("Robert Lund"), json!("male"), json!("given-name")], "{joint}");
    assert_eq!((&spokesman["speaker"]["type"], &spokesman["co_speakers"]), (&json!("unnamed"), &json!([])));
    assert_eq!(spokesman["speaker"]["for"]["type"], "organization", "{spokesman}");
    assert!(spokesman["speaker"]["for"]["name"].as_str().unwrap().starts_with("Voltaris Energy"), "{spokesman}");
}

#[test]
fn verify_looks_at_every_speaker_and_diff_compares_them() {
    let dir = folder();
    let [joint, spokesman] = claims(&dir);
    let write = |name: &str, joint: &Value| dir.write(name, format!("{joint}\n{spokesman}\n"));
    write("a.jsonl", &joint);
    let mut other = joint.clone();
    other["co_speakers"][0]["first"] = json!({"start": 500, "end": 503});
    write("broken.jsonl", &other);
    other["co_speakers"] = json!([]);
    write("alone.jsonl", &other);
    dir.run(&["verify", "a.jsonl", "--articles", "news"]).failed_with(0, &[]);
    assert_ne!(dir.run(&["verify", "broken.jsonl", "--articles", "news"]).code, 0);
    let found = dir.run(&["diff", "--list", "a.jsonl", "alone.jsonl"]).stdout;
    let found: Value = serde_json::from_str(found.trim()).unwrap();
    assert_eq!(found["changes"], json!(["speaker"]));
    assert_eq!(
        (&found["before"]["co_speakers"], &found["after"]["co_speakers"]),
        (&json!(["Robert Lund"]), &json!([]))
    );
}

#[cfg(feature = "sqlite")]
#[test]
fn a_database_has_a_row_for_each_speaker() {
    let dir = folder();
    dir.run(&["extract", "news", "-o", "out.sqlite"]).failed_with(0, &[]);
    let database = rusqlite::Connection::open(dir.path().join("out.sqlite")).unwrap();
    let rows = |query: &str| -> Vec<String> {
        let mut statement = database.prepare(query).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let quoted = "SELECT concat_ws('|', position, speaker, speaker_type, gender, gender_by) FROM quoted ORDER BY claim, position";
    assert_eq!(rows(quoted), ["0|Voss|person|female|title", "1|Robert Lund|person|male|given-name", "0|unnamed"]);
    let [on_behalf] = &rows("SELECT speaker_for FROM said WHERE speaker_for IS NOT NULL")[..] else { panic!() };
    assert!(on_behalf.starts_with("Voltaris Energy"), "{on_behalf}");
    let firsts =
        "SELECT substr('TEXT', start + 1, \"end\" - start) FROM claim_spans WHERE part = 'speaker' ORDER BY span";
    let firsts = rows(&firsts.replace("TEXT", TEXT));
    assert!(firsts.len() == 2 && firsts[0].ends_with("Voss") && firsts[1] == "Robert Lund", "{firsts:?}");
    // What an earlier version made is left alone.
    database.pragma_update(None, "user_version", 1).unwrap();
    drop(database);
    let again = dir.run(&["extract", "news", "-o", "out.sqlite"]);
    again.failed_with(1, &["made by an earlier version of whosaid"]);
}

#[cfg(feature = "sqlite")]
#[test]
fn a_database_has_the_name_of_a_document() {
    let dir = Folder::with(&[(
        "a.txt",
        "The road is unsafe, according to a report published on Monday by the Harbor Institute.",
    )]);
    dir.run(&["extract", "a.txt", "-o", "out.sqlite"]).failed_with(0, &[]);
    dir.run(&["extract", "a.txt", "-o", "out.jsonl"]).failed_with(0, &[]);
    let claim: Value = serde_json::from_str(dir.read("out.jsonl").trim()).unwrap();
    let name = claim["speaker"]["name"].as_str().unwrap();
    assert_eq!((&claim["speaker"]["type"], &claim["speaker"]["id"]), (&json!("document"), &Value::Null), "{claim}");
    let database = rusqlite::Connection::open(dir.path().join("out.sqlite")).unwrap();
    for view in ["said", "quoted"] {
        let query = format!("SELECT speaker FROM {view} WHERE speaker_id IS NULL");
        assert_eq!(database.query_row(&query, [], |row| row.get::<_, String>(0)).unwrap(), name, "{view}");
    }
    let read = dir.run(&["diff", "--list", "out.sqlite", "out.jsonl"]);
    read.failed_with(0, &[]);
    assert_eq!(read.stdout, "");
}

#[cfg(feature = "audit")]
#[test]
fn exports_have_all_speakers() {
    let dir = folder();
    dir.run(&["extract", "news", "-o", "run/"]).failed_with(0, &[]);
    let export = |format: &str| dir.run(&["audit", "export", "run", "--format", format, "-o", "-"]).stdout;
    let table = export("csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let names = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| {
        let column = names.iter().position(|known| known == name).unwrap();
        rows[row][column].to_owned()
    };
    assert_eq!([cell(0, "speaker"), cell(0, "co_speakers")], ["Voss", "Robert Lund"], "{table}");
    assert_eq!([cell(0, "speaker_gender"), cell(0, "speaker_gender_by")], ["female", "title"], "{table}");
    assert!(cell(1, "speaker_for").starts_with("Voltaris Energy"), "{table}");
    let spacy: Value = serde_json::from_str(&export("spacy")).unwrap();
    assert_eq!(spacy["claims"][0]["co_speakers"][0]["name"], "Robert Lund");
    let annotations = export("w3c");
    let first: Value = serde_json::from_str(annotations.lines().next().unwrap()).unwrap();
    let bodies = first["body"].as_array().unwrap().iter().filter(|body| body["purpose"] == "identifying");
    assert_eq!(bodies.map(|body| body["value"].as_str().unwrap()).collect::<Vec<_>>(), ["Voss", "Robert Lund"]);
}
