//! Detects the format of a file from its first bytes, and from its name where they are not conclusive.

use super::kind::{Markup, first_element, item_without_news};
use super::table::is_table;
use crate::compression::Codec;
use crate::input::bytes::{decode::UTF8_BOM, wide::WideText};
use crate::input::{field::fields::FieldName, file::NameHint};
use std::borrow::Cow;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    /// One article.
    Text,
    /// One article, with the rest of its page.
    Html,
    /// One article per line.
    JsonLines,
    /// One article per object, in an array or, if false, one after another.
    Values { array: bool },
    /// One article per row.
    Table,
    /// One article per element.
    Markup(Markup),
    /// One article per response.
    Warc,
    /// One article per row.
    Parquet,
    /// One article, or several in an export.
    Docx,
    /// The same.
    Pdf,
    /// Files in any format.
    Zip,
    /// Files in any format.
    Tar,
}

impl Container {
    /// True for text formats whose records the reading thread delimits.
    pub(crate) fn is_record_stream(self) -> bool {
        matches!(self, Self::JsonLines | Self::Values { .. } | Self::Table | Self::Markup(_))
    }
}

/// The way out where there is none.
const NO_TEXT: &str = "it has no text of an article";

/// First bytes and names of formats that articles come in but that are not supported, and the way out.
const NOT_READ: [(&[u8], &str, &str); 14] = [
    (b"\xfd7zXZ\0", "an xz archive", "decompress it first: xz -dc FILE | whosaid extract -"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it and give the folder"),
    (b"Rar!", "a RAR archive", "unpack it and give the folder"),
    (b"{\\rtf", "a rich text document", "save it as .docx or plain text"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document (.doc, .xls)", "save it as .docx, plain text or CSV"),
    (b"\xff\xd8\xff", "a JPEG image", NO_TEXT),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", NO_TEXT),
    (b"GIF87a", "a GIF image", NO_TEXT),
    (b"GIF89a", "a GIF image", NO_TEXT),
    (b"\0\0\0\x18ftyp", "a video or an image", NO_TEXT),
    (b"\0\0\0\x1cftyp", "a video or an image", NO_TEXT),
    (b"\0\0\0\x20ftyp", "a video or an image", NO_TEXT),
    (b"OggS\0", "a sound", NO_TEXT),
    (b"\x7fELF", "a program", NO_TEXT),
];

/// The format, given a file's name and its first (decompressed) bytes, or why it cannot be read.
pub(crate) fn sniff(name: NameHint, head: &[u8], chosen: &[FieldName]) -> Result<Container, String> {
    if let Some((_, what, way)) = NOT_READ.iter().find(|(magic, ..)| head.starts_with(magic)) {
        return Err(format!("{what}, which is not supported ({way})"));
    }
    if Codec::detect(head).is_some() {
        return Err("too many layers of compression (--max-nesting)".to_owned());
    }
    if let Some(container) = binary(head) {
        return container;
    }
    let head = match WideText::of(head) {
        Some(wide) => Cow::Owned(wide.decode(head).0.into_bytes()),
        None => Cow::Borrowed(head.strip_prefix(UTF8_BOM).unwrap_or(head)),
    };
    let text = head.trim_ascii_start();
    if name == NameHint::Warc && text.starts_with(b"WARC/") {
        return Ok(Container::Warc);
    }
    if let Some(container) = markup(name, text) {
        return container;
    }
    if let Some(container) = json(name, text) {
        return Ok(container);
    }
    if name == NameHint::Table || is_table(&head, chosen) {
        return Ok(Container::Table);
    }
    match name {
        NameHint::Html => Ok(Container::Html),
        NameHint::Xml | NameHint::Warc | NameHint::Parquet | NameHint::Archive if !text.is_empty() => {
            Err(format!("not {name}, despite its file name"))
        }
        _ => Ok(Container::Text),
    }
}

fn binary(head: &[u8]) -> Option<Result<Container, String>> {
    let has = |needle: &[u8]| memchr::memmem::find(&head[..head.len().min(512)], needle).is_some();
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let within = |needle: &[u8]| memchr::memmem::find(head, needle).is_some();
        let office = has(b"[Content_Types].xml") || has(b"mimetypeapplication/");
        return Some(if office && within(b"word/") {
            Ok(Container::Docx)
        } else if office {
            let way = "save a document as .docx or plain text, a table as CSV";
            Err(format!("an office document other than .docx, which is not supported ({way})"))
        } else {
            Ok(Container::Zip)
        });
    }
    if head.starts_with(b"%PDF-") {
        Some(Ok(Container::Pdf))
    } else if head.starts_with(b"PAR1") {
        Some(Ok(Container::Parquet))
    } else if head.starts_with(b"WARC/") || head.starts_with(b"filedesc:") {
        Some(Ok(Container::Warc))
    } else if head.get(257..262) == Some(b"ustar") {
        Some(Ok(Container::Tar))
    } else {
        None
    }
}

fn markup(name: NameHint, text: &[u8]) -> Option<Result<Container, String>> {
    if !text.starts_with(b"<") {
        return None;
    }
    if let Some(markup) = Markup::of(text) {
        return Some(Ok(Container::Markup(markup)));
    }
    if let Some(what) = item_without_news(text) {
        return Some(Err(format!("{what} of NewsML-G2, which contains no article (news items do)")));
    }
    let begins = |tag: &str| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()));
    let page = ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| begins(tag));
    let xhtml = begins("<?xml") && first_element(text).is_some_and(|name| name.eq_ignore_ascii_case(b"html"));
    if page || xhtml || name == NameHint::Html {
        return Some(Ok(Container::Html));
    }
    let xml = begins("<?xml") || name == NameHint::Xml;
    xml.then(|| Err(format!("unsupported XML: not {}", Markup::NAMES)))
}

fn json(name: NameHint, text: &[u8]) -> Option<Container> {
    let mut visible = text.iter().filter(|byte| !byte.is_ascii_whitespace());
    let (first, second) = (visible.next(), visible.next());
    let named = matches!(name, NameHint::JsonLines | NameHint::Json);
    match first.copied().unwrap_or_default() {
        // A text may start with a bracket, but not with a bracket and a brace.
        b'[' if named || second == Some(&b'{') => Some(Container::Values { array: true }),
        // Or with a brace, but not with a brace and a quotation mark.
        b'{' if named || matches!(second, Some(b'"' | b'}')) => {
            let line = memchr::memchr(b'\n', text).map(|end| text[..end].trim_ascii_end());
            let goes_on = line.is_some_and(|line| !line.ends_with(b"}"));
            let over_lines = goes_on && name != NameHint::JsonLines;
            Some(if over_lines { Container::Values { array: false } } else { Container::JsonLines })
        }
        _ => named.then_some(Container::JsonLines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(name: NameHint, head: &[u8]) -> Result<Container, String> {
        sniff(name, head, &[])
    }

    #[test]
    fn content_decides_first() {
        use Container::{Html, JsonLines, Table, Text, Values, Warc};
        let utf16: Vec<u8> = "\u{feff}id\ttext\n1\ta\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let tar = [&[b'a'; 257][..], b"ustar\x0000", &[0; 247]].concat();
        for (head, container) in [
            (&b""[..], Text),
            (b"The port reopened.", Text),
            (b"{Updated} The port reopened.", Text),
            (b"[Updated] The port reopened.", Text),
            (b"<Updated> The port reopened.", Text),
            (b"He said, well, nothing.\n", Text),
            (b"{\"text\": \"a\"}\n", JsonLines),
            ("\u{feff} \n{ \"text\": \"a\"}\n".as_bytes(), JsonLines),
            (b"{}\n", JsonLines),
            (b"{\n  \"text\": \"a\"\n}\n", Values { array: false }),
            (b"[\n{\"text\": \"a\"}]", Values { array: true }),
            (b"id,text\n1,a\n", Table),
            (&utf16, Table),
            (b"<!DOCTYPE html>\n<p>", Html),
            (b"<?xml version='1.0'?><html xmlns='x'>", Html),
            (b"<?xml version='1.0'?>\n<nitf>", Container::Markup(Markup::Nitf)),
            (b"WARC/1.0\r\n", Warc),
            (b"filedesc://a.arc 0.0.0.0 19960923142103 text/plain 76\n", Warc),
            (b"PAR1", Container::Parquet),
            (b"PK\x03\x04", Container::Zip),
            (b"PK\x03\x04....[Content_Types].xml....word/document.xml", Container::Docx),
            (b"%PDF-1.7", Container::Pdf),
            (&tar, Container::Tar),
        ] {
            for name in [NameHint::Other, NameHint::Text] {
                assert_eq!(detected(name, head), Ok(container), "{}", String::from_utf8_lossy(head));
            }
        }
    }

    #[test]
    fn the_name_decides_where_content_does_not() {
        assert_eq!(detected(NameHint::JsonLines, b""), Ok(Container::JsonLines));
        assert_eq!(detected(NameHint::JsonLines, b"{\n"), Ok(Container::JsonLines));
        assert_eq!(detected(NameHint::Table, b"story\n"), Ok(Container::Table));
        assert_eq!(detected(NameHint::Html, b"<p>The port"), Ok(Container::Html));
        assert_eq!(detected(NameHint::Html, b"The port"), Ok(Container::Html));
        assert!(detected(NameHint::Parquet, b"nothing of it").unwrap_err().contains("not a Parquet file"));
    }

    #[test]
    fn unsupported_formats_are_named() {
        for item in ["concept", "knowledge", "package", "planning", "catalog"] {
            let cause =
                detected(NameHint::Xml, format!("<?xml version='1.0'?><{item}Item guid='x'>").as_bytes()).unwrap_err();
            assert!(cause.starts_with(&format!("a {item} item of NewsML-G2")), "{cause}");
        }
        assert!(detected(NameHint::Text, b"{\\rtf1").unwrap_err().contains("rich text"));
        assert!(detected(NameHint::Xml, b"<?xml version='1.0'?><urlset>").unwrap_err().contains("NITF"));
        assert!(detected(NameHint::Archive, b"PK\x03\x04....[Content_Types].xml").unwrap_err().contains("office"));
        assert!(detected(NameHint::Text, b"\x1f\x8b\x08").unwrap_err().contains("--max-nesting"));
    }
}
