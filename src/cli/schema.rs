//! `whosaid schema`

use super::{choice::choice, exit::ExitStatus};
use crate::output::{POSTGRES_SCHEMA, SQLITE_SCHEMA};
use crate::record::json_schema;
use clap::Args;
use std::io::Write;

/// Print the JSON Schema of the records, or the SQL schema of the tables
#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Print the SQL that creates the tables in this database
    #[arg(long, value_name = "DATABASE", value_parser = choice([("sqlite", SQLITE_SCHEMA), ("postgres", POSTGRES_SCHEMA)]))]
    sql: Option<&'static str>,
}

impl SchemaArgs {
    pub(super) fn run(&self) -> anyhow::Result<ExitStatus> {
        let text = match self.sql {
            None => &(serde_json::to_string_pretty(&json_schema())? + "\n"),
            Some(schema) => schema,
        };
        std::io::stdout().write_all(text.as_bytes())?;
        Ok(ExitStatus::Done)
    }
}
