//! What kind of file it is, from its name and its first bytes.

use super::decode::{UTF8_BOM, encoding_of};
use super::paths::Name;
use crate::article::Encoding;

/// How many of the first bytes [`sniff`] wants to see.
pub(super) const HEAD: usize = 4096;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// One article.
    Text,
    /// One article per line.
    JsonLines,
}

/// First bytes of files that people have articles in and that are not read, with their name.
const NOT_READ: [(&[u8], &str); 5] = [
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (or an office document)"),
    (b"PAR1", "a Parquet file"),
    (b"WARC/", "a web archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
];

/// Tells the container from a file's name and its first (decompressed) bytes, or says why it cannot be read.
pub(super) fn sniff(name: Name, head: &[u8]) -> Result<Container, String> {
    if let Some((_, what)) = NOT_READ.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(format!("this is {what}, which is not read"));
    }
    let mut visible = head.strip_prefix(UTF8_BOM).unwrap_or(head).iter().filter(|byte| !byte.is_ascii_whitespace());
    let (first, second) = (visible.next(), visible.next());
    if name == Name::JsonLines {
        return if encoding_of(head) != Encoding::Utf8 {
            Err("JSON Lines are UTF-8, and this is UTF-16".to_owned())
        } else if first == Some(&b'[') {
            Err("this is one JSON array, and JSON Lines have one object per line (jq -c '.[]' makes them)".to_owned())
        } else {
            Ok(Container::JsonLines)
        };
    }
    // A text may begin with a brace, but not with a brace and the quotation mark of a key.
    let object = first == Some(&b'{') && matches!(second, Some(b'"' | b'}'));
    Ok(if object { Container::JsonLines } else { Container::Text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_the_content_where_the_name_does_not_say() {
        use Container::{JsonLines, Text};
        for (head, container) in [
            ("", Text),
            ("The port reopened.", Text),
            ("{Updated} The port reopened.", Text),
            ("{\"text\": \"a\"}\n", JsonLines),
            ("\u{feff} \n{ \"text\": \"a\"}\n", JsonLines),
            ("{}\n", JsonLines),
        ] {
            assert_eq!(sniff(Name::Other, head.as_bytes()), Ok(container), "{head}");
            assert_eq!(sniff(Name::Text, head.as_bytes()), Ok(container), "{head}");
            assert_eq!(sniff(Name::JsonLines, head.as_bytes()), Ok(JsonLines), "{head}");
        }
    }

    #[test]
    fn what_is_not_read_says_so() {
        assert!(sniff(Name::Text, b"%PDF-1.7").unwrap_err().contains("PDF"));
        assert!(sniff(Name::JsonLines, b" [\n{}]").unwrap_err().contains("array"));
        assert!(sniff(Name::JsonLines, b"\xff\xfe{\0").unwrap_err().contains("UTF-16"));
    }
}
