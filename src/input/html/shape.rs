//! How large the tree of a page is, judging by its tags, before it is parsed.

use memchr::memmem;

/// Pages with more elements and comments are lists rather than articles, and would take much time and memory.
pub(crate) const MAX_ELEMENTS: u32 = 50_000;

/// A tag with more attributes is not parsed: a parser compares each with all before it.
pub(crate) const MAX_ATTRIBUTES: u32 = 1000;

/// Pages nested deeper are not parsed, whatever the options: a worker's stack would overflow.
pub(crate) const MAX_DEPTH: u32 = 2000;

/// The most bytes of a page, each counted once for every element that it is in. Finding the article looks at the text of each
/// element, so this is what its time depends on. A large page of news has a hundredth of it.
pub(crate) const MAX_NESTED_BYTES: u64 = 256 << 20;

/// The most elements that a parser may have to open again: for each tag, those for bold text, links and the like that are open.
pub(crate) const MAX_REOPENED: u64 = 1 << 16;

/// The most bytes of a page, each counted once for every ampersand, and every byte that begins a no-break space, in the same stretch
/// of text: the parser's library looks through the rest of the stretch for each of them when it writes the main content.
pub(crate) const MAX_ESCAPED_BYTES: u64 = 32 << 30;

/// The most pairs of attributes of one tag, in all tags: what that comparing takes.
pub(crate) const MAX_ATTRIBUTE_PAIRS: u64 = 16 << 20;

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

/// Elements that a parser opens again in each block until their end tag comes.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements whose content is text, even if it looks like tags.
const RAW: &[&str] = &["script", "style", "textarea", "title"];

/// How large the tree of a page is, judging by its tags.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PageShape {
    /// How deep elements are nested at most; a parser may close some earlier. Recursive parsers overflow the stack
    /// without such a limit.
    pub(crate) depth: u32,
    /// How many elements and comments there are.
    pub(crate) elements: u32,
    /// How many attributes a tag has at most; a name after a space counts as one.
    pub(crate) attributes: u32,
    /// Pairs of attributes of one tag.
    pub(crate) attribute_pairs: u64,
    /// Bytes, each as often as there are elements around it.
    pub(crate) nested_bytes: u64,
    /// The sum over the tags of how many [`FORMATTING`] elements are open.
    pub(crate) reopened: u64,
    /// Bytes, each as often as there are characters to escape in the stretch of text that it is in.
    pub(crate) escaped_bytes: u64,
}

impl PageShape {
    pub(crate) fn of(page: &[u8]) -> Self {
        let mut shape = Self::default();
        shape.scan(page);
        shape
    }

    fn scan(&mut self, page: &[u8]) {
        let (mut depth, mut at, mut foreign) = (0_u32, 0, false);
        let (mut formatting, mut weighed) = (0_u64, 0);
        // Where the tag ends whose attributes were counted last.
        let mut counted = 0;
        while let Some(open) = memchr::memchr(b'<', &page[at..]) {
            self.escaped_bytes += escaped_bytes(&page[at..at + open]);
            at += open + 1;
            self.nested_bytes += u64::from(depth) * (at - weighed) as u64;
            weighed = at;
            let rest = &page[at..];
            if rest.starts_with(b"!--") {
                self.elements += 1;
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
            self.reopened += formatting;
            if FORMATTING.iter().any(is) {
                formatting = if closing { formatting.saturating_sub(1) } else { formatting + 1 };
            }
            if at >= counted {
                let (attributes, bytes) = attributes_of(&name[length..]);
                self.attributes = self.attributes.max(attributes);
                self.attribute_pairs += u64::from(attributes).pow(2);
                counted = at + bytes;
            }
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
        self.nested_bytes += u64::from(depth) * (page.len() - weighed) as u64;
        self.escaped_bytes += escaped_bytes(page.get(at..).unwrap_or_default());
    }
}

fn escaped_bytes(text: &[u8]) -> u64 {
    (memchr::memchr2_iter(b'&', 0xc2, text).count() * text.len()) as u64
}

/// Where the element with text content ends.
fn end_of_raw(text: &[u8], name: &str) -> usize {
    let found = memmem::find_iter(text, b"</")
        .find(|at| text.get(at + 2..at + 2 + name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes())));
    found.map_or(text.len(), |at| at + 2 + name.len())
}

/// How many attributes follow the name of a tag, and how many bytes they take.
fn attributes_of(tag: &[u8]) -> (u32, usize) {
    let (mut count, mut quote, mut before) = (0, None, b'a');
    for (at, &byte) in tag.iter().enumerate() {
        match quote {
            Some(open) => quote = quote.filter(|_| byte != open),
            None if byte == b'>' => return (count, at),
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            None => count += u32::from(before.is_ascii_whitespace() && byte != b'=' && !byte.is_ascii_whitespace()),
        }
        // "a = 'b'" may have spaces around its sign.
        if before != b'=' || !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    (count, tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_and_number_of_elements() {
        let shape = |page: &str| {
            let PageShape { depth, elements, .. } = PageShape::of(page.as_bytes());
            (depth, elements)
        };
        assert_eq!(shape("<html><body><p>a<p>b<br><div>c</div><li>d<li>e</body></html>"), (3, 8));
        assert_eq!(shape("<script>'<a><b><c><d>'</script><!-- <a><b> --><div/><b>x"), (1, 4));
        assert_eq!(shape(&"<div>".repeat(1000)), (1000, 1000));
        assert_eq!(shape(&format!("<p><svg>{}", "<td>".repeat(100))), (101, 102));
        assert_eq!(shape(&format!("<svg><path/></svg>{}", "<p>".repeat(100))), (1, 102));
        assert_eq!(shape(&"<table><tr><td>".repeat(10)), (40, 30));
        assert_eq!(shape("1 < 2, </p> and <"), (0, 0));
    }

    #[test]
    fn what_the_time_depends_on() {
        let shape = |page: &str| {
            let PageShape { nested_bytes, reopened, .. } = PageShape::of(page.as_bytes());
            (nested_bytes, reopened)
        };
        assert_eq!(shape("<p>No element around it.</p>"), (0, 0));
        assert_eq!(shape("<div><div>ab</div></div>"), (25, 0));
        assert_eq!(shape("<b>a</b><p><i>b</i>"), (8, 2));
        let deep = format!("{}{}", "<div>".repeat(500), "text ".repeat(200_000));
        assert!(shape(&deep).0 > MAX_NESTED_BYTES);
        let hostile = format!("{}{}", "<b class=1>".repeat(300), "<p>x".repeat(5000));
        assert!(shape(&hostile).1 > MAX_REOPENED);
        let escaped = |page: &str| PageShape::of(page.as_bytes()).escaped_bytes;
        assert_eq!(escaped("<p>A&amp;B &\u{a0}</p>&"), 3 * 13 + 4);
        assert!(escaped(&"&amp;".repeat(200_000)) > MAX_ESCAPED_BYTES);
        // A usual page, ten times over.
        let usual =
            format!("<div><div><main><article>{}</article></main></div></div>", "<p>It <b>is</b> so.</p>".repeat(9000));
        let (bytes, reopened) = shape(&usual);
        assert!(bytes < MAX_NESTED_BYTES / 100 && reopened < MAX_REOPENED / 5, "{bytes} {reopened}");
    }

    #[test]
    fn attributes_are_counted() {
        let many = format!("<a {}>", "b ".repeat(1234));
        for (page, wanted) in [
            ("<p>no</p>", 0),
            ("<p class=a id='b'>", 2),
            ("<p class=\"a b > c\" id = 'd e'><b x>", 2),
            ("<a b c", 2),
            (&many[..], 1234),
        ] {
            assert_eq!(PageShape::of(page.as_bytes()).attributes, wanted, "{page:.40}");
        }
        let tags = format!("<a {}>", "b ".repeat(900)).repeat(30);
        assert!(PageShape::of(tags.as_bytes()).attribute_pairs > MAX_ATTRIBUTE_PAIRS);
        let hostile = "<a ".repeat(1 << 16);
        assert!(PageShape::of(hostile.as_bytes()).attributes > MAX_ATTRIBUTES);
    }
}
