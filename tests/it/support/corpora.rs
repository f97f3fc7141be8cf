//! Corpora that cannot be distributed: below the folder that `WHOSAID_SHARED` names, else below `../shared`.
//!
//! The tests that need them are marked `#[ignore]`, so that a clone without them shows what it does not run.
//! `cargo test -- --ignored` runs them, and they fail where a corpus is missing.

use std::path::{Path, PathBuf};

/// The path of a corpus.
pub(crate) fn corpus(below: &str) -> PathBuf {
    let root = std::env::var_os("WHOSAID_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = root.join(below);
    assert!(path.exists(), "no {}: set WHOSAID_SHARED to the folder of the corpora", path.display());
    path
}
