//! What a page says about its article.

use super::json_ld::LinkedData;
use crate::article::Meta;
use crate::input::field::{byline::author_name, url::is_url};
use dom_query::Document;
use serde_json::Value;

/// What was found.
pub(super) struct PageMetadata {
    pub(super) meta: Meta,
    /// True if the page says that only subscribers see the whole text.
    pub(super) is_cut: bool,
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
        .or_else(|| linked("dateCreated"));
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
    let author = author.map(|author| author_name(&author)).filter(|author| !author.is_empty() && !is_url(author));
    PageMetadata { meta: Meta { title, date, outlet, url, author, ..Meta::default() }, is_cut }
}

/// The text with single spaces, if there is any.
fn some(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The author in a line that says no more: "By Zoë Karlsson".
fn by_line(document: &Document) -> Option<String> {
    let name_of = |line: String| {
        let name = author_name(&line);
        let words = name.split(' ').count();
        let capital = |word: &str| word.starts_with(char::is_uppercase) || ["and", "de", "van", "von"].contains(&word);
        let is_name = name.len() < line.len() && (2..=6).contains(&words) && name.split(' ').all(capital);
        (is_name && !name.ends_with(['.', ':', '?'])).then_some(name)
    };
    document
        .select("p, div, span, i, em")
        .iter()
        .filter(|one| one.text().len() < 80)
        .find_map(|one| name_of(some(&one.text())?))
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
    fn title_author_outlet_and_address() {
        let page = "<title>x</title><link rel=canonical href='https://post.example/1'><meta property='og:site_name' \
             content='Harbour Post'><meta property='og:title' content='Port reopens - Harbour Post'><meta \
             property='article:author' content='https://post.example/zoe'><p class='byline'>By Zoë  Karlsson</p>";
        let Meta { title, outlet, url, author, .. } = read(&Document::from(page)).meta;
        assert_eq!((title.as_deref(), outlet.as_deref()), (Some("Port reopens"), Some("Harbour Post")));
        assert_eq!((url.as_deref(), author.as_deref()), (Some("https://post.example/1"), Some("Zoë Karlsson")));
    }
}
