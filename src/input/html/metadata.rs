//! What a page says about its article.

use super::json_ld::LinkedData;
use crate::article::Meta;
use crate::deadline::tick;
use crate::input::field::{byline::author_name, date::is_date_only, url::is_url};
use dom_query::Document;
use serde_json::Value;

/// What was found.
pub(super) struct PageMetadata {
    pub(super) meta: Meta,
    /// True if the page says that only subscribers see the whole text.
    pub(super) is_cut: bool,
    /// True for a live blog, which is several posts.
    pub(super) is_live: bool,
}

/// Names of `<meta>` elements, the best first.
const TITLES: &[&str] = &["og:title", "parsely-title", "dc.title", "dcterms.title", "twitter:title"];
const DATES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "sailthru.date",
    "article.published",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "pubdate",
    "cxenseparse:recs:publishtime",
    "date",
];
const OUTLETS: &[&str] = &["og:site_name", "dc.publisher", "dcterms.publisher", "application-name", "cre"];
const URLS: &[&str] = &["og:url", "parsely-link"];
const AUTHORS: &[&str] = &[
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "byline",
];

/// The longest list of authors, in bytes: each line of the text is compared with them.
const MAX_AUTHORS: usize = 1000;

/// Elements that hold the author's name, the best first, and the time of publication.
const BYLINES: &[&str] = &[
    "[rel=author]",
    "[itemprop=author] [itemprop=name]",
    "[itemprop=author]",
    ".author-name",
    ".byline-name",
    ".byline",
    ".article-author",
];
const TIMES: &str =
    "[itemprop=datePublished], time[pubdate], article time[datetime], header time[datetime], time[datetime]";

/// Reads the metadata of a page.
pub(super) fn read(document: &Document) -> PageMetadata {
    let scripts = document.select("script[type='application/ld+json']");
    let data = LinkedData::parse(scripts.iter().map(|script| script.text().to_string()));
    let article = data.article();
    let linked = |key: &str| data.name(article?.get(key)?);
    let tags = MetaTags::of(document);
    let text_of = |selector: &str| some(&document.select_single(selector).text());
    let attribute = |selector: &str, name: &str| some(&document.select_single(selector).attr(name)?);
    let outlet = linked("publisher").or_else(|| tags.first(OUTLETS));
    let title = linked("headline")
        .or_else(|| tags.first(TITLES))
        .or_else(|| text_of("h1"))
        .map(|title| without_site(title, outlet.as_deref()));
    let date = linked("datePublished")
        .or_else(|| tags.first(DATES))
        .or_else(|| attribute(TIMES, "datetime").or_else(|| attribute(TIMES, "content")))
        .or_else(|| text_of("time"))
        .or_else(|| linked("dateCreated"))
        .or_else(|| date_line(document));
    let author = linked("author").or_else(|| linked("creator")).or_else(|| tags.all(AUTHORS)).or_else(|| {
        let name = |one: &str| some(one).filter(|name| name.chars().count() < 100);
        BYLINES.iter().find_map(|selector| document.select(selector).iter().find_map(|one| name(&one.text())))
    });
    let author = author.or_else(|| by_line(document));
    let page = || article?.get("mainEntityOfPage").and_then(|page| page.as_str().or(page.get("@id")?.as_str()));
    let url = attribute("link[rel=canonical]", "href")
        .or_else(|| tags.first(URLS))
        .or_else(|| linked("url"))
        .or_else(|| page().map(str::to_owned))
        .filter(|url| is_url(url));
    let free = article.and_then(|article| article.get("isAccessibleForFree"));
    let is_cut = free.is_some_and(|free| match free {
        Value::Bool(free) => !free,
        Value::String(free) => free.eq_ignore_ascii_case("false"),
        _ => false,
    });
    let author = author.map(|author| author_name(&author));
    let author = author.filter(|author| !author.is_empty() && author.len() <= MAX_AUTHORS && !is_url(author));
    let is_live = article.is_some_and(LinkedData::is_live_blog);
    PageMetadata { meta: Meta { title, date, outlet, url, author, ..Meta::default() }, is_cut, is_live }
}

/// The text with single spaces, if there is any.
fn some(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The longest line that has nothing but a by-line or a date, in bytes.
const MAX_LINE: usize = 80;

/// The short lines of a page, each with whether it is below its title.
fn short_lines(document: &Document) -> Vec<(String, bool)> {
    let (mut lines, mut below) = (Vec::new(), false);
    for one in document.select("h1, p, div, span, td, li, b, strong, i, em, small, address, font").nodes() {
        tick();
        below |= one.has_name("h1");
        let text = one.text();
        if text.len() < MAX_LINE {
            lines.extend(some(&text).map(|line| (line, below)));
        }
    }
    lines
}

/// The author in a line that says little more: "By Zoë Karlsson, staff writer".
fn by_line(document: &Document) -> Option<String> {
    let name_of = |line: String| {
        let names = author_name(&line);
        let parts: Vec<&str> = names.split(", ").collect();
        // Several names end with "and"; a single one has what the author is after it.
        let is_list =
            parts.len() > 1 && parts.last().is_some_and(|last| last.contains(" and ")) && parts.iter().all(is_name);
        let first = parts.first()?.split([',', '|', '·', '•', '/']).next()?.trim();
        let name = if is_list { names.as_str() } else { first };
        let is_named = (is_list || is_name(&name)) && !name.ends_with(['.', ':', '?']);
        (is_named && names.len() < line.len()).then(|| name.to_owned())
    };
    short_lines(document).into_iter().find_map(|(line, _)| name_of(line))
}

/// True for two to six words that are written as names are.
fn is_name(name: &&str) -> bool {
    let capital = |word: &str| word.starts_with(char::is_uppercase) || ["and", "de", "van", "von"].contains(&word);
    (2..=6).contains(&name.split(' ').count()) && name.split(' ').all(capital)
}

/// The date in a line that has nothing else. One below the title, or that says that it is the date of publication; elsewhere
/// it may be that of the visit.
fn date_line(document: &Document) -> Option<String> {
    let mut dates = short_lines(document).into_iter().filter(|(line, _)| is_date_only(line));
    dates.find_map(|(line, below)| {
        let lower = line.to_lowercase();
        (below || lower.starts_with("published") || lower.starts_with("posted")).then_some(line)
    })
}

/// A title without the name of the site after it.
fn without_site(title: String, outlet: Option<&str>) -> String {
    let Some(before) = outlet.and_then(|outlet| title.strip_suffix(outlet)) else { return title };
    let end = before.trim_end();
    match end.strip_suffix(['|', '-', '–', '—', '·', ':']) {
        Some(short) if end.len() < before.len() && !short.trim().is_empty() => short.trim_end().to_owned(),
        _ => title,
    }
}

/// The `<meta>` elements of a page: name, property or itemprop in lower case, and content.
struct MetaTags(Vec<(String, String)>);

impl MetaTags {
    fn of(document: &Document) -> Self {
        let mut tags = Vec::new();
        for tag in document.select("meta[content]").nodes() {
            let Some(content) = tag.attr("content").and_then(|content| some(&content)) else { continue };
            for key in ["property", "name", "itemprop"] {
                if let Some(name) = tag.attr(key) {
                    tags.push((name.trim().to_lowercase(), content.clone()));
                }
            }
        }
        Self(tags)
    }

    /// The content of the first of these names that is there.
    fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.0.iter().find(|(known, _)| known == name)).map(|(_, content)| content.clone())
    }

    /// The same, joined where it is there several times. Addresses are no names.
    fn all(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            let of_name = self.0.iter().filter(|(known, content)| known == name && !is_url(content));
            let mut found: Vec<&str> = of_name.map(|(_, content)| content.as_str()).collect();
            found.dedup();
            (!found.is_empty()).then(|| found.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(page: &str) -> Option<String> {
        read(&Document::from(page)).meta.date
    }

    #[test]
    fn the_date_of_publication() {
        for page in [
            "<meta property='article:published_time' content='2024-11-07'>",
            "<meta name='parsely-pub-date' content='2024-11-07'>",
            "<meta name='DC.date.issued' content='2024-11-07'>",
            "<meta itemprop='datePublished' content='2024-11-07'>",
            "<time itemprop='datePublished' datetime='2024-11-07'>7 November</time>",
            "<p>Posted <time datetime='2024-11-07'>last week</time></p>",
            "<p><time>2024-11-07</time></p>",
            "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"datePublished\": \"2024-11-07\"}</script>\
             <meta property='article:published_time' content='2020-01-01'>",
        ] {
            assert_eq!(date(page).as_deref(), Some("2024-11-07"), "{page}");
        }
        assert_eq!(date("<meta property='article:modified_time' content='2024-11-07'>"), None);
    }

    #[test]
    fn what_only_the_text_says() {
        for (page, expected) in [
            ("<h1>Port</h1><p><b>By Zoë Karlsson</b><br>Staff writer</p><p>November 7, 2024</p>", "November 7, 2024"),
            ("<p>By Zoë Karlsson</p><p>Published: November 7, 2024</p>", "Published: November 7, 2024"),
            ("<p>Monday, November 30, 2026</p><h1>Port</h1><i>by Zoë Karlsson, Post Editor</i>", ""),
            ("<table><tr><td>By Zoë Karlsson | Harbour Post</table><p>Posted 2024-11-07</p>", "Posted 2024-11-07"),
        ] {
            let Meta { author, date, .. } = read(&Document::from(page)).meta;
            let date = date.unwrap_or_default();
            assert_eq!((author.as_deref(), date.as_str()), (Some("Zoë Karlsson"), expected), "{page}");
        }
        let several = "<p>By Zoë Karlsson, Bo Lind and Ada Voss</p>";
        let author = read(&Document::from(several)).meta.author;
        assert_eq!(author.as_deref(), Some("Zoë Karlsson, Bo Lind and Ada Voss"));
        assert_eq!(read(&Document::from("<p>By Monday the port was shut</p>")).meta.author, None);
    }

    #[test]
    fn title_author_outlet_and_address() {
        let page = "<title>x</title><link rel=canonical href='https://post.example/1'><meta property='og:site_name' \
             content='Harbour Post'><meta property='og:title' content='Port reopens - Harbour Post'><meta \
             property='article:author' content='https://post.example/zoe'><p class='byline'>By Zoë  Karlsson</p>";
        let Meta { title, outlet, url, author, .. } = read(&Document::from(page)).meta;
        assert_eq!((title.as_deref(), outlet.as_deref()), (Some("Port reopens"), Some("Harbour Post")));
        assert_eq!((url.as_deref(), author.as_deref()), (Some("https://post.example/1"), Some("Zoë Karlsson")));
    }
}
