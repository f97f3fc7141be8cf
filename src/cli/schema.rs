//! `whosaid schema`

use super::exit::ExitStatus;
use clap::{Args, ValueEnum};
use std::io::Write;
use whosaid::output::{POSTGRES_SCHEMA, SQLITE_SCHEMA};
use whosaid::record::json_schema;

/// Print the JSON Schema of the records, or the SQL schema of the tables
#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Print the SQL that creates the tables in this database
    #[arg(long, value_name = "DATABASE")]
    sql: Option<Database>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
}

impl SchemaArgs {
    #[allow(clippy::needless_pass_by_value, reason = "all subcommands have the same signature")]
    pub(super) fn run(self) -> anyhow::Result<ExitStatus> {
        let text = match self.sql {
            None => &(serde_json::to_string_pretty(&json_schema())? + "\n"),
            Some(Database::Sqlite) => SQLITE_SCHEMA,
            Some(Database::Postgres) => POSTGRES_SCHEMA,
        };
        std::io::stdout().write_all(text.as_bytes())?;
        Ok(ExitStatus::Done)
    }
}
