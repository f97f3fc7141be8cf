//! `whosaid audit`: one file per subcommand.

mod conflicts;
mod export;
#[cfg(not(feature = "audit"))]
mod missing;
#[cfg(feature = "audit")]
mod report;
mod reviewing;
mod score;
#[cfg(feature = "audit")]
mod serve;

use super::{exit::ExitStatus, terminal::Verbosity};
use clap::Subcommand;

/// Review a run: decide on its claims, measure its quality, export it, and find contradictions between articles
///
/// RUN is what `whosaid extract INPUT -o RUN --emit claims,mentions,articles` wrote: a run folder, or a file of JSON Lines, Parquet or
/// SQLite. Decisions are stored in its folder, in decisions.jsonl, or beside the file, in FILE.decisions.jsonl.
#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    #[cfg(feature = "audit")]
    Serve(serve::ServeArgs),
    #[cfg(feature = "audit")]
    Report(report::ReportArgs),
    #[cfg(not(feature = "audit"))]
    Serve(missing::MissingCommand),
    #[cfg(not(feature = "audit"))]
    Report(missing::MissingCommand),
    Score(score::ScoreArgs),
    Export(export::ExportArgs),
    Conflicts(conflicts::ConflictsArgs),
}

impl AuditCommand {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        match self {
            #[cfg(feature = "audit")]
            Self::Serve(command) => command.run(verbosity),
            #[cfg(feature = "audit")]
            Self::Report(command) => command.run(verbosity),
            #[cfg(not(feature = "audit"))]
            Self::Serve(command) => command.run("serve"),
            #[cfg(not(feature = "audit"))]
            Self::Report(command) => command.run("report"),
            Self::Score(command) => command.run(),
            Self::Export(command) => command.run(verbosity),
            Self::Conflicts(command) => command.run(verbosity),
        }
    }
}
