//! HTML pages: extracts the article and the metadata.
//!
//! `dom_smoothie` finds the article, as browsers' reader views do, and returns its text with paragraphs separated by
//! blank lines. Title, author, date and outlet come from JSON-LD, then `og:`, `article:` and other `<meta>` elements,
//! then `<time>`.

use crate::article::{Article, Meta};
use crate::error::{Error, Place};
use crate::input::batch::ReadEvent;
use crate::input::bytes::decode::{Declared, declared, decode};
use crate::input::deliver::deliver;
use crate::input::options::ReadOptions;
use memchr::memmem;

/// A page and where it comes from.
pub(crate) struct WebPage<'a> {
    pub(crate) bytes: &'a [u8],
    /// Its byte offset in the file.
    pub(crate) offset: u64,
    /// The encoding declared outside the page, as in the header of a response.
    pub(crate) declared: Declared,
    pub(crate) id: String,
    /// Its address, whose host is the outlet if the page does not name one.
    pub(crate) url: Option<String>,
    pub(crate) place: Place,
}

/// Reads the article of a page. A page without one yields an empty article with a warning.
pub(crate) fn read(page: WebPage<'_>, options: &ReadOptions, each: &mut dyn FnMut(ReadEvent)) {
    let WebPage { bytes, offset, declared, id, url, place } = page;
    let decoded = decode(bytes, declared.or_else(|| declared_inside(bytes)));
    if let Some(warning) = decoded.warning(&place, offset) {
        each(ReadEvent::Warned(warning));
    }
    let failed = |cause| ReadEvent::Failed(Error::Record { place: place.clone(), cause });
    let shape = PageShape::of(decoded.text.as_bytes());
    let limit = options.max_depth.min(MAX_DEPTH);
    if shape.depth > limit {
        return each(failed(format!("elements nested more than {limit} deep (--max-depth)")));
    }
    if shape.elements > MAX_ELEMENTS {
        return each(failed(format!("more than {MAX_ELEMENTS} elements: not an article")));
    }
    let (mut meta, text) = match crate::deadline::catch_panic(|| extract(&decoded.text)) {
        Ok(Ok(extracted)) => extracted,
        Ok(Err(cause)) => return each(failed(cause)),
        Err(panic) => return each(failed(format!("cannot parse the page: {panic}"))),
    };
    meta.outlet = meta.outlet.or_else(|| host(url.as_deref()?));
    meta.url = url.or(meta.url);
    let (encoding, replacements) = (decoded.encoding, decoded.replacements);
    deliver(Article { id, text, meta, place, encoding, replacements }, options, each);
}

/// The host of a URL, without `www.`.
pub(crate) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let host = host.split(':').next()?.trim_start_matches("www.");
    (!host.is_empty()).then(|| host.to_owned())
}

/// How many bytes of a page are searched for its encoding: four times what the standard asks for.
const PRESCAN: usize = 4096;

/// The encoding that a page declares: in its XML declaration, or in `<meta charset>` or its older form.
fn declared_inside(bytes: &[u8]) -> Declared {
    let head = bytes[..bytes.len().min(PRESCAN)].to_ascii_lowercase();
    super::markup::declaration(&head).or_else(|| {
        memmem::find_iter(&head, b"<meta").find_map(|start| {
            let tag = &head[start..];
            let tag = &tag[..memchr::memchr(b'>', tag).unwrap_or(tag.len())];
            charset(tag)
        })
    })
}

/// The encoding after `charset=`, in a tag or in the header of a response.
pub(crate) fn charset(text: &[u8]) -> Declared {
    let value = text[memmem::find(text, b"charset")? + b"charset".len()..].trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|byte| byte.is_ascii_whitespace() || b"\"';/>".contains(byte));
    declared(&value[..end.unwrap_or(value.len())])
}

/// Pages with more elements are lists rather than articles, and would take much time and memory.
const MAX_ELEMENTS: u32 = 50_000;

/// Pages nested deeper are not parsed, whatever the options: a worker's stack would overflow.
const MAX_DEPTH: u32 = 2000;

/// Elements that have no end tag, or that need none and cannot be nested, except in SVG and `MathML`.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// Elements whose children need no end tag.
const LISTS: &[&str] = &["dl", "ol", "select", "ul"];

/// Elements that end an enclosing SVG or `MathML` element.
const OUT: &[&str] = &[
    "blockquote", "body", "center", "dd", "div", "dl", "dt", "embed", "h1", "h2", "h3", "h4", "head", "hr", "img",
    "li", "meta", "ol", "p", "pre", "span", "table", "ul",
];

/// Elements whose content is text, even if it looks like tags.
const RAW: &[&str] = &["script", "style", "textarea", "title"];

/// How large the tree of a page is, judging by its tags.
#[derive(Debug, Default, PartialEq, Eq)]
struct PageShape {
    /// How deep elements are nested at most; a parser may close some earlier. Recursive parsers overflow the stack
    /// without such a limit.
    depth: u32,
    /// How many elements there are.
    elements: u32,
}

impl PageShape {
    fn of(page: &[u8]) -> Self {
        let mut shape = Self::default();
        shape.scan(page);
        shape
    }

    fn scan(&mut self, page: &[u8]) {
        let (mut depth, mut at, mut foreign) = (0_u32, 0, false);
        while let Some(open) = memchr::memchr(b'<', &page[at..]) {
            at += open + 1;
            let rest = &page[at..];
            if rest.starts_with(b"!--") {
                at += memmem::find(rest, b"-->").unwrap_or(rest.len());
                continue;
            }
            let (closing, name) = match rest.strip_prefix(b"/") {
                Some(name) => (true, name),
                None => (false, rest),
            };
            let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let is = |known: &&str| name[..length].eq_ignore_ascii_case(known.as_bytes());
            if length == 0 {
                continue;
            }
            self.elements += u32::from(!closing);
            if is(&"svg") || is(&"math") {
                foreign = !closing;
            } else if OUT.iter().any(is) {
                foreign = false;
            }
            if !foreign && FLAT.iter().any(is) {
                continue;
            }
            // Including those that a parser adds or that need no end tag: a table's row group, row and cell.
            let levels = if is(&"table") { 4 } else { 1 + u32::from(LISTS.iter().any(is)) };
            if closing {
                depth = depth.saturating_sub(levels);
                continue;
            }
            if let Some(raw) = RAW.iter().find(|known| is(known)) {
                at += end_of_raw(rest, raw);
                continue;
            }
            let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
            if !rest[..end].ends_with(b"/") {
                depth += levels;
                self.depth = self.depth.max(depth);
            }
        }
    }
}

/// Where the element with text content ends.
fn end_of_raw(text: &[u8], name: &str) -> usize {
    let found = memmem::find_iter(text, b"</")
        .find(|at| text.get(at + 2..at + 2 + name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes())));
    found.map_or(text.len(), |at| at + 2 + name.len())
}

#[cfg(feature = "html")]
fn extract(page: &str) -> Result<(Meta, String), String> {
    use dom_smoothie::{Config, Readability, ReadabilityError, TextMode};
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let mut readability = Readability::new(page, None, Some(config)).map_err(|error| error.to_string())?;
    // Read before the article is extracted, which takes the page apart.
    let attribute = |selector: &str, name: &str| {
        let found = readability.doc.select_single(selector).attr(name).map(|value| value.trim().to_owned());
        found.filter(|value| !value.is_empty())
    };
    let date =
        attribute("meta[itemprop=datePublished], meta[name=date], meta[name=pubdate], meta[name='DC.date']", "content")
            .or_else(|| attribute("time[datetime]", "datetime"));
    let url = attribute("link[rel=canonical]", "href");
    let some = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let metadata = |json_ld: Option<dom_smoothie::Metadata>| readability.get_article_metadata(json_ld);
    let known = metadata(readability.parse_json_ld());
    let mut meta = Meta {
        title: some(known.title),
        date: known.published_time.and_then(some).or(date),
        outlet: known.site_name.and_then(some),
        url: known.url.and_then(some).or(url),
        author: known.byline.and_then(some),
    };
    match readability.parse() {
        Ok(article) => {
            meta.author = meta.author.or_else(|| article.byline.and_then(some));
            Ok((meta, article.text_content.trim().to_owned()))
        }
        Err(ReadabilityError::GrabFailed) => Ok((meta, String::new())),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(not(feature = "html"))]
fn extract(_: &str) -> Result<(Meta, String), String> {
    Err("this build cannot read HTML (feature `html`)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_that_a_page_declares() {
        let name = |page: &str| declared_inside(page.as_bytes()).map(encoding_rs::Encoding::name);
        assert_eq!(name("<meta charset=\"ISO-8859-2\">"), Some("ISO-8859-2"));
        assert_eq!(
            name("<META name=x><Meta http-equiv='Content-Type' content='text/html; charset=gbk'/>"),
            Some("GBK")
        );
        assert_eq!(name("<p>charset=gbk</p>"), None);
        assert_eq!(charset(b"text/html; charset=\"utf-8\"").map(encoding_rs::Encoding::name), Some("UTF-8"));
    }

    #[test]
    fn depth_and_number_of_elements() {
        let shape = |page: &str| {
            let PageShape { depth, elements } = PageShape::of(page.as_bytes());
            (depth, elements)
        };
        assert_eq!(shape("<html><body><p>a<p>b<br><div>c</div><li>d<li>e</body></html>"), (3, 8));
        assert_eq!(shape("<script>'<a><b><c><d>'</script><!-- <a><b> --><div/><b>x"), (1, 3));
        assert_eq!(shape(&"<div>".repeat(1000)), (1000, 1000));
        assert_eq!(shape(&format!("<p><svg>{}", "<td>".repeat(100))), (101, 102));
        assert_eq!(shape(&format!("<svg><path/></svg>{}", "<p>".repeat(100))), (1, 102));
        assert_eq!(shape(&"<table><tr><td>".repeat(10)), (40, 30));
        assert_eq!(shape("1 < 2, </p> and <"), (0, 0));
    }

    #[test]
    fn hosts() {
        assert_eq!(host("https://www.post.example:8080/a?b"), Some("post.example".to_owned()));
        assert_eq!(host("no address"), None);
    }

    #[cfg(feature = "html")]
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
        let (meta, text) = extract(&page).unwrap();
        let paragraph = paragraph.repeat(3);
        assert_eq!(text, [paragraph.trim_end(); 3].join("\n\n"));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!((meta.title, meta.outlet), (some("Port reopens"), some("Harbour Post")));
        assert_eq!((meta.date, meta.author), (some("2024-11-07T08:00:00Z"), some("Zoë Karlsson")));
    }
}
