//! The fields of records: which one holds what, and their values.

#[cfg(feature = "parquet")]
pub(super) mod arrow;
pub(super) mod byline;
pub(super) mod date;
pub(super) mod date_line;
pub(super) mod fields;
pub(super) mod json;
pub(super) mod kept;
pub(super) mod nested;
pub(super) mod probe;
pub(super) mod record;
pub(super) mod url;
