//! The article in a page: `dom_smoothie` finds the main content, as browsers' reader views do, after what is no article has
//! been taken away ([`furniture`]). Its paragraphs are separated by blank lines. Title, author, date and outlet come from
//! JSON-LD, then from `<meta>`, then from the page itself ([`metadata`]).

#[cfg(feature = "html")]
mod counts;
#[cfg(feature = "html")]
mod furniture;
#[cfg(feature = "html")]
mod json_ld;
#[cfg(feature = "html")]
mod lines;
#[cfg(feature = "html")]
mod metadata;
#[cfg(feature = "html")]
mod parse;
mod shape;
#[cfg(feature = "html")]
mod words;

#[cfg(feature = "html")]
use super::field::byline::author_name;
use super::options::ReadOptions;
use crate::article::Meta;
use crate::deadline::{catch_panic, check_deadline, restart_clock};
#[cfg(not(feature = "html"))]
use crate::error::Error;
use shape::{
    MAX_ATTRIBUTE_PAIRS, MAX_ATTRIBUTES, MAX_DEPTH, MAX_ELEMENTS, MAX_ESCAPED_BYTES, MAX_NESTED_BYTES, MAX_REOPENED,
    PageShape,
};

/// The article of a page.
#[derive(Debug, Default)]
pub(super) struct PageArticle {
    pub(super) meta: Meta,
    /// Empty where there is no main content.
    pub(super) text: String,
    /// True if the page says that it has only the beginning.
    pub(super) is_cut: bool,
}

/// The article of a page whose elements may be nested `max_depth` deep.
///
/// # Errors
/// A page that is nested deeper, is too large, or cannot be parsed.
pub(super) fn page_article(page: &str, max_depth: u32) -> Result<PageArticle, String> {
    check(page, max_depth)?;
    restart_clock();
    let extracted = catch_panic(|| {
        let extracted = extract(page);
        check_deadline();
        extracted
    });
    match extracted {
        Ok(extracted) => extracted,
        Err(panic) => Err(format!("cannot parse the page: {panic}")),
    }
}

/// The text of a piece of HTML, or `None` if it cannot be parsed.
pub(super) fn fragment_text(html: &str, options: &ReadOptions) -> Option<String> {
    check(html, options.max_depth).ok()?;
    catch_panic(|| text_of_fragment(html)).ok()?
}

fn check(html: &str, max_depth: u32) -> Result<(), String> {
    let shape = PageShape::of(html.as_bytes());
    let limit = max_depth.min(MAX_DEPTH);
    if shape.depth > limit {
        return Err(format!("elements nested more than {limit} deep (--max-depth)"));
    }
    if shape.elements > MAX_ELEMENTS {
        return Err(format!("more than {MAX_ELEMENTS} elements and comments: not an article"));
    }
    if shape.attributes > MAX_ATTRIBUTES {
        return Err(format!("a tag with more than {MAX_ATTRIBUTES} attributes: not an article"));
    }
    if shape.attribute_pairs > MAX_ATTRIBUTE_PAIRS {
        return Err("too many tags with too many attributes: not an article".to_owned());
    }
    if shape.nested_bytes > MAX_NESTED_BYTES || shape.reopened > MAX_REOPENED {
        return Err("too much text in too many nested elements: not an article".to_owned());
    }
    if shape.escaped_bytes > MAX_ESCAPED_BYTES {
        return Err("too many ampersands or no-break spaces in one stretch of text: not an article".to_owned());
    }
    Ok(())
}

#[cfg(feature = "html")]
fn extract(page: &str) -> Result<PageArticle, String> {
    use dom_smoothie::{Config, Readability, ReadabilityError, TextMode};
    let document = parse::page(page);
    check_deadline();
    let found = metadata::read(&document);
    let is_cut = found.is_cut | furniture::clear(&document, &found.meta);
    // The search for the main content may settle for a single post.
    let posts = if found.is_live { furniture::text_of_posts(&document) } else { None };
    check_deadline();
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let mut readability =
        Readability::with_document(document, None, Some(config)).map_err(|error| error.to_string())?;
    let mut meta = found.meta;
    if meta.title.is_none() {
        meta.title = Some(readability.get_article_title().trim().to_owned()).filter(|title| !title.is_empty());
    }
    match readability.parse() {
        Ok(article) => {
            meta.author = meta.author.or_else(|| Some(author_name(&article.byline?)));
            let main = article.text_content.to_string();
            let text = posts.filter(|posts| posts.len() * 4 > main.len() * 5).unwrap_or(main);
            Ok(PageArticle { meta, text: lines::without_times(&text), is_cut })
        }
        Err(ReadabilityError::GrabFailed) => Ok(PageArticle { meta, text: String::new(), is_cut }),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(feature = "html")]
#[allow(clippy::unnecessary_wraps, reason = "a build without HTML has none")]
fn text_of_fragment(html: &str) -> Option<String> {
    let document = parse::fragment(html);
    furniture::clear(&document, &Meta::default());
    Some(document.formatted_text().trim().to_owned())
}

#[cfg(not(feature = "html"))]
fn extract(_: &str) -> Result<PageArticle, String> {
    Err(Error::lacks_feature("read HTML", "html"))
}

#[cfg(not(feature = "html"))]
fn text_of_fragment(_: &str) -> Option<String> {
    None
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;

    #[test]
    fn the_article_of_a_page() {
        let paragraph =
            "The harbour reopened on Monday, the mayor said, after a year of repairs that cost more than planned. ";
        let page = format!(
            "<html><head><title>Port reopens | Harbour Post</title><meta property='og:title' content='Port reopens'>\
             <meta property='og:site_name' content='Harbour Post'><meta property='article:published_time' \
             content='2024-11-07T08:00:00Z'><meta name='author' content='Zoë Karlsson'></head><body><nav><a href='/'>Home</a> \
             <a href='/a'>Sport</a></nav><article><h1>Port reopens</h1><p>{0}</p><p>{0}</p><p>{0}</p></article>\
             <footer>© Harbour Post, all rights reserved</footer></body></html>",
            paragraph.repeat(3)
        );
        let PageArticle { meta, text, is_cut } = page_article(&page, 100).unwrap();
        let paragraph = paragraph.repeat(3);
        assert_eq!((text, is_cut), ([paragraph.trim_end(); 3].join("\n\n"), false));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!((meta.title, meta.outlet), (some("Port reopens"), some("Harbour Post")));
        assert_eq!((meta.date, meta.author), (some("2024-11-07T08:00:00Z"), some("Zoë Karlsson")));
    }
}
