//! Text files: one article each, every character kept.
//!
//! The headline is the first line where a blank line or a date line follows it and something stands below. It stays in
//! the text; [`crate::article::Meta`] carries a copy. The id is the path below the given root without its ending.

use super::batch::{Chunk, Read};
use super::date::date_line;
use super::decode::decode;
use super::reader::{Input, Opening, Single};
use super::{Options, Warning, WarningKind, too_large};
use crate::article::{Article, Meta};
use crate::error::{Error, Place, Result};
use std::io::Read as _;

/// No headline is longer than this, in characters: a longer first line is the first paragraph.
const MAX_TITLE_CHARS: usize = 300;

/// Reads the file.
pub(super) fn open(input: Input<'_>) -> Opening {
    let limit = input.context.options.text_limit();
    let (id, place) = (input.item.stem.clone(), Place { path: input.item.path.clone(), line: 0 });
    let bytes = bytes_of(input, "a text", limit, "--max-article")?;
    let chunk = Chunk::new(place.clone(), bytes.len(), move |options, each| read(id, place, &bytes, options, each));
    Ok(Box::new(Single(Some(chunk))))
}

/// The whole content of a file, refused where it is over the limit: before it is read, if its size is known.
pub(super) fn bytes_of(input: Input<'_>, what: &str, limit: usize, flag: &str) -> Result<Vec<u8>> {
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
    let rest = (limit + 1).saturating_sub(bytes.len()) as u64;
    input.stream.take(rest).read_to_end(&mut bytes).map_err(|source| Error::io(path, source))?;
    if bytes.len() > limit { refuse(limit as u64, false) } else { Ok(bytes) }
}

/// Makes an article of a file's bytes.
fn read(id: String, place: Place, bytes: &[u8], options: &Options, each: &mut dyn FnMut(Read)) {
    let decoded = decode(bytes, None);
    let limit = options.text_limit();
    if decoded.text.len() > limit {
        let cause = too_large("a text", decoded.text.len() as u64, true, limit, "--max-article");
        return each(Read::Failed(Error::Record { place, cause }));
    }
    if let Some(warning) = decoded.warning(&place, 0) {
        each(Read::Warned(warning));
    }
    if decoded.text.trim().is_empty() {
        each(Read::Warned(Warning { place: place.clone(), kind: WarningKind::Empty }));
    }
    let (title, date) = head(&decoded.text);
    let meta = Meta { title: title.map(str::to_owned), date, ..Meta::default() };
    let (encoding, replacements) = (decoded.encoding, decoded.replacements);
    each(Read::Article(Article { id, text: decoded.text.into_owned(), meta, place, encoding, replacements }));
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
