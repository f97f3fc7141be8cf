//! `whosaid audit report`

use crate::cli::exit::End;
use crate::cli::reading::ReadingArgs;
use crate::cli::size::grouped;
use crate::cli::{Verbosity, terminal};
use anyhow::Context as _;
use clap::Args;
use std::io::{self, Write as _};
use std::path::PathBuf;
use whosaid::audit::AuditedRun;
use whosaid::audit::page::report::{ReportOptions, report};
use whosaid::input::STDIN;

/// Write a report of a run: figures, plots and a sample of its articles in one HTML file that opens anywhere
#[derive(Debug, Args)]
pub(in crate::cli) struct ReportArgs {
    /// The folder of a run with claims and articles
    run: PathBuf,
    /// The file to write; - is standard output
    #[arg(long, short, value_name = "FILE", default_value = "report.html")]
    output: PathBuf,
    /// How many articles to show with their marks; fewer where they would make the file larger than 20 MB
    #[arg(long, value_name = "N", default_value_t = 100)]
    sample: usize,
    /// Which articles chance chooses: the same run and seed show the same
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Where the articles are now, if not where the run read them
    #[arg(long, num_args = 1.., value_name = "INPUT")]
    articles: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

impl ReportArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        let reading = self.reading.options(Some(self.run.clone()));
        let options = ReportOptions { sample: self.sample, seed: self.seed, articles: self.articles, reading };
        let made = report(&AuditedRun::open(&self.run)?, options)?;
        if self.output.as_os_str() == STDIN {
            io::stdout().lock().write_all(made.html.as_bytes())?;
        } else {
            std::fs::write(&self.output, &made.html).with_context(|| self.output.display().to_string())?;
        }
        made.problems.iter().for_each(terminal::error);
        let size = made.html.len() as f64 / 1e6;
        verbosity.note(&format!("{:.1} MB, with {} articles", size, grouped(made.shown as u64)));
        if made.left_out > 0 {
            verbosity.note(&format!("{} more of the sample had no room", grouped(made.left_out as u64)));
        }
        if made.missing > 0 {
            terminal::error(&format!(
                "{} articles of the sample have no text: it was not found (--articles says where it is), or is another one now",
                grouped(made.missing as u64)
            ));
        }
        Ok(if made.missing > 0 || !made.problems.is_empty() { End::SomeFailed } else { End::Done })
    }
}
