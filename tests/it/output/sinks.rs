//! The output types, which are inferred from the output's name: what they write, what they refuse, and that runs can be split
//! and resumed.

use crate::support::binary::{Folder, Ran, whosaid};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// About a hundred articles in several files; two have the same text, and one line is not an article.
pub(crate) fn corpus(dir: &Folder, articles: usize) {
    let paths = crate::support::engine::fixture_articles();
    let texts: Vec<String> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let line = |i: usize| {
        let text = format!("{}\n\nEdition {i}.", texts[i % texts.len()]);
        let date = format!("2024-{:02}-{:02}", 1 + i % 12, 1 + i % 28);
        let outlet = ["Herald", "Post", "Times"][i % 3];
        serde_json::json!({"id": format!("j{i}"), "title": "T", "date": date, "source": outlet, "text": text})
            .to_string()
    };
    let mut lines: Vec<String> = (0..articles).map(line).collect();
    "no JSON".clone_into(&mut lines[articles / 2]);
    lines[articles - 1] = line(3).replace("\"j3\"", "\"again\"");
    for (part, lines) in lines.chunks(articles.div_ceil(3)).enumerate() {
        dir.write(&format!("news/{part}.jsonl"), lines.join("\n") + "\n");
    }
    dir.write("news/a.txt", "Port reopens\n\n“The harbour is open,” Zoë Karlsson said.");
}

/// Many small texts, and therefore many batches: each text counts as 32 KiB.
pub(crate) fn texts(dir: &Folder, number: usize) {
    let articles: Vec<String> = crate::support::engine::fixture_articles()
        .iter()
        .flat_map(|path| std::fs::read_to_string(path).unwrap().split("\n\n").map(str::to_owned).collect::<Vec<_>>())
        .collect();
    for i in 0..number {
        let paragraphs: Vec<&str> = (0..3).map(|k| articles[(i * 7 + k * 5) % articles.len()].as_str()).collect();
        dir.write(&format!("news/texts/{i:04}.txt"), format!("{}\n\nEdition {i}.\n", paragraphs.join("\n\n")));
    }
}

/// The content of a file, or of the files of a folder but the books.
pub(crate) fn files(path: &Path) -> BTreeMap<String, Vec<u8>> {
    if path.is_file() {
        return BTreeMap::from([(String::new(), std::fs::read(path).unwrap())]);
    }
    let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let records = entries.filter(|path| !path.ends_with("run.json"));
    records
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

fn extract(dir: &Folder, args: &[&str]) -> Ran {
    dir.run(&[&["extract", "news", "--jobs", "2"], args].concat())
}

fn bytes(dir: &Folder, name: &str) -> Vec<u8> {
    std::fs::read(dir.path().join(name)).unwrap()
}

#[test]
fn compressed_files_hold_the_same_lines() {
    let dir = Folder::new();
    corpus(&dir, 60);
    let emit = ["--emit", "articles,claims,mentions"];
    let plain = extract(&dir, &[&emit[..], &["-o", "-"]].concat()).stdout;
    assert!(plain.lines().count() > 500);
    for name in ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"] {
        let ran = extract(&dir, &[&emit[..], &["-o", name, "--chunk", "20K"]].concat());
        ran.failed_with(3, &["news/1.jsonl"]);
        assert!(!dir.path().join(format!("{name}.checkpoint")).exists());
        let bytes = bytes(&dir, name);
        let mut read = String::new();
        match name {
            "a.jsonl.gz" => flate2::read::MultiGzDecoder::new(&*bytes).read_to_string(&mut read).unwrap(),
            "a.jsonl.zst" => zstd::Decoder::new(&*bytes).unwrap().read_to_string(&mut read).unwrap(),
            _ => (&*bytes).read_to_string(&mut read).unwrap(),
        };
        assert!(read == plain, "{name}");
    }
}

#[test]
fn a_folder_holds_a_file_for_each_type_and_a_summary() {
    let dir = Folder::new();
    corpus(&dir, 60);
    extract(&dir, &["-o", "out/"]).failed_with(3, &["news/1.jsonl:11: "]);
    for (file, kind) in [("claims.jsonl", "claims"), ("mentions.jsonl", "mentions"), ("articles.jsonl", "articles")] {
        assert!(dir.read(&format!("out/{file}")) == extract(&dir, &["--emit", kind]).stdout, "{file}");
    }
    let errors = dir.read("out/errors.jsonl");
    let error: Value = serde_json::from_str(errors.trim()).unwrap();
    assert_eq!(
        (&error["record"], &error["path"], &error["line"]),
        (&"error".into(), &"news/1.jsonl".into(), &11.into())
    );
    let run: Value = serde_json::from_str(&dir.read("out/run.json")).unwrap();
    assert_eq!(run["counts"]["documents"], 60);
    assert_eq!(run["counts"]["failed"], 1);
    assert_eq!(run["recipe"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(run["recipe"]["inputs"][0]["files"], 4);
    assert!(run["recipe"]["inputs"][0]["bytes"].as_u64().unwrap() > 50_000, "{run}");
    assert_eq!(run["files"]["claims.jsonl"], dir.read("out/claims.jsonl").len());
    for gone in ["checkpoint.json", "lock"] {
        assert!(!dir.path().join("out").join(gone).exists(), "{gone}");
    }
    extract(&dir, &["-o", "out/"]).failed_with(1, &["out/: it holds a complete run"]);
    extract(&dir, &["-o", "out/", "--resume"]).failed_with(0, &[]);
    extract(&dir, &["-o", "out/", "--resume", "--explain"]).failed_with(1, &["--explain was no and is sentence now"]);
    extract(&dir, &["-o", "news"]).failed_with(1, &["news is also an input"]);
    dir.write("other/file", "x");
    extract(&dir, &["-o", "other"]).failed_with(1, &["other: the folder contains other files, but no run"]);
}

#[test]
fn shards_are_merged_to_the_bytes_of_one_run() {
    let dir = Folder::new();
    corpus(&dir, 60);
    texts(&dir, 300);
    let emit = ["--emit", "claims,mentions,sentences,articles"];
    extract(&dir, &[&emit[..], &["-o", "whole"]].concat()).failed_with(3, &["news/1.jsonl"]);
    let shards = ["1/3", "2/3", "3/3"];
    for (shard, name) in shards.iter().zip(["c", "a", "b"]) {
        let ran = extract(&dir, &[&emit[..], &["-o", name, "--shard", shard]].concat());
        assert!([0, 3].contains(&ran.code), "{}", ran.stderr);
        assert!(!dir.read(&format!("{name}/claims.jsonl")).is_empty(), "{shard} has nothing to do");
    }
    assert_eq!(dir.run(&["merge", "a", "b", "c", "-o", "merged"]).code, 3);
    for file in ["claims.jsonl", "mentions.jsonl", "sentences.jsonl", "articles.jsonl", "errors.jsonl"] {
        assert!(bytes(&dir, &format!("merged/{file}")) == bytes(&dir, &format!("whole/{file}")), "{file}");
    }
    assert!(dir.read("merged/articles.jsonl").contains("\"duplicate_of\":\"j3\""));
    let counts = |name: &str| serde_json::from_str::<Value>(&dir.read(name)).unwrap()["counts"].clone();
    assert_eq!(counts("merged/run.json"), counts("whole/run.json"));
    dir.run(&["merge", "a", "b", "-o", "m2"]).failed_with(1, &["of 3 shards, 1 missing: 1"]);
    dir.run(&["merge", "a", "b", "b", "-o", "m2"]).failed_with(1, &["b: shard 3/3 was given twice"]);
    dir.run(&["merge", "whole", "-o", "m2"]).failed_with(1, &["batches.tsv"]);
}

#[test]
fn duplicates_are_marked_or_left_out() {
    let dir = Folder::new();
    dir.write("a.jsonl", "{\"id\":1,\"text\":\"It rained, Ann Lee said.\"}\n{\"id\":2,\"text\":\"It rained, Ann Lee said.\"}\n{\"id\":3,\"text\":\"No.\"}\n");
    let run = |args: &[&str]| dir.run(&[&["extract", "a.jsonl", "--emit", "articles,claims"], args].concat());
    let marked = run(&[]);
    let of = |record: &Value| record.get("duplicate_of").map(|one| one.as_str().unwrap().to_owned());
    let articles: Vec<Value> = marked.records().into_iter().filter(|one| one["record"] == "article").collect();
    assert_eq!(articles.iter().map(of).collect::<Vec<_>>(), [None, Some("1".to_owned()), None]);
    assert!(marked.stderr.contains("3 documents, 2 claims, 1 duplicate, 0 failed"), "{}", marked.stderr);
    let skipped = run(&["--dedup", "skip"]);
    assert!(skipped.stderr.contains("2 documents, 1 claim, 1 duplicate, 0 failed"), "{}", skipped.stderr);
    assert!(skipped.records().iter().all(|record| record["doc"] != "2"));
    assert!(!run(&["--dedup", "off"]).stdout.contains("duplicate_of"));
    run(&["--dedup", "skip", "-o", "d/"]).failed_with(0, &[]);
    assert_eq!(dir.read("d/articles.jsonl").lines().count(), 2);
}

#[test]
fn an_article_that_takes_too_long_is_skipped() {
    let dir = Folder::new();
    dir.write("news/a.txt", "“The harbour is open,” Zoë Karlsson said. ".repeat(20_000));
    dir.write("news/b.txt", "It rained.");
    let ran = dir.run(&["extract", "news", "--emit", "articles", "--max-time", "0.05", "--jobs", "1"]);
    ran.failed_with(3, &["news/a.txt: exceeded the 0.05 s limit (--max-time)"]);
    assert_eq!(ran.ids(), ["b"]);
}

#[test]
fn outputs_that_are_in_use_or_not_writable_are_refused() {
    let dir = Folder::new();
    corpus(&dir, 6);
    extract(&dir, &["-o", "-", "--resume"]).failed_with(1, &["standard output cannot be resumed"]);
    extract(&dir, &["-o", "a.parquet", "--emit", "mentions"]).failed_with(1, &["a Parquet file holds claims only"]);
    let held = std::fs::File::create(dir.path().join("held.jsonl")).unwrap();
    held.lock().unwrap();
    extract(&dir, &["-o", "held.jsonl"]).failed_with(1, &["held.jsonl: another process is writing to it"]);
    dir.write("busy/lock", "process 4242\n");
    let held = std::fs::OpenOptions::new().write(true).open(dir.path().join("busy/lock")).unwrap();
    held.lock().unwrap();
    extract(&dir, &["-o", "busy/"]).failed_with(1, &["busy/: process 4242 is writing to it"]);
    // A lock that no process holds is a leftover.
    drop(held);
    extract(&dir, &["-o", "busy/"]).failed_with(3, &["news/"]);
}

#[test]
fn an_interrupted_run_can_be_resumed() {
    let dir = Folder::new();
    corpus(&dir, 60);
    texts(&dir, 900);
    extract(&dir, &["-o", "whole/", "-q"]);
    let mut child = Command::new(whosaid().get_program())
        .args(["extract", "news", "-o", "out/", "--jobs", "1", "--checkpoint", "0"])
        .current_dir(dir.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while std::fs::metadata(dir.path().join("out/claims.jsonl")).map_or(0, |file| file.len()) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(5));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let code = child.wait().unwrap().code();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("interrupted after ") && said.contains("continue with --resume"), "{said}");
    extract(&dir, &["-o", "out/"]).failed_with(1, &["out/: it holds an interrupted run; --resume continues it"]);
    let changed = extract(&dir, &["-o", "out/", "--resume", "--offsets", "bytes"]);
    changed.failed_with(1, &["--offsets was codepoints and is bytes now"]);
    extract(&dir, &["-o", "out/", "--resume"]);
    for file in ["claims.jsonl", "mentions.jsonl", "articles.jsonl", "errors.jsonl"] {
        assert!(bytes(&dir, &format!("out/{file}")) == bytes(&dir, &format!("whole/{file}")), "{file}");
    }
}

#[test]
fn the_log_can_be_json() {
    let dir = Folder::new();
    corpus(&dir, 6);
    let ran = extract(&dir, &["--log", "json", "-o", "a.jsonl"]);
    let lines: Vec<Value> = ran.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |level: &str| lines.iter().find(|line| line["level"] == level).unwrap();
    assert_eq!((&of("error")["path"], &of("error")["line"]), (&"news/1.jsonl".into(), &2.into()));
    assert_eq!((&of("summary")["documents"], &of("summary")["failed"]), (&6.into(), &1.into()));
}

/// A row of a Parquet file as JSON.
#[cfg(feature = "parquet")]
fn json_of(row: &parquet::record::Row) -> Value {
    use parquet::record::Field;
    fn one(field: &Field) -> Value {
        match field {
            Field::Null => Value::Null,
            Field::Bool(value) => (*value).into(),
            Field::UInt(value) => (*value).into(),
            Field::Float(value) => (*value).into(),
            Field::Str(value) => value.as_str().into(),
            Field::Group(row) => json_of(row),
            Field::ListInternal(list) => list.elements().iter().map(one).collect(),
            other => panic!("{other:?}"),
        }
    }
    row.get_column_iter().map(|(name, field)| (name.clone(), one(field))).collect()
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_and_json_lines_hold_the_same() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let dir = Folder::new();
    corpus(&dir, 60);
    texts(&dir, 200);
    extract(&dir, &["-o", "a.parquet", "--chunk", "8K"]).failed_with(3, &["news/1.jsonl"]);
    let reader = SerializedFileReader::new(std::fs::File::open(dir.path().join("a.parquet")).unwrap()).unwrap();
    assert!(reader.num_row_groups() > 2, "{}", reader.num_row_groups());
    let rows: Vec<Value> = reader.get_row_iter(None).unwrap().map(|row| json_of(&row.unwrap())).collect();
    let lines = extract(&dir, &[]).records();
    assert_eq!(rows.len(), lines.len());
    for (row, mut line) in rows.iter().zip(lines) {
        for part in ["id", "doc", "kind", "source", "cue", "addressee", "occasion", "content", "sentence", "paragraph"]
        {
            assert_eq!(row[part], line[part], "{part}");
        }
        assert_eq!(
            (&row["negated"], &row["mentions"], &row["flags"]),
            (&line["negated"], &line["mentions"], &line["flags"])
        );
        assert!((row["confidence"].as_f64().unwrap() - line["confidence"].as_f64().unwrap()).abs() < 1e-6);
        for key in ["id", "name", "role", "state", "first"] {
            assert_eq!(row["speaker"][key], line["speaker"].get_mut(key).map(Value::take).unwrap_or_default(), "{key}");
        }
    }
    dir.write("none.txt", "It rained.");
    dir.run(&["extract", "none.txt", "-o", "none.parquet"]).failed_with(0, &[]);
    let none = SerializedFileReader::new(std::fs::File::open(dir.path().join("none.parquet")).unwrap()).unwrap();
    assert_eq!(none.metadata().file_metadata().num_rows(), 0);
}

#[cfg(feature = "sqlite")]
#[test]
fn loading_into_sqlite_twice_changes_nothing() {
    let dir = Folder::new();
    corpus(&dir, 60);
    let db = |dir: &Folder| crate::support::databases::Sqlite::open(&dir.path().join("a.sqlite"));
    extract(&dir, &["-o", "a.sqlite"]).failed_with(3, &["news/1.jsonl"]);
    let first = db(&dir).dump();
    let claims = extract(&dir, &[]).stdout.lines().count();
    assert_eq!(db(&dir).number("SELECT count(*) FROM claims"), claims as i64);
    assert_eq!(db(&dir).number("SELECT count(*) FROM articles WHERE duplicate_of = 'j3'"), 1);
    assert_eq!(db(&dir).number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    // The indexes that are created when the run is complete.
    let late = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE INDEX %'";
    assert_eq!(db(&dir).number(late), 11);
    assert!(db(&dir).number("SELECT count(*) FROM contents WHERE contents MATCH 'harbor OR harbour OR port'") > 0);
    extract(&dir, &["-o", "a.sqlite"]).failed_with(3, &["news/1.jsonl"]);
    assert!(db(&dir).dump() == first, "the same articles change nothing");
    // One article has another text now.
    dir.write("news/a.txt", "Port closes\n\n“The harbour is closed again,” Zoë Karlsson said.");
    extract(&dir, &["-o", "a.sqlite"]).failed_with(3, &["news/1.jsonl"]);
    let texts =
        "SELECT count(*) FROM claims JOIN articles USING (article) WHERE doc = 'a' AND content LIKE '%closed again%'";
    assert_eq!(db(&dir).number(texts), 1);
    assert_eq!(db(&dir).number("SELECT count(*) FROM claims JOIN articles USING (article) WHERE doc = 'a'"), 1);
    assert_eq!(db(&dir).number("SELECT count(*) FROM contents WHERE contents MATCH 'closed'"), 1);
    assert_eq!(db(&dir).number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    extract(&dir, &["-o", "a.sqlite", "--explain"]).failed_with(1, &["--explain was no and is sentence now"]);
    rusqlite::Connection::open(dir.path().join("b.sqlite")).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    extract(&dir, &["-o", "b.sqlite"]).failed_with(1, &["b.sqlite: the database has tables that are not whosaid's"]);
}

#[cfg(feature = "postgres")]
#[test]
#[ignore = "needs the PostgreSQL server of WHOSAID_POSTGRES"]
fn loading_into_postgres_twice_changes_nothing() {
    let mut database = crate::support::databases::Postgres::new("loaded");
    let dir = Folder::new();
    corpus(&dir, 60);
    let url = database.url.clone();
    extract(&dir, &["-o", &url]).failed_with(3, &["news/1.jsonl"]);
    let first = database.dump();
    let claims = extract(&dir, &[]).stdout.lines().count();
    assert_eq!(database.number("SELECT count(*) FROM claims"), claims as i64);
    assert_eq!(database.number("SELECT count(*) FROM articles WHERE duplicate_of = 'j3'"), 1);
    // All indexes, including those that are created when the run is complete.
    let all = "SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema()
               AND indexname IN ('articles_day', 'articles_outlet', 'entities_name', 'mentions_entity', 'claims_id',
                                 'claims_speaker', 'claim_mentions_entity', 'claims_article', 'entities_article')";
    assert_eq!(database.number(all), 9);
    extract(&dir, &["-o", &url]).failed_with(3, &["news/1.jsonl"]);
    assert!(database.dump() == first, "the same articles change nothing");
    dir.write("news/a.txt", "Port closes\n\n“The harbour is closed again,” Zoë Karlsson said, tab\there, back\\slash.");
    extract(&dir, &["-o", &url]).failed_with(3, &["news/1.jsonl"]);
    let of_a = "FROM claims JOIN articles USING (article) WHERE doc = 'a'";
    assert_eq!(database.number(&format!("SELECT count(*) {of_a}")), 1);
    assert_eq!(database.number(&format!("SELECT count(*) {of_a} AND content LIKE '%closed again%'")), 1);
    let orphans = "SELECT (SELECT count(*) FROM claims LEFT JOIN articles USING (article) WHERE doc IS NULL)
        + (SELECT count(*) FROM claim_spans LEFT JOIN claims USING (claim) WHERE id IS NULL)
        + (SELECT count(*) FROM mentions AS m LEFT JOIN entities AS e ON e.entity = m.entity
           WHERE m.entity IS NOT NULL AND e.id IS NULL)";
    assert_eq!(database.number(orphans), 0);
    extract(&dir, &["-o", &url, "--explain"]).failed_with(1, &["--explain was no and is sentence now"]);
}

#[cfg(all(feature = "postgres", feature = "sqlite"))]
#[test]
#[ignore = "needs the PostgreSQL server of WHOSAID_POSTGRES"]
fn postgres_and_sqlite_hold_the_same() {
    let mut postgres = crate::support::databases::Postgres::new("same");
    let dir = Folder::new();
    corpus(&dir, 60);
    extract(&dir, &["-o", &postgres.url.clone()]);
    extract(&dir, &["-o", "a.sqlite"]);
    let sqlite = crate::support::databases::Sqlite::open(&dir.path().join("a.sqlite"));
    for query in [
        "SELECT CAST(sum(claim * length(content) + sentence + paragraph) AS BIGINT) FROM claims",
        "SELECT CAST(sum(claim * length(source)) AS BIGINT) FROM claims",
        "SELECT CAST(sum(claim * speaker) AS BIGINT) FROM claims",
        "SELECT CAST(sum(claim * length(part) * (span + 1) * start) AS BIGINT) FROM claim_spans",
        "SELECT CAST(sum(claim * entity) AS BIGINT) FROM claim_mentions",
        "SELECT CAST(sum(entity * length(name)) AS BIGINT) FROM entities",
        "SELECT CAST(sum(article * start * length(text)) AS BIGINT) FROM mentions",
        "SELECT CAST(sum(article * start * length(text)) AS BIGINT) FROM sentences",
        "SELECT CAST(sum(article * bytes) AS BIGINT) FROM articles WHERE day >= '2024-03-01'",
    ] {
        assert_eq!(sqlite.number(query), postgres.number(query), "{query}");
    }
}
