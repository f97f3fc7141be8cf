//! How to read: limits, field names, exclusions.

use super::{bytes::limits::too_large, field::fields::FieldName, field::kept::KeptFields, sidecar::Sidecar};
use std::path::PathBuf;
use std::sync::Arc;

/// The default of [`ReadOptions::max_article`]: 16 MiB, some 2.5 million words.
pub const DEFAULT_MAX_ARTICLE: usize = 16 << 20;

/// The default of [`ReadOptions::max_ratio`]: text rarely shrinks to less than a twentieth.
pub const DEFAULT_MAX_RATIO: u64 = 1000;

/// The default of [`ReadOptions::max_nesting`].
pub const DEFAULT_MAX_NESTING: u32 = 4;

/// The default of [`ReadOptions::max_depth`], as in browsers.
pub const DEFAULT_MAX_DEPTH: u32 = 512;

/// How to read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The longest text, in bytes; a longer one is an error of its document.
    pub max_article: usize,
    /// The longest line, row, element or document as it is in its file, in bytes; a longer one is an error of its
    /// document. `None` is twice the longest text, for escapes, plus 64 KiB for other fields.
    pub max_line: Option<usize>,
    /// How many times its compressed size a stream may decompress to before it is taken for a decompression bomb.
    pub max_ratio: u64,
    /// How deep archives and compression may be nested.
    pub max_nesting: u32,
    /// How deep the elements of a page or an XML document may be nested.
    pub max_depth: u32,
    /// Whether to undo what is certain of the damage that texts have from elsewhere: UTF-8 read as windows-1252, entities and
    /// tags of HTML. Otherwise they are left as they are, and only warned of.
    pub mend: bool,
    /// Field names chosen by the user, in place of the usual ones.
    pub fields: Vec<FieldName>,
    /// Which other fields of a record are kept.
    pub keep: KeptFields,
    /// What is known about articles from elsewhere.
    pub sidecar: Option<Arc<Sidecar>>,
    /// Files or folders to skip where a folder or pattern includes them: the output, which may be among the inputs, and a
    /// table of metadata.
    pub exclude: Vec<PathBuf>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            max_article: DEFAULT_MAX_ARTICLE,
            max_line: None,
            max_ratio: DEFAULT_MAX_RATIO,
            max_nesting: DEFAULT_MAX_NESTING,
            max_depth: DEFAULT_MAX_DEPTH,
            mend: true,
            fields: Vec::new(),
            keep: KeptFields::All,
            sidecar: None,
            exclude: Vec::new(),
        }
    }
}

impl ReadOptions {
    /// [`ReadOptions::max_article`], capped so that 32-bit offsets suffice even if every byte becomes a U+FFFD.
    pub(super) fn text_limit(&self) -> usize {
        self.max_article.min(crate::article::MAX_TEXT_BYTES / 3)
    }

    /// [`ReadOptions::max_line`].
    pub(super) fn line_limit(&self) -> usize {
        self.max_line.unwrap_or(self.text_limit() * 2 + (64 << 10))
    }

    /// Refuses a record of `size` bytes, which is called `what`, if it exceeds that limit.
    pub(super) fn check_line(&self, what: &str, size: usize) -> Result<(), String> {
        let limit = self.line_limit();
        if size > limit { Err(too_large(what, size as u64, true, limit, "--max-line")) } else { Ok(()) }
    }
}
