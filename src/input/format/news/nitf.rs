//! NITF, the markup of the New York Times' archive among others.

use super::layout::{FULL_TEXT, NewsLayout};
use crate::input::field::fields::ArticleField::{Author, Date, Id, Outlet, Title, Url};

pub(super) const LAYOUT: NewsLayout = NewsLayout {
    fields: &[
        (&["doc-id"], Some("id-string"), Id),
        (&["hedline", "hl1"], None, Title),
        (&["head", "title"], None, Title),
        (&["date.issue"], Some("norm"), Date),
        (&["pubdata"], Some("date.publication"), Date),
        (&["pubdata"], Some("name"), Outlet),
        (&["doc.copyright"], Some("holder"), Outlet),
        (&["pubdata"], Some("ex-ref"), Url),
        (&["byline"], None, Author),
    ],
    bodies: &["body.content", FULL_TEXT],
    read_element: None,
    finish: None,
};

#[cfg(test)]
mod tests {
    use super::super::parser::parse_story;
    use super::*;
    use crate::article::Meta;

    #[test]
    fn nitf() {
        let story = parse_story(
            &LAYOUT,
            "<nitf><head><title>Port</title><docdata><doc-id id-string=\"17\"/><date.issue norm=\"20241107T080000Z\"/>\
             </docdata><pubdata name=\"Harbour Post\" ex-ref=\"https://post.example/17\"/></head><body><body.head>\
             <hedline><hl1>Port <b>reopens</b></hl1><hl2>At last</hl2></hedline><byline>By <person>Zo&#235; Karlsson\
             </person></byline></body.head><body.content><block class=\"lead_paragraph\"><p>The port is open.</p></block>\
             <block class=\"full_text\"><p>The <org>port</org>\n is open.</p><media><caption>A ship</caption></media>\
             <p>&ldquo;At last,&rdquo; she said &amp; left.</p></block></body.content></body></nitf>",
        );
        assert_eq!(story.text, "The port is open.\n\n“At last,” she said & left.");
        let Meta { title, date, outlet, url, author, .. } = story.meta;
        assert_eq!(
            (story.id, title, date),
            (Some("17".into()), Some("Port reopens".into()), Some("2024-11-07T08:00:00Z".into()))
        );
        assert_eq!((outlet, url), (Some("Harbour Post".into()), Some("https://post.example/17".into())));
        assert_eq!(author, Some("Zoë Karlsson".into()));
    }
}
