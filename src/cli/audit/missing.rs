//! The subcommands that a build without the cargo feature `audit` knows only by name.

use crate::cli::exit::ExitStatus;
use crate::error::Error;
use clap::Args;
use std::ffi::OsString;

/// Not in this build: it needs the cargo feature `audit`
#[derive(Debug, Args)]
pub(crate) struct MissingCommand {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    arguments: Vec<OsString>,
}

impl MissingCommand {
    pub(super) fn run(self, name: &str) -> anyhow::Result<ExitStatus> {
        drop(self.arguments);
        anyhow::bail!(Error::lacks_feature(&format!("run `whosaid audit {name}`"), "audit"))
    }
}
