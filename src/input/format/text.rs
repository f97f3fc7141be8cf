//! Text files, one article each, with every character kept; an export of several articles ([`super::export`]) is several.
//!
//! The headline is the first line if a blank line or a date line follows it and there is more below. It stays in the
//! text; [`crate::article::Meta`] has a copy. The id is the path below the given root without its extension.

use super::export::{self, ExportedArticle};
use crate::article::Meta;
use crate::error::{Error, Place, Result};
use crate::input::reader::{OpenedInput, Opening, SinglePart};
use crate::input::{
    batch::BatchPart, bytes::decode::Decoded, bytes::decode::decode, bytes::limits::too_large, deliver::Delivery,
    field::date_line::date_line, field::kept::KeptFields, field::record::FieldValues,
};
use std::io::Read as _;

/// The longest headline, in characters; a longer first line is the first paragraph.
const MAX_TITLE_CHARS: usize = 300;

/// Reads the file.
pub(crate) fn open(input: OpenedInput<'_>) -> Opening {
    let limit = input.context.options.text_limit();
    let (id, place) = (input.item.stem.clone(), Place { path: input.item.path.clone(), line: 0 });
    let keep = input.context.options.keep.clone();
    let bytes = read_all(input, "a text", limit, "--max-article")?;
    let part = BatchPart::new(place.clone(), bytes.len(), move |out| read(id, place, &bytes, &keep, out));
    Ok(Box::new(SinglePart(Some(part))))
}

/// The whole content of a file, refused if it exceeds the limit: before it is read, if its size is known.
pub(crate) fn read_all(input: OpenedInput<'_>, what: &str, limit: usize, flag: &str) -> Result<Vec<u8>> {
    let path = &input.item.path;
    let refuse = |size, exact| Err(Error::record(path, 0, too_large(what, size, exact, limit, flag)));
    if let Some(size) = input.size.filter(|&size| size > limit as u64) {
        return refuse(size, true);
    }
    if let Some(source) = input.broken {
        return Err(Error::io(path, source));
    }
    let mut bytes = input.head;
    bytes.reserve(input.size.unwrap_or(0).saturating_sub(bytes.len() as u64) as usize + 64);
    let rest = limit.saturating_add(1).saturating_sub(bytes.len()) as u64;
    input.stream.take(rest).read_to_end(&mut bytes).map_err(|source| Error::io(path, source))?;
    if bytes.len() > limit { refuse(limit as u64, false) } else { Ok(bytes) }
}

/// Reads the article in a file's bytes.
fn read(id: String, place: Place, bytes: &[u8], keep: &KeptFields, out: &mut Delivery<'_>) {
    let decoded = decode(bytes, None);
    out.warned(decoded.warning(&place, 0));
    read_text(id, place, &decoded, keep, out);
}

/// Reads the article in a text, or the articles of an export.
pub(crate) fn read_text(id: String, place: Place, decoded: &Decoded<'_>, keep: &KeptFields, out: &mut Delivery<'_>) {
    if let Some(articles) = export::articles(&decoded.text) {
        for (number, ExportedArticle { id: own, mut meta, labels, text }) in (1..).zip(articles) {
            let mut kept = FieldValues::default();
            for (label, value) in labels.iter().filter(|(label, _)| keep.wants(label)) {
                kept.keep_text(label, value);
            }
            meta.other = kept.take_kept();
            let place = Place { path: place.path.clone(), line: number };
            out.article(decoded.article(None, own.unwrap_or_else(|| format!("{id}:{number}")), text, meta, place));
        }
        return;
    }
    let (title, date) = head(&decoded.text);
    let meta = Meta { title: title.map(str::to_owned), date, ..Meta::default() };
    out.file(decoded.article(None, id, decoded.text.clone().into_owned(), meta, place));
}

/// Headline and date of a text, from its first lines.
fn head(text: &str) -> (Option<&str>, Option<String>) {
    let mut lines = text.lines().map(str::trim).skip_while(|line| line.is_empty());
    let Some(first) = lines.next() else { return (None, None) };
    if first.chars().count() > MAX_TITLE_CHARS {
        return (None, None);
    }
    let mut blank = false;
    let Some(second) = lines.by_ref().inspect(|line| blank |= line.is_empty()).find(|line| !line.is_empty()) else {
        return (None, None);
    };
    let date = date_line(second);
    ((blank || date.is_some()).then_some(first), date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headline_before_a_blank_or_a_date_line() {
        let date = |text: &str| Some(text.to_owned());
        assert_eq!(head("Port reopens\n\nThe port …"), (Some("Port reopens"), None));
        assert_eq!(head("Port reopens\r\n\r\nThe port …"), (Some("Port reopens"), None));
        assert_eq!(head("\n  Port reopens \n2024-11-07\nThe port"), (Some("Port reopens"), date("2024-11-07")));
        assert_eq!(head("Port reopens\n\nHarbour Post 07-11-2024\n\nThe"), (Some("Port reopens"), date("07-11-2024")));
    }

    #[test]
    fn no_headline() {
        assert_eq!(head(""), (None, None));
        assert_eq!(head("The port reopened."), (None, None));
        assert_eq!(head("The port reopened.\n\n"), (None, None));
        assert_eq!(head("The port reopened.\nThe mayor was pleased."), (None, None));
        assert_eq!(head(&format!("{}\n\nThe port", "word ".repeat(100))), (None, None));
    }
}
