//! `whosaid audit`: one file per subcommand.

mod conflicts;
mod export;
#[cfg(feature = "audit")]
mod report;
mod reviewing;
mod score;
#[cfg(feature = "audit")]
mod serve;

use super::Verbosity;
use super::exit::End;
use clap::Subcommand;

/// See, check and trust what a run found: decisions about claims, what follows from them, and conflicts across articles
///
/// RUN is the folder that `whosaid extract INPUT -o RUN --emit claims,mentions,articles` writes. Decisions are the lines of
/// decisions.jsonl in it.
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    #[cfg(feature = "audit")]
    Serve(serve::ServeArgs),
    #[cfg(feature = "audit")]
    Report(report::ReportArgs),
    Score(score::ScoreArgs),
    Export(export::ExportArgs),
    Conflicts(conflicts::ConflictsArgs),
}

impl Audit {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        match self {
            #[cfg(feature = "audit")]
            Self::Serve(command) => command.run(verbosity),
            #[cfg(feature = "audit")]
            Self::Report(command) => command.run(verbosity),
            Self::Score(command) => command.run(),
            Self::Export(command) => command.run(verbosity),
            Self::Conflicts(command) => command.run(verbosity),
        }
    }
}
