//! `whosaid audit report`

use crate::audit::AuditedRun;
use crate::audit::page::report::{ReportOptions, report};
use crate::cli::terminal::{self, Verbosity};
use crate::cli::{exit::ExitStatus, numbers::grouped, reading::ReadingArgs};
use crate::input::STDIN;
use anyhow::Context as _;
use clap::Args;
use std::io::{self, Write as _};
use std::path::PathBuf;

/// Write a report on a run: figures, plots and a sample of its articles, in one self-contained HTML file
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The folder or file of a run with claim and article records
    run: PathBuf,
    /// The file to write; - for standard output
    #[arg(long, short, value_name = "FILE", default_value = "report.html")]
    output: PathBuf,
    /// Number of articles to show with their claims marked; fewer if the file would exceed 20 MB
    #[arg(long, value_name = "N", default_value_t = 100)]
    sample: usize,
    /// Random seed of the sample: the same run and seed give the same articles
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Where the articles are now [default: their original location]
    #[arg(long, num_args = 1.., value_name = "INPUT")]
    articles: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

impl ReportArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        let reading = self.reading.options_of_run(&self.run)?;
        let options = ReportOptions { sample: self.sample, seed: self.seed, articles: self.articles, reading };
        let made = report(&AuditedRun::open(&self.run)?, options)?;
        if self.output.as_os_str() == STDIN {
            io::stdout().lock().write_all(made.html.as_bytes())?;
        } else {
            std::fs::write(&self.output, &made.html).with_context(|| self.output.display().to_string())?;
        }
        made.problems.iter().for_each(terminal::error);
        let size = made.html.len() as f64 / 1e6;
        verbosity.note(&format!("{size:.1} MB, with {} articles", grouped(made.shown as u64)));
        if made.left_out > 0 {
            verbosity.note(&format!("{} more articles of the sample did not fit", grouped(made.left_out as u64)));
        }
        if made.missing > 0 {
            terminal::error(&format!(
                "{} articles of the sample have no text: it was not found (use --articles), or it has changed",
                grouped(made.missing as u64)
            ));
        }
        Ok(ExitStatus::of_failures((made.missing + made.problems.len()) as u64))
    }
}
