//! `whosaid gazetteer`: one file per subcommand.

mod check;
mod compile;
mod import;
mod lookup;

use super::exit::ExitStatus;
use super::terminal::Verbosity;
use clap::Subcommand;

/// Check, look up, import and compile lists of names
#[derive(Debug, Subcommand)]
pub(super) enum GazetteerCommand {
    Check(check::CheckArgs),
    Lookup(lookup::LookupArgs),
    Import(import::ImportArgs),
    Compile(compile::CompileArgs),
}

impl GazetteerCommand {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<ExitStatus> {
        match self {
            Self::Check(command) => command.run(verbosity),
            Self::Lookup(command) => command.run(),
            Self::Import(command) => command.run(verbosity),
            Self::Compile(command) => command.run(verbosity),
        }
    }
}
