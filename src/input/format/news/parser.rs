//! Reads one document element by element, as a layout says.
//!
//! Paragraphs are separated by a blank line; white space inside one is a space. What is around the text (headline,
//! dateline, captions) is not part of it. Where several elements could hold the text, the most specific one does.

use super::layout::{FULL_TEXT, NewsLayout, Story};
use crate::date::expanded;
use crate::deadline::tick;
use crate::input::field::fields::ArticleField;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Reads one document, whose elements may be `max_depth` deep. `None` where it has no element for a text.
pub(super) fn parse(document: &str, layout: &NewsLayout, max_depth: u32) -> Result<Option<Story>, String> {
    let mut reader = Reader::from_str(document);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    let mut parse = StoryParser {
        layout,
        path: Vec::new(),
        story: Story::default(),
        body: StoryBody::default(),
        field: None,
        ranks: [None; ArticleField::ALL.len()],
        ended: false,
    };
    loop {
        tick();
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| format!("{error}, at byte {at} of the document"))?;
        match event {
            Event::Start(tag) => {
                if parse.path.len() >= max_depth as usize {
                    return Err(format!("elements nested more than {max_depth} deep (--max-depth)"));
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
        return Err(format!("<{open}> is not closed: the document is truncated or runs into the next one"));
    }
    Ok(parse.finish())
}

/// Elements within a paragraph.
const INLINE: &[&str] = &[
    "a", "abbr", "alt-code", "b", "chron", "city", "classifier", "copyrite", "country", "em", "event", "frac",
    "function", "i", "inline", "lang", "location", "money", "num", "object.title", "org", "person", "postaddr",
    "pronounce", "q", "region", "small", "span", "state", "strong", "sub", "sublocation", "sup", "u", "virtloc",
];

/// Elements that are never part of the text.
const ASIDE: &[&str] =
    &["media", "script", "style", "head", "body.head", "body.end", "bibliography", "figure", "figcaption"];

/// Elements whose line breaks are kept.
const VERBATIM: &[&str] = &["inlinedata", "pre"];

/// Elements that the text of an article may begin with inside `<inlineXML>`; others hold events, results, prices.
const TEXTUAL: &[&str] = &[
    "article", "block", "blockquote", "body", "body.content", "content", "div", "h1", "h2", "h3", "html", "main",
    "nitf", "ol", "p", "pre", "section", "span", "story", "table", "text", "ul",
];

struct StoryParser<'l> {
    layout: &'l NewsLayout,
    /// Names of the open elements, without prefix and in lower case.
    path: Vec<String>,
    story: Story,
    body: StoryBody,
    /// The field being read: its rank, the depth of its element, and its value so far.
    field: Option<(usize, usize, String)>,
    /// The rank of the path that each field was taken from.
    ranks: [Option<usize>; ArticleField::ALL.len()],
    ended: bool,
}

#[derive(Default)]
struct StoryBody {
    /// How specific the element is that the text was taken from: one more than its index; 0 if there was none.
    rank: usize,
    /// Its depth, while it is open.
    depth: Option<usize>,
    /// The depth of the open element that is not part of the text.
    aside: Option<usize>,
    text: String,
    paragraph: String,
    /// True if it has data that is no text of an article.
    data: bool,
}

impl StoryParser<'_> {
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
        for (rank, (place, attribute, _)) in self.layout.fields.iter().enumerate() {
            if !ends_with(&self.path, place) {
                continue;
            }
            match attribute {
                Some(wanted) => {
                    let value = attributes.iter().find(|(name, _)| name == wanted);
                    self.set_field(rank, value.map_or("", |(_, value)| value));
                }
                None if self.field.is_none() => self.field = Some((rank, depth, String::new())),
                None => {}
            }
        }
        if let (Some(read), Some(name)) = (self.layout.read_element, self.path.last()) {
            read(&mut self.story, name, &attributes);
        }
        self.enter(&attributes);
        Ok(())
    }

    /// Starts the text, a part to leave out, or a paragraph.
    fn enter(&mut self, attributes: &[(String, String)]) {
        let depth = self.path.len();
        let Some(name) = self.path.last() else { return };
        let full = name == "block" && attributes.iter().any(|(name, value)| name == "class" && value == "full_text");
        let name = if full { FULL_TEXT } else { name.as_str() };
        let rank = self.layout.bodies.iter().position(|body| *body == name).map_or(0, |index| index + 1);
        if rank > self.body.rank || rank > 0 && rank == self.body.rank && self.body.depth.is_none() {
            if rank > self.body.rank {
                // What was taken for the text contained it, among other things.
                self.body.text.clear();
                self.body.paragraph.clear();
            }
            (self.body.rank, self.body.depth, self.body.aside) = (rank, Some(depth), None);
        } else if self.body.depth.is_some() {
            if !INLINE.contains(&name) {
                self.body.end_paragraph(false);
            }
            let within = depth.checked_sub(2).map(|outer| self.path[outer].as_str());
            let is_data = within == Some("inlinexml") && !TEXTUAL.contains(&name);
            self.body.data |= is_data;
            if is_data || ASIDE.contains(&name) {
                self.body.aside.get_or_insert(depth);
            }
        }
    }

    fn end(&mut self) {
        let depth = self.path.len();
        if let Some((rank, _, value)) = self.field.take_if(|(_, of, _)| *of == depth) {
            self.set_field(rank, &value);
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

    /// Keeps the value of a field, unless there is one from a better path.
    fn set_field(&mut self, rank: usize, value: &str) {
        let value = spaced(value);
        if value.is_empty() {
            return;
        }
        let places = self.layout.fields;
        let field = places[rank].2;
        let Story { id, meta, .. } = &mut self.story;
        let slot = match field {
            ArticleField::Text => return,
            ArticleField::Id => id,
            ArticleField::Title => &mut meta.title,
            ArticleField::Date => &mut meta.date,
            ArticleField::Outlet => &mut meta.outlet,
            ArticleField::Url => &mut meta.url,
            ArticleField::Author => &mut meta.author,
        };
        // Of several at the same path the first wins: a headline has lines, an item may have several providers.
        if self.ranks[field as usize].is_none_or(|best| rank < best) {
            self.ranks[field as usize] = Some(rank);
            *slot = Some(value);
        }
    }

    fn finish(mut self) -> Option<Story> {
        if self.body.rank == 0 || self.body.data && self.body.text.is_empty() {
            return None;
        }
        let meta = &mut self.story.meta;
        meta.date = meta.date.take().map(|date| expanded(&date));
        meta.author = meta.author.take().map(|author| author.strip_prefix("By ").unwrap_or(&author).to_owned());
        if let Some(finish) = self.layout.finish {
            finish(&mut self.story);
        }
        self.story.text = self.body.text;
        Some(self.story)
    }
}

impl StoryBody {
    /// Adds the paragraph to the text; a `verbatim` one keeps its line breaks.
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

/// Collapses white space to single spaces.
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

/// True if an element's path ends with these names.
fn ends_with(path: &[String], end: &[&str]) -> bool {
    path.len() >= end.len() && path[path.len() - end.len()..].iter().zip(end).all(|(name, wanted)| name == wanted)
}

/// The story of a document that has one.
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "only tests call it")]
pub(super) fn parse_story(layout: &NewsLayout, document: &str) -> Story {
    parse(document, layout, 100).unwrap().unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_documents_are_errors() {
        let error = |document: &str| parse(document, &super::super::rcv1::LAYOUT, 5).unwrap_err();
        assert!(error("<newsitem><text><p>The port").contains("<p> is not closed"));
        assert!(error("<newsitem><text></p></text></newsitem>").contains("at byte"));
        assert!(error(&"<a>".repeat(10)).contains("--max-depth"));
    }
}
