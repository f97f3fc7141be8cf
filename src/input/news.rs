//! The text and the particulars of one news document in XML or SGML. Called by [`super::markup`].
//!
//! Paragraphs are parted by a blank line; white space inside of one is a space. What stands around the text (headline,
//! dateline, captions) is not in it. Where several elements could hold the text, the most particular one does.

use super::markup::Markup;
use crate::article::Meta;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// What a document says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Story {
    pub(super) id: Option<String>,
    pub(super) meta: Meta,
    pub(super) text: String,
}

/// Reads one document, whose elements may be `max_depth` deep. `None` where it has no element for a text.
pub(super) fn parse(document: &str, markup: Markup, max_depth: u32) -> Result<Option<Story>, String> {
    let mut reader = Reader::from_str(document);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    let mut parse = Parse {
        markup,
        path: Vec::new(),
        story: Story::default(),
        body: Body::default(),
        field: None,
        told: [None; 6],
        ended: false,
    };
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| format!("{error}, at byte {at} of the document"))?;
        match event {
            Event::Start(tag) => {
                if parse.path.len() >= max_depth as usize {
                    return Err(format!("more than {max_depth} elements in one another (--max-depth)"));
                }
                parse.start(&tag)?;
            }
            Event::End(_) => parse.end(),
            Event::Text(text) => parse.text(&text),
            Event::CData(text) => parse.text(&text),
            Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                Ok(Some(char)) => parse.text(char.encode_utf8(&mut [0; 4])),
                Ok(None) => {
                    match resolve_html5_entity(&entity).or_else(|| resolve_html5_entity(&entity.to_lowercase())) {
                        Some(text) => parse.text(text),
                        // An entity that only its DTD knows stays as it is.
                        None => parse.text(&format!("&{};", &*entity)),
                    }
                }
                Err(error) => return Err(format!("{error}, at byte {at} of the document")),
            },
            Event::Eof => break,
            _ => {}
        }
        if parse.ended {
            break;
        }
    }
    if !parse.ended {
        let open = parse.path.last().map_or("document", String::as_str);
        return Err(format!("<{open}> does not end: the document has been cut, or runs into the next"));
    }
    Ok(parse.finish())
}

/// A field that an element or an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Id,
    Title,
    Date,
    Outlet,
    Url,
    Author,
}

use Field::{Author, Date, Id, Outlet, Title, Url};

/// Where the fields stand: the end of the path of an element, in lower case, the attribute (or none for what is in the
/// element), and what it is. Of several for one field, the first in this list holds.
type Places = &'static [(&'static [&'static str], Option<&'static str>, Field)];

const NITF: Places = &[
    (&["doc-id"], Some("id-string"), Id),
    (&["hedline", "hl1"], None, Title),
    (&["head", "title"], None, Title),
    (&["date.issue"], Some("norm"), Date),
    (&["pubdata"], Some("date.publication"), Date),
    (&["pubdata"], Some("name"), Outlet),
    (&["doc.copyright"], Some("holder"), Outlet),
    (&["pubdata"], Some("ex-ref"), Url),
    (&["byline"], None, Author),
];

const NEWSML: Places = &[
    (&["newsitem"], Some("guid"), Id),
    (&["contentmeta", "headline"], None, Title),
    (&["itemmeta", "title"], None, Title),
    (&["hedline", "hl1"], None, Title),
    (&["contentmeta", "contentcreated"], None, Date),
    (&["itemmeta", "firstcreated"], None, Date),
    (&["itemmeta", "versioncreated"], None, Date),
    (&["itemmeta", "provider", "name"], None, Outlet),
    (&["itemmeta", "provider"], Some("literal"), Outlet),
    (&["contentmeta", "infosource", "name"], None, Outlet),
    (&["contentmeta", "by"], None, Author),
    (&["contentmeta", "creator", "name"], None, Author),
    (&["byline"], None, Author),
];

const RCV1: Places = &[
    (&["newsitem"], Some("itemid"), Id),
    (&["newsitem", "headline"], None, Title),
    (&["newsitem", "title"], None, Title),
    (&["newsitem"], Some("date"), Date),
    (&["newsitem", "byline"], None, Author),
];

const GIGAWORD: Places = &[
    (&["doc"], Some("id"), Id),
    (&["doc", "docno"], None, Id),
    (&["doc", "docid"], None, Id),
    (&["doc", "headline"], None, Title),
    (&["doc", "head"], None, Title),
];

impl Markup {
    fn places(self) -> Places {
        match self {
            Self::Nitf => NITF,
            Self::NewsMl => NEWSML,
            Self::Rcv1 => RCV1,
            Self::Gigaword => GIGAWORD,
        }
    }

    /// Elements that hold the text, the most particular last.
    fn bodies(self) -> &'static [&'static str] {
        match self {
            Self::Nitf => &["body.content", FULL_TEXT],
            Self::NewsMl => &["inlinedata", "inlinexml", "body", "body.content", FULL_TEXT],
            Self::Rcv1 | Self::Gigaword => &["text"],
        }
    }
}

/// A block of the New York Times' NITF that has the text for a second time, whole.
const FULL_TEXT: &str = "block.full_text";

/// Elements inside of a paragraph.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "alt-code",
    "b",
    "chron",
    "city",
    "classifier",
    "copyrite",
    "country",
    "em",
    "event",
    "frac",
    "function",
    "i",
    "inline",
    "lang",
    "location",
    "money",
    "num",
    "object.title",
    "org",
    "person",
    "postaddr",
    "pronounce",
    "q",
    "region",
    "small",
    "span",
    "state",
    "strong",
    "sub",
    "sublocation",
    "sup",
    "u",
    "virtloc",
];

/// Elements that are not the text, wherever they stand in it.
const ASIDE: &[&str] =
    &["media", "script", "style", "head", "body.head", "body.end", "bibliography", "figure", "figcaption"];

/// Elements whose line ends count.
const VERBATIM: &[&str] = &["inlinedata", "pre"];

struct Parse {
    markup: Markup,
    /// Names of the open elements, without prefix, in lower case.
    path: Vec<String>,
    story: Story,
    body: Body,
    /// The field that is being read: its rank, how deep its element is, what has been read.
    field: Option<(usize, usize, String)>,
    /// The place in the list that each field was taken from.
    told: [Option<usize>; 6],
    ended: bool,
}

#[derive(Default)]
struct Body {
    /// How particular the element is that the text was taken from: one more than its index; 0 where there has been none.
    rank: usize,
    /// How deep it is, while it is open.
    depth: Option<usize>,
    /// How deep the element is that is open and not the text.
    aside: Option<usize>,
    text: String,
    paragraph: String,
}

impl Parse {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let name = tag.local_name().as_ref().to_lowercase();
        let mut attributes = Vec::new();
        for attribute in tag.html_attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| format!("<{name}>: {error}"))?;
            let value = attribute.normalized_value_with(XmlVersion::Implicit1_0, 1, resolve_html5_entity);
            let value = value.map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
            attributes.push((attribute.key.local_name().as_ref().to_lowercase(), value));
        }
        self.path.push(name);
        let depth = self.path.len();
        for (rank, (place, attribute, _)) in self.markup.places().iter().enumerate() {
            if !ends_with(&self.path, place) {
                continue;
            }
            match attribute {
                Some(wanted) => {
                    let value = attributes.iter().find(|(name, _)| name == wanted);
                    self.tell(rank, value.map_or("", |(_, value)| value));
                }
                None if self.field.is_none() => self.field = Some((rank, depth, String::new())),
                None => {}
            }
        }
        self.dublin_core(&attributes);
        self.enter(&attributes);
        Ok(())
    }

    /// RCV1's further fields: `<dc element="dc.publisher" value="…"/>`.
    fn dublin_core(&mut self, attributes: &[(String, String)]) {
        if self.path.last().is_none_or(|name| name != "dc") {
            return;
        }
        let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
        let slot = match value("element").as_deref() {
            Some("dc.publisher" | "dc.source") => &mut self.story.meta.outlet,
            Some("dc.creator") => &mut self.story.meta.author,
            _ => return,
        };
        *slot = slot.take().or_else(|| value("value")).filter(|value| !value.is_empty());
    }

    /// Begins the text, a part of it that is none, or a paragraph.
    fn enter(&mut self, attributes: &[(String, String)]) {
        let depth = self.path.len();
        let Some(name) = self.path.last() else { return };
        let full = name == "block" && attributes.iter().any(|(name, value)| name == "class" && value == "full_text");
        let name = if full { FULL_TEXT } else { name.as_str() };
        let rank = self.markup.bodies().iter().position(|body| *body == name).map_or(0, |index| index + 1);
        if rank > self.body.rank || rank > 0 && rank == self.body.rank && self.body.depth.is_none() {
            if rank > self.body.rank {
                // What was taken for the text had it inside, among other things.
                self.body.text.clear();
                self.body.paragraph.clear();
            }
            (self.body.rank, self.body.depth, self.body.aside) = (rank, Some(depth), None);
        } else if self.body.depth.is_some() {
            if !INLINE.contains(&name) {
                self.body.end_paragraph(false);
            }
            if ASIDE.contains(&name) {
                self.body.aside.get_or_insert(depth);
            }
        }
    }

    fn end(&mut self) {
        let depth = self.path.len();
        if let Some((rank, _, value)) = self.field.take_if(|(_, of, _)| *of == depth) {
            self.tell(rank, &value);
        }
        let name = self.path.pop().unwrap_or_default();
        if self.body.depth.is_some() && !INLINE.contains(&name.as_str()) {
            self.body.end_paragraph(VERBATIM.contains(&name.as_str()));
        }
        if self.body.aside == Some(depth) {
            self.body.aside = None;
            self.body.paragraph.clear();
        }
        if self.body.depth == Some(depth) {
            self.body.depth = None;
        }
        self.ended = self.path.is_empty();
    }

    fn text(&mut self, text: &str) {
        if let Some((.., value)) = &mut self.field {
            value.push_str(text);
        }
        if self.body.depth.is_some() && self.body.aside.is_none() {
            self.body.paragraph.push_str(text);
        }
    }

    /// Keeps the value of a field, unless there is one from a better place.
    fn tell(&mut self, rank: usize, value: &str) {
        let value = spaced(value);
        if value.is_empty() {
            return;
        }
        let places = self.markup.places();
        let field = places[rank].2;
        let Story { id, meta, .. } = &mut self.story;
        let slot = match field {
            Id => id,
            Title => &mut meta.title,
            Date => &mut meta.date,
            Outlet => &mut meta.outlet,
            Url => &mut meta.url,
            Author => &mut meta.author,
        };
        // Of two at the same place the first holds: a headline has lines, an item may have several providers.
        if self.told[field as usize].is_none_or(|told| rank < told) {
            self.told[field as usize] = Some(rank);
            *slot = Some(value);
        }
    }

    fn finish(mut self) -> Option<Story> {
        if self.body.rank == 0 {
            return None;
        }
        let meta = &mut self.story.meta;
        meta.date = meta.date.take().map(|date| iso(&date));
        meta.author = meta.author.take().map(|author| author.strip_prefix("By ").unwrap_or(&author).to_owned());
        if self.markup == Markup::Gigaword {
            // AFP_ENG_19940512.0001
            let id = self.story.id.as_deref().unwrap_or_default();
            let day =
                id.split(['_', '.']).find(|part| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_digit()));
            meta.date = day.map(iso);
            meta.outlet = day.and_then(|_| id.split(['_', '.']).next()).map(str::to_owned);
        }
        self.story.text = self.body.text;
        Some(self.story)
    }
}

impl Body {
    /// Adds the paragraph to the text, `verbatim` with its line ends.
    fn end_paragraph(&mut self, verbatim: bool) {
        let paragraph = if verbatim { self.paragraph.trim().to_owned() } else { spaced(&self.paragraph) };
        self.paragraph.clear();
        if !paragraph.is_empty() {
            if !self.text.is_empty() {
                self.text.push_str("\n\n");
            }
            self.text.push_str(&paragraph);
        }
    }
}

/// White space as single spaces.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// `YYYY-MM-DD…` of the compact form `YYYYMMDD…`; anything else as it is.
fn iso(date: &str) -> String {
    if date.len() >= 8 && date.bytes().take(8).all(|byte| byte.is_ascii_digit()) {
        format!("{}-{}-{}{}", &date[..4], &date[4..6], &date[6..8], &date[8..])
    } else {
        date.to_owned()
    }
}

/// True if the path of an element ends with these names.
fn ends_with(path: &[String], end: &[&str]) -> bool {
    path.len() >= end.len() && path[path.len() - end.len()..].iter().zip(end).all(|(name, wanted)| name == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(document: &str, markup: Markup) -> Story {
        parse(document, markup, 100).unwrap().unwrap()
    }

    #[test]
    fn nitf() {
        let story = story(
            "<nitf><head><title>Port</title><docdata><doc-id id-string=\"17\"/><date.issue norm=\"20241107T080000Z\"/>\
             </docdata><pubdata name=\"Harbour Post\" ex-ref=\"https://post.example/17\"/></head><body><body.head>\
             <hedline><hl1>Port <b>reopens</b></hl1><hl2>At last</hl2></hedline><byline>By <person>Zo&#235; Karlsson\
             </person></byline></body.head><body.content><block class=\"lead_paragraph\"><p>The port is open.</p></block>\
             <block class=\"full_text\"><p>The <org>port</org>\n is open.</p><media><caption>A ship</caption></media>\
             <p>&ldquo;At last,&rdquo; she said &amp; left.</p></block></body.content></body></nitf>",
            Markup::Nitf,
        );
        assert_eq!(story.text, "The port is open.\n\n“At last,” she said & left.");
        let Meta { title, date, outlet, url, author } = story.meta;
        assert_eq!(
            (story.id, title, date),
            (Some("17".into()), Some("Port reopens".into()), Some("2024-11-07T080000Z".into()))
        );
        assert_eq!((outlet, url), (Some("Harbour Post".into()), Some("https://post.example/17".into())));
        assert_eq!(author, Some("Zoë Karlsson".into()));
    }

    #[test]
    fn newsml() {
        let item = |content: &str| {
            format!(
                "<newsItem guid=\"urn:x:1\"><itemMeta><provider><name>Harbour Post</name></provider><versionCreated>\
                 2024-11-07T08:00:00Z</versionCreated></itemMeta><contentMeta><by>Zoë Karlsson</by><headline>Port reopens\
                 </headline></contentMeta><contentSet>{content}</contentSet></newsItem>"
            )
        };
        let page = "<inlineXML><html><head><title>x</title></head><body><p>The port<br/>is open.</p></body></html></inlineXML>";
        let found = story(&item(page), Markup::NewsMl);
        assert_eq!(found.text, "The port\n\nis open.");
        assert_eq!((found.id, found.meta.title), (Some("urn:x:1".into()), Some("Port reopens".into())));
        assert_eq!(
            (found.meta.date, found.meta.outlet),
            (Some("2024-11-07T08:00:00Z".into()), Some("Harbour Post".into()))
        );
        let plain = "<inlineData>The port\nis open.\n\nAt last.</inlineData>";
        assert_eq!(story(&item(plain), Markup::NewsMl).text, "The port\nis open.\n\nAt last.");
        assert_eq!(parse(&item("<remoteContent/>"), Markup::NewsMl, 100), Ok(None));
    }

    #[test]
    fn rcv1() {
        let story = story(
            "<newsitem itemid=\"2330\" date=\"1996-08-20\"><title>USA: Port reopens.</title><headline>Port reopens.</headline>\
             <dateline>OSLO</dateline><text><p>The port is open.</p>\n<p>At last.</p></text><metadata><dc element=\"dc.publisher\" \
             value=\"Harbour Post\"/></metadata></newsitem>",
            Markup::Rcv1,
        );
        assert_eq!((story.id, story.text.as_str()), (Some("2330".into()), "The port is open.\n\nAt last."));
        assert_eq!((story.meta.title, story.meta.outlet), (Some("Port reopens.".into()), Some("Harbour Post".into())));
    }

    #[test]
    fn gigaword() {
        let story = story(
            "<DOC id=\"AFP_ENG_19940512.0001\" type=\"story\" >\n<HEADLINE>\nPort\nreopens\n</HEADLINE>\n<TEXT>\n<P>\nThe port &AMP;\nthe \
             ferry.\n</P>\n</TEXT>\n</DOC>\n",
            Markup::Gigaword,
        );
        assert_eq!(story.text, "The port & the ferry.");
        assert_eq!((story.meta.title, story.meta.date), (Some("Port reopens".into()), Some("1994-05-12".into())));
        assert_eq!(story.meta.outlet, Some("AFP".into()));
    }

    #[test]
    fn what_is_broken_says_so() {
        let error = |document: &str| parse(document, Markup::Rcv1, 5).unwrap_err();
        assert!(error("<newsitem><text><p>The port").contains("<p> does not end"));
        assert!(error("<newsitem><text></p></text></newsitem>").contains("at byte"));
        assert!(error(&"<a>".repeat(10)).contains("--max-depth"));
    }
}
