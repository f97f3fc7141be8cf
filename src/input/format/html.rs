//! HTML files, one article each; [`super::page`] extracts it.

use super::page::{self, WebPage};
use super::text::read_all;
use crate::error::Place;
use crate::input::batch::BatchPart;
use crate::input::reader::{OpenedInput, Opening, SinglePart};

/// Reads the file, which contains more than the article.
pub(crate) fn open(input: OpenedInput<'_>) -> Opening {
    let limit = input.context.options.line_limit();
    let (id, place) = (input.item.stem.clone(), Place { path: input.item.path.clone(), line: 0 });
    let bytes = read_all(input, "a page", limit, "--max-line")?;
    let part = BatchPart::new(place.clone(), bytes.len(), move |options, each| {
        page::read(WebPage { bytes: &bytes, offset: 0, declared: None, id, url: None, place }, options, each);
    });
    Ok(Box::new(SinglePart(Some(part))))
}
