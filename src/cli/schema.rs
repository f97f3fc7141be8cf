//! `whosaid schema`

use super::exit::End;
use clap::{Args, ValueEnum};
use std::io::Write;
use whosaid::output::{POSTGRES_SCHEMA, SQLITE_SCHEMA};
use whosaid::record::json_schema;

/// Print the JSON Schema of the records, or the SQL of the tables
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Print the SQL that makes the tables of this database
    #[arg(long, value_name = "DATABASE")]
    sql: Option<Database>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
}

impl Schema {
    #[allow(clippy::needless_pass_by_value, reason = "every subcommand is run like this")]
    pub(super) fn run(self) -> anyhow::Result<End> {
        let text = match self.sql {
            None => &(serde_json::to_string_pretty(&json_schema())? + "\n"),
            Some(Database::Sqlite) => SQLITE_SCHEMA,
            Some(Database::Postgres) => POSTGRES_SCHEMA,
        };
        std::io::stdout().write_all(text.as_bytes())?;
        Ok(End::Done)
    }
}
