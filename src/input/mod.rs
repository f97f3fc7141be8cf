//! Reading articles: which files, which format, which encoding.
//!
//! | format | one article is | file |
//! |---|---|---|
//! | text | the file | `text` |
//! | HTML | the file | `html`, `page` |
//! | JSON Lines | a line | `jsonl` |
//! | JSON array, objects that span lines | an object | `values` |
//! | CSV, TSV | a row | `table` |
//! | Parquet | a row | `parquet` |
//! | NITF, NewsML-G2, RCV1, Gigaword | an element | `markup`, `news` |
//! | WARC, WET | a response, a conversion | `warc`, `http`, `page` |
//! | zip, tar | as outside the archive | `archive` |
//!
//! The format is detected from the first bytes, or from the name where they are not conclusive (`format/container`).
//! Any input may be compressed with gzip, zstd or bzip2 (`bytes/open`). `docs/input.md` has the details. A new format
//! is one file in `format/` with a `ContainerReader`, and one variant of `Container`; if it is a stream of records, it
//! only needs a `RecordSplitter` that finds where they end (`cut`).
//!
//! Records that are already in memory need no format (`rows`).
//!
//! The work is split so that the reading thread has little to do: an [`InputReader`] walks folders, decompresses, and
//! finds where records end; decoding, JSON, XML and pages happen in [`Batch::read`], on whatever thread calls it. Where
//! batches are cut depends only on the inputs and the options, so that a run can be resumed after the batch with the [`Position`]
//! where it was interrupted ([`Batch::end`]).

mod batch;
mod bytes;
mod cut;
mod deliver;
mod field;
mod file;
mod format;
mod html;
mod ids;
mod listing;
mod mend;
mod options;
mod paths;
mod position;
mod reader;
pub mod rows;
mod sidecar;
mod source;
mod warning;

pub use batch::Batch;
pub use deliver::ReadEvent;
pub use field::fields::{ArticleField, FieldName};
pub use field::kept::KeptFields;
pub use file::{ENDINGS, STDIN};
pub use listing::Listing;
pub use options::{DEFAULT_MAX_ARTICLE, DEFAULT_MAX_DEPTH, DEFAULT_MAX_NESTING, DEFAULT_MAX_RATIO, ReadOptions};
pub use paths::total_size;
pub use position::{FilePosition, Identity, Position};
pub use sidecar::Sidecar;
pub use source::InputReader;
pub(crate) use warning::NOT_ENGLISH;
pub use warning::{SharedId, Warning, WarningKind};
