//! `whosaid merge`

use super::numbers::{count, grouped};
use super::{exit::ExitStatus, shell::command_line, terminal::Verbosity};
use crate::output::merge;
use clap::Args;
use std::path::PathBuf;

/// Merge the run folders of all shards into the folder that a single run would have written
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
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        let summary = merge(&self.shards, &self.output, &command_line())?;
        let (documents, claims) = (count(summary.documents, "document"), count(summary.claims, "claim"));
        verbosity.note(&format!("{documents}, {claims}, {} failed", grouped(summary.failed + summary.unread)));
        Ok(ExitStatus::of(&summary, 0))
    }
}
