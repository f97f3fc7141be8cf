//! `whosaid audit`: one file per subcommand.

mod conflicts;
mod export;
mod reviewing;
mod score;

use super::Verbosity;
use super::exit::End;
use clap::Subcommand;

/// See, check and trust what a run found: decisions about claims, what follows from them, and conflicts across articles
///
/// RUN is the folder that `whosaid extract INPUT -o RUN --emit claims,mentions,articles` writes. Decisions are the lines of
/// decisions.jsonl in it.
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    Score(score::ScoreArgs),
    Export(export::ExportArgs),
    Conflicts(conflicts::ConflictsArgs),
}

impl Audit {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        match self {
            Self::Score(command) => command.run(),
            Self::Export(command) => command.run(verbosity),
            Self::Conflicts(command) => command.run(verbosity),
        }
    }
}
