//! HTTP headers and responses in web archives, as far as needed to get at a page.

use crate::compression::Codec;
use crate::input::{bytes::decode::Declared, format::page::charset};
use memchr::{memchr, memchr_iter};
use std::borrow::Cow;
use std::io::{self, Read};

/// The value of a header field; the first if there are several.
pub(crate) fn field<'a>(header: &'a [u8], name: &str) -> Option<&'a str> {
    header.split(|&byte| byte == b'\n').find_map(|line| {
        let (key, value) = line.split_at_checked(name.len())?;
        let value = value.trim_ascii_start().strip_prefix(b":")?;
        key.eq_ignore_ascii_case(name.as_bytes()).then(|| std::str::from_utf8(value.trim_ascii()).ok())?
    })
}

/// Where a header ends, and where the content after its blank line starts. Lines end with a line feed, or CR and LF, in any
/// mixture.
pub(crate) fn header_end(bytes: &[u8]) -> Option<(usize, usize)> {
    memchr_iter(b'\n', bytes).find_map(|end| {
        let rest = &bytes[end + 1..];
        let blank = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
        (blank > 0).then(|| (end - usize::from(bytes[..end].ends_with(b"\r")), end + 1 + blank))
    })
}

/// True for the media type of a page.
pub(crate) fn is_page(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
}

/// The body of a response.
#[derive(Debug)]
pub(crate) struct ResponseBody<'a> {
    pub(crate) bytes: Cow<'a, [u8]>,
    pub(crate) declared: Declared,
}

/// The page in a response, at most `limit` bytes long; `None` if the response holds something else.
pub(crate) fn page(response: &[u8], limit: usize) -> Result<Option<ResponseBody<'_>>, String> {
    let Some((end, start)) = header_end(response) else { return Err("the response's header does not end".to_owned()) };
    let (head, body) = (&response[..end], &response[start..]);
    let mut status = head.split(u8::is_ascii_whitespace);
    if !status.next().is_some_and(|version| version.starts_with(b"HTTP")) {
        return Err("not an HTTP response".to_owned());
    }
    let ok = status.next() == Some(b"200");
    let kind = field(head, "Content-Type");
    if !ok || !kind.is_some_and(is_page) {
        return Ok(None);
    }
    let chunked = field(head, "Transfer-Encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked"));
    // Crawlers often undo the chunking but leave the header unchanged.
    let body = if chunked { unchunked(body).map_or(body.into(), Cow::Owned) } else { body.into() };
    let bytes = match field(head, "Content-Encoding") {
        Some(encoding) => decoded(body, encoding, limit)?,
        None => body,
    };
    let declared = kind.and_then(|kind| charset(kind.to_ascii_lowercase().as_bytes()));
    Ok(Some(ResponseBody { bytes, declared }))
}

/// The body with its chunks joined; `None` if it is not chunked.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    loop {
        let end = memchr(b'\n', body)?;
        let size = body[..end].split(|&byte| byte == b';').next()?.trim_ascii();
        let size = usize::from_str_radix(std::str::from_utf8(size).ok()?, 16).ok()?;
        body = &body[end + 1..];
        if size == 0 {
            return Some(out);
        }
        // A truncated response has less than its last chunk says.
        out.extend_from_slice(&body[..size.min(body.len())]);
        body = match body.get(size..) {
            Some(rest) if !rest.is_empty() => rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?,
            _ => return Some(out),
        };
    }
}

/// Undoes the compression named in `encoding`, if the body is compressed: crawlers often decompress it but leave the
/// header unchanged.
fn decoded<'a>(body: Cow<'a, [u8]>, encoding: &str, limit: usize) -> Result<Cow<'a, [u8]>, String> {
    let named = |name: &str| encoding.eq_ignore_ascii_case(name);
    let decoder: Box<dyn Read + '_> = if let Some(codec) = Codec::detect(&body).filter(|&codec| codec != Codec::Bzip2) {
        codec.buffered_decoder(&*body).map_err(|error| error.to_string())?
    } else if named("deflate") && body.first().is_some_and(|byte| byte & 0x0f == 8) {
        Box::new(flate2::bufread::ZlibDecoder::new(&*body))
    } else if named("br") && !body.trim_ascii_start().starts_with(b"<") {
        Box::new(brotli_decompressor::Decompressor::new(&*body, 4096))
    } else {
        return Ok(body);
    };
    let mut out = Vec::new();
    match decoder.take((limit as u64).saturating_add(1)).read_to_end(&mut out) {
        Ok(_) if out.len() > limit => {
            Err(crate::input::bytes::limits::too_large("a page", limit as u64, false, limit, "--max-line"))
        }
        // A truncated response yields what it has.
        Err(error) if out.is_empty() || error.kind() != io::ErrorKind::UnexpectedEof => {
            Err(format!("cannot decompress the page ({encoding}): {error}"))
        }
        _ => Ok(out.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn body(head: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, String> {
        let response = [head.as_bytes(), b"\r\n\r\n", bytes].concat();
        page(&response, 1000).map(|body| body.map(|body| body.bytes.into_owned()))
    }

    const OK: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8";

    #[test]
    fn pages_only() {
        assert_eq!(body(OK, b"<p>a"), Ok(Some(b"<p>a".to_vec())));
        assert_eq!(body("HTTP/1.1 404 Not Found\r\nContent-Type: text/html", b"<p>a"), Ok(None));
        assert_eq!(body("HTTP/1.1 200 OK\r\nContent-Type: image/png", b"a"), Ok(None));
        assert!(body("GET / HTTP/1.1", b"a").is_err());
    }

    #[test]
    fn a_header_ends_with_any_blank_line() {
        for (header, end, start) in [
            ("a\r\nb\r\n\r\nc\n\nd", 4, 8),
            ("a\nb\n\nc\r\n\r\n", 3, 5),
            ("a\nb\n\r\nc", 3, 6),
            ("a\r\nb\r\n\nc", 4, 7),
        ] {
            assert_eq!(header_end(header.as_bytes()), Some((end, start)), "{header:?}");
        }
        assert_eq!(header_end(b"a\r\nb\r\n"), None);
        for text in
            ["HTTP/1.1 200 OK\nContent-Type: text/html\n\r\n<p>a", "HTTP/1.1 200\r\nContent-Type : text/html\r\n\n<p>a"]
        {
            let found = page(text.as_bytes(), 1000).unwrap().unwrap();
            assert_eq!(&*found.bytes, b"<p>a", "{text:?}");
        }
    }

    #[test]
    fn chunks_and_compressions() {
        let chunked = format!("{OK}\r\nTransfer-Encoding: chunked");
        assert_eq!(body(&chunked, b"3;x=y\r\n<p>\r\n1\r\na\r\n0\r\n\r\n"), Ok(Some(b"<p>a".to_vec())));
        assert_eq!(body(&chunked, b"<p>a"), Ok(Some(b"<p>a".to_vec())), "not chunked despite its header");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"<p>a").unwrap();
        let gzip = encoder.finish().unwrap();
        let encoded = format!("{OK}\r\nContent-Encoding: gzip");
        assert_eq!(body(&encoded, &gzip), Ok(Some(b"<p>a".to_vec())));
        assert_eq!(body(&encoded, b"<p>a"), Ok(Some(b"<p>a".to_vec())), "not compressed despite its header");
        let zeros = zstd::encode_all(&[0; 10_000][..], 1).unwrap();
        assert!(body(&format!("{OK}\r\nContent-Encoding: zstd"), &zeros).unwrap_err().contains("--max-line"));
    }

    #[test]
    fn fields_by_name() {
        let header = b"WARC/1.0\r\nWARC-Type: response\r\nContent-length :12\r\nX: y: z";
        assert_eq!(field(header, "warc-type"), Some("response"));
        assert_eq!(field(header, "Content-Length"), Some("12"));
        assert_eq!(field(header, "X"), Some("y: z"));
        assert_eq!(field(header, "WARC"), None);
    }
}
