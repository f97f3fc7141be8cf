//! Parsing that can be stopped: the parser gets a page piece by piece, and the clock is looked at in between.

use crate::deadline::check_deadline;
use dom_query::Document;
use html5ever::driver::Parser;
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, QualName, local_name, ns, parse_document, parse_fragment};

/// How much the parser gets at a time, in bytes: a few milliseconds of work for the worst of pages.
const STEP: usize = 16 << 10;

/// The tree of a page.
pub(super) fn page(html: &str) -> Document {
    feed(parse_document(Document::default(), options(false)), html)
}

/// The tree of what stands in the body of a page.
pub(super) fn fragment(html: &str) -> Document {
    let body = QualName::new(None, ns!(html), local_name!("body"));
    feed(parse_fragment(Document::fragment_sink(), options(true), body, Vec::new(), false), html)
}

/// As [`Document::from`] and [`Document::fragment`] have them.
fn options(drop_doctype: bool) -> ParseOpts {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, drop_doctype, ..TreeBuilderOpts::default() };
    ParseOpts { tree_builder, ..ParseOpts::default() }
}

fn feed(mut parser: Parser<Document>, html: &str) -> Document {
    let mut rest = html;
    while !rest.is_empty() {
        let end = (STEP..rest.len()).find(|&end| rest.is_char_boundary(end)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        parser.process(StrTendril::from_slice(piece));
        // Long lists of errors would be kept, and nobody reads them.
        parser.tokenizer.sink.sink.errors.borrow_mut().clear();
        check_deadline();
        rest = after;
    }
    parser.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_that_of_the_whole() {
        let html = format!(
            "<!doctype html><p class=a>“É&amp;<b>x</b> 1 &lt; 2<table><td>{}</table>",
            "<i>é</i> ".repeat(9000)
        );
        assert_eq!(page(&html).html(), Document::from(html.as_str()).html());
        assert_eq!(fragment(&html).html(), Document::fragment(html.as_str()).html());
        assert_eq!(page("").html(), Document::from("").html());
    }
}
