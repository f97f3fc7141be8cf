//! Saved pages after the templates of real outlets, in `fixtures/pages`: title, author, date and text, and nothing else.

use crate::support::binary::Folder;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use whosaid::input::{InputReader, ReadEvent, ReadOptions};
use whosaid::{Article, article::TextWarning};

fn read(path: PathBuf) -> Article {
    let mut found = InputReader::new(vec![path], ReadOptions::default()).articles().filter_map(|event| match event {
        ReadEvent::Article(article) => Some(article),
        ReadEvent::Failed(error) => panic!("{error}"),
        ReadEvent::Warned(_) => None,
    });
    found.next().unwrap()
}

/// An article in the form of the expected ones.
fn shown(article: &Article) -> String {
    let meta = &article.meta;
    let mut out = String::new();
    for (name, value) in [
        ("title", &meta.title),
        ("author", &meta.author),
        ("date", &meta.date),
        ("outlet", &meta.outlet),
        ("url", &meta.url),
    ] {
        if let Some(value) = value {
            writeln!(out, "{name}: {value}").unwrap();
        }
    }
    format!("{out}\n{}\n", article.text)
}

#[test]
fn the_article_of_each_page_and_nothing_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let pages = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> =
        pages.filter(|path| path.extension().is_some_and(|ending| ending == "html")).collect();
    pages.sort();
    assert_eq!(pages.len(), 21);
    let mut wrong = String::new();
    for page in pages {
        let expected = std::fs::read_to_string(page.with_extension("txt")).unwrap();
        let found = shown(&read(page.clone()));
        if found != expected {
            write!(wrong, "=== {}\n{found}\n--- expected\n{expected}\n", page.display()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_page_that_has_only_the_beginning_says_so() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    assert_eq!(read(folder.join("paywall.html")).warnings, [TextWarning::CutText]);
    assert_eq!(read(folder.join("graph.html")).warnings, []);
}

#[test]
fn short_pages_lose_their_furniture_too() {
    let dir = Folder::new();
    let page = |body: &str| {
        let text = read(dir.write("a.html", format!("<html><body><article>{body}</article></body></html>"))).text;
        text.replace("\n\n", " | ")
    };
    let (one, two) = (
        "<p>The port will stay closed for a week, the harbour master said.</p>",
        "<p>“We lost two cranes,” said Greta Vanhal.</p>",
    );
    let expected =
        "The port will stay closed for a week, the harbour master said. | “We lost two cranes,” said Greta Vanhal.";
    for furniture in [
        "<figure><img src=a><figcaption>Cranes. “Nothing moves,” one docker said. Photograph: Jan Kees/REX</figcaption></figure>",
        "<p class=caption>A crane stands idle. (Photo by Ann Lee/Getty Images)</p>",
        "<p><strong>Read more: <a href=/a>Mayor says she will sue the bank</a></strong></p>",
        "<div class=inline-promo><h3>Related</h3><ul><li><a href=/b>Trains are late, rail boss says</a></li></ul></div>",
        "<div class=most-read><h2>Most read</h2><ol><li><a href=/d>Storm kills two, police say</a></li></ol></div>",
    ] {
        assert_eq!(page(&format!("<h1>Port</h1>{one}{furniture}{two}")), expected, "{furniture}");
    }
    for kept in ["<blockquote><p>“It is over.”</p></blockquote>", "<aside class=pullquote><p>“It is over.”</p></aside>"]
    {
        assert_eq!(page(&format!("{one}{kept}{two}")), expected.replace(" | ", " | “It is over.” | "), "{kept}");
    }
}
