//! The text and the fields of one news document in XML or SGML; one file for each format.

mod feed;
mod gigaword;
mod layout;
mod newsml;
mod nitf;
mod parser;
mod rcv1;

use super::kind::Markup;
pub(super) use layout::Story;

/// Reads one document, whose elements may be nested `max_depth` deep. `None` where it has no element for a text.
///
/// # Errors
/// XML that is broken, cut short or nested deeper.
pub(super) fn parse(document: &str, markup: Markup, max_depth: u32) -> Result<Option<Story>, String> {
    let layout = match markup {
        Markup::Nitf => &nitf::LAYOUT,
        Markup::NewsMl => &newsml::LAYOUT,
        Markup::Rcv1 => &rcv1::LAYOUT,
        Markup::Gigaword => &gigaword::LAYOUT,
        Markup::Rss => &feed::RSS,
        Markup::Atom => &feed::ATOM,
    };
    parser::parse(document, layout, max_depth)
}
