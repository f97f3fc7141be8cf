//! RCV1, the first corpus of Reuters.

use super::layout::NewsLayout;
use super::story::Story;
use crate::input::field::fields::ArticleField::{Author, Date, Id, Title};

pub(super) const LAYOUT: NewsLayout = NewsLayout {
    fields: &[
        (&["newsitem"], Some("itemid"), Id),
        (&["newsitem", "headline"], None, Title),
        (&["newsitem", "title"], None, Title),
        (&["newsitem"], Some("date"), Date),
        (&["newsitem", "byline"], None, Author),
    ],
    bodies: &["text"],
    read_element: Some(dublin_core),
    finish: None,
};

/// The fields that RCV1 has as `<dc element="dc.publisher" value="…"/>`.
fn dublin_core(story: &mut Story, name: &str, attributes: &[(String, String)]) {
    if name != "dc" {
        return;
    }
    let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    let slot = match value("element").as_deref() {
        Some("dc.publisher" | "dc.source") => &mut story.meta.outlet,
        Some("dc.creator") => &mut story.meta.author,
        _ => return,
    };
    *slot = slot.take().or_else(|| value("value")).filter(|value| !value.is_empty());
}

#[cfg(test)]
mod tests {
    use super::super::parser::parse_story;
    use super::*;

    #[test]
    fn rcv1() {
        let story = parse_story(
            &LAYOUT,
            "<newsitem itemid=\"2330\" date=\"1996-08-20\"><title>USA: Port reopens.</title><headline>Port reopens.</headline>\
             <dateline>OSLO</dateline><text><p>The port is open.</p>\n<p>At last.</p></text><metadata><dc element=\"dc.publisher\" \
             value=\"Harbour Post\"/></metadata></newsitem>",
        );
        assert_eq!((story.id, story.text.as_str()), (Some("2330".into()), "The port is open.\n\nAt last."));
        assert_eq!((story.meta.title, story.meta.outlet), (Some("Port reopens.".into()), Some("Harbour Post".into())));
    }
}
