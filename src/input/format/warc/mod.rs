//! Web archives (WARC, and ARC before it): one article per page, as in Common Crawl's news, or per text (WET).
//!
//! Responses with a page and status 200, pages as resources, and conversions to plain text are read; requests,
//! metadata, redirects, pictures and the like are skipped silently. The reading thread follows the lengths in the
//! headers and copies the records it needs; workers do the rest. A broken record (a wrong length, no header, a corrupt
//! gzip member) is reported and skipped, up to the next line that starts a record.
//!
//! The library `fastwarc` would not do: it stops at a wrong length and cannot say where the next record is.

mod arc;
mod article;
mod header;
mod http;
mod reader;
mod records;

pub(super) use reader::open;
