//! Cutting a stream into pieces of whole records for the workers.

pub(super) mod cutter;
pub(super) mod lines;
pub(super) mod pieces;
pub(super) mod records;
