//! The files of the page, compiled into the program.

use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

pub(super) struct Asset {
    pub(super) path: &'static str,
    kind: &'static str,
    content: &'static str,
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

macro_rules! asset {
    ($path:literal, $kind:expr, $file:literal) => {
        Asset { path: $path, kind: $kind, content: include_str!(concat!("../assets/", $file)) }
    };
}

pub(super) const ALL: &[Asset] = &[
    asset!("/", HTML, "index.html"),
    asset!("/colors.css", CSS, "colors.css"),
    asset!("/base.css", CSS, "base.css"),
    asset!("/marks.css", CSS, "marks.css"),
    asset!("/page.css", CSS, "page.css"),
    asset!("/icon.svg", SVG, "icon.svg"),
    asset!("/main.js", JS, "main.js"),
    asset!("/api.js", JS, "api.js"),
    asset!("/app.js", JS, "app.js"),
    asset!("/article.js", JS, "article.js"),
    asset!("/articles.js", JS, "articles.js"),
    asset!("/card.js", JS, "card.js"),
    asset!("/conflicts.js", JS, "conflicts.js"),
    asset!("/decide.js", JS, "decide.js"),
    asset!("/dom.js", JS, "dom.js"),
    asset!("/filters.js", JS, "filters.js"),
    asset!("/help.js", JS, "help.js"),
    asset!("/list.js", JS, "list.js"),
    asset!("/pick.js", JS, "pick.js"),
    asset!("/review.js", JS, "review.js"),
    asset!("/spans.js", JS, "spans.js"),
    asset!("/speaker.js", JS, "speaker.js"),
];

impl Asset {
    pub(super) fn answer(&self) -> Response {
        let mut response = self.content.into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
        response
    }
}
