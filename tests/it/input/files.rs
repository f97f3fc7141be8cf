//! Good and bad input files: the articles, the messages and the exit code.

use crate::support::binary::Folder;
use std::io::Write;

const TEXT: &str = "The harbour reopened on Monday, the mayor said.";

fn gzip(content: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn jsonl(ids: &[&str]) -> String {
    ids.iter().map(|id| format!("{{\"id\": \"{id}\", \"text\": \"{TEXT}\"}}\n")).collect()
}

#[test]
fn a_folder_is_read_in_order_with_ids_below_the_root() {
    let dir = Folder::new();
    dir.write("news/b.txt", TEXT);
    dir.write("news/a/2.text", TEXT);
    dir.write("news/a/1.txt.gz", gzip(TEXT));
    dir.write("news/c.jsonl", jsonl(&["x", "y"]));
    dir.write("news/d.ndjson.zst", zstd::encode_all(jsonl(&["z"]).as_bytes(), 1).unwrap());
    dir.write("news/.hidden.txt", TEXT);
    dir.write("news/notes.md", TEXT);
    let ran = dir.articles(&["news"]);
    ran.failed_with(0, &[]);
    assert_eq!(ran.ids(), ["a/1", "a/2", "b", "x", "y", "z"]);
    assert!(ran.stderr.contains("skipped 1 hidden and 1 other files"), "{}", ran.stderr);
}

#[test]
fn a_pattern_that_the_shell_did_not_expand() {
    let dir = Folder::new();
    dir.write("a1.txt", TEXT);
    dir.write("a2.txt", TEXT);
    dir.write("b.txt", TEXT);
    let ran = dir.articles(&["a*.txt"]);
    ran.failed_with(0, &[]);
    assert_eq!(ran.ids(), ["a1", "a2"]);
    dir.articles(&["c*.txt"]).failed_with(1, &["c*.txt: no file matches this pattern"]);
}

#[test]
fn compression_is_detected_from_the_content_not_the_name() {
    let dir = Folder::new();
    dir.write("really-gzip.txt", [gzip("The harbour "), gzip("reopened.")].concat());
    dir.write("not-gzip.txt.gz", TEXT);
    let ran = dir.articles(&["really-gzip.txt", "not-gzip.txt.gz"]);
    ran.failed_with(0, &[]);
    let bytes: Vec<_> = ran.records().iter().map(|record| record["bytes"].as_u64().unwrap()).collect();
    assert_eq!(bytes, ["The harbour reopened.".len() as u64, TEXT.len() as u64]);
}

#[test]
fn standard_input_is_a_text_or_json_lines() {
    let dir = Folder::new();
    let args = ["extract", "--emit", "articles", "-"];
    assert_eq!(dir.run_on(&args, TEXT).ids(), ["stdin"]);
    assert_eq!(dir.run_on(&args[..3], TEXT).ids(), ["stdin"], "without an INPUT, standard input is read");
    assert_eq!(dir.run_on(&args, jsonl(&["x", "y"])).ids(), ["x", "y"]);
    assert_eq!(dir.run_on(&args, gzip(&jsonl(&["x"]))).ids(), ["x"]);
}

#[test]
fn every_character_is_kept_and_counted() {
    let dir = Folder::new();
    dir.write("crlf.txt", "Port reopens\r\n\r\nThe harbour reopened.\r\n");
    dir.write("mark.txt", "\u{feff}Zoë said so.");
    let utf16: Vec<u8> = "\u{feff}Zoë said so.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    dir.write("wide.txt", utf16);
    let ran = dir.articles(&["crlf.txt", "mark.txt", "wide.txt"]);
    ran.failed_with(0, &[]);
    let records = ran.records();
    assert_eq!((&records[0]["bytes"], &records[0]["title"]), (&39.into(), &"Port reopens".into()));
    assert_eq!((&records[1]["code_points"], &records[1]["encoding"]), (&12.into(), &"utf-8".into()));
    assert_eq!((&records[2]["code_points"], &records[2]["encoding"]), (&12.into(), &"utf-16le".into()));
    assert_eq!(records[1]["text_hash"], records[2]["text_hash"]);
}

#[test]
fn invalid_utf8_is_replaced_counted_and_said_once_for_a_file() {
    let dir = Folder::new();
    dir.write("broken.txt", b"Zo\xc3\xab, caf\xe9: \xe2\x80\x9ccr\xe8me\xe2\x80\x9d, she said.");
    let line = b"{\"text\": \"\xc3\xab caf\xe9\"}\n";
    dir.write("broken.jsonl", [b"{\"text\": \"a\"}\n", &line[..], line].concat());
    let ran = dir.articles(&["broken.txt", "broken.jsonl"]);
    ran.failed_with(0, &[]);
    let said = ["broken.txt: invalid bytes", "at byte 9", "broken.jsonl:2: invalid bytes", "at byte 30"];
    assert_eq!(ran.said("warning").len(), 2, "{ran:#?}");
    for part in said {
        assert!(ran.stderr.contains(part), "{part} in {}", ran.stderr);
    }
    let replaced: Vec<_> = ran.records().iter().map(|record| record["replacements"].as_u64().unwrap()).collect();
    assert_eq!(replaced, [2, 0, 1, 1]);
}

#[test]
fn an_empty_text_is_an_article_with_a_warning() {
    let dir = Folder::new();
    dir.write("empty.txt", "");
    dir.write("some.jsonl", "{\"text\": \"a\"}\n\n{\"text\": \"\"}\n");
    let ran = dir.articles(&["empty.txt", "some.jsonl"]);
    ran.failed_with(0, &[]);
    assert_eq!(ran.said("warning"), ["empty.txt: the text is empty", "some.jsonl:3: the text is empty"]);
    assert_eq!(ran.ids(), ["empty", "some:1", "some:3"]);
    assert_eq!(ran.records()[0]["bytes"], 0);
}

#[test]
fn fields_are_found_by_name_and_the_choice_is_logged() {
    let dir = Folder::new();
    let line = format!(
        "{{\"uuid\": 7, \"headline\": \"Port reopens\", \"body\": \"{TEXT}\", \"content\": null, \"source\": \
         {{\"id\": 3, \"name\": \"Harbour Post\"}}, \"publishedAt\": \"2024-11-07T08:00:00Z\", \"author\": [\"A\", \"B\"], \
         \"link\": \"https://post.example/1\"}}\n"
    );
    dir.write("mapped.jsonl", line);
    let ran = dir.articles(&["mapped.jsonl"]);
    ran.failed_with(0, &[]);
    let mapping =
        "mapped.jsonl: text=body id=uuid title=headline date=publishedAt outlet=source url=link author=author";
    assert_eq!(ran.said("info"), [mapping]);
    let record = &ran.records()[0];
    for (key, value) in [("doc", "7"), ("title", "Port reopens"), ("outlet", "Harbour Post"), ("author", "A, B")] {
        assert_eq!(record[key], value);
    }
}

#[test]
fn a_repeated_key_is_an_error_if_it_is_read() {
    let dir = Folder::new();
    let lines = [
        "{\"text\": \"one\", \"note\": 1, \"note\": 2}",
        "{\"text\": \"two\", \"title\": \"x\", \"text\": \"three\"}",
        "{\"text\": \"four\", \"title\": \"y\"}",
    ];
    dir.write("twice.jsonl", lines.join("\n"));
    let ran = dir.articles(&["twice.jsonl"]);
    ran.failed_with(3, &["twice.jsonl:2: the key \"text\" occurs twice"]);
    assert_eq!(ran.ids(), ["twice:1", "twice:3"]);
}

#[test]
fn bad_lines_are_named_and_the_rest_is_processed() {
    let dir = Folder::new();
    let lines =
        ["{\"text\": \"one\", \"note\": 1}", "no JSON", "{\"title\": \"x\", \"note\": 2}", "{\"text\": null}", "[1]"];
    dir.write("some.jsonl", format!("{}\n{{\"text\": \"last\"}}", lines.join("\n")));
    let ran = dir.articles(&["some.jsonl"]);
    ran.failed_with(
        3,
        &[
            "some.jsonl:2: expected ident at column 2",
            "some.jsonl:3: no text field \"text\"; the fields are title, note",
            "some.jsonl:4: the text field \"text\" is null, not a string",
            "some.jsonl:5: invalid type: sequence, expected a JSON object",
        ],
    );
    assert!(ran.stderr.contains("2 documents, 4 failed"), "{}", ran.stderr);
    assert_eq!(ran.ids(), ["some:1", "some:6"]);
}

#[test]
fn a_file_without_a_text_field_names_the_fields_it_has() {
    let dir = Folder::new();
    dir.write("tweets.jsonl", "{\"tweet\": \"a\", \"user\": 1}\n{\"tweet\": \"b\", \"lang\": \"en\"}\n");
    dir.articles(&["tweets.jsonl"]).failed_with(
        1,
        &["tweets.jsonl: no text field with a string in the first 2 records: looked for text, body, content, \
           articleBody, maintext, full_text, bodyText, paragraphs, story_text, article_text; the fields are tweet, user, lang"],
    );
}

#[test]
fn json_that_is_not_one_object_per_line() {
    let dir = Folder::new();
    dir.write("array.json", "[\n{\"text\": \"a\"}\n]");
    dir.write("pretty.json", "{\n  \"text\": \"a\"\n}\n");
    let ran = dir.articles(&["array.json", "pretty.json"]);
    ran.failed_with(0, &[]);
    assert_eq!(ran.ids(), ["array:1", "pretty:1"]);
    dir.write("numbers.json", "[1, 2]");
    dir.articles(&["numbers.json"])
        .failed_with(3, &["numbers.json:1: expected a JSON object at byte 0, found \"[1, 2]\""]);
}

#[test]
fn unsupported_formats_are_named() {
    let dir = Folder::new();
    dir.write("a.rtf", "{\\rtf1 …");
    dir.write("b.txt", TEXT);
    dir.articles(&["a.rtf", "b.txt"]).failed_with(3, &["a.rtf: a rich text document, which is not supported"]);
}

#[test]
fn a_missing_path_and_an_empty_folder() {
    let dir = Folder::new();
    dir.write("empty/notes.md", "x");
    dir.write("a.txt", TEXT);
    dir.articles(&["nowhere.txt"]).failed_with(1, &["nowhere.txt: No such file or directory"]);
    dir.articles(&["empty"]).failed_with(1, &["empty: no articles in this folder"]);
    let ran = dir.articles(&["nowhere.txt", "a.txt", "empty"]);
    ran.failed_with(3, &["nowhere.txt: No such file", "empty: no articles"]);
    assert!(ran.stderr.contains("1 document, 0 failed, 2 inputs not read in full"), "{}", ran.stderr);
}

#[test]
fn articles_over_the_limit_are_named_with_size_and_limit() {
    let dir = Folder::new();
    let long = "word ".repeat(1000);
    let line = |text: &str| format!("{{\"text\": \"{text}\"}}\n");
    dir.write("a.txt", &long);
    dir.write("b.txt.gz", gzip(&long));
    // The line is short enough to be parsed, and the text then too long; the next is refused unparsed.
    dir.write("c.jsonl", [line("short"), line(&long), line(&long.repeat(30)), line("short")].concat());
    let ran = dir.articles(&["a.txt", "b.txt.gz", "c.jsonl", "--max-article", "4K"]);
    ran.failed_with(
        3,
        &[
            "a.txt: a text of 5000 bytes exceeds the limit of 4096 bytes (--max-article)",
            "b.txt.gz: a text of more than 4096 bytes exceeds the limit of 4096 bytes (--max-article)",
            "c.jsonl:2: a text of 5000 bytes exceeds the limit of 4096 bytes (--max-article)",
            "c.jsonl:3: a line of 150012 bytes exceeds the limit of 73728 bytes (--max-line)",
        ],
    );
    assert!(ran.stderr.contains("2 documents, 1 duplicate, 4 failed"), "{}", ran.stderr);
}

#[test]
fn a_line_of_a_gigabyte_is_never_held() {
    let dir = Folder::new();
    // 64 MB suffice: the limit is 1 MB, and peak memory must stay well below the file's size.
    let mut content = jsonl(&["first"]).into_bytes();
    content.extend_from_slice(b"{\"text\": \"");
    content.resize(content.len() + (64 << 20), b'x');
    content.extend_from_slice(b"\"}\n");
    content.extend_from_slice(jsonl(&["last"]).as_bytes());
    dir.write("big.jsonl", content);
    let ran = dir.articles(&["big.jsonl", "--max-article", "1M"]);
    ran.failed_with(3, &["big.jsonl:2: a line of 67108876 bytes exceeds the limit of 2162688 bytes (--max-line)"]);
    assert!(ran.stderr.contains("2 documents, 1 duplicate, 1 failed"), "{}", ran.stderr);
}

#[test]
fn a_truncated_archive_yields_its_complete_lines_and_is_named() {
    let dir = Folder::new();
    let ids: Vec<_> = (0..20_000).map(|i| format!("a{i}")).collect();
    let whole = gzip(&jsonl(&ids.iter().map(String::as_str).collect::<Vec<_>>()));
    dir.write("cut.jsonl.gz", &whole[..whole.len() / 2]);
    dir.write("z.txt", TEXT);
    let ran = dir.articles(&["cut.jsonl.gz", "z.txt"]);
    ran.failed_with(3, &["cut.jsonl.gz: cannot read past line "]);
    let lines = ran.said("error")[0].split("past line ").nth(1).and_then(|rest| rest.split(':').next()).unwrap();
    let lines: usize = lines.parse().unwrap();
    assert!(
        lines > 1000 && ran.stderr.contains(&format!("{},{:03} documents", (lines + 1) / 1000, (lines + 1) % 1000))
    );
}

/// What `fixtures/README.md` promises for every malformed input.
#[test]
fn the_malformed_fixtures() {
    let fixture = |name: &str| format!("{}/fixtures/malformed/{name}", env!("CARGO_MANIFEST_DIR"));
    let dir = Folder::new();
    let articles = |name| dir.articles(&[&fixture(name)]);
    for (name, documents, code, errors) in [
        ("broken-line.jsonl", 2, 3, &["broken-line.jsonl:2: EOF while parsing"][..]),
        ("cut.jsonl.gz", 23, 3, &["cut.jsonl.gz: cannot read past line 23: "]),
        ("empty.jsonl", 0, 0, &[]),
        ("empty.txt", 1, 0, &[]),
        ("invalid-utf8.txt", 1, 0, &[]),
        ("no-text-field.jsonl", 0, 1, &["the fields are id, heading, verses"]),
        ("only-whitespace.txt", 1, 0, &[]),
        ("text-not-a-string.jsonl", 4, 3, &[":2: the text", ":3: the text", ":6: invalid type"]),
    ] {
        let ran = articles(name);
        ran.failed_with(code, errors);
        let warned = matches!(name, "empty.jsonl" | "empty.txt" | "invalid-utf8.txt" | "only-whitespace.txt");
        assert!(!warned || ran.said("warning").len() == 1, "{name}: {}", ran.stderr);
        let plural = if documents == 1 { "" } else { "s" };
        assert!(ran.stderr.contains(&format!("\n{documents} document{plural}, ")), "{name}: {}", ran.stderr);
    }
    let rows = fixture("gazetteer.tsv");
    dir.write("a.txt", TEXT);
    let ran = dir.articles(&["a.txt", "--add-gazetteer", &rows]);
    ran.failed_with(3, &["gazetteer.tsv:4: ", "gazetteer.tsv:5: ", "gazetteer.tsv:6: ", "gazetteer.tsv:8: "]);
    let ran = dir.articles(&["a.txt", "--add-gazetteer", "nowhere.tsv"]);
    ran.failed_with(1, &["cannot load the gazetteers: nowhere.tsv: No such file"]);
}
