//! The options of every subcommand that reads articles.

use super::numbers::parse_size;
use crate::input::{
    DEFAULT_MAX_ARTICLE, DEFAULT_MAX_DEPTH, DEFAULT_MAX_NESTING, DEFAULT_MAX_RATIO, FieldName, ReadOptions,
};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Input")]
pub(super) struct ReadingArgs {
    /// Name of a field in input records, for example text=story. WHAT is text, id, title, date, outlet, url or author. May be
    /// repeated
    #[arg(long = "field", value_name = "WHAT=NAME")]
    fields: Vec<FieldName>,
    /// Longest article text; longer ones are reported and skipped
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value_t = DEFAULT_MAX_ARTICLE)]
    max_article: usize,
    /// Longest line, row, element, page or document in a file, before anything is extracted from it [default: twice
    /// --max-article plus 64K]
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    max_line: Option<usize>,
    /// Highest compression ratio; a file that expands further is taken for a decompression bomb
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), default_value_t = DEFAULT_MAX_RATIO)]
    max_ratio: u64,
    /// Maximum nesting of archives and compression
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_NESTING)]
    max_nesting: u32,
    /// Maximum nesting of elements in an HTML page or XML document
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_DEPTH)]
    max_depth: u32,
}

impl ReadingArgs {
    /// The options for the reader. It skips `exclude` (the output) where a folder or pattern contains it.
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

    /// The options that decide what is read, on one line.
    pub(super) fn summary(&self) -> String {
        let ReadOptions { max_article, max_line, max_ratio, max_nesting, max_depth, fields, exclude: _ } =
            self.options(None);
        format!("{max_article} {max_line:?} {max_ratio} {max_nesting} {max_depth} {fields:?}")
    }
}
