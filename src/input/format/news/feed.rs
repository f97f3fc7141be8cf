//! RSS and Atom: the text is the full content of an item, or its summary where it has no more.

use super::layout::{NewsLayout, Story};
use crate::input::field::fields::ArticleField::{Author, Date, Id, Outlet, Title, Url};

pub(super) const RSS: NewsLayout = NewsLayout {
    fields: &[
        (&["item", "guid"], None, Id),
        (&["item", "title"], None, Title),
        (&["item", "pubdate"], None, Date),
        (&["item", "date"], None, Date),
        (&["item", "source"], None, Outlet),
        (&["item", "link"], None, Url),
        (&["item", "creator"], None, Author),
        (&["item", "author"], None, Author),
    ],
    bodies: &["description", "encoded"],
    read_element: None,
    finish: Some(address_as_id),
};

pub(super) const ATOM: NewsLayout = NewsLayout {
    fields: &[
        (&["entry", "id"], None, Id),
        (&["entry", "title"], None, Title),
        (&["entry", "published"], None, Date),
        (&["entry", "updated"], None, Date),
        (&["source", "title"], None, Outlet),
        (&["entry", "link"], Some("href"), Url),
        (&["entry", "author", "name"], None, Author),
    ],
    bodies: &["summary", "content"],
    read_element: None,
    finish: Some(address_as_id),
};

/// The address of an item that has no id.
fn address_as_id(story: &mut Story) {
    story.id = story.id.take().or_else(|| story.meta.url.clone());
}

#[cfg(test)]
mod tests {
    use super::super::parser::parse_story;
    use super::*;

    #[test]
    fn items_of_feeds() {
        let item = "<item><title>Port reopens</title><link>https://post.example/1</link><guid>p1</guid><pubDate>Thu, 07 Nov 2024 \
            08:00:00 GMT</pubDate><dc:creator><![CDATA[Zoë Karlsson]]></dc:creator><description>At last.</description>\
            <content:encoded><![CDATA[<p>The port is open.</p><p>At last.</p>]]></content:encoded></item>";
        let story = parse_story(&RSS, item);
        assert_eq!(story.text, "<p>The port is open.</p><p>At last.</p>");
        assert_eq!((story.id.as_deref(), story.meta.url.as_deref()), (Some("p1"), Some("https://post.example/1")));
        assert_eq!(
            (story.meta.title.as_deref(), story.meta.author.as_deref()),
            (Some("Port reopens"), Some("Zoë Karlsson"))
        );
        let entry = "<entry><id>tag:1</id><title>Port</title><link rel=\"alternate\" href=\"https://post.example/1\"/><published>\
            2024-11-07T08:00:00Z</published><author><name>Zoë Karlsson</name></author><content type=\"html\">&lt;p&gt;Open.&lt;/p&gt;\
            </content></entry>";
        let story = parse_story(&ATOM, entry);
        assert_eq!((story.text.as_str(), story.meta.date.as_deref()), ("<p>Open.</p>", Some("2024-11-07T08:00:00Z")));
        assert_eq!(story.meta.url.as_deref(), Some("https://post.example/1"));
    }
}
