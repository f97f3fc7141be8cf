//! The spans of a document, from which [`super::layout`] makes its text.

use super::layout::{self, PdfSpan};
use crate::article::Encoding;
use crate::deadline::{catch_panic, check_deadline};
use crate::error::{Error, Place};
use crate::input::batch::BatchPart;
use crate::input::bytes::decode::Decoded;
use crate::input::format::text::{read_all, read_text};
use crate::input::reader::{OpenedInput, Opening, SinglePart};
use pdfboss_text::{ReadingOrder, extract_spans};

/// Reads the document.
pub(crate) fn open(input: OpenedInput<'_>) -> Opening {
    let limit = input.context.options.line_limit();
    let (id, place) = (input.item.stem.clone(), Place { path: input.item.path.clone(), line: 0 });
    let keep = input.context.options.keep.clone();
    let bytes = read_all(input, "a document", limit, "--max-line")?;
    let part = BatchPart::new(place.clone(), bytes.len(), move |out| match text_of(bytes) {
        Ok(text) => read_text(id, place, &Decoded { encoding: Encoding::Utf8, ..Decoded::valid(&text) }, &keep, out),
        Err(cause) => out.error(Error::Input { path: place.path, cause }),
    });
    Ok(Box::new(SinglePart(Some(part))))
}

/// The text of a document, or why there is none.
fn text_of(bytes: Vec<u8>) -> Result<String, String> {
    let failed = |cause: &dyn std::fmt::Display| format!("cannot read this PDF document: {cause}");
    // What a library does with a broken document is not known.
    let spans = catch_panic(|| -> Result<Vec<PdfSpan>, String> {
        let document = pdfboss_core::Document::load(bytes).map_err(|error| failed(&error))?;
        let mut spans = Vec::new();
        for number in 0..document.page_count() {
            check_deadline();
            let page = document.page(number).map_err(|error| failed(&error))?;
            let found = extract_spans(&document, &page, ReadingOrder::Content).map_err(|error| failed(&error))?;
            // Text that is turned is a watermark or in the margin.
            let upright = found.into_iter().filter(|span| span.rotate == 0 && !span.text.is_empty());
            spans.extend(upright.map(|span| PdfSpan {
                page: number,
                x: span.x,
                end_x: span.end_x,
                y: span.y,
                size: span.size,
                text: span.text,
            }));
        }
        Ok(spans)
    });
    let text = layout::text_of(&spans.map_err(|panic| failed(&panic))??);
    if text.trim().is_empty() {
        return Err(
            "a PDF document without text, such as a scan (recognize its text first, as with ocrmypdf)".to_owned()
        );
    }
    Ok(text)
}
