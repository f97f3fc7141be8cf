//! What is shown of a database's URL.

/// A URL without user information, and without parameters, which may hold a password as well.
pub(super) fn without_password(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let after_user = rest.rsplit('@').next().unwrap_or_default();
    let place = after_user.split('?').next().unwrap_or_default();
    format!("{scheme}://{place}")
}
