//! `whosaid schema`

use super::exit::End;
use clap::Args;
use std::io::Write;

/// The wire format of [`whosaid::record`].
const SCHEMA: &str = include_str!("../record.schema.json");

/// Print the JSON Schema of the records
#[derive(Debug, Args)]
pub(super) struct Schema {}

impl Schema {
    #[allow(clippy::unused_self, reason = "every subcommand is run like this, and this one will get options")]
    pub(super) fn run(self) -> anyhow::Result<End> {
        std::io::stdout().write_all(SCHEMA.as_bytes())?;
        Ok(End::Done)
    }
}
