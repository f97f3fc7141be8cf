//! The SGML of the Gigaword corpora.

use super::layout::NewsLayout;
use super::story::Story;
use crate::date::expanded;
use crate::input::field::fields::ArticleField::{Id, Title};

pub(super) const LAYOUT: NewsLayout = NewsLayout {
    fields: &[
        (&["doc"], Some("id"), Id),
        (&["doc", "docno"], None, Id),
        (&["doc", "docid"], None, Id),
        (&["doc", "headline"], None, Title),
        (&["doc", "head"], None, Title),
    ],
    bodies: &["text"],
    read_element: None,
    finish: Some(from_id),
};

/// Date and outlet, which are in the id: `AFP_ENG_19940512.0001`.
fn from_id(story: &mut Story) {
    let id = story.id.as_deref().unwrap_or_default();
    let day = id.split(['_', '.']).find(|part| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_digit()));
    story.meta.date = day.map(expanded);
    story.meta.outlet = day.and_then(|_| id.split(['_', '.']).next()).map(str::to_owned);
}

#[cfg(test)]
mod tests {
    use super::super::parser::parse_story;
    use super::*;

    #[test]
    fn gigaword() {
        let story = parse_story(
            &LAYOUT,
            "<DOC id=\"AFP_ENG_19940512.0001\" type=\"story\" >\n<HEADLINE>\nPort\nreopens\n</HEADLINE>\n<TEXT>\n<P>\nThe port &AMP;\nthe \
             ferry.\n</P>\n</TEXT>\n</DOC>\n",
        );
        assert_eq!(story.text, "The port & the ferry.");
        assert_eq!((story.meta.title, story.meta.date), (Some("Port reopens".into()), Some("1994-05-12".into())));
        assert_eq!(story.meta.outlet, Some("AFP".into()));
    }
}
