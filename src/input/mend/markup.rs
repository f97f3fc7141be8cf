//! HTML in a text that should be none: its tags are undone where the text is mostly markup, its entities everywhere.

use super::entities;
use crate::input::html::fragment_text;
use crate::input::options::ReadOptions;
use memchr::{memchr, memchr2, memmem};

/// What became of the markup in a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Mending {
    /// The text without it; `None` where nothing was undone.
    pub(super) text: Option<String>,
    /// True if there are tags in it that were left.
    pub(super) left: bool,
}

/// Undoes the markup in a text.
pub(super) fn mended(text: &str, options: &ReadOptions) -> Mending {
    if memchr2(b'&', b'<', text.as_bytes()).is_none() {
        return Mending::default();
    }
    if let Some(inside) = text.trim().strip_prefix("<![CDATA[").and_then(|rest| rest.strip_suffix("]]>")) {
        let Mending { text, left } = mended(inside, options);
        return Mending { text: text.or_else(|| Some(inside.trim().to_owned())), left };
    }
    let mut tags = Tags::of(text);
    // Markup that was escaped as a whole: the tags are entities.
    let unescaped = if tags.known == 0 { entities::resolve(text) } else { None };
    let source = unescaped.as_deref().unwrap_or(text);
    if unescaped.is_some() {
        tags = Tags::of(source);
        if !(tags.is_most_of(source) && tags.blocks > 1) {
            return Mending { text: entities::resolved(text), left: false };
        }
    }
    if tags.is_most_of(source)
        && let Some(plain) = plain_text(source, &tags, options)
    {
        return Mending { text: Some(entities::resolved(&plain).unwrap_or(plain)), left: false };
    }
    Mending { text: entities::resolved(text), left: tags.closing + tags.blocks > 0 }
}

/// The text of a piece of HTML. Without block elements, line breaks separate its paragraphs.
fn plain_text(html: &str, tags: &Tags, options: &ReadOptions) -> Option<String> {
    if tags.blocks > 0 { fragment_text(html, options) } else { fragment_text(&html.replace('\n', "<br>"), options) }
}

/// The elements that start on a line of their own.
const BLOCKS: &[&str] = &[
    "article", "aside", "blockquote", "br", "div", "dl", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "ol", "p", "pre", "section", "table", "td", "tr", "ul",
];

/// Other elements that articles have.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "cite", "code", "em", "figcaption", "font", "i", "iframe", "img", "mark", "q", "s", "script",
    "small", "span", "strong", "style", "sub", "sup", "u",
];

/// The longest tag, in bytes.
const MAX_TAG: usize = 2000;

/// The tags of known elements in a text.
#[derive(Debug, Default)]
struct Tags {
    known: usize,
    blocks: usize,
    closing: usize,
    links: usize,
    /// True if the text starts with one.
    first: bool,
}

impl Tags {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut tags = Self::default();
        let mut at = 0;
        while let Some(found) = memchr(b'<', &bytes[at..]) {
            let start = at + found;
            at = start + 1;
            let window = &bytes[start..bytes.len().min(start + MAX_TAG)];
            if let Some(comment) = window.strip_prefix(b"<!--").and_then(|rest| memmem::find(rest, b"-->")) {
                tags.first |= tags.known == 0 && text[..start].trim().is_empty();
                tags.known += 1;
                tags.closing += 1;
                at = start + comment;
                continue;
            }
            let closing = bytes.get(at) == Some(&b'/');
            let name = &bytes[at + usize::from(closing)..];
            let name = &name[..name.iter().take(MAX_NAME).take_while(|byte| byte.is_ascii_alphanumeric()).count()];
            let after = at + usize::from(closing) + name.len();
            let is = |known: &&str| name.eq_ignore_ascii_case(known.as_bytes());
            let block = BLOCKS.iter().any(is);
            let ends = bytes.get(after).is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
            if !ends || !block && !INLINE.iter().any(is) {
                continue;
            }
            let Some(end) = memchr(b'>', &bytes[after..bytes.len().min(after + MAX_TAG)]) else { continue };
            tags.first |= tags.known == 0 && text[..start].trim().is_empty();
            tags.known += 1;
            tags.blocks += usize::from(block);
            tags.closing += usize::from(closing);
            tags.links += usize::from(is(&"a") && end > 0);
            at = after + end + 1;
        }
        tags
    }

    /// True if a text is HTML, rather than about it.
    fn is_most_of(&self, text: &str) -> bool {
        let paired = self.closing > 0 || self.blocks > 0;
        // A long text has its paragraphs marked, or only a word here and there.
        let dense = self.blocks * 2000 >= text.len() || self.known * 400 >= text.len();
        paired && dense && (self.first || self.blocks > 1 || self.links > 0 || self.known > 5)
    }
}

/// The longest name of an element, in bytes.
const MAX_NAME: usize = 12;

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;

    fn of(text: &str) -> (Option<String>, bool) {
        let Mending { text, left } = mended(text, &ReadOptions::default());
        (text, left)
    }

    #[test]
    fn a_text_that_is_mostly_markup() {
        let two = "“We’re done,” she said.\n\nIt’s over.";
        for html in [
            "<p>&ldquo;We&rsquo;re done,&rdquo; she said.</p><p>It&#39;s over.</p>".replace("&#39;", "&rsquo;"),
            "<div><P>“We’re done,” she said.</P>\n<P>It’s <b>over</b>.</P></div>".to_owned(),
            "&lt;p&gt;“We’re done,” she said.&lt;/p&gt;&lt;p&gt;It&amp;rsquo;s over.&lt;/p&gt;".to_owned(),
            "<p class=\"lead\">“We’re done,” <a href=\"/x\">she</a> said.</p><script>x < 1</script><p>It’s over.</p>"
                .to_owned(),
        ] {
            assert_eq!(of(&html), (Some(two.to_owned()), false), "{html}");
        }
        let lines = "<b>Port</b> reopens\n\nSays <a href='/x'>she</a>.";
        assert_eq!(of(lines).0.as_deref(), Some("Port reopens\n\nSays she."));
        assert_eq!(of("One<br>Two<br/>Three").0.as_deref(), Some("One\nTwo\nThree"));
        assert_eq!(of("<![CDATA[<p>One</p><p>Two</p>]]>").0.as_deref(), Some("One\n\nTwo"));
        assert_eq!(of("<![CDATA[ One ]]>").0.as_deref(), Some("One"));
        let blocks = "<!-- wp:paragraph -->One<!-- /wp:paragraph -->\n\n<!-- wp:paragraph -->Two<!-- /wp:paragraph -->";
        assert_eq!(of(blocks).0.as_deref(), Some("One\n\nTwo"));
    }

    #[test]
    fn a_text_about_markup_or_none() {
        for text in ["a < b and c > d", "<Updated> The port", "He <said> so", "1 <p", "x <pre-war> y", "a <!-- b"] {
            assert_eq!(of(text), (None, false), "{text}");
        }
        assert_eq!(of("It is <i>over</i>, she said of the port."), (None, true));
        assert_eq!(of("use &lt;b&gt; for bold"), (Some("use <b> for bold".to_owned()), false));
        assert_eq!(of("Wrap it in <p>, they said."), (None, true));
    }
}
