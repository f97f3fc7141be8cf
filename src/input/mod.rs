//! Reading articles: which files, which container, which encoding. Called by [`crate::pipeline`], which hands the batches
//! of a [`Source`] to its workers, and by anyone who wants [`Source::articles`] without a pipeline.
//!
//! | container | one article is | file |
//! |---|---|---|
//! | text | the file | `text` |
//! | HTML | the file | `html`, `page` |
//! | JSON Lines | a line | `jsonl` |
//! | JSON array, objects over several lines | an object | `values` |
//! | CSV, TSV | a row | `table` |
//! | Parquet | a row | `parquet` |
//! | NITF, NewsML-G2, RCV1, Gigaword | an element | `markup`, `news` |
//! | WARC, WET | a response, a conversion | `warc`, `members`, `http`, `page` |
//! | zip, tar | what is in it, as outside | `archive` |
//!
//! Which it is shows in the first bytes, and in the name where they do not say (`container`). All may be compressed with
//! gzip, zstd or bzip2 (`open`). `docs/input.md` tells the rest. A new container is one file here with a `Reader`, and one
//! variant of `Container`; one that is a stream of records needs no more than a `Splitter` that finds their ends (`cut`).
//!
//! Records that are in memory already need no container (`rows`).
//!
//! The work is split so that the reading thread stays cheap: a [`Source`] walks folders, decompresses and finds the ends of
//! records; decoding, JSON, XML and pages happen in [`Batch::read`], on whatever thread calls it. Batches are cut by what
//! the inputs hold alone, so that [`Batch::end`] is a [`Position`] that [`Source::resume`] can go on from.

mod archive;
mod batch;
mod container;
mod cut;
mod date;
mod decode;
mod fields;
mod html;
mod http;
mod json;
mod jsonl;
mod lines;
mod listing;
mod markup;
mod members;
mod news;
mod open;
mod page;
#[cfg(feature = "parquet")]
mod parquet;
mod paths;
mod pieces;
mod position;
mod probe;
mod reader;
mod record;
mod records;
pub mod rows;
mod source;
mod table;
mod text;
mod values;
mod warc;

pub use batch::{Batch, Read};
pub use fields::{FieldName, Slot};
pub use listing::Listing;
pub use paths::{ENDINGS, total_size};
pub use position::{At, Identity, Position};
pub use source::Source;

use crate::article::Encoding;
use crate::error::Place;
use std::fmt;
use std::path::PathBuf;

/// The name of standard input, as a path.
pub const STDIN: &str = "-";

/// The default of [`Options::max_article`]: 16 MiB, some 2.5 million words.
pub const DEFAULT_MAX_ARTICLE: usize = 16 << 20;

/// The default of [`Options::max_ratio`]: text is seldom compressed to a twentieth.
pub const DEFAULT_MAX_RATIO: u64 = 1000;

/// The default of [`Options::max_nesting`].
pub const DEFAULT_MAX_NESTING: u32 = 4;

/// The default of [`Options::max_depth`]: that of browsers.
pub const DEFAULT_MAX_DEPTH: u32 = 512;

/// How to read.
#[derive(Debug, Clone)]
pub struct Options {
    /// The longest text to accept, in bytes; longer ones are document errors.
    pub max_article: usize,
    /// The longest line, row, element or document to accept as it stands in its container, in bytes; longer ones are document
    /// errors. `None` is twice the longest text, for escapes, and 64 KiB for the fields beside it.
    pub max_line: Option<usize>,
    /// How many times as long as what it was decompressed from a stream may be before it is taken for a bomb and left.
    pub max_ratio: u64,
    /// How many archives may be in one another.
    pub max_nesting: u32,
    /// How many elements of a page or an XML document may be in one another.
    pub max_depth: u32,
    /// The names that fields of records have, where they are not the usual ones.
    pub fields: Vec<FieldName>,
    /// A file or folder that is passed over where a folder or pattern holds it: the output, which may stand among the inputs.
    pub exclude: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_article: DEFAULT_MAX_ARTICLE,
            max_line: None,
            max_ratio: DEFAULT_MAX_RATIO,
            max_nesting: DEFAULT_MAX_NESTING,
            max_depth: DEFAULT_MAX_DEPTH,
            fields: Vec::new(),
            exclude: None,
        }
    }
}

impl Options {
    /// [`Options::max_article`], held below what 32-bit offsets can address even if every byte became a U+FFFD.
    fn text_limit(&self) -> usize {
        self.max_article.min(crate::article::MAX_TEXT_BYTES / 3)
    }

    /// [`Options::max_line`].
    fn line_limit(&self) -> usize {
        self.max_line.unwrap_or(self.text_limit() * 2 + (64 << 10))
    }

    /// Refuses a record of `size` bytes, which is called `what`, if it is over that limit.
    fn check_line(&self, what: &str, size: usize) -> Result<(), String> {
        let limit = self.line_limit();
        if size > limit { Err(too_large(what, size as u64, true, limit, "--max-line")) } else { Ok(()) }
    }
}

/// Something that a reader of the output should know about an article that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: WarningKind,
}

/// What a [`Warning`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WarningKind {
    /// Bytes that are not text in the file's encoding became U+FFFD. A batch reports the first of a file.
    Replaced {
        /// Byte offset of the first in the (decompressed) file.
        offset: u64,
    },
    /// Nothing but the look of the bytes says which encoding a text is in. A batch reports the first of a file.
    Guessed {
        /// What it looks like.
        encoding: Encoding,
    },
    /// The text is empty, or nothing but white space, so nothing will be found in it.
    Empty,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            WarningKind::Replaced { offset } => {
                write!(f, "{}: invalid bytes replaced by U+FFFD, the first at byte {offset}", self.place)
            }
            WarningKind::Guessed { encoding } => {
                write!(f, "{}: no valid UTF-8, read as {}", self.place, encoding.as_str())
            }
            WarningKind::Empty => write!(f, "{}: the text is empty", self.place),
        }
    }
}

impl WarningKind {
    /// True for what is said once for a file, however many of its articles it holds for.
    #[must_use]
    pub fn is_of_file(self) -> bool {
        matches!(self, Self::Replaced { .. } | Self::Guessed { .. })
    }
}

/// The cause of a refusal for size. `exact` is false where the size is known only as a lower bound.
fn too_large(what: &str, size: u64, exact: bool, limit: usize, flag: &str) -> String {
    let bound = if exact { "" } else { "more than " };
    format!("{what} of {bound}{size} bytes is over the limit of {limit} bytes ({flag})")
}
