//! Decisions about a real run: the scores that `whosaid audit score` computes from them, and every export, read back.

use crate::support::binary::Folder;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use whosaid::audit::review::{Correction, DecisionDraft, DecisionLog, SpeakerName, Verdict};
use whosaid::gold::brat;
use whosaid::record::Offset;

/// Texts with CRLF, with characters of four bytes and two UTF-16 units, and with a letter of two code points.
const TEXTS: [(&str, &str); 3] = [
    (
        "news/a 1",
        "Port reopens 🚢\r\n\r\n“The port is open 🙂 again,” Transport Minister Ada Voss said on Monday. “It cost us 𝟙𝟘 months.”\r\n\
         \r\nThe union’s leader, Zoe\u{301} Brandt, said that the workers had not been paid.\r\n",
    ),
    ("news/b", "“We will sue them,” said Jan Kowal. Critics argued that the plan 🐙 was too expensive.\n"),
    ("c_gold", "Jan Kowal told reporters that the ferry would sail in May.\n"),
];

/// A run over the texts, and its claims.
fn run() -> (Folder, Vec<Value>) {
    let folder = Folder::new();
    let line = |(id, text): &(&str, &str)| {
        let outlet = if *id == "news/b" { "The \"Harbour\", Post" } else { "Tide" };
        json!({ "id": id, "text": text, "title": "=1+1", "outlet": outlet, "date": "2026-11-24" }).to_string() + "\n"
    };
    folder.write("in.jsonl", TEXTS.iter().map(line).collect::<String>());
    let ran = folder.run(&["extract", "in.jsonl", "-o", "run", "--emit", "claims,mentions,articles", "-q"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let claims: Vec<Value> =
        folder.read("run/claims.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(claims.len() >= 4, "{claims:#?}");
    (folder, claims)
}

fn text(doc: &str) -> &'static str {
    TEXTS.iter().find(|(id, _)| *id == doc).unwrap().1
}

fn points(text: &str, start: &Value, end: &Value) -> String {
    let (start, end) = (start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
    text.chars().skip(start).take(end - start).collect()
}

/// Every span of the claims: article, claim, role, first code point, text.
type Spans = Vec<(String, String, String, u64, String)>;

fn spans(claims: &[Value]) -> Spans {
    let mut all = Spans::new();
    for claim in claims {
        for role in ["source", "cue", "content"] {
            for span in claim[role]["spans"].as_array().into_iter().flatten() {
                let doc = claim["doc"].as_str().unwrap();
                let covered = points(text(doc), &span["start"], &span["end"]);
                let start = span["start"].as_u64().unwrap();
                all.push((doc.to_owned(), claim["id"].as_str().unwrap().to_owned(), role.to_owned(), start, covered));
            }
        }
    }
    all.sort();
    assert!(all.iter().any(|span| span.4.contains('🙂')) && all.iter().any(|span| span.4.contains('𝟙')), "{all:#?}");
    all
}

fn exported(folder: &Folder, format: &str) -> String {
    let ran = folder.run(&["audit", "export", "run", "--format", format, "-o", "out"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    assert!(ran.stderr.starts_with("3 articles with "), "{ran:?}");
    folder.read("out")
}

#[test]
fn w3c_annotations_select_what_the_records_say() {
    let (folder, claims) = run();
    let mut found = Spans::new();
    for line in exported(&folder, "w3c").lines() {
        let annotation: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&annotation["type"], &annotation["@context"][0]),
            (&json!("Annotation"), &json!("http://www.w3.org/ns/anno.jsonld"))
        );
        let id = annotation["id"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
        for target in annotation["target"].as_array().unwrap() {
            let doc = target["source"]["whosaid:doc"].as_str().unwrap();
            let [position, quote] = &target["selector"].as_array().unwrap()[..] else { panic!("{target}") };
            let exact = quote["exact"].as_str().unwrap();
            assert_eq!(points(text(doc), &position["start"], &position["end"]), exact);
            // The quote selector alone finds it too, in one place.
            let around: String = ["prefix", "exact", "suffix"].map(|part| quote[part].as_str().unwrap()).concat();
            assert_eq!(text(doc).matches(&around).count(), 1, "{around:?}");
            let role = target["role"].as_str().unwrap().to_lowercase();
            found.push((doc.to_owned(), id.clone(), role, position["start"].as_u64().unwrap(), exact.to_owned()));
        }
    }
    found.sort();
    assert_eq!(found, spans(&claims));
}

#[test]
fn spacy_lines_are_sliced_in_code_points() {
    let (folder, claims) = run();
    let mut found = Spans::new();
    for line in exported(&folder, "spacy").lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let doc = line["meta"]["doc"].as_str().unwrap();
        assert_eq!(line["text"].as_str().unwrap(), text(doc));
        for span in line["spans"].as_array().unwrap() {
            let covered = points(text(doc), &span["start"], &span["end"]);
            let (claim, role) = (span["claim"].as_str().unwrap(), span["label"].as_str().unwrap().to_lowercase());
            found.push((doc.to_owned(), claim.to_owned(), role, span["start"].as_u64().unwrap(), covered));
        }
    }
    found.sort();
    assert_eq!(found, spans(&claims));
}

#[test]
fn label_studio_counts_utf16_units() {
    let (folder, claims) = run();
    let tasks: Value = serde_json::from_str(&exported(&folder, "label-studio")).unwrap();
    let mut found = Spans::new();
    let mut relations = 0;
    for task in tasks.as_array().unwrap() {
        let doc = task["data"]["doc"].as_str().unwrap();
        assert_eq!(task["data"]["text"].as_str().unwrap(), text(doc));
        let units: Vec<u16> = text(doc).encode_utf16().collect();
        let results = task["predictions"][0]["result"].as_array().unwrap();
        let ids: Vec<&str> = results.iter().filter_map(|one| one["id"].as_str()).collect();
        for one in results {
            if one["type"] == "relation" {
                relations += 1;
                assert!(
                    ids.contains(&one["from_id"].as_str().unwrap()) && ids.contains(&one["to_id"].as_str().unwrap())
                );
                continue;
            }
            let value = &one["value"];
            let (start, end) = (value["start"].as_u64().unwrap() as usize, value["end"].as_u64().unwrap() as usize);
            let covered = String::from_utf16(&units[start..end]).unwrap();
            assert_eq!(covered, value["text"].as_str().unwrap());
            let before = String::from_utf16(&units[..start]).unwrap().chars().count() as u64;
            let claim = one["meta"]["claim"][0].as_str().unwrap();
            let role = value["labels"][0].as_str().unwrap().to_lowercase();
            found.push((doc.to_owned(), claim.to_owned(), role, before, covered));
        }
    }
    found.sort();
    assert_eq!(found, spans(&claims));
    assert!(relations >= claims.len());
}

#[test]
fn csv_rows_hold_every_text_unchanged() {
    let (folder, claims) = run();
    let table = exported(&folder, "csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let mut rows = 0;
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let claim = claims.iter().find(|claim| claim["id"] == row["claim"]).unwrap();
        for role in ["source", "cue", "content"] {
            assert_eq!(row[role], claim[role]["text"].as_str().unwrap_or_default(), "{role}");
            let spans = claim[role]["spans"].as_array().into_iter().flatten();
            let spans: Vec<String> = spans.map(|span| format!("{}-{}", span["start"], span["end"])).collect();
            assert_eq!(row[&format!("{role}_spans")], spans.join(";"));
        }
        assert_eq!(row["speaker"], claim["speaker"]["name"].as_str().unwrap_or_default());
        assert_eq!((row["title"].as_str(), row["offsets"].as_str()), ("=1+1", "codepoints"));
        if row["doc"] == "news/b" {
            assert_eq!(row["outlet"], "The \"Harbour\", Post");
        }
        rows += 1;
    }
    assert_eq!(rows, claims.len());
}

/// A span by its article's text: role, first code point, text.
type InText = (String, String, u64, String);

/// The spans of a brat folder, as above, with the texts of the files.
fn brat_spans(folder: &Path) -> (Vec<String>, Vec<InText>) {
    let (corpus, errors) = brat::read_dir(folder).unwrap();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(corpus.warnings, brat::BratWarnings::default());
    let mut spans = Vec::new();
    for article in &corpus.articles {
        for attribution in article.first() {
            for (role, places) in
                [("source", &attribution.source), ("cue", &attribution.cue), ("content", &attribution.content)]
            {
                for place in places {
                    let start = article.text[..place.start as usize].chars().count() as u64;
                    spans.push((article.text.clone(), role.to_owned(), start, place.of(&article.text).to_owned()));
                }
            }
        }
    }
    spans.sort();
    (corpus.articles.into_iter().map(|article| article.text).collect(), spans)
}

#[test]
fn a_brat_export_is_read_back_unchanged() {
    let (folder, claims) = run();
    let ran = folder.run(&["audit", "export", "run", "--format", "brat", "-o", "brat", "-q"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let (texts, found) = brat_spans(&folder.path().join("brat"));
    let mut expected: Vec<&str> = TEXTS.iter().map(|(_, text)| *text).collect();
    expected.sort_unstable();
    let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    texts.sort_unstable();
    assert_eq!(texts, expected);
    let mut expected: Vec<_> = spans(&claims)
        .into_iter()
        .map(|(doc, _, role, start, covered)| (text(&doc).to_owned(), role, start, covered))
        .collect();
    expected.sort();
    assert_eq!(found, expected);
    // A folder with content is not overwritten.
    let ran = folder.run(&["audit", "export", "run", "--format", "brat", "-o", "brat"]);
    ran.failed_with(1, &["the folder is not empty"]);
}

/// Decides on the claims of the run above, with made-up corrections. Returns the text of the missed claim.
fn decide(folder: &Folder, claims: &[Value]) -> String {
    let articles = folder.read("run/articles.jsonl");
    let hash = |doc: &str| {
        let records = articles.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let record = records.into_iter().find(|record| record["doc"] == doc).unwrap();
        record["text_hash"].as_str().unwrap().to_owned()
    };
    let log = DecisionLog::open(&folder.path().join("run/decisions.jsonl")).unwrap();
    let draft = |annotator: &str, doc: &str, claim: Option<&Value>, verdict| DecisionDraft {
        annotator: annotator.to_owned(),
        doc: doc.to_owned(),
        text_hash: hash(doc),
        claim: claim.map(|claim| claim["id"].as_str().unwrap().to_owned()),
        verdict,
        correction: None,
        reason: None,
        sample: claim.map(|_| "random:seed=7".to_owned()),
    };
    // The first article is reviewed completely: its first claim gets another speaker, its second other spans, and one was missed.
    let first: Vec<&Value> = claims.iter().filter(|claim| claim["doc"] == "news/a 1").collect();
    assert!(first.len() >= 2);
    for (index, claim) in first.iter().enumerate() {
        let mut decision = draft("ana", "news/a 1", Some(claim), Verdict::Accept);
        let offset = |span: &Value| Offset {
            start: span["start"].as_u64().unwrap() as u32,
            end: span["end"].as_u64().unwrap() as u32 - 1,
        };
        if index == 0 {
            decision.verdict = Verdict::Speaker;
            let speaker = SpeakerName { id: None, name: Some("Ida Foss".to_owned()), kind: "person".to_owned() };
            decision.correction = Some(Correction { speaker: Some(Some(speaker)), ..Correction::default() });
        } else if index == 1 {
            decision.verdict = Verdict::Span;
            let content = claim["content"]["spans"].as_array().unwrap().iter().map(offset).collect();
            decision.correction = Some(Correction { content: Some(content), ..Correction::default() });
        }
        log.append(decision).unwrap();
        log.append(draft("ben", "news/a 1", Some(claim), Verdict::Accept)).unwrap();
        // The second annotator comes round to the first one's view.
        let again = folder.read("run/decisions.jsonl").lines().rev().nth(1).unwrap().to_owned();
        let again: Value = serde_json::from_str(&again).unwrap();
        let mut same = draft("ben", "news/a 1", Some(claim), serde_json::from_value(again["verdict"].clone()).unwrap());
        same.correction = serde_json::from_value(again["correction"].clone()).unwrap();
        log.append(same).unwrap();
    }
    let missed = text("news/a 1").chars().take_while(|letter| *letter != '🚢').count() as u32;
    let mut decision = draft("ana", "news/a 1", None, Verdict::Missed);
    decision.correction =
        Some(Correction { cue: Some(vec![Offset { start: missed, end: missed + 1 }]), ..Correction::default() });
    log.append(decision).unwrap();
    log.append(draft("ana", "news/a 1", None, Verdict::Complete)).unwrap();
    // In the second article only one claim is judged, in the third all of them.
    let second = claims.iter().find(|claim| claim["doc"] == "news/b").unwrap();
    log.append(draft("ana", "news/b", Some(second), Verdict::Reject)).unwrap();
    for claim in claims.iter().filter(|claim| claim["doc"] == "c_gold") {
        log.append(draft("ana", "c_gold", Some(claim), Verdict::Accept)).unwrap();
    }
    "🚢".to_owned()
}

#[test]
fn decisions_are_scored() {
    let (folder, claims) = run();
    let ran = folder.run(&["audit", "score", "run"]);
    ran.failed_with(1, &["no decisions found"]);
    decide(&folder, &claims);
    let ran = folder.run(&["audit", "score", "run", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let score: Value = serde_json::from_str(&ran.stdout).unwrap();
    let of = |doc: &str| claims.iter().filter(|claim| claim["doc"] == doc).count() as u64;
    let (first, third) = (of("news/a 1"), of("c_gold"));
    let counts = |rate: &Value| (rate["right"].as_u64().unwrap(), rate["of"].as_u64().unwrap());
    // One claim has another speaker, one has other spans, and one in the second article is not a claim.
    assert_eq!(counts(&score["all"]["right"]), (first - 2 + third, first + third + 1));
    assert_eq!(counts(&score["all"]["claim"]), (first + third, first + third + 1));
    assert_eq!(counts(&score["all"]["speaker"]), (first + third - 1, first + third));
    assert_eq!(counts(&score["all"]["spans"]), (first + third - 1, first + third));
    // One was missed.
    assert_eq!(counts(&score["recall"]["found"]), (first, first + 1));
    assert_eq!(counts(&score["recall"]["right"]), (first - 2, first + 1));
    let agreement = &score["agreement"][0];
    assert_eq!((&agreement["annotators"], counts(&agreement["same"])), (&json!(["ana", "ben"]), (first, first)));
    assert_eq!((&agreement["kappa"], &agreement["span_f1"]), (&json!(1.0), &json!(1.0)));
    assert_eq!(score["samples"], json!({ "random:seed=7": first + third + 1 }));
    let kinds: u64 =
        score["kind"].as_object().unwrap().values().map(|kind| kind["right"]["of"].as_u64().unwrap()).sum();
    assert_eq!(kinds, first + third + 1);

    let ran = folder.run(&["audit", "score", "run", "--sample", "queue"]);
    assert!(ran.stdout.contains("undefined") && !ran.stdout.contains("NaN"), "{}", ran.stdout);

    // All decisions carry over to an identical run, and the two do not differ.
    let ran = folder.run(&["extract", "in.jsonl", "-o", "again", "--emit", "claims,articles", "-q"]);
    assert_eq!(ran.code, 0);
    let ran = folder.run(&["audit", "score", "run", "--against", "again", "--json"]);
    let compared: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(compared["run"]["all"], compared["against"]["all"]);
    assert_eq!(compared["growth"][0], json!(0.0));
    assert_eq!(compared["carried"], json!([0, 2 * first + third + 1]));

    // A broken line is named, and the rest counts.
    let whole = folder.run(&["audit", "score", "run"]);
    folder.write("run/decisions.jsonl", folder.read("run/decisions.jsonl") + "[]\n{\"schema\":");
    let ran = folder.run(&["audit", "score", "run"]);
    assert_eq!((ran.code, &ran.stdout), (3, &whole.stdout));
    assert_eq!((ran.said("error").len(), ran.said("warning").len()), (1, 1), "{}", ran.stderr);
}

#[test]
fn decisions_become_gold_that_trains() {
    let (folder, claims) = run();
    let missed = decide(&folder, &claims);
    let ran = folder.run(&["audit", "export", "run", "--gold", "--format", "brat", "-o", "gold"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("1 more have decisions"), "{}", ran.stderr);
    let (texts, found) = brat_spans(&folder.path().join("gold"));
    // The third article's file is called like an annotator's of a text `c`.
    assert_eq!(texts.len(), 2);
    assert!(found.iter().any(|(_, role, _, covered)| role == "cue" && *covered == missed), "{found:#?}");
    let mut expected = spans(&claims);
    expected.retain(|(doc, ..)| doc != "news/b");
    let ids: Vec<&Value> = claims.iter().filter(|claim| claim["doc"] == "news/a 1").map(|claim| &claim["id"]).collect();
    let moved = ids[1].as_str().unwrap();
    for (doc, id, role, start, covered) in &mut expected {
        if id == moved && role == "content" {
            covered.pop();
        }
        assert!(found.contains(&(text(doc).to_owned(), role.clone(), *start, covered.clone())), "{covered}");
    }
    assert_eq!(found.len(), expected.len() + 1);

    let ran = folder.run(&["eval", "--gold", "gold", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let scores: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(scores["attribution"]["gold"]["documents"], json!(2));
    let ran = folder.run(&["train", "--train", "gold", "-o", "model.bin"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(folder.path().join("model.bin").metadata().unwrap().len() > 1000);
}

#[test]
fn other_texts_are_not_exported() {
    let (folder, _) = run();
    let changed = folder.read("in.jsonl").replace("The port is open", "The fort is open").replace("c_gold", "d");
    folder.write("other.jsonl", changed);
    let ran = folder.run(&["audit", "export", "run", "--articles", "other.jsonl", "--format", "csv", "-o", "-"]);
    ran.failed_with(3, &["news/a 1: the text has changed since the run", "c_gold: no article with this id was read"]);
    let docs: Vec<_> = ran.stdout.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().to_owned()).collect();
    assert!(!docs.is_empty() && docs.iter().all(|doc| doc == "news/b"), "{docs:?}");
}
