//! HTML pages: their encoding, and the article that [`crate::input::html`] finds in them.

use crate::article::TextWarning;
use crate::error::Place;
use crate::input::bytes::decode::{Declared, declared, decode};
use crate::input::deliver::Delivery;
use crate::input::field::url::host;
use crate::input::html::{PageArticle, page_article};
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
pub(crate) fn read(page: WebPage<'_>, out: &mut Delivery<'_>) {
    let WebPage { bytes, offset, declared, id, url, place } = page;
    let decoded = decode(bytes, declared.or_else(|| declared_inside(bytes)));
    out.warned(decoded.warning(&place, offset));
    let PageArticle { mut meta, text, is_cut } = match page_article(&decoded.text, out.options.max_depth) {
        Ok(article) => article,
        Err(cause) => return out.failed(place, cause),
    };
    meta.outlet = meta.outlet.or_else(|| host(url.as_deref()?));
    meta.url = url.or(meta.url);
    let mut article = decoded.article(None, id, text, meta, place);
    if is_cut {
        article.warnings.push(TextWarning::CutText);
    }
    out.article(article);
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
}
