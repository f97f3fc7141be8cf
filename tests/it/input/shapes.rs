//! Inputs as other programs write them: responses of services, exports, archives without separators, damaged texts.

use crate::support::binary::Folder;
use crate::support::generate;
use serde_json::{Value, json};

/// The article records of an input, which is read without an error.
#[track_caller]
fn records(dir: &Folder, args: &[&str]) -> Vec<Value> {
    let ran = dir.articles(args);
    ran.failed_with(0, &[]);
    ran.records()
}

fn keys(record: &Value) -> [&Value; 5] {
    ["doc", "title", "date", "outlet", "author"].map(|key| &record[key])
}

#[test]
fn exports_of_other_programs_need_no_flag() {
    let dir = Folder::new();
    let text = "“The port is open,” Ada Voss said.";
    let expected = ["https://post.example/1", "Port reopens", "2024-11-07", "Harbour Post", "Zoë Karlsson"];
    let newsapi = json!({"status": "ok", "totalResults": 1, "articles": [{"source": {"id": null, "name": "Harbour Post"}, "author": "Zoë Karlsson",
        "title": "Port reopens", "description": "x", "url": "https://post.example/1", "publishedAt": "2024-11-07", "content": text}]});
    let newspaper = json!({"url": "https://post.example/1", "title": "Port reopens", "authors": ["Zoë Karlsson"], "publish_date": "2024-11-07",
        "text": text, "keywords": ["port"], "publication": "Harbour Post"});
    let news_please = json!({"authors": ["Zoë Karlsson"], "date_download": "2024-11-08 01:00:00", "date_publish": "2024-11-07", "description": "x",
        "maintext": text, "source_domain": "Harbour Post", "title": "Port reopens", "url": "https://post.example/1"});
    let trafilatura = json!({"title": "Port reopens", "author": "Zoë Karlsson", "hostname": "post.example", "date": "2024-11-07", "text": text,
        "sitename": "Harbour Post", "source": "https://post.example/1", "id": "https://post.example/1"});
    let guardian = json!({"response": {"status": "ok", "results": [{"id": "https://post.example/1", "webTitle": "Port reopens",
        "webPublicationDate": "2024-11-07", "webUrl": "https://post.example/1", "fields": {"bodyText": text, "byline": "Zoë Karlsson",
        "publication": "Harbour Post"}}]}});
    let search = json!({"_index": "news", "_id": "https://post.example/1", "_source": {"body": text, "headline": "Port reopens", "date": "2024-11-07",
        "outlet": "Harbour Post", "author": "Zoë Karlsson"}});
    let media_cloud = format!(
        "stories_id,publish_date,title,url,language,media_name,author,text\nhttps://post.example/1,2024-11-07,Port reopens,\
         https://post.example/1,en,Harbour Post,Zoë Karlsson,\"{text}\"\n"
    );
    let sheet = format!(
        "Headline;Date;Publication;Byline;Full_text;ID\r\nPort reopens;November 7, 2024;Harbour Post;Zoë Karlsson;\"{text}\";https://post.example/1\r\n"
    );
    let rss = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Harbour Post</title><item><title>Port reopens</title><guid>\
         https://post.example/1</guid><pubDate>2024-11-07</pubDate><dc:creator>Zoë Karlsson</dc:creator><description>x</description>\
         <content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item></channel></rss>"
    );
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap();
    for (name, content) in [
        ("newsapi.json", pretty(&newsapi)),
        ("newsapi.jsonl", newsapi.to_string() + "\n"),
        ("newspaper.json", pretty(&newspaper)),
        ("news-please.json", news_please.to_string()),
        ("trafilatura.json", trafilatura.to_string()),
        ("guardian.json", pretty(&guardian)),
        ("search.jsonl", search.to_string() + "\n"),
        ("media-cloud.csv", media_cloud),
        ("sheet.csv", sheet),
        ("feed.xml", rss),
    ] {
        dir.write(name, content);
        let found = records(&dir, &[name]);
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(keys(&found[0]), expected, "{name}");
        assert_eq!(found[0]["bytes"], text.len(), "{name}");
    }
}

#[test]
fn other_shapes_are_reached_by_paths() {
    let dir = Folder::new();
    dir.write(
        "a.json",
        json!({"pages": [{"story": {"body": ["One.", "Two."]}, "head": "A"}, {"story": {"body": "Three."}}]})
            .to_string(),
    );
    let ran = dir.articles(&["a.json"]);
    ran.failed_with(1, &["or inside a list with text=LIST[].NAME"]);
    let found = records(&dir, &["a.json", "--field", "text=pages[].story.body", "--field", "title=pages[].head"]);
    assert_eq!(found.iter().map(|one| one["doc"].clone()).collect::<Vec<_>>(), ["a:1.1", "a:1.2"]);
    assert_eq!((&found[0]["title"], &found[0]["bytes"]), (&json!("A"), &json!("One.\n\nTwo.".len())));
}

#[test]
fn unused_fields_are_carried_through() {
    let dir = Folder::new();
    dir.write("a.jsonl", "{\"text\": \"One.\", \"id\": 1, \"section\": \"Local\", \"tags\": [\"a\", {\"b\": 1}], \"big\": 12345678901234567890123}\n");
    dir.write("a.json", "{\n\"text\": \"One.\",\n\"tags\": [\n1,\n2\n]\n}");
    dir.write("a.csv", "id,text,section,empty\n1,One.,Local,\n");
    let meta = |args: &[&str]| records(&dir, args)[0]["meta"].clone();
    let all = meta(&["a.jsonl"]);
    assert_eq!((&all["section"], &all["tags"]), (&json!("Local"), &json!(["a", {"b": 1}])));
    assert!(dir.articles(&["a.jsonl"]).stdout.contains("\"big\":12345678901234567890123"));
    assert_eq!(meta(&["a.json"]), json!({"tags": [1, 2]}));
    assert_eq!(meta(&["a.csv"]), json!({"section": "Local"}));
    assert_eq!(meta(&["a.jsonl", "--keep", "section,nothing"]), json!({"section": "Local"}));
    assert_eq!(meta(&["a.jsonl", "--keep", "none"]), Value::Null);
}

#[test]
fn a_table_of_metadata_is_joined() {
    let dir = Folder::new();
    dir.write("news/a.txt", "The port is open.");
    dir.write("news/b.txt", "The ferry runs.");
    dir.write(
        "news/meta.csv",
        "filename,title,pub_date,media_name,section\na.txt,Port reopens,\"November 7, 2024\",Harbour Post,Local\n",
    );
    let found = records(&dir, &["news", "--metadata", "news/meta.csv"]);
    assert_eq!(keys(&found[0])[1..4], ["Port reopens", "2024-11-07", "Harbour Post"]);
    assert_eq!((&found[0]["meta"], &found[1]["title"]), (&json!({"section": "Local"}), &Value::Null));
    dir.write("bad.csv", "title\nPort\n");
    dir.articles(&["news/a.txt", "--metadata", "bad.csv"])
        .failed_with(1, &["no column says which article a row is about"]);
}

#[test]
fn dates_keep_their_precision_and_what_is_none_is_told() {
    let dir = Folder::new();
    let rows = ["March 1, 2020", "Sun, 01 Mar 2020 10:00:00 +0100", "2020-03", "2020", "03/04/2020", "soon"];
    let lines = rows.iter().map(|date| json!({"text": "One.", "date": date}).to_string() + "\n").collect::<String>();
    dir.write("a.jsonl", lines);
    let found = records(&dir, &["a.jsonl"]);
    let dates: Vec<&Value> = found.iter().map(|one| &one["date"]).collect();
    assert_eq!(dates, ["2020-03-01", "2020-03-01T10:00:00+01:00", "2020-03", "2020", "03/04/2020", "soon"]);
    let unclear: Vec<bool> = found.iter().map(|one| one["warnings"] == json!(["unclear-date"])).collect();
    assert_eq!(unclear, [false, false, false, false, true, true]);
}

#[test]
fn damaged_texts_and_other_languages_are_told_in_the_record() {
    let dir = Folder::new();
    let warnings = |name: &str, text: &[u8], args: &[&str]| {
        dir.write(name, text);
        records(&dir, &[&[name], args].concat())[0]["warnings"].clone()
    };
    let mojibake = "â€œWe are done,â€\u{9d} she said.".as_bytes();
    assert_eq!(warnings("a.txt", mojibake, &[]), json!(["mended-encoding"]));
    assert_eq!(warnings("a.txt", mojibake, &["--no-mend"]), json!(["damaged-encoding"]));
    assert_eq!(
        warnings("a.jsonl", b"{\"text\": \"<p>&ldquo;Yes,&rdquo; she said.</p><p>AT&amp;T said no.</p>\"}", &[]),
        json!(["mended-markup"])
    );
    assert_eq!(warnings("b.txt", b"?We are done,? she said.", &[]), json!(["lost-characters"]));
    assert_eq!(
        dir.articles(&["b.txt"]).said("warning"),
        ["b.txt: some characters were lost before the text was saved; left as it is"]
    );
    let german = "Der Hafen ist wieder offen, sagte die Bürgermeisterin am Montag nach einem Jahr der Reparaturen, die die Stadt viel kosteten.";
    assert_eq!(warnings("de.txt", german.as_bytes(), &[]), json!(["not-english"]));
    assert_eq!(records(&dir, &["de.txt"])[0]["language"], "de");
    for (name, wide) in [
        ("le", german.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        ("be", german.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ] {
        assert_eq!(warnings("w.txt", &wide, &[]), json!(["guessed-encoding", "not-english"]), "{name}");
        assert_eq!(records(&dir, &["w.txt"])[0]["encoding"], format!("utf-16{name}"));
    }
    let wide: Vec<u8> = "id,text\n1,One.\n".chars().flat_map(|char| u32::from(char).to_le_bytes()).collect();
    assert_eq!(warnings("w.csv", &wide, &[]), json!(["guessed-encoding"]));
}

#[test]
fn tables_with_backslashes() {
    let dir = Folder::new();
    dir.write(
        "a.csv",
        "id,text\n1,\"Angela Merkel\\, said \\\"no\\\" twice, on Monday.\"\n2,\"Joe Biden said \\\"yes\\\".\"\n",
    );
    let lengths: Vec<Value> = records(&dir, &["a.csv"]).iter().map(|one| one["bytes"].clone()).collect();
    assert_eq!(lengths, ["Angela Merkel, said \"no\" twice, on Monday.".len(), "Joe Biden said \"yes\".".len()]);
}

/// A record with a broken row, whose number the message has.
#[test]
fn tables_with_carriage_returns_alone() {
    let dir = Folder::new();
    for (name, table) in [
        ("a.csv", "id,text\r1,\"Ann Lee, she said,\rsaid no.\"\r2,One.,more\r3,Two.\r"),
        ("a.tsv", "id\ttext\r1\tAnn Lee, she said, said no.\r2\tOne.\tmore\r3\tTwo."),
    ] {
        dir.write(name, table);
        let ran = dir.articles(&[name]);
        let line = if name == "a.csv" { 4 } else { 3 };
        ran.failed_with(3, &[&format!("{name}:{line}: 3 fields, but the header has 2")]);
        let found: Vec<(Value, Value)> =
            ran.records().iter().map(|one| (one["doc"].clone(), one["bytes"].clone())).collect();
        assert_eq!(found, [(json!("1"), json!(27)), (json!("3"), json!(4))], "{name}");
    }
}

#[test]
fn articles_by_their_ids_are_a_list() {
    let dir = Folder::new();
    let article = |text: &str| json!({"title": "Port", "content": text});
    for (name, object) in [
        ("inside.json", json!({"status": "ok", "articles": {"a7": article("One."), "b8": article("Three.")}})),
        ("whole.json", json!({"a7": article("One."), "b8": article("Three.")})),
    ] {
        dir.write(name, object.to_string());
        let found: Vec<(Value, Value)> =
            records(&dir, &[name]).iter().map(|one| (one["doc"].clone(), one["bytes"].clone())).collect();
        assert_eq!(found, [(json!("a7"), json!(4)), (json!("b8"), json!(6))], "{name}");
    }
}

#[test]
fn members_of_the_same_name_are_all_read() {
    let dir = Folder::new();
    let members = [
        ("a.txt".to_owned(), b"One.".to_vec()),
        ("b.txt".to_owned(), b"Two.".to_vec()),
        ("a.txt".to_owned(), b"Three.".to_vec()),
    ];
    for (name, content) in [("a.zip", generate::zip(&members)), ("a.tar", generate::tar(&members))] {
        dir.write(name, content);
        let lengths: Vec<Value> = records(&dir, &[name]).iter().map(|one| one["bytes"].clone()).collect();
        assert_eq!(lengths, [4, 4, 6], "{name}");
    }
}

#[cfg(feature = "html")]
#[test]
fn web_archives_of_every_make() {
    let all = generate::articles(9, 4);
    let dir = Folder::new();
    let count = |name: &str, content: Vec<u8>| {
        dir.write(name, content);
        let found = records(&dir, &[name]);
        assert_eq!(
            found.iter().map(|one| one["title"].as_str().unwrap()).collect::<Vec<_>>(),
            all.iter().map(|made| &made.title).collect::<Vec<_>>(),
            "{name}"
        );
    };
    let records = generate::warc_records(&all);
    for (name, separator) in [
        ("two.warc", &b"\r\n\r\n"[..]),
        ("one.warc", b"\r\n"),
        ("none.warc", b""),
        ("lf.warc", b"\n\n"),
        ("blanks.warc", b"  \r\n\r\n"),
        ("between.warc", b"\r\n \t\r\n"),
        ("blanks-only.warc", b"   "),
    ] {
        let trimmed = records.iter().map(|record| record.strip_suffix(b"\r\n\r\n").unwrap());
        count(name, trimmed.flat_map(|record| [record, separator].concat()).collect());
    }
    count("line-end-first.warc", [b"\r\n".to_vec(), records.concat()].concat());
    let arc = generate::arc(&all);
    count("a.arc", arc.clone());
    count("a.arc.gz", generate::gzip(&arc));
    let broken = String::from_utf8(arc).unwrap().replacen(" text/html ", " text/html 9", 1);
    dir.write("broken.arc", broken);
    let ran = dir.articles(&["broken.arc"]);
    assert_eq!((ran.code, ran.records().len(), ran.said("error").len()), (3, 3, 1), "{}", ran.stderr);
}

#[test]
fn documents_and_what_is_none() {
    let dir = Folder::new();
    let xml = "<w:document xmlns:w=\"x\"><w:body><w:p><w:r><w:t>Port reopens</w:t></w:r></w:p><w:p><w:r><w:t>The port is open.</w:t></w:r></w:p></w:body></w:document>";
    let docx = generate::zip(&[
        ("[Content_Types].xml".to_owned(), b"<Types/>".to_vec()),
        ("word/document.xml".to_owned(), xml.as_bytes().to_vec()),
    ]);
    dir.write("a.docx", docx);
    let found = records(&dir, &["a.docx"]);
    assert_eq!(
        (&found[0]["title"], &found[0]["bytes"]),
        (&json!("Port reopens"), &json!("Port reopens\n\nThe port is open.".len()))
    );
    for (name, content, said) in [
        (
            "a.pdf",
            "%PDF-1.7 …",
            if cfg!(feature = "pdf") {
                "cannot read this PDF document"
            } else {
                "which this build cannot read (build whosaid with the cargo feature `pdf`, or convert it to text first"
            },
        ),
        ("a.rtf", "{\\rtf1 …", "(save it as .docx or plain text)"),
        ("a.xml", "<planningItem guid=\"x\"><itemMeta/></planningItem>", "a planning item of NewsML-G2"),
    ] {
        dir.write(name, content);
        dir.articles(&[name]).failed_with(1, &[said]);
    }
}
