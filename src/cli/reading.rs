//! The options of every subcommand that reads articles.

use super::numbers::parse_size;
use crate::Error;
use crate::input::{
    DEFAULT_MAX_ARTICLE, DEFAULT_MAX_DEPTH, DEFAULT_MAX_NESTING, DEFAULT_MAX_RATIO, FieldName, KeptFields, ReadOptions,
    Sidecar,
};
use crate::run::RunInfo;
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;
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

    /// The options for reading the articles of `run` again: what the run was told, except where this command line differs
    /// from the defaults. What a file of records was told is not known.
    ///
    /// # Errors
    /// As [`Self::options`]; a `run.json` that cannot be read, or has an option that this program does not understand.
    pub(super) fn options_of_run(&self, run: &Path) -> crate::Result<ReadOptions> {
        let mut options = self.options(Some(run.to_owned()))?;
        let info = if run.is_dir() { RunInfo::read(run)? } else { None };
        if let Some(info) = info {
            take_over(&mut options, &info.recipe.options)
                .map_err(|cause| Error::Input { path: run.to_owned(), cause })?;
        }
        Ok(options)
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

/// The options that decide what is read, by their names on the command line, for the recipe of a run.
pub(super) fn recorded(options: &ReadOptions) -> Vec<(&'static str, String)> {
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
    let fields: Vec<String> = fields.iter().map(FieldName::to_string).collect();
    let kept = match keep {
        KeptFields::All => "all".to_owned(),
        KeptFields::None => "none".to_owned(),
        KeptFields::Named(names) => names.join(","),
    };
    let line = max_line.map(|limit| ("max-line", limit.to_string()));
    // Column names have no line breaks.
    let fields = (!fields.is_empty()).then(|| ("field", fields.join("\n")));
    let table = sidecar.as_ref().map(|sidecar| ("metadata", format!("a table with the hash {:x}", sidecar.hash())));
    let always = [
        ("max-article", max_article.to_string()),
        ("max-ratio", max_ratio.to_string()),
        ("max-nesting", max_nesting.to_string()),
        ("max-depth", max_depth.to_string()),
        ("no-mend", (!mend).to_string()),
        ("keep", kept),
    ];
    always.into_iter().chain(line).chain(fields).chain(table).collect()
}

/// Sets the options that decide ids and texts as [`recorded`] in a recipe, where they have their defaults.
///
/// # Errors
/// A value that is none of its option: with another one, other texts would be read.
fn take_over(options: &mut ReadOptions, recipe: &BTreeMap<String, String>) -> Result<(), String> {
    fn parsed<T: FromStr<Err: Display>>(name: &str, value: &str) -> Result<T, String> {
        value
            .parse()
            .map_err(|error| format!("the run was told --{name} {value}, which this program cannot read: {error}"))
    }
    fn set<T: FromStr<Err: Display> + PartialEq>(
        option: &mut T,
        default: &T,
        name: &str,
        recipe: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        if let (true, Some(value)) = (*option == *default, recipe.get(name)) {
            *option = parsed(name, value)?;
        }
        Ok(())
    }
    let default = ReadOptions::default();
    set(&mut options.max_article, &default.max_article, "max-article", recipe)?;
    set(&mut options.max_ratio, &default.max_ratio, "max-ratio", recipe)?;
    set(&mut options.max_nesting, &default.max_nesting, "max-nesting", recipe)?;
    set(&mut options.max_depth, &default.max_depth, "max-depth", recipe)?;
    if let (None, Some(value)) = (options.max_line, recipe.get("max-line")) {
        options.max_line = Some(parsed("max-line", value)?);
    }
    if let Some(value) = recipe.get("no-mend") {
        options.mend &= !parsed::<bool>("no-mend", value)?;
    }
    if let (true, Some(fields)) = (options.fields.is_empty(), recipe.get("field")) {
        options.fields = fields.lines().map(|field| parsed("field", field)).collect::<Result<_, _>>()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_articles_of_a_run_are_read_as_it_read_them() {
        let of_run = ReadOptions {
            max_article: 1 << 20,
            max_line: Some(3 << 20),
            mend: false,
            fields: vec!["text=a story, or two".parse().unwrap(), "id=n".parse().unwrap()],
            ..ReadOptions::default()
        };
        let recipe: BTreeMap<String, String> =
            recorded(&of_run).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let mut again = ReadOptions::default();
        take_over(&mut again, &recipe).unwrap();
        assert_eq!((again.max_article, again.max_line, again.mend), (1 << 20, Some(3 << 20), false));
        assert_eq!(again.fields, of_run.fields);
        let mut other =
            ReadOptions { max_article: 5, fields: vec!["text=b".parse().unwrap()], ..ReadOptions::default() };
        take_over(&mut other, &recipe).unwrap();
        assert_eq!((other.max_article, other.fields.len()), (5, 1), "the command line has the last word");
        let mut untouched = ReadOptions::default();
        take_over(&mut untouched, &BTreeMap::new()).unwrap();
        assert!(untouched.mend && untouched.fields.is_empty());
    }

    #[test]
    fn what_a_run_was_told_is_never_passed_over() {
        for (name, value) in [
            ("max-article", "16M"),
            ("max-ratio", ""),
            ("max-depth", "-1"),
            ("max-line", "long"),
            ("no-mend", "maybe"),
            ("field", "text=a\nstory"),
        ] {
            let recipe = BTreeMap::from([(name.to_owned(), value.to_owned())]);
            let said = take_over(&mut ReadOptions::default(), &recipe).unwrap_err();
            assert!(said.contains(&format!("--{name} {}", value.rsplit('\n').next().unwrap())), "{said}");
        }
    }
}
