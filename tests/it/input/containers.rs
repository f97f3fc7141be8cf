//! The same articles from every container; broken records; limits.

use crate::input::resume::reads_the_same_again;
use crate::support::binary::Folder;
use crate::support::generate::{self, Made};
use std::path::PathBuf;
use whosaid::input::{FieldName, InputReader, ReadEvent, ReadOptions};
use whosaid::{Article, Error};

/// Articles and errors of an input.
fn read_with(path: PathBuf, options: ReadOptions) -> (Vec<Article>, Vec<Error>) {
    let (mut articles, mut errors) = (Vec::new(), Vec::new());
    for read in InputReader::new(vec![path], options).articles() {
        match read {
            ReadEvent::Article(article) => articles.push(article),
            ReadEvent::Failed(error) => errors.push(error),
            ReadEvent::Warned(_) => {}
        }
    }
    (articles, errors)
}

fn read(path: PathBuf) -> (Vec<Article>, Vec<Error>) {
    read_with(path, ReadOptions::default())
}

/// All articles of an input without errors.
#[track_caller]
fn whole(path: PathBuf) -> Vec<Article> {
    let (articles, errors) = read(path);
    assert!(errors.is_empty(), "{errors:?}");
    articles
}

/// Containers that keep everything about an article, with their file names.
fn lossless(all: &[Made]) -> Vec<(&'static str, Vec<u8>)> {
    let mut files = vec![
        ("a.jsonl", generate::jsonl(all)),
        ("a.json", generate::json_array(all)),
        ("pretty.json", generate::json_pretty(all)),
        ("a.csv", generate::csv(all)),
        ("a.tsv", generate::tsv(all)),
        ("a.newsml.xml", generate::newsml(all)),
        ("one.xml", all.iter().flat_map(generate::nitf).collect()),
        ("two.xml", all.iter().flat_map(generate::rcv1).collect()),
    ];
    #[cfg(feature = "parquet")]
    files.push(("a.parquet", generate::parquet(all)));
    files
}

#[track_caller]
fn same(found: &[Article], all: &[Made], name: &str) {
    assert_eq!(found.len(), all.len(), "{name}");
    for (article, made) in found.iter().zip(all) {
        assert_eq!(article.text, made.text(), "{name}");
        assert_eq!(article.id, made.id, "{name}");
        assert_eq!(article.meta.title.as_ref(), Some(&made.title), "{name}");
        assert_eq!(article.meta.date.as_ref(), Some(&made.date), "{name}");
        assert_eq!(article.meta.author.as_ref(), Some(&made.author), "{name}");
    }
}

#[test]
fn every_container_gives_the_same_articles() {
    let all = generate::articles(1, 40);
    let dir = Folder::new();
    for (name, content) in lossless(&all) {
        same(&whole(dir.write(name, &content)), &all, name);
        // Detected from the content, under any name and any compression.
        let stems: Vec<&str> = if name == "a.tsv" { vec![name] } else { vec![name, "x/data"] };
        for stem in stems {
            for (ending, packed) in [
                ("gz", generate::gzip(&content)),
                ("zst", generate::zstd(&content)),
                ("bz2", generate::bzip2(&content)),
            ] {
                let name = format!("{stem}.{ending}");
                same(&whole(dir.write(&name, &packed)), &all, &name);
            }
        }
    }
}

#[test]
fn the_same_in_utf16() {
    let all = generate::articles(2, 40);
    let dir = Folder::new();
    for (name, content) in
        lossless(&all).into_iter().filter(|(name, _)| !name.ends_with("parquet") && *name != "two.xml")
    {
        let text = String::from_utf8(content).unwrap();
        let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let found = whole(dir.write(name, wide));
        same(&found, &all, name);
        assert_eq!((found[0].encoding.as_str(), found[0].replacements), ("utf-16le", 0), "{name}");
    }
}

#[test]
fn gigaword_has_no_author_and_its_date_in_its_id() {
    let mut all = generate::articles(3, 10);
    for (index, made) in all.iter_mut().enumerate() {
        made.id = format!("AFP_ENG_199405{:02}.0001", index + 1);
    }
    let found = whole(Folder::new().write("afp_eng_199405", generate::gigaword(&all)));
    assert_eq!(found.len(), 10);
    assert_eq!(found[4].text, all[4].text());
    assert_eq!((found[4].meta.date.as_deref(), found[4].meta.outlet.as_deref()), (Some("1994-05-05"), Some("AFP")));
}

#[cfg(feature = "html")]
#[test]
fn pages_and_web_archives_give_the_article_of_each_page() {
    let all = generate::articles(4, 12);
    let dir = Folder::new();
    let check = |found: &[Article]| {
        assert_eq!(found.len(), all.len());
        for (article, made) in found.iter().zip(&all) {
            assert_eq!(article.text, made.text());
            assert_eq!(article.meta.title.as_ref(), Some(&made.title));
            assert_eq!(article.meta.date.as_ref(), Some(&made.date));
            assert_eq!(article.meta.author.as_ref(), Some(&made.author));
            assert_eq!(article.meta.outlet.as_deref(), Some("Harbour Post"));
        }
    };
    for (index, made) in all.iter().enumerate() {
        dir.write(&format!("pages/{index:02}.html"), generate::html(made));
    }
    check(&whole(dir.path().join("pages")));
    for (name, content) in [
        ("a.warc", generate::warc(&all)),
        ("a.warc.gz", generate::warc_gz(&all)),
        ("one-member.warc.gz", generate::gzip(&generate::warc(&all))),
        ("a.warc.zst", generate::zstd(&generate::warc(&all))),
    ] {
        let found = whole(dir.write(name, content));
        check(&found);
        assert_eq!(found[3].id, "made-3", "{name}");
        assert_eq!(found[3].meta.url.as_deref(), Some("https://post.example/made-3"));
    }
}

/// A member of each kind.
fn members(all: &[Made]) -> Vec<(String, Vec<u8>)> {
    let mut files = lossless(all);
    files.push(("b.txt", all[0].text().into_bytes()));
    files.push(("b.txt.gz", generate::gzip(all[0].text().as_bytes())));
    let mut files: Vec<_> = files.into_iter().map(|(name, content)| (format!("news/{name}"), content)).collect();
    files.push(("news/.hidden.txt".to_owned(), b"x".to_vec()));
    files.push(("news/picture.png".to_owned(), b"x".to_vec()));
    let inner: Vec<_> = files[..2].to_vec();
    files.push(("news/inner.zip".to_owned(), generate::zip(&inner)));
    files.push(("news/inner.tar.bz2".to_owned(), generate::bzip2(&generate::tar(&inner))));
    files
}

#[test]
fn archives_may_hold_every_format() {
    let all = generate::articles(5, 10);
    let dir = Folder::new();
    let files = members(&all);
    let expected = (lossless(&all).len() + 4) * all.len() + 2;
    for (name, content) in [
        ("a.zip", generate::zip(&files)),
        ("a.tar", generate::tar(&files)),
        ("a.tgz", generate::gzip(&generate::tar(&files))),
        ("zip-inside.gz", generate::gzip(&generate::zip(&files))),
    ] {
        let found = whole(dir.write(name, content));
        assert_eq!(found.len(), expected, "{name}");
        same(&found[..10], &all, name);
        let text = found.iter().find(|article| article.id == format!("{}/news/b", name.split('.').next().unwrap()));
        assert_eq!(text.unwrap().text, all[0].text());
        assert!(text.unwrap().place.path.ends_with(format!("{name}/news/b.txt")), "{:?}", text.unwrap().place);
    }
}

#[test]
fn batches_of_any_container_end_at_the_same_places_again() {
    let all = generate::articles(6, 1200);
    let dir = Folder::new();
    let mut batches = 0;
    for (name, content) in lossless(&all) {
        batches += reads_the_same_again(&[dir.write(name, &content)]);
        batches += reads_the_same_again(&[dir.write(&format!("{name}.gz"), generate::gzip(&content))]);
    }
    let few = &all[..200];
    for (name, content) in [
        ("a.warc", generate::warc(few)),
        ("a.warc.gz", generate::warc_gz(few)),
        ("a.zip", generate::zip(&members(few))),
        ("a.tar.gz", generate::gzip(&generate::tar(&members(few)))),
    ] {
        batches += reads_the_same_again(&[dir.write(name, content)]);
    }
    assert!(batches > 50, "only {batches} batches");
}

#[test]
fn a_broken_record_is_named_and_the_rest_is_read() {
    let all = generate::articles(7, 6);
    let dir = Folder::new();
    let check = |name: &str, content: Vec<u8>, ids: &[&str], said: &[&str]| {
        let (articles, errors) = read(dir.write(name, content));
        let found: Vec<_> = articles.iter().map(|article| article.id.as_str()).collect();
        assert_eq!(found, ids, "{name}: {errors:?}");
        let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(errors.len(), said.len(), "{name}: {errors:?}");
        for (error, said) in errors.iter().zip(said) {
            assert!(error.contains(said), "{name}: {said:?} in {error}");
        }
    };
    let text = |content: Vec<u8>| String::from_utf8(content).unwrap();
    let without_2 = ["made-0", "made-1", "made-3", "made-4", "made-5"];

    let array = text(generate::json_array(&all)).replacen("\"id\":\"made-2\"", "\"id\":made-2", 1);
    check("a.json", array.into(), &without_2, &["a.json:3: expected value"]);
    let one_line = text(generate::json_array(&all)).replace(",\n", ", ");
    let open = one_line.replacen("\"id\":\"made-2\"", "\"id\":\"made-2", 1);
    check("b.json", open.into(), &without_2, &["b.json:3: expected `,` or `}`"]);
    let cut = text(generate::json_array(&all)).replacen("\n]\n", "", 1);
    check(
        "c.json",
        cut.into(),
        &["made-0", "made-1", "made-2", "made-3", "made-4", "made-5"],
        &["c.json:7: the file ends after 6 records, before its end"],
    );

    let short = text(generate::csv(&all)).replacen("made-2,", "made-2,,", 1);
    check("a.csv", short.into(), &without_2, &["a.csv:24: 6 fields, but the header has 5"]);

    let broken =
        text(generate::newsml(&all)).replacen("<body>\n<p>", "<body>\n<p", 3).replacen("<body>\n<p", "<body>\n<p>", 2);
    let (articles, errors) = read(dir.write("a.xml", broken));
    assert_eq!((articles.len(), errors.len()), (5, 1), "{errors:?}");
    let unclosed = text(generate::gigaword(&all)).replacen("</DOC>", "", 1);
    check("a.sgml", unclosed.into(), &["made-1", "made-2", "made-3", "made-4", "made-5"], &["<doc> is not closed"]);

    let warc = text(generate::warc(&all));
    let length = |warc: &str, wrong: fn(usize) -> usize| {
        let at = warc.find("post.example/made-2\r").unwrap();
        let start = at + warc[at..].find("Content-Length: ").unwrap() + 16;
        let end = start + warc[start..].find('\r').unwrap();
        let right: usize = warc[start..end].parse().unwrap();
        format!("{}{}{}", &warc[..start], wrong(right), &warc[end..])
    };
    for (name, wrong) in
        [("long", (|n| n + 99_999) as fn(usize) -> usize), ("short", |n| n - 99), ("huge", |n| n << 20)]
    {
        let content = length(&warc, wrong);
        let uri = if name == "huge" { "another record starts inside" } else { "https://post.example/made-2" };
        check(&format!("{name}.warc"), content.into(), &without_2, &[uri]);
    }
    let mut members: Vec<_> = generate::warc_records(&all).iter().map(|record| generate::gzip(record)).collect();
    let middle = members[6].len() / 2;
    members[6][middle] ^= 0x55;
    members[6][middle + 1] ^= 0x55;
    let (articles, errors) = read(dir.write("a.warc.gz", members.concat()));
    let found: Vec<_> = articles.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(found, without_2);
    assert!(errors.len() == 1 && errors[0].to_string().contains("skipped "), "{errors:?}");

    members[6].truncate(middle);
    let (articles, errors) = read(dir.write("b.warc.gz", members.concat()));
    assert_eq!(articles.len(), 5);
    assert!(
        errors.len() == 1 && errors[0].to_string().contains("b.warc.gz:7: corrupt gzip member at byte "),
        "{errors:?}"
    );

    let mut zip =
        generate::zip(&[("a.jsonl".into(), generate::jsonl(&all)), ("b.jsonl".into(), generate::jsonl(&all))]);
    zip[2000] ^= 0x55;
    let (articles, errors) = read(dir.write("a.zip", zip));
    assert!(articles.len() >= 6 && errors.len() == 1, "{} articles, {errors:?}", articles.len());
    assert!(errors[0].to_string().contains("a.zip/a.jsonl: "), "{errors:?}");
}

#[test]
fn a_chosen_field_and_an_ambiguous_one() {
    let dir = Folder::new();
    let path = dir.write("a.csv", "story,id,kind\nThe port reopened.,1,x\n");
    let (articles, errors) = read(path.clone());
    assert!(
        articles.is_empty()
            && errors[0].to_string().contains("the columns are story, id, kind (choose one with --field"),
        "{errors:?}"
    );
    let fields = vec!["text=story".parse::<FieldName>().unwrap()];
    let (articles, errors) = read_with(path, ReadOptions { fields, ..ReadOptions::default() });
    assert_eq!((articles[0].text.as_str(), articles[0].id.as_str(), errors.len()), ("The port reopened.", "1", 0));
    for (name, content) in [("b.csv", "text,content\na,b\n"), ("b.jsonl", "{\"text\": \"a\", \"content\": \"b\"}\n")] {
        let (articles, errors) = read(dir.write(name, content));
        assert!(articles.is_empty(), "{name}");
        assert!(errors[0].to_string().contains("both text and content could be the text"), "{name}: {errors:?}");
    }
    let ran = dir.articles(&["b.csv", "--field", "text=content"]);
    ran.failed_with(0, &[]);
    assert_eq!(ran.said("info"), ["b.csv: text=content id=(file and line)"]);
}

#[test]
fn limits_hold_in_every_container() {
    let dir = Folder::new();
    let long = "word ".repeat(4000);
    let line = |text: &str| format!("{{\"text\": \"{text}\"}}");
    let refused = |name: &str, content: Vec<u8>, options: ReadOptions, articles: usize, said: &str| {
        let (found, errors) = read_with(dir.write(name, content), options);
        assert_eq!(found.len(), articles, "{name}: {errors:?}");
        assert!(errors.len() == 1 && errors[0].to_string().contains(said), "{name}: {errors:?}");
    };
    let lines = || ReadOptions { max_line: Some(5000), ..ReadOptions::default() };
    let said = "exceeds the limit of 5000 bytes (--max-line)";
    refused("a.jsonl", [line("a"), line(&long), line("b")].join("\n").into(), lines(), 2, said);
    refused("a.json", format!("[{}, {}, {}]", line("a"), line(&long), line("b")).into(), lines(), 2, said);
    refused("a.csv", format!("id,text\n1,a\n2,{long}\n3,b\n").into(), lines(), 2, said);
    let item = |text: &str| format!("<newsitem itemid='{}'><text><p>{text}</p></text></newsitem>", text.len());
    refused("a.xml", [item("a"), item(&long), item("b")].concat().into(), lines(), 2, said);
    // Larger than one read, and over the limit.
    let long = long.repeat(200);
    refused("b.json", format!("[{}, {}, {}]", line("a"), line(&long), line("b")).into(), lines(), 2, said);
    refused("b.csv", format!("id,text\n1,a\n2,\"{long}\"\n3,b\n").into(), lines(), 2, said);
    refused("b.xml", [item("a"), item(&long), item("b")].concat().into(), lines(), 2, said);
    let nested = |depth: usize| {
        (0..depth).fold(b"text".to_vec(), |inner, level| {
            let name = if level == 0 { "a.txt".to_owned() } else { format!("{level}.zip") };
            generate::zip(&[(name, inner)])
        })
    };
    let nesting = || ReadOptions { max_nesting: 2, ..ReadOptions::default() };
    assert_eq!(read_with(dir.write("two.zip", nested(2)), nesting()).0.len(), 1);
    let (found, errors) = read_with(dir.write("three.zip", nested(3)), nesting());
    assert!(found.is_empty() && errors[0].to_string().contains("--max-nesting"), "{errors:?}");
    let deep = format!("<!DOCTYPE html>{}", "<div>".repeat(100_000));
    refused("deep.html", deep.into(), ReadOptions::default(), 0, "elements nested more than 512 deep (--max-depth)");
    let deep = format!("<nitf>{}</nitf>", "<p>".repeat(100_000));
    refused("deep.xml", deep.into(), ReadOptions::default(), 0, "elements nested more than 512 deep (--max-depth)");
    let deep = format!("[{{\"text\": \"a\", \"author\": {}1{}}}]", "[".repeat(100_000), "]".repeat(100_000));
    refused("deep.json", deep.into(), ReadOptions::default(), 0, "recursion limit exceeded");
    let bomb = generate::zstd(&vec![b' '; 128 << 20]);
    refused("bomb.jsonl.zst", bomb, ReadOptions::default(), 0, "(--max-ratio)");
}

#[test]
fn a_table_next_to_a_text_of_the_same_name_describes_it() {
    let dir = Folder::new();
    dir.write("news/a.txt", "The port reopened.");
    dir.write("news/a.claims.tsv", "source\tcontent\nx\ty\n");
    dir.write("news/b.csv", "id,text\n1,The port reopened.\n");
    let found = whole(dir.path().join("news"));
    assert_eq!(found.iter().map(|article| article.id.as_str()).collect::<Vec<_>>(), ["a", "1"]);
}

#[test]
fn how_an_encoding_is_detected() {
    let dir = Folder::new();
    let text = "Caf\u{e9} cr\u{e8}me, she said: \u{201c}The harbour is open.\u{201d} It was na\u{ef}ve, and so it was.";
    let (windows, ..) = encoding_rs::WINDOWS_1252.encode(text);
    let one = |name: &str, content: Vec<u8>| {
        let found = whole(dir.write(name, content));
        (found[0].text.clone(), found[0].encoding.as_str())
    };
    assert_eq!(one("a.txt", windows.to_vec()), (text.to_owned(), "windows-1252"));
    assert_eq!(one("a.csv", [b"id,text\n1,\"", &windows[..], b"\"\n"].concat()), (text.to_owned(), "windows-1252"));
    let (latin2, ..) = encoding_rs::ISO_8859_2.encode("Łódź, she said.");
    let xml = [
        b"<?xml version='1.0' encoding='iso-8859-2'?><newsitem itemid='1'><text><p>",
        &latin2[..],
        b"</p></text></newsitem>",
    ];
    assert_eq!(one("a.xml", xml.concat()), ("Łódź, she said.".to_owned(), "ISO-8859-2"));
}
