//! The options of every subcommand that reads articles.

use super::numbers::parse_size;
use crate::input::{
    DEFAULT_MAX_ARTICLE, DEFAULT_MAX_DEPTH, DEFAULT_MAX_NESTING, DEFAULT_MAX_RATIO, FieldName, KeptFields, ReadOptions,
    Sidecar,
};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Input")]
pub(super) struct ReadingArgs {
    /// Name of a field in input records, for example text=story. WHAT is text, id, title, date, outlet, url or author. May be
    /// repeated
    #[arg(long = "field", value_name = "WHAT=NAME")]
    fields: Vec<FieldName>,
    /// Other fields of input records to keep in article records, by name: all, none, or a list. May be repeated [default: all]
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    keep: Vec<String>,
    /// Table (CSV or TSV, with a header) of metadata for the articles: one row for each file name or id, in a column such as
    /// filename or id; its other columns are fields of article records
    #[arg(long, value_name = "FILE")]
    metadata: Option<PathBuf>,
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
    /// Do not repair texts that arrive damaged (UTF-8 decoded as windows-1252, HTML entities and tags in fields); only warn
    #[arg(long)]
    no_mend: bool,
}

impl ReadingArgs {
    /// The options for the reader. It skips `exclude` (the output) where a folder or pattern contains it.
    ///
    /// # Errors
    /// The table of metadata cannot be read.
    pub(super) fn options(&self, exclude: Option<PathBuf>) -> crate::Result<ReadOptions> {
        let sidecar = self.metadata.as_deref().map(Sidecar::read).transpose()?;
        Ok(ReadOptions {
            max_article: self.max_article,
            max_line: self.max_line,
            max_ratio: self.max_ratio,
            max_nesting: self.max_nesting,
            max_depth: self.max_depth,
            mend: !self.no_mend,
            fields: self.fields.clone(),
            keep: self.kept(),
            sidecar: sidecar.map(Arc::new),
            exclude: exclude.into_iter().chain(self.metadata.clone()).collect(),
        })
    }

    fn kept(&self) -> KeptFields {
        match self.keep.as_slice() {
            [] => KeptFields::All,
            [all] if all == "all" => KeptFields::All,
            [none] if none == "none" => KeptFields::None,
            names => KeptFields::Named(names.to_vec()),
        }
    }
}

/// The options that decide what is read, on one line.
pub(super) fn summary(options: &ReadOptions) -> String {
    let ReadOptions {
        max_article,
        max_line,
        max_ratio,
        max_nesting,
        max_depth,
        mend,
        fields,
        keep,
        sidecar,
        exclude: _,
    } = options;
    let sidecar = sidecar.as_ref().map(|sidecar| sidecar.hash());
    format!("{max_article} {max_line:?} {max_ratio} {max_nesting} {max_depth} {mend} {fields:?} {keep:?} {sidecar:x?}")
}
