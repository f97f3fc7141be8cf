//! Web archives (WARC): one article per page, as Common Crawl's news have them, or per text (WET). Called by
//! [`super::source`].
//!
//! Responses with a page and status 200, pages as resources, and conversions to plain text are read; requests, metadata,
//! redirects, pictures and the like are passed over without a word. The reading thread follows the lengths in the headers
//! and copies the records that are wanted; the rest happens on the workers. A record that is broken (another length than
//! its header says, no header, a broken gzip member) is named and passed over, to the next line that begins a record.
//!
//! Not by the library `fastwarc`, which stops at a wrong length and cannot say where the next record is.

use super::batch::{Chunk, Read};
use super::http;
use super::members::{Members, Next};
use super::open::Stream;
use super::page::{self, Page, charset};
use super::position::At;
use super::reader::{Input, Opening, Reader};
use super::{Options, Warning, WarningKind, decode::decode, pieces::PIECE, too_large};
use crate::article::{Article, Meta};
use crate::error::{Error, Place};
use memchr::memmem;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::sync::Arc;

/// What a record begins with.
const MAGIC: &[u8] = b"WARC/";
/// What stands between a header and its content, and twice behind that.
const BLANK: &[u8] = b"\r\n\r\n";
/// No header of a record is longer, in bytes.
const MAX_HEADER: usize = 64 << 10;

/// An archive on its way.
struct Warc {
    path: PathBuf,
    stem: Arc<str>,
    bytes: Bytes,
    /// What has been read and not been looked at.
    held: Vec<u8>,
    /// How much of it has been looked at.
    at: usize,
    /// How many records come before, and bytes.
    record: u64,
    offset: u64,
    /// What is to be told before going on.
    gap: Option<String>,
    /// True once there was a record to hand on or to tell of.
    found: bool,
    ended: bool,
    limit: usize,
}

/// Where the bytes come from.
enum Bytes {
    Stream { stream: Stream, broken: Option<io::Error>, ended: bool },
    Members(Box<Members>),
}

/// Opens an archive; a gzip file by its members.
pub(super) fn open(input: Input<'_>) -> Opening {
    let limit = input.context.options.line_limit();
    let (path, stem) = (input.item.path.clone(), input.item.stem.as_str().into());
    let (bytes, held) = match &input.gzip {
        Some(gzip) => {
            let file = File::open(gzip).map_err(|source| Error::io(&path, source))?;
            let limits = input.context.limits();
            input.meter.reset();
            (Bytes::Members(Box::new(Members::new(file, MAGIC, input.meter, limits))), Vec::new())
        }
        None => (Bytes::Stream { stream: input.stream, broken: input.broken, ended: false }, input.head),
    };
    Ok(Box::new(Warc {
        path,
        stem,
        bytes,
        held,
        at: 0,
        record: 0,
        offset: 0,
        gap: None,
        found: false,
        ended: false,
        limit,
    }))
}

/// A record's header, as far as it is of use.
#[derive(Debug, Default)]
struct Header {
    /// Where the content begins, from the beginning of the record.
    start: usize,
    length: u64,
    wanted: bool,
    url: Option<String>,
}

impl Warc {
    /// Reads until `wanted` bytes are held behind what was looked at. False at the end, or where something is missing.
    fn fill(&mut self, wanted: usize) -> io::Result<bool> {
        while self.held.len() - self.at < wanted {
            if self.gap.is_some() {
                return Ok(false);
            }
            if self.at > PIECE {
                self.held.drain(..self.at);
                self.at = 0;
            }
            let missing = (wanted - (self.held.len() - self.at)).max(PIECE / 4);
            match &mut self.bytes {
                Bytes::Stream { ended: true, .. } => return Ok(false),
                Bytes::Stream { stream, broken, ended } => {
                    if let Some(error) = broken.take() {
                        return Err(error);
                    }
                    self.held.reserve(missing + 64);
                    *ended = stream.take(missing as u64).read_to_end(&mut self.held)? < missing;
                }
                Bytes::Members(members) => match members.read(&mut self.held, missing)? {
                    Next::Bytes => {}
                    Next::Gap(cause) => self.gap = Some(cause),
                    Next::End => return Ok(false),
                },
            }
        }
        Ok(true)
    }

    fn rest(&self) -> &[u8] {
        &self.held[self.at..]
    }

    fn pass(&mut self, count: usize) {
        self.at += count;
        self.offset += count as u64;
    }

    /// The next record, appended to `out` if it is wanted: its header and its content. An inner error is a broken record.
    fn next_record(&mut self, out: &mut Vec<u8>) -> io::Result<Option<Result<bool, String>>> {
        self.fill(MAGIC.len() + 8)?;
        while self.rest().starts_with(b"\r\n") {
            self.pass(2);
            self.fill(MAGIC.len() + 8)?;
        }
        if self.rest().is_empty() {
            return match self.gap.take() {
                Some(cause) => {
                    self.record += 1;
                    Ok(Some(Err(cause)))
                }
                None => Ok(None),
            };
        }
        self.record += 1;
        let header = match self.header()? {
            Ok(header) => header,
            Err(cause) => return Ok(Some(Err(self.resync(&cause)?))),
        };
        let named = |cause: String| match &header.url {
            Some(url) => format!("{cause} ({url})"),
            None => cause,
        };
        let length = usize::try_from(header.length).unwrap_or(usize::MAX);
        if length > self.limit {
            let fault = self.pass_over(&header)?;
            let too_long = || too_large("a record", header.length, true, self.limit, "--max-line");
            let cause = fault.or_else(|| header.wanted.then(too_long));
            return Ok(Some(cause.map_or(Ok(false), |cause| Err(named(cause)))));
        }
        let end = header.start + length;
        self.fill(end + BLANK.len() + MAGIC.len())?;
        let rest = self.rest();
        let behind = rest.get(end..).unwrap_or_default();
        if !(behind.starts_with(BLANK) || behind.is_empty() && rest.len() == end) {
            let cause = if rest.len() < end {
                format!("the record ends after {} of {length} bytes", rest.len().saturating_sub(header.start))
            } else {
                format!("the record is not as long as it says, {length} bytes")
            };
            return Ok(Some(Err(self.resync(&named(cause))?)));
        }
        if header.wanted {
            out.extend_from_slice(&rest[..end]);
        }
        self.pass(end);
        Ok(Some(Ok(header.wanted)))
    }

    /// The header at the front.
    fn header(&mut self) -> io::Result<Result<Header, String>> {
        let mut wanted = 4096;
        let end = loop {
            self.fill(wanted)?;
            let head = &self.rest()[..self.rest().len().min(wanted)];
            if !head.starts_with(MAGIC) {
                return Ok(Err("no record begins here".to_owned()));
            }
            if let Some(end) = memmem::find(head, BLANK) {
                break end;
            }
            if head.len() < wanted || wanted > MAX_HEADER {
                return Ok(Err("the header of the record does not end".to_owned()));
            }
            wanted *= 4;
        };
        let head = &self.rest()[..end];
        let length = http::field(head, "Content-Length").and_then(|value| value.parse().ok());
        let Some(length) = length else { return Ok(Err("the record does not say how long it is".to_owned())) };
        let url = http::field(head, "WARC-Target-URI").map(|url| url.trim_matches(['<', '>']).to_owned());
        Ok(Ok(Header { start: end + BLANK.len(), length, wanted: is_wanted(head), url }))
    }

    /// Goes on to the next line that begins a record, at least one byte. Returns `cause` with how much that was.
    fn resync(&mut self, cause: &str) -> io::Result<String> {
        let from = self.offset;
        self.pass(1);
        loop {
            if let Some(found) = next_magic(self.rest()) {
                self.pass(found);
                break;
            }
            // A beginning may stand across the end of what is held.
            let keep = self.rest().len().min(MAGIC.len() + 3);
            self.pass(self.rest().len() - keep);
            if !self.fill(keep + 1)? {
                self.pass(keep);
                self.gap = None;
                break;
            }
            self.fill(PIECE)?;
        }
        Ok(format!("{cause}; {} bytes passed over, from byte {from}", self.offset - from))
    }

    /// Passes over the content of a record that is over the limit. What begins like a record inside of it ends it, and is
    /// told.
    fn pass_over(&mut self, header: &Header) -> io::Result<Option<String>> {
        self.pass(header.start);
        let mut left = header.length;
        while left > 0 {
            self.fill(PIECE)?;
            let here = (self.rest().len() as u64).min(left) as usize;
            if here == 0 {
                self.gap = None;
                return Ok(Some(format!("the record ends {left} bytes too early")));
            }
            if let Some(found) = next_magic(&self.rest()[..here]) {
                self.pass(found);
                return Ok(Some("another record begins inside of the record".to_owned()));
            }
            let keep = if here as u64 == left { 0 } else { MAGIC.len() + 3 };
            let count = here.saturating_sub(keep).max(1);
            self.pass(count);
            left -= count as u64;
        }
        Ok(None)
    }
}

/// Where a line begins a record.
fn next_magic(bytes: &[u8]) -> Option<usize> {
    memmem::find_iter(bytes, MAGIC).find(|&at| {
        let version = bytes.get(at + MAGIC.len()..at + MAGIC.len() + 2);
        at > 0
            && bytes[at - 1] == b'\n'
            && version.is_some_and(|digits| digits[0].is_ascii_digit() && digits[1] == b'.')
    })
}

/// True for a record that may hold an article.
fn is_wanted(header: &[u8]) -> bool {
    let kind = http::field(header, "WARC-Type").unwrap_or_default();
    let content = http::field(header, "Content-Type").unwrap_or_default();
    let payload = http::field(header, "WARC-Identified-Payload-Type");
    match kind {
        "response" => content.starts_with("application/http") && payload.is_none_or(http::is_page),
        "resource" => http::is_page(content),
        "conversion" => content.starts_with("text/plain"),
        _ => false,
    }
}

impl Reader for Warc {
    fn next(&mut self) -> Option<Chunk> {
        if self.ended {
            return None;
        }
        let (mut bytes, mut ends, mut faults) = (Vec::new(), Vec::new(), Vec::new());
        let first = self.record + 1;
        while bytes.len() < PIECE {
            let offset = self.offset;
            match self.next_record(&mut bytes) {
                Ok(Some(Ok(true))) => ends.push((bytes.len(), self.record, offset)),
                Ok(Some(Ok(false))) => {}
                Ok(Some(Err(cause))) => faults.push((ends.len(), Error::record(&self.path, self.record, cause))),
                Ok(None) => {
                    self.ended = true;
                    break;
                }
                Err(error) => {
                    self.ended = true;
                    let cause = format!("cannot read on after record {}: {error}", self.record);
                    let error = Error::io(&self.path, io::Error::new(error.kind(), cause));
                    faults.push((ends.len(), error));
                    break;
                }
            }
        }
        self.found |= !ends.is_empty() || !faults.is_empty();
        if !self.found {
            log::warn!("{}: no records that can be read", self.path.display());
        }
        if ends.is_empty() && faults.is_empty() {
            return None;
        }
        let place = Place { path: self.path.clone(), line: first };
        let stem = Arc::clone(&self.stem);
        let weight = bytes.len() + faults.len();
        let path = self.path.clone();
        Some(Chunk::new(place, weight, move |options, each| {
            let mut faults = faults.into_iter().peekable();
            let mut start = 0;
            for (index, &(end, number, offset)) in ends.iter().enumerate() {
                while let Some((_, fault)) = faults.next_if(|(before, _)| *before <= index) {
                    each(Read::Failed(fault));
                }
                let place = Place { path: path.clone(), line: number };
                read_record(&bytes[start..end], offset, &stem, place, options, each);
                start = end;
            }
            faults.for_each(|(_, fault)| each(Read::Failed(fault)));
        }))
    }

    fn is_over(&self) -> bool {
        self.ended
    }

    fn at(&self) -> At {
        At { record: self.record, offset: self.offset, inside: None }
    }
}

/// Hands on the article of a record, if it has one.
fn read_record(record: &[u8], offset: u64, stem: &str, place: Place, options: &Options, each: &mut dyn FnMut(Read)) {
    let Some(end) = memmem::find(record, BLANK) else { return };
    let (header, content) = (&record[..end], &record[end + BLANK.len()..]);
    let offset = offset + (end + BLANK.len()) as u64;
    let id =
        http::field(header, "WARC-Record-ID").map(|id| id.trim_matches(['<', '>']).trim_start_matches("urn:uuid:"));
    let id = id.map_or_else(|| format!("{stem}:{}", place.line), str::to_owned);
    let url = http::field(header, "WARC-Target-URI").map(|url| url.trim_matches(['<', '>']).to_owned());
    match http::field(header, "WARC-Type") {
        Some("conversion") => text(content, offset, id, url, place, options, each),
        Some("resource") => {
            let declared = http::field(header, "Content-Type").and_then(|kind| charset(kind.as_bytes()));
            page::read(Page { bytes: content, offset, declared, id, url, place }, options, each);
        }
        _ => match http::page(content, options.line_limit()) {
            Ok(Some(http::Body { bytes, declared })) => {
                page::read(Page { bytes: &bytes, offset, declared, id, url, place }, options, each);
            }
            Ok(None) => {}
            Err(cause) => {
                let cause = url.map_or_else(|| cause.clone(), |url| format!("{cause} ({url})"));
                each(Read::Failed(Error::Record { place, cause }));
            }
        },
    }
}

/// Hands on the text that a page was converted to.
fn text(
    bytes: &[u8],
    offset: u64,
    id: String,
    url: Option<String>,
    place: Place,
    options: &Options,
    each: &mut dyn FnMut(Read),
) {
    let decoded = decode(bytes, None);
    let limit = options.text_limit();
    if decoded.text.len() > limit {
        let cause = too_large("a text", decoded.text.len() as u64, true, limit, "--max-article");
        return each(Read::Failed(Error::Record { place, cause }));
    }
    if let Some(warning) = decoded.warning(&place, offset) {
        each(Read::Warned(warning));
    }
    if decoded.text.trim().is_empty() {
        each(Read::Warned(Warning { place: place.clone(), kind: WarningKind::Empty }));
    }
    let meta = Meta { outlet: url.as_deref().and_then(page::host), url, ..Meta::default() };
    let (encoding, replacements) = (decoded.encoding, decoded.replacements);
    each(Read::Article(Article { id, text: decoded.text.into_owned(), meta, place, encoding, replacements }));
}
