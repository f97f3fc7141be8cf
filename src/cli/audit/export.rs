//! `whosaid audit export`

use super::reviewing::ReviewedRun;
use crate::Error;
use crate::audit::export::{Export, ExportFormat, export};
use crate::audit::review::Review;
use crate::cli::failures::Failures;
use crate::cli::terminal::Verbosity;
use crate::cli::{exit::ExitStatus, numbers::grouped, reading::ReadingArgs};
use crate::input::InputReader;
use crate::run::{Recipe, RecordStore};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Export the claims of a run to other tools, or the reviewed ones as gold annotations
///
/// The articles are read again from their original location, and their text must not have changed. With --gold, only articles are
/// exported that somebody read completely or whose claims are all judged, with the claims that were accepted, corrected or added;
/// `whosaid train` and `whosaid eval` read them in brat format. Exit code 3: some articles could not be used.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The run folder, or a file with its records
    run: PathBuf,
    /// Output format
    #[arg(long, value_name = "FORMAT")]
    format: FormatArg,
    /// Where to write: a new or empty folder for brat, otherwise a file, or - for standard output
    #[arg(short, long, value_name = "PATH")]
    output: PathBuf,
    /// Export only what people confirmed or corrected
    #[arg(long)]
    gold: bool,
    /// Where the articles are now [default: their original location]
    #[arg(long, num_args = 1.., value_name = "INPUT")]
    articles: Vec<PathBuf>,
    /// File with the decisions [default: decisions.jsonl in the run folder]
    #[arg(long, value_name = "FILE", requires = "gold")]
    decisions: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// brat standoff: text/NAME.txt and attributions/NAME.ann
    Brat,
    /// W3C Web Annotations with position and quote selectors, one per line
    W3c,
    /// JSON Lines for spaCy and Prodigy: text and spans, in code points
    Spacy,
    /// Label Studio tasks, in UTF-16 units
    LabelStudio,
    /// A table with one claim per row
    Csv,
}

impl FormatArg {
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
    pub(crate) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        let (saved, decided) = if self.gold {
            let ReviewedRun { saved, decisions, whole } = ReviewedRun::open(&self.run, self.decisions.as_deref())?;
            (saved, Some((decisions, whole)))
        } else {
            (RecordStore::open(&self.run)?, None)
        };
        let articles = if self.articles.is_empty() { inputs(&self.run, saved.recipe())? } else { self.articles };
        let mut source = InputReader::new(articles, self.reading.options_of_run(&self.run)?);
        let review = match &decided {
            Some((decisions, _)) => Some(Review::of(&saved, decisions, &BTreeSet::new())?),
            None => None,
        };
        let mut to = Export::create(self.format.format(), &self.output)?;
        let done = export(&saved, review.as_ref(), &mut source, &mut to)?;
        to.finish()?;
        for (count, what) in review.iter().flat_map(|review| {
            [
                (review.stale, "decisions concern another version of the text and were left out"),
                (review.unknown, "decisions concern claims that are not in the run and were left out"),
            ]
        }) {
            if count > 0 {
                log::warn!("{} {what}", grouped(count));
            }
        }
        let whole = decided.as_ref().is_none_or(|(_, whole)| *whole);
        let mut reported = Failures::new(verbosity.verbose);
        for error in &done.problems {
            reported.report(error);
        }
        reported.finish();
        if done.open > 0 {
            log::warn!("{} claims in these articles are unjudged or disputed and were left out", grouped(done.open));
        }
        verbosity.note(&format!("{} articles with {} claims", grouped(done.articles), grouped(done.claims)));
        if done.unfinished > 0 {
            let number = grouped(done.unfinished);
            verbosity.note(&format!("{number} more have decisions, but not all of their claims are judged yet"));
        }
        Ok(if whole { ExitStatus::of_failures(done.problems.len() as u64) } else { ExitStatus::SomeFailed })
    }
}

/// The original location of the articles of a run.
fn inputs(run: &Path, recipe: Option<&Recipe>) -> crate::Result<Vec<PathBuf>> {
    let nowhere = |cause: &str| Error::Input { path: run.to_owned(), cause: cause.to_owned() };
    let recipe = recipe.ok_or_else(|| nowhere("the location of its articles is unknown: use --articles"))?;
    let paths: Vec<PathBuf> = recipe.inputs.iter().map(|input| (&*input.path).into()).collect();
    if paths.is_empty() || paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(nowhere("its articles came from standard input: use --articles"));
    }
    Ok(paths)
}
