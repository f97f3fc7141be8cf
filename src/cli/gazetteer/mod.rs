//! `whosaid gazetteer`: work on lists of names.

mod check;
mod compile;
mod import;
mod lookup;

use super::Verbosity;
use super::exit::End;
use clap::Subcommand;

/// Check, look up, import and compile lists of names
#[derive(Debug, Subcommand)]
pub(super) enum Gazetteer {
    Check(check::Check),
    Lookup(lookup::Lookup),
    Import(import::Import),
    Compile(compile::Compile),
}

impl Gazetteer {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<End> {
        match self {
            Self::Check(command) => command.run(verbosity),
            Self::Lookup(command) => command.run(),
            Self::Import(command) => command.run(verbosity),
            Self::Compile(command) => command.run(verbosity),
        }
    }
}
