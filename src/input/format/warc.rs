//! Web archives (WARC): one article per page, as in Common Crawl's news, or per text (WET).
//!
//! Responses with a page and status 200, pages as resources, and conversions to plain text are read; requests,
//! metadata, redirects, pictures and the like are skipped silently. The reading thread follows the lengths in the
//! headers and copies the records it needs; workers do the rest. A broken record (a wrong length, no header, a corrupt
//! gzip member) is reported and skipped, up to the next line that starts a record.
//!
//! The library `fastwarc` would not do: it stops at a wrong length and cannot say where the next record is.

use super::http;
use super::page::{self, WebPage, charset};
use crate::article::{Article, Meta};
use crate::error::{Error, Place};
use crate::input::batch::{BatchPart, ReadEvent};
use crate::input::bytes::decode::decode;
use crate::input::bytes::limits::too_large;
use crate::input::bytes::members::{GzipMembers, MemberBytes};
use crate::input::bytes::open::ByteStream;
use crate::input::cut::pieces::PIECE;
use crate::input::hand_on::hand_on;
use crate::input::options::ReadOptions;
use crate::input::position::FilePosition;
use crate::input::reader::{ContainerReader, OpenedInput, Opening};
use memchr::memmem;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::sync::Arc;

/// What a record starts with.
const MAGIC: &[u8] = b"WARC/";
/// What ends a header and, doubled, a record.
const BLANK: &[u8] = b"\r\n\r\n";
/// The longest header of a record, in bytes.
const MAX_HEADER: usize = 64 << 10;

/// An archive being read.
struct Warc {
    path: PathBuf,
    stem: Arc<str>,
    bytes: WarcBytes,
    /// What has been read.
    held: Vec<u8>,
    /// How much of it has been processed.
    at: usize,
    /// How many records, and bytes, come before.
    record: u64,
    offset: u64,
    /// A gap to report before reading continues.
    gap: Option<String>,
    /// True once there was a record to hand on or report.
    found: bool,
    ended: bool,
    limit: usize,
}

/// Where the bytes come from.
enum WarcBytes {
    Stream { stream: ByteStream, broken: Option<io::Error>, ended: bool },
    Members(Box<GzipMembers>),
}

/// Opens an archive; a gzip file member by member.
pub(crate) fn open(input: OpenedInput<'_>) -> Opening {
    let limit = input.context.options.line_limit();
    let (path, stem) = (input.item.path.clone(), input.item.stem.as_str().into());
    let (bytes, held) = match &input.gzip {
        Some(gzip) => {
            let file = File::open(gzip).map_err(|source| Error::io(&path, source))?;
            let limits = input.context.limits();
            input.meter.reset();
            (WarcBytes::Members(Box::new(GzipMembers::new(file, MAGIC, input.meter, limits))), Vec::new())
        }
        None => (WarcBytes::Stream { stream: input.stream, broken: input.broken, ended: false }, input.head),
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

/// The parts needed of a record's header.
#[derive(Debug, Default)]
struct WarcHeader {
    /// Where the content starts, from the start of the record.
    start: usize,
    length: u64,
    wanted: bool,
    url: Option<String>,
}

impl Warc {
    /// Reads until `wanted` unprocessed bytes are held. False at the end, or where something is missing.
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
                WarcBytes::Stream { ended: true, .. } => return Ok(false),
                WarcBytes::Stream { stream, broken, ended } => {
                    if let Some(error) = broken.take() {
                        return Err(error);
                    }
                    self.held.reserve(missing + 64);
                    *ended = stream.take(missing as u64).read_to_end(&mut self.held)? < missing;
                }
                WarcBytes::Members(members) => match members.read(&mut self.held, missing)? {
                    MemberBytes::Bytes => {}
                    MemberBytes::Gap(cause) => self.gap = Some(cause),
                    MemberBytes::End => return Ok(false),
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

    /// The next record, appended to `out` if it is wanted: header and content. The inner error is a broken record.
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
                format!("the record is not {length} bytes long, as its header says")
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
    fn header(&mut self) -> io::Result<Result<WarcHeader, String>> {
        let mut wanted = 4096;
        let end = loop {
            self.fill(wanted)?;
            let head = &self.rest()[..self.rest().len().min(wanted)];
            if !head.starts_with(MAGIC) {
                return Ok(Err("no record starts here".to_owned()));
            }
            if let Some(end) = memmem::find(head, BLANK) {
                break end;
            }
            if head.len() < wanted || wanted > MAX_HEADER {
                return Ok(Err("the record's header does not end".to_owned()));
            }
            wanted *= 4;
        };
        let head = &self.rest()[..end];
        let length = http::field(head, "Content-Length").and_then(|value| value.parse().ok());
        let Some(length) = length else { return Ok(Err("the record does not state its length".to_owned())) };
        let url = http::field(head, "WARC-Target-URI").map(|url| url.trim_matches(['<', '>']).to_owned());
        Ok(Ok(WarcHeader { start: end + BLANK.len(), length, wanted: is_wanted(head), url }))
    }

    /// Moves to the next line that starts a record, at least one byte. Returns `cause` with the number of bytes
    /// skipped.
    fn resync(&mut self, cause: &str) -> io::Result<String> {
        let from = self.offset;
        self.pass(1);
        loop {
            if let Some(found) = next_magic(self.rest()) {
                self.pass(found);
                break;
            }
            // The start of a record may span what is held and what follows.
            let keep = self.rest().len().min(MAGIC.len() + 3);
            self.pass(self.rest().len() - keep);
            if !self.fill(keep + 1)? {
                self.pass(keep);
                self.gap = None;
                break;
            }
            self.fill(PIECE)?;
        }
        Ok(format!("{cause}; skipped {} bytes from byte {from}", self.offset - from))
    }

    /// Skips the content of a record that exceeds the limit, but stops and reports where another record seems to start
    /// in it.
    fn pass_over(&mut self, header: &WarcHeader) -> io::Result<Option<String>> {
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
                return Ok(Some("another record starts inside this one".to_owned()));
            }
            let keep = if here as u64 == left { 0 } else { MAGIC.len() + 3 };
            let count = here.saturating_sub(keep).max(1);
            self.pass(count);
            left -= count as u64;
        }
        Ok(None)
    }
}

/// Where a line starts a record.
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

impl ContainerReader for Warc {
    fn next(&mut self) -> Option<BatchPart> {
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
                    let cause = format!("cannot read past record {}: {error}", self.record);
                    let error = Error::io(&self.path, io::Error::new(error.kind(), cause));
                    faults.push((ends.len(), error));
                    break;
                }
            }
        }
        self.found |= !ends.is_empty() || !faults.is_empty();
        if !self.found {
            log::warn!("{}: no readable records", self.path.display());
        }
        if ends.is_empty() && faults.is_empty() {
            return None;
        }
        let place = Place { path: self.path.clone(), line: first };
        let stem = Arc::clone(&self.stem);
        let weight = bytes.len() + faults.len();
        let path = self.path.clone();
        Some(BatchPart::new(place, weight, move |options, each| {
            let mut faults = faults.into_iter().peekable();
            let mut start = 0;
            for (index, &(end, number, offset)) in ends.iter().enumerate() {
                while let Some((_, fault)) = faults.next_if(|(before, _)| *before <= index) {
                    each(ReadEvent::Failed(fault));
                }
                let place = Place { path: path.clone(), line: number };
                read_record(&bytes[start..end], offset, &stem, place, options, each);
                start = end;
            }
            faults.for_each(|(_, fault)| each(ReadEvent::Failed(fault)));
        }))
    }

    fn is_over(&self) -> bool {
        self.ended
    }

    fn at(&self) -> FilePosition {
        FilePosition { record: self.record, offset: self.offset, inside: None }
    }
}

/// Reads the article of a record, if it has one.
fn read_record(
    record: &[u8],
    offset: u64,
    stem: &str,
    place: Place,
    options: &ReadOptions,
    each: &mut dyn FnMut(ReadEvent),
) {
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
            page::read(WebPage { bytes: content, offset, declared, id, url, place }, options, each);
        }
        _ => match http::page(content, options.line_limit()) {
            Ok(Some(http::ResponseBody { bytes, declared })) => {
                page::read(WebPage { bytes: &bytes, offset, declared, id, url, place }, options, each);
            }
            Ok(None) => {}
            Err(cause) => {
                let cause = url.map_or_else(|| cause.clone(), |url| format!("{cause} ({url})"));
                each(ReadEvent::Failed(Error::Record { place, cause }));
            }
        },
    }
}

/// Reads the text that a page was converted to.
fn text(
    bytes: &[u8],
    offset: u64,
    id: String,
    url: Option<String>,
    place: Place,
    options: &ReadOptions,
    each: &mut dyn FnMut(ReadEvent),
) {
    let decoded = decode(bytes, None);
    if let Some(warning) = decoded.warning(&place, offset) {
        each(ReadEvent::Warned(warning));
    }
    let meta = Meta { outlet: url.as_deref().and_then(page::host), url, ..Meta::default() };
    let (encoding, replacements) = (decoded.encoding, decoded.replacements);
    let text = decoded.text.into_owned();
    hand_on(Article { id, text, meta, place, encoding, replacements }, options, each);
}
