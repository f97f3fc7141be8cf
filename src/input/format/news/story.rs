//! The content of a news document.

use crate::article::Meta;

/// The content of a news document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Story {
    pub(crate) id: Option<String>,
    pub(crate) meta: Meta,
    pub(crate) text: String,
}
