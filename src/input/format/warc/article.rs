//! The article in a record.

use super::records::MAGIC;
use super::{arc, http};
use crate::article::Meta;
use crate::error::Place;
use crate::input::format::page::{self, WebPage, charset};
use crate::input::{bytes::decode::decode, deliver::Delivery, field::url::host};

/// Reads the article of a record, if it has one.
pub(super) fn read_record(record: &[u8], offset: u64, stem: &str, place: Place, out: &mut Delivery<'_>) {
    if !record.starts_with(MAGIC) {
        let Some(header) = arc::header(record) else { return };
        let id = format!("{stem}:{}", place.line);
        return response(&record[header.start..], offset + header.start as u64, id, header.url, place, out);
    }
    let Some((end, start)) = http::header_end(record) else { return };
    let (header, content) = (&record[..end], &record[start..]);
    let offset = offset + start as u64;
    let id =
        http::field(header, "WARC-Record-ID").map(|id| id.trim_matches(['<', '>']).trim_start_matches("urn:uuid:"));
    let id = id.map_or_else(|| format!("{stem}:{}", place.line), str::to_owned);
    let url = http::field(header, "WARC-Target-URI").map(|url| url.trim_matches(['<', '>']).to_owned());
    match http::field(header, "WARC-Type") {
        Some("conversion") => text(content, offset, id, url, place, out),
        Some("resource") => {
            let declared = http::field(header, "Content-Type").and_then(|kind| charset(kind.as_bytes()));
            page::read(WebPage { bytes: content, offset, declared, id, url, place }, out);
        }
        _ => response(content, offset, id, url, place, out),
    }
}

/// Reads the page in a response.
fn response(content: &[u8], offset: u64, id: String, url: Option<String>, place: Place, out: &mut Delivery<'_>) {
    match http::page(content, out.options.line_limit()) {
        Ok(Some(http::ResponseBody { bytes, declared })) => {
            page::read(WebPage { bytes: &bytes, offset, declared, id, url, place }, out);
        }
        Ok(None) => {}
        Err(cause) => {
            let cause = url.map_or_else(|| cause.clone(), |url| format!("{cause} ({url})"));
            out.failed(place, cause);
        }
    }
}

/// Reads the text that a page was converted to.
fn text(bytes: &[u8], offset: u64, id: String, url: Option<String>, place: Place, out: &mut Delivery<'_>) {
    let decoded = decode(bytes, None);
    out.warned(decoded.warning(&place, offset));
    let meta = Meta { outlet: url.as_deref().and_then(host), url, ..Meta::default() };
    let text = decoded.text.clone().into_owned();
    out.article(decoded.article(None, id, text, meta, place));
}
