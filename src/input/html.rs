//! HTML files: one article each. Called by [`super::source`]; [`super::page`] finds the article.

use super::batch::Chunk;
use super::page::{self, Page};
use super::reader::{Input, Opening, Single};
use super::text::bytes_of;
use crate::error::Place;

/// Reads the file, which has other things in it besides the text.
pub(super) fn open(input: Input<'_>) -> Opening {
    let limit = input.context.options.line_limit();
    let (id, place) = (input.item.stem.clone(), Place { path: input.item.path.clone(), line: 0 });
    let bytes = bytes_of(input, "a page", limit, "--max-line")?;
    let chunk = Chunk::new(place.clone(), bytes.len(), move |options, each| {
        page::read(Page { bytes: &bytes, offset: 0, declared: None, id, url: None, place }, options, each);
    });
    Ok(Box::new(Single(Some(chunk))))
}
