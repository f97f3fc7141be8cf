//! Word documents (.docx): the text of their paragraphs, which is then read as a text file's. An export of several articles
//! is several.

use super::archive::zip::content_of;
use super::text::read_text;
use crate::article::Encoding;
use crate::error::{Error, Place};
use crate::input::bytes::decode::Decoded;
use crate::input::reader::{OpenedInput, Opening, SinglePart};
use crate::input::{batch::BatchPart, bytes::limits::too_large};
use quick_xml::Reader;
use quick_xml::events::Event;

/// The member of the document's archive with its text.
const DOCUMENT: &str = "word/document.xml";

/// Reads the document.
pub(crate) fn open(input: OpenedInput<'_>) -> Opening {
    let (item, limits, limit) = (input.item, input.context.limits(), input.context.options.line_limit());
    let (id, place) = (item.stem.clone(), Place { path: item.path.clone(), line: 0 });
    let keep = input.context.options.keep.clone();
    let failed =
        |cause: String| Error::Input { path: item.path.clone(), cause: format!("cannot read this document: {cause}") };
    let (file, _) = input.into_file()?;
    let content = content_of(file, DOCUMENT, limits, limit).map_err(failed)?;
    let Some(xml) = content else {
        return Err(failed(too_large("its text", limit as u64, false, limit, "--max-line")));
    };
    let part = BatchPart::new(place.clone(), xml.len(), move |out| match text_of(&xml) {
        Ok(text) => read_text(id, place, &Decoded { encoding: Encoding::Utf8, ..Decoded::valid(&text) }, &keep, out),
        Err(cause) => out.failed(place, format!("cannot read this document: {cause}")),
    });
    Ok(Box::new(SinglePart(Some(part))))
}

/// The paragraphs of a document, separated by blank lines.
fn text_of(xml: &[u8]) -> Result<String, String> {
    let xml = std::str::from_utf8(xml).map_err(|error| error.to_string())?;
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let (mut text, mut paragraph, mut inside) = (String::new(), String::new(), false);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => inside = true,
                "tab" => paragraph.push('\t'),
                "br" | "cr" => paragraph.push('\n'),
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => inside = false,
                "p" => {
                    if !paragraph.trim().is_empty() {
                        text.push_str(paragraph.trim());
                        text.push_str("\n\n");
                    }
                    paragraph.clear();
                }
                _ => {}
            },
            Event::Text(part) if inside => paragraph.push_str(&part),
            Event::GeneralRef(entity) if inside => match entity.resolve_char_ref() {
                Ok(Some(char)) => paragraph.push(char),
                _ => paragraph.push_str(quick_xml::escape::resolve_html5_entity(&entity).unwrap_or_default()),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_a_document() {
        let xml = "<?xml version=\"1.0\"?><w:document xmlns:w=\"x\"><w:body><w:p><w:r><w:t>Port </w:t></w:r><w:r><w:t \
            xml:space=\"preserve\">&amp; ferry</w:t></w:r></w:p><w:p/><w:p><w:pPr><w:tabs/></w:pPr><w:r><w:t>“Open,”</w:t><w:br/>\
            <w:t>she&#160;said.</w:t><w:instrText>HYPERLINK</w:instrText></w:r></w:p></w:body></w:document>";
        assert_eq!(text_of(xml.as_bytes()).as_deref(), Ok("Port & ferry\n\n“Open,”\nshe\u{a0}said."));
        assert!(text_of(b"<w:p><w:t>x</w:p>").is_err());
    }
}
