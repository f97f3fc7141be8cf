//! Text files: one article each, every character kept.
//!
//! The headline is the first line where a blank line or a date line follows it and something stands below. It stays in
//! the text; [`crate::article::Meta`] carries a copy. The id is the path below the given root without its ending.

use super::batch::{Chunk, Read};
use super::container::{Container, sniff};
use super::date::date_line;
use super::decode::decode;
use super::open::{Stream, open as open_file};
use super::paths::Item;
use super::reader::{Context, Opening, Single};
use super::{Options, Warning, WarningKind, jsonl, too_large};
use crate::article::{Article, Meta};
use crate::error::{Error, Place};
use std::io::Read as _;

/// No headline is longer than this, in characters: a longer first line is the first paragraph.
const MAX_TITLE_CHARS: usize = 300;

/// Reads one file and hands on its article, or what was wrong with it. Content that turns out to be JSON Lines (a folder's
/// files are classed by name first) is read as such.
pub(super) fn read_file(item: &Item, options: &Options, each: &mut dyn FnMut(Read)) {
    let bytes = match bytes_of(item, options) {
        Ok(bytes) => bytes,
        Err(error) => return each(Read::Failed(error)),
    };
    match sniff(item.name, &bytes) {
        Ok(Container::JsonLines) => jsonl::read_whole(item, &bytes, options, each),
        Ok(Container::Text) => read_bytes(item, bytes, options, each),
        Err(cause) => each(Read::Failed(Error::Input { path: item.path.clone(), cause })),
    }
}

/// The reader of a text that has to be read already, because it comes from where nobody can read it a second time. `head`
/// is what has been read of it.
pub(super) fn open(item: &Item, mut head: Vec<u8>, stream: Stream, context: &Context) -> Opening {
    let limit = context.options.text_limit();
    let rest = (limit + 1).saturating_sub(head.len()) as u64;
    stream.take(rest).read_to_end(&mut head).map_err(|source| Error::io(&item.path, source))?;
    if head.len() > limit {
        return Err(Error::record(&item.path, 0, too_large("a text", limit as u64, false, limit)));
    }
    let place = Place { path: item.path.clone(), line: 0 };
    let item = item.clone();
    let chunk = Chunk::new(place, head.len(), move |options, each| read_bytes(&item, head, options, each));
    Ok(Box::new(Single(Some(chunk))))
}

/// The whole content of a file, refused where it is over the limit: before it is read, if its size is known.
fn bytes_of(item: &Item, options: &Options) -> Result<Vec<u8>, Error> {
    let limit = options.text_limit();
    let opened = open_file(&item.path).map_err(|source| Error::io(&item.path, source))?;
    let refuse = |size, exact| Err(Error::record(&item.path, 0, too_large("a text", size, exact, limit)));
    if let Some(size) = opened.size.filter(|&size| size > limit as u64) {
        return refuse(size, true);
    }
    let mut bytes = Vec::with_capacity(opened.size.unwrap_or(0) as usize + 64);
    let read = opened.stream.take(limit as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|source| Error::io(&item.path, source))?;
    if bytes.len() > limit { refuse(limit as u64, false) } else { Ok(bytes) }
}

/// Makes an article of a file's bytes.
pub(super) fn read_bytes(item: &Item, bytes: Vec<u8>, options: &Options, each: &mut dyn FnMut(Read)) {
    let decoded = decode(bytes);
    let place = Place { path: item.path.clone(), line: 0 };
    let limit = options.text_limit();
    if decoded.text.len() > limit {
        let cause = too_large("a text", decoded.text.len() as u64, true, limit);
        return each(Read::Failed(Error::Record { place, cause }));
    }
    if let Some(offset) = decoded.first {
        each(Read::Warned(Warning { place: place.clone(), kind: WarningKind::Replaced { offset } }));
    }
    if decoded.text.trim().is_empty() {
        each(Read::Warned(Warning { place: place.clone(), kind: WarningKind::Empty }));
    }
    let (title, date) = head(&decoded.text);
    each(Read::Article(Article {
        id: item.stem.clone(),
        meta: Meta { title: title.map(str::to_owned), date, ..Meta::default() },
        text: decoded.text,
        place,
        encoding: decoded.encoding,
        replacements: decoded.replacements,
    }));
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
