//! `whosaid verify`

use super::failures::Failures;
use super::terminal::{self, Verbosity};
use super::{exit::ExitStatus, numbers::grouped, reading::ReadingArgs};
use crate::Error;
use crate::input::InputReader;
use crate::run::RecordStore;
use crate::verify::{self, Verification};
use clap::Args;
use std::{num::NonZeroUsize, path::PathBuf};

/// Verify a run against its articles: every offset, text, hash and id
///
/// RECORDS is a run folder, a JSON Lines file (optionally .gz or .zst), a Parquet file or a SQLite database. Exit codes: 1 if any record is wrong (the first hundred
/// are reported), 3 if some articles could not be read.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The records
    records: PathBuf,
    /// The articles that were processed: files, folders, patterns, or - for standard input
    #[arg(long, required = true, num_args = 1.., value_name = "INPUT")]
    articles: Vec<PathBuf>,
    /// Number of worker threads [default: one per processor]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    reading: ReadingArgs,
}

impl VerifyArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        let saved = RecordStore::open(&self.records)?;
        let mut source = InputReader::new(self.articles, self.reading.options_of_run(&self.records)?);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.jobs.map_or(0, NonZeroUsize::get)).build()?;
        let Verification { articles, records, failed, failures, unread } =
            pool.install(|| verify::verify(&saved, &mut source))?;
        let mut reported = Failures::new(verbosity.verbose);
        for error in &unread {
            reported.report(error);
        }
        reported.finish();
        for failure in &failures {
            terminal::error(&Error::record(&failure.path, failure.line, &*failure.cause));
        }
        if failed > failures.len() as u64 {
            terminal::note(&format!("and {} more", grouped(failed - failures.len() as u64)));
        }
        let (articles, records, wrong) = (grouped(articles), grouped(records), grouped(failed));
        verbosity.note(&format!("{articles} articles, {records} records are correct, {wrong} are not"));
        Ok(if failed > 0 { ExitStatus::Failed } else { ExitStatus::of_failures(unread.len() as u64) })
    }
}
