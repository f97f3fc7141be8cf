//! The fields of records: which one holds what, and their values.

#[cfg(feature = "parquet")]
pub(super) mod arrow;
pub(super) mod date_line;
pub(super) mod fields;
pub(super) mod json;
pub(super) mod probe;
pub(super) mod record;
