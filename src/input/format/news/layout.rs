//! What the formats of news differ in: where each has its fields and its text.

use super::story::Story;
use crate::input::field::fields::ArticleField;

/// Where the fields are: the end of an element's path, in lower case; the attribute, or `None` for the element's
/// content; and which field it is. Of several for one field, the first in this list wins.
pub(super) type FieldPaths = &'static [(&'static [&'static str], Option<&'static str>, ArticleField)];

/// Takes fields from an element's name and attributes.
pub(super) type ReadElement = fn(&mut Story, &str, &[(String, String)]);

/// One format.
pub(super) struct NewsLayout {
    pub(super) fields: FieldPaths,
    /// Elements that hold the text, the most specific last.
    pub(super) bodies: &'static [&'static str],
    /// Takes fields from an element's name and attributes that are not at a place of their own.
    pub(super) read_element: Option<ReadElement>,
    /// Completes a story that has been read.
    pub(super) finish: Option<fn(&mut Story)>,
}

/// A block of the New York Times' NITF that has the text for a second time, whole.
pub(super) const FULL_TEXT: &str = "block.full_text";
