//! The SQL of the tables.

/// The SQL that creates the tables and views of a SQLite database.
pub const SQLITE_SCHEMA: &str = include_str!("schema.sqlite.sql");

/// The SQL that creates those of a PostgreSQL database.
pub const POSTGRES_SCHEMA: &str = include_str!("schema.postgres.sql");

/// What the indexes begin with that are created when a run is complete.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
const LATE: &str = "CREATE INDEX IF NOT EXISTS";

/// The tables and views of a schema, with the indexes that loading needs.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) fn tables(schema: &str) -> &str {
    &schema[..schema.find(LATE).unwrap_or(schema.len())]
}

/// The indexes that only queries need.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(super) fn late_indexes(schema: &str) -> &str {
    &schema[schema.find(LATE).unwrap_or(schema.len())..]
}
