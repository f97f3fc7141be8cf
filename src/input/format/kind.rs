//! The markup languages of news, and how to detect them.

use memchr::memmem;

/// A markup language of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Markup {
    Nitf,
    NewsMl,
    Rcv1,
    /// The SGML of the Gigaword corpora.
    Gigaword,
    Rss,
    Atom,
}

impl Markup {
    /// Their names, for messages.
    pub(crate) const NAMES: &str = "NITF, NewsML-G2, RCV1, Gigaword, RSS or Atom";

    /// The one that the first element of a text belongs to.
    pub(crate) fn of(text: &[u8]) -> Option<Self> {
        match first_element(text)? {
            b"nitf" => Some(Self::Nitf),
            b"newsMessage" | b"newsItem" => Some(Self::NewsMl),
            b"newsitem" => Some(Self::Rcv1),
            b"DOC" => Some(Self::Gigaword),
            b"rss" | b"RDF" => Some(Self::Rss),
            b"feed" => Some(Self::Atom),
            _ => None,
        }
    }

    /// The name of the element that is an article.
    pub(crate) fn element(self) -> &'static str {
        match self {
            Self::Nitf => "nitf",
            Self::NewsMl => "newsItem",
            Self::Rcv1 => "newsitem",
            Self::Gigaword => "DOC",
            Self::Rss => "item",
            Self::Atom => "entry",
        }
    }
}

/// Items of NewsML-G2 that are not news: their elements, and what they are.
const NO_NEWS: [(&[u8], &str); 5] = [
    (b"conceptItem", "a concept item"),
    (b"knowledgeItem", "a knowledge item"),
    (b"packageItem", "a package item"),
    (b"planningItem", "a planning item"),
    (b"catalogItem", "a catalog item"),
];

/// What a document of NewsML-G2 is that has no text of an article, given its first element.
pub(crate) fn item_without_news(text: &[u8]) -> Option<&'static str> {
    let name = first_element(text)?;
    NO_NEWS.iter().find(|(element, _)| *element == name).map(|(_, what)| *what)
}

/// The local name of the first element of a text, after declarations and comments.
pub(crate) fn first_element(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text;
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<?") {
            b"?>"
        } else if rest.starts_with(b"<!DOCTYPE") || rest.starts_with(b"<!doctype") {
            b">"
        } else {
            break;
        };
        rest = &rest[memmem::find(rest, end)? + end.len()..];
    }
    let name = rest.strip_prefix(b"<")?;
    let name = &name[..name.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))?];
    name.rsplit(|&byte| byte == b':').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detected_by_the_first_element() {
        for (text, markup) in [
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE nitf SYSTEM \"x\">\n<!-- a > b --><nitf>", Some(Markup::Nitf)),
            ("<newsitem itemid=\"1\">", Some(Markup::Rcv1)),
            ("<n:newsMessage xmlns:n=\"x\">", Some(Markup::NewsMl)),
            ("<newsItem>", Some(Markup::NewsMl)),
            ("<DOC id=\"A\" type=\"story\" >", Some(Markup::Gigaword)),
            ("<rss version=\"2.0\">", Some(Markup::Rss)),
            ("<rdf:RDF>", Some(Markup::Rss)),
            ("<feed xmlns=\"http://www.w3.org/2005/Atom\">", Some(Markup::Atom)),
            ("<DOCUMENT>", None),
            ("<packageItem>", None),
            ("<nitf", None),
            ("<?xml version", None),
        ] {
            assert_eq!(Markup::of(text.as_bytes()), markup, "{text}");
        }
        assert_eq!(item_without_news(b"<?xml version='1.0'?><n:planningItem guid='x'>"), Some("a planning item"));
        assert_eq!(item_without_news(b"<newsItem>"), None);
    }
}
