//! Names of outputs: files that belong to one, and what is shown of a database's URL.

use std::path::{Path, PathBuf};

/// The path of a file that belongs to the one at `path`.
pub(super) fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(what);
    name.into()
}

/// A URL without user information, and without parameters, which may hold a password as well.
pub(super) fn without_password(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let after_user = rest.rsplit('@').next().unwrap_or_default();
    let place = after_user.split('?').next().unwrap_or_default();
    format!("{scheme}://{place}")
}
