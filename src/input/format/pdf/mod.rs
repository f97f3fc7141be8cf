//! PDF documents with text: what is on their pages, which is then read as a text file's. An export of several articles is
//! several.

#[cfg(feature = "pdf")]
mod document;
mod layout;

#[cfg(feature = "pdf")]
pub(crate) use document::open;
