//! `whosaid verify`

use super::exit::End;
use super::reading::ReadingArgs;
use super::size::grouped;
use super::{Verbosity, terminal};
use clap::Args;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use whosaid::Error;
use whosaid::input::InputReader;
use whosaid::run::RecordStore;
use whosaid::verify::{self, Verification};

/// Prove every offset, text, hash and id of a run against its articles
///
/// RECORDS is a run folder or a file of JSON lines, also .gz or .zst. Exits 1 if any record does not hold, and names the first
/// hundred; 3 if articles could not be read.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The records
    records: PathBuf,
    /// The articles that they were made of: files, folders, patterns, or - for standard input
    #[arg(long, required = true, num_args = 1.., value_name = "INPUT")]
    articles: Vec<PathBuf>,
    /// Worker threads [default: one per processor]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    reading: ReadingArgs,
}

impl VerifyArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        let saved = RecordStore::open(&self.records)?;
        let mut source = InputReader::new(self.articles, self.reading.options(Some(self.records.clone())));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.jobs.map_or(0, NonZeroUsize::get)).build()?;
        let Verification { articles, records, failed, failures, unread } =
            pool.install(|| verify::verify(&saved, &mut source))?;
        unread.iter().for_each(terminal::error);
        for failure in &failures {
            terminal::error(&Error::record(&failure.path, failure.line, &*failure.cause));
        }
        if failed > failures.len() as u64 {
            terminal::note(&format!("and {} more", grouped(failed - failures.len() as u64)));
        }
        if !verbosity.quiet {
            let (articles, records, failed) = (grouped(articles), grouped(records), grouped(failed));
            terminal::note(&format!("{articles} articles, {records} records hold, {failed} do not"));
        }
        Ok(match (failed, unread.len()) {
            (0, 0) => End::Done,
            (0, _) => End::SomeFailed,
            _ => End::Nothing,
        })
    }
}
