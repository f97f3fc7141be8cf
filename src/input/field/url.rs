//! Addresses.

/// True for an address on the web.
pub(crate) fn is_url(text: &str) -> bool {
    let text = text.trim();
    ["http://", "https://"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
        && !text.contains(char::is_whitespace)
}

/// The host of a URL, without `www.`.
pub(crate) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let host = host.split(':').next()?.trim_start_matches("www.");
    (!host.is_empty()).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        assert_eq!(host("https://www.post.example:8080/a?b"), Some("post.example".to_owned()));
        assert_eq!(host("no address"), None);
        assert!(
            is_url("https://post.example/1") && !is_url("The Post") && !is_url("post.example") && !is_url("http://a b")
        );
    }
}
