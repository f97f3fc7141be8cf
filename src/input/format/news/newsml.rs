//! NewsML-G2.

use super::layout::{FULL_TEXT, NewsLayout};
use crate::input::field::fields::ArticleField::{Author, Date, Id, Outlet, Title};

pub(super) const LAYOUT: NewsLayout = NewsLayout {
    fields: &[
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
    ],
    bodies: &["inlinedata", "inlinexml", "body", "body.content", FULL_TEXT],
    read_element: None,
    finish: None,
};

#[cfg(test)]
mod tests {
    use super::super::parser::{parse, parse_story};
    use super::*;

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
        let found = parse_story(&LAYOUT, &item(page));
        assert_eq!(found.text, "The port\n\nis open.");
        assert_eq!((found.id, found.meta.title), (Some("urn:x:1".into()), Some("Port reopens".into())));
        assert_eq!(
            (found.meta.date, found.meta.outlet),
            (Some("2024-11-07T08:00:00Z".into()), Some("Harbour Post".into()))
        );
        let plain = "<inlineData>The port\nis open.\n\nAt last.</inlineData>";
        assert_eq!(parse_story(&LAYOUT, &item(plain)).text, "The port\nis open.\n\nAt last.");
        assert_eq!(parse(&item("<remoteContent/>"), &LAYOUT, 100), Ok(None));
        let events = "<inlineXML><events><event><name>Port open day</name><address>1 Quay</address></event></events></inlineXML>";
        assert_eq!(parse(&item(events), &LAYOUT, 100), Ok(None));
    }
}
