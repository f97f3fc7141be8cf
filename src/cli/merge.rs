//! `whosaid merge`

use super::exit::End;
use super::extract::command_line;
use super::size::grouped;
use super::{Verbosity, terminal};
use clap::Args;
use std::path::PathBuf;
use whosaid::output::merge;

/// Join the folders of all shards of a run to the folder that one run would have written
#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// The run folders that `whosaid extract --shard I/N` wrote, in any order
    #[arg(required = true)]
    shards: Vec<PathBuf>,
    /// The folder to write
    #[arg(long, short, value_name = "FOLDER")]
    output: PathBuf,
}

impl MergeArgs {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        let summary = merge(&self.shards, &self.output, &command_line())?;
        if !verbosity.quiet {
            let (documents, claims) = (grouped(summary.documents), grouped(summary.claims));
            let failed = grouped(summary.failed + summary.unread);
            terminal::note(&format!("{documents} documents, {claims} claims, {failed} failed"));
        }
        Ok(End::of(&summary, 0))
    }
}
