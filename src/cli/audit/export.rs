//! `whosaid audit export`

use super::reviewing::Decided;
use crate::cli::exit::End;
use crate::cli::reading::ReadingArgs;
use crate::cli::size::grouped;
use crate::cli::{Verbosity, terminal};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use whosaid::Error;
use whosaid::audit::export::{Export, ExportFormat, export};
use whosaid::audit::review::Review;
use whosaid::input::InputReader;
use whosaid::run::RecordStore;
use whosaid::run::RunInfo;

/// Write the claims of a run for other tools, or as gold what its decisions confirm and correct
///
/// The articles are read again from where the run read them, and their text must still be the same. With --gold, articles are
/// written that somebody read to their end or whose claims are all judged, with the claims that were accepted, corrected or
/// marked as missed; as brat, `whosaid train` and `whosaid eval` read them. Exits 3 if some articles could not be used.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArgs {
    /// The run folder, or a file of its records
    run: PathBuf,
    /// What to write
    #[arg(long, value_name = "FORMAT")]
    format: Name,
    /// Where to: an empty or new folder for brat, else a file, or - for standard output
    #[arg(short, long, value_name = "PATH")]
    output: PathBuf,
    /// Only what people confirmed and corrected
    #[arg(long)]
    gold: bool,
    /// Where the articles are now [default: where the run read them]
    #[arg(long, num_args = 1.., value_name = "INPUT")]
    articles: Vec<PathBuf>,
    /// Read the decisions from this file [default: decisions.jsonl in the run folder]
    #[arg(long, value_name = "FILE", requires = "gold")]
    decisions: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Name {
    /// brat standoff: text/NAME.txt and attributions/NAME.ann
    Brat,
    /// W3C Web Annotations with position and quote selectors, one a line
    W3c,
    /// JSON lines of spaCy and Prodigy: text and spans, in code points
    Spacy,
    /// Label Studio's tasks, in UTF-16 units
    LabelStudio,
    /// A table with one claim a row
    Csv,
}

impl Name {
    fn format(self) -> ExportFormat {
        match self {
            Self::Brat => ExportFormat::Brat,
            Self::W3c => ExportFormat::W3c,
            Self::Spacy => ExportFormat::Spacy,
            Self::LabelStudio => ExportFormat::LabelStudio,
            Self::Csv => ExportFormat::Csv,
        }
    }
}

impl ExportArgs {
    pub(in crate::cli) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        let articles = if self.articles.is_empty() { inputs(&self.run)? } else { self.articles };
        let mut source = InputReader::new(articles, self.reading.options(Some(self.run.clone())));
        let (done, whole) = if self.gold {
            let decided = Decided::open(&self.run, self.decisions.as_deref())?;
            let review = Review::of(&decided.saved, &decided.decisions, &BTreeSet::new())?;
            let mut to = Export::create(self.format.format(), &self.output)?;
            let done = export(&decided.saved, Some(&review), &mut source, &mut to)?;
            to.finish()?;
            for (count, what) in [
                (review.stale, "decisions are about another text and were left out"),
                (review.unknown, "decisions are about claims that the run does not have and were left out"),
            ] {
                if count > 0 {
                    log::warn!("{} {what}", grouped(count));
                }
            }
            (done, decided.whole)
        } else {
            let saved = RecordStore::open(&self.run)?;
            let mut to = Export::create(self.format.format(), &self.output)?;
            let done = export(&saved, None, &mut source, &mut to)?;
            to.finish()?;
            (done, true)
        };
        done.problems.iter().for_each(terminal::error);
        if done.open > 0 {
            log::warn!(
                "{} claims of these articles are not judged, or disputed, and were left out",
                grouped(done.open)
            );
        }
        verbosity.note(&format!("{} articles with {} claims", grouped(done.articles), grouped(done.claims)));
        if done.unfinished > 0 {
            let number = grouped(done.unfinished);
            verbosity.note(&format!("{number} more have decisions, but some of their claims are not judged yet"));
        }
        Ok(if whole && done.problems.is_empty() { End::Done } else { End::SomeFailed })
    }
}

/// Where a run read its articles.
fn inputs(run: &Path) -> whosaid::Result<Vec<PathBuf>> {
    let nowhere = |cause: &str| Error::Input { path: run.to_owned(), cause: cause.to_owned() };
    let read = if run.is_dir() { RunInfo::read(run)? } else { None };
    let read = read.ok_or_else(|| nowhere("nothing says where its articles are: use --articles"))?;
    let paths: Vec<PathBuf> = read.recipe.inputs.into_iter().map(|input| input.path.into()).collect();
    if paths.is_empty() || paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(nowhere("its articles came from standard input: use --articles"));
    }
    Ok(paths)
}
