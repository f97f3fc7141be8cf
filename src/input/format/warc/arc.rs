//! ARC, the web archives before WARC: a line with the address, and the response.

use super::header::ArchiveHeader;
use super::http;
use memchr::memchr_iter;

/// What an archive starts with: the record that describes it.
pub(super) const MAGIC: &[u8] = b"filedesc:";
/// What nearly all other records start with.
pub(super) const COMMON: &[u8] = b"http";
/// The longest header of a record, in bytes.
pub(super) const MAX_HEADER: usize = 16 << 10;

/// The header at the front, up to and with its line end. In version 1 it is address, IP address, time, type and length; in
/// version 2 there are five fields more before the length.
pub(super) fn header(bytes: &[u8]) -> Option<ArchiveHeader> {
    let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(MAX_HEADER)])?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?.trim_end();
    let fields: Vec<&str> = line.split(' ').collect();
    let length = fields.last()?.parse().ok()?;
    // The address may have blanks in it.
    let from_end = |count: usize| Some(fields.len().checked_sub(count)?).filter(|&at| is_place_and_time(&fields, at));
    let at = from_end(4).or_else(|| from_end(9))?;
    let url = fields[..at].join(" ");
    let wanted = url.starts_with("http") && http::is_page(fields[at + 2]);
    url.contains(':').then_some(ArchiveHeader { start: end + 1, length, wanted, url: Some(url) })
}

/// True if the fields from `at` on are an IP address and a time, after an address.
fn is_place_and_time(fields: &[&str], at: usize) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let ip = fields[at];
    at > 0
        && ip.contains(['.', ':'])
        && ip.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':'))
        && fields.get(at + 1).is_some_and(|time| (12..=17).contains(&time.len()) && digits(time))
}

/// Where a line starts that is the header of a record.
pub(super) fn next_header(bytes: &[u8]) -> Option<usize> {
    memchr_iter(b'\n', bytes).map(|end| end + 1).find(|&at| header(&bytes[at..]).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_both_versions() {
        for (line, url, length, wanted) in [
            ("filedesc://a.arc 0.0.0.0 19960923142103 text/plain 76\n", "filedesc://a.arc", 76, false),
            ("http://post.example/1 10.0.0.1 20040401000000 text/html 430\r\n", "http://post.example/1", 430, true),
            ("http://post.example/a b 10.0.0.1 20040401000000 text/html 430\n", "http://post.example/a b", 430, true),
            (
                "http://post.example/2 ::1 20040401000000 text/html 200 c3a - 12 a.arc 431\n",
                "http://post.example/2",
                431,
                true,
            ),
            ("http://post.example/a.png 10.0.0.1 20040401000000 image/png 9\n", "http://post.example/a.png", 9, false),
        ] {
            let found = header(line.as_bytes()).unwrap();
            assert_eq!((found.start, found.length, found.wanted), (line.len(), length, wanted), "{line}");
            assert_eq!(found.url.as_deref(), Some(url));
        }
        for line in
            ["The port is open 12\n", "http://a 10.0.0.1 20040401000000 text/html", "1 0 Alexa Internet\n", "\n"]
        {
            assert!(header(line.as_bytes()).is_none(), "{line}");
        }
        assert_eq!(next_header(b"x\ny\nhttp://a 10.0.0.1 20040401000000 text/html 3\n"), Some(4));
    }
}
