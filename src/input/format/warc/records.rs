//! Finds the records of a web archive by the lengths in their headers, and the next one after a broken one.

use super::header::ArchiveHeader;
use super::{arc, http};
use crate::input::bytes::members::{GzipMembers, MemberBytes};
use crate::input::{bytes::limits::too_large, bytes::open::ByteStream, cut::pieces::PIECE};
use memchr::memmem;
use std::io::{self, Read as _};

/// What a record starts with.
pub(super) const MAGIC: &[u8] = b"WARC/";
/// The longest header of a record, in bytes.
const MAX_HEADER: usize = 64 << 10;
/// How many bytes of line ends and blanks separate records at most; a few more do no harm.
const SEPARATOR: usize = 8;

/// The records of an archive, in order.
pub(super) struct WarcRecords {
    bytes: WarcBytes,
    /// What has been read.
    held: Vec<u8>,
    /// How much of it has been processed.
    at: usize,
    /// How many records, and bytes, come before.
    pub(super) record: u64,
    pub(super) offset: u64,
    /// A gap to report before reading continues.
    gap: Option<String>,
    limit: usize,
    kind: ArchiveKind,
}

/// The two formats of web archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ArchiveKind {
    Warc,
    Arc,
}

impl ArchiveKind {
    /// The format of an archive with these first bytes.
    pub(super) fn of(head: &[u8]) -> Self {
        if head.starts_with(arc::MAGIC) { Self::Arc } else { Self::Warc }
    }

    /// What most records start with.
    pub(super) fn magic(self) -> &'static [u8] {
        match self {
            Self::Warc => MAGIC,
            Self::Arc => arc::COMMON,
        }
    }

    /// Where a line starts a record.
    fn next_start(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Warc => next_magic(bytes),
            Self::Arc => arc::next_header(bytes),
        }
    }

    /// How many bytes of what is held may be the beginning of such a line.
    fn lookahead(self) -> usize {
        match self {
            Self::Warc => MAGIC.len() + 3,
            Self::Arc => arc::MAX_HEADER,
        }
    }

    /// True if a record can start with these bytes, after another.
    fn may_start(self, bytes: &[u8]) -> bool {
        match self {
            Self::Warc => bytes.starts_with(MAGIC),
            Self::Arc => arc::header(bytes).is_some(),
        }
    }
}

/// Where the bytes come from.
pub(super) enum WarcBytes {
    Stream { stream: ByteStream, broken: Option<io::Error>, ended: bool },
    Members(Box<GzipMembers>),
}

impl WarcRecords {
    /// `held` is what has already been read of `bytes`; `limit` is the longest record to keep, in bytes.
    pub(super) fn new(kind: ArchiveKind, bytes: WarcBytes, held: Vec<u8>, limit: usize) -> Self {
        Self { bytes, held, at: 0, record: 0, offset: 0, gap: None, limit, kind }
    }

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

    fn advance(&mut self, count: usize) {
        self.at += count;
        self.offset += count as u64;
    }

    /// The next record, appended to `out` if it is wanted: header and content. The inner error is a broken record.
    pub(super) fn next_record(&mut self, out: &mut Vec<u8>) -> io::Result<Option<Result<bool, String>>> {
        self.fill(MAGIC.len() + 8)?;
        // One or two line ends separate records; some archives have none, or blanks beside them.
        while self.rest().first().is_some_and(u8::is_ascii_whitespace) {
            self.advance(1);
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
            let fault = self.skip_content(&header)?;
            let too_long = || too_large("a record", header.length, true, self.limit, "--max-line");
            let cause = fault.or_else(|| header.wanted.then(too_long));
            return Ok(Some(cause.map_or(Ok(false), |cause| Err(named(cause)))));
        }
        let end = header.start.saturating_add(length);
        self.fill(end.saturating_add(SEPARATOR + self.kind.lookahead()))?;
        let rest = self.rest();
        let after = rest.get(end..).unwrap_or_default();
        let breaks = after.iter().take(SEPARATOR).take_while(|byte| byte.is_ascii_whitespace()).count();
        let next = &after[breaks..];
        let ends = next.is_empty() || after.starts_with(b"\r\n\r\n") || self.kind.may_start(next);
        if rest.len() < end || !ends {
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
        self.advance(end);
        Ok(Some(Ok(header.wanted)))
    }

    /// The header at the front.
    fn header(&mut self) -> io::Result<Result<ArchiveHeader, String>> {
        if self.kind == ArchiveKind::Arc {
            self.fill(arc::MAX_HEADER)?;
            return Ok(arc::header(self.rest()).ok_or_else(|| "no record starts here".to_owned()));
        }
        let mut wanted = 4096;
        let (end, start) = loop {
            self.fill(wanted)?;
            let head = &self.rest()[..self.rest().len().min(wanted)];
            if !head.starts_with(MAGIC) {
                return Ok(Err("no record starts here".to_owned()));
            }
            if let Some(found) = http::header_end(head) {
                break found;
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
        Ok(Ok(ArchiveHeader { start, length, wanted: is_wanted(head), url }))
    }

    /// Moves to the next line that starts a record, at least one byte. Returns `cause` with the number of bytes
    /// skipped.
    fn resync(&mut self, cause: &str) -> io::Result<String> {
        let from = self.offset;
        self.advance(1);
        loop {
            if let Some(found) = self.kind.next_start(self.rest()) {
                self.advance(found);
                break;
            }
            // The start of a record may span what is held and what follows.
            let keep = self.rest().len().min(self.kind.lookahead());
            self.advance(self.rest().len() - keep);
            if !self.fill(keep + 1)? {
                self.advance(keep);
                self.gap = None;
                break;
            }
            self.fill(PIECE)?;
        }
        Ok(format!("{cause}; skipped {} bytes from byte {from}", self.offset - from))
    }

    /// Skips the content of a record that exceeds the limit, but stops and reports where another record seems to start
    /// in it.
    fn skip_content(&mut self, header: &ArchiveHeader) -> io::Result<Option<String>> {
        self.advance(header.start);
        let mut left = header.length;
        while left > 0 {
            self.fill(PIECE)?;
            let here = (self.rest().len() as u64).min(left) as usize;
            if here == 0 {
                self.gap = None;
                return Ok(Some(format!("the record ends {left} bytes too early")));
            }
            if let Some(found) = self.kind.next_start(&self.rest()[..here]) {
                self.advance(found);
                return Ok(Some("another record starts inside this one".to_owned()));
            }
            let keep = if here as u64 == left { 0 } else { self.kind.lookahead() };
            let count = here.saturating_sub(keep).max(1);
            self.advance(count);
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
