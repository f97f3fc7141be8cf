//! How inputs are read: the options of every subcommand that reads a corpus.

use super::size::parse;
use clap::Args;
use std::path::PathBuf;
use whosaid::input::{
    DEFAULT_MAX_ARTICLE, DEFAULT_MAX_DEPTH, DEFAULT_MAX_NESTING, DEFAULT_MAX_RATIO, FieldName, ReadOptions,
};

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Reading")]
#[allow(clippy::doc_markdown, reason = "this is help for a terminal, printed as it stands")]
pub(super) struct ReadingArgs {
    /// The name of a field in records: text, id, title, date, outlet, url or author, as in text=story. May be repeated
    #[arg(long = "field", value_name = "WHAT=NAME")]
    fields: Vec<FieldName>,
    /// The longest text to accept; longer ones are reported and skipped
    #[arg(long, value_name = "SIZE", value_parser = parse, default_value_t = DEFAULT_MAX_ARTICLE)]
    max_article: usize,
    /// The longest line, row, element, page or document to accept as it stands in its file [default: twice the longest text,
    /// and 64 KiB]
    #[arg(long, value_name = "SIZE", value_parser = parse)]
    max_line: Option<usize>,
    /// How many times longer a file may be decompressed before it is taken for a bomb
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), default_value_t = DEFAULT_MAX_RATIO)]
    max_ratio: u64,
    /// How many archives, or compressions, may be in one another
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_NESTING)]
    max_nesting: u32,
    /// How many elements of a page or XML document may be in one another
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_DEPTH)]
    max_depth: u32,
}

impl ReadingArgs {
    /// The options, with `exclude` passed over where a folder or pattern holds it.
    pub(super) fn options(&self, exclude: Option<PathBuf>) -> ReadOptions {
        ReadOptions {
            max_article: self.max_article,
            max_line: self.max_line,
            max_ratio: self.max_ratio,
            max_nesting: self.max_nesting,
            max_depth: self.max_depth,
            fields: self.fields.clone(),
            exclude,
        }
    }

    /// Those that decide what is read, as one line.
    pub(super) fn told(&self) -> String {
        let ReadOptions { max_article, max_line, max_ratio, max_nesting, max_depth, fields, exclude: _ } =
            self.options(None);
        format!("{max_article} {max_line:?} {max_ratio} {max_nesting} {max_depth} {fields:?}")
    }
}
