//! `whosaid audit`: see, decide, measure.

#[cfg(feature = "audit")]
mod report;
#[cfg(feature = "audit")]
mod serve;

use super::exit::End;
use super::Verbosity;
use clap::Subcommand;

/// Look at the claims of a run, decide on them, and say how far they can be trusted
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    #[cfg(feature = "audit")]
    Serve(serve::ServeArgs),
    #[cfg(feature = "audit")]
    Report(report::ReportArgs),
}

impl Audit {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        match self {
            #[cfg(feature = "audit")]
            Self::Serve(command) => command.run(verbosity),
            #[cfg(feature = "audit")]
            Self::Report(command) => command.run(verbosity),
        }
    }
}
